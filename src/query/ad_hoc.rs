//! A dashboard's own filters: each holds in every table of the query that has its column.
//!
//! In comes a logical plan, out goes the plan with a filter above each such table. So SQL and builder are filtered alike,
//! under joins and inside subqueries, and no text is pasted.

use std::collections::HashMap;

use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Operator, binary_expr, ident, lit};

use super::error::QueryError;
use super::model::{Filter, Scalar};
use super::operators;
use crate::tables::{self, ColumnType, Table};

/// Puts the filters above the tables that have their columns. Returns the columns that no table has.
///
/// # Errors
/// When an operator or value does not fit its column.
pub fn apply(plan: LogicalPlan, filters: &[Filter]) -> Result<(LogicalPlan, Vec<String>), QueryError> {
    if filters.is_empty() {
        return Ok((plan, Vec::new()));
    }
    let mut asked: HashMap<&'static str, Option<Expr>> = HashMap::new();
    let mut unused: Vec<&Filter> = filters.iter().collect();
    for table in scanned(&plan)? {
        let mut conditions = Vec::new();
        for filter in filters {
            if let Some(condition) = condition(table, filter)? {
                conditions.push(condition);
                unused.retain(|left| left.column != filter.column);
            }
        }
        asked.insert(table.name(), operators::all(conditions));
    }
    let filtered = plan.transform_down_with_subqueries(|node| {
        let LogicalPlan::TableScan(scan) = &node else { return Ok(Transformed::no(node)) };
        let Some(Some(condition)) = asked.get(scan.table_name.table()) else { return Ok(Transformed::no(node)) };
        let filtered = LogicalPlanBuilder::from(node).filter(condition.clone())?.build()?;
        // The scan below is the one just filtered.
        Ok(Transformed::new(filtered, true, TreeNodeRecursion::Jump))
    });
    let unused = unused.into_iter().map(|filter| filter.column.clone()).collect();
    Ok((filtered.map_err(QueryError::Plan)?.data, unused))
}

fn scanned(plan: &LogicalPlan) -> Result<Vec<&'static dyn Table>, QueryError> {
    let mut tables: Vec<&'static dyn Table> = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            tables.extend(tables::find(scan.table_name.table()));
        }
        Ok(TreeNodeRecursion::Continue)
    })
    .map_err(QueryError::Plan)?;
    Ok(tables)
}

/// The condition a filter is in a table; `None` when the table has no such column.
fn condition(table: &dyn Table, filter: &Filter) -> Result<Option<Expr>, QueryError> {
    let Some(column) = tables::column_of(table, &filter.column).map_err(QueryError::invalid)? else { return Ok(None) };
    let pattern = |operator| match filter.values.as_slice() {
        [Scalar::Text(pattern)] => Ok(Some(binary_expr(ident(column.name), operator, lit(pattern.as_str())))),
        _ => Err(QueryError::Invalid(format!("the filter {} {} takes one pattern", column.name, filter.operator))),
    };
    match (filter.operator.as_str(), column.kind) {
        ("=~", ColumnType::Text | ColumnType::Json) => pattern(Operator::RegexMatch),
        ("!~", ColumnType::Text | ColumnType::Json) => pattern(Operator::RegexNotMatch),
        // Grafana has no operator for lists: one equals what it has among its texts.
        ("=" | "in", ColumnType::List) => operators::expression(&column, &with(filter, "contains")).map(Some),
        ("!=" | "not in", ColumnType::List) => {
            let has = operators::expression(&column, &with(filter, "contains"))?;
            Ok(Some(Expr::Not(Box::new(has))))
        }
        _ => operators::expression(&column, filter).map(Some),
    }
}

fn with(filter: &Filter, operator: &str) -> Filter {
    Filter { operator: operator.to_owned(), ..filter.clone() }
}
