//! `inspector_coverage_statistics`: how many resources Amazon Inspector scans, and does not, from ListCoverageStatistics.
//!
//! A row is one account, resource type, reason or repository, by `group_by`, with one scan status; what a statement does
//! not name is asked for in turn, but for the statuses, which are groups of their own. A resource that is scanned in one way and not in another counts in both statuses, so
//! their sum differs from the number of resources. 5 groups a request.

use std::sync::{Arc, LazyLock};

use aws_sdk_inspector2::operation::list_coverage_statistics::{
    ListCoverageStatisticsError, ListCoverageStatisticsOutput,
};
use aws_sdk_inspector2::types::builders::CoverageFilterCriteriaBuilder as Filters;
use aws_sdk_inspector2::types::{CoverageFilterCriteria, GroupKey};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, ident, lit};
use futures::stream::{self, BoxStream, StreamExt};

use super::USUAL;
use super::coverage::{self, LIMITS, STATUSES, Set};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Sees, Spread};
use crate::tables::filters::{Attribute, Comparison, Condition, Filter, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::predicate::Predicate;
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Statistics, Table, Translation, Verdict, looks};

/// What resources of AWS are grouped by, in AWS's words; other keys are for other clouds.
const GROUPS: &[&str] =
    &["ACCOUNT_ID", "RESOURCE_TYPE", "SCAN_STATUS_CODE", "SCAN_STATUS_REASON", "ECR_REPOSITORY_NAME"];

/// The grouping whose groups are the statuses, so that none is asked for.
const BY_STATUS: &str = "SCAN_STATUS_CODE";

/// The column with the groups of a grouping.
fn key_column(group_by: &str) -> &'static str {
    match group_by {
        "ACCOUNT_ID" => "account_id",
        "RESOURCE_TYPE" => "resource_type",
        "SCAN_STATUS_REASON" => "scan_status_reason",
        "ECR_REPOSITORY_NAME" => "repository_name",
        _ => "scan_status",
    }
}

/// The table over ListCoverageStatistics.
#[derive(Debug)]
pub struct InspectorCoverageStatistics;

#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    Column::text("account_id", KEY, "Account of the resources. Null unless by ACCOUNT_ID."),
    Column::text("region", "@region", "Region of the resources."),
    Column::text("group_by", "@group_by", "What the row is about.").with_values(GROUPS),
    Column::text("resource_type", KEY, "Type of the resources. Null unless by RESOURCE_TYPE."),
    Column::text("scan_status", "@scan_status", "Whether the resources are scanned; by SCAN_STATUS_CODE this is the group.").with_values(STATUSES).with_looks(&looks::SCAN_STATUS),
    Column::text("scan_status_reason", KEY, "Why, such as UNMANAGED_EC2_INSTANCE. Null unless by SCAN_STATUS_REASON."),
    Column::text("repository_name", KEY, "Repository of container images. Null unless by ECR_REPOSITORY_NAME."),
    Column::number("resource_count", "count", "Resources in the group."),
];

/// The member with a group's value.
const KEY: &str = "groupKey";

/// The filters are those of ListCoverage; the grouping is asked for beside them.
static DEFINITIONS: LazyLock<Vec<(Column, Filter<Set>)>> = LazyLock::new(|| {
    let filter = |column: &Column| match column.name {
        "group_by" => Filter::Text((|filters, _| filters) as Set),
        name => coverage::filter(name),
    };
    COLUMNS.iter().map(|column| (*column, filter(column))).collect()
});

