//! GetCostAndUsage: what `cost_daily` and `cost_monthly` have in common.
//!
//! A row is one period and one group; the groups are the dimensions of the grain. All metrics come in one request.

mod pages;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use aws_sdk_costexplorer::types::Expression;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::period::{Bounds, Grain};
use super::{expression, judged};
use crate::aws::{Call, Quota, Request};
use crate::tables::listing::{Listing, Operation};
use crate::tables::predicate::Predicate;
use crate::tables::tags::{CATEGORY, TAG, is_keyed};
use crate::tables::{About, Column, ColumnType, Fetch, Grained, RowShape, Table, Translation, Unanswerable, Verdict};
use pages::GetCostAndUsage;

/// The dimension of accounts.
const LINKED_ACCOUNT: &str = "LINKED_ACCOUNT";
/// What names of columns begin with that are tags or cost categories.
pub const PREFIXES: &[&str] = &[TAG, CATEGORY];
/// The most that AWS groups by.
const MOST_DIMENSIONS: usize = 2;

/// The column of the moment a period begins.
pub const PERIOD_START: &str = "period_start";
/// The column of the moment it ends.
pub const PERIOD_END: &str = "period_end";
/// The column of the currency.
pub const CURRENCY: &str = "currency";

/// The member of a column is the dimension it shows, or the metric.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    Column::text("account_id", LINKED_ACCOUNT, "Account that used what is paid for."),
    Column::text("region", "REGION", "Region of the usage, as AWS bills it: also global and NoRegion."),
    Column::time(PERIOD_START, "TimePeriod.Start", "Start of the period, 00:00 UTC."),
    Column::time(PERIOD_END, "TimePeriod.End", "End of the period: the start of the next."),
    Column::boolean("estimated", "Estimated", "Whether AWS may still change the costs of the period."),
    Column::text("account_name", LINKED_ACCOUNT, "Name of the account."),
    Column::text("service", "SERVICE", "Service, by its name on the bill."),
    Column::text("usage_type", "USAGE_TYPE", "Type of usage, such as BoxUsage:m5.large."),
    Column::text("operation", "OPERATION", "Operation, such as RunInstances."),
    Column::text("instance_type", "INSTANCE_TYPE", "Type of the instances, or NoInstanceType."),
    Column::text("record_type", "RECORD_TYPE", "What is charged for: Usage, Tax, Credit, Refund and others."),
    Column::text("purchase_type", "PURCHASE_TYPE", "How it was bought, such as On Demand Instances."),
    Column::text("legal_entity_name", "LEGAL_ENTITY_NAME", "Who sells it."),
    Column::text("platform", "PLATFORM", "Operating system of the instances, or NoOperatingSystem."),
    Column::text(CURRENCY, "Unit", "Currency of the costs."),
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

/// A table over GetCostAndUsage.
#[derive(Debug)]
pub struct CostAndUsage {
    /// What there is to say of it.
    pub about: &'static About,
    /// Its periods.
    pub grain: Grain,
}

impl Table for CostAndUsage {
    fn about(&self) -> &'static About {
        self.about
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetCostAndUsage::CALL, GetCostAndUsage::QUOTA)]
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        Grained::translate(self, filters, &[])
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        match column {
            PERIOD_START => Some("<, <=, >, >=, BETWEEN as a superset"),
            _ => dimension_of(column).map(|_| "=, IN, !=, NOT IN"),
        }
    }

    fn grained(&'static self) -> Option<&'static dyn Grained> {
        Some(self)
    }

    fn prefixes(&self) -> &'static [&'static str] {
        PREFIXES
    }
}

impl Grained for CostAndUsage {
    fn most_dimensions(&self) -> usize {
        MOST_DIMENSIONS
    }

    fn dimension(&self, column: &Column) -> Option<&'static str> {
        dimension(column)
    }

    fn translate(&self, filters: &[&Expr], grain: &[Column]) -> Translation {
        translate(self.about.name, self.grain, filters, grain)
    }
}

