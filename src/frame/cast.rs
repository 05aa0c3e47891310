//! Turns every column into a type that Grafana decodes.
//!
//! In comes a batch of any Arrow types, out goes one of Utf8, Bool, 64-bit numbers and Timestamp in nanoseconds.
//! Lists, structs and maps become JSON text; texts that Grafana's older servers do not read become Utf8.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringArray, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::{JsonArray, Writer};
use datafusion::error::DataFusionError;

/// Turns every column into a type that Grafana decodes; names, nullability and metadata stay.
pub fn for_grafana(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let columns = batch.columns().iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let fields = schema.fields().iter().zip(&columns).map(|(field, column)| {
        // What no type of Grafana's can hold, such as a time beyond the year 2262, is null.
        let nullable = field.is_nullable() || column.null_count() > 0;
        Field::new(field.name(), column.data_type().clone(), nullable).with_metadata(field.metadata().clone())
    });
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(schema), columns, &options)
}

/// A column that is not of the type it was just turned into: a bug.
pub fn internal(error: DataFusionError) -> ArrowError {
    ArrowError::from_external_error(Box::new(error))
}

fn column(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let target = match array.data_type() {
        DataType::Utf8 | DataType::Boolean | DataType::Float64 | DataType::Int64 | DataType::UInt64 => {
            return Ok(Arc::clone(array));
        }
        DataType::Null => return Ok(new_null_array(&DataType::Utf8, array.len())),
        kind if kind.is_integer() => DataType::Int64,
        kind if kind.is_floating() || kind.is_decimal() => DataType::Float64,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => {
            DataType::Timestamp(TimeUnit::Nanosecond, None)
        }
        DataType::Dictionary(_, value) if !value.is_nested() => return column(&cast(array, value)?),
        kind if kind.is_nested() => return json(array),
        _ => DataType::Utf8,
    };
    cast(array, &target)
}

/// Writes each value of a nested column as JSON text.
fn json(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let schema = Schema::new(vec![Field::new("v", array.data_type().clone(), true)]);
    let batch = RecordBatch::try_new(Arc::new(schema), vec![Arc::clone(array)])?;
    let mut writer = Writer::<_, JsonArray>::new(Vec::new());
    writer.write(&batch)?;
    writer.finish()?;
    let rows: Vec<std::collections::BTreeMap<String, Box<serde_json::value::RawValue>>> =
        serde_json::from_slice(&writer.into_inner()).map_err(|error| ArrowError::JsonError(error.to_string()))?;
    let texts = rows.iter().map(|row| row.get("v").map(|value| value.get()));
    Ok(Arc::new(StringArray::from_iter(texts)))
}
