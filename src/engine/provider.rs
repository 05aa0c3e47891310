//! A catalogue table as DataFusion sees it.
//!
//! DataFusion hands over every filter that speaks of one table only. What AWS evaluates exactly is left to AWS; the
//! rest the scan evaluates on each page. So to DataFusion every filter is exact, LIMIT and ORDER BY reach the scan, and
//! no operator above it holds rows back while pages are being paid for.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::DFSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::expr_rewriter::unnormalize_col;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::error::UnknownValue;
use super::labels::{self, Labels};
use super::parts::asks;
use super::request_of;
use super::scan::{Residual, ScanExec};
use super::written;
use crate::tables::column::schema;
use crate::tables::predicate::{Match, Predicate, Test};
use crate::tables::{Column, Table, Unanswerable};

/// A catalogue table as DataFusion sees it.
#[derive(Debug)]
pub struct CatalogueTable {
    table: &'static dyn Table,
    columns: Vec<Column>,
    schema: SchemaRef,
    /// The columns that its rows are as fine as, where it has no rows of its own.
    grain: Vec<Column>,
}

impl CatalogueTable {
    /// Wraps a table with columns of tags behind its own.
    pub fn with_tags(table: &'static dyn Table, tags: Vec<Column>) -> Self {
        let columns = [table.columns().to_vec(), tags].concat();
        Self { table, schema: schema(&columns), columns, grain: Vec::new() }
    }

    /// The same table, whose rows are as fine as these columns.
    pub fn at_grain(&self, grain: Vec<Column>) -> Self {
        Self { table: self.table, columns: self.columns.clone(), schema: Arc::clone(&self.schema), grain }
    }

    /// Its columns, also those of tags.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The table.
    pub fn table(&self) -> &'static dyn Table {
        self.table
    }

    /// Refuses a value that AWS never sends: an empty answer would read as all clear.
    fn check_values(&self, filter: &Expr) -> Result<()> {
        let Some(predicate) = Predicate::of(filter) else { return Ok(()) };
        let asked: Vec<&String> = match &predicate.test {
            Test::Any(matches) => matches
                .iter()
                .filter_map(|one| match one {
                    Match::Equal(value) => Some(value),
                    Match::Prefix(_) => None,
                })
                .collect(),
            Test::None(values) => values.iter().collect(),
            _ => return Ok(()),
        };
        let column = self.columns.iter().find(|column| column.name == predicate.column);
        let Some(known) = column.and_then(|column| column.values) else { return Ok(()) };
        match asked.into_iter().find(|value| !known.contains(&value.as_str())) {
            None => Ok(()),
            Some(value) => Err(DataFusionError::External(Box::new(UnknownValue {
                column: predicate.column.clone(),
                value: value.clone(),
                known: known.iter().map(ToString::to_string).collect(),
            }))),
        }
    }

    /// Refuses a column whose values AWS would not tell, as the grain has it not: a rule put a filter where AWS cannot
    /// evaluate it.
    fn check_grain(&self, columns: &[Column]) -> Result<()> {
        let Some(grained) = self.table.grained() else { return Ok(()) };
        let known: BTreeSet<_> = self.grain.iter().filter_map(|column| grained.dimension(column)).collect();
        let unknown = |column: &&Column| grained.dimension(column).is_some_and(|dimension| !known.contains(dimension));
        match columns.iter().find(unknown) {
            None => Ok(()),
            Some(Column { name, .. }) => Err(Unanswerable(format!(
                "AWS cannot filter {} by {name} in this way. Put {name} into the SELECT or GROUP BY that reads the table.",
                self.table.name()
            ))
            .into()),
        }
    }

    /// Returns the filters that the scan has to evaluate, with the columns it fetches for that beside the output's.
    fn residual(&self, state: &dyn Session, filters: Vec<Expr>, columns: &mut Vec<Column>) -> Result<Option<Residual>> {
        let Some(filter) = conjunction(filters) else { return Ok(None) };
        let wanted: BTreeSet<&str> = filter.column_refs().into_iter().map(|column| column.name.as_str()).collect();
        for name in wanted {
            let known = columns.iter().any(|column| column.name == name);
            let column = self.columns.iter().find(|column| column.name == name);
            if let (false, Some(column)) = (known, column) {
                columns.push(*column);
            }
        }
        let schema = DFSchema::try_from(schema(columns.iter()))?;
        // The filter's columns may carry the table's alias, which the fetched schema has not.
        let filter = unnormalize_col(filter);
        let text = written::filter(&filter);
        let filter = state.create_physical_expr(filter, &schema)?;
        Ok(Some(Residual { filter, text }))
    }
}

#[async_trait]
impl TableProvider for CatalogueTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        filters.iter().try_for_each(|filter| self.check_values(filter))?;
        Ok(vec![TableProviderFilterPushDown::Exact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let request = request_of(state)?;
        let all = &self.columns;
        let mut columns: Vec<Column> = match projection {
            Some(indices) => indices.iter().map(|index| all[*index]).collect(),
            None => all.to_vec(),
        };
        let output = columns.len();
        let filters = &labels::filters(filters, all, &request).await?[..];
        let asks = asks(self.table, filters, &request, |filters| {
            Ok(match self.table.grained() {
                Some(grained) => grained.translate(filters, &self.grain),
                None => self.table.translate(filters),
            })
        })
        .await?;
        let left = filters.iter().zip(&asks.exact).filter(|(_, is_exact)| !**is_exact);
        let left = left.map(|(filter, _)| filter.clone()).collect();
        let residual = self.residual(state, left, &mut columns)?;
        self.check_grain(&columns)?;
        let labels = Labels::of(self.table, &columns, &request).await?;
        Ok(Arc::new(ScanExec::new(self.table, asks, columns, output, residual, limit).with_labels(labels)))
    }
}
