//! Statements over the sandbox, in process: what is answered, and how many requests it took.

use datafusion::arrow::util::pretty::pretty_format_batches;

use super::*;
use crate::aws::{Caller, Cap, Connection, Memory, Scope, Settings};
use crate::query::{self, Query, Times};
use crate::sandbox;

mod accounts;
mod catalogue;
mod config;
mod costs;
mod cursors;
mod pushdown;
mod reach;

const TIMES: Times = Times { from_ms: 0, to_ms: 4_000_000_000_000, interval_ms: 60_000 };

pub(super) struct World {
    connection: Arc<Connection>,
    sessions: Sessions,
}

impl World {
    /// A world whose answers are kept as it says, under the usual cap.
    async fn with(memory: Memory) -> Self {
        let parameters = sandbox::Parameters { findings: 100, throttle: sandbox::Throttle::Off, ..Default::default() };
        Self::opened(Settings { memory, cap: Cap::default(), ..Settings::sandbox("us-east-1", parameters) }).await
    }

    async fn new() -> Self {
        Self::of(400).await
    }

    pub(super) async fn of(findings: u32) -> Self {
        Self::seeded(findings, sandbox::Parameters::default().seed).await
    }

    async fn seeded(findings: u32, seed: u64) -> Self {
        Self::asking("us-east-1", findings, seed).await
    }

    async fn asking(region: &str, findings: u32, seed: u64) -> Self {
        let parameters = sandbox::Parameters { findings, seed, throttle: sandbox::Throttle::Off, ..Default::default() };
        Self::over(region, parameters, Scope::default()).await
    }

    /// A world over any sandbox, of which some accounts and Regions are asked.
    async fn over(region: &str, parameters: sandbox::Parameters, scope: Scope) -> Self {
        // What is asked twice is to be asked twice.
        let memory = Memory { keeps: false, ..Memory::default() };
        let cap = Cap { most: u32::MAX, for_alerts: 0 };
        Self::opened(Settings { scope, memory, cap, ..Settings::sandbox(region, parameters) }).await
    }

    /// A world as the settings say.
    async fn opened(settings: Settings) -> Self {
        Self {
            connection: Arc::new(Connection::open(settings, Arc::default()).await.unwrap()),
            sessions: Engine::new().unwrap().sessions().unwrap(),
        }
    }

    /// Runs a statement; gives its rows as text, without a header, and the requests it took.
    pub(super) async fn rows(&self, sql: &str) -> (Vec<String>, u64) {
        let (rows, requests, _) = self.shown(sql).await;
        (rows, requests)
    }

    /// Runs a statement; gives its rows as text, the requests it took, and its plan.
    async fn shown(&self, sql: &str) -> (Vec<String>, u64, String) {
        let (answer, requests) = self.answer(sql).await;
        let shown = pretty_format_batches(&answer.batches).unwrap().to_string();
        let rows = shown.lines().filter(|line| line.starts_with('|')).skip(1);
        let squeezed = rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
        let rows = squeezed.map(|row| row.trim_matches(['|', ' ']).to_owned()).collect();
        (rows, requests, answer.plan)
    }

    pub(super) async fn answer(&self, sql: &str) -> (Answer, u64) {
        let (answer, request) = self.ask(sql, Caller::Panel).await;
        (answer.unwrap(), request.attempts())
    }

    async fn ask(&self, sql: &str, caller: Caller) -> (Result<Answer>, Arc<Request>) {
        let json = serde_json::json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string();
        let query = Query::from_json(json.as_bytes()).unwrap();
        let request = Arc::new(Request::new(Arc::clone(&self.connection), caller));
        let session = self.sessions.begin(Arc::clone(&request));
        let planned = query::plan(&query, TIMES, session).await.unwrap();
        (run(planned.plan, true, &planned.state).await, request)
    }

    /// Plans a statement only; gives what the planner refuses.
    async fn plan(&self, sql: &str) -> Result<()> {
        let json = serde_json::json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string();
        let request = Arc::new(Request::new(Arc::clone(&self.connection), Caller::Panel));
        match query::plan(&Query::from_json(json.as_bytes()).unwrap(), TIMES, self.sessions.begin(request)).await {
            Err(query::QueryError::Plan(error)) => Err(error),
            other => other.map(drop).map_err(|error| panic!("{error}")),
        }
    }
}

