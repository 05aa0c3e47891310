//! The catalogue as the editors read it; no table, column or operator is written in TypeScript.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::query::{AGGREGATES, operators};
use crate::tables::{CATALOGUE, Column, ColumnType, Table, tags};

/// The values of what is true or false, as people give them.
const BOOLEANS: &[&str] = &["true", "false"];

/// The columns of all tables that a dashboard can be filtered by, each once.
pub(super) fn filter_keys() -> Value {
    let mut seen = BTreeSet::new();
    let columns = CATALOGUE.iter().flat_map(|table| table.columns());
    let keys = columns.filter(|column| column.kind != ColumnType::Json && seen.insert(column.name));
    let keys = keys.map(|column| json!({"key": column.name, "type": column.kind, "description": column.description}));
    json!({"keys": keys.collect::<Vec<_>>()})
}

/// The catalogue as the editor reads it; no table, column or operator is written in TypeScript.
pub(super) fn catalogue() -> Value {
    let aggregates = AGGREGATES.iter().map(|(function, types)| json!({"function": function, "types": types}));
    json!({
        "tables": CATALOGUE.iter().map(|table| of_table(*table)).collect::<Vec<_>>(),
        "aggregates": aggregates.collect::<Vec<_>>(),
    })
}

pub(super) fn of_table(table: &dyn Table) -> Value {
    json!({
        "name": table.name(),
        "description": table.about().description,
        "service": table.about().service,
        "scope": table.about().scope,
        "changes": table.about().changes,
        "pricePerRequestUsd": table.terms().price_usd,
        "keptForSeconds": table.terms().kept_for.as_secs(),
        "defaultTimeColumn": table.about().default_time_column,
        // What columns are like whose name is a prefix and a key that people type.
        "prefixColumns": tags::prefixes(table).map(|prefix| of_column(&tags::example(table, prefix))).collect::<Vec<_>>(),
        "columns": table.columns().iter().chain(&tags::account_name(table)).map(of_column).collect::<Vec<_>>(),
    })
}

fn of_column(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": column.kind,
        "description": column.description,
        "unit": column.unit,
        "values": if column.kind == ColumnType::Boolean { Some(BOOLEANS) } else { column.values },
        "operators": operators(column),
    })
}
