//! Whose the credentials are: the account and the principal, from STS GetCallerIdentity.

use std::sync::Arc;

use aws_sdk_sts::operation::get_caller_identity::{GetCallerIdentityError, GetCallerIdentityOutput};
use serde::de::Error;

use super::bulk::{BulkReader, between, printable};
use super::error::{AwsError, Call};
use super::quotas::Quota;
use super::request::Request;

const CALL: Call = Call { service: "STS", operation: "GetCallerIdentity", action: "sts:GetCallerIdentity" };
/// AWS allows many more; one answer is kept for hours.
const QUOTA: Quota = Quota { class: "sts", per_second: 10, burst: 20 };
/// The longest that AWS makes an ARN of STS, and more.
const LONGEST: usize = 300;

/// Who asks, as AWS knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id.
    pub account: String,
    /// The ARN of the user or of the assumed role.
    pub principal: String,
}

/// Returns who asks.
///
/// # Errors
/// When AWS does not say.
pub async fn identity(request: &Arc<Request>) -> Result<Identity, AwsError> {
    let read = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let member = |name: &'static str| {
            let value = between(text, &format!("<{name}>"), &format!("</{name}>"));
            value.map(|value| printable(value, LONGEST)).ok_or_else(|| serde_json::Error::missing_field(name))
        };
        Ok(Identity { account: member("Account")?, principal: member("Arn")? })
    };
    let output = || Ok(GetCallerIdentityOutput::builder().build());
    let bulk = BulkReader::new(read, output, GetCallerIdentityError::generic);
    let operation = request.connection().sts().get_caller_identity().customize();
    let sent = operation.interceptor(bulk.interceptor(CALL, QUOTA, request)).send();
    request.send(CALL, bulk, sent).await.map(|(identity, _)| identity)
}
