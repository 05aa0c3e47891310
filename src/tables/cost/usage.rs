//! GetCostAndUsage: what `cost_daily` and `cost_monthly` have in common.
//!
//! A row is one period and one group; the groups are the dimensions of the grain. All metrics come in one request.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_costexplorer::operation::get_cost_and_usage::{GetCostAndUsageError, GetCostAndUsageOutput};
use aws_sdk_costexplorer::types::{DateInterval, Expression, Granularity, GroupDefinition, GroupDefinitionType};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use serde::Deserialize;

use super::expression;
use super::period::{Bounds, Grain, Period};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::predicate::{Predicate, Test};
use crate::tables::rows::{Page, PageReader};
use crate::tables::tags::{CATEGORY, TAG};
use crate::tables::{Column, ColumnType, Fetch, RowShape, Translation, Unanswerable, Verdict};

/// What names of columns begin with that are tags or cost categories.
pub const PREFIXES: &[&str] = &[TAG, CATEGORY];
/// The most that AWS groups by.
pub const MOST_DIMENSIONS: usize = 2;

const PERIOD_START: &str = "period_start";
const CURRENCY: &str = "currency";

/// The member of a column is the dimension it shows, or the metric.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    Column::text("account_id", "LINKED_ACCOUNT", "Account that used what is paid for."),
    Column::text("region", "REGION", "Region of the usage, as AWS bills it: also global and NoRegion."),
    Column::time("period_start", "TimePeriod.Start", "Start of the period, 00:00 UTC."),
    Column::time("period_end", "TimePeriod.End", "End of the period: the start of the next."),
    Column::boolean("estimated", "Estimated", "Whether AWS may still change the costs of the period."),
    Column::text("account_name", "LINKED_ACCOUNT", "Name of the account."),
    Column::text("service", "SERVICE", "Service, by its name on the bill."),
    Column::text("usage_type", "USAGE_TYPE", "Type of usage, such as BoxUsage:m5.large."),
    Column::text("operation", "OPERATION", "Operation, such as RunInstances."),
    Column::text("instance_type", "INSTANCE_TYPE", "Type of the instances, or NoInstanceType."),
    Column::text("record_type", "RECORD_TYPE", "What is charged for: Usage, Tax, Credit, Refund and others."),
    Column::text("purchase_type", "PURCHASE_TYPE", "How it was bought, such as On Demand Instances."),
    Column::text("legal_entity_name", "LEGAL_ENTITY_NAME", "Who sells it."),
    Column::text("platform", "PLATFORM", "Operating system of the instances, or NoOperatingSystem."),
    Column::text("currency", "Unit", "Currency of the costs."),
    Column::money("unblended_cost", "UnblendedCost", "Costs as they arise."),
    Column::money("amortized_cost", "AmortizedCost", "Costs with what was paid upfront spread over its time."),
    Column::money("blended_cost", "BlendedCost", "Costs at rates averaged over the organisation."),
    Column::money("net_unblended_cost", "NetUnblendedCost", "Costs as they arise, after discounts."),
    Column::money("net_amortized_cost", "NetAmortizedCost", "Costs spread over their time, after discounts."),
    Column::number("usage_quantity", "UsageQuantity", "Usage, in units that differ by usage type: sum up one type only."),
    Column::number("normalized_usage_amount", "NormalizedUsageAmount", "Usage of instances, in units of a small one."),
];

const METRICS: [&str; 7] = [
    "UnblendedCost",
    "AmortizedCost",
    "BlendedCost",
    "NetUnblendedCost",
    "NetAmortizedCost",
    "UsageQuantity",
    "NormalizedUsageAmount",
];

/// The operations both tables call.
pub fn operations() -> Vec<(Call, Quota)> {
    vec![(GetCostAndUsage::CALL, GetCostAndUsage::QUOTA)]
}

/// What AWS filters by a column, in words.
pub fn filtered_by_aws(column: &str) -> Option<&'static str> {
    match column {
        PERIOD_START => Some("<, <=, >, >=, BETWEEN as a superset"),
        _ => dimension_of(column).map(|_| "=, IN, !=, NOT IN"),
    }
}

/// The dimension that AWS filters by for a column of this name.
pub fn dimension_of(column: &str) -> Option<&'static str> {
    // AWS knows accounts by their ids only.
    COLUMNS.iter().find(|known| known.name == column && column != "account_name").and_then(dimension)
}

/// The dimension, tag or category that a column shows.
pub fn dimension(column: &Column) -> Option<&'static str> {
    if column.key().is_some() {
        return Some(column.name);
    }
    let is_other = matches!(column.name, CURRENCY) || column.kind != ColumnType::Text;
    (!is_other).then_some(column.member)
}

