//! Long listings of slow pages: several cursors give the same answer as one, and short ones are asked as ever.
//!
//! How long a page takes is read from the data source's clock, which here goes on with each look at it and not otherwise: a busy
//! machine's pages are as fast as any.

use std::cell::Cell;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::super::{Root, find_root};
use super::World;
use super::pushdown::{Condition, SECURITY_HUB, condition, shape};
use crate::aws::{Caller, Endpoints, ErrorKind, Memory, Settings};
use crate::sandbox::{Clock, Parameters, Throttle};

thread_local! {
    /// Milliseconds that the clock is ahead, and that it goes on with each look.
    static AHEAD: Cell<(i64, i64)> = const { Cell::new((0, 0)) };
    /// When the clock began: with the test, unless another time is set.
    static BEGUN: Cell<DateTime<Utc>> = Cell::new(Utc::now());
}

fn clock() -> DateTime<Utc> {
    let (ahead, step) = AHEAD.get();
    AHEAD.set((ahead + step, step));
    BEGUN.get() + TimeDelta::milliseconds(ahead)
}

/// From now on, pages take so long.
fn pages_take(milliseconds: i64) {
    AHEAD.set((0, milliseconds));
}

async fn world(findings: u32, keeps: bool) -> World {
    at(Clock::System, findings, keeps).await
}

/// A world in which it is always the same time: where a listing is cut follows from the time, and with it how many of its pages are
/// short, so that at some moments one that is cut has as many pages as one that is not.
async fn still_world(findings: u32) -> World {
    let now = "2026-11-26T12:00:00Z".parse().unwrap();
    BEGUN.set(now);
    at(Clock::Fixed(now), findings, false).await
}

async fn at(clock_of_aws: Clock, findings: u32, keeps: bool) -> World {
    let (seed, throttle) = (SECURITY_HUB.seed, Throttle::Off);
    let parameters = Parameters { findings, seed, throttle, clock: clock_of_aws, ..Default::default() };
    let memory = Memory { keeps, clock };
    World::opened(Settings { memory, ..Settings::sandbox("us-east-1", parameters) }).await
}

/// Asks with fast and with slow pages; gives the rows, and the requests of either.
async fn both(world: &World, sql: &str) -> (Vec<String>, [u64; 2]) {
    pages_take(0);
    let (rows, one) = world.rows(sql).await;
    pages_take(600);
    let (again, several) = world.rows(sql).await;
    assert_eq!(again, rows, "{sql}");
    (rows, [one, several])
}

#[tokio::test]
async fn every_row_comes_once_however_many_cursors_there_are() {
    let world = still_world(2_000).await;
    let sql = "SELECT count(*), count(DISTINCT id || product_arn) FROM securityhub_findings";
    let (rows, [one, several]) = both(&world, sql).await;
    assert_eq!(rows, ["2000 | 2000"]);
    assert!(one < several && several <= one + 8, "{one} and {several} requests");
    for milliseconds in [400, 2_000, 9_000] {
        pages_take(milliseconds);
        assert_eq!(world.rows(sql).await.0, rows, "{milliseconds}");
    }
}

#[tokio::test]
async fn the_answer_is_the_same_whatever_else_is_filtered() {
    let world = still_world(1_200).await;
    let (since, until) = ("'2026-11-06T12:00:00Z'", "'2026-11-25T12:00:00Z'");
    let conditions = [
        "severity IN ('MEDIUM', 'INFORMATIONAL')".to_owned(),
        "severity <> 'LOW' AND record_state = 'ACTIVE'".to_owned(),
        "severity LIKE 'M%' OR severity IS NULL".to_owned(),
        format!("updated_at > {since}"),
        format!("updated_at <= {until}"),
        format!("updated_at BETWEEN {since} AND {until} AND severity <> 'HIGH'"),
    ];
    let mut cut = 0;
    for condition in conditions {
        let sql = format!("SELECT id, severity, updated_at FROM securityhub_findings WHERE {condition} ORDER BY 1");
        let (rows, [one, several]) = both(&world, &sql).await;
        assert!(!rows.is_empty(), "{condition}");
        // One that was cut may, by chance, have as many pages.
        cut += usize::from(one != several);
    }
    assert!(cut > 3, "{cut} listings were cut");
}

