//! The same answer with and without AWS's help: every question is asked twice, once with filters that AWS can evaluate
//! and once with filters that nobody but the engine can.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::World;

/// Columns of texts, with values of which some are in the data.
type Texts = &'static [(&'static str, &'static [&'static str])];

/// What a table can be asked.
#[derive(Clone, Copy)]
pub(super) struct Questions {
    table: &'static str,
    /// The organisation that is asked.
    pub(super) seed: u64,
    id: &'static str,
    texts: Texts,
    times: &'static [&'static str],
    numbers: &'static [&'static str],
    lists: Texts,
    groups: &'static [&'static str],
    /// Columns of which AWS compares another value than the one that a row shows, with that value in SQL: rows that AWS
    /// returns and that must not be in the answer.
    compared_otherwise: &'static [(&'static str, &'static str)],
}

/// The label that Security Hub derives where a finding has none.
const SEVERITY_LABEL: &str = "coalesce(severity, CASE WHEN severity_normalized >= 90 THEN 'CRITICAL'
    WHEN severity_normalized >= 70 THEN 'HIGH' WHEN severity_normalized >= 40 THEN 'MEDIUM'
    WHEN severity_normalized >= 1 THEN 'LOW' ELSE 'INFORMATIONAL' END)";

const SECOND_RESOURCES: &[&str] = &["AwsEc2NetworkInterface", "AwsS3Object", "AwsIamAccessKey", "AwsS3Bucket"];

