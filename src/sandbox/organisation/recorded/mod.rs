//! What AWS Config recorded: resources account by account and region by region, their histories, and what rules say.
//!
//! Recorded are the resources the organisation's findings are about and some that have none. Global ones (IAM,
//! CloudFront) are recorded in the first region. In the last of several regions recording stopped [`STOPPED_FOR`] before
//! the organisation's present, for the first account and every third after it.
//!
//! - `kinds`, `settings`: how Config names resources, and what of their configuration rules look at
//! - `definitions`, `rules`, `packs`: the rules and the conformance packs; `evaluations`: what rules found
//! - `history`: the configuration items of a resource

mod definitions;
pub(crate) mod evaluations;
pub(crate) mod history;
pub(crate) mod kinds;
pub(crate) mod packs;
pub(crate) mod rules;
pub(crate) mod settings;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::super::parameters::Parameters;
use super::super::random::{SplitMix64, hash, mix};
use super::Organisation;
use super::controls::CONTROLS;
use super::inspected;
use super::kinds::Kind;
use super::labels::{Compliance, RecordState};
use super::resource::Resource;
use super::rows::{self, Subject};
use chrono::{DateTime, Utc};
use evaluations::Evaluation;
use kinds::{Facts, KINDS};
use packs::PACKS;
use rules::{Creator, Rule};
use settings::Setting;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// How long before the present recording stopped where it did.
pub(crate) const STOPPED_FOR: i64 = 9 * DAY;
/// How long before the present recording began.
pub(crate) const RECORDED_FOR: i64 = 500 * DAY;
/// An account with more resources of a kind in a region has the rest unrecorded, to bound the memory that they take.
const MOST_OF_A_KIND: u32 = 1_000;

/// The records of all accounts and regions, each made when first needed.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) organisation: Organisation,
    /// How many resources of one kind findings can be about in a region.
    pool: u32,
    /// Whether the latest finding of a control, an index into [`CONTROLS`], about a resource is a failure.
    reported: OnceLock<HashMap<(Resource, u16), bool>>,
    findings: u32,
    /// By account, then by region.
    places: Vec<OnceLock<Vec<OnceLock<Place>>>>,
    nowhere: Place,
}

/// The records of one account in one region. Moments are milliseconds since 1970.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// Which region of the organisation it is; none where Config was never set up, and then there is nothing.
    pub(crate) region: Option<usize>,
    /// When something was last recorded or evaluated, at most.
    pub(crate) until: i64,
    pub(crate) resources: Vec<Recorded>,
    /// By name.
    pub(crate) rules: Vec<Rule>,
    /// What each rule says of resources.
    pub(crate) evaluations: Vec<Vec<Evaluation>>,
}

/// A resource that Config recorded.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) resource: Resource,
    pub(crate) facts: &'static Facts,
    pub(crate) id: String,
    pub(crate) created: i64,
    /// When it was first recorded.
    pub(crate) discovered: i64,
    pub(crate) deleted: Option<i64>,
    /// When each of its configuration items was captured, the oldest first.
    pub(crate) captured: Vec<i64>,
    /// A number of the resource's own.
    hash: u64,
}

