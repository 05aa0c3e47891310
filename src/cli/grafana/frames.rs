//! Frames as Grafana reads them: Arrow IPC files with metadata.

use std::io::Cursor;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::Value;
use thiserror::Error;

/// A frame that has been read.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Schema with Grafana's metadata.
    pub schema: SchemaRef,
    /// The rows.
    pub rows: RecordBatch,
}

/// A frame that cannot be read.
#[derive(Debug, Error)]
#[error("the frame cannot be read: {0}")]
pub struct FrameError(#[from] ArrowError);

impl Frame {
    /// Reads one frame.
    ///
    /// # Errors
    /// When the bytes are no Arrow IPC file.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        let reader = FileReader::try_new(Cursor::new(bytes), None)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { rows: concat_batches(&schema, &batches)?, schema })
    }

    /// The frame's metadata, `meta` in Grafana's words.
    pub fn meta(&self) -> Value {
        self.schema.metadata().get("meta").and_then(|meta| serde_json::from_str(meta).ok()).unwrap_or_default()
    }

    /// Labels of a field, JSON; empty when it has none.
    pub fn labels(&self, field: usize) -> &str {
        self.schema.field(field).metadata().get("labels").map_or("", String::as_str)
    }

    /// How a field is shown, `config` in Grafana's words; null when it does not say.
    pub fn config(&self, field: usize) -> Value {
        let config = self.schema.field(field).metadata().get("config");
        config.and_then(|config| serde_json::from_str(config).ok()).unwrap_or_default()
    }

    /// The cells of a row as text; JSON as it is.
    ///
    /// # Errors
    /// When a column is of a type that cannot be shown.
    pub fn cells(&self, row: usize) -> Result<Vec<String>, FrameError> {
        let options = FormatOptions::default().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S"));
        let cell = |column: &ArrayRef| {
            let column = match column.data_type() {
                DataType::Binary => cast(column, &DataType::Utf8)?,
                _ => Arc::clone(column),
            };
            Ok(ArrayFormatter::try_new(column.as_ref(), &options)?.value(row).to_string())
        };
        self.rows.columns().iter().map(cell).collect()
    }
}
