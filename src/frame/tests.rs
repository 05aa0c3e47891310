use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Int64Array, ListArray, StringArray, StringViewArray,
    TimestampMillisecondArray, UInt32Array,
};
use datafusion::arrow::datatypes::{Int32Type, Schema};
use serde_json::{Value, json};

use super::*;
use crate::cli::grafana::Frame;
use crate::tables::{Column, looks};

fn text(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn numbers(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn times(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(TimestampMillisecondArray::from(values.to_vec()).with_timezone("UTC"))
}

/// Makes frames and shows them as a reader sees them.
fn shown(columns: Vec<(&str, ArrayRef)>, aggregated: bool, wanted: impl Into<Wanted>) -> Result<Value, String> {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let rows = Rows {
        schema: batch.schema(),
        batches: vec![batch],
        aggregated,
        gaps: None,
        console: None,
        currencies: Default::default(),
    };
    let meta = Meta { executed_query_string: "SELECT 1".to_owned(), ..Meta::default() };
    let frames = frames("A", rows, &wanted.into(), meta).map_err(|error| error.to_string())?;
    Ok(frames.iter().map(|bytes| of(&Frame::read(bytes).unwrap())).collect())
}

fn of(frame: &Frame) -> Value {
    let fields = frame.schema.fields().iter().enumerate().map(|(index, field)| {
        let nullable = if field.is_nullable() { "?" } else { "" };
        let labels = if frame.labels(index).is_empty() {
            Value::Null
        } else {
            serde_json::from_str(frame.labels(index)).unwrap()
        };
        json!([field.name(), format!("{}{nullable}", field.data_type()), labels])
    });
    let rows = (0..frame.rows.num_rows()).map(|row| json!(frame.cells(row).unwrap().join(" ")));
    json!({"kind": frame.meta()["type"], "fields": fields.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>()})
}

#[test]
fn texts_and_numbers_are_numeric_long() {
    let frames =
        shown(vec![("severity", text(&[Some("HIGH"), Some("LOW")])), ("count", numbers(&[3, 0]))], true, Format::Auto);
    let expected = json!([{"kind": "numeric-long", "fields": [["severity", "Utf8?", null], ["count", "Int64?", null]],
        "rows": ["HIGH 3", "LOW 0"]}]);
    assert_eq!(frames.unwrap(), expected);
}

#[test]
fn a_time_with_numbers_is_one_wide_frame_sorted_and_without_null_times() {
    let columns = vec![("time", times(&[Some(2_000), None, Some(1_000)])), ("count", numbers(&[2, 9, 1]))];
    let expected = json!([{"kind": "timeseries-wide", "fields": [["time", "Timestamp(ns)", null], ["count", "Int64?", null]],
        "rows": ["1970-01-01 00:00:01 1", "1970-01-01 00:00:02 2"]}]);
    assert_eq!(shown(columns, true, Format::Auto).unwrap(), expected);
}

#[test]
fn a_time_with_texts_and_numbers_is_a_frame_for_each_label_set() {
    let columns = vec![
        ("time", times(&[Some(2_000), Some(1_000), Some(1_000)])),
        ("severity", text(&[Some("HIGH"), Some("HIGH"), None])),
        ("count", numbers(&[2, 1, 7])),
    ];
    let fields = |severity: &str| json!([["time", "Timestamp(ns)", null], ["count", "Int64?", {"severity": severity}]]);
    let expected = json!([
        {"kind": "timeseries-multi", "fields": fields("HIGH"), "rows": ["1970-01-01 00:00:01 1", "1970-01-01 00:00:02 2"]},
        {"kind": "timeseries-multi", "fields": fields(""), "rows": ["1970-01-01 00:00:01 7"]},
    ]);
    assert_eq!(shown(columns, true, Format::Auto).unwrap(), expected);
}

#[test]
fn a_list_of_findings_stays_a_table() {
    let columns =
        || vec![("updated_at", times(&[Some(1_000)])), ("title", text(&[Some("t")])), ("score", numbers(&[7]))];
    let expected = json!([{"kind": "table", "rows": ["1970-01-01 00:00:01 t 7"],
        "fields": [["updated_at", "Timestamp(ns)?", null], ["title", "Utf8?", null], ["score", "Int64?", null]]}]);
    assert_eq!(shown(columns(), false, Format::Auto).unwrap(), expected);
    assert_eq!(shown(columns(), false, Format::Timeseries).unwrap()[0]["kind"], "timeseries-multi");
}

#[test]
fn no_rows_still_have_fields() {
    let frames = shown(vec![("severity", text(&[])), ("count", numbers(&[]))], true, Format::Auto).unwrap();
    assert_eq!((frames[0]["kind"].clone(), frames[0]["fields"].as_array().unwrap().len()), (json!("numeric-long"), 2));
    let series = vec![("time", times(&[])), ("severity", text(&[])), ("count", numbers(&[]))];
    let frames = shown(series, true, Format::Auto).unwrap();
    assert_eq!(frames.as_array().unwrap().len(), 1);
}

#[test]
fn every_column_becomes_a_type_that_grafana_decodes() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("view", Arc::new(StringViewArray::from(vec![Some("a"), None]))),
        ("decimal", Arc::new(Decimal128Array::from(vec![125, 0]).with_precision_and_scale(10, 2).unwrap())),
        ("small", Arc::new(UInt32Array::from(vec![1, 2]))),
        ("flag", Arc::new(BooleanArray::from(vec![true, false]))),
        ("list", Arc::new(list)),
    ];
    let frames = shown(columns, false, Format::Auto).unwrap();
    let types: Vec<&str> =
        frames[0]["fields"].as_array().unwrap().iter().map(|field| field[1].as_str().unwrap()).collect();
    assert_eq!(types, ["Utf8?", "Float64?", "Int64?", "Boolean?", "Utf8?"]);
    assert_eq!(frames[0]["rows"], json!(["a 1.25 1 true [1,null]", " 0.0 2 false "]));
}

