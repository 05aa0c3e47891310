//! The tables over AWS Config, over the sandbox: what is asked for, and what is said beside the rows.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::super::{Root, find_root};
use super::World;
use crate::aws::{Caller, Memory};

/// The notices that a statement's answer has.
async fn notices(world: &World, sql: &str) -> Vec<String> {
    let (answer, request) = world.ask(sql, Caller::Panel).await;
    answer.unwrap();
    request.notices()
}

#[tokio::test]
async fn other_operations_are_asked_only_where_their_columns_are_used() {
    let world = World::new().await;
    let rules = world.rows("SELECT rule_name FROM config_rules").await;
    assert!(rules.0.len() > 25 && rules.1 == 2, "{rules:?}");
    let rows = [
        ("SELECT rule_name, state FROM config_rules", 2),
        ("SELECT rule_name, last_error_code FROM config_rules", 4),
        ("SELECT rule_name FROM config_rules WHERE last_error_code IS NOT NULL", 4),
        ("SELECT rule_name FROM config_rules LIMIT 3", 1),
        ("SELECT conformance_pack_name FROM config_conformance_packs", 1),
        ("SELECT conformance_pack_name, state, state_reason FROM config_conformance_packs", 2),
        ("SELECT compliance_score, compliance_type FROM config_conformance_packs", 3),
        ("SELECT recorder_name FROM config_recorders", 1),
        ("SELECT recording, delivery_s3_bucket, delivery_last_status FROM config_recorders", 4),
    ];
    for (sql, requests) in rows {
        assert_eq!(world.rows(sql).await.1, requests, "{sql}");
    }
}

#[tokio::test]
async fn names_that_aws_does_not_know_have_no_rows_and_a_notice() {
    let world = World::new().await;
    let unknown = "Config {} in us-east-1: AWS does not know what was named: ";
    let rows = [
        ("config_rules", "rule_name IN ('restricted-ssh', 'nope')", 1, "DescribeConfigRules", 3),
        ("config_rules", "rule_name = 'nope'", 0, "DescribeConfigRules", 1),
        ("config_rule_compliance", "rule_name IN ('nope', 'required-tags')", 1, "DescribeComplianceByConfigRule", 3),
        ("config_evaluations", "rule_name = 'nope'", 0, "GetComplianceDetailsByConfigRule", 1),
        ("config_conformance_packs", "conformance_pack_name = 'nope'", 0, "DescribeConformancePacks", 1),
        ("config_recorders", "recorder_name = 'nope'", 0, "DescribeConfigurationRecorders", 1),
        (
            "config_resource_history",
            "resource_type = 'AWS::S3::Bucket' AND resource_id = 'nope'",
            0,
            "GetResourceConfigHistory",
            1,
        ),
    ];
    for (table, condition, expected, operation, requests) in rows {
        let sql = format!("SELECT region FROM {table} WHERE {condition}");
        let (rows, asked) = world.rows(&sql).await;
        assert_eq!((rows.len(), asked), (expected, requests), "{sql}");
        let notices = notices(&world, &sql).await;
        let is_told =
            |notices: &[String]| notices.len() == 1 && notices[0].starts_with(&unknown.replace("{}", operation));
        assert!(is_told(&notices), "{sql}: {notices:?}");
    }
}

#[tokio::test]
async fn a_count_that_config_does_not_carry_on_is_said_to_be_a_lower_bound() {
    let world = World::of(5_000).await;
    let counted = "SELECT rule_name, contributor_count FROM config_rule_compliance";
    let lower = "contributor_count is a lower bound where contributor_count_capped is true: Config does not count on. \
                 Count the NON_COMPLIANT rows of config_evaluations for all of them.";
    assert_eq!(notices(&world, counted).await, [lower]);
    assert!(notices(&world, "SELECT rule_name, compliance_type FROM config_rule_compliance").await.is_empty());
    assert!(notices(&world, &format!("{counted} WHERE rule_name = 'iam-password-policy'")).await.is_empty());
    // An alert rule that compares with less than the maximum is still right.
    let (answer, request) = world.ask(counted, Caller::Alert).await;
    assert!(answer.is_ok() && request.notices() == [lower]);
    let exact = "SELECT count(*) > 0, bool_and(n = c.contributor_count OR (c.contributor_count_capped AND n > c.contributor_count))
                 FROM config_rule_compliance c JOIN
                 (SELECT rule_name, count(*) AS n FROM config_evaluations WHERE compliance_type = 'NON_COMPLIANT' GROUP BY rule_name) e
                 ON c.rule_name = e.rule_name";
    assert_eq!(world.rows(exact).await.0, ["true | true"]);
}

