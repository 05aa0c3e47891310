//! Tables over AWS Security Hub, a file each.

pub mod controls;
pub mod findings;
pub mod insight_results;
pub mod insights;
pub mod standards;

use crate::aws::Quota;

/// The console's page of a control.
const CONTROL_PAGE: &str = "securityhub/home?region={region}#/controls/{control_id}";
/// The console's page of an insight.
const INSIGHT_PAGE: &str = "securityhub/home?region={region}#/insights/{insight_arn}";

/// Every operation but GetFindings may be called 10 times a second, 30 times at once.
const USUAL: Quota = Quota { class: "securityhub", per_second: 10, burst: 30 };
