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

use datafusion::logical_expr::Expr;

use crate::aws::Quota;
use crate::tables::Verdict;

/// How often an operation may be called. AWS publishes no number for Cost Explorer; this one is an assumption.
const USUAL: Quota = Quota { class: "ce", per_second: 5, burst: 10 };

/// Lets `judge` decide on each filter, `None` for what AWS is not asked. Returns the verdicts and, in words, what AWS
/// filters exactly.
fn judged(filters: &[&Expr], mut judge: impl FnMut(&Expr) -> Option<Verdict>) -> (Vec<Verdict>, Vec<String>) {
    let (mut verdicts, mut pushed) = (Vec::with_capacity(filters.len()), Vec::new());
    for filter in filters {
        let verdict = judge(filter).unwrap_or(Verdict::Unsupported);
        if verdict == Verdict::Exact {
            pushed.push(filter.to_string());
        }
        verdicts.push(verdict);
    }
    (verdicts, pushed)
}
