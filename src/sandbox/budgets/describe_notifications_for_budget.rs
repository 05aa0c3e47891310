//! DescribeNotificationsForBudget: the notifications of one budget and their states.

use serde_json::{Map, Value};

use super::pages::Page;
use super::{Answer, View, describe_budget_notifications_for_account as of_account, request};

const MOST: i64 = 100;

/// Answers a DescribeNotificationsForBudget request.
pub(super) fn answer(view: View<'_>, body: &Map<String, Value>) -> Answer {
    let request = request(view.bill, body, &["BudgetName", "MaxResults", "NextToken"])?;
    let page = Page::parse(&request, body, MOST, view.bill.seed, view.now)?;
    let plan = view.named(&request)?;
    let mut answer = Map::new();
    let notifications = page.cut(of_account::notifications(plan, view.bill, page.asked()), &mut answer);
    answer.insert("Notifications".into(), notifications.into());
    Ok(Value::Object(answer))
}
