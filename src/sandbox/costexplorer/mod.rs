//! Cost Explorer of the simulated organisation: JSON 1.1, one endpoint for the world. The payer sees all
//! costs, every other account its own.
//!
//! - `get_cost_and_usage`, `get_cost_forecast`, `get_dimension_values`, `get_tags`, `get_cost_categories`,
//!   `get_anomalies`: the operations
//! - `expression`, `periods`: what is asked for; `tokens`: cutting answers into pages; `listing`: what the listings of
//!   values share
//!
//! What is charged is in `organisation::bill`.

pub(super) mod expression;
mod get_anomalies;
mod get_cost_and_usage;
mod get_cost_categories;
mod get_cost_forecast;
mod get_dimension_values;
mod get_tags;
mod listing;
pub(super) mod periods;
pub(super) mod tokens;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;

use super::body;
use super::caller::Caller;
use super::fault::Fault;
use super::organisation::bill::Bill;
use super::parameters::Throttle;
use super::protocol;
use super::throttle::{Buckets, RateClass};

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "ce";

const TARGET_PREFIX: &str = "AWSInsightsIndexService";
/// The error code for what the model does not allow; the model itself does not list it.
const INVALID: &str = "ValidationException";

/// Cost Explorer of one organisation.
#[derive(Debug)]
pub(super) struct CostExplorer {
    /// The payer's.
    bill: Bill,
    buckets: Buckets,
    /// How many requests AWS would charge 0.01 USD for.
    charged: AtomicU64,
}

impl CostExplorer {
    pub(super) fn new(bill: Bill, throttle: Throttle) -> Self {
        Self { bill, buckets: Buckets::new(throttle), charged: AtomicU64::new(0) }
    }

    /// Returns how many requests were charged so far: those that succeeded, each page of an answer for itself. AWS
    /// charges for "each paginated API request" and, as for its other services, not for requests it refuses.
    pub(super) fn charged(&self) -> u64 {
        self.charged.load(Ordering::Relaxed)
    }

    /// Answers one request in the order AWS does: signature, operation, rate, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        caller.only_global()?;
        let operation = protocol::target(request, TARGET_PREFIX)?;
        let answer = match operation {
            "GetAnomalies" => get_anomalies::answer,
            "GetCostAndUsage" => get_cost_and_usage::answer,
            "GetCostCategories" => get_cost_categories::answer,
            "GetCostForecast" => get_cost_forecast::answer,
            "GetDimensionValues" => get_dimension_values::answer,
            "GetTags" => get_tags::answer,
            _ => return Err(Fault::json("UnknownOperationException", "")),
        };
        if !self.buckets.take(caller.account, 0, RateClass::Billing, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let members = body::object(request.body())?;
        let answer = answer(&self.bill.of(caller.account), &members, now)?;
        self.charged.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::from(answer.to_string()))
    }
}
