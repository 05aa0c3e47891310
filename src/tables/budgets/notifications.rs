//! `budgets_notifications`: when people are told of a budget, and whether they were, from
//! DescribeBudgetNotificationsForAccount.

use std::borrow::Cow;
use std::sync::Arc;

use aws_sdk_budgets::operation::describe_budget_notifications_for_account::{
    DescribeBudgetNotificationsForAccountError, DescribeBudgetNotificationsForAccountOutput,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;
use serde::Deserialize;

use super::{Everything, OfAccount, QUOTA, call};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::{Page, PageReader};
use crate::tables::{About, Changes, Column, Table, Translation, looks};

const TYPES: &[&str] = &["ACTUAL", "FORECASTED"];
const OPERATORS: &[&str] = &["GREATER_THAN", "LESS_THAN", "EQUAL_TO"];
const THRESHOLD_TYPES: &[&str] = &["PERCENTAGE", "ABSOLUTE_VALUE"];
const STATES: &[&str] = &["ALARM", "OK"];

/// The table over DescribeBudgetNotificationsForAccount.
#[derive(Debug)]
pub struct BudgetsNotifications;

#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    Column::text("account_id", "@account_id", "Account the budget belongs to."),
    Column::text("budget_name", "BudgetName", "Name of the budget."),
    Column::text("notification_type", "NotificationType", "Whether it is about what is used or what is expected.").with_values(TYPES),
    Column::text("comparison_operator", "ComparisonOperator", "How that is compared with the threshold.").with_values(OPERATORS),
    Column::number("threshold", "Threshold", "The threshold, as its type says: in percent of the limit, or an amount in the budget's unit."),
    Column::text("threshold_type", "ThresholdType", "Whether the threshold is a share or an amount.").with_values(THRESHOLD_TYPES),
    Column::text("notification_state", "NotificationState", "ALARM while the threshold is crossed.").with_values(STATES).with_looks(&looks::NOTIFICATION),
];

static ABOUT: About = About {
    name: "budgets_notifications",
    description: "Notifications of budgets, with their threshold and whether it is crossed",
    service: "budgets",
    scope: Spread::Account,
    changes: Changes::Daily,
    default_time_column: None,
    tag_members: &[],
};

impl Table for BudgetsNotifications {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(DescribeNotifications::CALL, DescribeNotifications::QUOTA)]
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        Everything::<DescribeNotifications>::unfiltered(filters)
    }
}

/// DescribeBudgetNotificationsForAccount of an account.
#[derive(Debug)]
struct DescribeNotifications {
    account: String,
}

impl OfAccount for DescribeNotifications {
    fn of(account: String, _: &Arc<Request>) -> Self {
        Self { account }
    }
}

impl Operation for DescribeNotifications {
    type Output = DescribeBudgetNotificationsForAccountOutput;
    type Error = DescribeBudgetNotificationsForAccountError;
    const CALL: Call = call("DescribeBudgetNotificationsForAccount");
    const QUOTA: Quota = QUOTA;
    const PAGING: Paging = Paging {
        list: "BudgetNotificationsForAccount",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: 1_000,
    };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![("account_id", self.account.clone())]
    }

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        reader.page(answer.next_token.map(Cow::into_owned), |sheet| {
            for budget in &answer.budget_notifications_for_account {
                for notification in &budget.notifications {
                    for (index, column) in reader.columns().iter().enumerate() {
                        let text = match column.name {
                            "budget_name" => Some(&budget.budget_name),
                            "notification_type" => Some(&notification.notification_type),
                            "comparison_operator" => Some(&notification.comparison_operator),
                            "threshold_type" => notification.threshold_type.as_ref(),
                            "notification_state" => notification.notification_state.as_ref(),
                            _ => None,
                        };
                        match text {
                            Some(text) => sheet.text(index, text),
                            None if column.name == "threshold" => sheet.number(index, notification.threshold),
                            None => {}
                        }
                    }
                    sheet.end_row();
                }
            }
        })
    }

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeBudgetNotificationsForAccountOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeBudgetNotificationsForAccountError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .budgets()
            .describe_budget_notifications_for_account()
            .account_id(&self.account)
            .max_results(ask.size)
            .set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    #[serde(borrow, default)]
    next_token: Option<Cow<'a, str>>,
    // AWS leaves the list out when there are no notifications.
    #[serde(borrow, default)]
    budget_notifications_for_account: Vec<OfBudget<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OfBudget<'a> {
    #[serde(borrow, default)]
    budget_name: Cow<'a, str>,
    #[serde(borrow, default)]
    notifications: Vec<Notification<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification<'a> {
    #[serde(borrow)]
    notification_type: Cow<'a, str>,
    #[serde(borrow)]
    comparison_operator: Cow<'a, str>,
    threshold: f64,
    #[serde(borrow, default)]
    threshold_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    notification_state: Option<Cow<'a, str>>,
}
