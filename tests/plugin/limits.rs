//! Questions without measure: each is refused or stopped with a message, and others are answered meanwhile.

use std::time::Duration;

use awsposture::cli::grafana::Asked;
use serde_json::json;

use crate::world::{Answer, World, range};

const COUNT: &str = "SELECT count(*) FROM securityhub_findings";

#[tokio::test]
async fn text_beyond_measure_is_refused() {
    let world = World::sandbox().await;
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(500), close.repeat(500));
    let rows = [
        (
            format!("SELECT '{}'", "x".repeat(10_000_000)),
            "the statement is 10000009 characters long; at most 131072 are read",
        ),
        (
            format!("SELECT {} FROM securityhub_findings", nested("(", "1", ")")),
            "SQL syntax error: the statement is nested too deeply",
        ),
        (nested("SELECT * FROM (", COUNT, ")"), "SQL syntax error: the statement is nested too deeply"),
        (format!("SELECT {}", nested("CASE WHEN 1 = 1 THEN ", "1", " END")), "SQL syntax error"),
        (format!("SELECT {}", nested("abs(", "1", ")")), "SQL syntax error: the statement is nested too deeply"),
        (format!("SELECT {}1", "NOT ".repeat(1_500)), "the statement has 1500 operators; at most 1000 are read."),
    ];
    for (sql, expected) in rows {
        let answer = world.sql(&sql).await;
        let shown: String = sql.chars().take(60).collect();
        assert_eq!((answer.status, answer.source.as_str()), (400, "downstream"), "{shown}: {}", answer.error);
        assert!(answer.error.starts_with(expected), "{shown}: {}", answer.error);
    }
    assert_eq!(world.sql(COUNT).await.rows(), ["300"]);
}

#[tokio::test]
async fn more_rows_than_a_panel_shows_are_an_error_or_are_cut_with_a_notice() {
    let world = World::sandbox().await;
    let answer = world.sql("SELECT a.id, b.id FROM securityhub_findings a, securityhub_findings b").await;
    let expected = "the answer has more than 50000 rows. Group or filter more, or add a LIMIT.";
    assert_eq!(answer.failure(), (400, "downstream", expected));
}

#[tokio::test]
async fn what_needs_more_memory_than_there_is_says_so() {
    let world = World::with(json!({"sandbox": {"enabled": true, "findings": 3000, "throttle": "off"}})).await;
    // Nine million rows of some kilobytes each, which a sort holds all together.
    let sql =
        "SELECT a.finding, b.finding FROM securityhub_findings a, securityhub_findings b ORDER BY a.title, b.title";
    let answer = world.sql(sql).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source), (400, "downstream"), "{message}");
    assert!(message.starts_with("the query needs more memory than it may use; filter or group more."), "{message}");
    assert_eq!(world.sql(COUNT).await.rows(), ["3000"]);
}

#[tokio::test]
async fn a_join_without_end_is_stopped_and_holds_nobody_up() {
    let world = World::with(json!({"sandbox": {"enabled": true, "findings": 1000, "throttle": "off"}})).await;
    // A million pairs of some kilobytes each, more often than there are threads.
    let endless =
        "SELECT count(*) FROM securityhub_findings a, securityhub_findings b WHERE length(a.finding || b.finding) = 1";
    let endless: Vec<Asked> = (0..8)
        .map(|number| Asked {
            ref_id: number.to_string(),
            json: json!({"schemaVersion": 1, "mode": "sql", "sql": endless}).to_string(),
        })
        .collect();
    let running = world.plugin.query(&world.data_source, range(), &endless, Some(Duration::from_secs(3)));
    let (answers, meanwhile) = tokio::join!(running, world.sql(COUNT));
    assert_eq!(meanwhile.rows(), ["1000"]);
    for answer in answers.unwrap().into_values().map(Answer::read) {
        let (status, source, message) = answer.failure();
        assert_eq!((status, source), (504, "downstream"), "{message}");
        assert!(message.starts_with("The query did not end within 2.7 s; it made "), "{message}");
    }
    // Their threads are free again.
    assert_eq!(world.sql(COUNT).await.rows(), ["1000"]);
}
