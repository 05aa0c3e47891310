//! DescribeBudgetPerformanceHistory: what was budgeted and what was spent, period by period.
//!
//! The model does not say how far back it goes: here as far as auto-adjusting budgets look back (60 days, 12 months,
//! 4 quarters), and the period that is not over yet.

use serde_json::{Map, Value, json};

use super::super::costexplorer::periods::Period;
use super::super::fault::Fault;
use super::super::members::Members;
use super::pages::Page;
use super::plan::{Plan, TimeUnit};
use super::{Answer, View, figures, request, written};

const MOST: i64 = 100;

/// Answers a DescribeBudgetPerformanceHistory request.
pub(super) fn answer(view: View<'_>, body: &Map<String, Value>) -> Answer {
    let request = request(view.bill, body, &["BudgetName", "TimePeriod", "MaxResults", "NextToken"])?;
    let page = Page::parse(&request, body, MOST, view.bill.seed, view.now)?;
    let (start, end) = asked(&request)?;
    let plan = view.named(&request)?;
    let (bill, today) = (view.bill, page.asked().date_naive());
    let Some(kept) = kept(plan.time_unit) else {
        let message = format!("Budget performance history is not available for {} budgets", plan.time_unit.name());
        return Err(request.invalid(message));
    };
    let mut periods = periods(plan, plan.period(today), kept + 1);
    periods.retain(|period| today >= plan.begins && (start..end).contains(&written::seconds(period.start)));
    let mut answer = Map::new();
    let amounts = page.cut(periods, &mut answer).into_iter().map(|period| {
        let actual = figures::actual(&plan.subject, bill, period, page.asked()).unwrap_or_default();
        json!({
            "BudgetedAmount": plan.limit(bill, period, today).map(|limit| written::spend(plan, limit)),
            "ActualAmount": written::spend(plan, actual),
            "TimePeriod": written::time_period(period),
        })
    });
    let mut history = json!({
        "BudgetName": plan.name,
        "BudgetType": plan.subject.kind.name(),
        "CostFilters": plan.subject.cost_filters(),
        "TimeUnit": plan.time_unit.name(),
        "BudgetedAndActualAmountsList": amounts.collect::<Vec<_>>(),
    });
    if let Some(types) = plan.subject.cost_types() {
        history["CostTypes"] = types;
    }
    answer.insert("BudgetPerformanceHistory".into(), history);
    Ok(Value::Object(answer))
}

/// Reads the member `TimePeriod`, which can be open on both sides, in seconds since 1970.
fn asked(request: &Members<'_>) -> Result<(f64, f64), Fault> {
    let Some(period) = request.structure("TimePeriod")? else {
        return Ok((f64::MIN, f64::MAX));
    };
    period.only(&["Start", "End"])?;
    let start = period.number("Start")?.unwrap_or(f64::MIN);
    let end = period.number("End")?.unwrap_or(f64::MAX);
    if start >= end {
        return Err(request.invalid("The start of the time period must come before its end"));
    }
    Ok((start, end))
}

/// Returns how many periods that are over are told of, unless there is no history of such.
fn kept(unit: TimeUnit) -> Option<usize> {
    match unit {
        TimeUnit::Daily => Some(60),
        TimeUnit::Monthly => Some(12),
        TimeUnit::Quarterly => Some(4),
        TimeUnit::Annually | TimeUnit::Custom => None,
    }
}

/// Returns the last `count` periods up to `newest`, in order.
fn periods(plan: &Plan, newest: Period, count: usize) -> Vec<Period> {
    let mut periods: Vec<Period> =
        std::iter::successors(Some(newest), |period| plan.before(*period)).take(count).collect();
    periods.reverse();
    periods
}
