//! Accounts and Regions asked one by one: every row once, whoever administers or gathers what of whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{Root, find_root, suggestions};
use super::World;
use crate::aws::{Account, Accounts, Call, Caller, ErrorKind, Members, Regions, Request, Role, Scope, Selector};
use crate::sandbox::{Aggregation, Clock, Parameters, Throttle};
use crate::tables::{column_of, find};

const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"];

fn organisation(aggregation: Aggregation) -> Parameters {
    let regions = REGIONS.map(str::to_owned).to_vec();
    // The same organisation for all who ask.
    let clock = Clock::Fixed("2026-11-26T12:00:00Z".parse().unwrap());
    Parameters {
        accounts: 8,
        regions,
        findings: 600,
        aggregation,
        throttle: Throttle::Off,
        clock,
        ..Default::default()
    }
}

fn account(id: &str, role: &str) -> Account {
    let role = Role { arn: format!("arn:aws:iam::{id}:role/{role}"), external_id: None };
    Account { id: id.to_owned(), role: Some(role), labels: BTreeMap::new() }
}

fn listed(regions: &[&str]) -> Regions {
    Regions::Listed(regions.iter().map(|region| (*region).to_owned()).collect())
}

/// The ids of the accounts, the administrator's first.
async fn ids() -> Vec<String> {
    let world = World::over("us-east-1", organisation(Aggregation::FirstRegion), Scope::default()).await;
    let ids = world.rows("SELECT account_id FROM securityhub_findings GROUP BY 1 ORDER BY count(*) DESC").await.0;
    assert_eq!((ids.len(), ids[0].as_str()), (8, "111122223333"));
    ids
}

/// Asks each account in each Region.
async fn all(parameters: Parameters, is_aggregated: bool) -> World {
    let accounts = Accounts::Listed(ids().await.iter().map(|id| account(id, "Posture")).collect());
    let scope = Scope { accounts, regions: listed(&REGIONS), is_aggregated };
    World::over("us-east-1", parameters, scope).await
}

const COUNTS: &str = "SELECT account_id, region, severity, count(*), count(DISTINCT id) FROM securityhub_findings GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

#[tokio::test]
async fn findings_asked_one_by_one_are_those_the_aggregation_region_shows() {
    let parameters = organisation(Aggregation::FirstRegion);
    let (truth, of_one) = World::over("us-east-1", parameters.clone(), Scope::default()).await.rows(COUNTS).await;
    let findings = |rows: &[String], column: usize| -> u64 {
        let cell =
            |row: &String| row.split('|').nth(column).unwrap_or_else(|| panic!("{row}")).trim().parse::<u64>().unwrap();
        rows.iter().map(cell).sum()
    };
    assert_eq!((findings(&truth, 3), findings(&truth, 4)), (600, 600));
    let fanned = all(parameters.clone(), false).await;
    let (rows, requests) = fanned.rows(COUNTS).await;
    assert_eq!(rows, truth);
    assert!(requests >= 32, "8 accounts in 4 Regions took {requests} requests");
    // Chosen to answer for all, the administrator does in one place.
    let (rows, requests) = all(parameters, true).await.rows(COUNTS).await;
    assert_eq!(rows, truth);
    assert!(requests < 10 && of_one < 10, "{requests} and {of_one} requests");
}

#[tokio::test]
async fn without_an_aggregation_region_each_region_is_asked_and_counted_once() {
    let parameters = organisation(Aggregation::Off);
    let mut truth = Vec::new();
    for region in REGIONS {
        truth.extend(World::over(region, parameters.clone(), Scope::default()).await.rows(COUNTS).await.0);
    }
    truth.sort();
    assert_eq!(all(parameters.clone(), false).await.rows(COUNTS).await.0, truth);
    // The administrator alone, in all Regions.
    let scope = Scope { regions: listed(&REGIONS), ..Scope::default() };
    assert_eq!(World::over("us-east-1", parameters, scope).await.rows(COUNTS).await.0, truth);
}

