//! `inspector_coverage`: which resources Amazon Inspector scans, and why not, from ListCoverage.
//!
//! Gaps in coverage are what no finding shows. ListCoverage returns 200 resources a request.

use std::sync::{Arc, LazyLock};

use aws_sdk_inspector2::operation::list_coverage::{ListCoverageError, ListCoverageOutput};
use aws_sdk_inspector2::types::builders::CoverageFilterCriteriaBuilder as Filters;
use aws_sdk_inspector2::types::{CoverageFilterCriteria, CoverageStringComparison, CoverageStringFilter};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::USUAL;
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Sees, Spread};
use crate::tables::filters::{Attribute, Attributes, Comparison, Condition, Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation, looks};

/// Scan statuses.
pub const STATUSES: &[&str] = &["ACTIVE", "INACTIVE"];
const SCAN_TYPES: &[&str] = &["PACKAGE", "NETWORK", "CODE"];

/// How ListCoverage is given a field.
pub type Set = fn(Filters, CoverageStringFilter) -> Filters;

/// The table over ListCoverage.
#[derive(Debug)]
pub struct InspectorCoverage;

/// Every column with the ListCoverage filter that answers it.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "accountId", "Account of the resource."), Filter::Text(Filters::account_id)),
    (Column::text("region", "@region", "Region of the resource."), Filter::None),
    (Column::text("resource_id", "resourceId", "ARN or identifier of the resource."), Filter::Text(Filters::resource_id)),
    (Column::text("resource_type", "resourceType", "Type of the resource, such as AWS_EC2_INSTANCE."), Filter::Text(Filters::resource_type)),
    (Column::text("scan_type", "scanType", "What is scanned for.").with_values(SCAN_TYPES), Filter::Text(Filters::scan_type)),
    (Column::text("scan_status", "scanStatus.statusCode", "Whether the resource is scanned.").with_values(STATUSES).with_looks(&looks::SCAN_STATUS), Filter::Text(Filters::scan_status_code)),
    (Column::text("scan_status_reason", "scanStatus.reason", "Why, such as UNMANAGED_EC2_INSTANCE; SUCCESSFUL when it is scanned."), Filter::Text(Filters::scan_status_reason)),
    (Column::text("scan_mode", "scanMode", "How an instance is scanned: with the SSM agent or without one. Null for other resources."), Filter::None),
    (Column::time("last_scanned_at", "lastScannedAt", "When the resource was last scanned. Null where it never was."), Filter::None),
    (Column::text("platform", "resourceMetadata.ec2.platform", "Platform of an instance. Null for other resources."), Filter::None),
    (Column::text("image_id", "resourceMetadata.ec2.amiId", "Machine image of an instance. Null for other resources."), Filter::None),
    (Column::text("repository_name", "resourceMetadata.ecrRepository.name", "Repository of a container image. Null for other resources."), Filter::Text(Filters::ecr_repository_name)),
    (Column::text("function_name", "resourceMetadata.lambdaFunction.functionName", "Name of a function. Null for other resources."), Filter::None),
    (Column::text("runtime", "resourceMetadata.lambdaFunction.runtime", "Runtime of a function. Null for other resources."), Filter::None),
    (Column::json("tags", "resourceMetadata.ec2.tags", "Tags of an instance as a JSON object. Null for other resources."), Filter::None),
    (Column::json("resource", "", "The whole answer about the resource as AWS sent it, a JSON object."), Filter::None),
];

/// ListCoverage takes each of its fields at once, with 10 values each, and compares whole texts only.
pub const LIMITS: Limits = Limits { attributes: usize::MAX, values: 10, prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "inspector_coverage",
    description: "Resources that Amazon Inspector scans or does not scan, and why",
    service: "inspector2",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &["resourceMetadata.ec2.tags", "resourceMetadata.lambdaFunction.functionTags"],
};

impl Table for InspectorCoverage {
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
        vec![(ListCoverage::CALL, ListCoverage::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        Translation { verdicts, pushed, fetch: Arc::new(Listing::of(ListCoverage::new(attributes))) }
    }
}

/// ListCoverage with its filters.
#[derive(Debug)]
struct ListCoverage {
    filters: Option<CoverageFilterCriteria>,
}

/// How ListCoverage filters by a column, and ListCoverageStatistics too.
pub fn filter(column: &str) -> Filter<Set> {
    DEFINITIONS.iter().find(|(known, _)| known.name == column).map_or(Filter::None, |(_, filter)| *filter)
}

/// Writes translated filters as both operations take them.
pub fn criteria<'a>(attributes: impl IntoIterator<Item = &'a Attribute<Set>>) -> CoverageFilterCriteria {
    attributes.into_iter().fold(CoverageFilterCriteria::builder(), with).build()
}

impl ListCoverage {
    fn new(attributes: Attributes<Set>) -> Self {
        Self { filters: (!attributes.0.is_empty()).then(|| criteria(&attributes.0)) }
    }
}

fn with(builder: Filters, attribute: &Attribute<Set>) -> Filters {
    let Condition::Text(values) = &attribute.condition else { return builder };
    values.iter().filter_map(|(comparison, value)| text(*comparison, value)).fold(builder, attribute.set)
}

/// Makes one filter; both of its required members are given, so the SDK never refuses.
fn text(comparison: Comparison, value: &str) -> Option<CoverageStringFilter> {
    let comparison = match comparison {
        Comparison::Equals => CoverageStringComparison::Equals,
        Comparison::NotEquals => CoverageStringComparison::NotEquals,
        Comparison::Prefix => return None,
    };
    CoverageStringFilter::builder().comparison(comparison).value(value).build().ok()
}

impl Operation for ListCoverage {
    type Output = ListCoverageOutput;
    type Error = ListCoverageError;
    const CALL: Call = Call { service: "Inspector", operation: "ListCoverage", action: "inspector2:ListCoverage" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "coveredResources", token: Some("nextToken"), left_out: None, always: None, size: 200 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(ListCoverageOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListCoverageError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .inspector()
            .list_coverage()
            .set_filter_criteria(self.filters.clone())
            .max_results(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
