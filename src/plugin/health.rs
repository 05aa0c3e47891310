//! "Save & test" in words: one line for each service and group of places with the same outcome, and a summary of them.
//!
//! In comes what came of each place, out go a status, a sentence that fits one line, and details as JSON, of which Grafana
//! shows `verboseMessage` below the sentence. `places` says where, `summary` is the sentence.

mod places;
mod summary;

use serde::Serialize;
use serde_json::{Value, json};

use crate::aws::{Identity, Places};
use crate::engine::{MOST_PLACES, Outcome, Place, Reach, ReachError, Reached};
use crate::tables::checks::{CHECKS, priced, service};
use places::in_words;

/// What "Save & test" answers.
#[derive(Debug)]
pub struct Health {
    /// Whether all is well: something can be read, and nobody has to do anything about the rest.
    ///
    /// A service that is denied or fails is not well: panels over it show an error. One that is not enabled is known to be
    /// empty, which is nothing to mend as long as another can be read.
    pub is_well: bool,
    /// One sentence.
    pub message: String,
    /// What there is to say beside it.
    pub details: Value,
}

/// What came of a service at all places of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Reachable,
    #[serde(rename = "not enabled")]
    NotEnabled,
    Denied,
    Failed,
    #[serde(rename = "not asked")]
    NotAsked,
}

/// A service at the places where the same came of it.
#[derive(Debug, Serialize)]
struct Group {
    service: &'static str,
    outcome: Verdict,
    places: Vec<String>,
    message: String,
    /// The places in words.
    #[serde(skip)]
    at: String,
}

/// What the data source asks.
#[derive(Debug, Serialize)]
struct Scope {
    accounts: Vec<String>,
    regions: Vec<String>,
    aggregated: bool,
    /// Accounts of the organisation that are left out as they are not active.
    inactive: usize,
    #[serde(skip)]
    notices: Vec<String>,
}

impl Health {
    /// Says what a check found.
    pub fn of(reached: Result<Reach, ReachError>, is_sandbox: bool) -> Self {
        match reached {
            Ok(Reach { identity, places, services }) => {
                let scope = Scope::of(&places, &identity);
                Self::found(&identity, &services, &scope, is_sandbox)
            }
            Err(ReachError::Nowhere(identity, error)) => Self::not_asked(
                &error.to_string(),
                Some(&identity),
                "it is not known which accounts and Regions to ask",
            ),
            Err(error) => Self::not_asked(&error.to_string(), None, "nobody is signed in"),
        }
    }

    fn found(identity: &Identity, services: &[Reached], scope: &Scope, is_sandbox: bool) -> Self {
        let mut groups: Vec<Group> = services.iter().flat_map(groups).collect();
        let has = |verdict| groups.iter().any(|group| group.outcome == verdict);
        let is_well = has(Verdict::Reachable) && !has(Verdict::Denied) && !has(Verdict::Failed);
        let message = summary::of(identity, &groups, is_sandbox);
        groups.extend(priced().into_iter().map(|(service, usd)| Group {
            service,
            outcome: Verdict::NotAsked,
            places: Vec::new(),
            message: format!("{service}: not asked, as each request costs {usd:.2} USD. The settings have a button that asks it once."),
            at: String::new(),
        }));
        let lines = groups.iter().map(|group| group.message.clone()).chain([scope.in_words()]);
        let lines = lines.chain(scope.notices.iter().cloned());
        let details = json!({
            "verboseMessage": numbered(lines),
            "account": identity.account,
            "principal": identity.principal,
            "services": groups,
            "scope": scope,
        });
        Self { is_well, message, details }
    }

