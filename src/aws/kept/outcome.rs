//! What comes of asking AWS once: an answer, none, or a refusal to ask; as metrics count it and as the SDK is told it.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use thiserror::Error as ThisError;

use super::super::bulk::Answer;
use super::super::error::{Call, ErrorKind, lost, root};
use super::super::spend::CapReached;

/// What came of asking.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// An answer, whatever it says.
    Answered(Arc<Answered>),
    /// None.
    Broken(Arc<Broken>),
    /// Nothing was asked.
    Refused(CapReached),
}

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) is_unreadable: Unreadable,
    pub(super) course: Course,
}

/// How an answer came and how its listing went on; it travels with the answer to all who read it.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// From the request to the end of the answer, without the wait for its turn.
    pub took: Duration,
    cut: Arc<OnceLock<Option<i64>>>,
}

/// Whether an answer turned out to be none that can be read; it travels with the answer to who reads it.
#[derive(Debug, Clone, Default)]
pub struct Unreadable(Arc<AtomicBool>);

/// No answer; said to everybody who waited for it.
#[derive(Debug, Clone, ThisError)]
#[error("{text}")]
pub struct Broken {
    /// What a caller decides on.
    pub kind: ErrorKind,
    text: String,
}

impl Outcome {
    /// What an outcome that is no page means; none for a page.
    pub(super) fn failure(&self, call: Call, region: &str) -> Option<ErrorKind> {
        match self {
            Self::Answered(_) if self.is_success() => None,
            // A response that the SDK cannot take is none of AWS's.
            Self::Answered(answered) => {
                let response = answered.response(true);
                Some(response.map_or(ErrorKind::NotAws, |response| Answer::kind(call, region, &response)))
            }
            Self::Broken(broken) => Some(broken.kind),
            Self::Refused(_) => Some(ErrorKind::CapReached),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        matches!(self, Self::Answered(answered) if (200..300).contains(&answered.status))
    }

    /// Whether nobody has found yet that it cannot be read: a proxy's page may come with status 200.
    pub(super) fn is_readable(&self) -> bool {
        self.is_success()
            && !matches!(self, Self::Answered(answered) if answered.is_unreadable.0.load(Ordering::Relaxed))
    }

    /// As the SDK is told it.
    pub(super) fn response(&self, is_new: bool) -> Result<HttpResponse, ConnectorError> {
        match self {
            Self::Answered(answered) => answered.response(is_new),
            Self::Broken(broken) => Err(broken.as_connector_error()),
            Self::Refused(reached) => Err(ConnectorError::user(Box::new(reached.clone()))),
        }
    }
}

impl Answered {
    fn response(&self, is_new: bool) -> Result<HttpResponse, ConnectorError> {
        let status = StatusCode::try_from(self.status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(self.body.clone()));
        response.add_extension(self.is_unreadable.clone());
        response.add_extension(self.course.clone());
        for (name, value) in &self.headers {
            // The SDK sets its clock by this one.
            if is_new || !name.eq_ignore_ascii_case("date") {
                response.headers_mut().append(name.clone(), value.clone());
            }
        }
        Ok(response)
    }
}

impl Course {
    /// That of an answer that took so long.
    pub(in super::super) fn of(took: Duration) -> Self {
        Self { took, ..Self::default() }
    }

    /// Where a listing was cut in two after this answer, if it was: whoever reads it first decides, so that all who list the same
    /// ask the same.
    pub fn cut(&self, decide: impl FnOnce() -> Option<i64>) -> Option<i64> {
        *self.cut.get_or_init(decide)
    }
}

impl Unreadable {
    /// Says so: the answer is not given to anybody else.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Broken {
    pub(super) fn unreachable(error: &ConnectorError) -> Self {
        let (kind, text) = lost(error);
        Self { kind, text }
    }

    pub(super) fn timed_out() -> Self {
        Self { kind: ErrorKind::TimedOut, text: ErrorKind::TimedOut.message(&[]) }
    }

    pub(super) fn cut_off(error: &(dyn Error + 'static)) -> Self {
        Self { kind: ErrorKind::BrokenOff, text: ErrorKind::BrokenOff.message(&[("cause", &root(error))]) }
    }

    /// As the SDK is told it, which tries again where that may help.
    fn as_connector_error(&self) -> ConnectorError {
        let error = Box::new(self.clone());
        match self.kind {
            ErrorKind::TimedOut => ConnectorError::timeout(error),
            kind if kind.facts().is_retryable => ConnectorError::io(error),
            _ => ConnectorError::other(error, None),
        }
    }
}
