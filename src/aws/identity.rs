//! Whose the credentials are: the account, from STS GetCallerIdentity.

use std::sync::Arc;

use aws_sdk_sts::operation::get_caller_identity::{GetCallerIdentityError, GetCallerIdentityOutput};
use serde::de::Error;

use super::bulk::{BulkReader, between};
use super::error::{AwsError, Call};
use super::quotas::Quota;
use super::request::Request;

const CALL: Call = Call { service: "STS", operation: "GetCallerIdentity", action: "sts:GetCallerIdentity" };
/// AWS allows many more; one answer is kept for hours.
const QUOTA: Quota = Quota { class: "sts", per_second: 10, burst: 20 };

/// Returns the account that asks.
///
/// # Errors
/// When AWS does not say.
pub async fn account(request: &Arc<Request>) -> Result<String, AwsError> {
    let read = |bytes: &[u8]| {
        let account = std::str::from_utf8(bytes).ok().and_then(|text| between(text, "<Account>", "</Account>"));
        account.map(str::to_owned).ok_or_else(|| serde_json::Error::missing_field("Account"))
    };
    let output = || Ok(GetCallerIdentityOutput::builder().build());
    let bulk = BulkReader::new(read, output, GetCallerIdentityError::generic);
    let operation = request.connection().sts().get_caller_identity().customize();
    let sent = operation.interceptor(bulk.interceptor(CALL, QUOTA, request)).send();
    request.send(CALL, bulk, sent).await
}
