//! How values of columns with a fixed list look: a colour, and for severities the level of a log line.
//!
//! In one place, so that CRITICAL is the same red in every table, chart and log. Colours are names of Grafana's palette,
//! which fit its light and its dark theme.

use serde::{Deserialize, Serialize};

/// How one value of a column looks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Look<'a> {
    /// The value.
    pub value: &'a str,
    /// Name of a colour in Grafana's palette.
    pub color: &'a str,
    /// Level of a log line, in Grafana's words; none for what is no severity.
    pub level: Option<&'a str>,
}

const fn severity(value: &'static str, color: &'static str, level: &'static str) -> Look<'static> {
    Look { value, color, level: Some(level) }
}

const fn state(value: &'static str, color: &'static str) -> Look<'static> {
    Look { value, color, level: None }
}

/// Severities, worst first; Security Hub has no UNTRIAGED. INFORMATIONAL is below info, so a debug line.
pub const SEVERITY: &[Look] = &[
    severity("CRITICAL", "dark-red", "critical"),
    severity("HIGH", "orange", "error"),
    severity("MEDIUM", "yellow", "warning"),
    severity("LOW", "blue", "info"),
    severity("INFORMATIONAL", "text", "debug"),
    severity("UNTRIAGED", "purple", "unknown"),
];

/// Results of controls.
pub const COMPLIANCE: &[Look] =
    &[state("PASSED", "green"), state("FAILED", "red"), state("WARNING", "orange"), state("NOT_AVAILABLE", "text")];

/// What people decided of a finding.
pub const WORKFLOW: &[Look] =
    &[state("NEW", "red"), state("NOTIFIED", "orange"), state("SUPPRESSED", "text"), state("RESOLVED", "green")];

/// Whether Inspector scans a resource.
pub const SCAN_STATUS: &[Look] = &[state("ACTIVE", "green"), state("INACTIVE", "red")];
