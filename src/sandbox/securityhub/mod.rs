//! Security Hub of the simulated organisation: REST with JSON bodies, one hub a region.
//!
//! The administrator sees all accounts, a member its own. In the aggregation region both see what is in all linked
//! regions too, since members inherit the linking; elsewhere they see only the region's own. Operations are told apart
//! by method and path; each has a file.

mod arns;
mod asff;
mod attributes;
mod batch_update_findings;
mod conditions;
mod details;
mod filters;
mod finding;
mod get_findings;
mod insights;
mod listing;
mod members;
mod naming;
mod operation;
mod query;
mod sorting;
mod standards;
mod timestamps;
mod token;

#[cfg(test)]
pub(super) mod checks;

use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Method, Request};

use super::caller::{ADMINISTRATORS, Caller};
use super::fault::Fault;
use super::organisation::Organisation;
use super::organisation::rows::{self, Row};
use super::parameters::{Parameters, Service};
use super::random::hash;
use super::throttle::Buckets;
use finding::Finding;
use get_findings::Selections;
use operation::Operation;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "securityhub";

/// The region without a hub to which buckets of foreign regions belong.
const NO_REGION: usize = usize::MAX;

/// Returns the name of the operation at a method and path, if it is simulated.
pub(super) fn operation(method: &Method, path: &str) -> Option<&'static str> {
    Operation::of(method, path).map(Operation::name)
}

/// Security Hub in all regions of one organisation.
#[derive(Debug)]
pub(super) struct SecurityHub {
    organisation: Organisation,
    /// Each operation has buckets of its own.
    buckets: [Buckets; Operation::COUNT],
    /// Guards the findings; written only by BatchUpdateFindings.
    state: RwLock<State>,
    /// Finds rows by the hash of their id, which never changes; made when first needed.
    by_id: OnceLock<HashMap<u64, Vec<u32>>>,
    selections: Selections,
}

#[derive(Debug)]
struct State {
    rows: Vec<Row>,
    /// How often people changed findings.
    revision: u64,
}

/// By whom, where and when an operation was asked.
#[derive(Debug, Clone, Copy)]
struct Asked {
    account: usize,
    region: usize,
    /// A bit for each region whose findings are seen: the region's own, and in the home region those of linked ones.
    seen: u64,
    /// Milliseconds since 1970.
    now: i64,
}

impl Asked {
    /// Says whether the finding is seen from here.
    fn sees(self, row: &Row) -> bool {
        let is_its = self.account == ADMINISTRATORS || self.account == row.account();
        is_its && (self.seen >> row.region() & 1) == 1
    }

    /// Returns what tells one place to ask from another.
    fn place(self) -> String {
        match self.account {
            ADMINISTRATORS => self.region.to_string(),
            account => format!("{}/{account}", self.region),
        }
    }
}

impl SecurityHub {
    /// Makes the hub and all findings, of which none is later than `present`.
    pub(super) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let organisation = Organisation::new(parameters, present);
        let mut rows = rows::rows(&organisation, parameters.findings);
        rows.retain(|row| organisation.is_on(Service::SecurityHub, row.account(), row.region()));
        Self {
            organisation,
            buckets: std::array::from_fn(|_| Buckets::new(parameters.throttle)),
            state: RwLock::new(State { rows, revision: 0 }),
            by_id: OnceLock::new(),
            selections: Selections::default(),
        }
    }

    /// Answers one request in the order AWS does: operation, rate, subscription, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        let operation = Operation::of(request.method(), request.uri().path()).ok_or_else(Fault::unknown_operation)?;
        let region = self.organisation.region(&caller.region);
        let place = region.unwrap_or(NO_REGION);
        if !self.buckets[operation as usize].take(caller.account, place, operation.rate_class(), Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let account = caller.account;
        let region = region.filter(|region| self.organisation.is_on(Service::SecurityHub, account, *region));
        let region = region.ok_or_else(|| Fault::not_subscribed(&self.organisation.accounts[account].id))?;
        let asked = Asked { account, region, seen: self.seen(region), now: now.timestamp_millis() };
        let members = operation.members(request)?;
        match operation {
            Operation::GetFindings => get_findings::answer(self, &asked, &members),
            Operation::BatchUpdateFindings => batch_update_findings::answer(self, &asked, &members),
            Operation::GetEnabledStandards => standards::get_enabled_standards::answer(self, &asked, &members),
            Operation::DescribeStandards => standards::describe_standards::answer(self, &asked, &members),
            Operation::DescribeStandardsControls => {
                standards::describe_standards_controls::answer(self, &asked, &members)
            }
            Operation::ListSecurityControlDefinitions => {
                standards::list_security_control_definitions::answer(self, &asked, &members)
            }
            Operation::ListStandardsControlAssociations => {
                standards::list_standards_control_associations::answer(self, &asked, &members)
            }
            Operation::BatchGetSecurityControls => {
                standards::batch_get_security_controls::answer(self, &asked, &members)
            }
            Operation::GetInsights => insights::get_insights::answer(self, &asked, &members),
            Operation::GetInsightResults => insights::get_insight_results::answer(self, &asked, &members),
            Operation::DescribeHub => members::describe_hub::answer(self, &asked, &members),
            Operation::GetAdministratorAccount => Ok(members::get_administrator_account::answer(self, &asked)),
            Operation::ListMembers => members::list_members::answer(self, &asked, &members),
            Operation::ListFindingAggregators => members::list_finding_aggregators::answer(self, &asked, &members),
            Operation::GetFindingAggregator => members::get_finding_aggregator::answer(self, &asked, &members),
        }
    }

    /// Returns a bit for each region whose findings are seen in `region`.
    fn seen(&self, region: usize) -> u64 {
        let is_home = self.organisation.home() == Some(region);
        let linked = self.organisation.linked().filter(|_| is_home);
        linked.fold(1 << region, |seen, linked| seen | 1 << linked)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the row of a finding that can be seen by who asks.
    fn find(&self, id: &str, product_arn: &str, asked: &Asked) -> Option<u32> {
        let state = self.read();
        let finding = |row: u32| Finding { organisation: &self.organisation, row: &state.rows[row as usize] };
        let by_id = self.by_id.get_or_init(|| {
            let mut by_id: HashMap<u64, Vec<u32>> = HashMap::new();
            for row in 0..state.rows.len() as u32 {
                by_id.entry(hash(&finding(row).id())).or_default().push(row);
            }
            by_id
        });
        by_id.get(&hash(id))?.iter().copied().find(|row| {
            let found = finding(*row);
            found.id() == id && found.product_arn() == product_arn && asked.sees(found.row)
        })
    }
}
