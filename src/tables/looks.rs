//! How values of columns with a fixed list look: a colour, and for severities the level of a log line.
//!
//! In one place, so that CRITICAL is the same red in every table, chart and log. Colours are names of Grafana's palette,
//! which fit its light and its dark theme. A column's field names its set, for the layers that show values.

/// How the values of a kind of column look.
#[derive(Debug)]
pub struct Looks {
    /// Its name, in the metadata of fields.
    pub name: &'static str,
    /// The values in the order people expect.
    pub values: &'static [Look],
}

/// How one value looks.
#[derive(Debug)]
pub struct Look {
    /// The value.
    pub value: &'static str,
    /// Name of a colour in Grafana's palette.
    pub color: &'static str,
    /// Level of a log line, in Grafana's words; none for what is no severity.
    pub level: Option<&'static str>,
}

const fn severity(value: &'static str, color: &'static str, level: &'static str) -> Look {
    Look { value, color, level: Some(level) }
}

const fn state(value: &'static str, color: &'static str) -> Look {
    Look { value, color, level: None }
}

/// Severities, worst first; Security Hub has no UNTRIAGED. INFORMATIONAL is below info, so a debug line.
pub static SEVERITY: Looks = Looks {
    name: "severity",
    values: &[
        severity("CRITICAL", "dark-red", "critical"),
        severity("HIGH", "orange", "error"),
        severity("MEDIUM", "yellow", "warning"),
        severity("LOW", "blue", "info"),
        severity("INFORMATIONAL", "text", "debug"),
        severity("UNTRIAGED", "purple", "unknown"),
    ],
};

/// Results of controls.
pub static COMPLIANCE: Looks = Looks {
    name: "compliance",
    values: &[
        state("PASSED", "green"),
        state("FAILED", "red"),
        state("WARNING", "orange"),
        state("NOT_AVAILABLE", "text"),
    ],
};

/// Whether resources comply with Config's rules.
pub static COMPLIANCE_TYPE: Looks = Looks {
    name: "compliance_type",
    values: &[
        state("COMPLIANT", "green"),
        state("NON_COMPLIANT", "red"),
        state("NOT_APPLICABLE", "text"),
        state("INSUFFICIENT_DATA", "purple"),
    ],
};

/// What people decided of a finding.
pub static WORKFLOW: Looks = Looks {
    name: "workflow",
    values: &[
        state("NEW", "red"),
        state("NOTIFIED", "orange"),
        state("SUPPRESSED", "text"),
        state("RESOLVED", "green"),
    ],
};

/// Whether Inspector scans a resource.
pub static SCAN_STATUS: Looks =
    Looks { name: "scan_status", values: &[state("ACTIVE", "green"), state("INACTIVE", "red")] };

/// Whether a threshold is crossed.
pub static NOTIFICATION: Looks = Looks { name: "notification", values: &[state("ALARM", "red"), state("OK", "green")] };

static ALL: [&Looks; 6] = [&SEVERITY, &COMPLIANCE, &COMPLIANCE_TYPE, &WORKFLOW, &SCAN_STATUS, &NOTIFICATION];

impl Looks {
    /// Returns the set of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|looks| looks.name == name)
    }

    /// Returns how a value looks, if it is one of these.
    pub fn of(&self, value: &str) -> Option<&Look> {
        self.values.iter().find(|look| look.value == value)
    }
}