#[tokio::test]
async fn counts_by_aws_itself_come_once_too() {
    let parameters = organisation(Aggregation::FirstRegion);
    let fanned = all(parameters.clone(), false).await;
    let administrator = all(parameters.clone(), true).await;
    for sql in [
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1 ORDER BY 1",
        "SELECT account_id, severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT region, count(*), count(DISTINCT finding) FROM inspector_findings GROUP BY 1 ORDER BY 1",
        "SELECT account_id, count(*) FROM inspector_coverage GROUP BY 1 ORDER BY 1",
    ] {
        let (truth, fewer) = administrator.rows(sql).await;
        let (rows, more) = fanned.rows(sql).await;
        assert_eq!(rows, truth, "{sql}");
        assert!(!rows.is_empty() && fewer < more, "{sql}: {fewer} and {more} requests");
    }
    let (rows, _, plan) =
        fanned.shown("SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1").await;
    assert!(plan.contains("ListFindingAggregations") || plan.contains("count"), "{plan}");
    assert!(!rows.is_empty());
}

#[tokio::test]
async fn the_latest_of_all_places_come_first_and_cost_a_page_each() {
    let parameters = organisation(Aggregation::FirstRegion);
    let sql = "SELECT updated_at, id FROM securityhub_findings ORDER BY updated_at DESC, id LIMIT 7";
    let truth = World::over("us-east-1", parameters.clone(), Scope::default()).await.rows(sql).await.0;
    let (rows, requests) = all(parameters, false).await.rows(sql).await;
    assert_eq!((rows, requests), (truth, 32));
}

#[tokio::test]
async fn every_accounts_own_settings_are_shown() {
    let world = all(organisation(Aggregation::FirstRegion), false).await;
    let places = |rows: Vec<String>| rows.len();
    for table in ["config_recorders", "securityhub_standards"] {
        let sql = format!("SELECT DISTINCT account_id, region FROM {table}");
        assert_eq!(places(world.rows(&sql).await.0), 32, "{table}");
    }
    let (rows, requests) =
        world.rows("SELECT DISTINCT region FROM config_rules WHERE region IN ('us-west-2', 'nowhere')").await;
    assert_eq!((rows, requests >= 8), (vec!["us-west-2".to_owned()], true));
    assert_eq!(world.rows("SELECT rule_name FROM config_rules WHERE account_id = '999999999999'").await, (vec![], 0));
}

#[tokio::test]
async fn an_account_that_cannot_be_asked_is_named_and_an_alert_rule_is_told() {
    let ids = ids().await;
    let role = |index: usize| if index == 3 { "MissingPosture" } else { "Posture" };
    let accounts = ids.iter().enumerate().map(|(index, id)| account(id, role(index))).collect();
    let scope = Scope { accounts: Accounts::Listed(accounts), ..Scope::default() };
    let world = World::over("us-east-1", organisation(Aggregation::FirstRegion), scope).await;
    let sql = "SELECT DISTINCT account_id FROM securityhub_findings";
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    let seen: usize = answer.unwrap().batches.iter().map(|batch| batch.num_rows()).sum();
    let [notice] = &request.notices()[..] else { panic!("{:?}", request.notices()) };
    let expected = format!(
        "Security Hub GetFindings in {0}/us-east-1: cannot assume the role arn:aws:iam::{0}:role/MissingPosture: AWS denies it to ",
        ids[3]
    );
    assert!(seen == 7 && notice.starts_with(&expected), "{seen} {notice}");
    assert!(notice.ends_with("What it would have shown is missing here."), "{notice}");
    let (answer, _) = world.ask(sql, Caller::Alert).await;
    let error = answer.unwrap_err();
    let Root::Aws(error) = find_root(&error) else { panic!("{error}") };
    assert_eq!(error.kind(), ErrorKind::Denied);
}

#[tokio::test]
async fn where_nobody_answers_there_is_an_error() {
    let accounts = Accounts::Listed(ids().await.iter().map(|id| account(id, "Missing")).collect());
    let world =
        World::over("us-east-1", organisation(Aggregation::FirstRegion), Scope { accounts, ..Scope::default() });
    let (answer, _) = world.await.ask("SELECT id FROM securityhub_findings", Caller::Panel).await;
    assert!(matches!(find_root(&answer.unwrap_err()), Root::Aws(error) if error.kind() == ErrorKind::Denied));
}

