//! The process and its protocol.

use std::process::Command;

use awsposture::cli::grafana::Asked;
use serde_json::json;

use crate::world::{Answer, World, range};

const COUNT: &str = r#"{"schemaVersion":1,"mode":"sql","sql":"SELECT count(*) AS n FROM securityhub_findings"}"#;

#[tokio::test]
async fn one_bad_query_leaves_the_others_whole() {
    let world = World::sandbox().await;
    let asked = [
        ("good", COUNT),
        ("panic", r#"{"schemaVersion":1,"mode":"sql","sql":"awsposture:panic"}"#),
        ("bad", "{not json"),
        ("unknown", r#"{"schemaVersion":1,"mode":"sql","sql":"SELECT 1 FROM nowhere"}"#),
    ];
    let asked = asked.map(|(ref_id, json)| Asked { ref_id: ref_id.to_owned(), json: json.to_owned() });
    let mut answers = world.plugin.query(&world.data_source, range(), &asked, None).await.unwrap();
    let mut take = |ref_id: &str| Answer::read(answers.remove(ref_id).unwrap());
    assert_eq!(take("good").rows(), ["300"]);
    let panic = take("panic");
    assert_eq!((panic.status, panic.source.as_str()), (500, "plugin"));
    let bad = take("bad");
    assert_eq!((bad.status, bad.source.as_str()), (400, "downstream"));
    assert!(bad.error.starts_with("this query cannot be read: "), "{}", bad.error);
    assert_eq!((take("unknown").status, answers.len()), (400, 0));
    // The process lives on.
    assert_eq!(world.sql("SELECT count(*) FROM securityhub_findings").await.rows(), ["300"]);
}

#[tokio::test]
async fn shutdown_ends_the_process_with_0_and_only_the_handshake_was_printed() {
    let world = World::sandbox().await;
    world.sql("SELECT count(*) FROM securityhub_findings").await.rows();
    let (status, printed) = world.plugin.shut_down().await.unwrap();
    assert_eq!((status.code(), printed.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn sigterm_ends_the_process_with_0() {
    let world = World::sandbox().await;
    let id = world.plugin.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(world.plugin.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn started_by_hand_it_says_what_it_is() {
    let output = Command::new(env!("CARGO_BIN_EXE_gpx_awsposture")).env_clear().output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is started by Grafana"));
}

#[tokio::test]
async fn metrics_count_queries_and_aws_requests_and_nothing_of_the_findings() {
    let world = World::sandbox().await;
    world.sql("SELECT count(*) FROM securityhub_findings").await.rows();
    world.sql("SELECT nothing FROM securityhub_findings").await.failure();
    let metrics = world.plugin.metrics().await.unwrap();
    for line in [r#"awsposture_queries_total{status="200"} 1"#, r#"awsposture_queries_total{status="400"} 1"#] {
        assert!(metrics.contains(line), "{metrics}");
    }
    let sent = r#"awsposture_aws_requests_total{operation="GetFindings",outcome="ok",region="us-east-1",service="Security Hub"} "#;
    let waits = r#"awsposture_aws_wait_seconds_count{caller="panel",service="Security Hub"} "#;
    assert!(metrics.contains(sent) && metrics.contains(waits), "{metrics}");
    // Times may have any digits in them; a count of findings would stand alone.
    assert!(!metrics.split_whitespace().any(|word| word == "300"), "{metrics}");
}

#[tokio::test]
async fn changed_settings_are_used_at_once() {
    let mut world = World::sandbox().await;
    assert_eq!(world.sql("SELECT count(*) FROM securityhub_findings").await.rows(), ["300"]);
    world.data_source.json_data = json!({"sandbox": {"enabled": true, "findings": 20, "throttle": "off"}});
    assert_eq!(world.sql("SELECT count(*) FROM securityhub_findings").await.rows(), ["20"]);
}
