//! Costs over the sandbox: grain, sums, filters, and what is refused.

use super::super::{Root, find_root};
use super::World;
use std::sync::Arc;

use crate::aws::{Caller, Cap, Connection, ErrorKind, Memory, Settings};
use crate::sandbox;

async fn refused(world: &World, sql: &str) -> String {
    let planned = world.plan(sql).await;
    match find_root(&planned.unwrap_err()) {
        Root::Question(question) => question.to_string(),
        other => panic!("{sql}: {other:?}"),
    }
}

#[tokio::test]
async fn every_column_of_costs_has_a_value_somewhere() {
    let world = World::new().await;
    for table in ["cost_daily", "cost_monthly"] {
        for column in crate::tables::find(table).unwrap().columns() {
            let sql = format!("SELECT count(*) > 0 FROM (SELECT {0} FROM {table} WHERE {0} IS NOT NULL)", column.name);
            assert_eq!(world.rows(&sql).await.0, ["true"], "{table}.{}", column.name);
        }
    }
}

#[tokio::test]
async fn sums_are_the_same_at_every_grain() {
    let world = World::new().await;
    let (total, requests) = world.rows("SELECT sum(unblended_cost) FROM cost_monthly").await;
    assert_eq!(requests, 1);
    for columns in
        ["account_id", "service, region", "period_start", "\"tag:team\", record_type", "\"category:CostCenter\""]
    {
        for table in ["cost_daily", "cost_monthly"] {
            let sql = format!(
                "SELECT sum(c) FROM (SELECT {columns}, sum(unblended_cost) AS c FROM {table} GROUP BY {columns})"
            );
            assert_eq!(world.rows(&sql).await.0, total, "{columns} of {table}");
        }
    }
}

#[tokio::test]
async fn what_aws_filters_is_no_dimension_of_the_grain() {
    let world = World::new().await;
    let sql = "SELECT account_id, service, sum(unblended_cost) AS usd FROM cost_monthly
               WHERE region IN ('us-east-1', 'eu-west-1') AND record_type NOT IN ('Tax', 'Credit', 'Refund')
               GROUP BY account_id, service";
    let (rows, requests) = world.rows(sql).await;
    assert!(rows.len() > 10, "{rows:?}");
    let pages = world.rows("SELECT account_id, service, sum(unblended_cost) FROM cost_monthly GROUP BY 1, 2").await.1;
    assert!(requests <= pages);
    // The same, filtered here.
    let here = "SELECT sum(usd) FROM (SELECT region, record_type, sum(unblended_cost) AS usd FROM cost_monthly GROUP BY 1, 2)
                WHERE concat(region, '') IN ('us-east-1', 'eu-west-1') AND concat(record_type, '') NOT IN ('Tax', 'Credit', 'Refund')";
    let there = format!("SELECT sum(usd) FROM ({sql})");
    assert_eq!(world.rows(&there).await.0, world.rows(here).await.0);
}

#[tokio::test]
async fn findings_and_costs_join_with_one_request_for_costs() {
    let world = World::new().await;
    let sql = "SELECT f.account_id, f.n, c.usd
               FROM (SELECT account_id, count(*) AS n FROM securityhub_findings GROUP BY account_id) f
               JOIN (SELECT account_id, sum(unblended_cost) AS usd FROM cost_monthly GROUP BY account_id) c
               USING (account_id)";
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    assert!(answer.unwrap().batches.iter().map(|batch| batch.num_rows()).sum::<usize>() > 3);
    let costs = request.attempts_by_call().into_iter().find(|(call, _)| call.operation == "GetCostAndUsage");
    assert_eq!(costs.map(|(_, requests)| requests), Some(1));
    assert_eq!(request.spent_usd(), 0.01);
}