#[tokio::test]
async fn latest_first_with_a_limit_reads_one_page() {
    let world = World::new().await;
    let latest = "SELECT id, updated_at FROM securityhub_findings";
    let (top, requests) = world.rows(&format!("{latest} ORDER BY updated_at DESC LIMIT 5")).await;
    let (all, _) = world.rows(&format!("{latest} ORDER BY updated_at DESC")).await;
    assert_eq!(top, all[..5]);
    assert!(requests <= 2, "{requests} requests");
}

#[tokio::test]
async fn latest_first_stays_cheap_when_aws_cannot_evaluate_a_filter() {
    let world = World::new().await;
    let sql = "SELECT id FROM securityhub_findings WHERE title NOT LIKE '%zzz%' ORDER BY created_at DESC LIMIT 3";
    assert!(world.rows(sql).await.1 <= 2);
}

#[tokio::test]
async fn ordered_scans_below_a_join_give_all_their_rows() {
    let world = World::new().await;
    let oldest = "SELECT updated_at FROM securityhub_findings ORDER BY updated_at LIMIT 3";
    let sql = format!(
        "SELECT count(*) FROM ({oldest}) a JOIN
         (SELECT updated_at, row_number() OVER (ORDER BY updated_at DESC) AS n FROM securityhub_findings) b
         ON a.updated_at = b.updated_at"
    );
    let expected =
        world.rows(&format!("SELECT count(*) FROM securityhub_findings WHERE updated_at IN ({oldest})")).await.0;
    assert_eq!(world.rows(&sql).await.0, expected);
}

#[tokio::test]
async fn a_plain_limit_ends_the_asking() {
    let world = World::new().await;
    let (rows, requests) = world.rows("SELECT id FROM securityhub_findings LIMIT 3").await;
    assert_eq!(rows.len(), 3);
    assert!(requests <= 2, "{requests} requests");
}

#[tokio::test]
async fn every_filter_reaches_the_scan_and_says_who_evaluates_it() {
    let world = World::new().await;
    let sql = "SELECT count(*) FROM securityhub_findings
               WHERE severity = 'HIGH' AND record_state = 'ACTIVE' AND title LIKE '%a%' AND $__timeFilter(updated_at)";
    let plan = world.answer(sql).await.0.plan;
    assert!(!plan.contains("FilterExec"), "{plan}");
    assert!(plan.contains("record_state (EQUALS ACTIVE)"), "{plan}");
    assert!(plan.contains("severity (EQUALS HIGH)"), "{plan}");
    assert!(plan.contains("filtered here: "), "{plan}");
}

#[tokio::test]
async fn a_count_has_every_severity_that_the_where_admits() {
    let world = World::new().await;
    let none = "title = 'there is no such finding'";
    let rows = [
        ("", "CRITICAL | 0,HIGH | 0,MEDIUM | 0,LOW | 0,INFORMATIONAL | 0"),
        ("AND severity IN ('HIGH', 'CRITICAL')", "CRITICAL | 0,HIGH | 0"),
        ("AND severity <> 'LOW'", "CRITICAL | 0,HIGH | 0,MEDIUM | 0,INFORMATIONAL | 0"),
        (
            "AND (severity = 'LOW' OR record_state = 'ACTIVE')",
            "CRITICAL | 0,HIGH | 0,MEDIUM | 0,LOW | 0,INFORMATIONAL | 0",
        ),
        ("AND upper(severity) = 'LOW'", "LOW | 0"),
    ];
    for (condition, expected) in rows {
        let sql =
            format!("SELECT severity, count(*) FROM securityhub_findings WHERE {none} {condition} GROUP BY severity");
        assert_eq!(world.rows(&sql).await.0.join(","), expected, "{condition}");
    }
}

#[tokio::test]
async fn zeros_reach_through_subqueries_that_only_choose_and_rename() {
    let world = World::new().await;
    let none = "FROM securityhub_findings WHERE title = 'none'";
    let rows = [
        format!(
            "WITH o AS (SELECT severity, upper(title) AS t {none}) SELECT severity, count(*) FROM o GROUP BY severity"
        ),
        format!("SELECT s, count(*) FROM (SELECT severity AS s {none}) GROUP BY s"),
        format!(
            "SELECT o.s, count(*), approx_distinct(t) FROM (SELECT severity AS s, title AS t {none}) o GROUP BY o.s"
        ),
    ];
    for sql in rows {
        let rows = world.rows(&sql).await.0;
        assert_eq!((rows.len(), rows[0].starts_with("CRITICAL | 0")), (5, true), "{sql}: {rows:?}");
    }
    let above = format!("SELECT s, count(*) FROM (SELECT severity AS s {none}) WHERE s <> 'LOW' GROUP BY s");
    assert_eq!(world.rows(&above).await.0.join(","), "CRITICAL | 0,HIGH | 0,MEDIUM | 0,INFORMATIONAL | 0");
    let computed = format!("SELECT s, count(*) FROM (SELECT lower(severity) AS s {none}) GROUP BY s");
    assert!(world.rows(&computed).await.0.is_empty());
}

