//! Arrow builders for one page, a value at a time in any order, aligned at the end of each row.
//!
//! A column that received nothing by the end of a row is null there; a second value for one row (a duplicate member)
//! is dropped, as the first one stands.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayBuilder, ArrayRef, Float64Builder, ListBuilder, RecordBatch, RecordBatchOptions, StringBuilder,
    TimestampNanosecondBuilder,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;

use crate::tables::column::{Column, ColumnType, schema};

/// Builders of one page's columns.
pub struct Builders {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    /// Takes ARNs and keeps their account.
    ArnAccount(StringBuilder),
    Number(Float64Builder),
    Time(TimestampNanosecondBuilder),
    List(ListBuilder<StringBuilder>),
}

impl Builders {
    /// Makes empty builders.
    pub fn new(columns: &[Column]) -> Self {
        let builders = columns.iter().map(Builder::new).collect();
        Self { schema: schema(columns), columns: builders, rows: 0 }
    }

    /// Gives text to a column of the current row; times are parsed, numbers take none.
    pub fn text(&mut self, column: usize, text: &str) {
        match &mut self.columns[column] {
            Builder::Text(builder) if builder.len() == self.rows => builder.append_value(text),
            Builder::ArnAccount(builder) if builder.len() == self.rows => {
                builder.append_option(text.split(':').nth(4).filter(|account| !account.is_empty()));
            }
            Builder::Time(builder) if builder.len() == self.rows => builder.append_option(parse_time(text)),
            Builder::List(builder) if builder.len() == self.rows => builder.values().append_value(text),
            _ => {}
        }
    }

    /// Gives a number to a column of the current row; for a time it is seconds since the epoch.
    pub fn number(&mut self, column: usize, number: f64) {
        match &mut self.columns[column] {
            Builder::Number(builder) if builder.len() == self.rows => builder.append_value(number),
            // AWS writes milliseconds at most; the float's last digits are not its own.
            Builder::Time(builder) if builder.len() == self.rows => {
                builder.append_option(((number * 1_000.0).round() as i64).checked_mul(1_000_000));
            }
            _ => {}
        }
    }

    /// Ends the current row, after what was asked has been put into its columns.
    pub fn end_row(&mut self, asked: &[(usize, String)]) {
        let rows = self.rows;
        for (column, value) in asked {
            self.text(*column, value);
        }
        for column in &mut self.columns {
            column.end_row(rows);
        }
        self.rows += 1;
    }

    /// Returns the batch.
    pub fn finish(self) -> Result<RecordBatch, ArrowError> {
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let arrays = self.columns.into_iter().map(Builder::finish).collect();
        RecordBatch::try_new_with_options(self.schema, arrays, &options)
    }
}

impl Builder {
    fn new(column: &Column) -> Self {
        match column.kind {
            ColumnType::Text if column.is_arn_account => Self::ArnAccount(StringBuilder::new()),
            ColumnType::Text | ColumnType::Json => Self::Text(StringBuilder::new()),
            ColumnType::Number => Self::Number(Float64Builder::new()),
            ColumnType::Time => Self::Time(TimestampNanosecondBuilder::new().with_timezone("UTC")),
            ColumnType::List => Self::List(ListBuilder::new(StringBuilder::new())),
        }
    }

    fn end_row(&mut self, rows: usize) {
        match self {
            Self::Text(builder) | Self::ArnAccount(builder) if builder.len() == rows => builder.append_null(),
            Self::Number(builder) if builder.len() == rows => builder.append_null(),
            Self::Time(builder) if builder.len() == rows => builder.append_null(),
            Self::List(builder) => {
                let begun = builder.offsets_slice().last().copied().unwrap_or_default() as usize;
                let some = builder.values().len() > begun;
                builder.append(some);
            }
            _ => {}
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) | Self::ArnAccount(mut builder) => Arc::new(builder.finish()),
            Self::Number(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
            Self::List(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// Parses AWS's timestamps: RFC 3339, with or without a fraction, also with an offset that lacks its colon.
fn parse_time(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text)
        .or_else(|_| chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()?
        .timestamp_nanos_opt()
}
