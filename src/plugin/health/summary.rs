//! The sentence of "Save & test": who signs in, how much can be read, and what cannot.

use super::{Group, Verdict};
use crate::aws::Identity;

/// What Grafana shows on one line.
const LONGEST: usize = 120;

/// Writes the sentence. Where it would be too long, it says less of who signs in, else less of what cannot be read: the
/// details have both.
pub(super) fn of(identity: &Identity, groups: &[Group], is_sandbox: bool) -> String {
    let who = |full: bool| match (full, is_sandbox) {
        (true, false) => format!("Signed in as {}", identity.principal),
        (true, true) => format!("Signed in to the sandbox as {}", identity.principal),
        (false, false) => format!("Signed in to {}", identity.account),
        (false, true) => format!("Signed in to {} of the sandbox", identity.account),
    };
    let read = readable(groups);
    let problems = problems(groups, &identity.account);
    let sentence = |full: bool, problem: &str| match problem {
        "" => format!("{}: {read}.", who(full)),
        problem => format!("{}: {read}; {problem}.", who(full)),
    };
    let details = if problems.is_empty() { "" } else { "see the details" };
    let said = problems.iter().map(String::as_str).chain([details]);
    let all: Vec<String> = said.flat_map(|problem| [sentence(true, problem), sentence(false, problem)]).collect();
    let fits = all.iter().find(|sentence| sentence.chars().count() <= LONGEST);
    fits.or(all.last()).cloned().unwrap_or_default()
}

/// How many services can be read, and how many of the others at some places.
fn readable(groups: &[Group]) -> String {
    let mut services: Vec<&str> = groups.iter().map(|group| group.service).collect();
    services.dedup();
    let comes_to = |service: &str, is_it: fn(Verdict) -> bool| {
        groups.iter().any(|group| group.service == service && is_it(group.outcome))
    };
    let read = services.iter().filter(|service| comes_to(service, |outcome| outcome == Verdict::Reachable));
    let (part, whole): (Vec<&str>, Vec<&str>) = read.partition(|service| comes_to(service, is_problem));
    match (whole.len(), part.len(), services.len()) {
        (whole, _, all) if whole == all => format!("all {all} services can be read"),
        (0, 0, all) => format!("none of {all} services can be read"),
        (0, part, all) => format!("{part} of {all} services can be read in part"),
        (whole, 0, all) => format!("{whole} of {all} services can be read"),
        (whole, part, all) => format!("{whole} of {all} services can be read, {part} in part"),
    }
}

fn is_problem(outcome: Verdict) -> bool {
    !matches!(outcome, Verdict::Reachable | Verdict::NotAsked)
}

/// What cannot be read, first with its places and then in fewer words; nothing where all can be read.
fn problems(groups: &[Group], own: &str) -> Vec<String> {
    // The sentence has named the account that signs in.
    let named = |group: &Group| {
        let at = group.at.replace(&format!("{own}/"), "").replace(&format!("{own} in "), "");
        format!(" in {at}")
    };
    let briefly = |group: &Group| {
        let is_read = |other: &Group| other.service == group.service && other.outcome == Verdict::Reachable;
        if groups.iter().any(is_read) { " at some places".to_owned() } else { String::new() }
    };
    let said = [told(groups, named), told(groups, briefly)];
    said.into_iter().filter(|text| !text.is_empty()).collect()
}

/// Tells of each problem where it is, and of all services once that have the same one there.
fn told(groups: &[Group], at: impl Fn(&Group) -> String) -> String {
    let mut alike: Vec<(Verdict, String, Vec<&str>)> = Vec::new();
    for group in groups.iter().filter(|group| is_problem(group.outcome)) {
        let at = at(group);
        match alike.iter_mut().find(|(outcome, known, _)| *outcome == group.outcome && *known == at) {
            Some((.., services)) if services.contains(&group.service) => {}
            Some((.., services)) => services.push(group.service),
            None => alike.push((group.outcome, at, vec![group.service])),
        }
    }
    let told = alike.iter().map(|(outcome, at, services)| format!("{}{at}", verb(services, *outcome)));
    told.collect::<Vec<_>>().join(", ")
}

/// What came of services: `Security Hub and Config are denied`.
fn verb(services: &[&str], outcome: Verdict) -> String {
    let (names, be) = match services {
        [first @ .., last] if !first.is_empty() => (format!("{} and {last}", first.join(", ")), "are"),
        one => (one.concat(), "is"),
    };
    match outcome {
        Verdict::Reachable => format!("{names} can be read"),
        Verdict::NotEnabled => format!("{names} {be} not enabled"),
        Verdict::Denied => format!("{names} {be} denied"),
        Verdict::Failed => format!("{names} failed"),
        Verdict::NotAsked => format!("{names} {be} not asked"),
    }
}
