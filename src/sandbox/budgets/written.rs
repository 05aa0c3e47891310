//! Budgets in AWS's words: amounts are texts with their unit, moments are seconds since 1970.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use super::super::costexplorer::periods::Period;
use super::super::organisation::bill::Bill;
use super::super::organisation::bill::amounts::decimal;
use super::figures::{Figures, midnight};
use super::plan::{Limit, Plan};

/// The end of a budget that has none: 15 June 2087.
const NO_END: f64 = 3_706_473_600.0;

/// Returns a budget as it is at `now`, with `FilterExpression` and `Metrics` if they are asked for.
pub(super) fn budget(plan: &Plan, bill: &Bill, now: DateTime<Utc>, shows_expression: bool) -> Value {
    let today = now.date_naive();
    let period = plan.period(today);
    let figures = Figures::of(plan, bill, now);
    let mut budget = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            budget.insert(name.to_owned(), value);
        }
    };
    put("BudgetName", Some(plan.name.as_str().into()));
    put("BudgetType", Some(plan.subject.kind.name().into()));
    put("BudgetLimit", plan.limit(bill, period, today).map(|limit| spend(plan, limit)));
    put("PlannedBudgetLimits", planned(plan, period));
    put("AutoAdjustData", auto_adjust(plan, period));
    put("CostFilters", Some(plan.subject.cost_filters()));
    put("CostTypes", plan.subject.cost_types());
    put("TimeUnit", Some(plan.time_unit.name().into()));
    let end = plan.ends.map_or(NO_END, seconds);
    put("TimePeriod", Some(json!({"Start": seconds(plan.begins), "End": end})));
    let mut calculated = json!({"ActualSpend": spend(plan, figures.actual.unwrap_or_default())});
    if let Some(forecast) = figures.forecast {
        calculated["ForecastedSpend"] = spend(plan, forecast);
    }
    put("CalculatedSpend", Some(calculated));
    put("LastUpdatedTime", Some(moment(plan.updated).into()));
    put("BillingViewArn", Some(format!("arn:aws:billing::{}:billingview/primary", bill.account().id).into()));
    put("HealthStatus", Some(json!({"Status": "HEALTHY", "LastUpdatedTime": moment(plan.updated)})));
    if shows_expression {
        put("FilterExpression", plan.subject.filter_expression());
        put("Metrics", plan.subject.metrics());
    }
    Value::Object(budget)
}

/// Returns an amount with the unit of a budget.
pub(super) fn spend(plan: &Plan, amount: i128) -> Value {
    json!({"Amount": decimal(amount), "Unit": plan.subject.unit})
}

/// Returns the first and the last moment of a period.
pub(super) fn time_period(period: Period) -> Value {
    json!({"Start": seconds(period.start), "End": seconds(period.end)})
}

/// Returns the first moment of a day.
pub(super) fn seconds(date: NaiveDate) -> f64 {
    midnight(date).timestamp() as f64
}

fn moment(moment: DateTime<Utc>) -> f64 {
    moment.timestamp_millis() as f64 / 1_000.0
}

fn planned(plan: &Plan, period: Period) -> Option<Value> {
    let Limit::Planned(limits) = plan.limit_set(period.start) else {
        return None;
    };
    let of_period =
        |(start, limit): &(NaiveDate, i128)| (midnight(*start).timestamp().to_string(), spend(plan, *limit));
    Some(Value::Object(limits.iter().map(of_period).collect()))
}

fn auto_adjust(plan: &Plan, period: Period) -> Option<Value> {
    let Limit::Historical(periods) = plan.limit_set(period.start) else {
        return None;
    };
    let options = json!({"BudgetAdjustmentPeriod": periods, "LookBackAvailablePeriods": periods});
    Some(json!({
        "AutoAdjustType": "HISTORICAL",
        "HistoricalOptions": options,
        "LastAutoAdjustTime": seconds(period.start),
    }))
}
