//! Which of AWS's wire protocols a request speaks: REST with JSON; JSON 1.1, whose operation is named in a header; or
//! Query, whose operation is named in a form and whose answers are XML.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;

use super::fault::Fault;

/// A wire protocol of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Method and path name the operation; an error's code is in a header.
    RestJson,
    /// The header `x-amz-target` names the operation; an error's code is in the body.
    Json11,
    /// The form's member `Action` names the operation; answers and errors are XML.
    Query,
}

impl Protocol {
    /// Returns the protocol a request is written in.
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match kind {
            Some(kind) if kind.starts_with("application/x-amz-json-1.1") => Self::Json11,
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => Self::Query,
            _ => Self::RestJson,
        }
    }

    /// Returns the media type of its answers.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::RestJson => "application/json",
            Self::Json11 => "application/x-amz-json-1.1",
            Self::Query => "text/xml",
        }
    }
}

/// Returns the operation that a JSON 1.1 request names after its service's `prefix`, such as
/// `StarlingDoveService.DescribeConfigRules`.
pub(crate) fn target<'a>(request: &'a Request<Bytes>, prefix: &str) -> Result<&'a str, Fault> {
    let operation = full_target(request).and_then(|target| target.strip_prefix(prefix)?.strip_prefix('.'));
    operation.ok_or_else(Fault::unknown_operation)
}

/// Returns the operation that a JSON 1.1 request names, whatever the prefix.
pub(crate) fn named(request: &Request<Bytes>) -> Option<&str> {
    full_target(request)?.rsplit_once('.').map(|(_, name)| name)
}

fn full_target(request: &Request<Bytes>) -> Option<&str> {
    request.headers().get("x-amz-target").and_then(|value| value.to_str().ok())
}
