//! Decides which dataplane kind a result is.
//!
//! Texts and numbers are one number for each label set (numeric-long), a time with numbers is series over time, all
//! else is a table. Rows of a table (not groups) with texts stay a table where they have a time: a list of findings
//! would otherwise become as many series.

use datafusion::arrow::datatypes::{DataType, Field, Schema};

use super::meta::Kind;
use super::{FrameError, OR_ANOTHER_FORMAT};

/// The shape asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// What the result looks like.
    Auto,
    /// Rows as they are.
    Table,
    /// Series over time.
    Timeseries,
    /// One number for each label set.
    Numeric,
}

/// The shape of a result.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// Rows as they are.
    Table,
    /// One number for each label set.
    NumericLong,
    /// Series over time, by indices of columns.
    Timeseries {
        /// The time.
        time: usize,
        /// Texts that label the series.
        labels: Vec<usize>,
        /// Numbers.
        values: Vec<usize>,
    },
}

impl Shape {
    /// The dataplane kind of a result with so many frames.
    pub fn kind(&self, frames: usize) -> Kind {
        match self {
            Self::Table => Kind::TABLE,
            Self::NumericLong => Kind::NUMERIC_LONG,
            Self::Timeseries { labels, .. } if labels.is_empty() && frames == 1 => Kind::TIMESERIES_WIDE,
            Self::Timeseries { .. } => Kind::TIMESERIES_MULTI,
        }
    }
}

/// Decides the shape of a result of Grafana's types.
///
/// # Errors
/// When the result has not what the shape asked for needs.
pub fn of(schema: &Schema, aggregated: bool, wanted: Format) -> Result<Shape, FrameError> {
    let of_kind = |test: fn(&DataType) -> bool| -> Vec<usize> {
        (0..schema.fields().len()).filter(|index| test(schema.field(*index).data_type())).collect()
    };
    let times = of_kind(|kind| matches!(kind, DataType::Timestamp(..)));
    let labels = of_kind(|kind| matches!(kind, DataType::Utf8));
    let values = of_kind(DataType::is_numeric);
    let only_these = times.len() + labels.len() + values.len() == schema.fields().len();
    let wrong = |what, needs| Err(FrameError::Needs { what, needs, has: columns(schema), or: OR_ANOTHER_FORMAT });
    match (wanted, times.as_slice()) {
        (Format::Table, _) => Ok(Shape::Table),
        (Format::Timeseries, [time, ..]) if !values.is_empty() => Ok(Shape::Timeseries { time: *time, labels, values }),
        (Format::Timeseries, _) => wrong("format timeseries", "a time and at least one number"),
        (Format::Numeric, []) if !values.is_empty() && only_these => Ok(Shape::NumericLong),
        (Format::Numeric, _) => wrong("format numeric", "at least one number, beside texts only"),
        (Format::Auto, []) if !values.is_empty() && only_these => Ok(Shape::NumericLong),
        (Format::Auto, [time]) if !values.is_empty() && only_these && (aggregated || labels.is_empty()) => {
            Ok(Shape::Timeseries { time: *time, labels, values })
        }
        (Format::Auto, _) => Ok(Shape::Table),
    }
}

/// The columns of a result with their types, in words.
pub fn columns(schema: &Schema) -> String {
    let word = |field: &Field| match field.data_type() {
        DataType::Timestamp(..) => "time",
        DataType::Utf8 => "text",
        DataType::Boolean => "boolean",
        _ => "number",
    };
    let columns = schema.fields().iter().map(|field| format!("{} ({})", field.name(), word(field)));
    columns.collect::<Vec<_>>().join(", ")
}
