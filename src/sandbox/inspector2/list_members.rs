//! ListMembers: the accounts that the delegated administrator, who alone may ask, has Inspector for.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::caller::ADMINISTRATORS;
use super::super::fault::Fault;
use super::super::organisation::accounts::Account;
use super::members::{Members, Refusal};
use super::pages::{self, Size};
use super::written::{put, put_some, seconds};
use super::{Asked, Inspector, Operation};

/// The model does not say how many members one gets without asking.
const SIZE: Size = Size { most: 50, default: 50 };
const ENABLED: &str = "ENABLED";

/// Answers a ListMembers request.
pub(super) fn answer(inspector: &Inspector, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    if asked.account != ADMINISTRATORS {
        return Err(Fault::inspector_not_enabled(Operation::Members.action()));
    }
    let request = Members::root(body, &["onlyAssociated", "maxResults", "nextToken"], Refusal::Fields)?;
    let is_only_associated = request.flag("onlyAssociated")?.unwrap_or(true);
    let organisation = &inspector.organisation;
    let canonical = format!("members|{}|{is_only_associated}", asked.place());
    let page = pages::parse(&request, SIZE, organisation.seed, &canonical, asked.now)?;
    let status = |number: usize| if inspector.is_on(number, Some(asked.region)) { ENABLED } else { "DISABLED" };
    let others = organisation.accounts.iter().zip(0..).skip(1);
    let mut members: Vec<(&Account, &str)> = others.map(|(account, number)| (account, status(number))).collect();
    members.push((&organisation.suspended, "ACCOUNT_SUSPENDED"));
    members.retain(|(_, status)| !is_only_associated || *status == ENABLED);
    let cut = page.cut(members.len());
    let written = members[cut.clone()].iter().map(|(account, status)| {
        json!({
            "accountId": account.id,
            "relationshipStatus": status,
            "delegatedAdminAccountId": organisation.accounts[ADMINISTRATORS].id,
            "updatedAt": seconds(account.joined(organisation.present)),
        })
    });
    let mut answer = Map::new();
    put(&mut answer, "members", written.collect::<Vec<_>>());
    put_some(&mut answer, "nextToken", page.next(&cut, members.len(), asked.now));
    Ok(Bytes::from(Value::Object(answer).to_string()))
}
