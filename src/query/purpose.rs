//! What the rows of a query are for: a panel, the values of a variable, or annotations.
//!
//! The saved JSON says it in `queryType`, with the names of the result's columns beside it. A name that is empty, as an
//! editor leaves it, is none.

use serde::{Deserialize, Deserializer};

use super::error::QueryError;

/// What the rows are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A panel, an alert rule, or Explore.
    #[default]
    Panel,
    /// The values of a dashboard's variable.
    Variable(VariableColumns),
    /// Annotations on a dashboard's time axis.
    Annotation(AnnotationColumns),
}

/// The result's columns that make a variable's values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VariableColumns {
    /// What queries are given; the first column when none.
    #[serde(deserialize_with = "name")]
    pub value_column: Option<String>,
    /// What people see; the value when none.
    #[serde(deserialize_with = "name")]
    pub text_column: Option<String>,
}

/// The result's columns that make annotations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AnnotationColumns {
    /// When it was or began; the first time when none.
    #[serde(deserialize_with = "name")]
    pub time_column: Option<String>,
    /// When it ended.
    #[serde(deserialize_with = "name")]
    pub time_end_column: Option<String>,
    /// Its title.
    #[serde(deserialize_with = "name")]
    pub title_column: Option<String>,
    /// Its text.
    #[serde(deserialize_with = "name")]
    pub text_column: Option<String>,
    /// Its tags: every text of these columns.
    pub tag_columns: Vec<String>,
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|name| !name.trim().is_empty()))
}

impl Purpose {
    /// Reads the purpose that a saved query names.
    ///
    /// # Errors
    /// When there is no such purpose, or its columns cannot be read.
    pub fn read(query_type: &str, json: &[u8]) -> Result<Self, QueryError> {
        match query_type {
            "" => Ok(Self::Panel),
            "variable" => Ok(Self::Variable(serde_json::from_slice(json)?)),
            "annotation" => Ok(Self::Annotation(serde_json::from_slice(json)?)),
            other => Err(QueryError::unknown("query type", other, "", ["variable", "annotation"])),
        }
    }

    /// Whether it says which column people see: else that is chosen among all columns of the result.
    pub fn names_what_is_shown(&self) -> bool {
        match self {
            Self::Panel => false,
            Self::Variable(columns) => columns.value_column.is_some(),
            Self::Annotation(columns) => columns.title_column.is_some() || columns.text_column.is_some(),
        }
    }

    /// The result's columns it names.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Panel => Vec::new(),
            Self::Variable(VariableColumns { value_column, text_column }) => {
                [value_column, text_column].into_iter().flatten().map(String::as_str).collect()
            }
            Self::Annotation(columns) => {
                let AnnotationColumns { time_column, time_end_column, title_column, text_column, tag_columns } =
                    columns;
                let named = [time_column, time_end_column, title_column, text_column].into_iter().flatten();
                named.chain(tag_columns).map(String::as_str).collect()
            }
        }
    }
}