#[test]
fn a_format_that_the_rows_cannot_have_names_what_is_missing() {
    let message = shown(vec![("title", text(&[Some("t")]))], false, Format::Timeseries).unwrap_err();
    assert_eq!(
        message,
        "the format timeseries needs a time and at least one number; the result has: title (text). Change the SELECT, or use the format auto or table."
    );
    let message = shown(vec![("time", times(&[Some(1)])), ("n", numbers(&[1]))], true, Format::Numeric).unwrap_err();
    assert!(message.starts_with("the format numeric needs at least one number, beside texts only"), "{message}");
}

#[test]
fn a_frame_says_what_it_is_and_what_was_run() {
    let batch = RecordBatch::try_from_iter(vec![("n", numbers(&[1]))]).unwrap();
    let rows = Rows {
        schema: Arc::new(Schema::clone(&batch.schema())),
        batches: vec![batch],
        aggregated: true,
        gaps: None,
        console: None,
        currencies: Default::default(),
    };
    let meta =
        Meta { executed_query_string: "SELECT 1".to_owned(), notices: vec![Notice::info("hello")], ..Meta::default() };
    let frames = frames("B", rows, &Format::Auto.into(), meta).unwrap();
    let frame = Frame::read(&frames[0]).unwrap();
    assert_eq!(frame.schema.metadata()["refId"], "B");
    let expected = json!({"type": "numeric-long", "typeVersion": [0, 1], "executedQueryString": "SELECT 1",
        "notices": [{"severity": "info", "text": "hello"}]});
    assert_eq!(frame.meta(), expected);
}

