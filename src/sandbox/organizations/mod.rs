//! AWS Organizations of the simulated organisation: JSON 1.1, one endpoint for the world.
//!
//! The administrator's account manages the organisation and may ask all there is; any other account may only ask
//! which organisation it belongs to. Each operation has a file.
//!
//! - `tree`: organizational units, and who is in which
//! - `listing`: what the listings share; their pages may be short or empty before the last, as AWS warns

mod describe_organization;
mod list_accounts;
mod list_accounts_for_parent;
mod list_organizational_units_for_parent;
mod list_parents;
mod list_roots;
mod listing;
mod tree;

use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::{Map, Value, json};

use super::body;
use super::caller::{ADMINISTRATORS, Caller};
use super::fault::Fault;
use super::organisation::Organisation;
use super::organisation::accounts::Account;
use super::parameters::Parameters;
use super::protocol;
use super::throttle::{Buckets, RateClass};
use super::written::seconds;
use tree::Tree;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "organizations";

const TARGET_PREFIX: &str = "AWSOrganizationsV20161128";
/// The error code for what the model does not allow.
const INVALID: &str = "InvalidInputException";

/// The directory of one organisation.
#[derive(Debug)]
pub(super) struct Organizations {
    organisation: Organisation,
    tree: Tree,
    buckets: Buckets,
}

/// What is asked, and when, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    organizations: &'a Organizations,
    operation: &'a str,
    now: i64,
}

type Operation = fn(Asked<'_>, &Map<String, Value>) -> Result<Value, Fault>;

impl Organizations {
    pub(super) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let organisation = Organisation::new(parameters, present);
        Self { tree: Tree::of(&organisation), organisation, buckets: Buckets::new(parameters.throttle) }
    }

    /// Answers one request in the order AWS does: signature, operation, rate, access, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        caller.only_global()?;
        let name = protocol::target(request, TARGET_PREFIX)?;
        let (answer, is_for_all): (Operation, bool) = match name {
            "DescribeOrganization" => (describe_organization::answer, true),
            "ListAccounts" => (list_accounts::answer, false),
            "ListAccountsForParent" => (list_accounts_for_parent::answer, false),
            "ListOrganizationalUnitsForParent" => (list_organizational_units_for_parent::answer, false),
            "ListParents" => (list_parents::answer, false),
            "ListRoots" => (list_roots::answer, false),
            _ => return Err(Fault::json("UnknownOperationException", "")),
        };
        if !self.buckets.take(caller.account, 0, RateClass::Accounts, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        if !is_for_all && caller.account != ADMINISTRATORS {
            let message = "You don't have permissions to access this resource.";
            return Err(Fault::json("AccessDeniedException", message));
        }
        let members = body::object(request.body())?;
        let asked = Asked { organizations: self, operation: name, now: now.timestamp_millis() };
        answer(asked, &members).map(|answer| Bytes::from(answer.to_string()))
    }

    fn management(&self) -> &Account {
        &self.organisation.accounts[ADMINISTRATORS]
    }

    /// Returns the ARN of something of the organisation.
    fn arn(&self, kind: &str, path: &str) -> String {
        format!("arn:aws:organizations::{}:{kind}/{}{path}", self.management().id, self.tree.organization)
    }

    /// Returns the accounts, the management account first and the suspended one last.
    fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.organisation.accounts.iter().chain([&self.organisation.suspended])
    }

    /// Returns a member of `Accounts`.
    fn written(&self, account: &Account) -> Value {
        let is_management = account == self.management();
        let status = if *account == self.organisation.suspended { "SUSPENDED" } else { "ACTIVE" };
        json!({
            "Id": account.id,
            "Arn": self.arn("account", &format!("/{}", account.id)),
            "Email": account.email(),
            "Name": account.name,
            "Status": status,
            "State": status,
            "Paths": [format!("{}{}/", self.tree.path(self.tree.parent_of(account)), account.id)],
            "JoinedMethod": if is_management { "INVITED" } else { "CREATED" },
            "JoinedTimestamp": seconds(account.joined(self.organisation.present)),
        })
    }
}
