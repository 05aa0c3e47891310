//! Counts of `inspector_findings` by ListFindingAggregations: one request where a scan needs a page for every 100.
//!
//! Its counts are those of open findings. So they answer only `status = 'ACTIVE'` with groups within account, type,
//! severity and title, narrowed by account, type or severity. A title's counts have no type, nor the other way round.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use datafusion::arrow::compute::take;
use datafusion::common::cast::as_float64_array;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};

use super::{SEVERITIES, TYPES};
use crate::aws::Request;
use crate::tables::column::schema;
use crate::tables::inspector::aggregations::ListFindingAggregations;
use crate::tables::listing::Listing;
use crate::tables::predicate::{Match, Predicate, Test};
use crate::tables::{Column, Fetch, RowShape, Statistics};

/// ListFindingAggregations takes this many accounts.
const MOST_ACCOUNTS: usize = 10;

/// Returns the counts, where Inspector's own are exactly those asked for.
pub fn of(columns: &[&str], filters: &[Expr]) -> Option<Statistics> {
    let asked = Asked::of(filters)?;
    let groups = columns.iter().map(|column| group(column)).collect::<Option<Vec<_>>>()?;
    let by = |name: &str| columns.contains(&name);
    let (by_title, by_type) = (by("title"), by("type") || asked.types.is_some());
    let kind = match (by_title, by_type) {
        (true, true) => return None,
        (true, false) => "TITLE",
        (false, true) => "FINDING_TYPE",
        (false, false) => "ACCOUNT",
    };
    let types: Vec<Option<&'static str>> = match (by_type, &asked.types) {
        (false, _) => vec![None],
        (true, Some(asked)) => asked.iter().copied().map(Some).collect(),
        (true, None) => TYPES.iter().copied().map(Some).collect(),
    };
    let accounts = asked.accounts.unwrap_or_default();
    let requests = types.into_iter().map(|finding_type| {
        Listing::of(ListFindingAggregations { aggregation_type: kind, finding_type, accounts: accounts.clone() })
    });
    let counts = Counts {
        requests: requests.collect(),
        groups,
        severities: asked.severities.unwrap_or_else(|| SEVERITIES.to_vec()),
    };
    Some(Statistics { pushed: format!("counts of open findings by {kind}"), fetch: Arc::new(counts) })
}

/// Returns the values of a column that open findings are counted by, although not exactly: a finding counts once for each
/// of its packages.
pub fn values(column: &str) -> Option<Statistics> {
    let (kind, member) = match column {
        "vulnerability_id" => ("TITLE", "*.vulnerabilityId"),
        "package_name" | "package_names" => ("PACKAGE", "*.packageName"),
        "repository_name" => ("REPOSITORY", "*.repository"),
        _ => return None,
    };
    let listing = Listing::of(ListFindingAggregations { aggregation_type: kind, finding_type: None, accounts: vec![] });
    Some(Statistics {
        pushed: format!("counts of open findings by {kind}"),
        fetch: Arc::new(Values { listing, member }),
    })
}

/// One member of an aggregation's answer, in the place of the first column.
#[derive(Debug)]
struct Values {
    listing: Listing<ListFindingAggregations>,
    member: &'static str,
}

impl Fetch for Values {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let mut columns = shape.columns.to_vec();
        if let Some(first) = columns.first_mut() {
            first.member = self.member;
        }
        self.listing.fetch(RowShape { columns: columns.into(), ..shape }, request)
    }
}

/// The filters, all of which the counts can be narrowed by.
#[derive(Default)]
struct Asked {
    accounts: Option<Vec<String>>,
    types: Option<Vec<&'static str>>,
    severities: Option<Vec<&'static str>>,
}

