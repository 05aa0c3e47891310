//! Writes one frame as an Arrow IPC file, with Grafana's metadata on schema and fields.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::ipc::writer::FileWriter;
use serde_json::json;

use super::FrameError;
use super::meta::Meta;
use super::series::Series;
use crate::tables::column::UNIT_KEY;

/// One frame as Grafana reads it.
pub type FrameBytes = Vec<u8>;

/// Writes one frame.
pub fn encode(ref_id: &str, series: &Series, meta: &Meta) -> Result<FrameBytes, FrameError> {
    let batch = &series.batch;
    let fields = batch.schema().fields().iter().map(|field| with_metadata(field, series)).collect::<Vec<_>>();
    let meta = serde_json::to_string(meta).unwrap_or_default();
    let metadata = HashMap::from([
        ("name".to_owned(), String::new()),
        ("refId".to_owned(), ref_id.to_owned()),
        ("meta".to_owned(), meta),
    ]);
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), batch.columns().to_vec(), &options)?;
    let mut writer = FileWriter::try_new(Vec::with_capacity(batch.get_array_memory_size() + 4096), &schema)?;
    if batch.num_rows() > 0 {
        writer.write(&batch)?;
    }
    Ok(writer.into_inner()?)
}

/// Labels belong to the numbers of a series; the unit goes into the field's config.
fn with_metadata(field: &Field, series: &Series) -> Field {
    let mut metadata = HashMap::new();
    if field.data_type().is_numeric() && !series.labels.is_empty() {
        metadata.insert("labels".to_owned(), json!(series.labels).to_string());
    }
    if let Some(unit) = field.metadata().get(UNIT_KEY) {
        metadata.insert("config".to_owned(), json!({ "unit": unit }).to_string());
    }
    field.clone().with_metadata(metadata)
}
