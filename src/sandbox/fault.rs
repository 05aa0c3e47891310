//! How AWS refuses: error code, HTTP status and body, and how any answer becomes an HTTP response.
//!
//! Errors of the service's model carry `Message` and `Code`; those of the machinery before it (signature,
//! throttle, parser) carry only `message`, and so do Inspector's, which also name the field that is wrong. Clients take the code from the header `x-amzn-errortype`.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use super::protocol::Protocol;
use super::random::mix;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    origin: Origin,
}

/// Which part of AWS refuses; it decides the shape of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Service,
    Machinery,
    /// Inspector's validation of a field.
    Validation {
        field: String,
        reason: String,
    },
}

impl Fault {
    fn new(status: StatusCode, code: &'static str, message: String, origin: Origin) -> Self {
        Self { status, code, message, origin }
    }

    /// A refusal by the model of a REST service: its members have capital letters.
    pub(crate) fn service(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self::new(status, code, message.to_owned(), Origin::Service)
    }

    /// A refusal by the machinery before a service.
    pub(crate) fn machinery(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self::new(status, code, message.to_owned(), Origin::Machinery)
    }

    /// A request that is well-formed but asks for something the service does not allow.
    pub(crate) fn invalid_input(message: String) -> Self {
        let code = "InvalidInputException";
        Self::new(StatusCode::BAD_REQUEST, code, message, Origin::Service)
    }

    /// A resource the request names does not exist.
    pub(crate) fn resource_not_found(message: &str) -> Self {
        let code = "ResourceNotFoundException";
        Self::new(StatusCode::NOT_FOUND, code, message.to_owned(), Origin::Service)
    }

    /// The account has not enabled the service in the region that was asked.
    pub(crate) fn not_subscribed(account: &str) -> Self {
        let message = format!("Account {account} is not subscribed to AWS Security Hub");
        let code = "InvalidAccessException";
        Self::new(StatusCode::UNAUTHORIZED, code, message, Origin::Service)
    }

