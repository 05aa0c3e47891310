//! What "Save & test" says of what it found.

use super::*;

const ARN: &str = "arn:aws:sts::111122223333:assumed-role/Audit/grafana";
const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"];

fn identity() -> Identity {
    Identity { account: "111122223333".to_owned(), principal: ARN.to_owned() }
}

fn place(account: &str, region: &str) -> Place {
    Place { account: account.to_owned(), region: Some(region.to_owned()) }
}

fn account(number: usize) -> String {
    format!("{}", 111_122_223_333 + number)
}

/// A service at places of 8 accounts in 4 Regions.
fn everywhere(service: &'static str, outcome: impl Fn(&str, &str) -> Outcome) -> Reached {
    let all = (0..8).map(account).flat_map(|account| REGIONS.map(|region| (account.clone(), region)));
    let places = all.map(|(account, region)| (place(&account, region), outcome(&account, region))).collect();
    Reached { service, places, left_out: 0 }
}

fn at_one(service: &'static str, outcome: Outcome) -> Reached {
    Reached { service, places: vec![(place("111122223333", "eu-west-1"), outcome)], left_out: 0 }
}

fn scope() -> Scope {
    Scope {
        accounts: (0..8).map(account).collect(),
        regions: REGIONS.map(str::to_owned).to_vec(),
        aggregated: false,
        inactive: 0,
        notices: Vec::new(),
    }
}

fn said(services: &[Reached]) -> (bool, String, Vec<String>) {
    let health = Health::found(&identity(), services, &scope(), false);
    let lines = health.details["verboseMessage"].as_str().unwrap().lines().map(str::to_owned).collect();
    (health.is_well, health.message, lines)
}

#[test]
fn places_with_the_same_outcome_are_one_line() {
    let off = |account: &str, region: &str| match (account, region) {
        ("111122223333", "eu-west-1") => Outcome::NotEnabled,
        _ => Outcome::Reachable,
    };
    let denied = |account: &str, _: &str| {
        Outcome::Denied(format!("access denied. Grant config:X to arn:aws:sts::{account}:assumed-role/Audit/s."))
    };
    let services = [
        everywhere("Security Hub", |_, _| Outcome::Reachable),
        everywhere("Inspector", off),
        everywhere("Config", denied),
        Reached {
            service: "Budgets",
            places: vec![(Place { account: account(0), region: None }, Outcome::Failed("no answer.".to_owned()))],
            left_out: 7,
        },
    ];
    let (is_well, message, lines) = said(&services);
    assert_eq!(
        lines,
        [
            "1. Security Hub: reachable in 8 accounts × 4 Regions",
            "2. Inspector: reachable in 31 of 32 places",
            "3. Inspector: not enabled in 111122223333/eu-west-1",
            "4. Config: denied in 8 accounts × 4 Regions: access denied. Grant config:X to \
             arn:aws:sts::111122223333:assumed-role/Audit/s. Likewise in the other accounts.",
            "5. Budgets: failed in 111122223333: no answer.",
            "6. Budgets: 7 more places not asked; a check asks 128 of a service.",
            "7. Cost Explorer: not asked, as each request costs 0.01 USD. The settings have a button that asks it once.",
            "8. Asked: 8 accounts in 4 Regions, each for its own.",
        ]
    );
    assert!(!is_well);
    assert_eq!(message, "Signed in to 111122223333: 1 of 4 services can be read, 1 in part; see the details.");
}

#[test]
fn what_is_not_enabled_is_well_where_something_else_can_be_read() {
    let rows = [
        (vec![Outcome::Reachable, Outcome::Reachable], true, "all 2 services can be read"),
        (
            vec![Outcome::Reachable, Outcome::NotEnabled],
            true,
            "1 of 2 services can be read; Inspector is not enabled in eu-west-1",
        ),
        (
            vec![Outcome::NotEnabled, Outcome::NotEnabled],
            false,
            "none of 2 services can be read; Security Hub and Inspector are not enabled in eu-west-1",
        ),
        (
            vec![Outcome::Reachable, Outcome::Denied("access denied.".to_owned())],
            false,
            "1 of 2 services can be read; Inspector is denied in eu-west-1",
        ),
        (
            vec![Outcome::Failed("AWS failed.".to_owned()), Outcome::Reachable],
            false,
            "1 of 2 services can be read; Security Hub failed in eu-west-1",
        ),
    ];
    for (outcomes, expected, text) in rows {
        let services = ["Security Hub", "Inspector"].into_iter().zip(outcomes);
        let services: Vec<_> = services.map(|(service, outcome)| at_one(service, outcome)).collect();
        let (is_well, message, _) = said(&services);
        assert_eq!(is_well, expected, "{text}");
        assert!(message.contains(text) && message.chars().count() <= 120, "{message}");
    }
}

