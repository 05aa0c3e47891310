use super::*;

fn message(json: &str) -> String {
    Query::from_json(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn both_modes_are_read_with_their_defaults() {
    let sql =
        Query::from_json(br#"{"refId":"A","schemaVersion":1,"mode":"sql","sql":"SELECT 1","datasource":{"x":1}}"#);
    let expected = Query {
        mode: Mode::Sql("SELECT 1".to_owned()),
        format: Format::Auto,
        zero_fill: true,
        time_fill: TimeFill::None,
        allow_partial: false,
        purpose: Purpose::Panel,
        ad_hoc_filters: Vec::new(),
    };
    assert_eq!(sql.unwrap(), expected);
    let builder = Query::from_json(
        br#"{"refId":"A","schemaVersion":1,"mode":"builder","table":"t","columns":["title"],
            "filters":[{"column":"severity","operator":"in","values":["CRITICAL",7,true]}],
            "groupBy":[{"column":"severity"},{"column":"created_at","interval":"auto"}],
            "aggregates":[{"function":"count","column":"*","alias":"count"}],
            "orderBy":[{"column":"count","descending":true}],"limit":100,"timeColumn":null,"format":"numeric","zeroFill":false}"#,
    )
    .unwrap();
    assert_eq!((builder.format, builder.zero_fill), (Format::Numeric, false));
    let Mode::Builder(builder) = builder.mode else { panic!("a builder") };
    assert_eq!(
        builder.filters[0].values.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["CRITICAL", "7", "true"]
    );
    assert_eq!((builder.limit, builder.time_column), (Some(100), None));
}

#[test]
fn version_0_may_leave_out_the_mode() {
    let query = Query::from_json(br#"{"sql":"SELECT 1"}"#).unwrap();
    assert_eq!(query.mode, Mode::Sql("SELECT 1".to_owned()));
    assert!(matches!(Query::from_json(br#"{"table":"t"}"#).unwrap().mode, Mode::Builder(_)));
}

#[test]
fn what_cannot_run_says_why() {
    let rows = [
        (
            r#"{"schemaVersion":2,"mode":"sql","sql":"SELECT 1"}"#,
            "this query was saved with schema version 2, which this version of the plugin does not know; update the plugin",
        ),
        (r#"{"schemaVersion":1,"mode":"sql","sql":"  "}"#, "the query has no SQL: write a SELECT"),
        (r#"{"schemaVersion":1,"mode":"sqls","sql":"x"}"#, "there is no query mode \"sqls\"; did you mean sql?"),
        (
            r#"{"schemaVersion":1,"mode":"sql","sql":"x","queryType":"variables"}"#,
            "there is no query type \"variables\"; did you mean variable?",
        ),
    ];
    for (json, expected) in rows {
        assert_eq!(message(json), expected, "{json}");
    }
    for json in [
        "",
        "{",
        "[]",
        "7",
        r#"{"schemaVersion":"x"}"#,
        r#"{"mode":"sql","sql":"x","format":"log"}"#,
        r#"{"schemaVersion":1,"mode":"builder","limit":-1}"#,
    ] {
        assert!(message(json).starts_with("this query cannot be read: "), "{json}: {}", message(json));
    }
}

/// Saved queries that this version refuses with a clear message.
const REFUSED: [&str; 1] = ["version_unknown"];

/// The contract with saved dashboards: what is in these files is out there.
#[test]
fn every_saved_query_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/queries");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let query = Query::from_json(&std::fs::read(&path).unwrap());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert_eq!(query.is_err(), REFUSED.contains(&name.as_str()), "{name}: {query:?}");
        read += 1;
    }
    assert!(read >= 4, "{read} fixtures");
}
