//! What one request sees: the records of its account and region with what people changed, as of the moment it is asked.
//!
//! A rule that is gone has no name and no results any more; one that is being deleted still has both.

use std::borrow::Cow;

use super::super::fault::Fault;
use super::super::organisation::recorded::evaluations::{ComplianceType, Evaluation};
use super::super::organisation::recorded::rules::{Health, Rule};
use super::super::organisation::recorded::{Place, Records};
use super::Config;
use super::compliance::Compliance;
use super::state::State;

/// By whom, where, when and by which operation something is asked.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// The account's number in the organisation.
    pub(super) account: usize,
    pub(super) config: &'a Config,
    pub(super) operation: &'a str,
    pub(super) place: &'a Place,
    pub(super) state: State,
    /// Milliseconds since 1970.
    pub(super) now: i64,
}

impl<'a> Asked<'a> {
    pub(super) fn new(config: &'a Config, operation: &'a str, account: usize, region: Option<usize>, now: i64) -> Self {
        let (place, state) = (config.records.place(account, region), config.state(account, region));
        Self { account, config, operation, place, state, now }
    }

    /// Returns the id of the account that asks.
    pub(super) fn account_id(&self) -> &'a str {
        &self.records().organisation.accounts[self.account].id
    }

    pub(super) fn records(&self) -> &'a Records {
        &self.config.records
    }

    /// Returns the name of the region that was asked; outside the organisation there is nothing that has one.
    pub(super) fn region_name(&self) -> &'a str {
        let regions = &self.records().organisation.regions;
        self.place.region.and_then(|region| regions.get(region)).map_or("", String::as_str)
    }

    /// Changes what people changed in the region that was asked.
    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        self.config.change(self.account, self.place.region, change);
    }

    /// Returns the numbers of the rules that are not gone, by their names.
    pub(super) fn rules(&self) -> Vec<usize> {
        (0..self.place.rules.len()).filter(|rule| !self.state.is_gone(*rule, self.now)).collect()
    }

    pub(super) fn rule(&self, number: usize) -> &'a Rule {
        &self.place.rules[number]
    }

    /// Returns the number of the rule of this name.
    pub(super) fn find(&self, name: &str) -> Result<usize, Fault> {
        let found = self.rules().into_iter().find(|rule| self.rule(*rule).name == name);
        found.ok_or_else(|| no_such_rule(name))
    }

    /// Returns the numbers of the rules of these names, in the order of the rules; without a name, of all.
    pub(super) fn named(&self, names: &[&str]) -> Result<Vec<usize>, Fault> {
        for name in names {
            self.find(name)?;
        }
        let is_named = |rule: &usize| names.is_empty() || names.contains(&self.rule(*rule).name.as_str());
        Ok(self.rules().into_iter().filter(is_named).collect())
    }

    /// Says whether a rule is being deleted.
    pub(super) fn is_deleting(&self, rule: usize) -> bool {
        self.rule(rule).definition.health == Health::Deleting || self.state.deleted.contains_key(&rule)
    }

    /// Returns what a rule says of resources now.
    pub(super) fn evaluations(&self, rule: usize) -> Cow<'a, [Evaluation]> {
        let recorded = &self.place.evaluations[rule];
        let Some(attested) = self.state.attested.get(&rule) else {
            return Cow::Borrowed(recorded);
        };
        let attest = |evaluation: &Evaluation| Evaluation {
            subject: evaluation.subject,
            compliance: attested.compliance,
            ordering: attested.ordering,
            invoked: attested.recorded,
            recorded: attested.recorded,
            annotation: attested.annotation.clone().map(Cow::Owned),
        };
        Cow::Owned(recorded.iter().map(attest).collect())
    }

    /// Returns whether a rule's resources comply.
    pub(super) fn compliance(&self, rule: usize) -> Compliance {
        let mut compliance = Compliance::default();
        self.evaluations(rule).iter().for_each(|evaluation| compliance.add(evaluation.compliance));
        compliance
    }

    /// Returns, for each resource, whether it complies with the rules that look at it.
    pub(super) fn compliance_of_resources(&self) -> Vec<Compliance> {
        let mut compliances = vec![Compliance::default(); self.place.resources.len()];
        for rule in self.rules() {
            for evaluation in self.evaluations(rule).iter() {
                compliances[evaluation.subject].add(evaluation.compliance);
            }
        }
        compliances
    }

    /// Returns the resources of which rules say something, with whether they comply.
    pub(super) fn evaluated(&self) -> Vec<(usize, Compliance)> {
        let compliances = self.compliance_of_resources().into_iter().enumerate();
        compliances.filter(|(_, compliance)| compliance.kind() != ComplianceType::InsufficientData).collect()
    }
}

/// Returns the refusal of a rule's name.
pub(super) fn no_such_rule(name: &str) -> Fault {
    Fault::json(
        "NoSuchConfigRuleException",
        format!("The ConfigRule '{name}' provided in the request is invalid. Please check the configRule name"),
    )
}