/// Translates filters for rows as fine as `grain`.
pub fn translate(table: &'static str, period: Grain, filters: &[&Expr], grain: &[Column]) -> Translation {
    let (mut bounds, mut expressions, mut pushed) = (Bounds::default(), Vec::new(), Vec::new());
    let mut judge = |filter: &Expr| {
        let predicate = Predicate::of(filter)?;
        match predicate.test {
            Test::From(moment) if predicate.column == PERIOD_START => bounds.from(moment),
            Test::To(moment) if predicate.column == PERIOD_START => bounds.to(moment),
            _ => {
                expressions.push(expression::of(&predicate)?);
                pushed.push(filter.to_string());
                return Some(Verdict::Exact);
            }
        }
        Some(Verdict::Superset)
    };
    let verdicts = filters.iter().map(|filter| judge(filter).unwrap_or(Verdict::Unsupported)).collect();
    let mut groups: Vec<&'static str> = Vec::new();
    for group in grain.iter().filter_map(dimension) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    // The order is one, whatever the statement's, so that an answer is kept for all of them.
    groups.sort_unstable();
    if !groups.is_empty() {
        pushed.push(format!("grouped by {}", groups.join(", ")));
    }
    let usage = Usage { table, period, bounds, groups, filter: expression::all(expressions) };
    Translation { verdicts, pushed: pushed.join(" AND "), fetch: Arc::new(usage) }
}

/// Costs of some periods, summed up by some groups.
#[derive(Debug, Clone)]
struct Usage {
    table: &'static str,
    period: Grain,
    bounds: Bounds,
    groups: Vec<&'static str>,
    filter: Option<Expression>,
}

impl Fetch for Usage {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let now = request.connection().now();
        let Some(period) = self.bounds.period(self.period, now) else {
            request.notice(format!(
                "{} has nothing for this time: AWS has the costs of 13 months and of the current one up to today. Ask for a time within these.",
                self.table
            ));
            return stream::empty().boxed();
        };
        if period.is_cut {
            let missing =
                format!("AWS keeps 13 months and the current one, so that costs before {} are missing", period.start);
            if let Err(error) = request.incomplete(GetCostAndUsage::CALL, &missing) {
                return stream::once(std::future::ready(Err(datafusion::error::DataFusionError::External(Box::new(
                    error,
                )))))
                .boxed();
            }
        }
        let names_currency = shape.columns.iter().any(|column| column.name == CURRENCY);
        let asking = GetCostAndUsage { usage: self.clone(), period, request: Arc::clone(&request) };
        let pages = Listing::of(asking).fetch(RowShape { limit: None, ..shape }, Arc::clone(&request));
        let table = self.table;
        pages
            .and_then(move |page| {
                let currencies = request.currencies();
                let mixed = currencies.len() > 1 && !names_currency;
                std::future::ready(if mixed {
                    let names = currencies.into_iter().collect::<Vec<_>>().join(" and ");
                    let text = format!("the costs of {table} are in {names}, which cannot be added. Add currency to SELECT and GROUP BY, or filter by it.");
                    Err(Unanswerable(text).into())
                } else {
                    Ok(page)
                })
            })
            .boxed()
    }
}

/// GetCostAndUsage of some days.
#[derive(Debug)]
struct GetCostAndUsage {
    usage: Usage,
    period: Period,
    request: Arc<Request>,
}

