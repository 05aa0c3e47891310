//! UpdateBudget: another limit for a budget, from the period that is running on.
//!
//! AWS replaces the whole budget. Here only limits change: what else a request says must be what the budget has, so
//! that nothing is lost unnoticed. AWS also lets the figures drop to zero until it has counted anew, hours later; here
//! they stay.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::Bill;
use super::super::organisation::bill::amounts::ONE;
use super::plan::{Limit, Plan};
use super::subject::{self, BudgetType};
use super::{Answer, LONGEST_NAME, not_found, request, written};

const KNOWN: [&str; 15] = [
    "AutoAdjustData",
    "BillingViewArn",
    "BudgetLimit",
    "BudgetName",
    "BudgetType",
    "CalculatedSpend",
    "CostFilters",
    "CostTypes",
    "FilterExpression",
    "HealthStatus",
    "LastUpdatedTime",
    "Metrics",
    "PlannedBudgetLimits",
    "TimePeriod",
    "TimeUnit",
];
/// Those that say what a budget measures, in two ways of which a request has one.
const OLD_WAY: [&str; 2] = ["CostFilters", "CostTypes"];
const NEW_WAY: [&str; 2] = ["FilterExpression", "Metrics"];
/// The most digits before and after the point of an amount.
const DIGITS: (usize, usize) = (15, 10);

/// Answers an UpdateBudget request.
pub(super) fn answer(bill: &Bill, plans: &mut [Plan], body: &Map<String, Value>, now: DateTime<Utc>) -> Answer {
    let request = request(bill, body, &["NewBudget"])?;
    let budget = request.structure("NewBudget")?.ok_or_else(|| request.missing("NewBudget"))?;
    budget.only(&KNOWN)?;
    let name = budget.required_text("BudgetName", 1, LONGEST_NAME)?;
    for required in ["BudgetType", "TimeUnit"] {
        budget.required_text(required, 0, LONGEST_NAME)?;
    }
    let has_any = |names: &[&str]| names.iter().any(|name| budget.has(name));
    if budget.has("BudgetLimit") && budget.has("PlannedBudgetLimits") {
        return Err(budget.invalid("Only one of BudgetLimit or PlannedBudgetLimits can be present"));
    }
    if has_any(&OLD_WAY) && has_any(&NEW_WAY) {
        return Err(budget.invalid("FilterExpression and Metrics can't be used with CostFilters and CostTypes"));
    }
    let today = now.date_naive();
    let kept = |plan: &&mut Plan| plan.name == name && plan.is_kept(today);
    let plan = plans.iter_mut().find(kept).ok_or_else(|| not_found(name))?;
    let old = written::budget(plan, bill, now, true);
    let measured = if has_any(&NEW_WAY) { NEW_WAY } else { OLD_WAY };
    for name in ["BudgetType", "TimeUnit"].into_iter().chain(measured) {
        unchanged(&budget, &old, name)?;
    }
    for name in ["AutoAdjustData", "BillingViewArn", "PlannedBudgetLimits", "TimePeriod"] {
        if budget.has(name) {
            unchanged(&budget, &old, name)?;
        }
    }
    let limit = limit(&budget, plan)?;
    // An auto-adjusting budget finds its limit itself, and a plan that is given again goes on.
    match limit {
        _ if has_any(&["AutoAdjustData", "PlannedBudgetLimits"]) => {}
        Some(limit) => plan.set(Limit::Fixed(limit), now),
        None => return Err(budget.missing("BudgetLimit")),
    }
    Ok(json!({}))
}

/// Refuses to change the member `name`; one that is left out has the value AWS gives it then.
fn unchanged(budget: &Members<'_>, old: &Value, name: &str) -> Result<(), Fault> {
    let old = old.get(name);
    let given = match (name, budget.get(name)) {
        ("CostFilters", None) => Some(json!({})),
        ("CostTypes", None) => old.map(|_| Value::Object(subject::default_cost_types())),
        ("CostTypes", Some(Value::Object(given))) => {
            let mut types = subject::default_cost_types();
            types.extend(given.clone());
            Some(Value::Object(types))
        }
        (_, given) => given.cloned(),
    };
    let is_same = match (&given, old) {
        (Some(given), Some(old)) => same(given, old),
        (given, old) => given.is_none() && old.is_none(),
    };
    let reason = "Member must stay as it is, only limits can be changed here";
    if is_same { Ok(()) } else { Err(budget.refuse(name, reason)) }
}

/// Returns whether two values are the same, however their numbers are written.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// Reads the member `BudgetLimit`, if there is one, in 10^-10 units.
fn limit(budget: &Members<'_>, plan: &Plan) -> Result<Option<i128>, Fault> {
    let Some(limit) = budget.structure("BudgetLimit")? else {
        return Ok(None);
    };
    limit.only(&["Amount", "Unit"])?;
    let (text, unit) = (limit.required_text("Amount", 1, usize::MAX)?, limit.required_text("Unit", 1, usize::MAX)?);
    let pattern = r"Member must satisfy regular expression pattern: ([0-9]*\.)?[0-9]+";
    let amount = amount(text).ok_or_else(|| limit.refuse("Amount", pattern))?;
    if unit != plan.subject.unit {
        return Err(limit.refuse("Unit", &format!("Member must be the budget's unit, {}", plan.subject.unit)));
    }
    if amount == 0 {
        return Err(limit.refuse("Amount", "Member must have value greater than 0"));
    }
    if plan.subject.kind == BudgetType::SavingsPlansUtilization && amount != 100 * ONE {
        return Err(limit.refuse("Amount", "Member must be 100 for a budget of utilization"));
    }
    Ok(Some(amount))
}

/// Returns a decimal number in 10^-10 units, unless it is none or too large or too fine to be an amount.
fn amount(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    let is_number = are_digits && !part.is_empty() && (!whole.is_empty() || text.starts_with('.'));
    if !is_number || whole.len() > DIGITS.0 || part.len() > DIGITS.1 {
        return None;
    }
    format!("{whole}{part:0<10}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_its_last_digit() {
        for (text, expected) in
            [("100", 100 * ONE), ("0.5", ONE / 2), (".25", ONE / 4), ("007", 7 * ONE), ("1.0000000001", ONE + 1)]
        {
            assert_eq!(amount(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_not_read() {
        for text in ["", ".", "1.", "-1", "+1", "1e3", "1,5", "١", "1.2.3", "1.00000000001", "1234567890123456"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }
}
