//! What who runs a sandbox can change and see while it runs, in process and over HTTP.
//!
//! The addresses begin with `/_sandbox/`, which no AWS service uses. They are the sandbox's own: nothing is signed,
//! nothing is throttled or counted, no fault meets them, and answers are JSON.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use thiserror::Error;

use super::Sandbox;
use super::injection::{FaultHits, FaultPlan, FaultPlanError};
use super::traffic::Counts;

const ROOT: &str = "/_sandbox/";
const MOST_LATENCY_MS: u64 = 600_000;

impl Sandbox {
    /// Injects the faults of `plan` from now on, in place of those of an earlier plan. All hits begin at zero.
    ///
    /// # Errors
    /// [`FaultPlanError`] names the rule that cannot be followed; the earlier plan then stays.
    pub fn set_faults(&self, plan: &FaultPlan) -> Result<(), FaultPlanError> {
        let ids: Vec<_> = self.directory.accounts.iter().map(|account| account.id.clone()).collect();
        self.injector.follow(plan, &ids)
    }

    /// Injects no faults from now on.
    pub fn clear_faults(&self) {
        self.injector.clear();
    }

    /// Returns the rules of the plan in their order, with how often each was met.
    pub fn faults(&self) -> Vec<FaultHits> {
        self.injector.hits()
    }

    /// Returns what was asked so far.
    pub fn counts(&self) -> Counts {
        self.traffic.counts()
    }

    /// Holds every answer, thus every page, back for so long from now on.
    pub fn set_latency(&self, latency: Duration) {
        self.latency_ms.store(latency.as_millis() as u64, Ordering::Relaxed);
    }

    /// Returns how long every answer is held back.
    pub fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }
}

/// Why a request to the sandbox itself is refused.
#[derive(Debug, Error)]
enum Refusal {
    #[error("the body is not what this address takes: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("{0}")]
    Plan(#[from] FaultPlanError),
    #[error("milliseconds must be at most {MOST_LATENCY_MS}, not {0}")]
    Latency(u64),
    #[error("there is no {0}; there are {ROOT}faults, {ROOT}latency and {ROOT}requests")]
    Nowhere(String),
    #[error("{method} is not possible here, but {allowed}")]
    Method { method: Method, allowed: &'static str },
}

/// The body of `/_sandbox/latency`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    milliseconds: u64,
}

/// Answers a request to the sandbox itself, if it is one.
pub(super) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let place = request.uri().path().strip_prefix(ROOT)?;
    let answer = match place {
        "faults" => faults(sandbox, request),
        "latency" => latency(sandbox, request),
        "requests" => requests(sandbox, request),
        _ => Err(Refusal::Nowhere(request.uri().path().to_owned())),
    };
    Some(match answer {
        Ok(body) => response(StatusCode::OK, body),
        Err(refusal) => refused(&refusal),
    })
}

type Answer = Result<Vec<u8>, Refusal>;

fn faults(sandbox: &Sandbox, request: &Request<Bytes>) -> Answer {
    match *request.method() {
        Method::GET => {}
        Method::PUT => sandbox.set_faults(&serde_json::from_slice::<FaultPlan>(request.body())?)?,
        Method::DELETE => sandbox.clear_faults(),
        _ => return Err(wrong_method(request, "GET, PUT, DELETE")),
    }
    Ok(serde_json::to_vec(&json!({"rules": sandbox.faults()}))?)
}

fn latency(sandbox: &Sandbox, request: &Request<Bytes>) -> Answer {
    match *request.method() {
        Method::GET => {}
        Method::PUT => {
            let Latency { milliseconds } = serde_json::from_slice(request.body())?;
            if milliseconds > MOST_LATENCY_MS {
                return Err(Refusal::Latency(milliseconds));
            }
            sandbox.set_latency(Duration::from_millis(milliseconds));
        }
        _ => return Err(wrong_method(request, "GET, PUT")),
    }
    Ok(serde_json::to_vec(&Latency { milliseconds: sandbox.latency().as_millis() as u64 })?)
}

fn requests(sandbox: &Sandbox, request: &Request<Bytes>) -> Answer {
    match *request.method() {
        Method::GET => Ok(serde_json::to_vec(&sandbox.counts())?),
        _ => Err(wrong_method(request, "GET")),
    }
}

fn wrong_method(request: &Request<Bytes>, allowed: &'static str) -> Refusal {
    Refusal::Method { method: request.method().clone(), allowed }
}

fn refused(refusal: &Refusal) -> Response<Bytes> {
    let status = match refusal {
        Refusal::Nowhere(_) => StatusCode::NOT_FOUND,
        Refusal::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::Unreadable(_) | Refusal::Plan(_) | Refusal::Latency(_) => StatusCode::BAD_REQUEST,
    };
    let mut response = response(status, json!({"message": refusal.to_string()}).to_string());
    if let Refusal::Method { allowed, .. } = refusal {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    }
    response
}

fn response(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
