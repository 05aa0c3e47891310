//! GetCallerIdentity: the account and the assumed role of who asks.

use super::Asked;

/// Returns the members of the answer.
pub(super) fn answer(asked: &Asked<'_>) -> String {
    let (arn, user) = (asked.caller.arn(asked.directory), asked.caller.user_id(asked.directory));
    let account = &asked.directory.accounts[asked.caller.account].id;
    format!("<Arn>{arn}</Arn><UserId>{user}</UserId><Account>{account}</Account>")
}