impl Operation for GetCostAndUsage {
    type Output = GetCostAndUsageOutput;
    type Error = GetCostAndUsageError;
    const CALL: Call = Call { service: "Cost Explorer", operation: "GetCostAndUsage", action: "ce:GetCostAndUsage" };
    /// AWS publishes no number; this one is an assumption.
    const QUOTA: Quota = Quota { operation: "ce:GetCostAndUsage", per_second: 5, burst: 10 };
    const PAGING: Paging =
        Paging { list: "ResultsByTime", token: Some("NextPageToken"), left_out: None, always: None, size: usize::MAX };

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> std::result::Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        let names = answer.dimension_value_attributes.iter();
        let names =
            names.filter_map(|value| Some((value.value.as_ref(), value.attributes.get("description")?.as_ref())));
        let names: HashMap<&str, &str> = names.collect();
        reader.page(answer.next_page_token.map(Cow::into_owned), |sheet| {
            for result in &answer.results_by_time {
                if result.estimated {
                    self.request.remark(
                        "Costs of the current month are estimated: AWS can change them until its bill is final."
                            .to_owned(),
                    );
                }
                let total = Group { keys: Vec::new(), metrics: result.total.clone() };
                let whole = (self.usage.groups.is_empty() && !total.metrics.is_empty()).then_some(&total);
                for group in result.groups.iter().chain(whole) {
                    self.fill(reader, sheet, result, group, &names);
                    sheet.end_row();
                }
            }
        })
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetCostAndUsageOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetCostAndUsageError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let Usage { period, groups, filter, .. } = &self.usage;
        let granularity = if *period == Grain::Day { Granularity::Daily } else { Granularity::Monthly };
        let groups = groups.iter().map(|group| {
            let (kind, key) = match group.split_once(':') {
                Some(("tag", key)) => (GroupDefinitionType::Tag, key),
                Some((_, key)) => (GroupDefinitionType::CostCategory, key),
                None => (GroupDefinitionType::Dimension, *group),
            };
            GroupDefinition::builder().r#type(kind).key(key).build()
        });
        let groups: Vec<_> = groups.collect();
        let days =
            DateInterval::builder().start(self.period.start.to_string()).end(self.period.end.to_string()).build();
        let operation = connection
            .cost_explorer()
            .get_cost_and_usage()
            .set_time_period(days.ok())
            .granularity(granularity)
            .set_metrics(Some(METRICS.map(str::to_owned).to_vec()))
            .set_group_by((!groups.is_empty()).then_some(groups))
            .set_filter(filter.clone())
            .set_next_page_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}

impl GetCostAndUsage {
    fn fill(
        &self,
        reader: &PageReader,
        sheet: &mut crate::tables::rows::Sheet<'_>,
        result: &ResultByTime<'_>,
        group: &Group<'_>,
        names: &HashMap<&str, &str>,
    ) {
        for (index, column) in reader.columns().iter().enumerate() {
            let metric = || group.metrics.get(column.member);
            match column.name {
                PERIOD_START => sheet.text(index, &midnight(&result.time_period.start)),
                "period_end" => sheet.text(index, &midnight(&result.time_period.end)),
                "estimated" => sheet.boolean(index, result.estimated),
                CURRENCY => {
                    if let Some(cost) = group.metrics.get(METRICS[0]) {
                        sheet.text(index, &cost.unit);
                    }
                }
                _ if column.kind == ColumnType::Money => {
                    if let Some(cost) = metric() {
                        self.request.has_currency(&cost.unit);
                        sheet.text(index, &cost.amount);
                    }
                }
                _ if column.kind == ColumnType::Number => {
                    if let Some(amount) = metric().and_then(|amount| amount.amount.parse().ok()) {
                        sheet.number(index, amount);
                    }
                }
                _ => {
                    let place =
                        dimension(column).and_then(|dimension| self.usage.groups.iter().position(|g| *g == dimension));
                    let Some(key) = place.and_then(|place| group.keys.get(place)) else { continue };
                    match column.key() {
                        // `key$value`; without a value there is no such tag.
                        Some(tag) => {
                            let value = key.strip_prefix(tag).and_then(|rest| rest.strip_prefix('$')).unwrap_or(key);
                            if !value.is_empty() {
                                sheet.text(index, value);
                            }
                        }
                        None if column.name == "account_name" => {
                            if let Some(name) = names.get(key.as_ref()) {
                                sheet.text(index, name);
                            }
                        }
                        None => sheet.text(index, key),
                    }
                }
            }
        }
    }
}

/// A date as the moment it begins.
fn midnight(date: &str) -> String {
    if date.contains('T') { date.to_owned() } else { format!("{date}T00:00:00Z") }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    #[serde(borrow, default)]
    next_page_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    results_by_time: Vec<ResultByTime<'a>>,
    #[serde(borrow, default)]
    dimension_value_attributes: Vec<Attributes<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
    #[serde(borrow, default)]
    attributes: HashMap<&'a str, Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultByTime<'a> {
    #[serde(borrow)]
    time_period: Days<'a>,
    #[serde(borrow, default)]
    total: HashMap<&'a str, Amount<'a>>,
    #[serde(borrow, default)]
    groups: Vec<Group<'a>>,
    #[serde(default)]
    estimated: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Days<'a> {
    #[serde(borrow)]
    start: Cow<'a, str>,
    #[serde(borrow)]
    end: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'a> {
    #[serde(borrow)]
    keys: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    metrics: HashMap<&'a str, Amount<'a>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Amount<'a> {
    #[serde(borrow)]
    amount: Cow<'a, str>,
    #[serde(borrow, default)]
    unit: Cow<'a, str>,
}
