//! `securityhub_standards`: the standards that are enabled in Security Hub, from GetEnabledStandards.

use std::sync::{Arc, LazyLock};

use aws_sdk_securityhub::operation::get_enabled_standards::{GetEnabledStandardsError, GetEnabledStandardsOutput};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::USUAL;
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation, Verdict};

const STATUSES: &[&str] = &["READY", "PENDING", "INCOMPLETE", "DELETING", "FAILED"];
const UPDATABLE: &[&str] = &["READY_FOR_UPDATES", "NOT_READY_FOR_UPDATES"];

/// The table over GetEnabledStandards.
#[derive(Debug)]
pub struct SecurityHubStandards;

#[rustfmt::skip]
static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| vec![
    Column::text("account_id", "StandardsSubscriptionArn", "Account in which the standard is enabled.").with_account_of_arn(),
    Column::text("region", "@region", "Region in which the standard is enabled."),
    Column::text("standards_arn", "StandardsArn", "ARN of the standard; ends in its name and version."),
    Column::text("subscription_arn", "StandardsSubscriptionArn", "ARN of the subscription to the standard."),
    Column::text("status", "StandardsStatus", "Whether the standard works.").with_values(STATUSES),
    Column::text("status_reason", "StandardsStatusReason.StatusReasonCode", "Why it does not. Null where it does."),
    Column::text("controls_updatable", "StandardsControlsUpdatable", "Whether its controls can be listed and changed.").with_values(UPDATABLE),
    Column::json("input", "StandardsInput", "Input to the standard as a JSON object. Null where there is none."),
]);

static ABOUT: About = About {
    name: "securityhub_standards",
    description: "Standards that are enabled in AWS Security Hub",
    service: "securityhub",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for SecurityHubStandards {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetEnabledStandards::CALL, GetEnabledStandards::QUOTA)]
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let verdicts = vec![Verdict::Unsupported; filters.len()];
        Translation { verdicts, pushed: String::new(), fetch: Arc::new(Listing::of(GetEnabledStandards)) }
    }
}

#[derive(Debug)]
struct GetEnabledStandards;

impl Operation for GetEnabledStandards {
    type Output = GetEnabledStandardsOutput;
    type Error = GetEnabledStandardsError;
    const CALL: Call =
        Call { service: "Security Hub", operation: "GetEnabledStandards", action: "securityhub:GetEnabledStandards" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "StandardsSubscriptions", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(GetEnabledStandardsOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetEnabledStandardsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation =
            connection.securityhub().get_enabled_standards().max_results(ask.size).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}
