//! `budgets_budgets`: what was planned to be spent, what is spent of it and what is expected, from DescribeBudgets.
//!
//! Shares, the current period and the time left in it are worked out here, from AWS's amounts and time unit.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_budgets::operation::describe_budgets::{DescribeBudgetsError, DescribeBudgetsOutput};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use datafusion::logical_expr::Expr;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Everything, OfAccount, QUOTA, call};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::{Page, PageReader, Sheet, parse_money};
use crate::tables::{About, Changes, Column, ColumnType, Table, Translation};

const TYPES: &[&str] =
    &["COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE"];
const TIME_UNITS: &[&str] = &["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"];

/// The columns that are empty without a limit.
const OF_LIMIT: [&str; 3] = ["limit_amount", "used_percent", "forecast_percent"];

/// The table over DescribeBudgets.
#[derive(Debug)]
pub struct BudgetsBudgets;

#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    Column::text("account_id", "@account_id", "Account the budget belongs to."),
    Column::text("budget_name", "BudgetName", "Name of the budget."),
    Column::text("budget_type", "BudgetType", "What it limits: COST, USAGE, or a share of reservations or Savings Plans.").with_values(TYPES),
    Column::text("time_unit", "TimeUnit", "How long its period is.").with_values(TIME_UNITS),
    Column::money("limit_amount", "BudgetLimit.Amount", "Limit of the current period. Null where the budget has none."),
    Column::money("actual_amount", "CalculatedSpend.ActualSpend.Amount", "What is used of it in the current period. Null while AWS has not worked it out."),
    Column::money("forecast_amount", "CalculatedSpend.ForecastedSpend.Amount", "What AWS expects by the end of the period. Null where it has too little to go by."),
    Column::text("unit", "BudgetLimit.Unit", "Unit of the amounts: a currency such as USD, or of a usage such as GB."),
    Column::number("used_percent", "CalculatedSpend.ActualSpend.Amount", "What is used in percent of the limit. Null without a limit.").with_unit("percent").with_decimals(1),
    Column::number("forecast_percent", "CalculatedSpend.ForecastedSpend.Amount", "What is expected in percent of the limit. Null without either.").with_unit("percent").with_decimals(1),
    Column::time("period_start", "TimePeriod.Start", "Start of the current period, 00:00 UTC."),
    Column::time("period_end", "TimePeriod.End", "End of the current period: the start of the next."),
    Column::number("time_left", "TimeUnit", "Time to the end of the current period.").with_unit("s"),
    Column::time("started_at", "TimePeriod.Start", "Since when the budget holds."),
    Column::time("ends_at", "TimePeriod.End", "Until when the budget holds; for AWS's year 2087 read: without end."),
    Column::time("updated_at", "LastUpdatedTime", "When somebody last changed the budget."),
    Column::text("auto_adjust_type", "AutoAdjustData.AutoAdjustType", "By what AWS adjusts the limit: HISTORICAL or FORECAST. Null where people set it."),
    Column::text("health_status", "HealthStatus.Status", "Whether AWS can work it out: HEALTHY or UNHEALTHY. Null where AWS does not say."),
    Column::text("health_status_reason", "HealthStatus.StatusReason", "Why it cannot. Null where it can."),
    Column::json("cost_filters", "CostFilters", "What it is limited to, as a JSON object. Null or empty for all."),
    Column::json("filter_expression", "FilterExpression", "The same as an expression of Cost Explorer's. Null where it has none."),
];

static ABOUT: About = About {
    name: "budgets_budgets",
    description: "Budgets with limit, actual and forecasted spend of the current period",
    service: "budgets",
    scope: Spread::Account,
    changes: Changes::Daily,
    default_time_column: None,
    tag_members: &[],
};

impl Table for BudgetsBudgets {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(DescribeBudgets::CALL, DescribeBudgets::QUOTA)]
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        Everything::<DescribeBudgets>::unfiltered(filters)
    }
}

/// DescribeBudgets of an account.
#[derive(Debug)]
struct DescribeBudgets {
    account: String,
    request: Arc<Request>,
}

impl OfAccount for DescribeBudgets {
    fn of(account: String, request: &Arc<Request>) -> Self {
        Self { account, request: Arc::clone(request) }
    }
}

