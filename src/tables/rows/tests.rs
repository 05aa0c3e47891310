use datafusion::arrow::array::Array;
use datafusion::arrow::util::pretty::pretty_format_batches;

use super::*;

const COLUMNS: &[Column] = &[
    Column::text("id", "Id", ""),
    Column::text("severity", "Severity.Label", ""),
    Column::number("normalized", "Severity.Normalized", ""),
    Column::time("updated_at", "UpdatedAt", ""),
    Column::list("types", "Types[]", ""),
    Column::text("resource_type", "Resources[0].Type", ""),
    Column::json("resources", "Resources", ""),
    Column::list("cves", "Vulnerabilities[].Id", ""),
    Column::text("fix", "Vulnerabilities[0].FixAvailable", ""),
];

fn read(columns: &[Column], answer: &str) -> Result<Page, serde_json::Error> {
    let paging =
        Paging { list: "Findings", token: Some("NextToken"), left_out: Some("Unprocessed"), always: None, size: 100 };
    PageReader::new(paging, columns, &[("region", "eu-west-1".to_owned())]).read(answer.as_bytes())
}

fn shown(page: &Page) -> Vec<String> {
    pretty_format_batches(std::slice::from_ref(&page.batch)).unwrap().to_string().lines().map(str::to_owned).collect()
}

#[test]
fn members_become_columns_in_one_pass() {
    let page = read(
        COLUMNS,
        r#"{"NextToken":"t","Findings":[{"Id":"a","Severity":{"Label":"HIGH","Normalized":70},"Unknown":{"x":[1]},
            "UpdatedAt":"2026-11-24T12:00:00.5Z","Types":["T1","T2"],
            "Resources":[{"Type":"AwsS3Bucket","Id":"1"},{"Type":"AwsIamRole","Id":"2"}],
            "Vulnerabilities":[{"Id":"CVE-1"},{"Id":"CVE-2","FixAvailable":"YES"}]}]}"#,
    )
    .unwrap();
    assert_eq!(page.next_token.as_deref(), Some("t"));
    let expected = [
        "| id | severity | normalized | updated_at               | types    | resource_type | resources                                                        | cves           | fix |",
        "| a  | HIGH     | 70.0       | 2026-11-24T12:00:00.500Z | [T1, T2] | AwsS3Bucket   | [{\"Type\":\"AwsS3Bucket\",\"Id\":\"1\"},{\"Type\":\"AwsIamRole\",\"Id\":\"2\"}] | [CVE-1, CVE-2] |     |",
    ];
    assert_eq!([&shown(&page)[1], &shown(&page)[3]], expected);
}

