//! AWS Config: what complies, what is shown beside it, and the history of one resource.

use serde_json::{Value, json};

use crate::world::{Answer, World};

fn notices(answer: &Answer) -> Vec<String> {
    let meta = answer.frames[0].meta();
    let notices = meta["notices"].as_array().cloned().unwrap_or_default();
    notices.iter().filter_map(|notice| notice["text"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_rule_is_counted_by_what_it_finds_with_nought_for_the_rest() {
    let world = World::sandbox().await;
    let sql = "SELECT compliance_type, count(*) AS count FROM config_rule_compliance
               WHERE rule_name = 'emr-master-no-public-ip' GROUP BY compliance_type";
    let answer = world.sql(sql).await;
    assert_eq!(answer.rows(), ["COMPLIANT,0", "NON_COMPLIANT,0", "INSUFFICIENT_DATA,1"]);
    assert_eq!((answer.kind(), answer.aws_requests()), ("numeric-long".to_owned(), 1));
    // As the rest of Grafana colours what is good and what is bad.
    let mappings = answer.frames[0].config(0)["mappings"][0]["options"].clone();
    assert_eq!(
        (&mappings["COMPLIANT"]["color"], &mappings["NON_COMPLIANT"]["color"]),
        (&json!("green"), &json!("red"))
    );
}

#[tokio::test]
async fn rules_and_resources_lead_to_the_console() {
    let world = World::sandbox().await;
    let sql = "SELECT rule_name, resource_type, resource_id FROM config_evaluations LIMIT 1";
    let answer = world.sql(sql).await;
    let link = |field: usize| answer.frames[0].config(field)["links"][0]["url"].clone();
    let home = "https://us-east-1.console.aws.amazon.com/config/home?region=us-east-1#";
    assert_eq!(link(0), format!("{home}/rules/details?configRuleName=${{__data.fields.rule_name:percentencode}}"));
    let timeline = "/resources/timeline?resourceId=${__data.fields.resource_id:percentencode}&resourceType=${__data.fields.resource_type:percentencode}";
    assert_eq!((link(1), link(2)), (json!(format!("{home}{timeline}")), json!(format!("{home}{timeline}"))));
}

#[tokio::test]
async fn a_rule_that_is_not_there_is_told_of() {
    let world = World::sandbox().await;
    let answer = world.sql("SELECT count(*) AS n FROM config_rules WHERE rule_name = 'required-tag'").await;
    assert_eq!(answer.rows(), ["0"]);
    let told = notices(&answer);
    assert!(told.iter().any(|text| text.contains("'required-tag'")), "{told:?}");
}

#[tokio::test]
async fn the_builder_asks_for_a_history_within_the_dashboards_range() {
    let world = World::sandbox().await;
    let bucket = "SELECT resource_id FROM config_resource_compliance WHERE resource_type = 'AWS::S3::Bucket' LIMIT 1";
    let bucket = world.sql(bucket).await.rows().concat();
    let builder = |filters: Value| {
        json!({"schemaVersion": 1, "mode": "builder", "table": "config_resource_history",
               "columns": ["captured_at", "status", "resource_name"], "filters": filters, "timeColumn": "captured_at",
               "orderBy": [{"column": "captured_at", "descending": true}], "format": "table"})
    };
    let of_type = json!({"column": "resource_type", "operator": "=", "values": ["AWS::S3::Bucket"]});
    let of_id = json!({"column": "resource_id", "operator": "=", "values": [bucket]});
    let by_builder = world.ask(builder(json!([of_type.clone(), of_id]))).await.rows();
    let sql = format!(
        "SELECT captured_at, status, resource_name FROM config_resource_history
         WHERE resource_type = 'AWS::S3::Bucket' AND resource_id = '{bucket}' AND $__timeFilter(captured_at)
         ORDER BY captured_at DESC"
    );
    let by_sql = world.ask(json!({"schemaVersion": 1, "mode": "sql", "sql": sql, "format": "table"})).await.rows();
    assert!(!by_sql.is_empty() && by_builder == by_sql, "{by_builder:?} {by_sql:?}");
    let answer = world.ask(builder(json!([of_type]))).await;
    let expected = "config_resource_history shows one resource, and AWS has no history of all. Add resource_type = \
                    'AWS::S3::Bucket' AND resource_id = 'its id' to WHERE, each with one value.";
    assert_eq!(answer.failure(), (400, "downstream", expected));
}
