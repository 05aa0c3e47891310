//! `securityhub_insight_results`: what insights count, from GetInsightResults.
//!
//! A request for each insight: those that people made, or those whose ARN the statement names. AWS counts the values
//! itself and returns at most the 100 most frequent.

use std::sync::{Arc, LazyLock};

use aws_sdk_securityhub::operation::get_insight_results::{GetInsightResultsError, GetInsightResultsOutput};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::common::cast::as_string_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::insights::{GetInsights, LIMITS};
use super::{INSIGHT_PAGE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::filters::{Filter, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation};

/// The most values AWS returns for an insight.
const MOST_VALUES: usize = 100;

/// The table over GetInsightResults.
#[derive(Debug)]
pub struct SecurityHubInsightResults;

/// Every column; the insight's ARN is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "@insight_arn", "Account of the insight. Null for AWS's own.").with_account_of_arn(), Filter::None),
    (Column::text("region", "@region", "Region of the insight."), Filter::None),
    (Column::text("insight_arn", "@insight_arn", "ARN of the insight.").with_console(INSIGHT_PAGE), Filter::Equal(())),
    (Column::text("insight_name", "@insight_name", "Name of the insight."), Filter::None),
    (Column::text("group_by_attribute", "@group_by_attribute", "Member of a finding that it groups by, such as ResourceId."), Filter::None),
    (Column::text("value", "GroupByAttributeValue", "Value of that member."), Filter::None),
    (Column::number("finding_count", "Count", "Findings that have it. AWS returns the 100 values with most."), Filter::None),
];

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "securityhub_insight_results",
    description: "What the insights of AWS Security Hub count, the 100 most frequent values of each",
    service: "securityhub",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for SecurityHubInsightResults {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetInsights::CALL, GetInsights::QUOTA), (GetInsightResults::CALL, GetInsightResults::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        let arns = attributes.0.first().and_then(|attribute| attribute.condition.equal_to());
        Translation { verdicts, pushed, fetch: Arc::new(Results { arns }) }
    }
}

/// Results of these insights, or of all that people made.
#[derive(Debug)]
struct Results {
    arns: Option<Vec<String>>,
}

impl Fetch for Results {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let columns = [
            Column::text("insight_arn", "InsightArn", "The insight."),
            Column::text("insight_name", "Name", "Its name."),
            Column::text("group_by_attribute", "GroupByAttribute", "What it groups by."),
        ];
        let insights = RowShape::all(Arc::from(columns));
        let pages = Listing::of(GetInsights { arns: self.arns.clone() }).fetch(insights, Arc::clone(&request));
        let each = pages
            .map(|page| -> Result<_> { insights_of(&page?) })
            .map_ok(|all| stream::iter(all).map(Result::<_>::Ok))
            .try_flatten();
        let results = move |insight| {
            let shape = RowShape { limit: None, ..shape.clone() };
            let results = Listing::<GetInsightResults>::of(insight).fetch(shape, Arc::clone(&request));
            let request = Arc::clone(&request);
            results.and_then(move |page| {
                let is_cut = page.num_rows() >= MOST_VALUES;
                let missing =
                    format!("an insight shows its {MOST_VALUES} most frequent values, and AWS returns no more");
                let said = if is_cut { request.incomplete(GetInsightResults::CALL, &missing) } else { Ok(()) };
                std::future::ready(said.map(|()| page).map_err(DataFusionError::from))
            })
        };
        each.map_ok(results).try_flatten().boxed()
    }
}

fn insights_of(page: &RecordBatch) -> Result<Vec<GetInsightResults>> {
    let columns = page.columns().iter().map(|column| as_string_array(column)).collect::<Result<Vec<_>>>()?;
    let text = |column: usize, row: usize| {
        columns
            .get(column)
            .filter(|column| column.is_valid(row))
            .map(|column| column.value(row).to_owned())
            .unwrap_or_default()
    };
    let insight = |row| GetInsightResults { arn: text(0, row), name: text(1, row), group_by: text(2, row) };
    Ok((0..page.num_rows()).map(insight).collect())
}

/// GetInsightResults for one insight.
#[derive(Debug)]
struct GetInsightResults {
    arn: String,
    name: String,
    group_by: String,
}

impl Operation for GetInsightResults {
    type Output = GetInsightResultsOutput;
    type Error = GetInsightResultsError;
    const CALL: Call =
        Call { service: "Security Hub", operation: "GetInsightResults", action: "securityhub:GetInsightResults" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "InsightResults.ResultValues", token: None, left_out: None, always: None, size: MOST_VALUES };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![
            ("insight_arn", self.arn.clone()),
            ("insight_name", self.name.clone()),
            ("group_by_attribute", self.group_by.clone()),
        ]
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetInsightResultsOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetInsightResultsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.securityhub().get_insight_results().insight_arn(&self.arn);
        Box::pin(operation.customize().interceptor(read).send())
    }
}
