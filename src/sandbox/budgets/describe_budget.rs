//! DescribeBudget: one budget with its limit and figures.

use serde_json::{Map, Value, json};

use super::{Answer, View, request, written};

/// Answers a DescribeBudget request.
pub(super) fn answer(view: View<'_>, body: &Map<String, Value>) -> Answer {
    let request = request(view.bill, body, &["BudgetName", "ShowFilterExpression"])?;
    let shows_expression = request.flag("ShowFilterExpression")?.unwrap_or(false);
    let plan = view.named(&request)?;
    Ok(json!({"Budget": written::budget(plan, view.bill, view.now, shows_expression)}))
}
