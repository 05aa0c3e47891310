//! The findings of an organisation as compact rows: about a hundred bytes each, no text.
//!
//! Each row has a stream of chance of its own, drawn from the seed and its index, so rows do not depend on one
//! another. Titles, ARNs and packages are looked up or derived when a row is shown.

use std::collections::BTreeMap;

use super::super::random::{Ranks, SplitMix64, mix};
use super::Organisation;
use super::changes::{Changes, Note};
use super::controls::CONTROLS;
use super::detections::{self, DETECTIONS};
use super::kinds::Kind;
use super::labels::{Compliance, Product, RecordState, Severity, Verification, Workflow};
use super::resource::Resource;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// Security Hub deletes active findings 90 days after their last update and archived ones after 30.
const RETENTION: i64 = 90 * DAY;
const RETENTION_ARCHIVED: i64 = 30 * DAY;

/// What a finding is about, as an index into its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// One of [`CONTROLS`].
    Control(u16),
    /// One of [`Organisation::vulnerabilities`].
    Vulnerability(u16),
    /// One of [`DETECTIONS`].
    Detection(u16),
}

/// One finding. Moments are milliseconds since 1970.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// A number of the finding's own, from which its id and other details follow.
    pub(crate) key: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) processed: i64,
    pub(crate) subject: Subject,
    /// The resources involved; the first is the one the finding is about and there always is one.
    resources: [Resource; 3],
    resource_count: u8,
    /// The severity the product reported.
    pub(crate) severity: Severity,
    pub(crate) compliance: Option<Compliance>,
    pub(crate) record: RecordState,
    pub(crate) workflow: Workflow,
    pub(crate) changes: Option<Box<Changes>>,
}

impl Row {
    pub(crate) fn resources(&self) -> &[Resource] {
        &self.resources[..usize::from(self.resource_count)]
    }

    pub(crate) fn account(&self) -> usize {
        usize::from(self.resources[0].account)
    }

    pub(crate) fn region(&self) -> usize {
        usize::from(self.resources[0].region)
    }
}

/// Returns `count` findings about `organisation`.
pub(crate) fn rows(organisation: &Organisation, count: u32) -> Vec<Row> {
    let places = organisation.accounts.len() * organisation.regions.len();
    let maker = Maker {
        organisation,
        accounts: Ranks::new(organisation.accounts.len(), 0.9),
        regions: Ranks::new(organisation.regions.len(), 1.0),
        pool: (count as usize / places / 6).max(4),
    };
    (0..u64::from(count)).map(|index| maker.row(index)).collect()
}

struct Maker<'a> {
    organisation: &'a Organisation,
    accounts: Ranks,
    regions: Ranks,
    /// How many resources of one kind an account has in a region.
    pool: usize,
}