pub(super) const SECURITY_HUB: Questions = Questions {
    table: "securityhub_findings",
    // It has findings without a severity label, of two severities, and others with several resources.
    seed: 114,
    id: "id, severity, json_length(resources)",
    texts: &[
        ("severity", &["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]),
        ("record_state", &["ACTIVE", "ARCHIVED"]),
        ("workflow_status", &["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"]),
        ("compliance_status", &["PASSED", "FAILED", "WARNING", "NOT_AVAILABLE"]),
        ("region", &["us-east-1", "eu-west-1", "nowhere"]),
        ("account_id", &["111122223333", "999999999999"]),
        ("control_id", &["S3.1", "IAM.6", "EC2.19"]),
        ("product_name", &["Inspector", "Security Hub CSPM", "GuardDuty"]),
        ("resource_type", &["AwsS3Bucket", "AwsEc2Instance", "AwsAccount"]),
        // Of findings without a label, and of other resources than the first.
        ("severity", &["MEDIUM", "CRITICAL"]),
        ("resource_type", SECOND_RESOURCES),
        ("resource_type", SECOND_RESOURCES),
        ("resource_region", &["us-east-1", "eu-west-1"]),
        ("fix_available", &["YES", "NO", "PARTIAL"]),
        ("note", &["none", "Accepted"]),
    ],
    times: &["created_at", "updated_at", "first_observed_at", "last_observed_at", "processed_at"],
    numbers: &["severity_normalized"],
    lists: &[
        ("standards", &["standards/aws-foundational-security-best-practices/v/1.0.0", "none"]),
        ("types", &["Software and Configuration Checks/Vulnerabilities/CVE", "none"]),
    ],
    groups: &["severity", "account_id", "region", "workflow_status", "control_id", "resource_type"],
    compared_otherwise: &[("severity", SEVERITY_LABEL), ("resource_type", "(resources->1->>'Type')")],
};

const INSPECTOR: Questions = Questions {
    table: "inspector_findings",
    seed: 1,
    id: "arn",
    texts: &[
        ("severity", &["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNTRIAGED"]),
        ("status", &["ACTIVE", "ACTIVE", "SUPPRESSED", "CLOSED"]),
        ("type", &["PACKAGE_VULNERABILITY", "NETWORK_REACHABILITY"]),
        ("account_id", &["111122223333", "999999999999"]),
        ("region", &["us-east-1", "eu-west-1"]),
        ("resource_type", &["AWS_EC2_INSTANCE", "AWS_LAMBDA_FUNCTION"]),
        ("fix_available", &["YES", "NO", "PARTIAL"]),
        ("exploit_available", &["YES", "NO"]),
        ("vulnerability_id", &["CVE-2023-1", "CVE-2022-2"]),
        ("vulnerability_source", &["AMAZON_CVE", "UBUNTU_CVE", "GITHUB"]),
        ("package_name", &["openssl", "curl", "django", "zlib"]),
        ("repository_name", &["identity-prod-frontend-d85ef52", "payments"]),
        ("runtime", &["PYTHON_3_12", "NODEJS_20_X"]),
        ("network_protocol", &["TCP", "UDP"]),
        ("detector_name", &["SQL injection", "Log injection"]),
        ("code_path", &["queries.py", "jobs/run.py"]),
    ],
    times: &["first_observed_at", "last_observed_at", "updated_at", "image_last_in_use_at"],
    numbers: &["inspector_score", "epss", "cvss", "image_in_use_count"],
    lists: &[
        ("package_names", &["openssl", "curl", "django", "zlib"]),
        ("related_vulnerabilities", &["USN-5000-1", "ALAS2023-2025-7"]),
        ("detector_tags", &["injection", "cryptography"]),
    ],
    groups: &["severity", "account_id", "type", "title", "status", "resource_type", "package_manager"],
    compared_otherwise: &[],
};

const COVERAGE_STATISTICS: Questions = Questions {
    table: "inspector_coverage_statistics",
    seed: 1,
    id: "group_by, scan_status, resource_count",
    texts: &[
        ("group_by", &["ACCOUNT_ID", "RESOURCE_TYPE", "SCAN_STATUS_CODE", "SCAN_STATUS_REASON", "ECR_REPOSITORY_NAME"]),
        ("scan_status", &["ACTIVE", "INACTIVE"]),
        ("account_id", &["111122223333", "999999999999"]),
        ("resource_type", &["AWS_EC2_INSTANCE", "AWS_LAMBDA_FUNCTION"]),
        ("scan_status_reason", &["SUCCESSFUL", "UNMANAGED_EC2_INSTANCE"]),
        ("repository_name", &["identity-prod-frontend-d85ef52", "none"]),
    ],
    times: &[],
    numbers: &[],
    lists: &[],
    groups: &["group_by", "scan_status", "account_id", "resource_type"],
    compared_otherwise: &[],
};

const RULE_COMPLIANCE: Questions = Questions {
    table: "config_rule_compliance",
    seed: 1,
    id: "rule_name, compliance_type, contributor_count",
    texts: &[
        ("rule_name", &["restricted-ssh", "required-tags", "emr-master-no-public-ip", "no-such-rule"]),
        ("compliance_type", &["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"]),
    ],
    groups: &["compliance_type", "rule_name"],
    ..COVERAGE_STATISTICS
};

const RESOURCE_COMPLIANCE: Questions = Questions {
    table: "config_resource_compliance",
    id: "resource_type, resource_id, compliance_type, contributor_count",
    texts: &[
        ("resource_type", &["AWS::EC2::Instance", "AWS::S3::Bucket", "AWS::::Account"]),
        ("resource_id", &["111122223333", "none"]),
        ("compliance_type", &["COMPLIANT", "NON_COMPLIANT"]),
        ("compliance_type", &["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"]),
    ],
    groups: &["compliance_type", "resource_type"],
    ..RULE_COMPLIANCE
};

const EVALUATIONS: Questions = Questions {
    table: "config_evaluations",
    id: "rule_name, resource_type, resource_id, compliance_type",
    texts: &[
        ("rule_name", &["restricted-ssh", "required-tags", "emr-master-no-public-ip", "no-such-rule"]),
        ("compliance_type", &["COMPLIANT", "NON_COMPLIANT"]),
        ("compliance_type", &["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"]),
        ("resource_type", &["AWS::EC2::Instance", "AWS::S3::Bucket"]),
    ],
    groups: &["compliance_type", "resource_type", "rule_name"],
    ..RULE_COMPLIANCE
};

/// A condition in two forms: one to push down, one opaque.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) plain: String,
    opaque: String,
}

pub(super) fn condition(questions: Questions) -> impl Strategy<Value = Condition> {
    let text = text_condition(questions.texts).boxed();
    if questions.times.is_empty() {
        return text;
    }
    let range = range_condition(questions).boxed();
    if questions.lists.is_empty() {
        return prop_oneof![4 => text, 1 => range].boxed();
    }
    prop_oneof![5 => text, 1 => range, 1 => list_condition(questions.lists)].boxed()
}

fn text_condition(texts: Texts) -> impl Strategy<Value = Condition> {
    (select(texts), 0..8_usize, any::<Index>(), any::<Index>()).prop_map(|((column, values), form, first, second)| {
        let (a, b) = (*first.get(values), *second.get(values));
        let condition = |subject: &str| match form {
            0 | 1 => format!("{subject} = '{a}'"),
            2 => format!("{subject} <> '{a}'"),
            3 => format!("{subject} IN ('{a}', '{b}')"),
            4 => format!("{subject} NOT IN ('{a}', '{b}')"),
            5 => format!("{subject} LIKE '{}%'", &a[..2]),
            6 => format!("({subject} = '{a}' OR {subject} LIKE '{}%')", &b[..3.min(b.len())]),
            _ => format!("{subject} IS NULL"),
        };
        Condition { plain: condition(column), opaque: condition(&format!("substr({column}, 1)")) }
    })
}

fn range_condition(questions: Questions) -> impl Strategy<Value = Condition> {
    let operator = select(&["<", "<=", ">", ">="][..]);
    let time = (select(questions.times), operator.clone(), 0..90_i64).prop_map(|(column, operator, days)| {
        let bound = format!("{operator} date_trunc('day', now()) - INTERVAL '{days} days'");
        Condition { plain: format!("{column} {bound}"), opaque: format!("({column} + INTERVAL '0 seconds') {bound}") }
    });
    let number = (select(questions.numbers), operator, 0..100_i32).prop_map(|(column, operator, hundredths)| {
        let bound = format!("{operator} {}", f64::from(hundredths) / 10.0);
        Condition { plain: format!("{column} {bound}"), opaque: format!("({column} + 0) {bound}") }
    });
    prop_oneof![2 => time, 1 => number]
}

fn list_condition(lists: Texts) -> impl Strategy<Value = Condition> {
    (select(lists), any::<Index>()).prop_map(|((column, values), value)| {
        let value = value.get(values);
        Condition {
            plain: format!("array_has({column}, '{value}')"),
            opaque: format!("array_position({column}, '{value}') IS NOT NULL"),
        }
    })
}

/// What is asked of the rows that pass: all of them, the first by a time, or counts in groups.
pub(super) fn shape(questions: Questions) -> impl Strategy<Value = String> {
    let Questions { table, id, .. } = questions;
    let list = Just(format!("SELECT {id} FROM {table} WHERE ? ORDER BY {id}"));
    let order = select(&["", " DESC"][..]);
    let group = select(questions.groups);
    let counts = (group.clone(), group).prop_map(move |(first, second)| {
        let groups = if first == second { first.to_owned() } else { format!("{first}, {second}") };
        format!("SELECT {groups}, count(*) AS n FROM {table} WHERE ? GROUP BY {groups} ORDER BY {groups}")
    });
    if questions.times.is_empty() {
        return prop_oneof![list, counts].boxed();
    }
    // Of equal times any may be cut off, so only the times are compared.
    let first = (select(questions.times), order, 1..20_usize).prop_map(move |(time, order, limit)| {
        format!("SELECT {time} FROM {table} WHERE ? ORDER BY {time}{order} NULLS LAST LIMIT {limit}")
    });
    prop_oneof![2 => list, 2 => first, 3 => counts].boxed()
}

async fn same_answer(questions: Questions, cases: usize) {
    let world = World::seeded(120, questions.seed).await;
    let mut runner = TestRunner::new(Config::default());
    let conditions = prop::collection::vec(condition(questions), 1..4);
    let asked = (conditions, shape(questions));
    let (mut some, mut pushed) = (0, 0);
    let mut dropped = vec![0; questions.compared_otherwise.len()];
    for _ in 0..cases {
        let (conditions, shape) = asked.new_tree(&mut runner).unwrap().current();
        let all = |form: fn(&Condition) -> &str| conditions.iter().map(form).collect::<Vec<_>>().join(" AND ");
        let unaided = all(|condition| &condition.opaque);
        let (plain, _, plan) = world.shown(&shape.replace('?', &all(|condition| &condition.plain))).await;
        let (opaque, _, bare) = world.shown(&shape.replace('?', &unaided)).await;
        // Zero fill follows what the WHERE says of a column, and says the same of both forms.
        assert_eq!(plain, opaque, "{shape} {conditions:?}");
        assert!(!bare.contains("asked of AWS"), "{bare}");
        some += usize::from(!plain.is_empty());
        pushed += usize::from(plan.contains("asked of AWS"));
        for ((column, compared), dropped) in questions.compared_otherwise.iter().zip(&mut dropped) {
            if plan.contains(&format!("{column} (")) {
                let returned = unaided.replace(&format!("substr({column}, 1)"), compared);
                let table = questions.table;
                let sql = format!("SELECT count(*) FROM {table} WHERE {returned} AND ({unaided}) IS NOT TRUE");
                *dropped += usize::from(world.rows(&sql).await.0 != ["0"]);
            }
        }
    }
    // A test in which nothing matches, nothing is pushed down, or AWS returns nothing too much would show nothing.
    assert!(some > cases / 5 && pushed > cases / 4, "{some} with rows, {pushed} pushed down of {cases}");
    let enough = dropped.iter().all(|dropped| *dropped > 0);
    assert!(enough, "{:?}: AWS returned too much in {dropped:?} cases of {cases}", questions.compared_otherwise);
}

#[tokio::test]
async fn security_hub_gives_the_same_answer_whoever_evaluates_the_filters() {
    same_answer(SECURITY_HUB, 600).await;
}

#[tokio::test]
async fn security_hub_gives_the_same_answer_whoever_evaluates_the_filters_again() {
    same_answer(SECURITY_HUB, 600).await;
}

#[tokio::test]
async fn inspector_gives_the_same_answer_whoever_evaluates_the_filters() {
    same_answer(INSPECTOR, 800).await;
}

#[tokio::test]
async fn coverage_statistics_are_the_same_whoever_evaluates_the_filters() {
    same_answer(COVERAGE_STATISTICS, 400).await;
}

#[tokio::test]
async fn the_compliance_of_rules_is_the_same_whoever_evaluates_the_filters() {
    same_answer(RULE_COMPLIANCE, 200).await;
}

#[tokio::test]
async fn the_compliance_of_resources_is_the_same_whoever_evaluates_the_filters() {
    same_answer(RESOURCE_COMPLIANCE, 200).await;
}

#[tokio::test]
async fn evaluations_are_the_same_whoever_evaluates_the_filters() {
    same_answer(EVALUATIONS, 80).await;
}
