//! The saved JSON of a query, checked.
//!
//! In come bytes from a dashboard or an alert rule, out goes a [`Query`] of which every part is known. The JSON is a
//! contract with saved dashboards: fixtures in `tests/fixtures/queries` hold it. Members of Grafana's own are ignored.

use serde::Deserialize;

use super::error::QueryError;
use super::purpose::Purpose;

/// The schema version this plugin writes.
const VERSION: u64 = 1;

/// One query.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// SQL or builder.
    pub mode: Mode,
    /// The shape wanted.
    pub format: Format,
    /// Whether a count grouped by a column with known values has a row for each of them.
    pub zero_fill: bool,
    /// What stands where a series has no point.
    pub time_fill: TimeFill,
    /// Whether an alert rule is content with a part of an answer.
    pub allow_partial: bool,
    /// What the rows are for.
    pub purpose: Purpose,
    /// The dashboard's own filters: each holds in every table that has its column.
    pub ad_hoc_filters: Vec<Filter>,
}

/// How the question is put.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// A statement.
    Sql(String),
    /// The builder's model.
    Builder(Builder),
}

/// The shape wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// What the result looks like.
    #[default]
    Auto,
    /// Rows as they are.
    Table,
    /// Series over time.
    Timeseries,
    /// One number for each label set.
    Numeric,
    /// Lines of a log.
    Logs,
}

/// What stands where a series has no point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeFill {
    /// Nothing.
    #[default]
    None,
    /// Null.
    Null,
    /// Zero.
    Zero,
    /// The value before.
    Previous,
}

/// The builder's model.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Builder {
    /// Table asked.
    pub table: String,
    /// Columns of a plain list of rows; all when empty.
    pub columns: Vec<String>,
    /// Conditions, all of which hold.
    pub filters: Vec<Filter>,
    /// Groups.
    pub group_by: Vec<GroupBy>,
    /// Aggregates of each group.
    pub aggregates: Vec<Aggregate>,
    /// Order, by names of the result.
    pub order_by: Vec<OrderBy>,
    /// The most rows.
    pub limit: Option<usize>,
    /// Column that lies within the dashboard's range.
    pub time_column: Option<String>,
}

impl Builder {
    /// The model with the columns that its purpose names among those it lists. What the purpose leaves open may be any
    /// column, so then a list of all stays one.
    pub fn with(&self, purpose: &Purpose) -> Self {
        let mut model = self.clone();
        let is_list = self.group_by.is_empty() && self.aggregates.is_empty();
        if !is_list || (self.columns.is_empty() && !purpose.names_what_is_shown()) {
            return model;
        }
        for name in purpose.columns() {
            if !model.columns.iter().any(|known| known == name) {
                model.columns.push(name.to_owned());
            }
        }
        model
    }
}

/// One condition of the builder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Filter {
    /// Column.
    pub column: String,
    /// Operator, one of [`super::operators`]' for the column; an ad hoc filter may also have `=~` and `!~`.
    pub operator: String,
    /// Values; text whatever the column's type.
    #[serde(default)]
    pub values: Vec<Scalar>,
}

/// A value as JSON may write it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// true or false.
    Bool(bool),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => number.fmt(formatter),
            Self::Bool(value) => value.fmt(formatter),
        }
    }
}

/// One group of the builder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GroupBy {
    /// Column.
    pub column: String,
    /// Width of the buckets of a time column: `5m`, `1d`, or `auto` for the panel's.
    pub interval: Option<String>,
}

/// One aggregate of the builder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Aggregate {
    /// Function.
    pub function: String,
    /// Column, or `*`.
    #[serde(default = "star")]
    pub column: String,
    /// Name in the result.
    pub alias: Option<String>,
}

fn star() -> String {
    "*".to_owned()
}

/// One order of the builder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct OrderBy {
    /// Name of the result's column.
    pub column: String,
    /// Whether the greatest comes first.
    #[serde(default)]
    pub descending: bool,
}

/// The members both modes share.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    #[serde(default)]
    schema_version: u64,
    mode: Option<String>,
    sql: Option<String>,
    #[serde(default)]
    query_type: String,
    #[serde(default)]
    format: Format,
    #[serde(default = "yes")]
    zero_fill: bool,
    #[serde(default)]
    time_fill: TimeFill,
    #[serde(default)]
    allow_partial: bool,
    #[serde(default)]
    ad_hoc_filters: Vec<Filter>,
}

fn yes() -> bool {
    true
}

impl Query {
    /// Reads a saved query. Version 0, without `schemaVersion`, may leave out `mode`.
    ///
    /// # Errors
    /// When it cannot be read, is of an unknown version, or asks for what is not there.
    pub fn from_json(json: &[u8]) -> Result<Self, QueryError> {
        let saved: Saved = serde_json::from_slice(json)?;
        if saved.schema_version > VERSION {
            return Err(QueryError::Version(saved.schema_version));
        }
        let purpose = Purpose::read(&saved.query_type, json)?;
        let mode = saved.mode.unwrap_or_else(|| if saved.sql.is_some() { "sql" } else { "builder" }.to_owned());
        let mode = match mode.as_str() {
            "sql" => match saved.sql.filter(|sql| !sql.trim().is_empty()) {
                Some(sql) => Mode::Sql(sql),
                None => return Err(QueryError::Invalid("the query has no SQL: write a SELECT".to_owned())),
            },
            "builder" => Mode::Builder(serde_json::from_slice(json)?),
            other => return Err(QueryError::unknown("query mode", other, "", ["sql", "builder"])),
        };
        Ok(Self {
            mode,
            format: saved.format,
            zero_fill: saved.zero_fill,
            time_fill: saved.time_fill,
            allow_partial: saved.allow_partial,
            purpose,
            ad_hoc_filters: saved.ad_hoc_filters,
        })
    }
}

#[cfg(test)]
mod tests;
