//! What a dashboard asks beside its panels: variables, annotations, its own filters; and logs in Explore.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::world::{Answer, World};

fn sql(sql: &str, more: Value) -> Value {
    let mut query = json!({"schemaVersion": 1, "mode": "sql", "sql": sql});
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    query
}

fn builder(members: Value) -> Value {
    let mut query = json!({"schemaVersion": 1, "mode": "builder", "table": "securityhub_findings"});
    query.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    query
}

fn fields(answer: &Answer) -> Vec<String> {
    let shown = |field: &std::sync::Arc<datafusion::arrow::datatypes::Field>| {
        let nullable = if field.is_nullable() { "?" } else { "" };
        format!("{} {}{nullable}", field.name(), field.data_type())
    };
    answer.frames[0].schema.fields().iter().map(shown).collect()
}

#[tokio::test]
async fn a_variables_values_are_texts_and_each_is_there_once() {
    let world = World::sandbox().await;
    let variable = |text: &str| json!({"queryType": "variable", "valueColumn": "account_id", "textColumn": text});
    let statement = "SELECT region, account_id FROM securityhub_findings ORDER BY account_id, region";
    let answer = world.ask(sql(statement, variable(""))).await;
    assert_eq!(fields(&answer), ["text Utf8", "value Utf8"]);
    let rows = answer.rows();
    let accounts = world.sql("SELECT count(DISTINCT account_id) FROM securityhub_findings").await.rows();
    assert_eq!([rows.len().to_string()], accounts.as_slice());
    assert!(rows.iter().all(|row| row.split_once(',').is_some_and(|(text, value)| text == value)), "{rows:?}");
    // Without names the first column counts, whatever its type; the text may be another column.
    let counted =
        "SELECT count(*) AS n, severity FROM securityhub_findings GROUP BY severity ORDER BY severity LIMIT 1";
    let first = world.ask(sql(counted, json!({"queryType": "variable", "textColumn": "severity"}))).await.rows();
    assert!(first[0].starts_with("CRITICAL,"), "{first:?}");
    let grouped = builder(json!({"groupBy": [{"column": "region"}], "queryType": "variable", "valueColumn": "region"}));
    assert!(world.ask(grouped).await.rows().contains(&"eu-west-1,eu-west-1".to_owned()));
    let answer = world.ask(sql("SELECT 1 AS one", json!({"queryType": "variable", "valueColumn": "two"}))).await;
    assert_eq!(
        answer.failure(),
        (
            400,
            "downstream",
            "the variable's column \"two\" is not in the result, which has: one (number). Name one of these, or add it to the SELECT."
        )
    );
}

#[tokio::test]
async fn annotations_have_the_fields_that_grafana_maps_and_hostile_text_is_shown_as_text() {
    let world = World::sandbox().await;
    let statement = "SELECT TIMESTAMP '2026-11-24T10:00:00Z' AS began, TIMESTAMP '2026-11-24T11:00:00Z' AS ended,
                     '<img src=x onerror=alert(1)> & \"you\"' AS what, 'a, b' AS tag, make_array('c', 'd') AS more
                     UNION ALL SELECT NULL, NULL, 'no time', 'e', make_array('f')";
    let more = json!({"queryType": "annotation", "timeColumn": "began", "timeEndColumn": "ended", "titleColumn": "what",
                      "textColumn": "tag", "tagColumns": ["tag", "more"]});
    let answer = world.ask(sql(statement, more)).await;
    let expected = ["time Timestamp(ns)", "timeEnd Timestamp(ns)?", "title Utf8?", "text Utf8?", "tags Binary?"];
    assert_eq!(fields(&answer), expected);
    assert_eq!(
        answer.rows(),
        [
            "2026-11-24 10:00:00,2026-11-24 11:00:00,&lt;img src=x onerror=alert(1)&gt; &amp; &quot;you&quot;,a, b,[\"a, b\",\"c\",\"d\"]"
        ]
    );
    let notices = answer.frames[0].meta()["notices"].to_string();
    assert!(notices.contains("1 rows have no time and are left out of the annotations"), "{notices}");
    // The builder fetches what the annotation names, and nothing else.
    let model = builder(json!({"queryType": "annotation", "timeColumn": "created_at", "titleColumn": "title",
        "tagColumns": ["severity"], "filters": [{"column": "severity", "operator": "=", "values": ["CRITICAL"]}], "limit": 5}));
    let answer = world.ask(model).await;
    assert_eq!(fields(&answer), ["time Timestamp(ns)", "title Utf8?", "text Utf8?", "tags Binary?"]);
    assert!(answer.rows().iter().all(|row| row.ends_with(",[\"CRITICAL\"]")), "{:?}", answer.rows());
    let answer = world.ask(sql("SELECT 'x' AS title", json!({"queryType": "annotation"}))).await;
    assert!(answer.error.starts_with("the annotation needs a time; the result has: title (text). Change the SELECT."));
}

