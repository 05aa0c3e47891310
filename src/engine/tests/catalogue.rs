//! Every table of the catalogue, over the sandbox: it answers, it is described, and its filters save requests.

use super::super::{Root, find_root};
use super::World;
use crate::aws::Spread;
use crate::tables::{CATALOGUE, Column};

#[tokio::test]
async fn every_table_has_rows_and_every_column_a_value_somewhere() {
    let world = World::of(3_000).await;
    // Columns of which the sandbox has no example; each is read in a test of its own.
    let empty = [
        "status_reason",
        "input",
        "update_reason",
        "user_defined_fields",
        "health_status_reason",
        "scope_resource_id",
        "scope_tag_key",
        "scope_tag_value",
        "evaluation_visibility",
        "last_deactivated_at",
        "resource_evaluation_id",
        "config_conformance_packs.created_by",
        "template_document_name",
        "state_reason",
        "service_principal",
        "config_recorders.resource_types",
        "excluded_resource_types",
        "last_stopped_at",
        "config_recorders.last_error_code",
        "config_recorders.last_error_message",
        "delivery_last_error_code",
        "delivery_last_error_message",
        "delivery_next_at",
        "snapshot_last_error_code",
        "stream_last_error_code",
        "related_events",
        "config_resource_history.recording_frequency",
        "delivered_at",
    ];
    let bucket = "SELECT resource_id FROM config_resource_compliance WHERE resource_type = 'AWS::S3::Bucket' LIMIT 1";
    let bucket = world.rows(bucket).await.0.concat();
    let required = |table: &str| match table {
        "cost_dimensions" => " WHERE dimension = 'LINKED_ACCOUNT'".to_owned(),
        "config_resource_history" => {
            format!(" WHERE resource_type = 'AWS::S3::Bucket' AND resource_id = '{bucket}'")
        }
        _ => String::new(),
    };
    let mut missing = Vec::new();
    // Those without rows of their own are asked a few columns at a time, in tests of theirs.
    for table in CATALOGUE.iter().filter(|table| table.grained().is_none()) {
        let name = table.name();
        let is_filled = |column: &&Column| {
            !empty.contains(&column.name) && !empty.contains(&format!("{name}.{}", column.name).as_str())
        };
        let columns = table.columns().iter().filter(is_filled);
        let counts = columns.clone().map(|column| format!("count(\"{}\") > 0", column.name)).collect::<Vec<_>>();
        let sql = format!("SELECT {} FROM {name}{}", counts.join(", "), required(name));
        let (rows, _) = world.rows(&sql).await;
        let filled = rows[0].split(" | ").map(|cell| cell == "true");
        let without = columns.zip(filled).filter(|(_, filled)| !filled);
        missing.extend(without.map(|(column, _)| format!("{name}.{}", column.name)));
    }
    assert!(missing.is_empty(), "no value in {missing:?}");
}

#[test]
fn every_table_says_what_it_is() {
    let mut names = std::collections::HashSet::new();
    let mut kinds = std::collections::HashMap::new();
    for table in CATALOGUE {
        let name = table.name();
        assert!(names.insert(name), "{name} is there twice");
        assert!(!table.about().description.ends_with('.') && !table.operations().is_empty(), "{name}");
        let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        match table.about().scope {
            Spread::Region => assert_eq!(columns[..2], ["account_id", "region"], "{name}"),
            Spread::Account => assert_eq!(columns[0], "account_id", "{name}"),
            Spread::Global => {}
        }
        assert!(table.about().default_time_column.is_none_or(|column| columns.contains(&column)), "{name}");
        let mut seen = std::collections::HashSet::new();
        for column in table.columns() {
            assert!(seen.insert(column.name), "{name}.{} is there twice", column.name);
            assert!(column.description.ends_with('.'), "{name}.{}", column.name);
            // A dashboard's filter holds in every table that has its column.
            assert_eq!(*kinds.entry(column.name).or_insert(column.kind), column.kind, "{name}.{}", column.name);
        }
        for (call, quota) in table.operations() {
            let service = call.action.split(':').next().unwrap();
            assert!([call.action, service].contains(&quota.class), "{name}: {quota:?}");
            assert!(call.action.starts_with(table.about().service), "{name}: {}", call.action);
        }
    }
}

