//! BatchGetAccountStatus: whether Inspector is on in the region, for the account that asks or those it names.
//!
//! It can be asked where Inspector is off. Only the delegated administrator may ask about others, and about its members
//! only; accounts it may not ask about are told apart. The model has an error code wherever there is a status, even
//! where nothing failed.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::caller::ADMINISTRATORS;
use super::super::fault::Fault;
use super::Inspector;
use super::members::{Members, Refusal};

const MOST_ACCOUNTS: usize = 100;

/// Answers a BatchGetAccountStatus request of an account in a region, which may be one without Inspector.
pub(super) fn answer(
    inspector: &Inspector,
    account: usize,
    region: Option<usize>,
    body: &Map<String, Value>,
) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["accountIds"], Refusal::Fields)?;
    request.sized("accountIds", 0, MOST_ACCOUNTS)?;
    let accounts = &inspector.organisation.accounts;
    let mut named = request.texts("accountIds")?;
    if named.iter().any(|id| id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(request.refuse("accountIds", r"Member must satisfy regular expression pattern: \d{12}"));
    }
    if named.is_empty() {
        named.push(&accounts[account].id);
    }
    let (mut states, mut failed) = (Vec::new(), Vec::new());
    for id in named {
        let found = accounts.iter().position(|account| account.id == id);
        match found.filter(|found| *found == account || account == ADMINISTRATORS) {
            Some(found) => states.push(state(id, inspector.is_on(found, region))),
            None => failed.push(json!({
                "accountId": id,
                "errorCode": "ACCESS_DENIED",
                "errorMessage": "Invoking account does not have access to the status of this account",
            })),
        }
    }
    Ok(Bytes::from(json!({"accounts": states, "failedAccounts": failed}).to_string()))
}

fn state(id: &str, is_on: bool) -> Value {
    let state = if is_on {
        json!({
            "status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": "Inspector is enabled",
        })
    } else {
        json!({
            "status": "DISABLED", "errorCode": "RESOURCE_NOT_FOUND", "errorMessage": "Inspector is not enabled",
        })
    };
    json!({
        "accountId": id,
        "state": state,
        "resourceState": {
            "ec2": state, "ecr": state, "lambda": state, "lambdaCode": state, "codeRepository": state,
        },
    })
}
