//! Splits rows into series: one for each combination of labels, each with its own times, ascending and never null.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::{Array, RecordBatch, StringArray, TimestampNanosecondArray, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::common::cast::{as_string_array, as_timestamp_nanosecond_array};

use super::config::looks_of;

/// One frame's rows with the labels of its numbers.
#[derive(Debug)]
pub struct Series {
    /// The rows.
    pub batch: RecordBatch,
    /// Labels of every number; none for a frame that is no series.
    pub labels: BTreeMap<String, String>,
    /// Colour of what the labels say, such as a severity.
    pub color: Option<&'static str>,
}

impl Series {
    /// All rows as they are.
    pub fn whole(batch: RecordBatch) -> Self {
        Self { batch, labels: BTreeMap::new(), color: None }
    }
}

/// Splits rows into series, in the order in which their labels first appear, and counts the rows without a time.
pub fn split(
    batch: &RecordBatch,
    time: usize,
    labels: &[usize],
    values: &[usize],
) -> Result<(Vec<Series>, usize), ArrowError> {
    let times = as_timestamp_nanosecond_array(batch.column(time))?;
    let columns = labels.iter().map(|label| as_string_array(batch.column(*label))).collect::<Result<Vec<_>, _>>()?;
    let plain = with_solid_time(batch, times, time, values)?;
    let mut known: HashMap<Vec<Option<&str>>, usize> = HashMap::new();
    let mut rows: Vec<Vec<u32>> = Vec::new();
    // Without labels there is one series, also when it has no points.
    if labels.is_empty() {
        known.insert(Vec::new(), 0);
        rows.push(Vec::new());
    }
    for row in (0..batch.num_rows()).filter(|row| times.is_valid(*row)) {
        let key = columns.iter().map(|column| text(column, row)).collect();
        let series = *known.entry(key).or_insert_with(|| {
            rows.push(Vec::new());
            rows.len() - 1
        });
        rows[series].push(row as u32);
    }
    let mut keys: Vec<(Vec<Option<&str>>, usize)> = known.into_iter().collect();
    keys.sort_by_key(|(_, series)| *series);
    let schema = batch.schema();
    let mut series = Vec::with_capacity(keys.len());
    for (key, index) in keys {
        let mut indices = std::mem::take(&mut rows[index]);
        indices.sort_by_key(|row| times.value(*row as usize));
        let named = labels.iter().map(|label| schema.field(*label).name().clone());
        let labels_of_series = named.zip(key.iter().map(|text| text.unwrap_or_default().to_owned())).collect();
        let color = labels.iter().zip(&key).find_map(|(label, value)| color(schema.field(*label), *value));
        let batch = take_record_batch(&plain, &UInt32Array::from(indices))?;
        series.push(Series { batch, labels: labels_of_series, color });
    }
    Ok((series, times.null_count()))
}

/// The colour of a label's value, where the column says one.
fn color(label: &Field, value: Option<&str>) -> Option<&'static str> {
    looks_of(label)?.of(value?).map(|look| look.color)
}

fn text(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

/// Keeps time and numbers, with a time that is not nullable: alerting does not read a nullable one. Rows without a
/// time are given the epoch here and are never taken.
fn with_solid_time(
    batch: &RecordBatch,
    times: &TimestampNanosecondArray,
    time: usize,
    values: &[usize],
) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let solid = TimestampNanosecondArray::new(times.values().clone(), None);
    let mut fields = vec![Field::new(schema.field(time).name(), solid.data_type().clone(), false)];
    let mut columns: Vec<Arc<dyn Array>> = vec![Arc::new(solid)];
    for value in values {
        fields.push(schema.field(*value).clone());
        columns.push(Arc::clone(batch.column(*value)));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}
