//! DescribeBudgetNotificationsForAccount: the notifications of all budgets that have any.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::organisation::bill::Bill;
use super::figures::Figures;
use super::pages::Page;
use super::plan::Plan;
use super::{Answer, View, request};

const MOST: i64 = 1_000;

/// Answers a DescribeBudgetNotificationsForAccount request.
pub(super) fn answer(view: View<'_>, body: &Map<String, Value>) -> Answer {
    let request = request(view.bill, body, &["MaxResults", "NextToken"])?;
    let page = Page::parse(&request, body, MOST, view.bill.seed, view.now)?;
    let mut answer = Map::new();
    let plans = page.cut(view.kept().filter(|plan| !plan.notifications.is_empty()).collect(), &mut answer);
    let of_budget =
        |plan: &Plan| json!({"BudgetName": plan.name, "Notifications": notifications(plan, view.bill, page.asked())});
    let budgets = plans.into_iter().map(of_budget).collect();
    answer.insert("BudgetNotificationsForAccount".into(), budgets);
    Ok(Value::Object(answer))
}

/// Returns the notifications of a budget with their states at `now`.
pub(super) fn notifications(plan: &Plan, bill: &Bill, now: DateTime<Utc>) -> Vec<Value> {
    let figures = Figures::of(plan, bill, now);
    let today = now.date_naive();
    let limit = plan.limit(bill, plan.period(today), today);
    plan.notifications.iter().map(|notification| notification.written(figures, limit)).collect()
}