/// The dimension that AWS filters by for a column of this name.
pub fn dimension_of(column: &str) -> Option<&'static str> {
    // AWS knows accounts by their ids only.
    COLUMNS.iter().find(|known| known.name == column && column != "account_name").and_then(dimension)
}

/// The columns that AWS filters by.
pub fn dimensions() -> impl Iterator<Item = Column> {
    COLUMNS.iter().filter(|column| dimension_of(column.name).is_some()).copied()
}

/// The dimension, tag or category that a column shows.
pub fn dimension(column: &Column) -> Option<&'static str> {
    if column.label.is_some() {
        return Some(LINKED_ACCOUNT);
    }
    if column.key().is_some() {
        return Some(column.name);
    }
    let is_other = matches!(column.name, CURRENCY) || column.kind != ColumnType::Text;
    (!is_other).then_some(column.member)
}

/// Translates filters for rows as fine as `grain`.
fn translate(table: &'static str, period: Grain, filters: &[&Expr], grain: &[Column]) -> Translation {
    let (mut bounds, mut expressions, mut filtered_by) = (Bounds::default(), Vec::new(), Vec::new());
    let (verdicts, mut pushed) = judged(filters, |filter| {
        let predicate = Predicate::of(filter)?;
        if let Some(verdict) = bounds.narrow(&predicate) {
            return Some(verdict);
        }
        expressions.push(expression::of(&predicate)?);
        if is_keyed(&predicate.column) {
            filtered_by.push(predicate.column);
        }
        Some(Verdict::Exact)
    });
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
    let usage = Usage { table, period, bounds, groups, filter: expression::all(expressions), filtered_by };
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
    /// The tags and categories the filter is about.
    filtered_by: Vec<String>,
}

impl Usage {
    /// What to say of the tags and categories that no cost has: a misspelt one looks like costs that nobody tagged.
    fn unknown(&self, seen: &Seen) -> Vec<String> {
        let advice = "Check its key, upper and lower case too. A tag is in the costs from the day it is activated as a cost allocation tag, a cost category from the month it takes effect.";
        let table = self.table;
        let groups = self
            .groups
            .iter()
            .zip(&seen.groups)
            .filter(|(group, has_value)| is_keyed(group) && !has_value.load(Ordering::Relaxed));
        let groups =
            groups.map(|(group, _)| format!("No cost of {table} has a value of \"{group}\" in this time. {advice}"));
        let filters = self.filtered_by.iter().filter(|_| !seen.rows.load(Ordering::Relaxed));
        let filters =
            filters.map(|name| format!("No cost of {table} matches the filter on \"{name}\" in this time. {advice}"));
        groups.chain(filters).collect()
    }
}

/// What was in the answers so far.
#[derive(Debug)]
struct Seen {
    /// Whether there was a row.
    rows: AtomicBool,
    /// Whether there was a value, for each of the groups.
    groups: Box<[AtomicBool]>,
}

impl Seen {
    fn nothing(groups: &[&str]) -> Self {
        Self { rows: AtomicBool::new(false), groups: groups.iter().map(|_| AtomicBool::new(false)).collect() }
    }

    /// Takes note of the keys of one row.
    fn row(&self, keys: impl Iterator<Item = bool>) {
        self.rows.store(true, Ordering::Relaxed);
        for (group, has_value) in self.groups.iter().zip(keys) {
            if has_value {
                group.store(true, Ordering::Relaxed);
            }
        }
    }
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
                return stream::once(std::future::ready(Err(error.into()))).boxed();
            }
        }
        let names_currency = shape.columns.iter().any(|column| column.name == CURRENCY);
        let seen = Arc::new(Seen::nothing(&self.groups));
        let asking =
            GetCostAndUsage { usage: self.clone(), period, request: Arc::clone(&request), seen: Arc::clone(&seen) };
        let pages = Listing::of(asking).fetch(RowShape { limit: None, ..shape }, Arc::clone(&request));
        let (usage, all) = (self.clone(), Arc::clone(&request));
        let end = stream::poll_fn(move |_| {
            usage.unknown(&seen).into_iter().for_each(|text| all.notice(text));
            Poll::Ready(None)
        });
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
            .chain(end)
            .boxed()
    }
}
