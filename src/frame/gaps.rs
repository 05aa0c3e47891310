//! Fills the gaps of a series: one point for every bucket of the range.
//!
//! In comes a series, ascending in time, and the beginnings of the buckets, out goes the series with a point for each of
//! them; points of its own beside the buckets stay.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, TimestampNanosecondArray, UInt32Array,
};
use datafusion::arrow::compute::kernels::zip::zip;
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::common::cast::as_timestamp_nanosecond_array;

/// What stands in a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Null.
    Null,
    /// Zero.
    Zero,
    /// The value before; null before the first.
    Previous,
}

/// The buckets of a range and what stands in those without a point.
#[derive(Debug, Clone)]
pub struct Gaps {
    /// Beginnings of the buckets, ascending, nanoseconds since the epoch.
    pub starts: Vec<i64>,
    /// What stands in a gap.
    pub filling: Filling,
}

impl Gaps {
    /// Fills the gaps of a series whose first column is its time.
    pub fn fill(&self, series: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let own = as_timestamp_nanosecond_array(series.column(0))?.values().to_vec();
        let (times, rows) = self.merge(&own);
        let missing = BooleanArray::from_iter(rows.iter().map(|row| Some(row.is_none())));
        let rows = match self.filling {
            Filling::Previous => previous(rows),
            Filling::Null | Filling::Zero => rows,
        };
        let rows = UInt32Array::from(rows);
        let mut columns: Vec<ArrayRef> = vec![Arc::new(TimestampNanosecondArray::from(times))];
        for column in &series.columns()[1..] {
            let taken = take(column, &rows, None)?;
            columns.push(match self.filling {
                Filling::Zero => {
                    let zeros = cast(&Int64Array::from(vec![0; taken.len()]), taken.data_type())?;
                    zip(&missing, &zeros, &taken)?
                }
                Filling::Null | Filling::Previous => taken,
            });
        }
        let fields = series
            .schema()
            .fields()
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let nullable = index > 0 && (field.is_nullable() || self.filling != Filling::Zero);
                Field::clone(field).with_nullable(nullable)
            })
            .collect::<Vec<_>>();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }

    /// Merges own times with the buckets' beginnings; a time that is not its own has no row.
    fn merge(&self, own: &[i64]) -> (Vec<i64>, Vec<Option<u32>>) {
        let mut starts = self.starts.iter().copied().peekable();
        let (mut times, mut rows) = (Vec::with_capacity(self.starts.len()), Vec::with_capacity(self.starts.len()));
        for (row, time) in own.iter().copied().enumerate() {
            while let Some(gap) = starts.next_if(|start| *start < time) {
                times.push(gap);
                rows.push(None);
            }
            starts.next_if_eq(&time);
            times.push(time);
            rows.push(Some(row as u32));
        }
        for gap in starts {
            times.push(gap);
            rows.push(None);
        }
        (times, rows)
    }
}

/// Puts the row before into every gap.
fn previous(rows: Vec<Option<u32>>) -> Vec<Option<u32>> {
    let mut last = None;
    let filled = rows.into_iter().map(|row| {
        last = row.or(last);
        last
    });
    filled.collect()
}