#[tokio::test]
async fn what_does_not_comply_is_asked_of_the_rules_that_find_it() {
    let world = World::new().await;
    let all = world.rows("SELECT rule_name FROM config_evaluations WHERE compliance_type <> 'INSUFFICIENT_DATA'").await;
    let failing = "SELECT count(DISTINCT rule_name) FROM config_evaluations WHERE compliance_type = 'NON_COMPLIANT'";
    let (rules, requests) = world.rows(failing).await;
    // The two lists of rules, and a page of each rule.
    let most = rules[0].parse::<u64>().unwrap() + 4;
    assert!(requests <= most && most < all.1, "{rules:?}: {requests} requests of {}", all.1);
    let (rows, requests) = world.rows("SELECT resource_id FROM config_evaluations LIMIT 2").await;
    assert!(rows.len() == 2 && requests <= 4, "{requests} requests");
}

#[tokio::test]
async fn a_pack_without_evaluations_has_no_score() {
    let world = World::new().await;
    let sql =
        "SELECT conformance_pack_name, compliance_type, compliance_score IS NULL, compliance_score BETWEEN 0 AND 100
               FROM config_conformance_packs ORDER BY 1";
    let rows = world.rows(sql).await.0;
    assert_eq!(rows[2], "operational-best-practices-for-sagemaker | INSUFFICIENT_DATA | true");
    assert!(rows[0].ends_with("| false | true") && rows[1].ends_with("| false | true"), "{rows:?}");
}

#[tokio::test]
async fn a_recorder_that_stopped_says_why() {
    let world = World::asking("ca-central-1", 400, 1).await;
    let sql = "SELECT region, recorder_name, recording, last_status, last_stopped_at > last_started_at, delivery_channel_name,
                 delivery_last_status, delivery_last_error_code, delivery_last_success_at < delivery_last_attempt_at
               FROM config_recorders";
    let expected = "ca-central-1 | default | false | FAILURE | true | default | FAILURE | AccessDenied | true";
    assert_eq!(world.rows(sql).await.0, [expected]);
}

#[tokio::test]
async fn where_config_was_never_set_up_there_is_nothing() {
    let world = World::asking("eu-north-1", 400, 1).await;
    for table in ["config_rules", "config_rule_compliance", "config_resource_compliance", "config_evaluations"] {
        assert_eq!(world.rows(&format!("SELECT * FROM {table}")).await.0.len(), 0, "{table}");
    }
    assert_eq!(world.rows("SELECT * FROM config_recorders").await.0.len(), 0);
    let history = "SELECT * FROM config_resource_history WHERE resource_type = 'AWS::S3::Bucket' AND resource_id = 'x'";
    let not_enabled = "Config GetResourceConfigHistory in eu-north-1: Config has no recorder in this account and Region, so there is nothing to show. Enable it there, or leave that account or Region out of this data source.";
    assert_eq!(notices(&world, history).await, [not_enabled]);
}

#[tokio::test]
async fn a_history_is_of_one_resource() {
    let world = World::new().await;
    let rows = [
        "",
        "WHERE resource_id = 'x'",
        "WHERE resource_type = 'AWS::S3::Bucket'",
        "WHERE resource_type = 'AWS::S3::Bucket' AND resource_id IN ('x', 'y')",
        "WHERE resource_type = 'AWS::S3::Bucket' OR resource_id = 'x'",
    ];
    for condition in rows {
        let (answer, request) =
            world.ask(&format!("SELECT captured_at FROM config_resource_history {condition}"), Caller::Panel).await;
        let error = answer.unwrap_err();
        let Root::Question(question) = find_root(&error) else { panic!("{condition}: {error}") };
        assert_eq!(
            (question.to_string().as_str(), request.attempts()),
            (
                "config_resource_history shows one resource, and AWS has no history of all. Add resource_type = \
                 'AWS::S3::Bucket' AND resource_id = 'its id' to WHERE, each with one value.",
                0
            ),
            "{condition}"
        );
    }
}

