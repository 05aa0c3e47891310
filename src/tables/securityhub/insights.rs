//! `securityhub_insights`: saved groupings of findings, from GetInsights.
//!
//! AWS lists the insights that people made. Those it made itself are returned only by their ARN,
//! `arn:aws:securityhub:::insight/securityhub/default/1` and on.

use std::sync::{Arc, LazyLock};

use aws_sdk_securityhub::operation::get_insights::{GetInsightsError, GetInsightsOutput};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::{INSIGHT_PAGE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation};

/// The table over GetInsights.
#[derive(Debug)]
pub struct SecurityHubInsights;

/// Every column; the insight's ARN is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "InsightArn", "Account of the insight. Null for AWS's own.").with_account_of_arn(), Filter::None),
    (Column::text("region", "@region", "Region of the insight."), Filter::None),
    (Column::text("insight_arn", "InsightArn", "ARN of the insight.").with_console(INSIGHT_PAGE), Filter::Equal(())),
    (Column::text("name", "Name", "Name of the insight.").with_console(INSIGHT_PAGE), Filter::None),
    (Column::text("group_by_attribute", "GroupByAttribute", "Member of a finding that it groups by, such as ResourceId."), Filter::None),
    (Column::json("filters", "Filters", "Its filters on findings as a JSON object."), Filter::None),
];

/// GetInsights takes 100 ARNs.
pub(super) const LIMITS: Limits = Limits { attributes: 1, values: 100, prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "securityhub_insights",
    description: "Insights of AWS Security Hub: saved filters and groupings of findings",
    service: "securityhub",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for SecurityHubInsights {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetInsights::CALL, GetInsights::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        let arns = attributes.0.first().and_then(|attribute| attribute.condition.equal_to());
        Translation { verdicts, pushed, fetch: Arc::new(Listing::of(GetInsights { arns })) }
    }
}

/// GetInsights for these ARNs, or for all that people made.
#[derive(Debug)]
pub(super) struct GetInsights {
    pub arns: Option<Vec<String>>,
}

impl Operation for GetInsights {
    type Output = GetInsightsOutput;
    type Error = GetInsightsError;
    const CALL: Call = Call { service: "Security Hub", operation: "GetInsights", action: "securityhub:GetInsights" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "Insights", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(GetInsightsOutput::builder().set_insights(Some(Vec::new())).build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetInsightsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.securityhub().get_insights().set_insight_arns(self.arns.clone());
        let operation = operation.max_results(ask.size).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}
