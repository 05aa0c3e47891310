//! Decides when a scan in AWS's order has read enough.
//!
//! The sort above keeps its k best rows and narrows a dynamic filter to what could still enter. If that filter is false
//! for the best value any later page may bring, no later page is needed. "Any later" is the last value seen plus a
//! second, since AWS may compare times by the second.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, TimestampNanosecondArray, new_null_array};
use datafusion::arrow::datatypes::{DataType, SchemaRef, TimeUnit};
use datafusion::common::cast::{as_boolean_array, as_timestamp_nanosecond_array};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;

#[cfg(test)]
mod tests;

const SLACK: i64 = 1_000_000_000;

/// Follows AWS's order.
pub struct Stop {
    column: &'static str,
    descending: bool,
    filters: Vec<Arc<dyn PhysicalExpr>>,
    /// The furthest value so far in the order asked for.
    bound: Option<i64>,
    /// Whether every row came in order; a service that ignores the order is read to its end.
    ordered: bool,
}

impl Stop {
    /// Follows a column; `filters` are over the scan's output.
    pub fn new(column: &'static str, descending: bool, filters: &[Arc<dyn PhysicalExpr>]) -> Self {
        Self { column, descending, filters: filters.to_vec(), bound: None, ordered: true }
    }

    /// Looks at a page before it is filtered.
    pub fn observe(&mut self, page: &RecordBatch) -> Result<()> {
        let Some(times) = page.column_by_name(self.column) else {
            self.ordered = false;
            return Ok(());
        };
        let times = as_timestamp_nanosecond_array(times)?;
        self.ordered &= times.null_count() == 0;
        for time in times.iter().flatten() {
            let bound = self.bound.unwrap_or(time);
            let (ahead, further) = if self.descending {
                (time > bound.saturating_add(SLACK), time.min(bound))
            } else {
                (time < bound.saturating_sub(SLACK), time.max(bound))
            };
            self.ordered &= !ahead;
            self.bound = Some(further);
        }
        Ok(())
    }

    /// Whether no later row can pass the filters.
    pub fn is_reached(&self, schema: &SchemaRef) -> Result<bool> {
        let Some(bound) = self.bound.filter(|_| self.ordered && !self.filters.is_empty()) else { return Ok(false) };
        // A nanosecond better than the best that is left: for an equal one the sort's other keys would decide.
        let (best_left, best_of_all) = if self.descending {
            (bound.saturating_add(SLACK + 1), i64::MAX)
        } else {
            (bound.saturating_sub(SLACK + 1), i64::MIN)
        };
        let rows = self.rows(schema, vec![best_left, best_of_all])?;
        for filter in &self.filters {
            let verdicts = filter.evaluate(&rows)?.into_array(2)?;
            let verdicts: Vec<Option<bool>> = as_boolean_array(&verdicts)?.iter().collect();
            // A sort's filter is true from some value onwards. One that the best of all values fails is of another
            // kind, such as a join's range, and says nothing about later rows.
            if verdicts == [Some(false), Some(true)] {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Rows in which only the column of the order has a value.
    fn rows(&self, schema: &SchemaRef, times: Vec<i64>) -> Result<RecordBatch> {
        let columns = schema.fields().iter().map(|field| -> ArrayRef {
            match field.data_type() {
                DataType::Timestamp(TimeUnit::Nanosecond, zone) if field.name() == self.column => {
                    Arc::new(TimestampNanosecondArray::from(times.clone()).with_timezone_opt(zone.clone()))
                }
                other => new_null_array(other, times.len()),
            }
        });
        Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect())?)
    }
}
