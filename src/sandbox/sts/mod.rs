//! STS of the simulated organisation: the Query protocol, forms in and XML out.
//!
//! Only GetCallerIdentity is simulated. It needs no permission and is not throttled here.

use bytes::Bytes;
use http::Request;

use super::fault::Fault;
use super::organisation::accounts::ADMINISTRATOR;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "sts";

const VERSION: &str = "2011-06-15";

/// Answers one request; `id` is the request's, which the body repeats.
pub(super) fn answer(request: &Request<Bytes>, id: &str) -> Result<Bytes, Fault> {
    let member = |name: &str| {
        let found = form_urlencoded::parse(request.body()).find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let (action, version) = (member("Action"), member("Version"));
    if action != "GetCallerIdentity" || version != VERSION {
        return Err(Fault::invalid_action(&action, &version));
    }
    let session = format!("arn:aws:sts::{ADMINISTRATOR}:assumed-role/SecurityAudit/sandbox");
    Ok(Bytes::from(format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/{VERSION}/\"><GetCallerIdentityResult>\
         <Arn>{session}</Arn><UserId>AROASANDBOXAUDITROLE1:sandbox</UserId><Account>{ADMINISTRATOR}</Account>\
         </GetCallerIdentityResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>"
    )))
}

/// Returns the operation that a form names.
pub(super) fn action(request: &Request<Bytes>) -> String {
    let found = form_urlencoded::parse(request.body()).find(|(key, _)| key == "Action");
    found.map(|(_, action)| action.into_owned()).unwrap_or_default()
}
