//! Answers that a panel or rule cannot use, each broken in one way.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use datafusion::arrow::datatypes::{Field, Schema};

use super::*;

fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn number(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn time(values: &[i64]) -> ArrayRef {
    Arc::new(TimestampMillisecondArray::from_iter_values(values.iter().copied()))
}

fn frame(kind: &str, columns: &[(&str, ArrayRef)]) -> Frame {
    let field = |(name, column): &(&str, ArrayRef)| Field::new(*name, column.data_type().clone(), true);
    let fields: Vec<Field> = columns.iter().map(field).collect();
    let meta = HashMap::from([("meta".to_owned(), format!("{{\"type\":\"{kind}\"}}"))]);
    let schema = Arc::new(Schema::new(fields).with_metadata(meta));
    let rows = RecordBatch::try_new(Arc::clone(&schema), columns.iter().map(|(_, c)| Arc::clone(c)).collect());
    Frame { schema, rows: rows.unwrap() }
}

fn counts() -> Frame {
    frame("numeric-long", &[("severity", text(&["HIGH"])), ("count", number(&[Some(3.0)]))])
}

fn series() -> Frame {
    frame("timeseries-multi", &[("time", time(&[1, 2])), ("count", number(&[Some(3.0), None]))])
}

fn rows() -> Frame {
    frame("table", &[("title", text(&["a"])), ("updated_at", time(&[1]))])
}

#[track_caller]
fn fails(drawer: &str, frame: Frame, message: &str) {
    assert_eq!(judge(&[frame], drawer).unwrap_err().to_string(), message);
}

#[test]
fn what_fits_is_drawn() {
    let fitting = [
        ("stat", counts()),
        ("bargauge", counts()),
        ("timeseries", series()),
        ("barchart", counts()),
        ("barchart", series()),
        ("table", rows()),
        (ANNOTATIONS, rows()),
        ("logs", frame("log-lines", &[("timestamp", time(&[1])), ("body", text(&["a"]))])),
        (RULE, counts()),
        (REDUCED_RULE, series()),
    ];
    for (drawer, frame) in fitting {
        judge(&[frame], drawer).unwrap();
    }
}

#[test]
fn an_error_is_a_failure() {
    let answer = DataResponse {
        error: "access denied".to_owned(),
        status: 403,
        error_source: "downstream".to_owned(),
        ..DataResponse::default()
    };
    assert_eq!(frames(&answer).unwrap_err().to_string(), "status 403 (downstream): access denied");
}

#[test]
fn an_answer_without_rows_is_a_failure_even_for_a_table() {
    let empty = frame("table", &[("title", text(&[]))]);
    fails("table", empty, "no rows, where the sandbox has data");
    assert!(matches!(judge(&[], "stat"), Err(Failure::Empty)));
}

#[test]
fn numbers_without_a_value_are_not_drawn_by_a_stat() {
    let message = "a stat needs a number field with a value, and the answer has the kind \"numeric-long\" with \
                   severity (text), count (number)";
    let empty = frame("numeric-long", &[("severity", text(&["HIGH"])), ("count", number(&[None]))]);
    fails("stat", empty, message);
}

#[test]
fn a_time_series_panel_needs_series() {
    let message = "a timeseries needs frames of a kind timeseries-* with a time and a number field, and the answer \
                   has the kind \"numeric-long\" with severity (text), count (number)";
    fails("timeseries", counts(), message);
}

#[test]
fn a_bar_chart_needs_a_name_for_its_bars() {
    let message = "a barchart needs a text or time field and a number field with a value, and the answer has the \
                   kind \"numeric-wide\" with count (number)";
    fails("barchart", frame("numeric-wide", &[("count", number(&[Some(1.0)]))]), message);
}

#[test]
fn logs_need_lines() {
    let message = "a logs needs frames of the kind log-lines, and the answer has the kind \"table\" with title \
                   (text), updated_at (time)";
    fails("logs", rows(), message);
}

#[test]
fn annotations_need_a_moment() {
    let message = "a query for annotations needs a time field and a text field, and the answer has the kind \
                   \"numeric-long\" with severity (text), count (number)";
    fails(ANNOTATIONS, counts(), message);
}

#[test]
fn a_rule_without_a_reduce_takes_no_series_and_no_second_number() {
    assert!(matches!(judge(&[series()], RULE), Err(Failure::Shape { .. })));
    let twice = [("severity", text(&["HIGH"])), ("a", number(&[Some(1.0)])), ("b", number(&[Some(1.0)]))];
    assert!(matches!(judge(&[frame("numeric-long", &twice)], RULE), Err(Failure::Shape { .. })));
}

#[test]
fn a_panel_type_without_a_rule_is_a_failure() {
    fails("hologram", counts(), "no rule says what a hologram can draw: add one to SHAPES");
}
