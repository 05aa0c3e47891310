//! What people added to a finding: what BatchUpdateFindings writes over what a product reported.
//!
//! Few findings have any, so a row holds it in a box. None of it moves `UpdatedAt`, which is the product's.

use std::collections::BTreeMap;

use super::labels::{Severity, Verification};

/// A note, of which a finding has at most one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) text: String,
    pub(crate) updated_by: String,
    /// Milliseconds since 1970.
    pub(crate) updated: i64,
}

/// A severity set by people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SeverityChange {
    pub(crate) label: Severity,
    pub(crate) normalized: u8,
    pub(crate) product: Option<f64>,
}

/// Another finding that people relate to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelatedFinding {
    pub(crate) product_arn: String,
    pub(crate) id: String,
}

/// Everything people said of one finding; what is absent they left as it was.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Changes {
    pub(crate) note: Option<Note>,
    pub(crate) severity: Option<SeverityChange>,
    pub(crate) verification: Option<Verification>,
    pub(crate) confidence: Option<u8>,
    pub(crate) criticality: Option<u8>,
    pub(crate) types: Option<Vec<String>>,
    pub(crate) user_defined: Option<BTreeMap<String, String>>,
    pub(crate) related: Option<Vec<RelatedFinding>>,
}

impl Changes {
    /// Writes what `newer` says over what was said before.
    pub(crate) fn merge(&mut self, newer: &Self) {
        fn over<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
            if new.is_some() {
                old.clone_from(new);
            }
        }
        over(&mut self.note, &newer.note);
        over(&mut self.severity, &newer.severity);
        over(&mut self.verification, &newer.verification);
        over(&mut self.confidence, &newer.confidence);
        over(&mut self.criticality, &newer.criticality);
        over(&mut self.types, &newer.types);
        over(&mut self.user_defined, &newer.user_defined);
        over(&mut self.related, &newer.related);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_alone_what_it_does_not_mention() {
        let mut changes = Changes { confidence: Some(10), criticality: Some(20), ..Changes::default() };
        changes.merge(&Changes { confidence: Some(90), ..Changes::default() });
        assert_eq!((changes.confidence, changes.criticality), (Some(90), Some(20)));
    }
}
