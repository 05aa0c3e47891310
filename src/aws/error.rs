//! What can go wrong on the way to AWS, by what the caller decides on.
//!
//! Every error names service, operation and Region and says what to do next. It never repeats a foreign answer's
//! body, and never a secret.

use std::error::Error;
use std::fmt;

use aws_smithy_runtime_api::client::result::SdkError;
use thiserror::Error;

use super::bulk::Answer;
use super::kept::Broken;
use super::signing_in;
use super::spend::CapReached;

/// The operation that was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Service, as AWS writes it.
    pub service: &'static str,
    /// Operation, as AWS writes it.
    pub operation: &'static str,
    /// IAM action that allows it.
    pub action: &'static str,
}

/// What a caller decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The credentials do not allow it.
    Denied,
    /// AWS does not know the credentials, or there are none.
    BadCredentials,
    /// AWS limits the rate, and went on doing so through the retries.
    Throttled,
    /// AWS calls the request invalid.
    Invalid,
    /// The service is not enabled in this account and Region.
    NotEnabled,
    /// AWS does not know what the request names.
    NotFound,
    /// Nobody answered: refused, unresolved, broken off.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// An answer that is not AWS's.
    NotAws,
    /// AWS failed.
    ServiceFailed,
    /// The cap on requests that cost money is reached.
    CapReached,
    /// A part of the rows is missing, for a caller that needs all of them.
    Incomplete,
}

impl ErrorKind {
    /// Its name, as metrics and details have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::BadCredentials => "bad_credentials",
            Self::Throttled => "throttled",
            Self::Invalid => "invalid",
            Self::NotEnabled => "not_enabled",
            Self::NotFound => "not_found",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::NotAws => "not_aws",
            Self::ServiceFailed => "service_failed",
            Self::CapReached => "cap_reached",
            Self::Incomplete => "incomplete",
        }
    }
}

/// A call to AWS that failed.
#[derive(Debug, Error)]
#[error("{} {} in {place}: {problem}", call.service, call.operation)]
pub struct AwsError {
    kind: ErrorKind,
    call: Call,
    /// Region, and the account before it where it is known.
    place: String,
    problem: String,
}

impl AwsError {
    fn new(kind: ErrorKind, call: Call, place: &str, problem: impl fmt::Display) -> Self {
        Self { kind, call, place: place.to_owned(), problem: problem.to_string() }
    }

    /// What a caller decides on.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// An answer came back, but not a page.
    pub(super) fn answered(call: Call, place: &str, answer: &Answer) -> Self {
        let kind = kind_of(answer);
        let Answer { status, content_type, length, .. } = answer;
        let said = answer.message.as_deref().unwrap_or("it gave no reason");
        let code = answer.code.as_deref().unwrap_or("no error code");
        let problem = match kind {
            ErrorKind::Denied if answer.code.is_none() => format!(
                "access denied by something that is not AWS (status {status}, {content_type}, {length} bytes). Check the endpoint of this data source and any proxy on the way."
            ),
            ErrorKind::Denied => {
                let who = principal(said).unwrap_or("the credentials of this data source");
                format!("access denied. Grant {} to {who}.", call.action)
            }
            ErrorKind::BadCredentials => format!(
                "AWS does not accept the credentials ({code}). Check the access key of this data source, and that a temporary one has its session token and is not expired."
            ),
            ErrorKind::Throttled => format!(
                "AWS limits the rate ({code}), also after retries. Ask for less: filter more, widen the refresh interval, or spread the panels."
            ),
            ErrorKind::Invalid => format!("AWS calls the request invalid: {said}"),
            ErrorKind::NotEnabled => {
                format!("{} is not enabled in this account and Region, so there is nothing to show.", call.service)
            }
            ErrorKind::NotFound => format!("AWS does not know what was named: {said}"),
            ErrorKind::ServiceFailed => {
                format!("AWS failed with status {status} ({code}), also after retries. Try again later.")
            }
            _ => format!(
                "the answer is not AWS's (status {status}, {content_type}, {length} bytes). Check the endpoint of this data source and any proxy on the way."
            ),
        };
        Self::new(kind, call, place, problem)
    }

