//! Annotations: fields named as Grafana maps them: `time`, `timeEnd`, `title`, `text` and `tags`.
//!
//! Grafana shows title and text as HTML, and both come from whoever reports findings: here they are escaped. Tags are
//! shown as text, and are a list, so that one with a comma stays one.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BinaryArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Field, Schema};
use serde::Deserialize;
use serde_json::{Value, json};

use super::FrameError;
use super::roles::{Roles, name, solid, texts, with_times};

/// The result's columns that make annotations, as a saved query names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AnnotationColumns {
    /// When it was or began; the first time when none.
    #[serde(rename = "timeColumn", deserialize_with = "name")]
    pub time: Option<String>,
    /// When it ended.
    #[serde(rename = "timeEndColumn", deserialize_with = "name")]
    pub time_end: Option<String>,
    /// Its title.
    #[serde(rename = "titleColumn", deserialize_with = "name")]
    pub title: Option<String>,
    /// Its text; without title and text, the column `title` or the first text.
    #[serde(rename = "textColumn", deserialize_with = "name")]
    pub text: Option<String>,
    /// Its tags: every text of these columns.
    #[serde(rename = "tagColumns")]
    pub tags: Vec<String>,
}

/// Makes annotations of a result of Grafana's types, and counts the rows that have no time and are left out. `schema` is
/// the result's before that, which tells lists from texts.
///
/// # Errors
/// When there is no time, or a named column is not there.
pub fn of(
    batch: &RecordBatch,
    schema: &Schema,
    columns: &AnnotationColumns,
) -> Result<(RecordBatch, usize), FrameError> {
    let roles = Roles { what: "annotation", or: "", batch };
    let time = roles.time(columns.time.as_deref())?;
    let end = columns.time_end.as_deref().map(|name| roles.time(Some(name))).transpose()?;
    let title = roles.named(columns.title.as_deref())?;
    let text = roles.named(columns.text.as_deref())?;
    let text = match (title, text) {
        (None, None) => roles.text_named(&["title"]).or_else(|| roles.text(|_| true)),
        (_, text) => text,
    };
    let tags = columns.tags.iter().map(|name| roles.named(Some(name))).collect::<Result<Vec<_>, _>>()?;
    let (batch, without_time) = with_times(batch, time)?;
    let mut fields = vec![("time", Arc::new(solid(batch.column(time))?) as ArrayRef)];
    if let Some(end) = end {
        fields.push(("timeEnd", Arc::clone(batch.column(end))));
    }
    if let Some(title) = title {
        fields.push(("title", escaped(batch.column(title))?));
    }
    let text = match text {
        Some(text) => escaped(batch.column(text))?,
        // Grafana shows no annotation without a field of this name.
        None => Arc::new(StringArray::from(vec![""; batch.num_rows()])),
    };
    fields.push(("text", text));
    if !tags.is_empty() {
        let is_list = |index: usize| schema.field(index).data_type().is_nested();
        let tags = tags.into_iter().flatten().map(|index| Ok((is_list(index), texts(batch.column(index))?)));
        let columns = tags.collect::<Result<Vec<_>, FrameError>>()?;
        fields.push(("tags", all_tags(&columns, batch.num_rows())));
    }
    let nullable = |name: &str| name != "time";
    let named = fields.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), nullable(name)));
    let schema = Schema::new(named.collect::<Vec<_>>());
    let columns = fields.into_iter().map(|(_, column)| column).collect();
    Ok((RecordBatch::try_new(Arc::new(schema), columns)?, without_time))
}

fn escaped(column: &ArrayRef) -> Result<ArrayRef, FrameError> {
    let texts = texts(column)?;
    Ok(Arc::new(StringArray::from_iter(texts.iter().map(|text| text.map(html)))))
}

/// Writes a text as HTML that shows it.
fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Puts the texts of all columns of a row into one JSON list; a list's elements, which arrive as JSON, one by one.
fn all_tags(columns: &[(bool, StringArray)], rows: usize) -> ArrayRef {
    let of_row = |row: usize| {
        let mut tags: Vec<String> = Vec::new();
        for (is_list, column) in columns.iter().filter(|(_, column)| column.is_valid(row)) {
            match serde_json::from_str(column.value(row)) {
                Ok(Value::Array(list)) if *is_list => tags.extend(list.into_iter().filter_map(tag)),
                _ => tags.push(column.value(row).to_owned()),
            }
        }
        json!(tags).to_string().into_bytes()
    };
    Arc::new(BinaryArray::from_iter_values((0..rows).map(of_row)))
}

/// An element of a list as a tag: Grafana takes texts only.
fn tag(element: Value) -> Option<String> {
    match element {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