impl Operation for DescribeBudgets {
    type Output = DescribeBudgetsOutput;
    type Error = DescribeBudgetsError;
    const CALL: Call = call("DescribeBudgets");
    const QUOTA: Quota = QUOTA;
    const PAGING: Paging =
        Paging { list: "Budgets", token: Some("NextToken"), left_out: None, always: None, size: 1_000 };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![("account_id", self.account.clone())]
    }

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        let now = self.request.connection().now();
        let shows_limit = reader.columns().iter().any(|column| OF_LIMIT.contains(&column.name));
        let shows_money = reader.columns().iter().any(|column| column.kind == ColumnType::Money);
        reader.page(answer.next_token.map(Cow::into_owned), |sheet| {
            for budget in &answer.budgets {
                let limit = budget.limit(now);
                if limit.is_none() && shows_limit {
                    self.request.notice(format!(
                        "Budget \"{}\" has no limit for its current period, so that its limit and shares are empty. Give it one in AWS Budgets.",
                        budget.budget_name
                    ));
                }
                if let Some(Spend { unit, .. }) = limit.or(budget.actual())
                    && shows_money
                {
                    self.request.has_currency(unit);
                }
                budget.fill(reader, sheet, now);
                sheet.end_row();
            }
        })
    }

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeBudgetsOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeBudgetsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .budgets()
            .describe_budgets()
            .account_id(&self.account)
            .max_results(ask.size)
            .set_next_token(ask.token)
            .show_filter_expression(true);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// An amount in percent of a limit of the same unit.
fn share(amount: Option<&Spend<'_>>, limit: Option<&Spend<'_>>) -> Option<f64> {
    let (amount, limit) = (amount?, limit?);
    let (whole, of) = (parse_money(&amount.amount)?, parse_money(&limit.amount)?);
    (of > 0 && amount.unit == limit.unit).then(|| whole as f64 / of as f64 * 100.0)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    #[serde(borrow, default)]
    next_token: Option<Cow<'a, str>>,
    // AWS leaves the list out when there are no budgets.
    #[serde(borrow, default)]
    budgets: Vec<Budget<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Budget<'a> {
    #[serde(borrow)]
    budget_name: Cow<'a, str>,
    #[serde(borrow)]
    budget_type: Cow<'a, str>,
    #[serde(borrow)]
    time_unit: Cow<'a, str>,
    #[serde(borrow, default)]
    budget_limit: Option<Spend<'a>>,
    /// By the second at which each period begins.
    #[serde(borrow, default)]
    planned_budget_limits: BTreeMap<Cow<'a, str>, Spend<'a>>,
    #[serde(borrow, default)]
    calculated_spend: Option<CalculatedSpend<'a>>,
    #[serde(default)]
    time_period: Option<TimePeriod>,
    #[serde(default)]
    last_updated_time: Option<f64>,
    #[serde(borrow, default)]
    auto_adjust_data: Option<AutoAdjustData<'a>>,
    #[serde(borrow, default)]
    health_status: Option<HealthStatus<'a>>,
    #[serde(borrow, default)]
    cost_filters: Option<&'a RawValue>,
    #[serde(borrow, default)]
    filter_expression: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Spend<'a> {
    #[serde(borrow)]
    amount: Cow<'a, str>,
    #[serde(borrow)]
    unit: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CalculatedSpend<'a> {
    #[serde(borrow, default)]
    actual_spend: Option<Spend<'a>>,
    #[serde(borrow, default)]
    forecasted_spend: Option<Spend<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    start: Option<f64>,
    end: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AutoAdjustData<'a> {
    #[serde(borrow)]
    auto_adjust_type: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthStatus<'a> {
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    status_reason: Option<Cow<'a, str>>,
}

