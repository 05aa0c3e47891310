use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, ident, lit};

use super::*;
use crate::tables::Verdict;
use crate::tables::filters::{Comparison, Condition};
use crate::tables::listing::Operation;

fn verdicts(filters: &[Expr]) -> Vec<Verdict> {
    translate(&filters.iter().collect::<Vec<_>>(), DEFINITIONS, LIMITS).0
}

fn pushed(filters: &[Expr]) -> String {
    translate(&filters.iter().collect::<Vec<_>>(), DEFINITIONS, LIMITS).1.to_string()
}

fn at(seconds: i64) -> Expr {
    lit(ScalarValue::TimestampNanosecond(Some(seconds * 1_000_000_000), Some("UTC".into())))
}

#[test]
fn each_form_of_filter_has_its_verdict() {
    let rows = [
        (ident("title").eq(lit("x")), Verdict::Exact),
        (lit("x").eq(ident("title")), Verdict::Exact),
        (ident("title").in_list(vec![lit("x"), lit("y")], false), Verdict::Exact),
        (ident("title").eq(lit("x")).or(ident("title").eq(lit("y"))), Verdict::Exact),
        (ident("title").like(lit("x%")), Verdict::Exact),
        (ident("severity").eq(lit("HIGH")), Verdict::Superset),
        (ident("title").not_eq(lit("x")), Verdict::Superset),
        (ident("title").in_list(vec![lit("x")], true), Verdict::Superset),
        (ident("resource_type").eq(lit("AwsS3Bucket")), Verdict::Superset),
        (ident("updated_at").gt(at(0)), Verdict::Superset),
        (ident("title").eq(lit("x")).or(ident("id").eq(lit("y"))), Verdict::Unsupported),
        (ident("title").like(lit("%x")), Verdict::Unsupported),
        (ident("title").like(lit("a_b%")), Verdict::Unsupported),
        (ident("title").ilike(lit("x%")), Verdict::Unsupported),
        (ident("title").eq(lit("  ")), Verdict::Unsupported),
        (ident("title").is_null(), Verdict::Unsupported),
        (ident("resource_type").not_eq(lit("AwsS3Bucket")), Verdict::Unsupported),
        (ident("severity").not_eq(lit("HIGH")), Verdict::Unsupported),
        (ident("processed_at").gt(at(0)), Verdict::Unsupported),
        (ident("note").eq(lit("x")), Verdict::Unsupported),
        (ident("severity_normalized").eq(lit(70.0)), Verdict::Unsupported),
        (ident("title").eq(ident("id")), Verdict::Unsupported),
    ];
    for (filter, expected) in rows {
        assert_eq!(verdicts(std::slice::from_ref(&filter)), [expected], "{filter}");
    }
}

#[test]
fn both_ends_of_a_time_range_share_one_attribute_a_second_wider() {
    let range = [ident("updated_at").gt_eq(at(100)), ident("updated_at").lt(at(200))];
    assert_eq!(verdicts(&range), [Verdict::Superset, Verdict::Superset]);
    assert_eq!(pushed(&range), "updated_at (1970-01-01T00:01:39.000Z..1970-01-01T00:03:21.000Z)");
}

#[test]
fn a_second_condition_on_a_column_is_left_to_the_engine() {
    let both = [ident("title").eq(lit("x")), ident("title").not_eq(lit("y"))];
    assert_eq!(verdicts(&both), [Verdict::Exact, Verdict::Unsupported]);
}

#[test]
fn what_exceeds_awss_limits_is_left_to_the_engine() {
    let values = |count: usize| (0..count).map(|index| lit(format!("v{index}"))).collect::<Vec<_>>();
    assert_eq!(verdicts(&[ident("id").in_list(values(20), false)]), [Verdict::Exact]);
    assert_eq!(verdicts(&[ident("id").in_list(values(21), false)]), [Verdict::Unsupported]);
    let columns = [
        "account_id",
        "region",
        "id",
        "title",
        "description",
        "product_arn",
        "product_name",
        "company_name",
        "generator_id",
        "control_id",
        "compliance_status",
    ];
    let eleven: Vec<Expr> = columns.iter().map(|column| ident(*column).eq(lit("x"))).collect();
    let expected = [vec![Verdict::Exact; 10], vec![Verdict::Unsupported]].concat();
    assert_eq!(verdicts(&eleven), expected);
}

#[test]
fn values_keep_their_comparison() {
    let filter = ident("account_id").like(lit("1111%")).or(ident("account_id").eq(lit("2")));
    let attributes = translate(&[&filter], DEFINITIONS, LIMITS).1;
    let expected = vec![(Comparison::Prefix, "1111".to_owned()), (Comparison::Equals, "2".to_owned())];
    assert_eq!(attributes.0[0].condition, Condition::Text(expected));
}

#[test]
fn a_listing_is_cut_where_one_more_attribute_fits() {
    let columns = [
        "account_id",
        "region",
        "id",
        "title",
        "description",
        "product_arn",
        "product_name",
        "company_name",
        "source_url",
    ];
    let oldest = |others: usize, filters: &[Expr]| {
        let equal = columns.iter().take(others).map(|column| ident(*column).eq(lit("x")));
        let all: Vec<Expr> = equal.chain(filters.iter().cloned()).collect();
        let attributes = translate(&all.iter().collect::<Vec<_>>(), DEFINITIONS, LIMITS).1;
        assert_eq!(attributes.0.len(), all.len());
        GetFindings::new(attributes).cuts().map(|cuts| cuts.oldest)
    };
    assert_eq!(oldest(0, &[]), Some(None));
    assert_eq!(oldest(9, &[]), Some(None));
    assert_eq!(oldest(9, &[ident("severity").eq(lit("HIGH"))]), None);
    assert_eq!(oldest(9, &[ident("updated_at").gt_eq(at(5))]), Some(Some(4_000_000_000)));
}
