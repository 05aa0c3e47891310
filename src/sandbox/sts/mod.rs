//! STS of the simulated organisation: the Query protocol, forms in and XML out. It is not throttled here.
//!
//! `GetCallerIdentity` needs no permission. `AssumeRole` may be asked by every account of the organisation for a role
//! of every other. What a role's name begins with decides what becomes of that:
//!
//! - `Missing…`: no such role, and so AWS denies access, as it does for an account outside the organisation and for one
//!   that is suspended
//! - `External…`: the role trusts only who gives the external id `sandbox-external-id`
//! - anything else: the role exists and trusts who asks
//!
//! Within a session of an assumed role another one can be assumed for an hour at most, as AWS chains roles.

mod assume_role;
mod get_caller_identity;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;

use super::caller::{Caller, Directory};
use super::fault::Fault;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "sts";

const VERSION: &str = "2011-06-15";

/// What one request is about.
struct Asked<'a> {
    caller: &'a Caller,
    directory: &'a Directory,
    now: DateTime<Utc>,
    request: &'a Request<Bytes>,
}

impl Asked<'_> {
    /// Returns a member of the form.
    fn member(&self, name: &str) -> Option<String> {
        member(self.request, name)
    }
}

/// Answers one request of `caller`; `id` is the request's, which the body repeats.
pub(super) fn answer(
    caller: &Caller,
    directory: &Directory,
    request: &Request<Bytes>,
    now: DateTime<Utc>,
    id: &str,
) -> Result<Bytes, Fault> {
    let asked = Asked { caller, directory, now, request };
    let action = asked.member("Action").unwrap_or_default();
    let version = asked.member("Version").unwrap_or_default();
    let result = match action.as_str() {
        "AssumeRole" if version == VERSION => assume_role::answer(&asked)?,
        "GetCallerIdentity" if version == VERSION => get_caller_identity::answer(&asked),
        _ => return Err(Fault::invalid_action(&action, &version)),
    };
    Ok(Bytes::from(format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/{VERSION}/\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
    )))
}

/// Returns a member of a request's form.
pub(super) fn member(request: &Request<Bytes>, name: &str) -> Option<String> {
    let found = form_urlencoded::parse(request.body()).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}