static ABOUT: About = About {
    name: "inspector_coverage_statistics",
    description: "Resources that Amazon Inspector scans or does not scan, counted by it per account, type or reason",
    service: "inspector2",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for InspectorCoverageStatistics {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn sees(&self) -> Sees {
        Sees::Members
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(ListCoverageStatistics::CALL, ListCoverageStatistics::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, &DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (mut verdicts, mut attributes) = translate(filters, &DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        let asked = |column: &str, all: &'static [&'static str]| -> Vec<&'static str> {
            let condition = attributes.0.iter().find(|attribute| attribute.column == column);
            let values = condition.and_then(|attribute| attribute.condition.equal_to());
            all.iter()
                .copied()
                .filter(|one| values.as_ref().is_none_or(|values| values.iter().any(|v| v == one)))
                .collect()
        };
        let (groups, statuses) = (asked("group_by", GROUPS), asked("scan_status", STATUSES));
        attributes.0.retain(|attribute| !matches!(attribute.column, "group_by" | "scan_status"));
        // In the rows of another grouping a column that is filtered by is null.
        let groups = groups
            .into_iter()
            .filter(|group_by| attributes.0.iter().all(|attribute| attribute.column == key_column(group_by)));
        let each = groups.flat_map(|group_by| match group_by {
            BY_STATUS if statuses.is_empty() => Vec::new(),
            BY_STATUS => vec![(group_by, None)],
            _ => statuses.iter().map(|status| (group_by, Some(*status))).collect(),
        });
        let each: Vec<_> = each
            .map(|(group_by, scan_status)| {
                let status = scan_status.map(of_status);
                let filters = attributes.0.iter().chain(&status);
                let filters = (filters.clone().next().is_some()).then(|| coverage::criteria(filters));
                (group_by, Listing::of(ListCoverageStatistics { group_by, scan_status, filters }))
            })
            .collect();
        if each.iter().any(|(group_by, _)| *group_by == BY_STATUS) {
            for (filter, verdict) in filters.iter().zip(&mut verdicts) {
                if *verdict == Verdict::Exact && is_of_status(filter) {
                    *verdict = Verdict::Superset;
                }
            }
        }
        Translation { verdicts, pushed, fetch: Arc::new(InTurn(each)) }
    }

    /// Those of its own grouping.
    fn suggestions(&self, column: &'static str) -> Option<Statistics> {
        let group_by = GROUPS.iter().find(|group_by| key_column(group_by) == column)?;
        let Translation { pushed, fetch, .. } = self.translate(&[&ident("group_by").eq(lit(*group_by))]);
        Some(Statistics { pushed, fetch })
    }
}

/// Asks for one status.
fn of_status(status: &str) -> Attribute<Set> {
    let condition = Condition::Text(vec![(Comparison::Equals, status.to_owned())]);
    Attribute { column: "scan_status", set: Filters::scan_status_code as Set, condition }
}

fn is_of_status(filter: &Expr) -> bool {
    Predicate::of(filter).is_some_and(|predicate| predicate.column == "scan_status")
}

/// One grouping and status after the other.
#[derive(Debug)]
struct InTurn(Vec<(&'static str, Listing<ListCoverageStatistics>)>);

impl Fetch for InTurn {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        if self.0.is_empty() {
            let instead = "Count the rows of inspector_coverage instead.";
            request.notice(format!(
                "{} counts by one column at a time: no row has all that is filtered by. {instead}",
                ABOUT.name
            ));
        }
        let each = self.0.iter().map(|(group_by, listing)| {
            let columns = shape.columns.iter().map(|column| match column.member {
                _ if column.name == key_column(group_by) => Column { member: KEY, ..*column },
                KEY => Column { member: "@another grouping", ..*column },
                _ => *column,
            });
            listing.fetch(RowShape { columns: columns.collect(), ..shape.clone() }, Arc::clone(&request))
        });
        stream::iter(each.collect::<Vec<_>>()).flatten().boxed()
    }
}

/// ListCoverageStatistics of one grouping and status.
#[derive(Debug)]
struct ListCoverageStatistics {
    group_by: &'static str,
    /// None where the statuses are the groups.
    scan_status: Option<&'static str>,
    filters: Option<CoverageFilterCriteria>,
}

impl Operation for ListCoverageStatistics {
    type Output = ListCoverageStatisticsOutput;
    type Error = ListCoverageStatisticsError;
    const CALL: Call =
        Call { service: "Inspector", operation: "ListCoverageStatistics", action: "inspector2:ListCoverageStatistics" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "countsByGroup",
        token: Some("nextToken"),
        left_out: None,
        always: Some("totalCounts"),
        size: 5,
    };

    fn asked(&self) -> Vec<(&'static str, String)> {
        let status = self.scan_status.map(|status| ("scan_status", status.to_owned()));
        [("group_by", self.group_by.to_owned())].into_iter().chain(status).collect()
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        ListCoverageStatisticsOutput::builder().total_counts(0).build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListCoverageStatisticsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .inspector()
            .list_coverage_statistics()
            .group_by(GroupKey::from(self.group_by))
            .set_filter_criteria(self.filters.clone())
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
