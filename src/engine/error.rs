//! Finds the cause inside DataFusion's wrappings, so that a throttle stays a throttle.

use std::error::Error;

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use thiserror::Error;

use crate::aws::AwsError;
use crate::tables::Unanswerable;

/// A value that a column never has.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{column} is never \"{value}\"; it is one of: {}", known.join(", "))]
pub struct UnknownValue {
    /// The column.
    pub column: String,
    /// The value asked for.
    pub value: String,
    /// The values it can have.
    pub known: Vec<String>,
}

/// A query that would need more rows than it may.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TooManyRows {
    /// Rows read from AWS.
    #[error("{table} has more than {most} rows that this query has to read. Filter more, for example by time.")]
    Read {
        /// The table.
        table: &'static str,
        /// The most rows a query may read from one table.
        most: usize,
    },
    /// Rows of an answer that must be complete to be right.
    #[error("the answer has more than {most} rows. Group or filter more, or add a LIMIT.")]
    Returned {
        /// The most rows an answer may have.
        most: usize,
    },
}

/// The cause of a DataFusion error, by who can mend it.
#[derive(Debug)]
pub enum Root<'a> {
    /// AWS, or the way there.
    Aws(&'a AwsError),
    /// The statement, as the engine sees it.
    Statement(&'a DataFusionError),
    /// A value that a column never has.
    Value(&'a UnknownValue),
    /// A question a table cannot answer as it is asked.
    Question(&'a Unanswerable),
    /// More rows than a query may need.
    Rows(&'a TooManyRows),
    /// The memory or disk a query may use is used up.
    Resources(&'a str),
    /// A bug of ours or of DataFusion's.
    Bug(&'a DataFusionError),
}

/// Looks through every wrapping for the cause.
pub fn find_root(error: &DataFusionError) -> Root<'_> {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => find_root(inner),
        DataFusionError::Shared(inner) => find_root(inner),
        DataFusionError::Collection(errors) => errors.first().map_or(Root::Bug(error), find_root),
        // The optimizer reads patterns, and hands on what it is told of a wrong one.
        DataFusionError::External(cause) if cause.is::<regex_syntax::Error>() => Root::Statement(error),
        DataFusionError::External(cause) => external(cause.as_ref()).unwrap_or(Root::Bug(error)),
        DataFusionError::ArrowError(cause, _) => match cause.as_ref() {
            ArrowError::ExternalError(cause) => external(cause.as_ref()).unwrap_or(Root::Bug(error)),
            ArrowError::DivideByZero
            | ArrowError::CastError(_)
            | ArrowError::ParseError(_)
            | ArrowError::ArithmeticOverflow(_)
            | ArrowError::ComputeError(_) => Root::Statement(error),
            _ => Root::Bug(error),
        },
        DataFusionError::ResourcesExhausted(text) => Root::Resources(text),
        DataFusionError::Plan(_)
        | DataFusionError::SchemaError(..)
        | DataFusionError::SQL(..)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Configuration(_)
        | DataFusionError::Execution(_) => Root::Statement(error),
        _ => Root::Bug(error),
    }
}

fn external<'a>(cause: &'a (dyn Error + Send + Sync + 'static)) -> Option<Root<'a>> {
    if let Some(aws) = cause.downcast_ref::<AwsError>() {
        return Some(Root::Aws(aws));
    }
    if let Some(value) = cause.downcast_ref::<UnknownValue>() {
        return Some(Root::Value(value));
    }
    if let Some(question) = cause.downcast_ref::<Unanswerable>() {
        return Some(Root::Question(question));
    }
    if let Some(rows) = cause.downcast_ref::<TooManyRows>() {
        return Some(Root::Rows(rows));
    }
    cause.downcast_ref::<DataFusionError>().map(find_root)
}
