//! What Inspector found in the organisation, as compact rows: a resource, what is weak about it, and its life.
//!
//! The resources are those Security Hub's findings are about, so that both services name the same instances,
//! images and functions; the findings themselves are drawn apart. A resource has a weakness at most once. About
//! three in five of an organisation's findings are made here.

use std::collections::HashSet;

use super::super::parameters::Service;
use super::super::random::{Ranks, SplitMix64, mix};
use super::Organisation;
use super::kinds::Kind;
use super::labels::{Label, Severity, labels};
use super::resource::Resource;
use super::vulnerabilities::Vulnerability;
use super::weaknesses::{DETECTORS, PORTS};

const DAY: i64 = 24 * 60 * 60 * 1_000;
const OLDEST: i64 = 180 * DAY;
/// Inspector deletes closed findings after 30 days.
const RETENTION_CLOSED: i64 = 30 * DAY;
/// How often a resource that has the weakness already is replaced by another draw.
const DRAWS: u64 = 8;

labels! {
    /// `severity`, in the order Inspector ranks them; UNTRIAGED has no vendor's verdict yet.
    Level {
        Untriaged = "UNTRIAGED", Informational = "INFORMATIONAL", Low = "LOW", Medium = "MEDIUM", High = "HIGH",
        Critical = "CRITICAL",
    }
}

labels! {
    /// `status`.
    Status { Active = "ACTIVE", Suppressed = "SUPPRESSED", Closed = "CLOSED" }
}

/// What is weak about a resource, as an index into its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Weakness {
    /// One of [`Organisation::vulnerabilities`].
    Vulnerability(u16),
    /// One of [`PORTS`].
    Port(u8),
    /// One of [`DETECTORS`].
    Code(u8),
}

/// A resource Inspector scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Scanned {
    pub(crate) resource: Resource,
    /// Which image of its repository an image is, the newest first; 0 for everything else.
    pub(crate) revision: u8,
}

impl Scanned {
    /// Says whether Inspector is on where the resource is.
    pub(crate) fn is_scanned(self, organisation: &Organisation) -> bool {
        let Resource { account, region, .. } = self.resource;
        organisation.is_on(Service::Inspector, usize::from(account), usize::from(region))
    }

    /// Returns when the resource was made: an instance launched, an image pushed, a function last changed.
    pub(crate) fn since(self, organisation: &Organisation) -> i64 {
        let described = self.resource.describe(organisation);
        let days = match self.resource.kind {
            Kind::EcrImage => 1 + 3 * (described.hash >> 12 & 0x1F) as i64 + 60 * i64::from(self.revision),
            _ => described.age_days(),
        };
        let moment = organisation.present - days * DAY;
        moment - moment.rem_euclid(1_000)
    }
}

/// One finding. Moments are milliseconds since 1970.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// A number of the finding's own, from which its ARN and other details follow.
    pub(crate) key: u64,
    pub(crate) first_observed: i64,
    pub(crate) last_observed: i64,
    pub(crate) updated: i64,
    pub(crate) scanned: Scanned,
    pub(crate) weakness: Weakness,
    pub(crate) level: Level,
    pub(crate) status: Status,
}

/// Returns how many resources of one kind an account has in a region, as Security Hub's findings have it.
pub(crate) fn pool(organisation: &Organisation, findings: u32) -> u32 {
    let places = organisation.accounts.len() * organisation.regions.len();
    (findings as usize / places / 6).max(4) as u32
}

/// Returns Inspector's findings about an `organisation` that has `findings` in Security Hub.
pub(crate) fn rows(organisation: &Organisation, findings: u32) -> Vec<Row> {
    let of_application = |vulnerability: &Vulnerability| vulnerability.packages.iter().all(|p| p.manager != "OS");
    let indexed = organisation.vulnerabilities.iter().enumerate();
    let maker = Maker {
        organisation,
        accounts: Ranks::new(organisation.accounts.len(), 0.9),
        regions: Ranks::new(organisation.regions.len(), 1.0),
        pool: pool(organisation, findings) as usize,
        levels: levels(&organisation.vulnerabilities),
        applications: indexed.filter(|(_, v)| of_application(v)).map(|(index, _)| index as u16).collect(),
    };
    let mut taken = HashSet::new();
    let count = u64::from(findings) * 3 / 5;
    (0..count).map(|index| maker.row(index, &mut taken)).collect()
}

