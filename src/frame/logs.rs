//! Lines of a log: fields named as the dataplane contract has them: `timestamp`, `body`, `severity` and `labels`.
//!
//! The body is the column `body`, `title` or `message`, else the first text; the level is a severity's; all other
//! columns are the line's labels.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BinaryArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use serde_json::{Map, Number, Value};

use super::config::looks_of;
use super::roles::{Roles, solid, texts, with_times};
use super::{FrameError, OR_ANOTHER_FORMAT};
use crate::tables::looks::Looks;

/// Makes lines of a result of Grafana's types, and counts the rows that have no time and are left out.
///
/// # Errors
/// When there is no time or no text.
pub fn of(batch: &RecordBatch) -> Result<(RecordBatch, usize), FrameError> {
    let roles = Roles { what: "format logs", or: OR_ANOTHER_FORMAT, batch };
    let time = roles.time(None)?;
    let schema = batch.schema();
    let has_level = |looks: &Looks| looks.values.iter().any(|look| look.level.is_some());
    let level = roles.text(|index| looks_of(schema.field(index)).is_some_and(has_level));
    let body = roles.text_named(&["body", "title", "message"]).or_else(|| roles.text(|index| Some(index) != level));
    let body = body.or(level).ok_or_else(|| roles.needs("a time and a text"))?;
    let (batch, without_time) = with_times(batch, time)?;
    let mut fields = vec![
        (
            Field::new("timestamp", batch.column(time).data_type().clone(), false),
            Arc::new(solid(batch.column(time))?) as ArrayRef,
        ),
        (Field::new("body", DataType::Utf8, true), Arc::new(printable(&texts(batch.column(body))?))),
    ];
    if let Some(level) = level {
        let levels = levels(schema.field(level), &texts(batch.column(level))?);
        fields.push((Field::new("severity", DataType::Utf8, true), Arc::new(levels)));
    }
    let rest: Vec<usize> = (0..batch.num_columns()).filter(|index| *index != time && *index != body).collect();
    if !rest.is_empty() {
        fields.push((Field::new("labels", DataType::Binary, false), labels(&batch, &rest)?));
    }
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = fields.into_iter().unzip();
    Ok((RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?, without_time))
}

/// Texts without control characters: Grafana shows those that terminals obey as what they do.
fn printable(texts: &StringArray) -> StringArray {
    let shown = |character: &char| !character.is_control() || matches!(character, '\n' | '\t');
    StringArray::from_iter(texts.iter().map(|text| text.map(|text| text.chars().filter(shown).collect::<String>())))
}

/// The level of each value, in Grafana's words; a value that says none is unknown.
fn levels(field: &Field, values: &StringArray) -> StringArray {
    let looks = looks_of(field);
    let level = |value: Option<&str>| looks?.of(value?)?.level;
    StringArray::from_iter_values(values.iter().map(|value| level(value).unwrap_or("unknown")))
}

/// Each row's columns as a JSON object, without those that are null.
fn labels(batch: &RecordBatch, columns: &[usize]) -> Result<ArrayRef, FrameError> {
    let schema = batch.schema();
    let named = columns.iter().map(|index| {
        let field = schema.field(*index);
        Ok((field.name(), field.data_type().is_numeric(), texts(batch.column(*index))?))
    });
    let named = named.collect::<Result<Vec<_>, FrameError>>()?;
    let of_row = |row: usize| {
        let there = named.iter().filter(|(_, _, texts)| texts.is_valid(row));
        let labels = there.map(|(name, is_number, texts)| {
            let text = texts.value(row);
            let number = is_number.then(|| text.parse::<Number>().ok()).flatten();
            ((*name).clone(), number.map_or_else(|| Value::String(text.to_owned()), Value::Number))
        });
        Value::Object(labels.collect::<Map<_, _>>()).to_string().into_bytes()
    };
    Ok(Arc::new(BinaryArray::from_iter_values((0..batch.num_rows()).map(of_row))))
}
