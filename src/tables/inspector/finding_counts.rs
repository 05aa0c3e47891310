//! `inspector_finding_counts`: counts of open findings by Inspector itself, from ListFindingAggregations.
//!
//! A row is one account, type, title, package or resource, by `aggregation_type`; a statement that names no type asks for
//! each in turn. A finding counts once for every package it is about, so the types' sums differ. 100 rows a request.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, ident, lit};
use futures::stream::{self, BoxStream, StreamExt};

use super::aggregations::ListFindingAggregations;
use crate::aws::{Call, Quota, Request, Sees, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{About, Changes, Column, Fetch, RowShape, Statistics, Table, Translation};

/// The aggregations there are, in AWS's words.
const TYPES: &[&str] = &[
    "ACCOUNT",
    "FINDING_TYPE",
    "TITLE",
    "PACKAGE",
    "REPOSITORY",
    "AWS_EC2_INSTANCE",
    "AWS_ECR_CONTAINER",
    "AWS_LAMBDA_FUNCTION",
];

/// What a filter narrows.
#[derive(Debug, Clone, Copy)]
enum Set {
    AggregationType,
    Accounts,
}

/// The table over ListFindingAggregations.
#[derive(Debug)]
pub struct InspectorFindingCounts;

/// Every column with what its filter narrows.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "*.accountId", "Account of the findings."), Filter::Text(Set::Accounts)),
    (Column::text("region", "@region", "Region of the findings."), Filter::None),
    (Column::text("aggregation_type", "@aggregation_type", "What the row is about.").with_values(TYPES), Filter::Text(Set::AggregationType)),
    (Column::text("title", "*.title", "Title of the findings. Null unless by TITLE."), Filter::None),
    (Column::text("vulnerability_id", "*.vulnerabilityId", "Vulnerability of the findings. Null unless by TITLE."), Filter::None),
    (Column::text("package_name", "*.packageName", "Package of the findings. Null unless by PACKAGE."), Filter::None),
    (Column::text("repository", "*.repository", "Repository of container images. Null unless by REPOSITORY or AWS_ECR_CONTAINER."), Filter::None),
    (Column::text("instance_id", "*.instanceId", "Instance. Null unless by AWS_EC2_INSTANCE."), Filter::None),
    (Column::text("resource_id", "*.resourceId", "ARN of the image or function. Null unless by AWS_ECR_CONTAINER or AWS_LAMBDA_FUNCTION."), Filter::None),
    (Column::number("all_findings", "*.severityCounts.all", "Open findings of every severity."), Filter::None),
    (Column::number("critical", "*.severityCounts.critical", "Open findings of the severity CRITICAL."), Filter::None),
    (Column::number("high", "*.severityCounts.high", "Open findings of the severity HIGH."), Filter::None),
    (Column::number("medium", "*.severityCounts.medium", "Open findings of the severity MEDIUM."), Filter::None),
    (Column::number("low", "*.severityCounts.low", "Open findings of the severity LOW."), Filter::None),
    (Column::number("informational", "*.severityCounts.informational", "Open findings of the severity INFORMATIONAL."), Filter::None),
    (Column::number("untriaged", "*.severityCounts.untriaged", "Open findings of the severity UNTRIAGED."), Filter::None),
    (Column::number("exploit_available_count", "*.exploitAvailableCount", "Open findings with a known exploit. Null unless by ACCOUNT or FINDING_TYPE."), Filter::None),
    (Column::number("fix_available_count", "*.fixAvailableCount", "Open findings with a fix. Null unless by ACCOUNT or FINDING_TYPE."), Filter::None),
];

/// ListFindingAggregations takes 10 accounts.
const LIMITS: Limits = Limits { attributes: usize::MAX, values: 10, prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "inspector_finding_counts",
    description: "Open findings counted by Amazon Inspector per account, title, package or resource",
    service: "inspector2",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for InspectorFindingCounts {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn sees(&self) -> Sees {
        Sees::Members
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(ListFindingAggregations::CALL, ListFindingAggregations::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        let equal_to = |wanted: fn(Set) -> bool| {
            attributes.0.iter().find(|attribute| wanted(attribute.set)).and_then(|found| found.condition.equal_to())
        };
        let types = equal_to(|set| matches!(set, Set::AggregationType));
        let asked = TYPES.iter().filter(|kind| types.as_ref().is_none_or(|types| types.iter().any(|one| one == *kind)));
        let accounts = equal_to(|set| matches!(set, Set::Accounts)).unwrap_or_default();
        let asked = asked.map(|kind| ListFindingAggregations {
            aggregation_type: kind,
            finding_type: None,
            accounts: accounts.clone(),
        });
        Translation { verdicts, pushed, fetch: Arc::new(InTurn(asked.map(Listing::of).collect())) }
    }

    /// Those of the aggregations that have the column.
    fn suggestions(&self, column: &'static str) -> Option<Statistics> {
        let having: Vec<Expr> = aggregations_of(column).iter().map(|kind| lit(*kind)).collect();
        let asked = ident("aggregation_type").in_list(having, false);
        let Translation { pushed, fetch, .. } = self.translate(&[&asked]);
        (!aggregations_of(column).is_empty()).then_some(Statistics { pushed, fetch })
    }
}

/// The aggregations in whose rows a column has a value; none where that is all of them.
fn aggregations_of(column: &str) -> &'static [&'static str] {
    match column {
        "account_id" => &["ACCOUNT"],
        "title" | "vulnerability_id" => &["TITLE"],
        "package_name" => &["PACKAGE"],
        "repository" => &["REPOSITORY"],
        "instance_id" => &["AWS_EC2_INSTANCE"],
        "resource_id" => &["AWS_ECR_CONTAINER", "AWS_LAMBDA_FUNCTION"],
        _ => &[],
    }
}

/// One aggregation after the other.
#[derive(Debug)]
struct InTurn(Vec<Listing<ListFindingAggregations>>);

impl Fetch for InTurn {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        // A stream asks nothing before it is polled, so the next aggregation waits for the last one's end.
        let each = self.0.iter().map(|listing| listing.fetch(shape.clone(), Arc::clone(&request)));
        stream::iter(each.collect::<Vec<_>>()).flatten().boxed()
    }
}
