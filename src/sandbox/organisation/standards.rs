//! The security standards Security Hub offers, and which of them the organisation has enabled.
//!
//! A standard has the controls of its letter (see [`controls`](super::controls)); versions of one standard share
//! a letter, and at most one of them is enabled, which keeps a control's standards unambiguous.

/// One security standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standard {
    /// The last part of its ARN, which findings give as `StandardsId`.
    pub(crate) id: &'static str,
    /// Which controls it has.
    pub(crate) letter: char,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// Whether Security Hub enables it unless asked not to.
    pub(crate) is_default: bool,
    /// Whether this organisation has enabled it.
    pub(crate) is_enabled: bool,
    /// The AWS service that manages it.
    pub(crate) product: &'static str,
}

impl Standard {
    /// Returns the standard's name and version as they stand in the ARNs of subscriptions and controls.
    pub(crate) fn path(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(_, path)| path)
    }
}

const fn standard(id: &'static str, letter: char, name: &'static str, description: &'static str) -> Standard {
    Standard { id, letter, name, description, is_default: false, is_enabled: false, product: "Security Hub" }
}

const CIS: &str = "Recommendations of the Center for Internet Security for a secure configuration of AWS accounts.";
const PCI: &str = "Checks that help protect cardholder data under the Payment Card Industry Data Security Standard.";

/// All standards, in the order AWS lists them.
#[rustfmt::skip]
pub(crate) const STANDARDS: &[Standard] = &[
    Standard { is_default: true, is_enabled: true, ..standard("standards/aws-foundational-security-best-practices/v/1.0.0", 'F', "AWS Foundational Security Best Practices v1.0.0", "Checks that detect when accounts and resources deviate from the security best practices of AWS.") },
    standard("standards/aws-resource-tagging-standard/v/1.0.0", 'T', "AWS Resource Tagging Standard v1.0.0", "Checks that find resources without the tags an organisation requires."),
    Standard { is_default: true, ..standard("ruleset/cis-aws-foundations-benchmark/v/1.2.0", 'C', "CIS AWS Foundations Benchmark v1.2.0", CIS) },
    standard("standards/cis-aws-foundations-benchmark/v/1.4.0", 'C', "CIS AWS Foundations Benchmark v1.4.0", CIS),
    Standard { is_enabled: true, ..standard("standards/cis-aws-foundations-benchmark/v/3.0.0", 'C', "CIS AWS Foundations Benchmark v3.0.0", CIS) },
    standard("standards/cis-aws-foundations-benchmark/v/5.0.0", 'C', "CIS AWS Foundations Benchmark v5.0.0", CIS),
    standard("standards/nist-800-171/v/2.0.0", 'N', "NIST Special Publication 800-171 Revision 2", "Requirements for controlled unclassified information outside federal systems."),
    Standard { is_enabled: true, ..standard("standards/nist-800-53/v/5.0.0", 'N', "NIST Special Publication 800-53 Revision 5", "Security and privacy controls for information systems and organisations.") },
    standard("standards/pci-dss/v/3.2.1", 'P', "PCI DSS v3.2.1", PCI),
    Standard { is_enabled: true, ..standard("standards/pci-dss/v/4.0.1", 'P', "PCI DSS v4.0.1", PCI) },
    Standard { product: "AWS Control Tower", ..standard("standards/service-managed-aws-control-tower/v/1.0.0", 'F', "Service-Managed Standard: AWS Control Tower v1.0.0", "Checks that AWS Control Tower manages together with its own controls.") },
];

/// Returns the enabled standard that `letter` stands for, if there is one.
pub(crate) fn enabled(letter: char) -> Option<&'static Standard> {
    STANDARDS.iter().find(|standard| standard.is_enabled && standard.letter == letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_one_version_of_a_standard_is_enabled() {
        for (letter, enabled_versions) in [('F', 1), ('N', 1), ('C', 1), ('P', 1), ('T', 0)] {
            let of_letter = STANDARDS.iter().filter(|standard| standard.is_enabled && standard.letter == letter);
            assert_eq!(of_letter.count(), enabled_versions, "{letter}");
        }
    }

    #[test]
    fn a_path_has_name_and_version() {
        assert!(STANDARDS.iter().all(|standard| standard.path().split('/').nth(1) == Some("v")));
    }
}