    /// No whole answer came back.
    pub(super) fn unanswered<E, R>(call: Call, place: &str, error: &SdkError<E, R>) -> Self
    where
        E: Error + 'static,
        R: fmt::Debug + 'static,
    {
        let (kind, problem) = match error {
            _ if cause::<CapReached>(error).is_some() => (ErrorKind::CapReached, root(error)),
            _ if let Some(problem) = signing_in::problem(error) => problem,
            _ if cause::<Broken>(error).is_some_and(|broken| broken.is_cut_off) => {
                (ErrorKind::Unreachable, format!("the answer broke off ({}). Try again; check any proxy on the way.", root(error)))
            }
            SdkError::TimeoutError(_) => (ErrorKind::TimedOut, "no answer in time. Check the endpoint and the network.".to_owned()),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                (ErrorKind::TimedOut, "no answer in time. Check the endpoint and the network.".to_owned())
            }
            SdkError::DispatchFailure(failure) if failure.as_connector_error().is_some() => {
                (ErrorKind::Unreachable, format!("cannot be reached ({}). Check the endpoint, the Region and the network.", root(error)))
            }
            // What is left fails before anything is sent: an unusable endpoint.
            _ => (
                ErrorKind::BadCredentials,
                "the request could not be signed or built. Check the endpoint and the way of signing in of this data source.".to_owned(),
            ),
        };
        Self::new(kind, call, place, problem)
    }

    /// A part of the rows is missing.
    pub(super) fn incomplete(call: Call, place: &str, missing: &str) -> Self {
        let advice = "An alert rule needs all of them: filter otherwise, or set allowPartial in its query.";
        Self::new(ErrorKind::Incomplete, call, place, format!("{missing}. {advice}"))
    }

    /// The request was stopped before it ended.
    pub(super) fn interrupted(call: Call, place: &str) -> Self {
        Self::new(ErrorKind::Unreachable, call, place, "the request was stopped before it ended. Try again.")
    }
}

pub(super) fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// The innermost cause: an operating system's or TLS library's words, such as "Connection refused".
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// What AWS's error codes mean, whichever service's.
pub(super) fn kind_of_code(code: &str) -> Option<ErrorKind> {
    match code {
        "AccessDeniedException" | "AccessDenied" | "NotAuthorized" => Some(ErrorKind::Denied),
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "ExpiredTokenException"
        | "ExpiredToken"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignature" => Some(ErrorKind::BadCredentials),
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "LimitExceededException" => {
            Some(ErrorKind::Throttled)
        }
        // Security Hub's and Config's words for an account that has not enabled them.
        "InvalidAccessException" | "NoAvailableConfigurationRecorderException" => Some(ErrorKind::NotEnabled),
        "NoSuchConfigRuleException"
        | "NoSuchConfigurationRecorderException"
        | "NoSuchConformancePackException"
        | "NoSuchDeliveryChannelException"
        | "ResourceNotDiscoveredException" => Some(ErrorKind::NotFound),
        "InvalidInputException" | "ValidationException" | "SerializationException" => Some(ErrorKind::Invalid),
        _ => None,
    }
}

/// The principal in AWS's words for a denial: `User: arn:… is not authorized to perform: …`.
pub(super) fn principal(said: &str) -> Option<&str> {
    let arn = said.split_once("User: ")?.1.split_whitespace().next()?;
    arn.starts_with("arn:").then_some(arn)
}

pub(super) fn kind_of(answer: &Answer) -> ErrorKind {
    let by_code = answer.code.as_deref().and_then(kind_of_code);
    by_code.unwrap_or(match (answer.status, &answer.code) {
        (403, _) => ErrorKind::Denied,
        (401, _) => ErrorKind::BadCredentials,
        (429, _) => ErrorKind::Throttled,
        (500.., None) if answer.content_type.contains("html") => ErrorKind::NotAws,
        (500.., _) => ErrorKind::ServiceFailed,
        (400, Some(_)) => ErrorKind::Invalid,
        _ => ErrorKind::NotAws,
    })
}

#[cfg(test)]
mod tests;
