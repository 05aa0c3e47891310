//! What the process counts, as Prometheus text. Grafana serves it without login: no counts of findings, no names.

use std::time::Duration;

use prometheus::{Encoder, Histogram, HistogramOpts, IntCounterVec, Opts, Registry, TextEncoder};

use crate::aws::Traffic;

/// What the process counts.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    queries: IntCounterVec,
    seconds: Histogram,
}

impl Metrics {
    /// Registers what is counted.
    ///
    /// # Errors
    /// When two metrics share a name; a bug.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let queries = IntCounterVec::new(
            Opts::new("awsposture_queries_total", "Queries answered, by HTTP status."),
            &["status"],
        )?;
        let seconds = Histogram::with_opts(
            HistogramOpts::new("awsposture_query_seconds", "Time from a query's arrival to its answer.")
                .buckets(vec![0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0]),
        )?;
        registry.register(Box::new(queries.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        for collector in Traffic::collectors() {
            registry.register(collector)?;
        }
        Ok(Self { registry, queries, seconds })
    }

    /// Counts one query.
    pub fn count(&self, status: u16, took: Duration) {
        self.queries.with_label_values(&[status.to_string()]).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Writes the Prometheus text.
    pub fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        match TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            Ok(()) => text,
            Err(_) => Vec::new(),
        }
    }
}
