use super::*;

const TIMES: Times = Times { from_ms: 1_795_521_600_000, to_ms: 1_795_525_200_000, interval_ms: 300_000 };

fn expanded(sql: &str) -> String {
    expand(sql, TIMES).unwrap().sql
}

#[test]
fn each_macro_becomes_its_sql() {
    let rows = [
        ("$__timeFrom()", "TIMESTAMP '2026-11-24T12:00:00.000Z'"),
        ("$__timeTo()", "TIMESTAMP '2026-11-24T13:00:00.000Z'"),
        (
            "$__timeFilter(created_at)",
            "(created_at >= TIMESTAMP '2026-11-24T12:00:00.000Z' AND created_at <= TIMESTAMP '2026-11-24T13:00:00.000Z')",
        ),
        ("$__timeGroup(created_at, 1h)", "date_bin(INTERVAL '3600000 milliseconds', created_at)"),
        ("$__timeGroup(created_at, '5m')", "date_bin(INTERVAL '300000 milliseconds', created_at)"),
        ("$__timeGroup(created_at, $__interval)", "date_bin(INTERVAL '300000 milliseconds', created_at)"),
        ("$__timeGroup(created_at, auto)", "date_bin(INTERVAL '300000 milliseconds', created_at)"),
        ("$__timeGroup(coalesce(a, b), 1M)", "date_bin(INTERVAL '1 months', coalesce(a, b))"),
        ("$__timeGroup(a, 1w)", "date_bin(INTERVAL '1 weeks', a, TIMESTAMP '1970-01-05T00:00:00.000Z')"),
        ("INTERVAL '$__interval'", "INTERVAL '5m'"),
        ("$__interval_ms", "300000"),
        ("no macro, $var and $$", "no macro, $var and $$"),
        (
            "title = '$__timeFrom() it''s' -- $__nothing\n/* $__timeFilter() */",
            "title = '$__timeFrom() it''s' -- $__nothing\n/* $__timeFilter() */",
        ),
        ("\"$__timeTo()\" = $__timeTo()", "\"$__timeTo()\" = TIMESTAMP '2026-11-24T13:00:00.000Z'"),
    ];
    for (sql, expected) in rows {
        assert_eq!(expanded(sql), expected, "{sql}");
    }
}

#[test]
fn a_macro_used_wrongly_says_how_it_is_written() {
    let rows = [
        ("$__timeFilter()", "$__timeFilter is written $__timeFilter(column)"),
        ("$__timeFilter", "$__timeFilter is written $__timeFilter(column)"),
        ("$__timeFrom(x)", "$__timeFrom is written $__timeFrom()"),
        ("$__timeGroup(a)", "$__timeGroup is written $__timeGroup(column, 1h)"),
        ("$__timeGroup(a, 1h", "$__timeGroup has no closing parenthesis"),
        (
            "$__timeGroup(a, soon)",
            "\"soon\" is not an interval: write a number and a unit, such as 5m, 1h, 1d, 1w or 1M, or auto",
        ),
        ("$__timefilter(a)", "there is no macro \"$__timefilter\"; did you mean $__timeFilter or $__timeTo?"),
    ];
    for (sql, expected) in rows {
        let message = expand(sql, TIMES).unwrap_err().to_string();
        assert!(message.starts_with(&expected[..expected.len().min(60)]), "{sql}: {message}");
    }
}

#[test]
fn a_place_in_the_expansion_is_found_in_what_the_user_wrote() {
    let sql = "SELECT id\nFROM t WHERE $__timeFilter(at) AND oops";
    let expanded = expand(sql, TIMES).unwrap();
    let line = expanded.sql.lines().nth(1).unwrap();
    let column = line.find("oops").unwrap() as u64 + 1;
    let original = sql.lines().nth(1).unwrap().find("oops").unwrap() as u64 + 1;
    assert_eq!(expanded.original_position(2, column), (2, original));
    assert_eq!(expanded.original_position(1, 8), (1, 8));
    let inside = line.find("TIMESTAMP").unwrap() as u64 + 1;
    assert_eq!(expanded.original_position(2, inside), (2, sql.lines().nth(1).unwrap().find("$__").unwrap() as u64 + 1));
}

#[test]
fn places_after_macros_are_those_the_user_sees() {
    let rows = [
        "SELECT $__timeGroup(updated_at,\n   1h) AS t, sevrity",
        "SELECT $__timeFilter(\"tag:é\") AND é, sevrity FROM x",
        "SELECT $__timeFrom(),\n$__timeTo(), é, sevrity",
        "sevrity",
    ];
    let at = |text: &str| {
        let before = &text[..text.find("sevrity").unwrap()];
        let line = before.rsplit('\n').next().unwrap();
        ((before.matches('\n').count() + 1) as u64, (line.chars().count() + 1) as u64)
    };
    for original in rows {
        let expanded = expand(original, TIMES).unwrap();
        let (line, column) = at(&expanded.sql);
        assert_eq!(expanded.original_position(line, column), at(original), "{original}");
    }
}