/// Returns each vulnerability's severity in Inspector, which leaves two in three of those without a vendor's
/// severity untriaged; Security Hub calls them informational.
fn levels(vulnerabilities: &[Vulnerability]) -> Vec<Level> {
    let mut unrated = 0;
    let mut level = |vulnerability: &Vulnerability| match vulnerability.severity {
        Severity::Critical => Level::Critical,
        Severity::High => Level::High,
        Severity::Medium => Level::Medium,
        Severity::Low => Level::Low,
        Severity::Informational => {
            unrated += 1;
            if unrated % 3 == 1 { Level::Informational } else { Level::Untriaged }
        }
    };
    vulnerabilities.iter().map(&mut level).collect()
}

struct Maker<'a> {
    organisation: &'a Organisation,
    accounts: Ranks,
    regions: Ranks,
    pool: usize,
    levels: Vec<Level>,
    /// The vulnerabilities of application packages, the only ones a function can have.
    applications: Vec<u16>,
}

impl Maker<'_> {
    fn row(&self, index: u64, taken: &mut HashSet<(Scanned, Weakness)>) -> Row {
        let mut random = SplitMix64::new(mix(self.organisation.seed ^ 0x1259) ^ index);
        let key = random.next();
        let (mut scanned, mut weakness) = self.draw(&mut random);
        for _ in 1..DRAWS {
            if taken.insert((scanned, weakness)) {
                break;
            }
            (scanned, weakness) = self.draw(&mut random);
        }
        let status = random.weighted(&[(Status::Active, 85), (Status::Suppressed, 6), (Status::Closed, 9)]);
        let (first_observed, updated) = self.moments(status, scanned, &mut random);
        let last_observed = (updated - random.below(60_000) as i64).max(first_observed);
        let level = self.level(weakness);
        Row { key, first_observed, last_observed, updated, scanned, weakness, level, status }
    }

    fn draw(&self, random: &mut SplitMix64) -> (Scanned, Weakness) {
        let kind = random.weighted(&[(Kind::Ec2Instance, 5), (Kind::EcrImage, 3), (Kind::LambdaFunction, 2)]);
        let account = self.accounts.pick(random) as u16;
        let region = self.regions.pick(random) as u8;
        let serial = random.below(self.pool) as u32;
        let revision = if kind == Kind::EcrImage { random.weighted(&[(0, 6), (1, 3), (2, 1)]) } else { 0 };
        let scanned = Scanned { resource: Resource { serial, account, region, kind }, revision };
        (scanned, self.weakness(kind, random))
    }

    fn weakness(&self, kind: Kind, random: &mut SplitMix64) -> Weakness {
        let any = |random: &mut SplitMix64| random.below(self.organisation.vulnerabilities.len()) as u16;
        match kind {
            Kind::Ec2Instance if random.chance(0.08) => Weakness::Port(random.below(PORTS.len()) as u8),
            Kind::LambdaFunction if random.chance(0.15) => Weakness::Code(random.below(DETECTORS.len()) as u8),
            Kind::LambdaFunction if !self.applications.is_empty() => {
                Weakness::Vulnerability(random.pick(&self.applications))
            }
            _ => Weakness::Vulnerability(any(random)),
        }
    }

    fn level(&self, weakness: Weakness) -> Level {
        match weakness {
            Weakness::Vulnerability(index) => self.levels[usize::from(index)],
            Weakness::Port(index) => PORTS[usize::from(index)].level,
            Weakness::Code(index) => DETECTORS[usize::from(index)].level,
        }
    }

    /// Returns when a finding was first observed and last updated.
    fn moments(&self, status: Status, scanned: Scanned, random: &mut SplitMix64) -> (i64, i64) {
        let present = self.organisation.present;
        let oldest = OLDEST.min(present - scanned.since(self.organisation));
        let age = (oldest as f64 * random.unit().powf(1.6)) as i64;
        let mut since_update = (age as f64 * random.unit().powi(2)) as i64;
        if status == Status::Closed && since_update > RETENTION_CLOSED {
            since_update = random.below(RETENTION_CLOSED as usize) as i64;
        }
        (present - age, present - since_update)
    }
}
