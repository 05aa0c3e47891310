//! The values of a variable: two texts, `text` for people and `value` for queries, each value once.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use serde::Deserialize;

use super::FrameError;
use super::roles::{Roles, name, texts};

/// The result's columns that make a variable's values, as a saved query names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VariableColumns {
    /// What queries are given; the first column when none.
    #[serde(rename = "valueColumn", deserialize_with = "name")]
    pub value: Option<String>,
    /// What people see; the value when none.
    #[serde(rename = "textColumn", deserialize_with = "name")]
    pub text: Option<String>,
}

/// Makes a variable's values of a result of Grafana's types.
///
/// # Errors
/// When a named column is not there, or there is no column at all.
pub fn of(batch: &RecordBatch, columns: &VariableColumns) -> Result<RecordBatch, FrameError> {
    let roles = Roles { what: "variable", or: "", batch };
    let first = || (batch.num_columns() > 0).then_some(0).ok_or_else(|| roles.needs("at least one column"));
    let value = roles.named(columns.value.as_deref())?.map_or_else(first, Ok)?;
    let text = roles.named(columns.text.as_deref())?.unwrap_or(value);
    let (values, texts) = (texts(batch.column(value))?, texts(batch.column(text))?);
    let mut seen = HashSet::new();
    let rows = (0..batch.num_rows()).filter(|row| values.is_valid(*row) && seen.insert(values.value(*row)));
    // A value without a text is shown as itself.
    let shown = |row: usize| if texts.is_valid(row) { texts.value(row) } else { values.value(row) };
    let (texts, values): (Vec<&str>, Vec<&str>) = rows.map(|row| (shown(row), values.value(row))).unzip();
    let field = |name| Field::new(name, DataType::Utf8, false);
    let schema = Arc::new(Schema::new(vec![field("text"), field("value")]));
    Ok(RecordBatch::try_new(schema, vec![Arc::new(StringArray::from(texts)), Arc::new(StringArray::from(values))])?)
}
