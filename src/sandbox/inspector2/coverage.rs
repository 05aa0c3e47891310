//! What Inspector covers: each resource once a scan type, whether it is scanned, and why not.
//!
//! Covered are the resources that findings are about and others without any. A resource with findings was scanned
//! once; one that never was has none. About one entry in ten is not scanned.

use std::collections::{BTreeMap, HashSet};

use super::super::organisation::Organisation;
use super::super::organisation::inspected::{Row, Scanned, Weakness};
use super::super::organisation::kinds::Kind;
use super::super::organisation::labels::{Label, labels};
use super::super::organisation::resource::Resource as Place;
use super::super::random::{SplitMix64, mix};
use super::resources::Resource;

const DAY: i64 = 24 * 60 * 60 * 1_000;

labels! {
    /// `scanType`.
    Scan { Network = "NETWORK", Package = "PACKAGE", Code = "CODE" }
}

labels! {
    /// `scanStatus.reason`, as far as it occurs.
    Reason {
        Successful = "SUCCESSFUL", PendingInitialScan = "PENDING_INITIAL_SCAN",
        UnmanagedInstance = "UNMANAGED_EC2_INSTANCE", UnsupportedSystem = "UNSUPPORTED_OS",
        NoInventory = "NO_INVENTORY", StaleInventory = "STALE_INVENTORY", Stopped = "EC2_INSTANCE_STOPPED",
        Excluded = "EXCLUDED_BY_TAG", EligibilityExpired = "SCAN_ELIGIBILITY_EXPIRED",
        Manual = "SCAN_FREQUENCY_MANUAL", ScanOnPush = "SCAN_FREQUENCY_SCAN_ON_PUSH",
        UnsupportedRuntime = "UNSUPPORTED_RUNTIME",
    }
}

labels! {
    /// `resourceMetadata.ecrRepository.scanFrequency`.
    Frequency { Continuous = "CONTINUOUS_SCAN", OnPush = "SCAN_ON_PUSH", Manual = "MANUAL" }
}

/// One covered resource and scan type.
#[derive(Debug, Clone)]
pub(super) struct Covered {
    pub(super) scanned: Scanned,
    pub(super) scan: Scan,
    pub(super) reason: Reason,
    /// Milliseconds since 1970; none if it never was scanned.
    pub(super) last_scanned: Option<i64>,
    /// How often the repository of an image is scanned.
    pub(super) frequency: Option<Frequency>,
}

impl Covered {
    pub(super) fn status_code(&self) -> &'static str {
        if self.reason == Reason::Successful { "ACTIVE" } else { "INACTIVE" }
    }

    /// Returns how an instance is scanned.
    pub(super) fn scan_mode(&self, resource: Resource<'_>) -> Option<&'static str> {
        let is_agentless = resource.describe().hash % 5 == 4;
        let mode = if is_agentless { "EC2_AGENTLESS" } else { "EC2_SSM_AGENT_BASED" };
        (self.scanned.resource.kind == Kind::Ec2Instance).then_some(mode)
    }
}

/// What findings there are about a resource: when the latest of each scan type was last observed.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    network: Option<i64>,
    package: Option<i64>,
    code: Option<i64>,
}

impl Seen {
    fn of(&mut self, scan: Scan) -> &mut Option<i64> {
        match scan {
            Scan::Network => &mut self.network,
            Scan::Package => &mut self.package,
            Scan::Code => &mut self.code,
        }
    }

    fn latest(self) -> Option<i64> {
        self.network.max(self.package).max(self.code)
    }
}

/// Where a resource is among all: the order of coverage listings.
type Key = (u8, u16, u8, u32, u8);

/// Returns what is covered in each region, given the findings and how many resources of a kind an account has.
pub(super) fn coverage(organisation: &Organisation, rows: &[Row], pool: u32) -> Vec<Vec<Covered>> {
    let mut resources: BTreeMap<Key, (Scanned, Seen)> = BTreeMap::new();
    let mut at = |scanned: Scanned, seen: Option<(Scan, i64)>| {
        let place = scanned.resource;
        let key = (place.region, place.account, place.kind as u8, place.serial, scanned.revision);
        let (_, known) = resources.entry(key).or_insert((scanned, Seen::default()));
        if let Some((scan, moment)) = seen {
            let known = known.of(scan);
            *known = (*known).max(Some(moment));
        }
    };
    for row in rows {
        let scan = match row.weakness {
            Weakness::Vulnerability(_) => Scan::Package,
            Weakness::Port(_) => Scan::Network,
            Weakness::Code(_) => Scan::Code,
        };
        at(row.scanned, Some((scan, row.last_observed)));
    }
    without_findings(organisation, pool, |scanned| at(scanned, None));
    let mut regions = vec![Vec::new(); organisation.regions.len()];
    let with_findings: HashSet<Place> = rows.iter().map(|row| row.scanned.resource).collect();
    let mut last = None;
    for (scanned, seen) in resources.into_values() {
        let region = &mut regions[usize::from(scanned.resource.region)];
        let resource = Resource { organisation, scanned };
        let is_image = scanned.resource.kind == Kind::EcrImage;
        let frequency = is_image.then(|| frequency(resource, with_findings.contains(&scanned.resource)));
        // The images of a repository follow one another.
        if let Some(frequency) = frequency.filter(|_| last != Some(scanned.resource)) {
            region.push(repository(resource, frequency));
        }
        last = Some(scanned.resource);
        entries(resource, seen, frequency, region);
    }
    regions
}

