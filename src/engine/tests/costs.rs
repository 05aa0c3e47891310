//! Costs over the sandbox: grain, sums, filters, and what is refused.

use super::super::{Root, find_root};
use super::World;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::aws::{Caller, ErrorKind, Memory};

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

#[tokio::test]
async fn forecasts_are_told_as_a_whole_and_filtered_by_what_costs_are() {
    let world = World::new().await;
    for column in crate::tables::find("cost_forecast").unwrap().columns() {
        let sql = format!("SELECT {} FROM cost_forecast", column.name);
        if column.asked().is_none()
            && crate::tables::find("cost_daily").unwrap().columns().iter().any(|daily| {
                daily.name == column.name && daily.kind == crate::tables::ColumnType::Text && daily.name != "currency"
            })
        {
            assert!(refused(&world, &sql).await.contains("as a whole and not for each"), "{sql}");
        } else {
            assert!(!world.rows(&format!("{sql} WHERE {} IS NOT NULL", column.name)).await.0.is_empty(), "{sql}");
        }
    }
    let all = "SELECT sum(mean_value) FROM cost_forecast WHERE period_start < now() + INTERVAL '40 days'";
    let (all, requests) = world.rows(all).await;
    assert_eq!(requests, 1);
    let part = "SELECT sum(mean_value) FROM cost_forecast
                WHERE period_start < now() + INTERVAL '40 days' AND account_id = '111122223333'";
    let (part, requests) = world.rows(part).await;
    assert_eq!(requests, 1);
    let usd = |rows: &[String]| rows[0].parse::<f64>().unwrap();
    assert!(0.0 < usd(&part) && usd(&part) < usd(&all), "{part:?} {all:?}");
    let rows = [
        ("SELECT DISTINCT granularity, metric FROM cost_forecast", "MONTHLY | UNBLENDED_COST", 1),
        ("SELECT count(*) FROM cost_forecast WHERE granularity = 'DAILY'", "30", 1),
        ("SELECT count(*) FROM cost_forecast", "12", 1),
        ("SELECT count(DISTINCT metric) FROM cost_forecast WHERE metric IN ('AMORTIZED_COST', 'BLENDED_COST')", "2", 2),
        ("SELECT count(*) FROM cost_forecast WHERE lower_bound > mean_value OR upper_bound < mean_value", "0", 1),
    ];
    for (sql, expected, requests) in rows {
        assert_eq!(world.rows(sql).await, (vec![expected.to_owned()], requests), "{sql}");
    }
}

#[tokio::test]
async fn what_costs_are_asked_by_has_to_be_chosen() {
    let world = World::new().await;
    let rows = [
        ("SELECT value FROM cost_dimensions", "name those you want, such as dimension = 'SERVICE'"),
        ("SELECT value FROM cost_dimensions WHERE dimension LIKE 'S%'", "choose its values with dimension = '…'"),
        (
            "SELECT mean_value FROM cost_forecast WHERE granularity <> 'DAILY'",
            "choose its values with granularity = '…'",
        ),
    ];
    for (sql, expected) in rows {
        let (answer, request) = world.ask(sql, Caller::Panel).await;
        let said = match find_root(&answer.unwrap_err()) {
            Root::Question(question) => question.to_string(),
            other => panic!("{sql}: {other:?}"),
        };
        assert!(said.contains(expected) && request.attempts() == 0, "{sql}: {said}");
    }
}

#[tokio::test]
async fn dimensions_and_tags_have_the_values_that_costs_have() {
    let world = World::new().await;
    for (dimension, column) in [("SERVICE", "service"), ("LINKED_ACCOUNT", "account_id"), ("tag:team", "\"tag:team\"")]
    {
        let listed =
            format!("SELECT value FROM cost_dimensions WHERE dimension = '{dimension}' AND value <> '' ORDER BY 1");
        let had = format!("SELECT DISTINCT {column} AS v FROM cost_monthly WHERE {column} IS NOT NULL ORDER BY v");
        let (listed, had) = (world.rows(&listed).await.0, world.rows(&had).await.0);
        assert!(listed.len() > 2 && listed == had, "{dimension}: {listed:?} {had:?}");
    }
    let keys = world.rows("SELECT value FROM cost_dimensions WHERE dimension = 'TAG'").await.0;
    assert!(keys.contains(&"team".to_owned()), "{keys:?}");
}

#[tokio::test]
async fn anomalies_are_selected_by_what_aws_selects_by() {
    let world = World::new().await;
    let all = world.rows("SELECT anomaly_id FROM cost_anomalies ORDER BY 1").await.0;
    assert!(all.len() > 3, "{all:?}");
    for filter in [
        "started_at >= now() - INTERVAL '30 days'",
        "ended_at < now() - INTERVAL '20 days'",
        "total_impact > 50",
        "feedback = 'YES'",
        "feedback IN ('YES', 'NO') AND total_impact >= 10 AND total_impact < 500",
    ] {
        let pushed = world.rows(&format!("SELECT anomaly_id FROM cost_anomalies WHERE {filter} ORDER BY 1")).await.0;
        let here = filter.replace("feedback", "concat(feedback, '')").replace("_at", "_at + INTERVAL '0 days'");
        let here = here.replace("total_impact", "(total_impact + 0.0)");
        let here = world.rows(&format!("SELECT anomaly_id FROM cost_anomalies WHERE {here} ORDER BY 1")).await.0;
        assert!(pushed == here && pushed.len() < all.len(), "{filter}: {pushed:?} {here:?}");
    }
    let sql = "SELECT anomaly_id FROM cost_anomalies WHERE started_at > now() - INTERVAL '200 days'";
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    answer.unwrap();
    assert!(request.notices()[0].contains("AWS keeps anomalies for 90 days"), "{:?}", request.notices());
    assert!(world.ask(sql, Caller::Alert).await.0.is_err());
}

