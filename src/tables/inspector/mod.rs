//! Tables over Amazon Inspector, a file each. Inspector has no aggregation across Regions: a Region knows its own.

mod aggregations;
pub mod coverage;
pub mod coverage_statistics;
pub mod finding_counts;
pub mod findings;

use crate::aws::Quota;

/// AWS publishes no rates for Inspector; this one is an assumption.
const USUAL: Quota = Quota { class: "inspector2", per_second: 10, burst: 20 };
