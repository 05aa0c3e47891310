//! Tables over Cost Explorer, a file each. Each request costs 0.01 USD, so one answer has all metrics and is kept for
//! hours.

pub mod daily;
mod expression;
pub mod monthly;
mod period;
mod usage;
