//! The builder's operators: which there are, for which columns, and the expression each becomes.

use std::str::FromStr;

use datafusion::common::ScalarValue;
use datafusion::functions::expr_fn::{contains, starts_with};
use datafusion::functions_nested::expr_fn::array_has;
use datafusion::logical_expr::utils::{conjunction, disjunction};
use datafusion::logical_expr::{Expr, Operator as Comparison, binary_expr, ident, lit};

use super::error::QueryError;
use super::model::{Filter, Scalar};
use crate::tables::{Column, ColumnType};

const TEXT: &[&str] =
    &["=", "!=", "in", "not in", "starts with", "contains", "<", "<=", ">", ">=", "is null", "is not null"];
const ORDERED: &[&str] = &["=", "!=", "in", "not in", "<", "<=", ">", ">=", "is null", "is not null"];
const TIME: &[&str] = &["<", "<=", ">", ">=", "=", "!=", "is null", "is not null"];
const LIST: &[&str] = &["contains", "is null", "is not null"];
const JSON: &[&str] = &["contains", "is null", "is not null"];
const BOOLEAN: &[&str] = &["=", "!=", "is null", "is not null"];
const KNOWN: &[&str] = &["=", "!=", "in", "not in", "is null", "is not null"];

/// Returns the operators a column can be filtered with, the usual one first.
pub fn operators(column: &Column) -> &'static [&'static str] {
    match column.kind {
        ColumnType::Text if column.values.is_some() => KNOWN,
        ColumnType::Text => TEXT,
        ColumnType::Number | ColumnType::Money => ORDERED,
        ColumnType::Boolean => BOOLEAN,
        ColumnType::Time => TIME,
        ColumnType::List => LIST,
        ColumnType::Json => JSON,
    }
}

/// Makes the expression of one condition.
///
/// # Errors
/// When the operator does not fit the column, or a value does not fit its type.
pub fn expression(column: &Column, filter: &Filter) -> Result<Expr, QueryError> {
    let allowed = operators(column);
    // Equality on text with known values is checked against them by the engine; a prefix of one is of no use.
    if !allowed.contains(&filter.operator.as_str()) {
        let place = format!(" for {} (a column of type {:?})", column.name, column.kind).to_lowercase();
        return Err(QueryError::unknown("operator", &filter.operator, place, allowed.iter().copied()));
    }
    let subject = ident(column.name);
    let values = filter.values.iter().map(|value| literal(column, value)).collect::<Result<Vec<_>, _>>()?;
    let one = || match values.as_slice() {
        [value] => Ok(value.clone()),
        _ => Err(QueryError::Invalid(format!(
            "the filter {} {} takes one value, not {}",
            column.name,
            filter.operator,
            filter.values.len()
        ))),
    };
    let compare = |operator| Ok(binary_expr(subject.clone(), operator, one()?));
    match filter.operator.as_str() {
        "is null" => Ok(subject.is_null()),
        "is not null" => Ok(subject.is_not_null()),
        _ if values.is_empty() => Err(QueryError::Invalid(format!(
            "the filter {} {} has no value: give one, or remove it",
            column.name, filter.operator
        ))),
        // Several values, as a variable brings them, mean any of them; with a negation, none of them.
        "=" | "in" => Ok(subject.in_list(values, false)),
        "!=" | "not in" => Ok(subject.in_list(values, true)),
        "starts with" => any(values.into_iter().map(|value| starts_with(subject.clone(), value))),
        "contains" if column.kind == ColumnType::List => {
            any(values.into_iter().map(|value| array_has(subject.clone(), value)))
        }
        "contains" => any(values.into_iter().map(|value| contains(subject.clone(), value))),
        "<" => compare(Comparison::Lt),
        "<=" => compare(Comparison::LtEq),
        ">" => compare(Comparison::Gt),
        ">=" => compare(Comparison::GtEq),
        other => Err(QueryError::unknown("operator", other, "", TEXT.iter().copied())),
    }
}

/// The most values that are compared one after the other; a tree as deep as their number is made of them.
const MOST_ALTERNATIVES: usize = 500;

fn any(conditions: impl ExactSizeIterator<Item = Expr>) -> Result<Expr, QueryError> {
    let count = conditions.len();
    if count > MOST_ALTERNATIVES {
        return Err(QueryError::Invalid(format!(
            "the filter has {count} values; at most {MOST_ALTERNATIVES} are compared"
        )));
    }
    disjunction(conditions).ok_or_else(|| QueryError::Invalid("the filter has no value".to_owned()))
}

/// All conditions together; `None` when there are none.
pub fn all(conditions: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    conjunction(conditions)
}

fn literal(column: &Column, value: &Scalar) -> Result<Expr, QueryError> {
    let text = value.to_string();
    let invalid = |wanted: &str| QueryError::Invalid(format!("{} is {wanted}, and \"{text}\" is none", column.name));
    match column.kind {
        ColumnType::Text | ColumnType::List | ColumnType::Json => Ok(lit(text)),
        ColumnType::Boolean => text.trim().parse::<bool>().map(lit).map_err(|_| invalid("true or false")),
        ColumnType::Number | ColumnType::Money => match f64::from_str(text.trim()) {
            Ok(number) if number.is_finite() => Ok(lit(number)),
            _ => Err(invalid("a number")),
        },
        ColumnType::Time => {
            let moment = parse_time(text.trim()).ok_or_else(|| invalid("a time such as 2026-11-24T12:00:00Z"))?;
            Ok(lit(ScalarValue::TimestampNanosecond(Some(moment), Some("UTC".into()))))
        }
    }
}

/// Reads RFC 3339, a date, or milliseconds since the epoch, which Grafana's variables bring.
fn parse_time(text: &str) -> Option<i64> {
    if let Ok(milliseconds) = text.parse::<i64>() {
        return milliseconds.checked_mul(1_000_000);
    }
    let date = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    let moment = chrono::DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc()).ok().or_else(date)?;
    moment.timestamp_nanos_opt()
}
