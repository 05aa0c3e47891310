//! GetDelegatedAdminAccount: who has Inspector for the organisation, from whichever account it is asked.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::caller::ADMINISTRATORS;
use super::super::fault::Fault;
use super::members::{Members, Refusal};
use super::{Asked, Inspector};

/// Answers a GetDelegatedAdminAccount request.
pub(super) fn answer(inspector: &Inspector, _: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    Members::root(body, &[], Refusal::Fields)?;
    let administrator = &inspector.organisation.accounts[ADMINISTRATORS].id;
    let answer = json!({"delegatedAdmin": {"accountId": administrator, "relationshipStatus": "ENABLED"}});
    Ok(Bytes::from(answer.to_string()))
}
