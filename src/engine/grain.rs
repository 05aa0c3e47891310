//! Finds the grain of tables that have no rows of their own, such as costs: the columns each SELECT uses of them.
//!
//! In comes a plan as it was written, before any rule has moved or pruned columns; out goes the same plan whose scans know
//! their grain. What would depend on the grain without naming it, such as an average, is refused.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column as Name, TableReference};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::error::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::expr_rewriter::unnormalize_col;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Expr, LogicalPlan, TableScan};

use super::provider::CatalogueTable;
use crate::tables::{Column, ColumnType, Grained, Unanswerable, Verdict};

/// Gives each scan its grain.
///
/// # Errors
/// When a SELECT uses more dimensions than AWS sums up by, or aggregates what it has not named.
pub fn settle(plan: LogicalPlan) -> Result<LogicalPlan> {
    below(plan, &Scope::default())
}

/// What the SELECT around a scan uses.
#[derive(Debug, Clone, Default)]
struct Scope {
    /// The columns; all of them where nothing chooses.
    columns: Option<BTreeSet<Name>>,
    /// The aggregates, where the rows are grouped.
    aggregates: Vec<Expr>,
}

impl Scope {
    fn of<'a>(expressions: impl IntoIterator<Item = &'a Expr>) -> Self {
        let mut scope = Self { columns: Some(BTreeSet::new()), aggregates: Vec::new() };
        scope.uses(expressions);
        scope
    }

    fn uses<'a>(&mut self, expressions: impl IntoIterator<Item = &'a Expr>) {
        let Some(columns) = &mut self.columns else { return };
        columns.extend(expressions.into_iter().flat_map(Expr::column_refs).cloned());
    }

    /// The same below an alias, where columns have no name before theirs.
    fn below_alias(&self, alias: &TableReference) -> Self {
        let of_alias = |name: &&Name| name.relation.as_ref().is_none_or(|relation| relation.resolved_eq(alias));
        let columns = self
            .columns
            .as_ref()
            .map(|columns| columns.iter().filter(of_alias).map(|name| Name::new_unqualified(&name.name)).collect());
        Self { columns, aggregates: self.aggregates.clone() }
    }

    fn has(&self, table: &TableReference, column: &Column) -> bool {
        let is_it = |name: &Name| {
            name.name == column.name && name.relation.as_ref().is_none_or(|relation| relation.resolved_eq(table))
        };
        self.columns.as_ref().is_none_or(|columns| columns.iter().any(is_it))
    }
}

fn below(plan: LogicalPlan, scope: &Scope) -> Result<LogicalPlan> {
    let plan = plan.map_subqueries(|subquery| below(subquery, &Scope::default()).map(Transformed::yes))?.data;
    let scope = match &plan {
        LogicalPlan::TableScan(scan) => return settled(scan, scope).map(|settled| settled.unwrap_or(plan)),
        LogicalPlan::Projection(projection) => Scope::of(&projection.expr),
        LogicalPlan::Aggregate(aggregate) => Scope {
            aggregates: aggregate.aggr_expr.clone(),
            ..Scope::of(aggregate.group_expr.iter().chain(&aggregate.aggr_expr))
        },
        LogicalPlan::SubqueryAlias(alias) => scope.below_alias(&alias.alias),
        LogicalPlan::Filter(filter) => {
            let mut scope = scope.clone();
            let table = grained_below(&filter.input);
            // What AWS filters exactly needs no row of its own.
            let left = split_conjunction(&filter.predicate)
                .into_iter()
                .filter(|one| !table.is_some_and(|table| is_exact(table, one)));
            scope.uses(left);
            scope
        }
        _ => {
            let mut scope = scope.clone();
            scope.uses(&plan.expressions());
            scope
        }
    };
    Ok(plan.map_children(|child| below(child, &scope).map(Transformed::yes))?.data)
}