    /// No service was asked.
    fn not_asked(problem: &str, identity: Option<&Identity>, why: &str) -> Self {
        let others: Vec<_> = CHECKS.iter().map(|check| service(check.table)).collect();
        let others = format!("{}: not asked, as {why}.", others.join(", "));
        let details = json!({
            "verboseMessage": numbered([problem.to_owned(), others]),
            "account": identity.map(|identity| &identity.account),
            "principal": identity.map(|identity| &identity.principal),
            "services": [],
            "scope": null,
        });
        Self { is_well: false, message: problem.to_owned(), details }
    }
}

fn numbered(lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().zip(1..).map(|(line, number)| format!("{number}. {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The groups of a service: what can be read first, and what was not asked last.
fn groups(reached: &Reached) -> Vec<Group> {
    let Reached { service, places, left_out } = reached;
    let mut alike: Vec<(Verdict, String, Vec<&Place>, &str)> = Vec::new();
    for (place, outcome) in places {
        let (verdict, problem) = match outcome {
            Outcome::Reachable => (Verdict::Reachable, ""),
            Outcome::NotEnabled => (Verdict::NotEnabled, ""),
            Outcome::Denied(problem) => (Verdict::Denied, problem.as_str()),
            Outcome::Failed(problem) => (Verdict::Failed, problem.as_str()),
        };
        // The same role of another account is denied the same.
        let key = problem.replace(&place.account, "*");
        match alike.iter_mut().find(|(known, text, ..)| *known == verdict && *text == key) {
            Some((_, _, places, _)) => places.push(place),
            None => alike.push((verdict, key, vec![place], problem)),
        }
    }
    alike.sort_by_key(|(verdict, ..)| *verdict);
    let group = |(outcome, key, at, problem): (Verdict, String, Vec<&Place>, &str)| {
        let words = in_words(&at, places.len());
        let is_of_one = key == problem || at.iter().all(|place| place.account == at[0].account);
        let likewise = if is_of_one { "" } else { " Likewise in the other accounts." };
        let message = match outcome {
            Verdict::Reachable => format!("{service}: reachable in {words}"),
            Verdict::NotEnabled => format!("{service}: not enabled in {words}"),
            Verdict::Denied => format!("{service}: denied in {words}: {problem}{likewise}"),
            Verdict::Failed | Verdict::NotAsked => format!("{service}: failed in {words}: {problem}{likewise}"),
        };
        Group { service, outcome, places: at.iter().map(ToString::to_string).collect(), message, at: words }
    };
    let mut groups: Vec<Group> = alike.into_iter().map(group).collect();
    if *left_out > 0 {
        let message = format!("{service}: {left_out} more places not asked; a check asks {MOST_PLACES} of a service.");
        groups.push(Group { service, outcome: Verdict::NotAsked, places: Vec::new(), message, at: String::new() });
    }
    groups
}

impl Scope {
    fn of(places: &Places, identity: &Identity) -> Self {
        let mut accounts: Vec<String> = places.accounts().into_iter().map(str::to_owned).collect();
        if accounts.is_empty() {
            accounts.push(identity.account.clone());
        }
        Self {
            accounts,
            regions: places.regions().to_vec(),
            aggregated: places.is_aggregated(),
            inactive: places.inactive(),
            notices: places.notices().to_vec(),
        }
    }

    fn in_words(&self) -> String {
        let (accounts, regions) = (places::some(&self.accounts, "accounts"), places::some(&self.regions, "Regions"));
        let where_to = match (self.accounts.len(), self.regions.len()) {
            (1, 1) => return format!("Asked: {accounts} in {regions}, for all that it is shown there."),
            (_, _) => format!("{accounts} in {regions}"),
        };
        let left_out = match self.inactive {
            0 => String::new(),
            1 => " 1 account is left out, as it is not active.".to_owned(),
            many => format!(" {many} accounts are left out, as they are not active."),
        };
        if self.aggregated {
            format!("Asked: the account that signs in, for what it is shown of {where_to}.{left_out}")
        } else {
            format!("Asked: {where_to}, each for its own.{left_out}")
        }
    }
}

#[cfg(test)]
mod tests;