#[tokio::test]
async fn what_depends_on_a_grain_that_is_not_named_is_refused() {
    let world = World::new().await;
    let dimensions = "AWS sums up by 2 at most";
    let grain = "Name the grain in a subquery";
    let rows = [
        ("SELECT * FROM cost_daily", dimensions),
        ("SELECT account_id, service, region, sum(unblended_cost) FROM cost_daily GROUP BY 1, 2, 3", dimensions),
        (
            "SELECT service, sum(unblended_cost) FROM cost_daily WHERE region LIKE '%east%' AND usage_type LIKE '%x%' GROUP BY 1",
            dimensions,
        ),
        ("SELECT count(*) FROM cost_daily", grain),
        ("SELECT service, avg(unblended_cost) FROM cost_daily GROUP BY service", grain),
        ("SELECT max(unblended_cost) FROM cost_monthly", grain),
    ];
    for (sql, expected) in rows {
        let said = refused(&world, sql).await;
        assert!(said.contains(expected), "{sql}: {said}");
    }
    for sql in [
        "SELECT count(DISTINCT service) > 1 FROM cost_monthly",
        "SELECT avg(usd) > 0 FROM (SELECT period_start, sum(unblended_cost) AS usd FROM cost_daily GROUP BY period_start)",
        "SELECT count(*) > 1 FROM (SELECT account_id, account_name, service FROM cost_monthly)",
    ] {
        assert_eq!(world.rows(sql).await.0, ["true"], "{sql}");
    }
}

#[tokio::test]
async fn a_time_without_costs_asks_nothing_and_says_so() {
    let world = World::new().await;
    for bound in ["> now() + INTERVAL '2 days'", "< now() - INTERVAL '900 days'"] {
        let sql = format!("SELECT sum(unblended_cost) FROM cost_daily WHERE period_start {bound}");
        let (answer, request) = world.ask(&sql, Caller::Panel).await;
        answer.unwrap();
        assert_eq!(request.attempts(), 0, "{bound}");
        assert!(request.notices()[0].starts_with("cost_daily has nothing for this time"), "{:?}", request.notices());
    }
}

/// A world whose requests are capped as in a new data source; answers are kept where `keeps` says so.
async fn capped(keeps: bool) -> World {
    let parameters = sandbox::Parameters { findings: 100, throttle: sandbox::Throttle::Off, ..Default::default() };
    let memory = Memory { keeps, ..Memory::default() };
    let settings = Settings { memory, cap: Cap::default(), ..Settings::sandbox("us-east-1", parameters) };
    World {
        connection: Arc::new(Connection::open(settings, Arc::default()).await.unwrap()),
        sessions: super::Engine::new().unwrap().sessions().unwrap(),
    }
}

const TOTAL: &str = "SELECT sum(unblended_cost) FROM cost_monthly";

#[tokio::test]
async fn racing_panels_stop_at_the_cap_and_an_alert_rule_gets_through() {
    let world = capped(false).await;
    // Each asks something else, so that none shares an answer.
    let asks: Vec<_> = (0..90).map(|number| format!("{TOTAL} WHERE service = 'none {number}'")).collect();
    let answers = futures::future::join_all(asks.iter().map(|sql| world.ask(sql, Caller::Panel))).await;
    let sent: u64 = answers.iter().map(|(_, request)| request.attempts()).sum();
    let refused = answers.iter().filter_map(|(answer, _)| answer.as_ref().err());
    let refused: Vec<_> = refused
        .map(|error| match find_root(error) {
            Root::Aws(error) => (error.kind(), error.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((sent, refused.len()), (80, 10));
    assert!(
        refused.iter().all(|(kind, text)| *kind == ErrorKind::CapReached
            && text.contains("Its cap is 100 a day, 20 of them kept for alert rules")),
        "{refused:?}"
    );
    let (answer, request) = world.ask(TOTAL, Caller::Alert).await;
    answer.unwrap();
    assert_eq!(request.attempts(), 1);
}

#[tokio::test]
async fn what_is_asked_at_once_is_asked_once_and_kept() {
    let world = capped(true).await;
    let answers = futures::future::join_all((0..10).map(|_| world.ask(TOTAL, Caller::Panel))).await;
    let shown = |answer: &super::Answer| format!("{:?}", answer.batches);
    let first = shown(answers[0].0.as_ref().unwrap());
    assert!(answers.iter().all(|(answer, _)| shown(answer.as_ref().unwrap()) == first));
    assert_eq!(answers.iter().map(|(_, request)| request.attempts()).sum::<u64>(), 1);
    // Costs are kept for alert rules too, as each request is paid for; a change of columns is no new question.
    let (_, request) = world.ask("SELECT sum(amortized_cost) FROM cost_monthly", Caller::Alert).await;
    assert_eq!((request.attempts(), request.kept().answers, request.spent_usd()), (0, 1, 0.0));
}
