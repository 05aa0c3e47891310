//! Finds the columns that play a part: by the name that was asked for, or by what they are.

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray, TimestampNanosecondArray};
use datafusion::arrow::compute::{cast as cast_to, filter_record_batch};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_string_array, as_timestamp_nanosecond_array};
use serde::{Deserialize, Deserializer};

use super::{FrameError, cast, shape};

/// Rows whose columns are looked for.
pub struct Roles<'a> {
    /// What needs the columns, such as `annotation`.
    pub what: &'static str,
    /// What else would do, as [`FrameError::Needs`] says it.
    pub or: &'static str,
    /// The rows, of Grafana's types.
    pub batch: &'a RecordBatch,
}

impl Roles<'_> {
    /// The place of a named column; `None` when no name is given.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn named(&self, name: Option<&str>) -> Result<Option<usize>, FrameError> {
        let Some(name) = name else { return Ok(None) };
        match self.batch.schema().column_with_name(name) {
            Some((index, _)) => Ok(Some(index)),
            None => Err(FrameError::Column {
                what: self.what,
                name: name.to_owned(),
                has: shape::columns(&self.batch.schema()),
            }),
        }
    }

    /// The place of the time: the named column, or the first time.
    ///
    /// # Errors
    /// When there is none, or the named column is none.
    pub fn time(&self, name: Option<&str>) -> Result<usize, FrameError> {
        let first = || self.batch.schema().fields().iter().position(|field| is_time(field.data_type()));
        let time = self.named(name)?.or_else(first);
        time.filter(|index| is_time(self.batch.column(*index).data_type())).ok_or_else(|| self.needs("a time"))
    }

    /// The first text that `accepts`, by its place.
    pub fn text(&self, accepts: impl Fn(usize) -> bool) -> Option<usize> {
        let schema = self.batch.schema();
        (0..schema.fields().len()).find(|index| *schema.field(*index).data_type() == DataType::Utf8 && accepts(*index))
    }

    /// The first of these names that is a text's.
    pub fn text_named(&self, names: &[&str]) -> Option<usize> {
        let schema = self.batch.schema();
        let places = names.iter().filter_map(|name| schema.column_with_name(name));
        places.into_iter().find(|(_, field)| *field.data_type() == DataType::Utf8).map(|(index, _)| index)
    }

    /// That something is needed which the result has not.
    pub fn needs(&self, needs: &'static str) -> FrameError {
        FrameError::Needs { what: self.what, needs, has: shape::columns(&self.batch.schema()), or: self.or }
    }
}

/// Reads the name of a column; an empty one, as an editor leaves it, is none.
pub fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|name| !name.trim().is_empty()))
}

fn is_time(kind: &DataType) -> bool {
    matches!(kind, DataType::Timestamp(..))
}

/// Keeps the rows with a time, and counts the others.
pub fn with_times(batch: &RecordBatch, time: usize) -> Result<(RecordBatch, usize), FrameError> {
    let column = batch.column(time);
    if column.null_count() == 0 {
        return Ok((batch.clone(), 0));
    }
    let there = BooleanArray::from_iter((0..column.len()).map(|row| Some(column.is_valid(row))));
    Ok((filter_record_batch(batch, &there)?, column.null_count()))
}

/// A time that is not nullable, as readers of series and lines want it; every row must have one.
pub fn solid(times: &ArrayRef) -> Result<TimestampNanosecondArray, FrameError> {
    let times = as_timestamp_nanosecond_array(times).map_err(cast::internal)?;
    Ok(TimestampNanosecondArray::new(times.values().clone(), None))
}

/// A column as text, whatever it is; times as RFC 3339 in UTC, as filters take them.
pub fn texts(column: &ArrayRef) -> Result<StringArray, FrameError> {
    let column = match column.data_type() {
        DataType::Timestamp(unit, None) => &cast_to(column, &DataType::Timestamp(*unit, Some("UTC".into())))?,
        _ => column,
    };
    let texts = cast_to(column, &DataType::Utf8)?;
    Ok(as_string_array(&texts).map_err(cast::internal)?.clone())
}