/// Minutes that the clock of [`later`] is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn later() -> DateTime<Utc> {
    Utc::now() + TimeDelta::minutes(AHEAD.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_history_that_ends_now_is_the_same_question_while_its_answer_is_kept() {
    let world = World::with(Memory { keeps: true, clock: later }).await;
    let bucket = "SELECT resource_id FROM config_resource_compliance WHERE resource_type = 'AWS::S3::Bucket' LIMIT 1";
    let bucket = world.rows(bucket).await.0.concat();
    // A range ends when the browser asked, a little before or after it is read here.
    let end = (Utc::now() + TimeDelta::seconds(1)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let sql = format!(
        "SELECT captured_at FROM config_resource_history
         WHERE resource_type = 'AWS::S3::Bucket' AND resource_id = '{bucket}' AND captured_at <= '{end}'"
    );
    for (minutes, is_asked) in [(0, true), (1, false), (9, false), (30, true), (31, false)] {
        AHEAD.store(minutes, Ordering::Relaxed);
        let (rows, requests) = world.rows(&sql).await;
        assert!(!rows.is_empty() && (requests > 0) == is_asked, "after {minutes} minutes: {requests} requests");
    }
}

#[tokio::test]
async fn a_history_is_the_same_whoever_evaluates_the_times() {
    let world = World::new().await;
    let bucket =
        "SELECT resource_id FROM config_resource_compliance WHERE resource_type = 'AWS::S3::Bucket' ORDER BY 1 LIMIT 1";
    let bucket = world.rows(bucket).await.0.concat();
    let of = |select: &str, rest: &str| {
        format!(
            "SELECT {select} FROM config_resource_history
             WHERE resource_type = 'AWS::S3::Bucket' AND resource_id = '{bucket}' {rest}"
        )
    };
    let (all, requests) = world.rows(&of("captured_at", "ORDER BY captured_at")).await;
    assert!(all.len() > 3 && requests > 0 && all.is_sorted(), "{all:?}");
    let (first, middle) = (&all[0], &all[all.len() / 2]);
    for bound in [">", ">=", "<", "<=", "="] {
        let both = [
            of("captured_at", &format!("AND captured_at {bound} '{middle}' ORDER BY 1")),
            of("captured_at", &format!("AND captured_at + INTERVAL '0 seconds' {bound} '{middle}' ORDER BY 1")),
        ];
        let (pushed, unaided) = (world.rows(&both[0]).await.0, world.rows(&both[1]).await.0);
        assert!(!pushed.is_empty() && pushed == unaided, "{bound}: {pushed:?} {unaided:?}");
    }
    let between = of("captured_at", &format!("AND captured_at BETWEEN '{first}' AND '{middle}' ORDER BY 1"));
    assert_eq!(world.rows(&between).await.0, all[..=all.len() / 2]);
    let (latest, requests) = world.rows(&of("captured_at", "ORDER BY captured_at DESC LIMIT 1")).await;
    assert!(latest[..] == all[all.len() - 1..] && requests == 1, "{latest:?}, {requests} requests");
    // AWS would refuse times that are not in order.
    for nothing in [
        "captured_at > now() + INTERVAL '1 day'",
        "captured_at > '2020-02-01T00:00:00Z' AND captured_at < '2020-01-01T00:00:00Z'",
    ] {
        assert_eq!(world.rows(&of("captured_at", &format!("AND {nothing}"))).await, (Vec::new(), 0), "{nothing}");
    }
    let read = "bool_and(json_length(configuration) > 0 AND json_length(supplementary_configuration) > 0
                AND json_length(relationships) >= 0 AND \"tag:team\" = tags->>'team' AND region = 'us-east-1')";
    assert_eq!(world.rows(&of(read, "AND status <> 'ResourceDeleted'")).await.0, ["true"]);
}
