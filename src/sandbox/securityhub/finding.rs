//! A finding as Security Hub shows it: one row together with the organisation it belongs to.
//!
//! Both the filters (`attributes`) and the answer (`asff`) read findings through [`Finding`], so that a filter
//! cannot see anything else than a client does. What people changed lies over what the product reported; its
//! texts are in `naming`.

use super::super::organisation::Organisation;
use super::super::organisation::accounts::Account;
use super::super::organisation::changes::Changes;
use super::super::organisation::controls::{CONTROLS, Control};
use super::super::organisation::detections::{DETECTIONS, Detection};
use super::super::organisation::labels::{Product, Severity};
use super::super::organisation::resource::partition;
use super::super::organisation::rows::{Row, Subject};
use super::super::organisation::vulnerabilities::Vulnerability;
use super::super::random::mix;
use super::timestamps::Style;

/// One finding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) row: &'a Row,
}

impl<'a> Finding<'a> {
    pub(super) fn product(self) -> Product {
        match self.row.subject {
            Subject::Control(_) => Product::SecurityHub,
            Subject::Vulnerability(_) => Product::Inspector,
            Subject::Detection(index) => DETECTIONS[usize::from(index)].product,
        }
    }

    pub(super) fn control(self) -> Option<&'static Control> {
        match self.row.subject {
            Subject::Control(index) => CONTROLS.get(usize::from(index)),
            _ => None,
        }
    }

    pub(super) fn vulnerability(self) -> Option<&'a Vulnerability> {
        match self.row.subject {
            Subject::Vulnerability(index) => self.organisation.vulnerabilities.get(usize::from(index)),
            _ => None,
        }
    }

    pub(super) fn detection(self) -> Option<&'static Detection> {
        match self.row.subject {
            Subject::Detection(index) => DETECTIONS.get(usize::from(index)),
            _ => None,
        }
    }

    pub(super) fn account(self) -> &'a Account {
        &self.organisation.accounts[self.row.account()]
    }

    pub(super) fn region(self) -> &'a str {
        &self.organisation.regions[self.row.region()]
    }

    pub(super) fn partition(self) -> &'static str {
        partition(self.region())
    }

    pub(super) fn changes(self) -> Option<&'a Changes> {
        self.row.changes.as_deref()
    }

    /// Returns the finding types as the product reported them.
    pub(super) fn provider_types(self) -> &'static [&'static str] {
        const CONTROL: &[&str] = &[
            "Software and Configuration Checks/Industry and Regulatory Standards",
            "Software and Configuration Checks/AWS Security Best Practices",
        ];
        match self.detection() {
            Some(detection) => detection.types,
            // A control that only one standard asks for is no best practice of AWS.
            None if self.control().is_some_and(|c| c.standards().count() == 1) => &CONTROL[..1],
            None if self.control().is_some() => CONTROL,
            None => &["Software and Configuration Checks/Vulnerabilities/CVE"],
        }
    }

    /// Passes on the finding types as people see them.
    pub(super) fn types(self, visit: &mut dyn FnMut(&str)) {
        match self.changes().and_then(|changes| changes.types.as_ref()) {
            Some(types) => types.iter().for_each(|kind| visit(kind)),
            None => self.provider_types().iter().for_each(|kind| visit(kind)),
        }
    }

    pub(super) fn severity(self) -> Severity {
        let changed = self.changes().and_then(|changes| changes.severity);
        changed.map_or(self.row.severity, |severity| severity.label)
    }

    pub(super) fn severity_normalized(self) -> u8 {
        let changed = self.changes().and_then(|changes| changes.severity);
        changed.map_or(self.row.severity.normalized(), |severity| severity.normalized)
    }

    /// Says whether the product gave its severity in numbers only, as was usual before there were labels.
    fn reports_numbers_only(self) -> bool {
        self.product() == Product::Import && mix(self.row.key ^ 5).is_multiple_of(2)
    }

    /// Returns the severity label the product reported.
    pub(super) fn provider_severity(self) -> Option<Severity> {
        (!self.reports_numbers_only()).then_some(self.row.severity)
    }

    /// Returns the severity label that is shown. Where there is none, filters and insights still know the one that
    /// Security Hub derives from the number: [`Self::severity`].
    pub(super) fn severity_shown(self) -> Option<Severity> {
        self.changes().and_then(|changes| changes.severity).map(|severity| severity.label).or(self.provider_severity())
    }

    /// Returns the product's own severity number, which only some products have.
    pub(super) fn severity_product(self) -> Option<f64> {
        let changed = self.changes().and_then(|changes| changes.severity);
        let reported = match self.product() {
            Product::GuardDuty => Some(f64::from(self.row.severity.normalized()) / 10.0),
            Product::Inspector => self.vulnerability().map(|vulnerability| vulnerability.score),
            Product::Import if self.reports_numbers_only() => Some(f64::from(self.row.severity.normalized()) / 10.0),
            _ => None,
        };
        changed.and_then(|severity| severity.product).or(reported)
    }

    /// Returns the product's own confidence, 0 to 100.
    pub(super) fn provider_confidence(self) -> Option<u8> {
        (self.product() == Product::Import).then(|| (mix(self.row.key ^ 1) % 101) as u8)
    }

    /// Returns the product's own criticality, 0 to 100.
    pub(super) fn provider_criticality(self) -> Option<u8> {
        (self.product() == Product::Import).then(|| (mix(self.row.key ^ 2) % 101) as u8)
    }

    pub(super) fn confidence(self) -> Option<u8> {
        let changed = self.changes().and_then(|changes| changes.confidence);
        changed.or(self.provider_confidence())
    }

    pub(super) fn criticality(self) -> Option<u8> {
        let changed = self.changes().and_then(|changes| changes.criticality);
        changed.or(self.provider_criticality())
    }

    /// Says whether GuardDuty made the finding up on request; other products do not say.
    pub(super) fn sample(self) -> Option<bool> {
        (self.product() == Product::GuardDuty).then(|| self.row.key.is_multiple_of(40))
    }

    pub(super) fn style(self) -> Style {
        Style::of(self.product())
    }

    pub(super) fn created(self) -> i64 {
        self.style().cut(self.row.created)
    }

    pub(super) fn updated(self) -> i64 {
        self.style().cut(self.row.updated)
    }

    pub(super) fn processed(self) -> i64 {
        self.row.processed
    }

    /// Returns when the product first saw the issue: up to ten minutes before it reported it.
    pub(super) fn first_observed(self) -> i64 {
        let earlier = (mix(self.row.key ^ 3) % 600_000) as i64;
        self.style().cut(self.row.created - earlier)
    }

    /// Returns when the product last saw the issue: up to a minute before it said so.
    pub(super) fn last_observed(self) -> i64 {
        let earlier = (mix(self.row.key ^ 4) % 60_000) as i64;
        self.style().cut((self.row.updated - earlier).max(self.row.created))
    }
}