#[tokio::test]
async fn findings_are_lines_of_a_log_with_their_severity_as_level() {
    let world = World::sandbox().await;
    let statement =
        "SELECT updated_at, title, severity, account_id, severity_normalized, note FROM securityhub_findings
                     WHERE severity IN ('CRITICAL', 'HIGH') ORDER BY updated_at DESC";
    let answer = world.ask(sql(statement, json!({"format": "logs"}))).await;
    assert_eq!(fields(&answer), ["timestamp Timestamp(ns)", "body Utf8?", "severity Utf8?", "labels Binary"]);
    let meta = answer.frames[0].meta();
    assert_eq!((&meta["type"], &meta["typeVersion"]), (&json!("log-lines"), &json!([0, 0])));
    assert_eq!(meta["preferredVisualisationType"], "logs");
    let frame = &answer.frames[0];
    let mut levels = HashSet::new();
    for row in 0..frame.rows.num_rows() {
        let cells = frame.cells(row).unwrap();
        let labels: Value = serde_json::from_str(&cells[3]).unwrap();
        assert!(labels["account_id"].is_string() && labels["severity_normalized"].is_number(), "{labels}");
        assert!(!labels.as_object().unwrap().contains_key("title"));
        levels.insert((labels["severity"].as_str().unwrap().to_owned(), cells[2].clone()));
    }
    let expected = [("CRITICAL", "critical"), ("HIGH", "error")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(levels, HashSet::from(expected));
    let answer = world.ask(sql("SELECT 1 AS one", json!({"format": "logs"}))).await;
    assert_eq!(
        answer.error,
        "the format logs needs a time; the result has: one (number). Change the SELECT, or use the format auto or table."
    );
}

#[tokio::test]
async fn a_dashboards_filters_hold_in_every_table_that_has_the_column() {
    let world = World::sandbox().await;
    let filters = |filters: Value| json!({"adHocFilters": filters});
    let ask = |statement: &str, more: Value| world.ask(sql(statement, more));
    let by_hand = |statement: &'static str| async { world.sql(statement).await.rows() };
    let counts = "SELECT severity, count(*) AS n FROM securityhub_findings GROUP BY severity ORDER BY n DESC, severity";
    let critical = filters(json!([{"column": "severity", "operator": "in", "values": ["CRITICAL", "HIGH"]},
                                  {"column": "region", "operator": "!=", "values": ["eu-west-1"]}]));
    let expected = by_hand(
        "SELECT severity, count(*) AS n FROM securityhub_findings
        WHERE severity IN ('CRITICAL', 'HIGH') AND region IS DISTINCT FROM 'eu-west-1' GROUP BY severity ORDER BY n DESC, severity",
    );
    let answer = ask(counts, critical.clone()).await;
    assert_eq!(answer.rows(), expected.await);
    // AWS filters: fewer pages than all findings have.
    assert!(answer.aws_requests() < 3, "{}", answer.aws_requests());
    let text = answer.frames[0].meta()["executedQueryString"].to_string();
    assert!(text.contains("-- ad hoc filter: severity in CRITICAL, HIGH"), "{text}");
    // In a join both sides that have the column are filtered, and a side that has not is left alone.
    let join = "SELECT count(*) FROM securityhub_findings f JOIN inspector_coverage c ON f.account_id = c.account_id
                WHERE f.id IN (SELECT id FROM securityhub_findings)";
    let one = json!([{"column": "account_id", "operator": "=", "values": ["111122223333"]}]);
    let expected = by_hand(
        "SELECT count(*) FROM securityhub_findings f JOIN inspector_coverage c ON f.account_id = c.account_id
        WHERE f.account_id = '111122223333'",
    );
    assert_eq!(ask(join, filters(one)).await.rows(), expected.await);
    let builder_count = builder(json!({"aggregates": [{"function": "count", "alias": "n"}],
        "adHocFilters": [{"column": "title", "operator": "=~", "values": ["^S3 .*public"]},
                         {"column": "tag:env", "operator": "=", "values": ["prod"]},
                         {"column": "types", "operator": "!=", "values": ["x'; DROP TABLE y --"]}]}));
    let expected =
        by_hand("SELECT count(*) AS n FROM securityhub_findings WHERE title ~ '^S3 .*public' AND \"tag:env\" = 'prod'");
    assert_eq!(world.ask(builder_count).await.rows(), expected.await);
}

#[tokio::test]
async fn a_filter_that_cannot_hold_says_so() {
    let world = World::sandbox().await;
    let ask = |filter: Value| {
        let statement = "SELECT count(*) AS n FROM inspector_coverage";
        world.ask(sql(statement, json!({"adHocFilters": [filter]})))
    };
    let elsewhere = ask(json!({"column": "workflow_status", "operator": "=", "values": ["NEW"]})).await;
    let notices = elsewhere.frames[0].meta()["notices"].to_string();
    let said = "The filter on workflow_status has no effect here: no table of the query has this column.";
    assert!(notices.contains(said), "{notices}");
    let rows = [
        (
            json!({"column": "scan_status", "operator": "=", "values": ["ON"]}),
            "scan_status is never \"ON\"; it is one of: ACTIVE, INACTIVE",
        ),
        (
            json!({"column": "scan_status", "operator": "~", "values": ["A"]}),
            "there is no operator \"~\" for scan_status (a column of type text)",
        ),
        (
            json!({"column": "last_scanned_at", "operator": ">", "values": ["soon"]}),
            "last_scanned_at is a time such as",
        ),
        (json!({"column": "account_id", "operator": "=~", "values": ["("]}), ""),
        (
            json!({"column": "account_id", "operator": "=~", "values": ["a", "b"]}),
            "the filter account_id =~ takes one pattern",
        ),
    ];
    for (filter, expected) in rows {
        let answer = ask(filter.clone()).await;
        let (status, source, message) = answer.failure();
        assert_eq!((status, source), (400, "downstream"), "{filter} {message}");
        assert!(message.starts_with(expected), "{filter}: {message}");
    }
}

#[tokio::test]
async fn what_is_filtered_out_takes_no_rows_without_a_value_along() {
    let world = World::sandbox().await;
    let count = "SELECT count(*) AS n FROM securityhub_findings";
    let ask = |column: &str, operator: &str, values: Value| {
        let filters = json!([{"column": column, "operator": operator, "values": values}]);
        world.ask(sql(count, json!({"adHocFilters": filters})))
    };
    let rows = [
        (ask("control_id", "!=", json!(["S3.1"])).await, "control_id IS DISTINCT FROM 'S3.1'"),
        (
            ask("fix_available", "not in", json!(["NO", "YES"])).await,
            "fix_available IS NULL OR fix_available = 'PARTIAL'",
        ),
        (ask("note", "!~", json!(["^A"])).await, "note IS NULL OR note !~ '^A'"),
        (ask("types", "!=", json!(["x"])).await, "true"),
        (ask("updated_at", "!=", json!(["2026-01-01"])).await, "true"),
    ];
    for (answer, condition) in rows {
        assert_eq!(answer.rows(), world.sql(&format!("{count} WHERE {condition}")).await.rows(), "{condition}");
    }
}

#[tokio::test]
async fn a_value_of_another_table_is_none_of_this_ones() {
    let world = World::sandbox().await;
    // Only Inspector has it, and a dashboard's filter is for all its panels.
    let filter = |operator: &str| json!([{"column": "severity", "operator": operator, "values": ["UNTRIAGED"]}]);
    let count = |operator: &str| {
        world.ask(sql("SELECT count(*) AS n FROM securityhub_findings", json!({"adHocFilters": filter(operator)})))
    };
    assert_eq!((count("=").await.rows(), count("!=").await.rows()), (vec!["0".to_owned()], vec!["300".to_owned()]));
    let both = json!([{"column": "severity", "operator": "in", "values": ["UNTRIAGED", "LOW"]}]);
    let low = world.sql("SELECT count(*) AS n FROM securityhub_findings WHERE severity = 'LOW'").await.rows();
    let query = sql("SELECT count(*) AS n FROM securityhub_findings", json!({"adHocFilters": both}));
    assert_eq!(world.ask(query).await.rows(), low);
}

#[tokio::test]
async fn an_annotation_of_the_builder_that_names_nothing_shows_titles() {
    let world = World::sandbox().await;
    let answer = world
        .ask(builder(json!({"queryType": "annotation", "timeColumn": "updated_at", "limit": 3,
        "tagColumns": ["severity"]})))
        .await;
    assert_eq!(fields(&answer), ["time Timestamp(ns)", "text Utf8?", "tags Binary?"]);
    assert!(answer.rows().iter().all(|row| row.split(',').nth(1).is_some_and(|title| title.contains(' '))));
}

#[tokio::test]
async fn tags_of_annotations_are_texts_whatever_a_title_says() {
    let world = World::sandbox().await;
    let statement = "SELECT now() AS at, '[{\"a\":1}]' AS title, make_array(1, NULL, 2) AS n";
    let more = json!({"queryType": "annotation", "tagColumns": ["title", "n"]});
    let answer = world.ask(sql(statement, more)).await;
    assert!(answer.rows()[0].ends_with(r#",["[{\"a\":1}]","1","2"]"#), "{:?}", answer.rows());
}
