//! GetAdministratorAccount: who administers the account that asks. Nobody does the administrator, nor anyone where the
//! administrator has no Security Hub.

use bytes::Bytes;
use serde_json::json;

use super::super::super::caller::ADMINISTRATORS;
use super::super::super::parameters::Service;
use super::super::{Asked, SecurityHub};
use super::{ENABLED, written};

/// Answers a GetAdministratorAccount request, which has no members.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked) -> Bytes {
    let organisation = &hub.organisation;
    let administers = organisation.is_on(Service::SecurityHub, ADMINISTRATORS, asked.region);
    let answer = match asked.account {
        account if account == ADMINISTRATORS || !administers => json!({}),
        account => json!({
            "Administrator": {
                "AccountId": organisation.accounts[ADMINISTRATORS].id,
                "InvitedAt": written(organisation.accounts[account].joined(organisation.present)),
                "MemberStatus": ENABLED,
            },
        }),
    };
    Bytes::from(answer.to_string())
}