#[tokio::test]
async fn what_is_named_is_asked_by_its_name() {
    let world = World::of(1_000).await;
    let managed = "arn:aws:securityhub:::insight/securityhub/default/1";
    let rows = [
        ("SELECT count(*) FROM securityhub_controls WHERE control_id IN ('S3.1', 'IAM.6')".to_owned(), "2", 1),
        ("SELECT count(*) FROM securityhub_controls WHERE control_id = 'none'".to_owned(), "0", 1),
        (format!("SELECT count(*) FROM securityhub_insights WHERE insight_arn = '{managed}'"), "1", 1),
        (
            format!(
                "SELECT count(DISTINCT insight_arn) FROM securityhub_insight_results WHERE insight_arn = '{managed}'"
            ),
            "1",
            2,
        ),
        (
            "SELECT count(DISTINCT aggregation_type) FROM inspector_finding_counts WHERE aggregation_type = 'ACCOUNT'"
                .to_owned(),
            "1",
            1,
        ),
        // The resource type says the grouping, and each of the two statuses is a request.
        (
            "SELECT count(DISTINCT group_by) FROM inspector_coverage_statistics
             WHERE resource_type IN ('AWS_EC2_INSTANCE', 'AWS_ECR_CONTAINER_IMAGE')"
                .to_owned(),
            "1",
            2,
        ),
        // The statuses are the groups, so that none is asked for.
        (
            "SELECT count(DISTINCT scan_status) FROM inspector_coverage_statistics WHERE group_by = 'SCAN_STATUS_CODE'"
                .to_owned(),
            "2",
            1,
        ),
        (
            "SELECT count(*) FROM inspector_coverage_statistics
             WHERE group_by = 'SCAN_STATUS_CODE' AND scan_status = 'INACTIVE'"
                .to_owned(),
            "1",
            1,
        ),
    ];
    for (sql, expected, requests) in rows {
        assert_eq!(world.rows(&sql).await, (vec![expected.to_owned()], requests), "{sql}");
    }
}

#[tokio::test]
async fn coverage_statistics_are_those_of_the_resources() {
    let world = World::of(1_000).await;
    let groups = [
        ("ACCOUNT_ID", "account_id"),
        ("RESOURCE_TYPE", "resource_type"),
        ("SCAN_STATUS_CODE", "scan_status"),
        ("SCAN_STATUS_REASON", "scan_status_reason"),
        ("ECR_REPOSITORY_NAME", "repository_name"),
    ];
    for (group_by, column) in groups {
        let counted = format!(
            "SELECT {column} AS k, scan_status, CAST(resource_count AS BIGINT) FROM inspector_coverage_statistics
             WHERE group_by = '{group_by}' ORDER BY 1, 2"
        );
        let listed = format!(
            "SELECT {column} AS k, scan_status AS s, count(DISTINCT resource_id) FROM inspector_coverage
             WHERE {column} IS NOT NULL GROUP BY k, s HAVING count(*) > 0 ORDER BY k, s"
        );
        let (counted, listed) = (world.rows(&counted).await.0, world.rows(&listed).await.0);
        assert!(counted.len() > 1 && counted == listed, "{group_by}: {counted:?} {listed:?}");
    }
}

