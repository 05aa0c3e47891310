//! The builder's model to a logical plan, through DataFusion's expressions and never through text.

use std::collections::BTreeSet;

use datafusion::common::ScalarValue;
use datafusion::execution::SessionState;
use datafusion::functions_aggregate::expr_fn::{avg, count, count_distinct, max, min, sum};
use datafusion::logical_expr::{Expr, SortExpr, ident, lit};
use datafusion::prelude::{DataFrame, SessionContext};

use super::error::QueryError;
use super::interval::Interval;
use super::model::{Aggregate, Builder, GroupBy};
use super::{Planned, Times, operators, sql};
use crate::engine;
use crate::tables::{self, Column, ColumnType, Table};

/// The builder's aggregate functions, each with the types of columns it takes; `*` is rows.
pub const AGGREGATES: &[(&str, &[&str])] = &[
    ("count", &["*", "text", "number", "time", "list", "json"]),
    ("count_distinct", &["text", "number", "time"]),
    ("sum", &["number"]),
    ("avg", &["number"]),
    ("min", &["text", "number", "time"]),
    ("max", &["text", "number", "time"]),
];

/// Plans a builder's model, in which `tags` and those it names are columns.
///
/// # Errors
/// When it names what is not there or combines what does not fit.
pub async fn plan(
    builder: &Builder,
    times: Times,
    state: SessionState,
    mut tags: BTreeSet<String>,
) -> Result<Planned, QueryError> {
    let table = tables::find(&builder.table).ok_or_else(|| {
        QueryError::unknown("table", &builder.table, "", tables::CATALOGUE.iter().map(|table| table.name()))
    })?;
    let asked = Asked { builder, table, times };
    // The session is this request's own; a context over it adds nothing but the plan builder.
    let filter = asked.filter()?;
    tags.extend(asked.tags());
    let state = engine::with_tags(state, &tags).map_err(QueryError::Plan)?;
    let rows = SessionContext::new_with_state(state.clone()).table(table.name()).await;
    let rows = rows.and_then(|rows| match filter {
        Some(filter) => rows.filter(filter),
        None => Ok(rows),
    });
    let plan = asked.shape(rows.map_err(|error| asked.error(error))?)?.into_unoptimized_plan();
    // The text is for the inspector only: a plan that cannot be written still runs.
    let sql = engine::written::plan(&plan);
    let width = builder.group_by.iter().find_map(|group| group.interval.as_ref());
    let buckets = width.map(|width| Interval::parse(width, times)).transpose()?;
    Ok(Planned { plan, state, buckets, sql, unused_filters: Vec::new() })
}

/// A builder's model with what it is read against.
struct Asked<'a> {
    builder: &'a Builder,
    table: &'static dyn Table,
    times: Times,
}

