//! SQL text to a logical plan: one SELECT, over the catalogue's tables, and nothing else.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SQLOptions;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as SqlStatement;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::error::QueryError;
use super::macros::{self, Expanded};
use super::{Planned, Times};
use crate::{engine, tables};

/// The most operators a statement may have. `a OR b OR c …` is a tree as deep as it is long, which the parser's own
/// limit on nesting does not count: some thousands end the process by a stack overflow.
const MOST_OPERATORS: usize = 1_000;
/// The longest statement that is read, in bytes.
const LONGEST: usize = 128 << 10;

static READ_ONLY: LazyLock<SQLOptions> =
    LazyLock::new(|| SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false));

/// Plans a statement, in which `tags` and those it names are columns.
///
/// # Errors
/// When it is not one SELECT, cannot be parsed, or names what is not there.
pub async fn plan(
    text: &str,
    times: Times,
    state: SessionState,
    mut tags: BTreeSet<String>,
) -> Result<Planned, QueryError> {
    if text.len() > LONGEST {
        return Err(QueryError::Invalid(format!(
            "the statement is {} characters long; at most {LONGEST} are read",
            text.len()
        )));
    }
    let expanded = macros::expand(text, times)?;
    // Text that cannot be split into tokens is for the parser to refuse, which says where.
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, &expanded.sql).tokenize().unwrap_or_default();
    refuse_endless_chains(&tokens)?;
    tags.extend(named_tags(&tokens));
    let state = engine::with_tags(state, &tags).map_err(QueryError::Plan)?;
    let dialect = state.config_options().sql_parser.dialect;
    let statement = state.sql_to_statement(&expanded.sql, &dialect).map_err(|error| syntax(error, &expanded))?;
    if !matches!(&statement, Statement::Statement(inner) if matches!(inner.as_ref(), SqlStatement::Query(_))) {
        return Err(QueryError::Invalid("only SELECT can be run: this data source reads and never writes".to_owned()));
    }
    let mut asked = Vec::new();
    for table in state.resolve_table_references(&statement).map_err(QueryError::Plan)? {
        let name = table.table();
        if tables::find(name).is_none() {
            return Err(QueryError::unknown("table", name, "", tables::CATALOGUE.iter().map(|table| table.name())));
        }
        asked.push(name.to_owned());
    }
    let plan = state.statement_to_plan(statement).await.map_err(|error| planning(error, &asked.join(", ")))?;
    READ_ONLY.verify_plan(&plan).map_err(QueryError::Plan)?;
    refuse_other_plans(&plan)?;
    Ok(Planned { plan, state, buckets: expanded.buckets, sql: expanded.sql, unused_filters: Vec::new() })
}

/// The columns a statement names that are there on demand; planning needs them to be there. Only `account_name` needs no
/// quotes.
fn named_tags(tokens: &[Token]) -> impl Iterator<Item = String> {
    tokens.iter().filter_map(|token| match token {
        Token::Word(word) if word.quote_style == Some('"') && tables::tags::is_on_demand(&word.value) => {
            Some(word.value.clone())
        }
        Token::Word(word) if word.quote_style.is_none() => {
            Some(word.value.to_lowercase()).filter(|name| tables::tags::is_on_demand(name))
        }
        _ => None,
    })
}

fn refuse_endless_chains(tokens: &[Token]) -> Result<(), QueryError> {
    let is_operator = |token: &&Token| match token {
        Token::Word(word) => {
            matches!(word.keyword, Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::UNION | Keyword::JOIN)
        }
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat | Token::Arrow => true,
        Token::LongArrow | Token::DoubleColon | Token::Eq | Token::LBracket => true,
        _ => false,
    };
    match tokens.iter().filter(is_operator).count() {
        count if count > MOST_OPERATORS => Err(QueryError::Invalid(format!(
            "the statement has {count} operators; at most {MOST_OPERATORS} are read. Write a list of values as IN (…)."
        ))),
        _ => Ok(()),
    }
}

fn refuse_other_plans(plan: &LogicalPlan) -> Result<(), QueryError> {
    match plan {
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_) => {
            Err(QueryError::Invalid("only SELECT can be run: the query inspector shows the plan".to_owned()))
        }
        _ => Ok(()),
    }
}

/// What the parser says, at the place in the text the user wrote.
fn syntax(error: DataFusionError, expanded: &Expanded) -> QueryError {
    match error {
        DataFusionError::SQL(parser, _) => match parser.as_ref() {
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => located(message, expanded),
            ParserError::RecursionLimitExceeded => located("the statement is nested too deeply", expanded),
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => syntax(*inner, expanded),
        other => QueryError::Plan(other),
    }
}

/// Takes «at Line: L, Column: C» from the parser's message, its only place for it.
fn located(message: &str, expanded: &Expanded) -> QueryError {
    let Some((message, place)) = message.rsplit_once(" at Line: ") else {
        return QueryError::Syntax { message: message.to_owned(), at: None };
    };
    let numbers = place.split_once(", Column: ").and_then(|(line, column)| {
        let digits = column.find(|character: char| !character.is_ascii_digit()).unwrap_or(column.len());
        Some((line.parse().ok()?, column[..digits].parse().ok()?))
    });
    let at = numbers.map(|(line, column)| expanded.original_position(line, column));
    QueryError::Syntax { message: message.trim_start_matches("sql parser error: ").to_owned(), at }
}

/// What the planner says; an unknown column with the nearest ones there are.
pub fn planning(error: DataFusionError, tables: &str) -> QueryError {
    let unknown = unknown_column(&error);
    unknown.map_or(QueryError::Plan(error), |(column, known)| {
        QueryError::unknown("column", &column, format!(" in {tables}"), known.iter().map(String::as_str))
    })
}

fn unknown_column(error: &DataFusionError) -> Option<(String, Vec<String>)> {
    match error {
        DataFusionError::SchemaError(cause, _) => match cause.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let known = valid_fields.iter().map(|field| field.name.clone()).collect();
                Some((field.name.clone(), known))
            }
            _ => None,
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => unknown_column(inner),
        DataFusionError::Shared(inner) => unknown_column(inner),
        DataFusionError::Collection(errors) => errors.iter().find_map(unknown_column),
        _ => None,
    }
}