    /// More requests to a service, given by its signing name, than are allowed: each has its own words for it.
    pub(crate) fn throttled(service: &str) -> Self {
        match service {
            "inspector2" => Self::machinery(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException", "Rate exceeded"),
            "ce" => {
                let message = "You made too many calls in a short period of time. Try again later.";
                Self::json("LimitExceededException", message)
            }
            "organizations" => {
                let message = "You've sent too many requests in too short a period of time.";
                Self::json("TooManyRequestsException", message)
            }
            "config" | "budgets" => Self::json("ThrottlingException", "Rate exceeded"),
            "sts" => Self::machinery(StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
            _ => Self::machinery(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", "Too Many Requests"),
        }
    }

    /// Says whether this is a refusal of too many requests, whatever the service calls it.
    pub(crate) fn is_throttle(&self) -> bool {
        let codes = ["TooManyRequestsException", "ThrottlingException", "LimitExceededException", "Throttling"];
        codes.contains(&self.code)
    }

    /// A field of a request to Inspector that does not meet the service's model.
    pub(crate) fn validation(field: String, reason: String) -> Self {
        let message = format!("1 validation error detected: Value at '{field}' failed to satisfy constraint: {reason}");
        let origin = Origin::Validation { field, reason };
        Self::new(StatusCode::BAD_REQUEST, "ValidationException", message, origin)
    }

    /// The account has not enabled Inspector in the region that was asked.
    pub(crate) fn inspector_not_enabled(action: &str) -> Self {
        let message = format!("Invoking account does not have access to {action}.");
        Self::machinery(StatusCode::FORBIDDEN, "AccessDeniedException", &message)
    }

    pub(crate) fn missing_authentication() -> Self {
        let code = "MissingAuthenticationTokenException";
        Self::machinery(StatusCode::FORBIDDEN, code, "Missing Authentication Token")
    }

    /// A key that nobody has, or that came without its session token.
    pub(crate) fn unrecognized_client() -> Self {
        let message = "The security token included in the request is invalid.";
        Self::machinery(StatusCode::FORBIDDEN, "UnrecognizedClientException", message)
    }

    /// A session that is over.
    pub(crate) fn expired_token() -> Self {
        let message = "The security token included in the request is expired";
        Self::machinery(StatusCode::FORBIDDEN, "ExpiredTokenException", message)
    }

    /// The service does not let who asks do that; `code` is how it spells so.
    pub(crate) fn access_denied(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message.into(), Origin::Machinery)
    }

    /// A request to a service of one endpoint that is signed for another region.
    pub(crate) fn wrong_region() -> Self {
        let message = "Credential should be scoped to a valid region.";
        Self::machinery(StatusCode::FORBIDDEN, "InvalidSignatureException", message)
    }

    pub(crate) fn incomplete_signature(part: &str) -> Self {
        let message = format!("Authorization header requires '{part}' parameter.");
        let code = "IncompleteSignatureException";
        Self::machinery(StatusCode::FORBIDDEN, code, &message)
    }

    pub(crate) fn wrong_service(expected: &str) -> Self {
        let message = format!("Credential should be scoped to correct service: '{expected}'.");
        Self::machinery(StatusCode::FORBIDDEN, "InvalidSignatureException", &message)
    }

    pub(crate) fn serialization(message: &str) -> Self {
        let code = "SerializationException";
        Self::machinery(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn unknown_operation() -> Self {
        let message = "The requested operation is not recognized by the service.";
        let code = "UnknownOperationException";
        Self::machinery(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn body_too_large() -> Self {
        let code = "RequestEntityTooLargeException";
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Self::machinery(status, code, "Request size exceeded the limit")
    }

    /// A refusal by a service that speaks JSON 1.1: always status 400, whatever the code.
    pub(crate) fn json(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message.into(), Origin::Machinery)
    }

    /// A form that names no operation of the service.
    pub(crate) fn invalid_action(action: &str, version: &str) -> Self {
        let message = format!("Could not find operation {action} for version {version}");
        Self::new(StatusCode::BAD_REQUEST, "InvalidAction", message, Origin::Machinery)
    }

    /// Services that speak JSON 1.1 refuse even a bad signature with status 400.
    fn status_in(&self, protocol: Protocol) -> StatusCode {
        match self.status {
            StatusCode::FORBIDDEN if protocol == Protocol::Json11 => StatusCode::BAD_REQUEST,
            status => status,
        }
    }

    fn body(&self, protocol: Protocol, id: &str) -> Bytes {
        if protocol == Protocol::Query {
            return self.xml(id);
        }
        let value = match &self.origin {
            _ if protocol == Protocol::Json11 => json!({"__type": self.code, "message": self.message}),
            Origin::Service => json!({"Message": self.message, "Code": self.code}),
            Origin::Machinery => json!({"message": self.message}),
            Origin::Validation { field, reason } => json!({
                "message": self.message,
                "reason": "FIELD_VALIDATION_FAILED",
                "fields": [{"name": field, "message": reason}],
            }),
        };
        Bytes::from(value.to_string())
    }

    /// Returns the body of the Query protocol, whose codes have no suffix.
    fn xml(&self, id: &str) -> Bytes {
        let code = match self.code {
            "InvalidSignatureException" => "SignatureDoesNotMatch",
            "UnrecognizedClientException" => "InvalidClientTokenId",
            code => code.trim_end_matches("Exception"),
        };
        let message = escaped(&self.message);
        let at_fault = if self.status.is_server_error() { "Receiver" } else { "Sender" };
        Bytes::from(format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>{at_fault}</Type>\
             <Code>{code}</Code><Message>{message}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>"
        ))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Returns the id of the request `number`.
pub(crate) fn request_id(seed: u64, number: u64) -> String {
    super::organisation::uuid(mix(seed ^ number))
}

/// Returns the HTTP response for `answer`; `number` is the request's, from which its id is made.
pub(crate) fn response(answer: Result<Bytes, Fault>, protocol: Protocol, seed: u64, number: u64) -> Response<Bytes> {
    let id = request_id(seed, number);
    let (status, kind, body) = match answer {
        Ok(body) => (StatusCode::OK, None, body),
        Err(fault) => (fault.status_in(protocol), Some(fault.code), fault.body(protocol, &id)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(protocol.content_type()));
    if let Some(code) = kind.filter(|_| protocol == Protocol::RestJson) {
        let name = HeaderName::from_static("x-amzn-errortype");
        headers.insert(name, HeaderValue::from_static(code));
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        headers.insert(HeaderName::from_static("x-amzn-requestid"), value);
    }
    response
}