/// Asks the accounts that Organizations lists, in all Regions that are enabled.
async fn found(include: &[&str], exclude: &[&str], role_name: &str) -> World {
    let read = |texts: &[&str]| texts.iter().map(|text| Selector::of(text)).collect();
    let members = Members {
        arn_prefix: "arn:aws:iam::".to_owned(),
        role_name: role_name.to_owned(),
        external_id: None,
        include: read(include),
        exclude: read(exclude),
    };
    let scope = Scope { accounts: Accounts::Organization(members), regions: Regions::Enabled, is_aggregated: false };
    World::over("us-east-1", organisation(Aggregation::FirstRegion), scope).await
}

#[tokio::test]
async fn the_organisations_accounts_are_found_and_asked_in_all_regions_once_each() {
    let truth = World::over("us-east-1", organisation(Aggregation::FirstRegion), Scope::default()).await;
    let truth = truth.rows(COUNTS).await.0;
    let world = found(&[], &[], "Posture").await;
    let (answer, request) = world.ask(COUNTS, Caller::Panel).await;
    assert_eq!(answer.unwrap().batches.iter().map(|batch| batch.num_rows()).sum::<usize>(), truth.len());
    assert_eq!(request.notices(), [] as [&str; 0]);
    let asked = |request: &Request, operation: &str| {
        let of = |(call, attempts): (Call, u64)| (call.operation == operation).then_some(attempts);
        request.attempts_by_call().into_iter().find_map(of)
    };
    let places = request.places();
    assert!(places.len() == 32 && places.iter().any(|place| place == "111122223333/eu-central-1"), "{places:?}");
    assert_eq!(asked(&request, "ListRegions"), Some(1));
    // Eight accounts and a suspended one are one page.
    assert_eq!(asked(&request, "ListAccounts"), Some(1));
    // Asked again, an alert rule asks the accounts and not who they are.
    assert_eq!(world.rows(COUNTS).await.0, truth);
    let (_, request) = world.ask(COUNTS, Caller::Alert).await;
    assert_eq!((asked(&request, "ListRegions"), asked(&request, "ListAccounts")), (None, None));
    // Found anew, the accounts are asked as before.
    let request = Arc::new(Request::new(Arc::clone(&world.connection), Caller::Check));
    let places = world.connection.places_now(&request).await.unwrap();
    assert_eq!((places.accounts().len(), places.inactive(), asked(&request, "ListAccounts")), (8, 1, Some(1)));
    assert_eq!(world.rows(COUNTS).await.0, truth);
    // What the organisation has once asks for nobody's accounts.
    let (answer, request) = world.ask("SELECT sum(unblended_cost) FROM cost_monthly", Caller::Panel).await;
    answer.unwrap();
    assert_eq!(request.attempts_by_call().len(), 1, "{:?}", request.attempts_by_call());
}

#[tokio::test]
async fn accounts_are_included_and_excluded_and_what_is_not_there_is_named() {
    let ids = ids().await;
    let sql = "SELECT account_id FROM securityhub_findings GROUP BY 1 ORDER BY 1";
    let mut expected = vec![ids[1].clone(), ids[2].clone()];
    expected.sort();
    assert_eq!(found(&[&ids[1], &ids[2], &ids[3]], &[&ids[3]], "Posture").await.rows(sql).await.0, expected);
    let world = found(&[&ids[0]], &["nobody"], "Posture").await;
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    answer.unwrap();
    assert_eq!(
        request.notices(),
        [
            "The data source's accounts name the name nobody, which the organisation does not have. Check include and exclude in its settings."
        ]
    );
    // The one that signs in needs no role.
    assert_eq!(found(&[&ids[0]], &[], "Missing").await.rows(sql).await.0, [ids[0].as_str()]);
    let (answer, _) = found(&["nobody"], &[], "Posture").await.ask(sql, Caller::Panel).await;
    let error = answer.unwrap_err();
    let Root::Aws(error) = find_root(&error) else { panic!("{error}") };
    assert_eq!(error.kind(), ErrorKind::NoAccounts);
}