#[test]
fn a_member_of_another_type_costs_that_value_only() {
    let answers = [
        r#"{"Id":"a","Severity":"HIGH","UpdatedAt":true,"Types":"T","Resources":{},"Vulnerabilities":[7,null]}"#,
        r#"{"Id":"a","Severity":["HIGH"],"UpdatedAt":"yesterday","Types":[{}],"Resources":[[]],"Vulnerabilities":true}"#,
        r#"{"Id":"a","Severity":{"Label":{"x":1},"Normalized":"70"},"UpdatedAt":null,"Types":null}"#,
    ];
    for answer in answers {
        let page = read(COLUMNS, &format!(r#"{{"Findings":[{answer}]}}"#)).unwrap();
        assert_eq!(page.batch.num_rows(), 1, "{answer}");
        for column in ["severity", "normalized", "updated_at", "types", "resource_type", "cves", "fix"] {
            assert!(page.batch.column_by_name(column).unwrap().is_null(0), "{column} of {answer}");
        }
        assert!(page.batch.column_by_name("id").unwrap().is_valid(0));
    }
}

#[test]
fn a_duplicate_member_keeps_rows_aligned() {
    let page = read(COLUMNS, r#"{"Findings":[{"Id":"a","Id":"b"},{"Id":"c"}]}"#).unwrap();
    assert_eq!(page.batch.num_rows(), 2);
    assert!(shown(&page)[3].starts_with("| a "));
    assert!(shown(&page)[4].starts_with("| c "));
}

#[test]
fn rows_without_columns_are_counted() {
    let page = read(&[], r#"{"Findings":[{"Id":"a"},{"Id":"b"},{}]}"#).unwrap();
    assert_eq!((page.batch.num_rows(), page.batch.num_columns()), (3, 0));
}

#[test]
fn an_empty_token_ends_the_pages() {
    for answer in [r#"{"Findings":[]}"#, r#"{"Findings":[],"NextToken":""}"#, r#"{"NextToken":null,"Findings":[]}"#] {
        assert_eq!(read(COLUMNS, answer).unwrap().next_token, None, "{answer}");
    }
}

#[test]
fn what_is_no_answer_is_an_error() {
    let answers = [
        "",
        "<html></html>",
        "[]",
        "{}",
        r#"{"Findings":{}}"#,
        r#"{"Findings":[{"Id":"#,
        r#"{"Findings":[]}x"#,
        "null",
    ];
    for answer in answers {
        assert!(read(COLUMNS, answer).is_err(), "{answer}");
    }
}

#[test]
fn a_list_may_be_left_out_where_another_member_says_that_this_is_an_answer() {
    let paging = Paging { list: "Groups", token: Some("NextToken"), left_out: None, always: Some("Total"), size: 5 };
    let read = |answer: &str| PageReader::new(paging, COLUMNS, &[]).read(answer.as_bytes());
    let page = read(r#"{"NextToken":"t","Total":0}"#).unwrap();
    assert_eq!((page.batch.num_rows(), page.next_token.as_deref()), (0, Some("t")));
    assert_eq!(read(r#"{"Total":1,"Groups":[{"Id":"a"}]}"#).unwrap().batch.num_rows(), 1);
    assert!(read("{}").is_err());
}

#[test]
fn the_asked_region_and_members_below_any_name_become_columns() {
    let columns = [
        Column::text("region", "@region", ""),
        Column::text("account_id", "*.accountId", ""),
        Column::number("high", "*.counts.high", ""),
        Column::time("at", "At", ""),
    ];
    let page = read(
        &columns,
        r#"{"Findings":[{"some":{"accountId":"1","counts":{"high":7}},"At":1795521600.25},{"At":-1e300}]}"#,
    );
    let shown = shown(&page.unwrap());
    assert_eq!(shown[3], "| eu-west-1 | 1          | 7.0  | 2026-11-24T12:00:00.250Z |");
    assert_eq!(shown[4], "| eu-west-1 |            |      |                          |");
}

#[test]
fn the_list_may_be_further_down_and_what_was_left_out_is_counted() {
    let paging = Paging { list: "Results.Values", token: None, left_out: Some("Unprocessed"), always: None, size: 100 };
    let columns = [Column::text("value", "Value", ""), Column::text("account_id", "Arn", "").with_account_of_arn()];
    let answer = r#"{"Unprocessed":[{},{}],"Results":{"Other":1,"Values":[{"Value":"a","Arn":"arn:aws:x:r:12:y"},{"Arn":"arn:aws:x:::y"}]}}"#;
    let page = PageReader::new(paging, &columns, &[]).read(answer.as_bytes()).unwrap();
    assert_eq!(page.left_out, 2);
    assert_eq!(shown(&page)[3..5], ["| a     | 12         |", "|       |            |"]);
}

#[test]
fn depth_of_an_answer_does_not_use_stack() {
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let all = [COLUMNS, &[Column::json("finding", "", "")]].concat();
    let answer = format!(r#"{{"Findings":[{{"Id":"a","Details":{deep},"Resources":{deep}}}]}}"#);
    let reading = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || read(&all, &answer).map(|page| page.batch.num_rows()));
    assert_eq!(reading.unwrap().join().unwrap().unwrap(), 1);
}

#[test]
fn times_are_read_in_every_form_that_providers_write() {
    let rows = [
        ("2026-11-24T12:00:00Z", Some(1_795_521_600_000_000_000)),
        ("2026-11-24T12:00:00.123456789Z", Some(1_795_521_600_123_456_789)),
        ("2026-11-24T13:00:00+01:00", Some(1_795_521_600_000_000_000)),
        ("2026-11-24T13:00:00.000+0100", Some(1_795_521_600_000_000_000)),
        ("2026-11-24", Some(1_795_478_400_000_000_000)),
        ("", None),
    ];
    for (text, expected) in rows {
        let column = [Column::time("at", "At", "")];
        let page = read(&column, &format!(r#"{{"Findings":[{{"At":"{text}"}}]}}"#)).unwrap();
        let at = datafusion::common::cast::as_timestamp_nanosecond_array(page.batch.column(0)).unwrap().clone();
        assert_eq!(at.iter().next().unwrap(), expected, "{text}");
    }
}

#[test]
fn json_that_is_written_as_a_text_becomes_json() {
    let rows = [
        (r#"{"a": 1}"#, Some(r#"{"a": 1}"#)),
        (r#""{\"a\":\"\\u00e4\"}""#, Some(r#"{"a":"\u00e4"}"#)),
        (r#""[]""#, Some("[]")),
        (r#""no json""#, Some(r#""no json""#)),
        (r#""""#, None),
        (r#""null""#, None),
        ("null", None),
    ];
    for (member, expected) in rows {
        let column = [Column::json("configuration", "C", "")];
        let page = read(&column, &format!(r#"{{"Findings":[{{"C":{member}}}]}}"#)).unwrap();
        let shown = datafusion::common::cast::as_string_array(page.batch.column(0)).unwrap().clone();
        assert_eq!(shown.iter().next().unwrap(), expected, "{member}");
    }
}

#[test]
fn amounts_of_money_are_exact() {
    let rows = [
        ("12.3456789012", Some(12_345_678_901_200)),
        ("0", Some(0)),
        ("-0.05", Some(-50_000_000_000)),
        ("1E-7", Some(100_000)),
        ("2.5e3", Some(2_500_000_000_000_000)),
        ("-1.5E-13", Some(0)),
        ("0.0000000000005", Some(1)),
        ("0.00000000000049", Some(0)),
        (".5", Some(500_000_000_000)),
        ("99999999999999999999999999", Some(99_999_999_999_999_999_999_999_999_000_000_000_000)),
        ("100000000000000000000000000", None),
        ("1e40", None),
        ("1e-999999", Some(0)),
        ("0e99", Some(0)),
        ("", None),
        (".", None),
        ("-", None),
        ("NaN", None),
        ("1,5", None),
        ("1e", None),
    ];
    for (text, expected) in rows {
        assert_eq!(parse_money(text), expected, "{text}");
    }
}