#[tokio::test]
async fn a_budget_without_limit_has_no_shares_and_a_notice() {
    let world = World::new().await;
    let (rows, requests) =
        world.rows("SELECT count(*) FROM budgets_budgets WHERE used_percent > 80 AND limit_amount > 0").await;
    assert_ne!(rows, ["0"]);
    // The account that asks, then its budgets.
    assert_eq!(requests, 2);
    let rows = "SELECT count(*) FROM budgets_budgets
                WHERE abs(CAST(actual_amount AS DOUBLE) / CAST(limit_amount AS DOUBLE) * 100 - used_percent) > 0.001
                OR period_start > now() OR period_end <= now() OR time_left < 0";
    assert_eq!(world.rows(rows).await.0, ["0"]);
    let states = "SELECT DISTINCT notification_state FROM budgets_notifications n
                  JOIN budgets_budgets b USING (budget_name) ORDER BY 1";
    assert_eq!(world.rows(states).await.0, ["ALARM", "OK"]);
}

/// A world whose requests are capped as in a new data source; answers are kept as `memory` says.
const TOTAL: &str = "SELECT sum(unblended_cost) FROM cost_monthly";

#[tokio::test]
async fn racing_panels_stop_at_the_cap_and_an_alert_rule_gets_through() {
    let world = World::with(Memory { keeps: false, ..Memory::default() }).await;
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
    let world = World::with(Memory::default()).await;
    let answers = futures::future::join_all((0..10).map(|_| world.ask(TOTAL, Caller::Panel))).await;
    let shown = |answer: &super::Answer| format!("{:?}", answer.batches);
    let first = shown(answers[0].0.as_ref().unwrap());
    assert!(answers.iter().all(|(answer, _)| shown(answer.as_ref().unwrap()) == first));
    assert_eq!(answers.iter().map(|(_, request)| request.attempts()).sum::<u64>(), 1);
    // Costs are kept for alert rules too, as each request is paid for; a change of columns is no new question.
    let (_, request) = world.ask("SELECT sum(amortized_cost) FROM cost_monthly", Caller::Alert).await;
    assert_eq!((request.attempts(), request.kept().answers, request.spent_usd()), (0, 1, 0.0));
}

/// Minutes that the clock of [`later`] is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn later() -> DateTime<Utc> {
    Utc::now() + TimeDelta::minutes(AHEAD.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_cost_dashboard_that_is_refreshed_all_day_costs_half_a_dollar_at_most() {
    let world = World::with(Memory { keeps: true, clock: later }).await;
    let dashboard: serde_json::Value =
        serde_json::from_str(include_str!("../../../dashboards/cost-overview.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let statements: Vec<String> = panels
        .filter_map(|panel| panel["targets"][0]["sql"].as_str())
        .map(|sql| sql.replace("$account", "'111122223333'").replace("$tag", "team"))
        .collect();
    assert!(statements.iter().filter(|sql| sql.contains("FROM cost_")).count() > 5, "{statements:?}");
    let (mut requests, mut usd) = (0, 0.0);
    // Between two of these nothing ends that is kept for hours, so that refreshes each minute ask for no more.
    for minutes in (0..24 * 60).step_by(60) {
        AHEAD.store(minutes, Ordering::Relaxed);
        for sql in &statements {
            let (answer, request) = world.ask(sql, Caller::Panel).await;
            answer.unwrap_or_else(|error| panic!("after {minutes} minutes: {sql}: {error}"));
            requests += request.attempts();
            usd += request.spent_usd();
        }
    }
    println!("a cost dashboard refreshed for a day: {requests} requests, {usd:.2} USD");
    assert!((0.05..=0.50).contains(&usd), "{usd} USD for {requests} requests");
}

#[tokio::test]
async fn a_tag_that_no_cost_has_is_named() {
    let world = World::new().await;
    let notices = async |sql: &str| {
        let (answer, request) = world.ask(sql, Caller::Panel).await;
        answer.unwrap();
        request.notices()
    };
    for name in ["tag:taem", "category:Nothing"] {
        let by = notices(&format!("SELECT \"{name}\", sum(unblended_cost) FROM cost_monthly GROUP BY 1")).await;
        let expected = format!("No cost of cost_monthly has a value of \"{name}\" in this time. Check its key");
        assert!(by.len() == 1 && by[0].starts_with(&expected), "{by:?}");
    }
    let filtered = notices("SELECT sum(unblended_cost) FROM cost_daily WHERE \"tag:team\" = 'Nobody'").await;
    let expected = "No cost of cost_daily matches the filter on \"tag:team\" in this time. Check its key";
    assert!(filtered.len() == 1 && filtered[0].starts_with(expected), "{filtered:?}");
    for known in [
        "SELECT \"tag:team\", \"category:CostCenter\", sum(unblended_cost) FROM cost_monthly GROUP BY 1, 2",
        "SELECT service, sum(unblended_cost) FROM cost_daily WHERE \"tag:team\" IS NOT NULL GROUP BY 1",
    ] {
        assert_eq!(notices(known).await, [] as [&str; 0], "{known}");
    }
}