/// Passes on about a third of the resources there could be, whether or not there are findings about them.
fn without_findings(organisation: &Organisation, pool: u32, mut visit: impl FnMut(Scanned)) {
    for region in 0..organisation.regions.len() as u8 {
        for account in 0..organisation.accounts.len() as u16 {
            for kind in [Kind::Ec2Instance, Kind::EcrImage, Kind::LambdaFunction] {
                for serial in 0..pool {
                    let resource = Place { serial, account, region, kind };
                    let scanned = Scanned { resource, revision: 0 };
                    if mix(resource.describe(organisation).hash) % 100 < 35 && scanned.is_scanned(organisation) {
                        visit(scanned);
                    }
                }
            }
        }
    }
}

/// Returns how often the repository of an image is scanned; one that is not scanned by itself has no findings.
fn frequency(resource: Resource<'_>, has_findings: bool) -> Frequency {
    match resource.describe().hash >> 50 & 0xF {
        0 => Frequency::OnPush,
        1 if !has_findings => Frequency::Manual,
        _ => Frequency::Continuous,
    }
}

fn repository(image: Resource<'_>, frequency: Frequency) -> Covered {
    let scanned = Scanned { resource: Place { kind: Kind::EcrRepository, ..image.scanned.resource }, revision: 0 };
    let reason = unscanned(frequency).unwrap_or(Reason::Successful);
    Covered { scanned, scan: Scan::Package, reason, last_scanned: None, frequency: Some(frequency) }
}

/// Returns why images of a repository with this frequency are not scanned continuously.
fn unscanned(frequency: Frequency) -> Option<Reason> {
    match frequency {
        Frequency::Continuous => None,
        Frequency::OnPush => Some(Reason::ScanOnPush),
        Frequency::Manual => Some(Reason::Manual),
    }
}

fn entries(resource: Resource<'_>, mut seen: Seen, frequency: Option<Frequency>, into: &mut Vec<Covered>) {
    let mut random = SplitMix64::new(mix(resource.describe().hash) ^ u64::from(resource.scanned.revision));
    let scans: &[Scan] = match resource.scanned.resource.kind {
        Kind::Ec2Instance => &[Scan::Package, Scan::Network],
        Kind::LambdaFunction => &[Scan::Package, Scan::Code],
        _ => &[Scan::Package],
    };
    let kind = resource.scanned.resource.kind;
    let by_frequency = frequency.and_then(unscanned);
    let package = by_frequency.unwrap_or_else(|| reason(kind, seen, &mut random));
    for scan in scans {
        let reason = match (*scan, package) {
            (Scan::Package, _) => package,
            // What keeps an instance or a function from being scanned at all; the rest concerns packages only.
            (_, Reason::Stopped | Reason::Excluded | Reason::UnsupportedRuntime | Reason::PendingInitialScan) => {
                package
            }
            _ => Reason::Successful,
        };
        let since = last_scan(reason, &mut random);
        let moment = since.map(|since| resource.organisation.present - since);
        let last_scanned = moment.max(*seen.of(*scan));
        into.push(Covered { scanned: resource.scanned, scan: *scan, reason, last_scanned, frequency });
    }
}

/// Returns why packages are scanned or not.
fn reason(kind: Kind, seen: Seen, random: &mut SplitMix64) -> Reason {
    use Reason::{
        EligibilityExpired, Excluded, NoInventory, PendingInitialScan, StaleInventory, Stopped, Successful,
        UnmanagedInstance, UnsupportedRuntime, UnsupportedSystem,
    };
    let has_findings = seen.latest().is_some();
    match kind {
        Kind::Ec2Instance if has_findings => random.weighted(&[(Successful, 91), (Stopped, 5), (StaleInventory, 4)]),
        Kind::Ec2Instance => random.weighted(&[
            (Successful, 52),
            (UnmanagedInstance, 22),
            (Stopped, 10),
            (Excluded, 6),
            (NoInventory, 5),
            (UnsupportedSystem, 5),
        ]),
        Kind::LambdaFunction if has_findings => Successful,
        Kind::LambdaFunction => random.weighted(&[(Successful, 80), (UnsupportedRuntime, 13), (PendingInitialScan, 7)]),
        _ if has_findings => Successful,
        _ => random.weighted(&[(Successful, 80), (EligibilityExpired, 16), (PendingInitialScan, 4)]),
    }
}

/// Returns how long ago a scan with this outcome was.
fn last_scan(reason: Reason, random: &mut SplitMix64) -> Option<i64> {
    let days =
        |least: i64, span: i64, random: &mut SplitMix64| Some(least * DAY + random.below((span * DAY) as usize) as i64);
    match reason {
        Reason::Successful => days(0, 1, random),
        Reason::Stopped | Reason::StaleInventory | Reason::ScanOnPush => days(8, 30, random),
        Reason::EligibilityExpired => days(40, 60, random),
        _ => None,
    }
}
