//! ListMembers: the accounts that the one that asks administers; a member administers none.
//!
//! Unless asked otherwise only accounts are listed that are covered. The others are those without Security Hub in the
//! region, and the organisation's suspended one.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::caller::ADMINISTRATORS;
use super::super::super::fault::Fault;
use super::super::super::organisation::accounts::Account;
use super::super::super::parameters::Service;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};
use super::{ENABLED, written};

const MOST_RESULTS: i64 = 50;

/// Answers a ListMembers request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let is_only_associated = request.flag("OnlyAssociated")?.unwrap_or(true);
    let question = format!("ListMembers|{is_only_associated}");
    let listing = Listing::up_to(MOST_RESULTS, hub, asked, &request, &question, MOST_RESULTS)?;
    let organisation = &hub.organisation;
    let mut members: Vec<(&Account, &str)> = Vec::new();
    if asked.account == ADMINISTRATORS {
        let status = |number: usize| {
            // An account of the organisation that has no Security Hub yet is a member from the start.
            if organisation.is_on(Service::SecurityHub, number, asked.region) { ENABLED } else { "Created" }
        };
        members
            .extend(organisation.accounts.iter().zip(0..).skip(1).map(|(account, number)| (account, status(number))));
        members.push((&organisation.suspended, "AccountSuspended"));
    }
    members.retain(|(_, status)| !is_only_associated || *status == ENABLED);
    let administrator = &organisation.accounts[ADMINISTRATORS].id;
    let write = |(account, status): &(&Account, &str)| {
        let joined = written(account.joined(organisation.present));
        json!({
            "AccountId": account.id,
            "Email": account.email(),
            "MasterId": administrator,
            "AdministratorId": administrator,
            "MemberStatus": status,
            "InvitedAt": joined,
            "UpdatedAt": joined,
        })
    };
    Ok(listing.answer("Members", &members, write))
}
