//! Lets AWS count: replaces an aggregate over a table by the table's statistics, where these are exactly the same.
//!
//! In comes `Aggregate(TableScan)` that only counts rows, out goes a sum over AWS's own counts in the same groups. The
//! table says whether its service's counts are exact for these groups and filters; every doubt leaves the plan as it
//! is. The rule itself asks AWS nothing.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::Transformed;
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions::expr_fn::coalesce;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::expr::AggregateFunctionParams;
use datafusion::logical_expr::{
    Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, TableScan, TableType, cast, ident, lit,
};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::expressions::col;
use datafusion::physical_plan::projection::ProjectionExec;

use super::parts::asks;
use super::provider::CatalogueTable;
use super::request_of;
use super::scan::ScanExec;
use crate::tables::column::schema;
use crate::tables::{COUNT, Column, Statistics, Table, Translation, Verdict};

/// Replaces counts over a table by AWS's own.
#[derive(Debug)]
pub struct CountAtAws;

impl OptimizerRule for CountAtAws {
    fn name(&self) -> &str {
        "count_at_aws"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Aggregate(aggregate) = &plan else { return Ok(Transformed::no(plan)) };
        Ok(match counted(aggregate)? {
            Some(counted) => Transformed::yes(counted),
            None => Transformed::no(plan),
        })
    }
}

fn counted(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    let LogicalPlan::TableScan(scan) = aggregate.input.as_ref() else { return Ok(None) };
    let Some(table) = catalogue_table(scan) else { return Ok(None) };
    let groups = aggregate.group_expr.iter().map(column_name).collect::<Option<Vec<_>>>();
    let Some(groups) = groups.filter(|_| scan.fetch.is_none() && aggregate.aggr_expr.iter().all(counts_rows)) else {
        return Ok(None);
    };
    if table.statistics(&groups, &scan.filters).is_none() {
        return Ok(None);
    }
    let source = StatisticsTable::new(table, &groups, scan.filters.clone());
    let rows = LogicalPlanBuilder::scan(scan.table_name.clone(), provider_as_source(Arc::new(source)), None)?
        .aggregate(groups.iter().map(|group| ident(*group)), [sum(ident(COUNT.name)).alias("total")])?;
    // Without any group AWS sums nothing, and SQL counts 0.
    let total = coalesce(vec![cast(ident("total"), DataType::Int64), lit(0_i64)]);
    // The same names and types as before, for whatever stands above.
    let fields = aggregate.schema.iter().map(|(qualifier, field)| (qualifier.cloned(), field.name().clone()));
    let selected = fields.enumerate().map(|(index, (qualifier, name))| {
        let value = groups.get(index).map_or_else(|| total.clone(), |group| ident(*group));
        value.alias_qualified(qualifier, name)
    });
    Ok(Some(rows.project(selected.collect::<Vec<_>>())?.build()?))
}

fn catalogue_table(scan: &TableScan) -> Option<&'static dyn Table> {
    let provider = source_as_provider(&scan.source).ok()?;
    provider.downcast_ref::<CatalogueTable>().map(CatalogueTable::table)
}

fn column_name(group: &Expr) -> Option<&str> {
    match group {
        Expr::Column(column) => Some(&column.name),
        _ => None,
    }
}

/// Whether an aggregate is the plain number of rows.
fn counts_rows(aggregate: &Expr) -> bool {
    let aggregate = match aggregate {
        Expr::Alias(alias) => alias.expr.as_ref(),
        other => other,
    };
    let Expr::AggregateFunction(call) = aggregate else { return false };
    let AggregateFunctionParams { args, distinct, filter, .. } = &call.params;
    call.func.name() == "count"
        && !distinct
        && filter.is_none()
        && matches!(args.as_slice(), [Expr::Literal(value, _)] if !value.is_null())
}

/// AWS's counts as a table: the groups' columns and the count.
#[derive(Debug)]
struct StatisticsTable {
    table: &'static dyn Table,
    /// The groups, and the count.
    columns: Vec<Column>,
    filters: Vec<Expr>,
    schema: SchemaRef,
}

impl StatisticsTable {
    fn new(table: &'static dyn Table, groups: &[&str], filters: Vec<Expr>) -> Self {
        let find = |name: &&str| table.columns().iter().find(|column| column.name == *name).copied();
        let columns: Vec<Column> = groups.iter().filter_map(find).chain([COUNT]).collect();
        Self { table, schema: schema(&columns), columns, filters }
    }
}

#[async_trait]
impl TableProvider for StatisticsTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let request = request_of(state)?;
        let columns = self.columns.clone();
        let output = columns.len();
        let groups: Vec<&str> = columns[..output - 1].iter().map(|column| column.name).collect();
        let asks = asks(self.table, &self.filters, &request, |filters| {
            let filters: Vec<Expr> = filters.iter().map(|filter| (*filter).clone()).collect();
            let counted = || DataFusionError::Internal(format!("{} is not counted by AWS", self.table.name()));
            let Statistics { pushed, fetch } = self.table.statistics(&groups, &filters).ok_or_else(counted)?;
            // Counts are exact or not there at all.
            Ok(Translation { verdicts: vec![Verdict::Exact; filters.len()], pushed, fetch })
        })
        .await?;
        let scan = ScanExec::new(self.table, asks, columns, output, None, None);
        let Some(projection) = projection else { return Ok(Arc::new(scan)) };
        let chosen = projection.iter().map(|index| {
            let name = self.columns[*index].name;
            Ok((col(name, &self.schema)?, name.to_owned()))
        });
        Ok(Arc::new(ProjectionExec::try_new(chosen.collect::<Result<Vec<_>>>()?, Arc::new(scan))?))
    }
}

#[cfg(test)]
mod tests;
