//! Shapes an alert rule can evaluate.

use datafusion::arrow::datatypes::DataType;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_count_by_severity_is_one_number_for_each_label_also_when_there_is_none() {
    let world = World::sandbox().await;
    let answer = world
        .sql(
            "SELECT severity, count(*) AS count FROM securityhub_findings
              WHERE title = 'none' AND severity IN ('CRITICAL', 'HIGH') GROUP BY severity",
        )
        .await;
    assert_eq!(
        (answer.rows(), answer.kind()),
        (vec!["CRITICAL,0".to_owned(), "HIGH,0".to_owned()], "numeric-long".to_owned())
    );
}

#[tokio::test]
async fn counts_over_time_have_a_time_that_is_never_null() {
    let world = World::sandbox().await;
    let answer = world
        .sql(
            "SELECT $__timeGroup(created_at, 1d) AS time, severity, count(*) AS count FROM securityhub_findings
              WHERE $__timeFilter(created_at) AND severity IS NOT NULL GROUP BY 1, 2",
        )
        .await;
    assert_eq!((answer.status, answer.kind()), (200, "timeseries-multi".to_owned()), "{}", answer.error);
    assert_eq!(answer.frames.len(), 5);
    for frame in &answer.frames {
        let time = frame.schema.field(0);
        assert!(matches!(time.data_type(), DataType::Timestamp(..)) && !time.is_nullable());
        assert!(frame.labels(1).starts_with(r#"{"severity":""#), "{}", frame.labels(1));
        let times: Vec<String> = (0..frame.rows.num_rows()).map(|row| frame.cells(row).unwrap()[0].clone()).collect();
        assert!(times.is_sorted());
    }
}

#[tokio::test]
async fn one_series_without_labels_is_one_wide_frame() {
    let world = World::sandbox().await;
    let answer = world
        .ask(json!({"schemaVersion": 1, "mode": "builder", "table": "securityhub_findings",
            "groupBy": [{"column": "updated_at", "interval": "auto"}], "aggregates": [{"function": "count"}]}))
        .await;
    assert_eq!((answer.kind(), answer.frames.len()), ("timeseries-wide".to_owned(), 1));
}

#[tokio::test]
async fn sandbox_data_says_so() {
    let world = World::sandbox().await;
    let meta = world.sql("SELECT count(*) AS n FROM securityhub_findings").await.frames[0].meta();
    assert_eq!(meta["custom"]["source"], "sandbox");
    assert_eq!(meta["notices"][0]["text"], "Simulated data from the sandbox, not from an AWS account.");
    let run = meta["executedQueryString"].as_str().unwrap();
    assert!(
        run.starts_with(
            "SELECT count(*) AS n FROM securityhub_findings\n\n-- AWS requests: Security Hub GetFindings × "
        ),
        "{run}"
    );
    assert!(run.contains("\n-- plan:\n") && run.contains("AwsScan: securityhub_findings"), "{run}");
}

#[tokio::test]
async fn every_bucket_of_the_range_has_a_point_when_time_is_filled() {
    let world = World::sandbox().await;
    let sql = "SELECT $__timeGroup(created_at, 1d) AS time, severity, count(*) AS count FROM securityhub_findings
               WHERE $__timeFilter(created_at) AND severity IS NOT NULL GROUP BY 1, 2";
    let ask = |fill: &str| json!({"schemaVersion": 1, "mode": "sql", "sql": sql, "timeFill": fill});
    let points =
        |answer: &crate::world::Answer| answer.frames.iter().map(|frame| frame.rows.num_rows()).collect::<Vec<_>>();
    let (with, without) = (world.ask(ask("zero")).await, world.ask(ask("none")).await);
    // A year has 365 whole days and the one it begins in.
    assert_eq!(points(&with), [366; 5]);
    assert!(points(&without).iter().all(|points| *points < 120), "{:?}", points(&without));
    let builder = json!({"schemaVersion": 1, "mode": "builder", "table": "securityhub_findings", "timeFill": "previous",
        "groupBy": [{"column": "created_at", "interval": "auto"}], "aggregates": [{"function": "count"}]});
    assert_eq!(points(&world.ask(builder).await), [366]);
}
