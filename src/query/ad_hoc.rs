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
use crate::tables::{self, Column, ColumnType, Table};

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
    let (positive, is_negated) = match filter.operator.as_str() {
        "!=" | "not in" => ("=", true),
        "!~" => ("=~", true),
        other => (other, false),
    };
    let of_here = Filter { operator: positive.to_owned(), values: known_here(&column, filter), ..filter.clone() };
    let holds = match (positive, column.kind) {
        // Every value is one of another table's.
        _ if of_here.values.is_empty() && !filter.values.is_empty() => lit(false),
        ("=~", ColumnType::Text | ColumnType::Json) => pattern(&column, &of_here)?,
        // Grafana has no operator for lists: one equals what it has among its texts.
        ("=" | "in", ColumnType::List) => {
            operators::expression(&column, &Filter { operator: "contains".to_owned(), ..of_here })?
        }
        // Said of the operator that was chosen, if it does not fit the column.
        ("=", ColumnType::Json) => operators::expression(&column, filter)?,
        _ => operators::expression(&column, &of_here)?,
    };
    // What is filtered out is what has the value: rows without one stay.
    Ok(Some(if is_negated { Expr::IsNotTrue(Box::new(holds)) } else { holds }))
}

fn pattern(column: &Column, filter: &Filter) -> Result<Expr, QueryError> {
    match filter.values.as_slice() {
        [Scalar::Text(pattern)] => Ok(binary_expr(ident(column.name), Operator::RegexMatch, lit(pattern.as_str()))),
        _ => Err(QueryError::Invalid(format!("the filter {} {} takes one pattern", column.name, filter.operator))),
    }
}

/// The filter's values without those that a column of this name has in another table and never here: a dashboard's
/// tables share its filters. A value that is known nowhere stays, and is refused as in any query.
fn known_here(column: &Column, filter: &Filter) -> Vec<Scalar> {
    let Some(known) = column.values.filter(|_| filter.operator != "=~" && filter.operator != "!~") else {
        return filter.values.clone();
    };
    let has = |values: &[&str], value: &Scalar| values.contains(&value.to_string().as_str());
    let elsewhere = |value: &Scalar| {
        let columns = tables::CATALOGUE.iter().flat_map(|table| table.columns());
        columns.filter(|other| other.name == column.name).any(|other| other.values.is_none_or(|all| has(all, value)))
    };
    filter.values.iter().filter(|value| has(known, value) || !elsewhere(value)).cloned().collect()
}