impl Asked<'_> {
    fn error(&self, error: datafusion::error::DataFusionError) -> QueryError {
        sql::planning(error, self.table.name())
    }

    /// The tags that the model names.
    fn tags(&self) -> impl Iterator<Item = String> {
        let Builder { columns, filters, group_by, aggregates, .. } = self.builder;
        let filters = filters.iter().map(|filter| &filter.column);
        let groups = group_by.iter().map(|group| &group.column);
        let aggregates = aggregates.iter().map(|aggregate| &aggregate.column);
        let named = columns.iter().chain(filters).chain(groups).chain(aggregates);
        named.filter(|name| tables::tags::is_on_demand(name)).cloned()
    }

    fn column(&self, name: &str) -> Result<Column, QueryError> {
        tables::column_of(self.table, name).map_err(QueryError::invalid)?.ok_or_else(|| {
            let place = format!(" in {}", self.table.name());
            QueryError::unknown("column", name, place, self.table.columns().iter().map(|column| column.name))
        })
    }

    fn filter(&self) -> Result<Option<Expr>, QueryError> {
        let mut conditions = Vec::new();
        if let Some(name) = &self.builder.time_column {
            let column = self.column(name)?;
            if column.kind != ColumnType::Time {
                return Err(QueryError::Invalid(format!("{name} is no time, so it cannot be the time column")));
            }
            conditions.push(ident(name).gt_eq(moment(self.times.from_ms)));
            conditions.push(ident(name).lt_eq(moment(self.times.to_ms)));
        }
        for filter in &self.builder.filters {
            conditions.push(operators::expression(&self.column(&filter.column)?, filter)?);
        }
        Ok(operators::all(conditions))
    }

    fn shape(&self, rows: DataFrame) -> Result<DataFrame, QueryError> {
        let grouped = !self.builder.group_by.is_empty() || !self.builder.aggregates.is_empty();
        let rows = if grouped { self.aggregate(rows)? } else { self.select(rows)? };
        let mut order = Vec::new();
        for by in &self.builder.order_by {
            let known = rows.schema().field_names();
            if rows.schema().field_with_unqualified_name(&by.column).is_err() {
                let known: Vec<&str> = known.iter().map(|name| name.rsplit('.').next().unwrap_or(name)).collect();
                return Err(QueryError::unknown("column", &by.column, " in the result to order by", known));
            }
            order.push(SortExpr { expr: ident(&by.column), asc: !by.descending, nulls_first: false });
        }
        let rows = if order.is_empty() { rows } else { rows.sort(order).map_err(|error| self.error(error))? };
        match self.builder.limit {
            Some(limit) => rows.limit(0, Some(limit)).map_err(|error| self.error(error)),
            None => Ok(rows),
        }
    }

    fn select(&self, rows: DataFrame) -> Result<DataFrame, QueryError> {
        if self.builder.columns.is_empty() {
            return Ok(rows);
        }
        let columns = self.builder.columns.iter().map(|name| self.column(name).map(|column| ident(column.name)));
        rows.select(columns.collect::<Result<Vec<_>, _>>()?).map_err(|error| self.error(error))
    }

    fn aggregate(&self, rows: DataFrame) -> Result<DataFrame, QueryError> {
        let groups = self.builder.group_by.iter().map(|group| self.group(group)).collect::<Result<Vec<_>, _>>()?;
        let aggregates = self.builder.aggregates.iter().map(|one| self.call(one)).collect::<Result<Vec<_>, _>>()?;
        let rows = rows.aggregate(groups, aggregates).map_err(|error| self.error(error))?;
        // Without its own SELECT the written SQL would have the aggregates first.
        let columns = rows.schema().columns().into_iter().map(Expr::Column).collect::<Vec<_>>();
        rows.select(columns).map_err(|error| self.error(error))
    }

    fn group(&self, group: &GroupBy) -> Result<Expr, QueryError> {
        let column = self.column(&group.column)?;
        match (&group.interval, column.kind) {
            (None, _) => Ok(ident(column.name)),
            (Some(width), ColumnType::Time) => {
                Ok(Interval::parse(width, self.times)?.buckets(ident(column.name)).alias(column.name))
            }
            (Some(_), _) => Err(QueryError::Invalid(format!("{} is no time, so it takes no interval", column.name))),
        }
    }

    fn call(&self, Aggregate { function, column, alias }: &Aggregate) -> Result<Expr, QueryError> {
        let Some((_, types)) = AGGREGATES.iter().find(|(name, _)| name == function) else {
            return Err(QueryError::unknown("aggregate", function, "", AGGREGATES.iter().map(|(name, _)| *name)));
        };
        let kind = match column.as_str() {
            "*" => "*".to_owned(),
            name => format!("{:?}", self.column(name)?.kind).to_lowercase(),
        };
        if !types.contains(&kind.as_str()) {
            return Err(QueryError::Invalid(format!(
                "{function} takes columns of type {}, and {column} is none",
                types.join(", ")
            )));
        }
        let subject = if column == "*" { lit(1_i64) } else { ident(column) };
        let call = match function.as_str() {
            "count" => count(subject),
            "count_distinct" => count_distinct(subject),
            "sum" => sum(subject),
            "avg" => avg(subject),
            "min" => min(subject),
            _ => max(subject),
        };
        let default = if column == "*" { function.clone() } else { format!("{function}_{column}") };
        Ok(call.alias(alias.as_ref().filter(|alias| !alias.trim().is_empty()).unwrap_or(&default)))
    }
}

fn moment(milliseconds: i64) -> Expr {
    lit(ScalarValue::TimestampNanosecond(Some(milliseconds.saturating_mul(1_000_000)), Some("UTC".into())))
}