#[test]
fn the_sentence_fits_one_line_whoever_signs_in_and_whatever_fails() {
    let long = format!("arn:aws:sts::111122223333:assumed-role/{}/{}", "r".repeat(64), "s".repeat(64));
    let identity = Identity { principal: long, ..identity() };
    let names = ["Security Hub", "Inspector", "Config", "Budgets"];
    let outcomes = |account: &str, region: &str| match (account.ends_with('3'), region) {
        (true, "us-east-1") => Outcome::Reachable,
        (true, _) => Outcome::NotEnabled,
        (_, "us-east-1") => Outcome::Denied("no".to_owned()),
        _ => Outcome::Failed("broken".to_owned()),
    };
    for (is_sandbox, count) in [(true, 1), (true, 4), (false, 4)] {
        let services: Vec<_> = names[..count].iter().map(|service| everywhere(service, outcomes)).collect();
        let Health { message, .. } = Health::found(&identity, &services, &scope(), is_sandbox);
        assert!(message.chars().count() <= 120 && message.contains("111122223333"), "{message}");
    }
}

#[test]
fn what_is_wrong_at_some_places_only_is_said_so() {
    let services = |first: &'static str, second: &'static str| {
        let off_at = |off: &'static str| {
            move |account: &str, region: &str| match (account, region == off) {
                ("111122223333", true) => Outcome::NotEnabled,
                _ => Outcome::Reachable,
            }
        };
        let parts = [everywhere("Inspector", off_at(first)), everywhere("Config", off_at(second))];
        parts.into_iter().chain([at_one("Budgets", Outcome::Reachable)]).collect::<Vec<_>>()
    };
    let (_, message, _) = said(&services("us-east-1", "us-east-1"));
    let expected = "1 of 3 services can be read, 2 in part; Inspector and Config are not enabled in us-east-1.";
    assert_eq!(message, format!("Signed in to 111122223333: {expected}"));
    let (_, message, _) = said(&services("eu-west-1", "eu-central-1"));
    let expected = "1 of 3 services can be read, 2 in part; Inspector and Config are not enabled at some places.";
    assert_eq!(message, format!("Signed in to 111122223333: {expected}"));
}

#[test]
fn many_places_are_named_by_number() {
    let words = |rows: &[(usize, &str)], of: usize| {
        let places: Vec<_> = rows.iter().map(|(number, region)| place(&account(*number), region)).collect();
        in_words(&places.iter().collect::<Vec<_>>(), of)
    };
    let one = [(0, "a"), (0, "b"), (0, "c"), (0, "d")];
    assert_eq!(words(&one[..2], 2), "111122223333 in a, b");
    assert_eq!(words(&[(0, "a"), (1, "b")], 8), "111122223333/a, 111122223334/b");
    assert_eq!(words(&one, 4), "111122223333 in 4 Regions");
    assert_eq!(words(&[(0, "a"), (1, "a"), (2, "a"), (3, "a")], 9), "4 accounts in a");
    let some = [(0, "a"), (0, "b"), (1, "a"), (2, "a")];
    assert_eq!(words(&some, 5), "4 of 5 places");
    assert_eq!(words(&some, 12), "111122223333/a, 111122223333/b, 111122223334/a and 1 more");
}

#[test]
fn details_say_what_was_decided_and_what_came_of_it() {
    let health = Health::found(&identity(), &[at_one("Inspector", Outcome::NotEnabled)], &scope(), true);
    let details = &health.details;
    assert_eq!((&details["account"], &details["principal"]), (&json!("111122223333"), &json!(ARN)));
    assert_eq!(
        details["services"][0],
        json!({"service": "Inspector", "outcome": "not enabled", "places": ["111122223333/eu-west-1"],
               "message": "Inspector: not enabled in 111122223333/eu-west-1"})
    );
    assert_eq!(details["services"][1]["outcome"], "not asked");
    assert_eq!(details["scope"]["regions"], json!(REGIONS));
    let aggregated = Scope { aggregated: true, ..scope() };
    assert_eq!(
        aggregated.in_words(),
        "Asked: the account that signs in, for what it is shown of 8 accounts in 4 Regions."
    );
    let closed = Scope { inactive: 2, ..scope() };
    assert_eq!(
        closed.in_words(),
        "Asked: 8 accounts in 4 Regions, each for its own. 2 accounts are left out, as they are not active."
    );
    let alone = Scope { accounts: vec![account(0)], regions: vec!["eu-west-1".to_owned()], ..scope() };
    assert_eq!(alone.in_words(), "Asked: 111122223333 in eu-west-1, for all that it is shown there.");
}

#[test]
fn nobody_signed_in_is_said_with_what_to_do_and_nothing_else_was_asked() {
    let health = Health::of(Err(ReachError::NoAnswer(std::time::Duration::from_secs(20))), false);
    assert!(!health.is_well);
    assert_eq!(
        health.message,
        "AWS did not answer within 20 s. Check the endpoint, the Region, the proxy and the network."
    );
    let lines = health.details["verboseMessage"].as_str().unwrap();
    assert!(
        lines.ends_with("2. Security Hub, Inspector, Config, Budgets: not asked, as nobody is signed in."),
        "{lines}"
    );
}
