//! Which services can be read where: each place's own outcome, asked anew, for free and for a limited time.

use std::collections::BTreeMap;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::super::reach::services;
use super::super::{MOST_PLACES, Outcome, Reach, ReachError, Reached, reach};
use super::World;
use crate::aws::{Account, Accounts, Caller, Connection, Memory, Regions, Request, Role, Scope, Settings};
use crate::sandbox::{Clock, Parameters, Throttle};

const LIMIT: Duration = Duration::from_secs(20);

fn organisation(accounts: u32) -> Parameters {
    let clock = Clock::Fixed("2026-11-26T12:00:00Z".parse().unwrap());
    Parameters { accounts, findings: 200, throttle: Throttle::Off, clock, ..Default::default() }
}

fn account(id: &str, role: &str) -> Account {
    let role = Role { arn: format!("arn:aws:iam::{id}:role/{role}"), external_id: None };
    Account { id: id.to_owned(), role: Some(role), labels: BTreeMap::new() }
}

async fn connection(parameters: Parameters, scope: Scope, memory: Memory) -> Arc<Connection> {
    let settings = Settings { scope, memory, ..Settings::sandbox("us-east-1", parameters) };
    Arc::new(Connection::open(settings, Arc::default()).await.unwrap())
}

/// Checks once; returns what was found, and the requests by operation.
async fn check(connection: &Arc<Connection>) -> (Result<Reach, ReachError>, Vec<(&'static str, u64)>) {
    let request = Arc::new(Request::new(Arc::clone(connection), Caller::Check));
    let found = reach(&request, LIMIT).await;
    let attempts = request.attempts_by_call().into_iter().map(|(call, attempts)| (call.operation, attempts));
    (found, attempts.collect())
}

fn outcomes(reached: &Reached) -> Vec<(String, Outcome)> {
    reached.places.iter().map(|(place, outcome)| (place.to_string(), outcome.clone())).collect()
}

#[tokio::test]
async fn each_service_is_asked_once_for_free_and_always_anew() {
    let connection = connection(organisation(2), Scope::default(), Memory::default()).await;
    for _ in 0..2 {
        let (found, requests) = check(&connection).await;
        let Reach { identity, services, .. } = found.unwrap();
        assert_eq!(identity.account, "111122223333");
        assert_eq!(identity.principal, "arn:aws:sts::111122223333:assumed-role/SecurityAudit/sandbox");
        let found: Vec<_> = services.iter().map(|one| (one.service, outcomes(one))).collect();
        let reachable = |service, place: &str| (service, vec![(place.to_owned(), Outcome::Reachable)]);
        assert_eq!(
            found,
            [
                reachable("Security Hub", "111122223333/us-east-1"),
                reachable("Inspector", "111122223333/us-east-1"),
                reachable("Config", "111122223333/us-east-1"),
                reachable("Budgets", "111122223333"),
            ]
        );
        let mut requests = requests;
        requests.sort_unstable();
        // Budgets asks once more for the account, which its requests name.
        assert_eq!(
            requests,
            [
                ("DescribeBudgets", 1),
                ("DescribeConfigurationRecorders", 1),
                ("GetCallerIdentity", 2),
                ("GetFindings", 1),
                ("ListCoverage", 1)
            ]
        );
    }
    assert_eq!(Request::new(connection, Caller::Panel).spent_usd(), 0.0);
}

#[tokio::test]
async fn each_place_has_its_own_outcome() {
    let world = World::over("us-east-1", organisation(3), Scope::default()).await;
    let ids = world.rows("SELECT account_id FROM securityhub_findings GROUP BY 1 ORDER BY count(*) DESC").await.0;
    let off = ["securityhub", "inspector2", "config"]
        .map(|service| format!("{service}/{}/eu-west-1", ids[1]).parse().unwrap());
    let parameters = Parameters { off: off.to_vec(), ..organisation(3) };
    let accounts = vec![account(&ids[0], "Audit"), account(&ids[1], "Audit"), account(&ids[2], "MissingAudit")];
    let (accounts, regions) =
        (Accounts::Listed(accounts), Regions::Listed(["eu-west-1", "us-east-1"].map(str::to_owned).to_vec()));
    let scope = Scope { accounts, regions, is_aggregated: false };
    let (found, _) = check(&connection(parameters, scope, Memory::default()).await).await;
    for reached in &found.unwrap().services {
        assert_eq!(reached.places.len(), if reached.service == "Budgets" { 3 } else { 6 });
        for (place, outcome) in &reached.places {
            let is_off = reached.service != "Budgets";
            match outcome {
                Outcome::Denied(problem) => {
                    assert_eq!(place.account, ids[2]);
                    let expected = format!("cannot assume the role arn:aws:iam::{}:role/MissingAudit: ", ids[2]);
                    assert!(problem.starts_with(&expected), "{problem}");
                }
                Outcome::NotEnabled => assert_eq!((place.to_string(), is_off), (format!("{}/eu-west-1", ids[1]), true)),
                outcome => assert_eq!(*outcome, Outcome::Reachable, "{} in {place}", reached.service),
            }
        }
        let (ours, theirs) = (&reached.places, &ids[2]);
        assert!(
            ours.iter().all(|(place, outcome)| (place.account == *theirs) == matches!(outcome, Outcome::Denied(_)))
        );
    }
}

#[tokio::test]
async fn of_many_places_some_are_asked_and_each_account_is_among_them() {
    let ids: Vec<String> = (0..50).map(|number| format!("{}", 111_122_223_333_u64 + number)).collect();
    let accounts = ids.iter().map(|id| Account { id: id.clone(), role: None, labels: BTreeMap::new() }).collect();
    let regions = Regions::Listed(Parameters::default().regions);
    let scope = Scope { accounts: Accounts::Listed(accounts), regions, is_aggregated: false };
    let (found, _) = check(&connection(organisation(50), scope, Memory::default()).await).await;
    for Reached { service, places, left_out } in found.unwrap().services {
        let expected = if service == "Budgets" { (50, 0) } else { (MOST_PLACES, 300 - MOST_PLACES) };
        assert_eq!((places.len(), left_out), expected, "{service}");
        assert!(ids.iter().all(|id| places.iter().any(|(place, _)| place.account == *id)), "{service}");
    }
}

#[tokio::test]
async fn a_check_ends_with_its_time() {
    let silent = Parameters { latency: LIMIT * 100, ..organisation(1) };
    let connection = connection(silent, Scope::default(), Memory::default()).await;
    let request = Arc::new(Request::new(connection, Caller::Check));
    let found = reach(&request, Duration::ZERO).await;
    assert!(matches!(found, Err(ReachError::NoAnswer(Duration::ZERO))), "{found:?}");
    let places = request.connection().places(&request).await.unwrap();
    for Reached { places, .. } in services(&request, &places, "111122223333", Instant::now()).await {
        let [(_, Outcome::Failed(problem))] = &places[..] else { panic!("{places:?}") };
        assert!(problem.starts_with("no answer by the end of the check."), "{problem}");
    }
}