impl Records {
    /// Makes the records of the organisation that `parameters` describe, none later than `present`.
    pub(crate) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let organisation = Organisation::new(parameters, present);
        Self {
            pool: inspected::pool(&organisation, parameters.findings).min(MOST_OF_A_KIND),
            reported: OnceLock::new(),
            findings: parameters.findings,
            places: organisation.accounts.iter().map(|_| OnceLock::new()).collect(),
            nowhere: Place::default(),
            organisation,
        }
    }

    /// Returns the records of an account in a region; there are none outside the organisation.
    pub(crate) fn place(&self, account: usize, region: Option<usize>) -> &Place {
        let regions = || self.organisation.regions.iter().map(|_| OnceLock::new()).collect();
        let of_account = self.places.get(account).map(|places| places.get_or_init(regions));
        let Some((region, place)) = region.and_then(|region| Some((region, of_account?.get(region)?))) else {
            return &self.nowhere;
        };
        place.get_or_init(|| self.record(account, region))
    }

    /// Says whether recording stopped before the organisation's present.
    pub(crate) fn is_stopped(&self, account: usize, region: usize) -> bool {
        account.is_multiple_of(3) && region > 0 && region + 1 == self.organisation.regions.len()
    }

    fn record(&self, account: usize, region: usize) -> Place {
        let present = self.organisation.present;
        let until = if self.is_stopped(account, region) { present - STOPPED_FOR } else { present };
        let mut place = Place { region: Some(region), until, ..Place::default() };
        for (kind, facts) in KINDS {
            let regions = if kinds::is_global(*kind) { 0..self.organisation.regions.len() } else { region..region + 1 };
            for home in regions.filter(|_| region == 0 || !kinds::is_global(*kind)) {
                let count = self.count(*kind, facts, account, home);
                let resource = |serial| Resource { serial, account: account as u16, region: home as u8, kind: *kind };
                place.resources.extend((0..count).map(|serial| self.recorded(resource(serial), facts, until)));
            }
        }
        place.rules = rules::rules(&self.organisation, account, region, present);
        place.evaluations = place.rules.iter().map(|rule| evaluations::evaluations(self, &place, rule)).collect();
        place
    }

    /// Returns how many resources of a kind an account has in a region: those that can have findings, and some more.
    fn count(&self, kind: Kind, facts: &Facts, account: usize, region: usize) -> u32 {
        if kind == Kind::Account {
            return 1;
        }
        let own = mix(self.organisation.seed ^ hash(facts.type_name)) ^ (account << 8 | region) as u64;
        let least = facts.more / 2;
        self.pool + (least + SplitMix64::new(own).below(facts.more - least + 1)) as u32
    }

    fn recorded(&self, resource: Resource, facts: &'static Facts, until: i64) -> Recorded {
        let described = resource.describe(&self.organisation);
        let id = if facts.id.is_empty() {
            resource.id(&self.organisation)
        } else {
            resource.filled(facts.id, &self.organisation)
        };
        let created = self.organisation.present - described.age_days() * DAY;
        let created = created - created.rem_euclid(1_000);
        let mut random = SplitMix64::new(mix(described.hash ^ 0xC0F1));
        let began = self.organisation.present - RECORDED_FOR;
        let discovered = began.max(created + 60_000 + random.below(600_000) as i64);
        // Findings are about what still exists.
        let is_deleted = resource.serial >= self.pool && random.chance(0.08);
        let deleted = is_deleted.then(|| until - DAY - random.below(60 * DAY as usize) as i64);
        let captured = history::captured(discovered, deleted, until, &mut random);
        Recorded { resource, facts, id, created, discovered, deleted, captured, hash: described.hash }
    }

    /// Says whether a resource is now set as rules demand: as the latest finding says, or else by chance.
    pub(crate) fn meets(&self, resource: Resource, own: u64, setting: &Setting) -> bool {
        let control = CONTROLS.iter().position(|control| control.id == setting.key);
        let reported = control.and_then(|control| self.reported().get(&(resource, control as u16)));
        match reported {
            Some(is_failed) => !is_failed,
            None => mix(own ^ hash(setting.key)) % 100 >= setting.percent,
        }
    }

    fn reported(&self) -> &HashMap<(Resource, u16), bool> {
        self.reported.get_or_init(|| {
            let mut latest = HashMap::new();
            for row in rows::rows(&self.organisation, self.findings) {
                let Subject::Control(control) = row.subject else { continue };
                let is_failed = match row.compliance {
                    Some(Compliance::Failed) => true,
                    Some(Compliance::Passed) => false,
                    _ => continue,
                };
                if row.record == RecordState::Active {
                    let entry = latest.entry((row.resources()[0], control)).or_insert((row.updated, is_failed));
                    if row.updated > entry.0 {
                        *entry = (row.updated, is_failed);
                    }
                }
            }
            latest.into_iter().map(|(subject, (_, is_failed))| (subject, is_failed)).collect()
        })
    }
}

impl Place {
    /// Returns the rules that a conformance pack, by its place in [`PACKS`], made here.
    pub(crate) fn rules_of(&self, pack: usize) -> impl Iterator<Item = usize> {
        let is_its = move |rule: &Rule| rule.definition.creator == Creator::Pack(pack);
        self.rules.iter().enumerate().filter(move |(_, rule)| is_its(rule)).map(|(number, _)| number)
    }

    /// Returns the places in [`PACKS`] of the conformance packs here.
    pub(crate) fn packs(&self) -> std::ops::Range<usize> {
        if self.region.is_some() { 0..PACKS.len() } else { 0..0 }
    }
}

impl Recorded {
    /// Returns `resourceName`, if the resource has one in Config.
    pub(crate) fn name(&self, organisation: &Organisation) -> Option<String> {
        let pattern = self.facts.name;
        (!pattern.is_empty()).then(|| self.resource.filled(pattern, organisation))
    }

    /// Says whether Config records the resource itself; of the account it only records what rules say.
    pub(crate) fn is_recorded(&self) -> bool {
        self.resource.kind != Kind::Account
    }
}
