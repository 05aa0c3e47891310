use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{binary, col, lit};
use datafusion::scalar::ScalarValue;

use super::*;

const SECOND: i64 = 1_000_000_000;

fn schema() -> SchemaRef {
    let time = DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![Field::new("at", time, true), Field::new("title", DataType::Utf8, true)]))
}

fn compare(operator: Operator, seconds: i64) -> Arc<dyn PhysicalExpr> {
    let value = ScalarValue::TimestampNanosecond(Some(seconds * SECOND), Some("UTC".into()));
    binary(col("at", &schema()).unwrap(), operator, lit(value), &schema()).unwrap()
}

fn page(seconds: &[Option<i64>]) -> RecordBatch {
    let times = seconds.iter().map(|at| at.map(|at| at * SECOND)).collect::<TimestampNanosecondArray>();
    let columns: Vec<ArrayRef> =
        vec![Arc::new(times.with_timezone("UTC")), new_null_array(&DataType::Utf8, seconds.len())];
    RecordBatch::try_new(schema(), columns).unwrap()
}

/// Whether a scan stops after a page, with one filter of the sort above.
fn stops(descending: bool, filter: Arc<dyn PhysicalExpr>, seconds: &[Option<i64>]) -> bool {
    let mut stop = Stop::new("at", descending, &[filter]);
    stop.observe(&page(seconds)).unwrap();
    stop.is_reached(&schema()).unwrap()
}

#[test]
fn the_scan_ends_once_no_later_row_can_be_among_the_first() {
    let falling = [Some(90), Some(80), Some(70)];
    assert!(stops(true, compare(Operator::Gt, 75), &falling));
    assert!(!stops(true, compare(Operator::Gt, 60), &falling));
    // A later row may still be a second above the last one.
    assert!(!stops(true, compare(Operator::Gt, 70), &falling));
    let rising = [Some(10), Some(20)];
    assert!(stops(false, compare(Operator::Lt, 15), &rising));
    assert!(!stops(false, compare(Operator::Lt, 30), &rising));
}

#[test]
fn rows_out_of_order_or_without_a_time_let_the_scan_read_on() {
    assert!(!stops(true, compare(Operator::Gt, 85), &[Some(10), Some(90), Some(80)]));
    assert!(!stops(true, compare(Operator::Gt, 85), &[Some(80), None]));
    // Within a second is in order: providers write times with and without a fraction.
    assert!(stops(true, compare(Operator::Gt, 85), &[Some(80), Some(81), Some(79)]));
}

#[test]
fn a_range_that_a_join_asks_for_does_not_end_the_scan() {
    let range = binary(compare(Operator::GtEq, 10), Operator::And, compare(Operator::LtEq, 20), &schema()).unwrap();
    assert!(!stops(true, Arc::clone(&range), &[Some(90), Some(80)]));
    assert!(!stops(false, range, &[Some(1), Some(2)]));
}