impl Asked {
    fn of(filters: &[Expr]) -> Option<Self> {
        let (mut asked, mut open) = (Self::default(), false);
        for filter in filters {
            let Predicate { column, test: Test::Any(matches) } = Predicate::of(filter)? else { return None };
            let values = matches.into_iter().map(|one| match one {
                Match::Equal(value) => Some(value),
                Match::Prefix(_) => None,
            });
            let values = values.collect::<Option<Vec<String>>>()?;
            // A second condition on a column is left to the scan.
            let known = |all: &[&'static str]| {
                all.iter().copied().filter(|one| values.iter().any(|value| value == one)).collect()
            };
            match column.as_str() {
                "status" if values == ["ACTIVE"] => open = true,
                "account_id" if asked.accounts.is_none() && values.len() <= MOST_ACCOUNTS => {
                    asked.accounts = Some(values)
                }
                "type" if asked.types.is_none() => asked.types = Some(known(TYPES)),
                "severity" if asked.severities.is_none() => asked.severities = Some(known(SEVERITIES)),
                _ => return None,
            }
        }
        open.then_some(asked)
    }
}

/// Where a group's column is in the aggregation's answer; severities are members of their own there.
fn group(column: &str) -> Option<Option<Column>> {
    match column {
        "account_id" => Some(Some(Column::text("account_id", "*.accountId", "Account."))),
        "type" => Some(Some(Column::text("type", "@finding_type", "Type."))),
        "title" => Some(Some(Column::text("title", "*.title", "Title."))),
        "severity" => Some(None),
        _ => None,
    }
}

/// The member with a severity's count.
fn count_of(severity: &str) -> Column {
    let member = match severity {
        "CRITICAL" => "*.severityCounts.critical",
        "HIGH" => "*.severityCounts.high",
        "MEDIUM" => "*.severityCounts.medium",
        "LOW" => "*.severityCounts.low",
        "INFORMATIONAL" => "*.severityCounts.informational",
        _ => "*.severityCounts.untriaged",
    };
    Column::number("count", member, "Open findings of the severity.")
}

/// Counts in the groups that were asked for.
#[derive(Debug)]
struct Counts {
    requests: Vec<Listing<ListFindingAggregations>>,
    /// The groups' columns; `None` is the severity.
    groups: Vec<Option<Column>>,
    severities: Vec<&'static str>,
}

impl Fetch for Counts {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let groups: Vec<Option<Column>> = self.groups.clone();
        let columns = groups.iter().flatten().copied().chain(self.severities.iter().map(|severity| count_of(severity)));
        let asked = RowShape::all(columns.collect());
        let each: Vec<_> =
            self.requests.iter().map(|listing| listing.fetch(asked.clone(), Arc::clone(&request))).collect();
        let (severities, wanted) = (self.severities.clone(), shape.columns);
        stream::iter(each).flatten().map(move |page| unpivot(&page?, &groups, &severities, &wanted)).boxed()
    }
}

/// Turns a row with a count for each severity into a row for each severity that has one.
fn unpivot(
    page: &RecordBatch,
    groups: &[Option<Column>],
    severities: &[&'static str],
    wanted: &[Column],
) -> Result<RecordBatch> {
    let first_count = groups.iter().flatten().count();
    let (mut rows, mut labels, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (index, severity) in severities.iter().enumerate() {
        let of_severity = as_float64_array(page.column(first_count + index))?;
        for row in (0..page.num_rows()).filter(|row| of_severity.is_valid(*row) && of_severity.value(*row) > 0.0) {
            rows.push(row as u32);
            labels.push(*severity);
            counts.push(of_severity.value(row));
        }
    }
    let rows = UInt32Array::from(rows);
    let mut members = page.columns().iter();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(wanted.len());
    for group in groups {
        match group {
            Some(_) => columns.extend(members.next().map(|member| take(member, &rows, None)).transpose()?),
            None => columns.push(Arc::new(StringArray::from(labels.clone()))),
        }
    }
    columns.push(Arc::new(Float64Array::from(counts)));
    Ok(RecordBatch::try_new(schema(wanted), columns)?)
}
