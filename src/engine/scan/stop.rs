//! Decides when a scan in AWS's order has read enough.
//!
//! The sort above keeps its k best rows and narrows a dynamic filter to what could still enter. If that filter is false
//! for the best value any later page may bring, no later page is needed. "Any later" is the last value seen plus a
//! second, since AWS may compare times by the second.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, TimestampNanosecondArray, new_null_array};
use datafusion::arrow::datatypes::{DataType, SchemaRef, TimeUnit};
use datafusion::common::cast::as_timestamp_nanosecond_array;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::scalar::ScalarValue;

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
        let best = bound.saturating_add(if self.descending { SLACK } else { -SLACK });
        let columns = schema.fields().iter().map(|field| -> ArrayRef {
            match field.data_type() {
                DataType::Timestamp(TimeUnit::Nanosecond, zone) if field.name() == self.column => {
                    Arc::new(TimestampNanosecondArray::from(vec![best]).with_timezone_opt(zone.clone()))
                }
                other => new_null_array(other, 1),
            }
        });
        let row = RecordBatch::try_new(Arc::clone(schema), columns.collect())?;
        for filter in &self.filters {
            let verdict = ScalarValue::try_from_array(&filter.evaluate(&row)?.into_array(1)?, 0)?;
            if verdict == ScalarValue::Boolean(Some(false)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
