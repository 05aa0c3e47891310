//! Checks a statement without running it, and finds the place of what is wrong.

use std::collections::BTreeSet;

use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::error::QueryError;
use super::macros::{self, Expanded};
use super::{Times, sql};
use crate::engine;

/// What is wrong with a statement.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What a panel would show.
    pub message: String,
    /// Line and column, from 1, in the text that was checked.
    pub at: Option<(u64, u64)>,
}

/// Parses and plans a statement; asks AWS nothing. Macros stand for some hour: their range decides nothing here.
///
/// # Errors
/// When the statement cannot run.
pub async fn check(text: &str, state: SessionState) -> Result<(), Wrong> {
    let times = Times::new(0, 3_600_000, 60_000);
    let planned = sql::plan(text, times, state, BTreeSet::new()).await;
    let settled = planned.and_then(|planned| engine::settle_grain(planned.plan).map_err(QueryError::Plan));
    let Err(error) = settled else { return Ok(()) };
    let at = macros::expand(text, times).ok().and_then(|expanded| place(&error, &expanded));
    Err(Wrong { message: error.to_string(), at })
}

fn place(error: &QueryError, expanded: &Expanded) -> Option<(u64, u64)> {
    let (line, column) = match error {
        QueryError::Syntax { at, .. } => return *at,
        QueryError::Unknown { name, .. } => word(name, &expanded.sql)?,
        QueryError::Plan(error) => span(error)?,
        _ => return None,
    };
    Some(expanded.original_position(line, column))
}

/// Where a name first stands.
fn word(name: &str, sql: &str) -> Option<(u64, u64)> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize_with_location().ok()?;
    // A name without quotes is known in small letters; a table's may stand in single quotes.
    let is_word = |token: &Token| matches!(token, Token::Word(word) if word.value.eq_ignore_ascii_case(name));
    let is_text = |token: &Token| matches!(token, Token::SingleQuotedString(text) if text == name);
    let find = |test: &dyn Fn(&Token) -> bool| tokens.iter().find(|token| test(&token.token));
    let found = find(&is_word).or_else(|| find(&is_text))?;
    Some((found.span.start.line, found.span.start.column))
}

/// Where the planner says that it is.
fn span(error: &DataFusionError) -> Option<(u64, u64)> {
    match error {
        DataFusionError::Diagnostic(diagnostic, inner) => {
            diagnostic.span.map(|span| (span.start.line, span.start.column)).or_else(|| span(inner))
        }
        DataFusionError::Context(_, inner) => span(inner),
        DataFusionError::Shared(inner) => span(inner),
        DataFusionError::Collection(errors) => errors.iter().find_map(span),
        _ => None,
    }
}
