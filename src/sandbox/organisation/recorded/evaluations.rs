//! What rules say of resources: whether each complies, since when, and why not.
//!
//! A rule that runs when a resource changes ran soon after the last change; one that runs at intervals ran at one
//! moment for all. A rule whose function cannot be invoked has what it said before that.

use std::borrow::Cow;

use super::super::super::random::{SplitMix64, mix};
use super::super::labels::{Label, labels};
use super::rules::{Check, Health, Rule};
use super::settings::setting;
use super::{Place, Recorded, Records};

const MINUTE: i64 = 60 * 1_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How long the rule whose function cannot be invoked has not been.
pub(crate) const FAILING_FOR: i64 = 12 * DAY;

labels! {
    /// `ComplianceType`.
    ComplianceType {
        Compliant = "COMPLIANT", NonCompliant = "NON_COMPLIANT", NotApplicable = "NOT_APPLICABLE",
        InsufficientData = "INSUFFICIENT_DATA",
    }
}

/// What a rule says of a resource. Moments are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evaluation {
    /// The resource's place among those of the region.
    pub(crate) subject: usize,
    pub(crate) compliance: ComplianceType,
    /// When that happened which made the rule run.
    pub(crate) ordering: i64,
    pub(crate) invoked: i64,
    pub(crate) recorded: i64,
    pub(crate) annotation: Option<Cow<'static, str>>,
}

/// Returns what `rule` says of the resources of `place` that still exist.
pub(super) fn evaluations(records: &Records, place: &Place, rule: &Rule) -> Vec<Evaluation> {
    let is_looked_at =
        |resource: &Recorded| resource.deleted.is_none() && rule.definition.kinds.contains(&resource.resource.kind);
    let subjects = place.resources.iter().enumerate().filter(|(_, resource)| is_looked_at(resource));
    subjects.map(|(subject, resource)| evaluation(records, place, rule, subject, resource)).collect()
}

fn evaluation(records: &Records, place: &Place, rule: &Rule, subject: usize, resource: &Recorded) -> Evaluation {
    let compliance = match rule.definition.check {
        Check::Setting(key) => {
            let is_met = setting(key).is_none_or(|setting| records.meets(resource.resource, resource.hash, setting));
            if is_met { ComplianceType::Compliant } else { ComplianceType::NonCompliant }
        }
        Check::Tags(keys) => {
            let tags = resource.resource.describe(&records.organisation).tags();
            let has_all = keys.iter().all(|key| tags.iter().any(|(name, _)| name == key));
            if has_all { ComplianceType::Compliant } else { ComplianceType::NonCompliant }
        }
        // Someone attested it before the sandbox was made.
        Check::Attestation | Check::Nothing => ComplianceType::Compliant,
    };
    let mut random = SplitMix64::new(mix(rule.hash ^ resource.hash));
    let latest = rule.last_run(place);
    let ordering = match rule.definition.period {
        Some(_) => latest,
        None => resource.last_captured().max(rule.activated).min(latest),
    };
    let invoked = ordering + random.below(30_000) as i64 + 1_000;
    let annotation = rule.definition.annotation;
    let is_annotated = compliance == ComplianceType::NonCompliant && !annotation.is_empty();
    Evaluation {
        subject,
        compliance,
        ordering,
        invoked,
        recorded: invoked + 200 + random.below(20_000) as i64,
        annotation: is_annotated.then_some(Cow::Borrowed(annotation)),
    }
}

impl Rule {
    /// Returns when the rule last ran for all it looks at, or could have run at the latest.
    pub(crate) fn last_run(&self, place: &Place) -> i64 {
        let end = match self.definition.health {
            Health::Failing => place.until - FAILING_FOR,
            _ => place.until,
        };
        let period = self.definition.period.map_or(2 * MINUTE, |(_, hours)| hours * HOUR - 2 * MINUTE);
        end - MINUTE - (mix(self.hash) % period as u64) as i64
    }
}
