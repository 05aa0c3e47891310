//! The closed vocabularies of a finding, each label with AWS's spelling.
//!
//! A row stores one byte a label; requests and answers use the text. Labels are ordered as AWS ranks them.

/// A vocabulary that requests use too.
pub(crate) trait Label: Sized {
    /// All spellings, in the order of the labels.
    const NAMES: &[&str];

    /// Returns the label spelled `text`.
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($label:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($label),+ }

        impl $name {
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$label => $text),+ }
            }
        }

        impl Label for $name {
            const NAMES: &[&str] = &[$($text),+];

            fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$label),)+ _ => None }
            }
        }
    };
}

pub(crate) use labels;

labels! {
    /// `Severity.Label`.
    Severity {
        Informational = "INFORMATIONAL", Low = "LOW", Medium = "MEDIUM", High = "HIGH", Critical = "CRITICAL",
    }
}

labels! {
    /// `Compliance.Status`.
    Compliance { Passed = "PASSED", Warning = "WARNING", Failed = "FAILED", NotAvailable = "NOT_AVAILABLE" }
}

labels! {
    /// `RecordState`.
    RecordState { Active = "ACTIVE", Archived = "ARCHIVED" }
}

labels! {
    /// `Workflow.Status`.
    Workflow { New = "NEW", Notified = "NOTIFIED", Resolved = "RESOLVED", Suppressed = "SUPPRESSED" }
}

labels! {
    /// `VerificationState`.
    Verification {
        Unknown = "UNKNOWN", TruePositive = "TRUE_POSITIVE", FalsePositive = "FALSE_POSITIVE",
        BenignPositive = "BENIGN_POSITIVE",
    }
}

labels! {
    /// `Vulnerabilities[].FixAvailable`.
    Fix { Yes = "YES", No = "NO", Partial = "PARTIAL" }
}

impl Severity {
    /// Returns the `Severity.Normalized` that Security Hub derives from a label.
    pub(crate) fn normalized(self) -> u8 {
        match self {
            Self::Informational => 0,
            Self::Low => 1,
            Self::Medium => 40,
            Self::High => 70,
            Self::Critical => 90,
        }
    }

    /// Returns the label that Security Hub derives from a `Severity.Normalized`.
    pub(crate) fn of_normalized(number: u8) -> Self {
        match number {
            0 => Self::Informational,
            1..=39 => Self::Low,
            40..=69 => Self::Medium,
            70..=89 => Self::High,
            _ => Self::Critical,
        }
    }
}

/// Who reports findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    SecurityHub,
    Inspector,
    GuardDuty,
    Macie,
    AccessAnalyzer,
    /// An organisation's own scanner that calls BatchImportFindings.
    Import,
}

impl Product {
    /// Returns `ProductName`. Control findings carry the name Security Hub has had since it became "CSPM".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SecurityHub => "Security Hub CSPM",
            Self::Inspector => "Inspector",
            Self::GuardDuty => "GuardDuty",
            Self::Macie => "Macie",
            Self::AccessAnalyzer => "IAM Access Analyzer",
            Self::Import => "Default",
        }
    }

    /// Returns `CompanyName`.
    pub(crate) fn company(self) -> &'static str {
        match self {
            Self::SecurityHub | Self::AccessAnalyzer => "AWS",
            Self::Inspector | Self::GuardDuty | Self::Macie => "Amazon",
            Self::Import => "Personal",
        }
    }

    /// Returns the last part of an AWS product's `ProductArn`; an import has none of its own.
    pub(crate) fn arn_name(self) -> Option<&'static str> {
        match self {
            Self::SecurityHub => Some("securityhub"),
            Self::Inspector => Some("inspector"),
            Self::GuardDuty => Some("guardduty"),
            Self::Macie => Some("macie"),
            Self::AccessAnalyzer => Some("access-analyzer"),
            Self::Import => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_as_it_is_written() {
        for name in Severity::NAMES {
            assert_eq!(Severity::parse(name).map(Severity::name), Some(*name));
        }
        assert_eq!(Severity::parse("high"), None, "labels are case-sensitive");
    }

    #[test]
    fn a_severity_survives_normalisation() {
        for severity in Severity::NAMES.iter().filter_map(|name| Severity::parse(name)) {
            assert_eq!(Severity::of_normalized(severity.normalized()), severity);
        }
    }
}
