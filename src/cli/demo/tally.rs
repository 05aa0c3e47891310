//! What opening dashboards took: answers, failures, AWS requests and money, from the frames' own words.

use std::fmt;

use crate::cli::grafana::Frame;

/// The sums of an opening.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Queries of panels, variables and rules.
    pub queries: usize,
    /// Those that gave no answer which can be drawn.
    pub failures: usize,
    /// Requests to AWS.
    pub requests: u64,
    /// Answers of AWS that were still kept.
    pub kept: u64,
    /// What the requests cost, US dollars.
    pub spent_usd: f64,
    /// The titles of the queries that made any.
    pub askers: Vec<String>,
}

impl Tally {
    /// Adds an answer. What it took stands in its first frame.
    pub fn add(&mut self, title: &str, frames: &[Frame], failed: bool) {
        self.queries += 1;
        self.failures += usize::from(failed);
        let meta = frames.first().map(Frame::meta).unwrap_or_default();
        let custom = &meta["custom"];
        let requests = custom["awsRequests"].as_u64().unwrap_or_default();
        if requests > 0 {
            self.askers.push(format!("{title} ({requests})"));
        }
        self.requests += requests;
        self.kept += custom["keptAnswers"].as_u64().unwrap_or_default();
        self.spent_usd += custom["spentUsd"].as_f64().unwrap_or_default();
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { queries, failures, requests, kept, spent_usd, askers: _ } = self;
        write!(
            out,
            "{queries} queries asked, {failures} failed; {requests} AWS requests, {kept} answers from the cache, \
             {spent_usd:.2} USD"
        )
    }
}
