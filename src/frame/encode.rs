//! Writes one frame as an Arrow IPC file, with Grafana's metadata on schema and fields.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::ipc::writer::FileWriter;
use serde_json::json;

use super::FrameError;
use super::config::{self, Console};
use super::meta::Meta;
use super::series::Series;

/// One frame as Grafana reads it.
pub type FrameBytes = Vec<u8>;

/// What all frames of a query are written with.
pub struct Encoding<'a> {
    /// The query.
    pub ref_id: &'a str,
    /// Where links of values lead.
    pub console: Option<&'a Console>,
}

impl Encoding<'_> {
    /// Writes one frame.
    pub fn encode(&self, series: &Series, meta: &Meta) -> Result<FrameBytes, FrameError> {
        let batch = &series.batch;
        let schema = batch.schema();
        let fields = schema.fields().iter().zip(batch.columns());
        let fields =
            fields.map(|(field, values)| self.with_metadata(field, values, &schema, series)).collect::<Vec<_>>();
        let meta = serde_json::to_string(meta).unwrap_or_default();
        let metadata = HashMap::from([
            ("name".to_owned(), String::new()),
            ("refId".to_owned(), self.ref_id.to_owned()),
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

    /// Labels and colour belong to the numbers of a series; how values are shown goes into the field's config.
    fn with_metadata(&self, field: &Field, values: &ArrayRef, schema: &Schema, series: &Series) -> Field {
        let of_series = field.data_type().is_numeric() && !series.labels.is_empty();
        let mut metadata = HashMap::new();
        if of_series {
            metadata.insert("labels".to_owned(), json!(series.labels).to_string());
        }
        let color = series.color.filter(|_| of_series);
        if let Some(config) = config::of(field, values, schema, self.console, color) {
            metadata.insert("config".to_owned(), config);
        }
        field.clone().with_metadata(metadata)
    }
}