#[tokio::test]
async fn any_question_has_the_same_answer() {
    let world = world(700, false).await;
    let mut runner = TestRunner::new(Config::default());
    let asked = (prop::collection::vec(condition(SECURITY_HUB), 0..2), shape(SECURITY_HUB));
    let mut cut = 0;
    for _ in 0..60 {
        let (conditions, shape) = asked.new_tree(&mut runner).unwrap().current();
        let all: Vec<_> = conditions.iter().map(|Condition { plain, .. }| plain.as_str()).chain(["true"]).collect();
        let (_, [one, several]) = both(&world, &shape.replace('?', &all.join(" AND "))).await;
        cut += usize::from(one != several);
    }
    assert!(cut > 5, "{cut} listings were cut");
}

#[tokio::test]
async fn what_is_short_or_ends_early_is_asked_by_one_cursor() {
    let world = world(1_200, false).await;
    for sql in [
        "SELECT id FROM securityhub_findings LIMIT 950",
        "SELECT id FROM securityhub_findings WHERE title LIKE '%a%' LIMIT 300",
        "SELECT updated_at FROM securityhub_findings ORDER BY updated_at DESC LIMIT 500",
        "SELECT created_at FROM securityhub_findings WHERE title LIKE '%a%' ORDER BY created_at LIMIT 300",
        "SELECT count(*) FROM securityhub_findings WHERE severity = 'CRITICAL'",
        "SELECT count(*) FROM securityhub_findings WHERE control_id = 'S3.1'",
        // Two or three pages.
        "SELECT count(*) FROM securityhub_findings WHERE updated_at < date_trunc('day', now()) - INTERVAL '30 days'",
    ] {
        pages_take(0);
        let one = world.rows(sql).await.1;
        pages_take(600);
        assert_eq!(world.rows(sql).await.1, one, "{sql}");
    }
}

#[tokio::test]
async fn a_listing_that_was_cut_is_found_again_while_its_answers_are_kept() {
    let world = world(1_200, true).await;
    pages_take(600);
    let (rows, several) = world.rows("SELECT count(*) FROM securityhub_findings").await;
    // Whether pages are slow now is not asked again, nor what is shown of them.
    for milliseconds in [0, 600] {
        AHEAD.set((AHEAD.get().0, milliseconds));
        assert_eq!(world.rows("SELECT count(*) FROM securityhub_findings").await, (rows.clone(), 0));
        let grouped = "SELECT count(DISTINCT id || product_arn) FROM securityhub_findings";
        assert_eq!(world.rows(grouped).await, (rows.clone(), 0));
    }
    assert!(several > 12, "{several} requests");
}

/// A server of findings, each at a number of milliseconds before a moment, 100 a page.
struct Server {
    ages: Vec<i64>,
    /// Whether it sorts and filters, by the second; otherwise it does neither, as moto.
    is_careful: bool,
    /// Whether it refuses to filter by the last update.
    refuses: bool,
}

