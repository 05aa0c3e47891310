//! What is sent to AWS, counted for the whole process, as Prometheus metrics.
//!
//! Grafana serves a plugin's metrics without login: services, operations and Regions are named, accounts are not.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};

use super::error::{Call, ErrorKind};
use super::request::Caller;

/// What is counted.
#[derive(Debug)]
pub struct Traffic {
    requests: IntCounterVec,
    retries: IntCounterVec,
    kept: IntCounterVec,
    seconds: HistogramVec,
    waits: HistogramVec,
}

/// The process's.
static TRAFFIC: LazyLock<Option<Traffic>> = LazyLock::new(|| match Traffic::new() {
    Ok(traffic) => Some(traffic),
    Err(error) => {
        tracing::error!(%error, "requests to AWS are not counted");
        None
    }
});

impl Traffic {
    fn new() -> Result<Self, prometheus::Error> {
        let counter = |name, help, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels);
        let histogram = |name, help, labels: &[&str]| {
            let buckets = vec![0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];
            HistogramVec::new(HistogramOpts::new(name, help).buckets(buckets), labels)
        };
        Ok(Self {
            requests: counter(
                "awsposture_aws_requests_total",
                "HTTP requests sent to AWS, retries included, by what came of them.",
                &["service", "operation", "region", "outcome"],
            )?,
            retries: counter(
                "awsposture_aws_retries_total",
                "HTTP requests sent to AWS again after a failure.",
                &["service", "operation"],
            )?,
            kept: counter(
                "awsposture_aws_kept_answers_total",
                "Questions to AWS that an answer from before served.",
                &["service", "operation"],
            )?,
            seconds: histogram(
                "awsposture_aws_request_seconds",
                "Time from a request to AWS to the end of its answer.",
                &["service"],
            )?,
            waits: histogram(
                "awsposture_aws_wait_seconds",
                "Time a request waited for its turn, so that AWS would not throttle it.",
                &["service", "caller"],
            )?,
        })
    }

    /// The process's metrics, to be gathered.
    pub fn collectors() -> Vec<Box<dyn Collector>> {
        let Some(traffic) = TRAFFIC.as_ref() else { return Vec::new() };
        let Self { requests, retries, kept, seconds, waits } = traffic;
        vec![
            Box::new(requests.clone()),
            Box::new(retries.clone()),
            Box::new(kept.clone()),
            Box::new(seconds.clone()),
            Box::new(waits.clone()),
        ]
    }
}

/// Counts a request that was sent: how long it took, and what went wrong if anything did.
pub(super) fn sent(call: Call, region: &str, is_retry: bool, took: Duration, failure: Option<ErrorKind>) {
    let Some(traffic) = TRAFFIC.as_ref() else { return };
    let outcome = failure.map_or("ok", ErrorKind::name);
    traffic.requests.with_label_values(&[call.service, call.operation, region, outcome]).inc();
    traffic.seconds.with_label_values(&[call.service]).observe(took.as_secs_f64());
    if is_retry {
        traffic.retries.with_label_values(&[call.service, call.operation]).inc();
    }
}

/// Counts how long a request waited for its turn.
pub(super) fn waited(call: Call, caller: Caller, took: Duration) {
    let Some(traffic) = TRAFFIC.as_ref() else { return };
    let caller = match caller {
        Caller::Panel => "panel",
        Caller::Alert => "alert",
        Caller::Check => "check",
    };
    traffic.waits.with_label_values(&[call.service, caller]).observe(took.as_secs_f64());
}

/// Counts a question for which AWS was not asked.
pub(super) fn kept(call: Call) {
    let Some(traffic) = TRAFFIC.as_ref() else { return };
    traffic.kept.with_label_values(&[call.service, call.operation]).inc();
}
