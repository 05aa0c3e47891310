//! The Config rules of an account: who made them, what they look at and what they demand.
//!
//! A [`Definition`] is the same in all accounts and regions; a [`Rule`] is one of an account and a region, with the ids
//! AWS gave it there. Rules about IAM exist only where IAM is recorded. A service that makes rules appends something of
//! its own to their names.

use super::super::super::random::{SplitMix64, hash, mix};
use super::super::Organisation;
use super::super::kinds::Kind;
use super::super::resource::partition;
use super::definitions::DEFINITIONS;
use super::kinds::is_global;
use super::packs::PACKS;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Who evaluates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// AWS, by this identifier.
    Aws(&'static str),
    /// A function of this name in the account.
    CustomLambda(&'static str),
    /// Config itself, by this text in the language Guard.
    CustomPolicy(&'static str),
}

/// Who made a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creator {
    People,
    SecurityHub,
    /// A conformance pack, by its place in [`PACKS`].
    Pack(usize),
}

/// What a rule demands of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// That the setting with this key is as it should be.
    Setting(&'static str),
    /// That it has all these tags.
    Tags(&'static [&'static str]),
    /// What a person says of the account, with PutExternalEvaluation.
    Attestation,
    /// Something of resources that the account does not have.
    Nothing,
}

/// How a rule is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    Active,
    /// Its function can no longer be invoked.
    Failing,
    /// Being deleted, for longer than that should take.
    Deleting,
}

/// A rule as it was put into every region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    name: &'static str,
    pub(crate) owner: Owner,
    pub(crate) creator: Creator,
    pub(crate) kinds: &'static [Kind],
    pub(crate) check: Check,
    pub(crate) description: &'static str,
    /// `InputParameters`, a JSON text; empty for none.
    pub(crate) parameters: &'static str,
    /// `MaximumExecutionFrequency` and the hours it stands for; a rule without runs when a resource changes.
    pub(crate) period: Option<(&'static str, i64)>,
    /// `Annotation` of what does not comply; empty for none.
    pub(crate) annotation: &'static str,
    pub(crate) health: Health,
}

impl Definition {
    pub(super) const fn new(
        name: &'static str,
        owner: Owner,
        kinds: &'static [Kind],
        check: Check,
        description: &'static str,
    ) -> Self {
        let (creator, health) = (Creator::People, Health::Active);
        Self { name, owner, creator, kinds, check, description, parameters: "", period: None, annotation: "", health }
    }

    pub(super) const fn by(self, creator: Creator) -> Self {
        Self { creator, ..self }
    }

    pub(super) const fn given(self, parameters: &'static str) -> Self {
        Self { parameters, ..self }
    }

    pub(super) const fn daily(self) -> Self {
        Self { period: Some(("TwentyFour_Hours", 24)), ..self }
    }

    pub(super) const fn six_hourly(self) -> Self {
        Self { period: Some(("Six_Hours", 6)), ..self }
    }

    pub(super) const fn noting(self, annotation: &'static str) -> Self {
        Self { annotation, ..self }
    }

    pub(super) const fn health(self, health: Health) -> Self {
        Self { health, ..self }
    }
}

/// A rule of one account and region. Moments are milliseconds since 1970.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) definition: &'static Definition,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) activated: i64,
    /// A number of the rule's own.
    pub(super) hash: u64,
}

impl Rule {
    /// Returns `CreatedBy`, which rules people made do not have.
    pub(crate) fn created_by(&self) -> Option<&'static str> {
        match self.definition.creator {
            Creator::People => None,
            Creator::SecurityHub => Some("securityhub.amazonaws.com"),
            Creator::Pack(_) => Some("config-conforms.amazonaws.com"),
        }
    }
}

/// Returns the rules of an account in a region, by name, as they were at `present`.
pub(super) fn rules(organisation: &Organisation, account: usize, region: usize, present: i64) -> Vec<Rule> {
    let is_here = |definition: &&Definition| {
        region == 0 || definition.kinds.is_empty() || !definition.kinds.iter().copied().all(is_global)
    };
    let rule = |definition| rule(organisation, account, region, present, definition);
    let mut rules: Vec<Rule> = DEFINITIONS.iter().filter(is_here).map(rule).collect();
    rules.sort_by(|a, b| a.name.cmp(&b.name));
    rules
}

fn rule(
    organisation: &Organisation,
    account: usize,
    region: usize,
    present: i64,
    definition: &'static Definition,
) -> Rule {
    let region_name = organisation.regions[region].as_str();
    let own = mix(organisation.seed ^ hash(definition.name) ^ mix(hash(region_name)) ^ (account as u64) << 32);
    let id = format!("config-rule-{}", letters(own, 6));
    let (name, path) = match definition.creator {
        Creator::People => (definition.name.to_owned(), String::new()),
        Creator::SecurityHub => (
            format!("securityhub-{}-{:08x}", definition.name, own >> 32),
            "aws-service-rule/securityhub.amazonaws.com/".to_owned(),
        ),
        Creator::Pack(pack) => {
            let pack = PACKS[pack].id(organisation, account, region);
            (format!("{}-{pack}", definition.name), "aws-service-rule/config-conforms.amazonaws.com/".to_owned())
        }
    };
    let account = &organisation.accounts[account].id;
    let arn = format!("arn:{}:config:{region_name}:{account}:config-rule/{path}{id}", partition(region_name));
    let age = 40 * DAY + SplitMix64::new(own).below(360 * DAY as usize) as i64;
    Rule { definition, name, id, arn, activated: present - age, hash: own }
}

/// Returns so many letters and digits as AWS makes ids from.
pub(super) fn letters(hash: u64, count: usize) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut random = SplitMix64::new(hash);
    (0..count).map(|_| char::from(random.pick(ALPHABET))).collect()
}
