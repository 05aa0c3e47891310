//! What a frame says of itself: `meta` in the frame's schema, in Grafana's words.

use serde::Serialize;

/// What a frame says of itself.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// Dataplane kind, such as `numeric-long`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// Version of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_version: Option<[u8; 2]>,
    /// The visualisation Explore shows it in.
    #[serde(rename = "preferredVisualisationType", skip_serializing_if = "Option::is_none")]
    pub preferred_visualisation: Option<&'static str>,
    /// The SQL that was run.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub executed_query_string: String,
    /// What the reader must know beside the rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Figures for the inspector's statistics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stats: Vec<Stat>,
    /// Where the answer came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<serde_json::Value>,
}

/// A dataplane kind with its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind(&'static str, [u8; 2]);

impl Kind {
    /// Rows as they are.
    pub const TABLE: Self = Self("table", [0, 1]);
    /// One number for each label set, a row each.
    pub const NUMERIC_LONG: Self = Self("numeric-long", [0, 1]);
    /// Series in one frame.
    pub const TIMESERIES_WIDE: Self = Self("timeseries-wide", [0, 1]);
    /// Series, a frame each.
    pub const TIMESERIES_MULTI: Self = Self("timeseries-multi", [0, 1]);
    /// Lines of a log.
    pub const LOG_LINES: Self = Self("log-lines", [0, 0]);
}

/// Something the reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// The text.
    pub text: String,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// The answer is not all of it.
    Warning,
}

/// A figure for the inspector.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stat {
    display_name: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
}

impl Stat {
    /// A figure with its unit in Grafana's words.
    pub fn new(display_name: &'static str, value: f64, unit: Option<&'static str>) -> Self {
        Self { display_name, value, unit }
    }
}

impl Notice {
    /// Good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { severity: Severity::Info, text: text.into() }
    }

    /// The answer is not all of it.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, text: text.into() }
    }
}

impl Meta {
    /// Adds the dataplane kind; what is for Grafana's own pages has none.
    pub fn with_kind(mut self, kind: Option<Kind>) -> Self {
        self.kind = kind.map(|Kind(name, _)| name);
        self.type_version = kind.map(|Kind(_, version)| version);
        self
    }

    /// Says how many rows have no time and are left out of what is made of them.
    pub fn with_left_out(mut self, rows: usize, of: &str) -> Self {
        if rows > 0 {
            self.notices.push(Notice::info(format!("{rows} rows have no time and are left out of {of}")));
        }
        self
    }
}
