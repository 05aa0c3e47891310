use std::collections::BTreeMap;

use datafusion::logical_expr::{Expr, ident, lit};

use super::*;
use crate::aws::{Account, Accounts, Caller, Connection, Regions, Scope, Settings};
use crate::sandbox::Parameters;
use crate::tables::{CATALOGUE, find};

const ACCOUNTS: [&str; 2] = ["111122223333", "568400891644"];
const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

async fn request(accounts: &[&str], regions: &[&str], is_aggregated: bool) -> Arc<Request> {
    let account = |id: &&str| Account { id: (*id).to_owned(), role: None, labels: BTreeMap::new() };
    let (no_accounts, no_regions) = (accounts.is_empty(), regions.is_empty());
    let accounts = Accounts::Listed(accounts.iter().map(account).collect());
    let regions = Regions::Listed(regions.iter().map(|region| (*region).to_owned()).collect());
    let accounts = if no_accounts { Accounts::Own } else { accounts };
    let regions = if no_regions { Regions::Own } else { regions };
    let scope = Scope { accounts, regions, is_aggregated };
    let settings = Settings { scope, ..Settings::sandbox("us-east-1", Parameters::default()) };
    let connection = Connection::open(settings, Arc::default()).await.unwrap();
    Arc::new(Request::new(Arc::new(connection), Caller::Panel))
}

/// The places that are asked, and whether each filter is exact.
async fn asked(table: &str, filters: &[Expr], request: &Arc<Request>) -> (Vec<String>, Vec<bool>) {
    let table = find(table).unwrap();
    let asks = asks(table, filters, request, |filters| Ok(table.translate(filters))).await.unwrap();
    let place = |ask: &Ask| {
        let connection = ask.request.connection();
        format!("{}/{}", connection.account().unwrap_or("own"), connection.region())
    };
    (asks.each.iter().map(place).collect(), asks.exact)
}

#[tokio::test]
async fn every_account_is_asked_in_every_region_once() {
    let request = request(&ACCOUNTS, &REGIONS, false).await;
    let all = ["111122223333/eu-west-1", "111122223333/us-east-1", "568400891644/eu-west-1", "568400891644/us-east-1"];
    for table in ["securityhub_findings", "inspector_findings", "config_rules", "securityhub_standards"] {
        assert_eq!(asked(table, &[], &request).await.0, all, "{table}");
    }
    assert_eq!(asked("budgets_budgets", &[], &request).await.0, ["111122223333/us-east-1", "568400891644/us-east-1"]);
    assert_eq!(asked("cost_anomalies", &[], &request).await.0, ["own/us-east-1"]);
}

#[tokio::test]
async fn filters_on_account_and_region_choose_what_is_asked() {
    let request = request(&ACCOUNTS, &REGIONS, false).await;
    let account = || ident("account_id").eq(lit(ACCOUNTS[1]));
    let rows = [
        (vec![account()], vec!["568400891644/eu-west-1", "568400891644/us-east-1"]),
        (vec![account(), ident("region").eq(lit("us-east-1"))], vec!["568400891644/us-east-1"]),
        (vec![ident("region").not_eq(lit("us-east-1")), account()], vec!["568400891644/eu-west-1"]),
        (vec![ident("account_id").eq(lit("999999999999"))], vec![]),
        (vec![account(), ident("account_id").eq(lit(ACCOUNTS[0]))], vec![]),
    ];
    for (filters, places) in rows {
        for table in ["securityhub_findings", "inspector_findings", "inspector_coverage", "config_rules"] {
            let (asked, exact) = asked(table, &filters, &request).await;
            assert_eq!(asked, places, "{table} {filters:?}");
            assert!(table != "securityhub_findings" || exact.iter().all(|exact| *exact), "{filters:?}");
        }
    }
}

#[tokio::test]
async fn one_place_alone_is_asked_as_it_is() {
    for request in [request(&[], &[], false).await, request(&[], &["us-east-1"], false).await] {
        for table in CATALOGUE.iter().filter(|table| table.grained().is_none()) {
            let filters = [ident("region").eq(lit("eu-west-1"))];
            assert_eq!(asked(table.name(), &filters, &request).await.0, ["own/us-east-1"], "{}", table.name());
        }
    }
}

#[tokio::test]
async fn an_administrator_answers_for_all_where_that_is_chosen() {
    let request = request(&ACCOUNTS, &REGIONS, true).await;
    assert_eq!(asked("securityhub_findings", &[], &request).await.0, ["own/us-east-1"]);
    assert_eq!(asked("inspector_findings", &[], &request).await.0, ["own/eu-west-1", "own/us-east-1"]);
    assert_eq!(asked("config_rules", &[], &request).await.0.len(), 4);
}

#[tokio::test]
async fn every_table_can_be_narrowed_as_it_says_and_counts_too() {
    let request = request(&ACCOUNTS, &REGIONS, false).await;
    for table in CATALOGUE.iter().filter(|table| table.grained().is_none()) {
        asks(*table, &[], &request, |filters| Ok(table.translate(filters))).await.unwrap();
    }
    let table = find("inspector_findings").unwrap();
    let filters = [ident("status").eq(lit("ACTIVE")), ident("account_id").in_list(ACCOUNTS.map(lit).to_vec(), false)];
    let counted = asks(table, &filters, &request, |filters| {
        let filters: Vec<Expr> = filters.iter().map(|filter| (*filter).clone()).collect();
        let counts = table.statistics(&["severity"], &filters).expect("AWS counts them");
        Ok(Translation { verdicts: vec![Verdict::Exact; filters.len()], pushed: counts.pushed, fetch: counts.fetch })
    });
    assert_eq!(counted.await.unwrap().each.len(), 4);
}
