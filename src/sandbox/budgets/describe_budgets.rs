//! DescribeBudgets: all budgets with their limits and figures.

use serde_json::{Map, Value};

use super::pages::Page;
use super::{Answer, View, request, written};

const MOST: i64 = 1_000;

/// Answers a DescribeBudgets request.
pub(super) fn answer(view: View<'_>, body: &Map<String, Value>) -> Answer {
    let request = request(view.bill, body, &["MaxResults", "NextToken", "ShowFilterExpression"])?;
    let shows_expression = request.flag("ShowFilterExpression")?.unwrap_or(false);
    let page = Page::parse(&request, body, MOST, view.bill.seed, view.now)?;
    let mut answer = Map::new();
    let plans = page.cut(view.kept().collect(), &mut answer);
    let budgets = plans.into_iter().map(|plan| written::budget(plan, view.bill, page.asked(), shows_expression));
    answer.insert("Budgets".into(), budgets.collect());
    Ok(Value::Object(answer))
}