#[tokio::test]
async fn zeros_beside_very_many_groups_are_left_out() {
    let world = World::new().await;
    let sql =
        "SELECT id, severity, workflow_status, record_state, count(*) FROM securityhub_findings GROUP BY 1, 2, 3, 4";
    assert_eq!(world.rows(sql).await.0.len(), 400);
}

#[tokio::test]
async fn other_groups_are_filled_only_as_observed() {
    let world = World::new().await;
    let sql = "SELECT account_id, severity, count(*) FROM securityhub_findings GROUP BY account_id, severity";
    let (rows, _) = world.rows(sql).await;
    let accounts = world.rows("SELECT DISTINCT account_id FROM securityhub_findings").await.0.len();
    // A group without a label is one of its own, and nobody asks for it elsewhere.
    let unlabelled = "SELECT DISTINCT account_id FROM securityhub_findings WHERE severity IS NULL";
    let unlabelled = world.rows(unlabelled).await.0.len();
    assert_eq!((rows.len(), unlabelled), (accounts * 5 + 1, 1));
    let none = format!("{} LIMIT 0", sql.replace("GROUP BY", "WHERE title = 'none' GROUP BY"));
    assert!(world.rows(&none).await.0.is_empty());
}

#[tokio::test]
async fn nothing_is_filled_where_an_absent_group_means_something() {
    let world = World::new().await;
    let from = "FROM securityhub_findings WHERE title = 'none'";
    for sql in [
        format!("SELECT severity, count(*) {from} GROUP BY severity HAVING count(*) > 3"),
        format!("SELECT severity, count(*) {from} GROUP BY severity LIMIT 3"),
        format!("SELECT severity, max(severity_normalized) {from} GROUP BY severity"),
        format!("SELECT title, count(*) {from} GROUP BY title"),
        format!("SELECT DISTINCT severity {from}"),
    ] {
        assert!(world.rows(&sql).await.0.is_empty(), "{sql}");
    }
}

#[tokio::test]
async fn expressions_over_counts_and_order_see_the_filled_rows() {
    let world = World::new().await;
    let sql = "SELECT severity, count(*) + 1 AS n, max(title) AS t FROM securityhub_findings
               WHERE title = 'none' AND severity IN ('LOW', 'HIGH') GROUP BY severity ORDER BY severity DESC";
    assert_eq!(world.rows(sql).await.0, ["LOW | 1", "HIGH | 1"]);
}

#[tokio::test]
async fn a_list_that_is_too_long_is_cut_for_a_panel_and_refused_for_an_alert() {
    let world = World::of(50_100).await;
    let sql = "SELECT region FROM securityhub_findings";
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    let rows: usize = answer.unwrap().batches.iter().map(RecordBatch::num_rows).sum();
    let expected = ["Only the first 50000 rows are shown; there are more. Filter or group more."];
    assert_eq!((rows, request.notices()), (50_000, expected.map(str::to_owned).to_vec()));
    let message = world.ask(sql, Caller::Alert).await.0.unwrap_err().to_string();
    assert!(message.contains("the answer has more than 50000 rows."), "{message}");
}

#[tokio::test]
async fn an_answer_that_must_be_whole_is_refused_when_it_is_too_long() {
    let world = World::new().await;
    let sql = "SELECT a.id FROM securityhub_findings a CROSS JOIN securityhub_findings b";
    let message = world.ask(sql, Caller::Panel).await.0.unwrap_err().to_string();
    assert!(message.contains("the answer has more than 50000 rows."), "{message}");
}

#[tokio::test]
async fn lists_and_json_are_queried_with_functions() {
    let world = World::new().await;
    let sql = "SELECT count(*) > 0 FROM securityhub_findings
               WHERE array_has(standards, 'standards/aws-foundational-security-best-practices/v/1.0.0')
               AND finding->>'Id' = id AND json_length(resources) >= 1";
    assert_eq!(world.rows(sql).await.0, ["true"]);
}

#[tokio::test]
async fn now_is_the_moment_of_the_query_and_not_of_the_process() {
    let world = World::of(1).await;
    let sql = "SELECT CAST(now() AS TEXT) FROM securityhub_findings";
    let first = world.rows(sql).await.0;
    let second = world.rows(sql).await.0;
    assert!(first < second, "{first:?} {second:?}");
}