#[test]
fn gaps_of_a_series_are_filled_as_asked() {
    let second = 1_000_000_000;
    let fill = |filling| {
        let series: Vec<(&str, ArrayRef)> = vec![
            ("time", times(&[Some(2_000), Some(2_500), Some(4_000)])),
            ("severity", text(&[Some("HIGH"); 3])),
            ("count", numbers(&[2, 7, 4])),
        ];
        let batch = RecordBatch::try_from_iter(series).unwrap();
        let gaps = Some(Gaps { starts: (1..=5).map(|at| at * second).collect(), filling });
        let rows = Rows {
            schema: batch.schema(),
            batches: vec![batch],
            aggregated: true,
            gaps,
            console: None,
            currencies: Default::default(),
        };
        let frames = frames("A", rows, &Format::Auto.into(), Meta::default()).unwrap();
        of(&Frame::read(&frames[0]).unwrap())["rows"].clone()
    };
    let at = |second: &str, value: &str| format!("1970-01-01 00:00:0{second} {value}");
    let rows = |gaps: [&str; 3]| {
        json!([at("1", gaps[0]), at("2", "2"), at("2.500", "7"), at("3", gaps[1]), at("4", "4"), at("5", gaps[2])])
    };
    let shown = |filling| {
        json!(
            fill(filling)
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row.as_str().unwrap().replace("02 7", "02.500 7"))
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(shown(Filling::Zero), rows(["0", "0", "0"]));
    assert_eq!(shown(Filling::Null), rows(["", "", ""]));
    assert_eq!(shown(Filling::Previous), rows(["", "7", "4"]));
}

/// The fields' `config` of each frame, of rows whose columns say how they look.
fn configs(columns: Vec<(Column, ArrayRef)>, wanted: impl Into<Wanted>) -> Vec<Vec<Value>> {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().map(|(column, array)| (column.field(), array)).unzip();
    let fields = fields.into_iter().zip(&arrays).map(|(field, array)| field.with_data_type(array.data_type().clone()));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), arrays).unwrap();
    let console = Console { host: "eu-west-1.console.aws.amazon.com".to_owned(), region: "eu-west-1".to_owned() };
    let rows = Rows {
        schema: batch.schema(),
        batches: vec![batch],
        aggregated: true,
        gaps: None,
        console: Some(console),
        currencies: Default::default(),
    };
    let frames = frames("A", rows, &wanted.into(), Meta::default()).unwrap();
    let frames = frames.iter().map(|bytes| Frame::read(bytes).unwrap());
    frames.map(|frame| (0..frame.schema.fields().len()).map(|field| frame.config(field)).collect()).collect()
}

#[test]
fn columns_say_how_their_values_are_shown() {
    let severity = Column::text("severity", "", "").with_looks(&looks::SEVERITY);
    let columns = vec![
        (severity, text(&[Some("HIGH")])),
        (Column::number("epss", "", "").with_unit("percentunit").with_decimals(2), numbers(&[1])),
        (Column::text("id", "", "").with_console("x/home?region={region}#/{id}"), text(&[Some("a b")])),
        (Column::text("other", "", "").with_console("x/{not_here}"), text(&[Some("a b")])),
        (Column::text("good", "", "").with_address(), text(&[Some("https://example.com")])),
        (Column::text("bad", "", "").with_address(), text(&[Some("javascript:alert(1)")])),
        (Column::text("plain", "", ""), text(&[None])),
    ];
    let configs = configs(columns, Format::Table).remove(0);
    let mapped = &configs[0]["mappings"][0];
    assert_eq!(
        (&mapped["type"], &mapped["options"]["HIGH"]),
        (&json!("value"), &json!({"color": "orange", "index": 1}))
    );
    assert_eq!(configs[1], json!({"filterable": true, "unit": "percentunit", "decimals": 2}));
    let page = "https://eu-west-1.console.aws.amazon.com/x/home?region=eu-west-1#/${__data.fields.id:percentencode}";
    assert_eq!(configs[2]["links"], json!([{"title": "Open in the AWS console", "url": page, "targetBlank": true}]));
    assert_eq!((&configs[3]["links"], &configs[4]["links"][0]["url"]), (&Value::Null, &json!("${__value.raw}")));
    // Whoever reports findings must not put a script behind a click.
    assert_eq!((&configs[5], &configs[6]), (&json!({"filterable": true}), &json!({"filterable": true})));
}

#[test]
fn a_series_has_the_colour_of_its_severity() {
    let columns = vec![
        (Column::time("time", "", ""), times(&[Some(1_000), Some(1_000), Some(1_000)])),
        (Column::text("account_id", "", ""), text(&[Some("1"); 3])),
        (Column::text("severity", "", "").with_looks(&looks::SEVERITY), text(&[Some("CRITICAL"), Some("other"), None])),
        (Column::number("count", "", ""), numbers(&[1, 2, 3])),
    ];
    let configs = configs(columns, Format::Auto);
    let colors: Vec<&Value> = configs.iter().map(|fields| &fields[1]["color"]).collect();
    assert_eq!(colors, [&json!({"mode": "fixed", "fixedColor": "dark-red"}), &Value::Null, &Value::Null]);
}
