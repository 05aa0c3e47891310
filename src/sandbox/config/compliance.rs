//! How compliance is counted: what does not comply decides, and AWS counts only so far.
//!
//! A rule's compliance is that of its resources, a resource's that of its rules. Where nothing is known there is
//! INSUFFICIENT_DATA, and what is NOT_APPLICABLE counts for neither.

use serde_json::{Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::labels::Label;
use super::super::organisation::recorded::evaluations::ComplianceType;

/// AWS counts rules, and the resources or rules that make something not comply, up to this number.
pub(super) const MOST_CONTRIBUTORS: usize = 25;

/// What is known of the compliance of one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Compliance {
    pub(super) compliant: usize,
    pub(super) non_compliant: usize,
}

impl Compliance {
    pub(super) fn add(&mut self, kind: ComplianceType) {
        match kind {
            ComplianceType::Compliant => self.compliant += 1,
            ComplianceType::NonCompliant => self.non_compliant += 1,
            ComplianceType::NotApplicable | ComplianceType::InsufficientData => (),
        }
    }

    pub(super) fn kind(self) -> ComplianceType {
        match (self.compliant, self.non_compliant) {
            (0, 0) => ComplianceType::InsufficientData,
            (_, 0) => ComplianceType::Compliant,
            _ => ComplianceType::NonCompliant,
        }
    }

    /// Returns the member `Compliance`, which only tells how many do not comply where some do not.
    pub(super) fn written(self) -> Value {
        let mut written = json!({"ComplianceType": self.kind().name()});
        if self.non_compliant > 0 {
            written["ComplianceContributorCount"] = capped(self.non_compliant, MOST_CONTRIBUTORS);
        }
        written
    }
}

/// Returns a count as AWS tells it: at most `most`.
pub(super) fn capped(count: usize, most: usize) -> Value {
    json!({"CappedCount": count.min(most), "CapExceeded": count > most})
}

/// The member `ComplianceTypes`: what is listed, all if empty.
#[derive(Debug)]
pub(super) struct Wanted(Vec<ComplianceType>);

impl Wanted {
    /// Reads which of the types in `allowed` are wanted; the model knows more types than operations allow.
    pub(super) fn parse(request: &Members<'_>, allowed: &[ComplianceType]) -> Result<Self, Fault> {
        const NAME: &str = "ComplianceTypes";
        request.sized(NAME, 0, 3)?;
        let one = |text: &str| {
            let reason = format!("Member must satisfy enum value set: [{}]", ComplianceType::NAMES.join(", "));
            let kind = ComplianceType::parse(text).ok_or_else(|| request.refuse(NAME, &reason))?;
            if allowed.contains(&kind) {
                return Ok(kind);
            }
            let message = format!("The ComplianceType {text} is not supported as a filter of this operation");
            Err(Fault::json(super::WRONG_VALUE, message))
        };
        request.texts(NAME)?.into_iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn has(&self, kind: ComplianceType) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }
}

/// What a rule and a resource as a whole can be.
pub(super) const OF_A_WHOLE: [ComplianceType; 3] =
    [ComplianceType::Compliant, ComplianceType::NonCompliant, ComplianceType::InsufficientData];
/// What a single result can be.
pub(super) const OF_A_RESULT: [ComplianceType; 3] =
    [ComplianceType::Compliant, ComplianceType::NonCompliant, ComplianceType::NotApplicable];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_exact_up_to_the_cap_and_says_when_it_is_not() {
        for (count, shown, is_exceeded) in [(0, 0, false), (25, 25, false), (26, 25, true)] {
            let expected = json!({"CappedCount": shown, "CapExceeded": is_exceeded});
            assert_eq!(capped(count, MOST_CONTRIBUTORS), expected, "{count}");
        }
    }

    #[test]
    fn one_that_does_not_comply_decides_and_nothing_known_is_insufficient() {
        let of = |kinds: &[ComplianceType]| {
            let mut compliance = Compliance::default();
            kinds.iter().for_each(|kind| compliance.add(*kind));
            compliance.kind()
        };
        use ComplianceType::{Compliant, InsufficientData, NonCompliant, NotApplicable};
        assert_eq!(of(&[Compliant, NonCompliant, Compliant]), NonCompliant);
        assert_eq!(of(&[Compliant, NotApplicable]), Compliant);
        assert_eq!(of(&[NotApplicable]), InsufficientData);
        assert_eq!(of(&[]), InsufficientData);
    }
}