impl Budget<'_> {
    /// Gives a row its values.
    fn fill(&self, reader: &PageReader, sheet: &mut Sheet<'_>, now: DateTime<Utc>) {
        let (limit, actual) = (self.limit(now), self.actual());
        let forecast = self.calculated_spend.as_ref().and_then(|spend| spend.forecasted_spend.as_ref());
        let unit = limit.or(actual).map(|amount| &amount.unit);
        let period = self.period(now);
        for (index, column) in reader.columns().iter().enumerate() {
            let text = match column.name {
                "budget_name" => Some(&self.budget_name),
                "budget_type" => Some(&self.budget_type),
                "time_unit" => Some(&self.time_unit),
                "limit_amount" => limit.map(|limit| &limit.amount),
                "actual_amount" => actual.map(|actual| &actual.amount),
                "forecast_amount" => forecast.map(|forecast| &forecast.amount),
                "unit" => unit,
                "auto_adjust_type" => self.auto_adjust_data.as_ref().map(|data| &data.auto_adjust_type),
                "health_status" => self.health_status.as_ref().and_then(|health| health.status.as_ref()),
                "health_status_reason" => self.health_status.as_ref().and_then(|health| health.status_reason.as_ref()),
                _ => None,
            };
            let json = match column.name {
                "cost_filters" => self.cost_filters,
                "filter_expression" => self.filter_expression,
                _ => None,
            };
            let seconds = |moment: DateTime<Utc>| moment.timestamp() as f64;
            let number = match column.name {
                "used_percent" => share(actual, limit),
                "forecast_percent" => share(forecast, limit),
                "period_start" => period.map(|(start, _)| seconds(start)),
                "period_end" => period.map(|(_, end)| seconds(end)),
                "time_left" => period.map(|(_, end)| (end - now).num_seconds().max(0) as f64),
                "started_at" => self.time_period.as_ref().and_then(|period| period.start),
                "ends_at" => self.time_period.as_ref().and_then(|period| period.end),
                "updated_at" => self.last_updated_time,
                _ => None,
            };
            match (text, json, number) {
                (Some(text), ..) => sheet.text(index, text),
                (_, Some(json), _) => sheet.text(index, json.get()),
                (.., Some(number)) => sheet.number(index, number),
                _ => {}
            }
        }
    }

    /// What is used so far.
    fn actual(&self) -> Option<&Spend<'_>> {
        self.calculated_spend.as_ref().and_then(|spend| spend.actual_spend.as_ref())
    }

    /// The limit of the current period: the one that is set, or the last of those planned that has begun.
    fn limit(&self, now: DateTime<Utc>) -> Option<&Spend<'_>> {
        let begun = |second: &str| second.parse::<i64>().is_ok_and(|second| second <= now.timestamp());
        let planned = || {
            let begun = self.planned_budget_limits.iter().filter(|(second, _)| begun(second));
            begun.max_by_key(|(second, _)| second.parse::<i64>().ok()).map(|(_, limit)| limit)
        };
        self.budget_limit.as_ref().or_else(planned)
    }

    /// The current period: AWS's are those of the calendar in UTC, and a custom one is the budget's own.
    fn period(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let today = now.date_naive();
        let month = today.with_day(1)?;
        let months = |begin: NaiveDate, months| Some((begin, begin.checked_add_months(Months::new(months))?));
        let (start, end) = match &*self.time_unit {
            "DAILY" => (today, today.checked_add_days(Days::new(1))?),
            "MONTHLY" => months(month, 1)?,
            "QUARTERLY" => months(month.with_month0(today.month0() / 3 * 3)?, 3)?,
            "ANNUALLY" => months(month.with_month0(0)?, 12)?,
            _ => {
                let period = self.time_period.as_ref()?;
                let moment = |seconds: Option<f64>| DateTime::from_timestamp(seconds? as i64, 0);
                return Some((moment(period.start)?, moment(period.end)?));
            }
        };
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        Some((midnight(start), midnight(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(json: &str) -> Budget<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_current_period_is_the_calendars_or_the_budgets_own() {
        let now = "2026-11-26T11:00:00Z".parse().unwrap();
        let rows = [
            ("DAILY", "2026-11-26", "2026-11-27"),
            ("MONTHLY", "2026-11-01", "2026-12-01"),
            ("QUARTERLY", "2026-10-01", "2027-01-01"),
            ("ANNUALLY", "2026-01-01", "2027-01-01"),
            ("CUSTOM", "2026-11-10", "2026-11-30"),
        ];
        for (unit, start, end) in rows {
            let json = format!(
                r#"{{"BudgetName": "b", "BudgetType": "COST", "TimeUnit": "{unit}", "TimePeriod": {{"Start": 1794268800, "End": 1795996800.0}}}}"#
            );
            let (from, to) = budget(&json).period(now).unwrap();
            assert_eq!(
                (from.date_naive().to_string(), to.date_naive().to_string()),
                (start.into(), end.into()),
                "{unit}"
            );
        }
    }

    #[test]
    fn a_planned_limit_holds_from_its_second_on() {
        let json = r#"{"BudgetName": "b", "BudgetType": "COST", "TimeUnit": "MONTHLY", "PlannedBudgetLimits": {
            "999999999": {"Amount": "1", "Unit": "USD"}, "1793491200": {"Amount": "2", "Unit": "USD"},
            "1796083200": {"Amount": "3", "Unit": "USD"}}}"#;
        let at = |moment: &str| budget(json).limit(moment.parse().unwrap()).map(|limit| limit.amount.to_string());
        assert_eq!(at("2026-11-26T00:00:00Z").as_deref(), Some("2"));
        assert_eq!(at("2026-12-02T00:00:00Z").as_deref(), Some("3"));
        assert_eq!(at("2000-01-01T00:00:00Z"), None);
    }

    #[test]
    fn a_share_is_of_a_limit_of_the_same_unit() {
        let spend = |amount: &'static str, unit: &'static str| Spend { amount: amount.into(), unit: unit.into() };
        let rows = [("80.5", "USD", "100", Some(80.5)), ("1", "GB", "100", None), ("1", "USD", "0", None)];
        for (amount, unit, limit, expected) in rows {
            assert_eq!(share(Some(&spend(amount, unit)), Some(&spend(limit, "USD"))), expected, "{amount} {unit}");
        }
    }
}
