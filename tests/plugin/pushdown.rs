//! The same answer with and without AWS's help: every filter is asked twice, once in a form that AWS can evaluate and
//! once in a form that nobody but the engine can.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::world::World;

/// A condition in two forms: one to push down, one opaque.
#[derive(Debug, Clone)]
struct Condition {
    plain: String,
    opaque: String,
}

fn text_condition() -> impl Strategy<Value = Condition> {
    let columns = [
        ("severity", vec!["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]),
        ("record_state", vec!["ACTIVE", "ARCHIVED"]),
        ("workflow_status", vec!["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"]),
        ("compliance_status", vec!["PASSED", "FAILED", "WARNING", "NOT_AVAILABLE"]),
        ("region", vec!["us-east-1", "eu-west-1", "nowhere"]),
        ("account_id", vec!["111122223333", "999999999999"]),
        ("control_id", vec!["S3.1", "IAM.6", "EC2.19"]),
        ("product_name", vec!["Inspector", "Security Hub", "GuardDuty"]),
        ("resource_type", vec!["AwsS3Bucket", "AwsEc2Instance", "AwsAccount"]),
        ("resource_region", vec!["us-east-1", "eu-west-1"]),
        ("fix_available", vec!["YES", "NO", "PARTIAL"]),
    ];
    (prop::sample::select(columns.to_vec()), 0..6_usize, any::<prop::sample::Index>(), any::<prop::sample::Index>())
        .prop_map(|((column, values), form, first, second)| {
            let (a, b) = (*first.get(&values), *second.get(&values));
            let condition = |subject: &str| match form {
                0 => format!("{subject} = '{a}'"),
                1 => format!("{subject} <> '{a}'"),
                2 => format!("{subject} IN ('{a}', '{b}')"),
                3 => format!("{subject} NOT IN ('{a}', '{b}')"),
                4 => format!("{subject} LIKE '{}%'", &a[..2]),
                _ => format!("({subject} = '{a}' OR {subject} LIKE '{}%')", &b[..3.min(b.len())]),
            };
            Condition { plain: condition(column), opaque: condition(&format!("substr({column}, 1)")) }
        })
}

fn time_condition() -> impl Strategy<Value = Condition> {
    let columns = prop::sample::select(vec!["created_at", "updated_at", "first_observed_at", "last_observed_at"]);
    let operator = prop::sample::select(vec!["<", "<=", ">", ">="]);
    (columns, operator, 0..90_i64).prop_map(|(column, operator, days)| {
        let condition =
            |subject: &str| format!("{subject} {operator} date_trunc('day', now()) - INTERVAL '{days} days'");
        Condition { plain: condition(column), opaque: condition(&format!("({column} + INTERVAL '0 seconds')")) }
    })
}

fn list_condition() -> impl Strategy<Value = Condition> {
    let values = prop::sample::select(vec![
        ("standards", "standards/aws-foundational-security-best-practices/v/1.0.0"),
        ("types", "Software and Configuration Checks/Vulnerabilities/CVE"),
        ("types", "nothing"),
    ]);
    values.prop_map(|(column, value)| Condition {
        plain: format!("array_has({column}, '{value}')"),
        opaque: format!("array_position({column}, '{value}') IS NOT NULL"),
    })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let one = prop_oneof![4 => text_condition(), 1 => time_condition(), 1 => list_condition()];
    prop::collection::vec(one, 1..4)
}

#[tokio::test]
async fn a_filter_gives_the_same_rows_whoever_evaluates_it() {
    let world = World::sandbox().await;
    let mut runner = TestRunner::new(Config::default());
    let (mut some, mut pushed) = (0, 0);
    for _ in 0..60 {
        let conditions = conditions().new_tree(&mut runner).unwrap().current();
        let all = |form: fn(&Condition) -> &str| conditions.iter().map(form).collect::<Vec<_>>().join(" AND ");
        let rows = |filter: String| format!("SELECT id FROM securityhub_findings WHERE {filter} ORDER BY id");
        let plain = world.sql(&rows(all(|condition| &condition.plain))).await;
        let opaque = world.sql(&rows(all(|condition| &condition.opaque))).await;
        assert_eq!(plain.rows(), opaque.rows(), "{conditions:?}");
        some += usize::from(!plain.rows().is_empty());
        pushed += usize::from(plain.aws_requests() < opaque.aws_requests());
    }
    // A test in which nothing matches, or nothing is pushed down, would show nothing.
    assert!(some > 12 && pushed > 12, "{some} with rows, {pushed} with fewer requests");
}
