//! What can go wrong on the way to AWS, by what the caller decides on.
//!
//! `kinds` is the table of all there is to say of a kind; `answers` reads AWS's refusals, `way` what breaks before one.
//! Every error names service, operation and Region and says what to do next. It never repeats a foreign answer's body, and
//! never a secret.

mod answers;
mod kinds;
mod way;

use std::error::Error;
use std::fmt;

use aws_smithy_runtime_api::client::result::SdkError;
use thiserror::Error;

use super::bulk::Answer;
use super::kept::Broken;
use super::signing_in;
use super::spend::CapReached;
pub(super) use answers::{kind as kind_of, principal};
pub use kinds::{ErrorKind, ErrorSource, Facts, filled};
pub(super) use way::{cause, problem as lost, root};

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

impl Call {
    /// Whether it is of a service, as IAM names it.
    pub fn is_of(&self, service: &str) -> bool {
        self.action.split(':').next() == Some(service)
    }
}

/// Where an operation is asked: `111122223333/eu-west-1`, or the Region alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The account that asks, where the settings say it.
    pub account: Option<String>,
    /// The Region that is asked.
    pub region: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            Some(account) => write!(formatter, "{account}/{}", self.region),
            None => formatter.write_str(&self.region),
        }
    }
}

/// A call to AWS that failed.
#[derive(Debug, Clone, Error)]
#[error("{} {} in {place}: {problem}", call.service, call.operation)]
pub struct AwsError {
    kind: ErrorKind,
    call: Call,
    place: String,
    problem: String,
}

impl AwsError {
    fn new(kind: ErrorKind, call: Call, place: &Place, problem: String) -> Self {
        Self { kind, call, place: place.to_string(), problem }
    }

    /// What a caller decides on.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What went wrong and what to do, without the operation and where it was asked.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// An answer came back, but not a page.
    pub(super) fn answered(call: Call, place: &Place, answer: &Answer) -> Self {
        let (kind, problem) = answers::problem(call, &place.region, answer);
        Self::new(kind, call, place, problem)
    }

    /// No whole answer came back.
    pub(super) fn unanswered<E, R>(call: Call, place: &Place, error: &SdkError<E, R>) -> Self
    where
        E: Error + 'static,
        R: fmt::Debug + 'static,
    {
        let of = |kind: ErrorKind| (kind, kind.message(&[]));
        let (kind, problem) = match error {
            _ if let Some(reached) = cause::<CapReached>(error) => {
                (ErrorKind::CapReached, ErrorKind::CapReached.message(&[("cause", &reached.to_string())]))
            }
            _ if let Some(problem) = signing_in::problem(error) => problem,
            _ if let Some(broken) = cause::<Broken>(error) => (broken.kind, broken.to_string()),
            SdkError::TimeoutError(_) => of(ErrorKind::TimedOut),
            SdkError::DispatchFailure(failure) if failure.as_connector_error().is_some() => lost(error),
            // What is left fails before anything is sent: an unusable endpoint.
            _ => of(ErrorKind::Unsent),
        };
        Self::new(kind, call, place, problem)
    }

    /// A part of the rows is missing.
    pub(super) fn incomplete(call: Call, place: &Place, missing: &str) -> Self {
        let kind = ErrorKind::Incomplete;
        Self::new(kind, call, place, kind.message(&[("missing", missing)]))
    }

    /// A listing whose pages do not come to an end.
    pub(super) fn endless(call: Call, place: &Place, why: &str) -> Self {
        let kind = ErrorKind::EndlessListing;
        Self::new(kind, call, place, kind.message(&[("cause", why)]))
    }

    /// The organisation has no account that was chosen.
    pub(super) fn no_accounts(call: Call, place: &Place) -> Self {
        Self::new(ErrorKind::NoAccounts, call, place, ErrorKind::NoAccounts.message(&[]))
    }

    /// The request was stopped before it ended.
    pub(super) fn interrupted(call: Call, place: &Place) -> Self {
        Self::new(ErrorKind::Interrupted, call, place, ErrorKind::Interrupted.message(&[]))
    }
}

#[cfg(test)]
mod tests;
