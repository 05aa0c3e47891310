//! Tables over Amazon Inspector, a file each. Inspector has no aggregation across Regions: a Region knows its own.

mod aggregations;
pub mod coverage;
pub mod coverage_statistics;
pub mod finding_counts;
pub mod findings;