/// The table of a scan with nothing but filters and names between.
fn grained_below(plan: &LogicalPlan) -> Option<&'static dyn Grained> {
    match plan {
        LogicalPlan::TableScan(scan) => {
            source_as_provider(&scan.source).ok()?.downcast_ref::<CatalogueTable>()?.table().grained()
        }
        LogicalPlan::Filter(filter) => grained_below(&filter.input),
        LogicalPlan::SubqueryAlias(alias) => grained_below(&alias.input),
        _ => None,
    }
}

fn is_exact(table: &dyn Grained, filter: &Expr) -> bool {
    let filter = unnormalize_col(filter.clone());
    table.translate(&[&filter], &[]).verdicts == [Verdict::Exact]
}

fn settled(scan: &TableScan, scope: &Scope) -> Result<Option<LogicalPlan>> {
    let provider = source_as_provider(&scan.source)?;
    let Some(catalogue) = provider.downcast_ref::<CatalogueTable>() else { return Ok(None) };
    let Some(grained) = catalogue.table().grained() else { return Ok(None) };
    let name = catalogue.table().name();
    let used: Vec<Column> =
        catalogue.columns().iter().filter(|column| scope.has(&scan.table_name, column)).copied().collect();
    let most = grained.most_dimensions();
    // Where nothing is summed up by dimensions, rows are rows.
    let aggregates = if most == 0 { &[][..] } else { &scope.aggregates };
    if let Some(call) = aggregates.iter().find_map(|aggregate| depending_on_grain(aggregate, &used)) {
        return Err(Unanswerable(format!(
            "{call}() directly over {name} would depend on how finely AWS sums up, which the columns of the query decide. Name the grain in a subquery, such as: SELECT avg(usd) FROM (SELECT period_start, sum(unblended_cost) AS usd FROM {name} GROUP BY period_start). Only sum() needs none."
        ))
        .into());
    }
    let grain: Vec<Column> = used.into_iter().filter(|column| grained.dimension(column).is_some()).collect();
    let dimensions: BTreeSet<_> = grain.iter().filter_map(|column| grained.dimension(column)).collect();
    if dimensions.len() > most {
        let names = grain.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        if most == 0 {
            return Err(Unanswerable(format!(
                "AWS tells {name} as a whole and not for each {names}. Name the columns you want instead of *, without these; filters with =, IN, <> and NOT IN are possible."
            ))
            .into());
        }
        return Err(Unanswerable(format!(
            "the query uses {} dimensions of {name} ({names}), and AWS sums up by {most} at most. Name {most} of them instead of *; filters with =, IN, <> and NOT IN do not count.",
            dimensions.len()
        ))
        .into());
    }
    let source = provider_as_source(Arc::new(catalogue.at_grain(grain)));
    Ok(Some(LogicalPlan::TableScan(TableScan { source, ..scan.clone() })))
}

/// The name of an aggregate whose result depends on how many rows there are.
fn depending_on_grain(aggregate: &Expr, used: &[Column]) -> Option<String> {
    let mut found = None;
    let walked = aggregate.apply(|expression| {
        if let Expr::AggregateFunction(call) = expression
            && !is_certain(call, used)
        {
            found = Some(call.func.name().to_owned());
        }
        Ok(datafusion::common::tree_node::TreeNodeRecursion::Continue)
    });
    walked.ok().and(found)
}

fn is_certain(call: &AggregateFunction, used: &[Column]) -> bool {
    let is_measure = |name: &Name| {
        used.iter()
            .any(|column| column.name == name.name && matches!(column.kind, ColumnType::Money | ColumnType::Number))
    };
    let measures = call.params.args.iter().flat_map(Expr::column_refs).any(is_measure);
    let columns = call.params.args.iter().any(|argument| !argument.column_refs().is_empty());
    match call.func.name() {
        "sum" => !call.params.distinct,
        "min" | "max" | "bool_and" | "bool_or" | "approx_distinct" => columns && !measures,
        _ => call.params.distinct && columns && !measures,
    }
}
