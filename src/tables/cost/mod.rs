//! Tables over Cost Explorer, a file each. Each request costs 0.01 USD, so one answer has all metrics and is kept for
//! hours.

pub mod anomalies;
mod choice;
pub mod daily;
pub mod dimensions;
mod expression;
pub mod forecast;
pub mod monthly;
mod period;
mod usage;

use crate::aws::Quota;

/// How often an operation may be called. AWS publishes no number for Cost Explorer; this one is an assumption.
const fn usual(operation: &'static str) -> Quota {
    Quota { operation, per_second: 5, burst: 10 }
}
