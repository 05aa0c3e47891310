//! The one place where an error gets its HTTP status and its source.
//!
//! `downstream` is AWS, the network, or what the user asked; `plugin` is a bug of ours. Grafana counts the two apart.

use std::time::Duration;

use datafusion::error::DataFusionError;

use super::settings::SettingsError;
use super::wire::DataResponse;
use crate::aws::{AwsError, ErrorSource, Facts, OpenError};
use crate::engine::{Root, find_root};
use crate::frame::FrameError;
use crate::query::QueryError;

/// An error as Grafana is told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// HTTP status.
    pub status: u16,
    /// Whose error it is.
    pub source: ErrorSource,
    /// What happened and what to do next.
    pub message: String,
}

impl Failure {
    fn downstream(status: u16, message: impl ToString) -> Self {
        Self { status, source: ErrorSource::Downstream, message: message.to_string() }
    }

    fn bug(message: impl std::fmt::Display) -> Self {
        let message = format!("{message}. This is a bug in the AWS Posture plugin; please report it with this text.");
        Self { status: 500, source: ErrorSource::Plugin, message }
    }

    /// A query's task that panicked.
    pub fn panicked() -> Self {
        Self::bug("The query failed in a way that was not foreseen; other queries are not affected")
    }

    /// A query that did not end in time.
    pub fn out_of_time(limit: Duration, requests: u64) -> Self {
        Self::downstream(
            504,
            format!(
                "The query did not end within {:.1} s; it made {requests} AWS requests. AWS allows a few requests a second: filter more, so that fewer pages are read.",
                limit.as_secs_f64()
            ),
        )
    }

    /// A resource asked in a way that it does not answer.
    pub fn resource(status: u16, message: String) -> Self {
        Self::downstream(status, message)
    }

    /// A request that lacks what Grafana always sends.
    pub fn no_data_source() -> Self {
        Self::downstream(400, "the request names no data source")
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Plan(inner) => inner.into(),
            other => Self::downstream(400, other),
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::downstream(400, error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::downstream(400, error)
    }
}

impl From<FrameError> for Failure {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Needs { .. } | FrameError::Column { .. } => Self::downstream(400, error),
            FrameError::Arrow(_) => Self::bug(error),
        }
    }
}

impl From<&AwsError> for Failure {
    fn from(error: &AwsError) -> Self {
        let Facts { status, source, .. } = error.kind().facts();
        Self { status, source, message: error.to_string() }
    }
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        match find_root(&error) {
            Root::Aws(error) => error.into(),
            Root::Value(value) => Self::downstream(400, value),
            Root::Question(question) => Self::downstream(400, question),
            Root::Rows(rows) => Self::downstream(400, rows),
            Root::Statement(error) => Self::downstream(400, error.strip_backtrace()),
            Root::Resources(text) => Self::downstream(
                400,
                format!("the query needs more memory than it may use; filter or group more. ({text})"),
            ),
            Root::Bug(error) => Self::bug(error.strip_backtrace()),
        }
    }
}

impl From<Failure> for DataResponse {
    fn from(failure: Failure) -> Self {
        Self {
            error: failure.message,
            status: i32::from(failure.status),
            error_source: failure.source.name().to_owned(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests;
