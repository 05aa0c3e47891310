//! What the rows of a query are for: a panel, the values of a variable, or annotations.
//!
//! The saved JSON says it in `queryType`, with the names of the result's columns beside it, as frames are made of them.

use super::error::QueryError;
use crate::frame::{AnnotationColumns, VariableColumns};

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
            Self::Variable(columns) => columns.value.is_some(),
            Self::Annotation(columns) => columns.title.is_some() || columns.text.is_some(),
        }
    }

    /// The result's columns it names.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Panel => Vec::new(),
            Self::Variable(VariableColumns { value, text }) => {
                [value, text].into_iter().flatten().map(String::as_str).collect()
            }
            Self::Annotation(AnnotationColumns { time, time_end, title, text, tags }) => {
                let named = [time, time_end, title, text].into_iter().flatten();
                named.chain(tags).map(String::as_str).collect()
            }
        }
    }
}