#[tokio::test]
async fn the_first_package_and_all_packages_are_filtered_together() {
    let world = World::of(3_000).await;
    let two = "SELECT package_name, packages->1->>'name' FROM inspector_findings
               WHERE packages->1->>'name' IS NOT NULL LIMIT 1";
    let two = world.rows(two).await.0.concat();
    let (first, second) = two.split_once(" | ").unwrap();
    let by = |column: &str| {
        format!(
            "SELECT arn FROM inspector_findings
             WHERE array_has(package_names, '{second}') AND {column} = '{first}' ORDER BY arn"
        )
    };
    let pushed = world.rows(&by("package_name")).await.0;
    assert!(!pushed.is_empty(), "{first} and {second}");
    assert_eq!(pushed, world.rows(&by("concat(package_name, '')")).await.0);
}

#[tokio::test]
async fn two_groupings_at_once_have_no_rows_and_a_notice() {
    let world = World::new().await;
    let sql = "SELECT resource_count FROM inspector_coverage_statistics
               WHERE account_id = '111122223333' AND resource_type = 'AWS_EC2_INSTANCE'";
    let (answer, request) = world.ask(sql, crate::aws::Caller::Panel).await;
    assert!(answer.unwrap().batches.is_empty());
    let expected = "inspector_coverage_statistics counts by one column at a time: no row has all that is filtered by. \
                    Count the rows of inspector_coverage instead.";
    assert_eq!((request.notices(), request.attempts()), (vec![expected.to_owned()], 0));
}

#[tokio::test]
async fn a_control_that_aws_leaves_out_is_noticed() {
    let world = World::new().await;
    let sql = "SELECT control_id FROM securityhub_controls WHERE control_id IN ('S3.1', 'none')";
    let (answer, request) = world.ask(sql, crate::aws::Caller::Panel).await;
    assert_eq!(answer.unwrap().batches[0].num_rows(), 1);
    let expected = "Security Hub BatchGetSecurityControls: 1 rows that were asked for are left out.";
    assert_eq!(request.notices(), [expected]);
    // A rule that counts the rest could resolve an alert that should fire.
    let (answer, _) = world.ask(sql, crate::aws::Caller::Alert).await;
    assert!(matches!(find_root(&answer.unwrap_err()), Root::Aws(error) if error.to_string()
        == "Security Hub BatchGetSecurityControls in us-east-1: 1 rows that were asked for are left out. An alert rule needs all of them: filter otherwise, or set allowPartial in its query."));
}

#[tokio::test]
async fn tables_of_different_services_join() {
    let world = World::of(1_000).await;
    let sql = "WITH failing AS (
                 SELECT control_id, count(*) AS failed FROM securityhub_findings
                 WHERE compliance_status = 'FAILED' AND record_state = 'ACTIVE' GROUP BY control_id
               )
               SELECT count(*) > 0, bool_and(c.severity IS NOT NULL)
               FROM failing f JOIN securityhub_controls c ON f.control_id = c.control_id WHERE c.status = 'ENABLED'";
    assert_eq!(world.rows(sql).await.0, ["true | true"]);
}

#[tokio::test]
async fn a_tag_is_a_column_of_every_table_with_tags() {
    let world = World::of(600).await;
    let rows = [
        ("securityhub_findings", "tags->>'team'"),
        ("inspector_findings", "tags->>'team'"),
        (
            "inspector_coverage",
            "coalesce(resource->'resourceMetadata'->'ec2'->'tags'->>'team', resource->'resourceMetadata'->'lambdaFunction'->'functionTags'->>'team')",
        ),
    ];
    for (table, json) in rows {
        let by = |team: &str| format!("SELECT {team} AS team, count(*) FROM {table} GROUP BY 1 ORDER BY 1");
        let tagged = world.rows(&by("\"tag:team\"")).await.0;
        assert!(tagged.len() > 2, "{table}: {tagged:?}");
        assert_eq!(tagged, world.rows(&by(json)).await.0, "{table}");
    }
    let sql = "SELECT count(*) FROM inspector_coverage WHERE \"tag:team\" IS NULL AND \"tag:no.such[0] tag\" IS NULL";
    let nulls = world.rows(&sql.replace(" AND \"tag:no.such[0] tag\" IS NULL", "")).await.0;
    assert_eq!(world.rows(sql).await.0, nulls);
}