impl Server {
    fn answer(&self, asked: &Value) -> Value {
        let time = |age: i64| DateTime::<Utc>::from_timestamp_millis(1_790_000_000_000 - age).unwrap();
        let mut findings: Vec<_> = self.ages.iter().map(|age| time(*age)).enumerate().collect();
        if self.is_careful {
            let second = |name| {
                let text = asked.pointer(&format!("/Filters/UpdatedAt/0/{name}"))?.as_str()?;
                Some(text.parse::<DateTime<Utc>>().unwrap().timestamp())
            };
            let (start, end) = (second("Start").unwrap_or(0), second("End").unwrap_or(i64::MAX));
            assert_eq!(asked.pointer("/SortCriteria/0/Field"), Some(&json!("UpdatedAt")));
            findings.retain(|(_, time)| (start..=end).contains(&time.timestamp()));
            findings.sort_by_key(|(_, time)| -time.timestamp());
        }
        let page = asked["NextToken"].as_str().map_or(0, |token| token.parse::<usize>().unwrap());
        let token = (page + 1 < findings.len().div_ceil(100)).then(|| (page + 1).to_string());
        let shown = findings.iter().skip(page * 100).take(100);
        let shown = shown.map(|(number, time)| json!({"Id": number.to_string(), "UpdatedAt": time.to_rfc3339()}));
        json!({"Findings": shown.collect::<Vec<_>>(), "NextToken": token})
    }

    /// A world that asks it, whose pages are slow.
    async fn world(self) -> World {
        let server = Arc::new(self);
        let answer = move |body: String| async move {
            let asked: Value = serde_json::from_str(&body).unwrap();
            match server.refuses && asked.pointer("/Filters/UpdatedAt").is_some() {
                true => (StatusCode::FORBIDDEN, [("x-amzn-errortype", "AccessDeniedException")], "{}".to_owned()),
                false => (StatusCode::OK, [("x-amzn-requestid", "1")], server.answer(&asked).to_string()),
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let all = Some(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/findings", post(answer))).await });
        let settings = Settings::sandbox("us-east-1", Parameters::default());
        let (memory, endpoints) = (Memory { keeps: false, clock }, Endpoints { all, ..Default::default() });
        let world = World::opened(Settings { memory, endpoints, sandbox: None, ..settings }).await;
        pages_take(600);
        world
    }

    /// Counts its findings; gives the rows and the requests.
    async fn counted(self) -> (Vec<String>, u64) {
        self.world().await.rows("SELECT count(*), count(DISTINCT id) FROM securityhub_findings").await
    }
}

#[tokio::test]
async fn a_cursor_that_fails_fails_the_listing() {
    let ages = (0..700).map(|number| number * 60_000).collect();
    let world = Server { ages, is_careful: true, refuses: true }.world().await;
    let (answer, request) = world.ask("SELECT count(*) FROM securityhub_findings", Caller::Panel).await;
    let error = answer.unwrap_err();
    let Root::Aws(error) = find_root(&error) else { panic!("{error}") };
    assert_eq!((error.kind(), request.attempts()), (ErrorKind::Denied, 3));
}

#[tokio::test]
async fn answers_in_another_order_are_not_cut() {
    let server =
        Server { ages: (0..500).map(|number| number * 7 % 500 * 60_000).collect(), is_careful: false, refuses: false };
    assert_eq!(server.counted().await, (vec!["500 | 500".to_owned()], 5));
}

#[tokio::test]
async fn a_server_that_does_not_filter_gives_no_row_twice() {
    let server = Server { ages: (0..500).map(|number| number * 60_000).collect(), is_careful: false, refuses: false };
    let (rows, requests) = server.counted().await;
    assert_eq!((rows, requests > 5), (vec!["500 | 500".to_owned()], true));
}

#[tokio::test]
async fn rows_of_one_second_come_once_where_aws_compares_by_the_second() {
    // 150 in the first two seconds, then 250 in one, then a long tail in which several share a second.
    let ages = (0..150).map(|number| number * 13).chain((0..250).map(|number| 5_000 + number * 3));
    let ages: Vec<i64> =
        ages.chain((0..300).map(|number| 60_000 + number / 4 * 3_600_000 + number % 4 * 400)).collect();
    let (rows, requests) = Server { ages, is_careful: true, refuses: false }.counted().await;
    assert_eq!((rows, requests > 7), (vec!["700 | 700".to_owned()], true));
}