impl Maker<'_> {
    fn row(&self, index: u64) -> Row {
        let mut random = SplitMix64::new(mix(self.organisation.seed) ^ index);
        let key = random.next();
        let subject = self.subject(&mut random);
        let (resources, resource_count) = self.resources(subject, &mut random);
        let compliance = compliance(subject, &mut random);
        let is_archived = random.chance(0.12);
        let (created, updated) = self.moments(is_archived, &mut random);
        let late = random.chance(0.01);
        let delay = if late { random.below(4 * DAY as usize) } else { 300 + random.below(4_700) };
        Row {
            key,
            created,
            updated,
            processed: (updated + delay as i64).min(self.organisation.present),
            subject,
            resources,
            resource_count,
            severity: self.severity(subject, compliance),
            compliance,
            record: if is_archived { RecordState::Archived } else { RecordState::Active },
            workflow: workflow(compliance, &mut random),
            changes: self.changes(subject, updated, &mut random),
        }
    }

    fn subject(&self, random: &mut SplitMix64) -> Subject {
        let product = random.weighted(&[
            (Product::SecurityHub, 640),
            (Product::Inspector, 295),
            (Product::GuardDuty, 30),
            (Product::Macie, 15),
            (Product::AccessAnalyzer, 12),
            (Product::Import, 8),
        ]);
        match product {
            Product::SecurityHub => Subject::Control(random.below(CONTROLS.len()) as u16),
            Product::Inspector => Subject::Vulnerability(random.below(self.organisation.vulnerabilities.len()) as u16),
            _ => {
                let range = detections::of_product(product);
                Subject::Detection((range.start + random.below(range.len())) as u16)
            }
        }
    }

    fn resources(&self, subject: Subject, random: &mut SplitMix64) -> ([Resource; 3], u8) {
        let inspected = [random.weighted(&[(Kind::Ec2Instance, 5), (Kind::EcrImage, 3), (Kind::LambdaFunction, 2)])];
        let kinds: &[Kind] = match subject {
            Subject::Control(index) => std::slice::from_ref(&CONTROLS[usize::from(index)].kind),
            Subject::Vulnerability(_) => &inspected,
            Subject::Detection(index) => DETECTIONS[usize::from(index)].kinds,
        };
        let account = self.accounts.pick(random) as u16;
        let region = self.regions.pick(random) as u8;
        let resource = |kind: Kind, random: &mut SplitMix64| Resource {
            serial: if kind == Kind::Account { 0 } else { random.below(self.pool) as u32 },
            account,
            region,
            kind,
        };
        let mut resources = [resource(kinds[0], random); 3];
        for (place, kind) in resources.iter_mut().zip(kinds).skip(1) {
            *place = resource(*kind, random);
        }
        (resources, kinds.len().min(3) as u8)
    }

    /// Returns when a finding was created and last updated: more were created of late than long ago.
    fn moments(&self, is_archived: bool, random: &mut SplitMix64) -> (i64, i64) {
        let age = (RETENTION as f64 * random.unit().powf(1.6)) as i64;
        let mut since_update = (age as f64 * random.unit().powi(2)) as i64;
        if is_archived && since_update > RETENTION_ARCHIVED {
            since_update = random.below(RETENTION_ARCHIVED as usize) as i64;
        }
        let present = self.organisation.present;
        (present - age, present - since_update)
    }

    fn severity(&self, subject: Subject, compliance: Option<Compliance>) -> Severity {
        match subject {
            Subject::Control(_) if compliance == Some(Compliance::Passed) => Severity::Informational,
            Subject::Control(index) => CONTROLS[usize::from(index)].severity,
            Subject::Vulnerability(index) => self.organisation.vulnerabilities[usize::from(index)].severity,
            Subject::Detection(index) => DETECTIONS[usize::from(index)].severity,
        }
    }

    fn changes(&self, subject: Subject, updated: i64, random: &mut SplitMix64) -> Option<Box<Changes>> {
        const NOTES: [&str; 3] = [
            "Accepted until the migration is done.",
            "Ticket SEC-1423; owner informed.",
            "False positive, see <https://wiki.example.com/?a=1&b=2> \"exceptions\"",
        ];
        let is_import = matches!(subject, Subject::Detection(index)
            if DETECTIONS[usize::from(index)].product == Product::Import);
        if !is_import && !random.chance(0.03) {
            return None;
        }
        let until_present = (self.organisation.present - updated).max(0) as usize;
        let fields = [("ticket", "SEC-1423"), ("formula", "=1+1")];
        let fields = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Some(Box::new(Changes {
            note: Some(Note {
                text: random.pick(&NOTES).to_owned(),
                updated_by: "arn:aws:iam::111122223333:user/analyst".to_owned(),
                updated: updated + random.below(until_present + 1) as i64,
            }),
            verification: random.chance(0.3).then_some(Verification::FalsePositive),
            user_defined: is_import.then(|| BTreeMap::from(fields)),
            ..Changes::default()
        }))
    }
}

fn compliance(subject: Subject, random: &mut SplitMix64) -> Option<Compliance> {
    let drawn = random.weighted(&[
        (Compliance::Passed, 68),
        (Compliance::Failed, 29),
        (Compliance::Warning, 2),
        (Compliance::NotAvailable, 1),
    ]);
    matches!(subject, Subject::Control(_)).then_some(drawn)
}

/// Security Hub resolves a control finding itself once its check has passed.
fn workflow(compliance: Option<Compliance>, random: &mut SplitMix64) -> Workflow {
    match compliance {
        Some(Compliance::Passed) => {
            random.weighted(&[(Workflow::Resolved, 92), (Workflow::New, 6), (Workflow::Suppressed, 2)])
        }
        _ => random.weighted(&[
            (Workflow::New, 78),
            (Workflow::Notified, 11),
            (Workflow::Suppressed, 7),
            (Workflow::Resolved, 4),
        ]),
    }
}