#[tokio::test]
async fn accounts_have_names_and_labels_and_a_filter_on_one_asks_no_others() {
    let ids = ids().await;
    let labelled = |index: usize| {
        let team = (index < 3).then(|| ("team".to_owned(), if index == 2 { "shop" } else { "core" }.to_owned()));
        let labels = [("name".to_owned(), format!("account-{index}"))].into_iter().chain(team).collect();
        Account { labels, ..account(&ids[index], "Posture") }
    };
    let accounts = Accounts::Listed((0..8).map(labelled).collect());
    let scope = Scope { accounts, ..Scope::default() };
    let world = World::over("us-east-1", organisation(Aggregation::FirstRegion), scope).await;
    let sql = "SELECT account_name, \"account:team\", count(*) FROM securityhub_findings GROUP BY 1, 2 ORDER BY 1";
    let (rows, requests) = world.rows(sql).await;
    let teams: Vec<&str> = rows.iter().map(|row| row.split('|').nth(1).unwrap().trim()).collect();
    assert_eq!(rows.len(), 8, "{rows:?}");
    assert_eq!(teams, ["core", "core", "shop", "", "", "", "", ""]);
    assert!(rows[7].starts_with("account-7"), "{rows:?}");
    let of = async |condition: &str| {
        let (rows, requests) = world
            .rows(&format!("SELECT DISTINCT account_id FROM securityhub_findings WHERE {condition} ORDER BY 1"))
            .await;
        (rows, requests)
    };
    let (shop, fewer) = of("\"account:team\" = 'shop'").await;
    assert_eq!((&shop[..], fewer < requests), (&ids[2..3], true));
    assert_eq!(of("\"account:team\" IS NULL").await.0.len(), 5);
    assert_eq!(of("\"account:team\" <> 'core'").await.0, shop);
    assert_eq!(of("\"account:team\" LIKE 'c%' AND account_name > 'account-0'").await.0, ids[1..2]);
    assert_eq!(of("account_name = 'nobody'").await, (vec![], 0));
    // Suggested without a look, also where one would cost money.
    let (table, request) =
        (find("cost_daily").unwrap(), Arc::new(Request::new(Arc::clone(&world.connection), Caller::Panel)));
    let column = column_of(table, "account:team").unwrap().unwrap();
    let suggested = suggestions(table, column, "", &world.sessions.begin(Arc::clone(&request))).await.unwrap();
    assert_eq!(
        (suggested.values, suggested.complete, request.attempts()),
        (vec!["core".to_owned(), "shop".to_owned()], true, 0)
    );
    // Nothing at all would read as all clear.
    for (condition, expected) in [
        (
            "account_name = 'nobody'",
            "No account of this data source matches the filter on account_name. Check its values.",
        ),
        ("\"account:taem\" = 'core'", "account:taem is empty: no account of this data source has it."),
    ] {
        let sql = format!("SELECT count(*) FROM securityhub_findings WHERE {condition}");
        let (_, request) = world.ask(&sql, Caller::Panel).await;
        assert!(request.notices().len() == 1 && request.notices()[0].starts_with(expected), "{:?}", request.notices());
    }
    // What no account has is named, and what AWS knows of accounts is AWS's.
    let (_, request) = world.ask("SELECT \"account:taem\" FROM config_rules LIMIT 1", Caller::Panel).await;
    assert!(request.notices()[0].starts_with("account:taem is empty: no account of this data source has it."));
    let costs = "SELECT account_name, \"account:team\", sum(unblended_cost) FROM cost_monthly GROUP BY 1, 2";
    let by_team = "SELECT sum(unblended_cost) FROM cost_monthly WHERE \"account:team\" = 'core'";
    let by_id =
        format!("SELECT sum(unblended_cost) FROM cost_monthly WHERE account_id IN ('{}', '{}')", ids[0], ids[1]);
    assert!(world.rows(costs).await.0.len() >= 8);
    assert_eq!(world.rows(by_team).await, world.rows(&by_id).await);
    for table in crate::tables::CATALOGUE.iter().filter(|table| table.grained().is_none()) {
        if crate::tables::tags::account_name(*table).is_some() && table.name() != "config_resource_history" {
            world.rows(&format!("SELECT account_name FROM {} LIMIT 1", table.name())).await;
        }
    }
}
