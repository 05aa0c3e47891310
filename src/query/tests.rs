//! Whatever is saved or typed is planned or refused with a message; nothing panics and nothing is asked of AWS.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::*;
use crate::engine::Engine;

/// Runs as a query does: on a thread with a deep stack.
fn on_a_query_thread(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(32 << 20).spawn(test).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn cases<S: Strategy>(strategy: S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::new(Config::default());
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// Reads and plans; gives what was wrong, which must be in words.
async fn outcome(json: &[u8], engine: &Engine) -> Result<(), String> {
    let times = Times::new(1_700_000_000_000, 1_800_000_000_000, 60_000);
    let planned = async { plan(&Query::from_json(json)?, times, engine.for_planning()).await };
    planned.await.map(drop).map_err(|error| error.to_string())
}

fn fixtures() -> Vec<Value> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/queries");
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap()).collect()
}

/// Any JSON, of words that mean something here among others.
fn any_json() -> impl Strategy<Value = Value> {
    let word =
        select(&["severity", "updated_at", "tag:team", "tag:", "*", "auto", "1w", "=", "in", "=~", "", "\0", "'"][..]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let member = select(&["column", "operator", "values", "function", "alias", "interval", "descending"][..]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(member.prop_map(str::to_owned), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Puts a value somewhere into a saved query.
fn put(query: &mut Value, places: &[Index], value: Value) {
    let Some((index, deeper)) = places.split_first() else {
        *query = value;
        return;
    };
    match query {
        Value::Object(members) if !members.is_empty() => {
            let at = index.index(members.len());
            put(members.values_mut().nth(at).unwrap(), deeper, value);
        }
        Value::Array(items) if !items.is_empty() => {
            let at = index.index(items.len());
            put(&mut items[at], deeper, value);
        }
        leaf => *leaf = value,
    }
}

#[test]
fn whatever_is_saved_is_planned_or_refused_in_words() {
    on_a_query_thread(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let engine = Engine::new().unwrap();
        let places = prop::collection::vec(any::<Index>(), 1..4);
        let change = prop::collection::vec((places, any_json()), 1..3);
        let (mut planned, mut refused) = (0, 0);
        for (query, changes) in cases((select(fixtures()), change), 3_000) {
            let mut changed = query.clone();
            changes.into_iter().for_each(|(places, value)| put(&mut changed, &places, value));
            match runtime.block_on(outcome(changed.to_string().as_bytes(), &engine)) {
                Ok(()) => planned += 1,
                Err(message) => {
                    assert!(!message.trim().is_empty(), "{changed}");
                    refused += 1;
                }
            }
        }
        assert!(planned > 100 && refused > 1_000, "{planned} planned, {refused} refused");
        for bytes in cases(prop::collection::vec(any::<u8>(), 0..60), 500) {
            assert!(runtime.block_on(outcome(&bytes, &engine)).is_err());
        }
    });
}

/// Pieces of statements, most of which fit somewhere.
const PIECES: &[&str] = &[
    "SELECT",
    "*",
    "FROM",
    "securityhub_findings",
    "inspector_coverage",
    "f",
    "WHERE",
    "severity",
    "\"tag:team\"",
    "=",
    "'HIGH'",
    "AND",
    "OR",
    "NOT",
    "IN",
    "(",
    ")",
    ",",
    "count(*)",
    "GROUP BY",
    "ORDER BY",
    "1",
    "LIMIT",
    "updated_at",
    "<",
    "now()",
    "$__timeFilter(updated_at)",
    "$__timeGroup(updated_at, 1d)",
    "$__timeGroup(",
    "$__interval",
    "$__",
    "AS",
    "n",
    "WITH f AS (",
    "UNION ALL",
    "JOIN",
    "ON",
    "CASE WHEN",
    "THEN",
    "END",
    "NULL",
    "IS",
    "LIKE",
    "'S3%'",
    "->>",
    "finding",
    "'Id'",
    "date_bin(",
    "INTERVAL '1 day'",
    "OVER (PARTITION BY",
    "row_number()",
    "::",
    "bigint",
    ";",
    "--",
    "/*",
    "'",
    "\"",
    "9223372036854775808",
    "1e999",
    "/",
    "0",
    "é",
    "\u{202e}",
    "EXISTS",
    "array_has(types, 'x')",
    "max(",
    "DISTINCT",
];

#[test]
fn whatever_is_typed_is_planned_or_refused_in_words() {
    on_a_query_thread(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let engine = Engine::new().unwrap();
        let words = prop::collection::vec(select(PIECES), 1..16).prop_map(|pieces| pieces.join(" "));
        let begun = words.clone().prop_map(|rest| format!("SELECT {rest} FROM securityhub_findings f"));
        let ended = words.clone().prop_map(|rest| format!("SELECT severity FROM securityhub_findings WHERE {rest}"));
        let typed = prop_oneof![1 => words, 3 => begun, 3 => ended, 1 => ".{0,40}"];
        let (mut planned, mut placed) = (0, 0);
        for sql in cases(typed, 4_000) {
            match runtime.block_on(check(&sql, engine.for_planning())) {
                Ok(()) => planned += 1,
                Err(Wrong { message, at }) => {
                    assert!(!message.trim().is_empty(), "{sql}");
                    // A place is one in the text: an editor marks it.
                    if let Some((line, column)) = at {
                        let line = sql.split('\n').nth(usize::try_from(line).unwrap() - 1);
                        let length = line.map(|line| line.chars().count()).unwrap_or_default();
                        assert!(usize::try_from(column).unwrap() <= length + 1, "{sql}: {message} at {at:?}");
                        placed += 1;
                    }
                }
            }
        }
        assert!(planned > 20 && placed > 1_000, "{planned} planned, {placed} placed");
    });
}
