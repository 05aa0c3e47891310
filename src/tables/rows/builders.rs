//! Arrow builders for one page, a value at a time in any order, aligned at the end of each row.
//!
//! A column that received nothing by the end of a row is null there; a second value for one row (a duplicate member)
//! is dropped, as the first one stands.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBuilder, Decimal128Builder, Float64Builder, ListBuilder, RecordBatch,
    RecordBatchOptions, StringBuilder, TimestampNanosecondBuilder,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;

use crate::tables::column::{Column, ColumnType, MONEY, schema};

/// Builders of one page's columns.
#[derive(Debug)]
pub struct Builders {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
    /// An amount that is none: left out, sums would be too small without a word.
    no_amount: Option<String>,
}

#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    /// Takes ARNs and keeps their account.
    ArnAccount(StringBuilder),
    Number(Float64Builder),
    Money(Decimal128Builder),
    Boolean(BooleanBuilder),
    Time(TimestampNanosecondBuilder),
    List(ListBuilder<StringBuilder>),
}

impl Builders {
    /// Makes empty builders.
    pub fn new(columns: &[Column]) -> Self {
        let builders = columns.iter().map(Builder::new).collect();
        Self { schema: schema(columns), columns: builders, rows: 0, no_amount: None }
    }

    /// Gives text to a column of the current row; times, amounts and numbers are parsed.
    pub fn text(&mut self, column: usize, text: &str) {
        match &mut self.columns[column] {
            Builder::Text(builder) if builder.len() == self.rows => builder.append_value(text),
            Builder::ArnAccount(builder) if builder.len() == self.rows => {
                builder.append_option(text.split(':').nth(4).filter(|account| !account.is_empty()));
            }
            Builder::Time(builder) if builder.len() == self.rows => builder.append_option(parse_time(text)),
            Builder::List(builder) if builder.len() == self.rows => builder.values().append_value(text),
            Builder::Money(builder) if builder.len() == self.rows => match parse_money(text) {
                Some(amount) => builder.append_value(amount),
                None => self.no_amount = Some(text.chars().take(40).collect()),
            },
            _ => {}
        }
    }

    /// Gives a truth to a column of the current row.
    pub fn boolean(&mut self, column: usize, value: bool) {
        match &mut self.columns[column] {
            Builder::Boolean(builder) if builder.len() == self.rows => builder.append_value(value),
            _ => {}
        }
    }

    /// Gives a number to a column of the current row; for a time it is seconds since the epoch.
    pub fn number(&mut self, column: usize, number: f64) {
        match &mut self.columns[column] {
            Builder::Number(builder) if builder.len() == self.rows => builder.append_value(number),
            Builder::Money(_) => self.text(column, &number.to_string()),
            // AWS writes milliseconds at most; the float's last digits are not its own.
            Builder::Time(builder) if builder.len() == self.rows => {
                builder.append_option(((number * 1_000.0).round() as i64).checked_mul(1_000_000));
            }
            _ => {}
        }
    }

    /// Ends the current row, after what was asked has been put into its columns.
    pub fn end_row(&mut self, asked: &[(usize, String)]) {
        let rows = self.rows;
        for (column, value) in asked {
            self.text(*column, value);
        }
        for column in &mut self.columns {
            column.end_row(rows);
        }
        self.rows += 1;
    }

    /// Returns the batch.
    ///
    /// # Errors
    /// When an amount of money was none.
    pub fn finish(self) -> Result<RecordBatch, ArrowError> {
        if let Some(text) = self.no_amount {
            return Err(ArrowError::ParseError(format!("\"{text}\" is no amount of money")));
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let arrays = self.columns.into_iter().map(Builder::finish).collect();
        RecordBatch::try_new_with_options(self.schema, arrays, &options)
    }
}

impl Builder {
    fn new(column: &Column) -> Self {
        match column.kind {
            ColumnType::Text if column.is_arn_account => Self::ArnAccount(StringBuilder::new()),
            ColumnType::Text | ColumnType::Json => Self::Text(StringBuilder::new()),
            ColumnType::Number => Self::Number(Float64Builder::new()),
            ColumnType::Money => {
                Self::Money(Decimal128Builder::new().with_data_type(column.field().data_type().clone()))
            }
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Time => Self::Time(TimestampNanosecondBuilder::new().with_timezone("UTC")),
            ColumnType::List => Self::List(ListBuilder::new(StringBuilder::new())),
        }
    }

    fn end_row(&mut self, rows: usize) {
        match self {
            Self::Text(builder) | Self::ArnAccount(builder) if builder.len() == rows => builder.append_null(),
            Self::Number(builder) if builder.len() == rows => builder.append_null(),
            Self::Money(builder) if builder.len() == rows => builder.append_null(),
            Self::Boolean(builder) if builder.len() == rows => builder.append_null(),
            Self::Time(builder) if builder.len() == rows => builder.append_null(),
            Self::List(builder) => {
                let begun = builder.offsets_slice().last().copied().unwrap_or_default() as usize;
                let some = builder.values().len() > begun;
                builder.append(some);
            }
            _ => {}
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) | Self::ArnAccount(mut builder) => Arc::new(builder.finish()),
            Self::Number(mut builder) => Arc::new(builder.finish()),
            Self::Money(mut builder) => Arc::new(builder.finish()),
            Self::Boolean(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
            Self::List(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// Parses an amount as AWS writes it, also with an exponent, rounded to the places of [`MONEY`].
pub fn parse_money(text: &str) -> Option<i128> {
    let (digits, places) = MONEY;
    let (mantissa, exponent) = text.trim().split_once(['e', 'E']).unwrap_or((text.trim(), "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or((1, mantissa), |mantissa| (-1, mantissa));
    let mantissa = mantissa.strip_prefix('+').unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Where the last kept digit is, seen from the first.
    let kept = whole.len() as i64 + exponent.parse::<i32>().ok().map(i64::from)? + i64::from(places);
    let significant = all.trim_start_matches('0');
    if kept - (all.len() - significant.len()) as i64 > i64::from(digits) {
        return significant.is_empty().then_some(0);
    }
    let Ok(kept) = usize::try_from(kept) else { return Some(0) };
    let amount = match all.get(..kept) {
        Some("") => 0,
        Some(digits) => digits.parse::<i128>().ok()?,
        None => format!("{all:0<kept$}").parse::<i128>().ok()?,
    };
    let rounds_up = all.as_bytes().get(kept).is_some_and(|digit| *digit >= b'5');
    Some(sign * (amount + i128::from(rounds_up)))
}

/// Parses AWS's timestamps: RFC 3339, with or without a fraction, also with an offset that lacks its colon; a day is the
/// moment it begins.
fn parse_time(text: &str) -> Option<i64> {
    let moment = chrono::DateTime::parse_from_rfc3339(text)
        .or_else(|_| chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|moment| moment.to_utc());
    let day = || Some(text.parse::<chrono::NaiveDate>().ok()?.and_time(chrono::NaiveTime::MIN).and_utc());
    moment.ok().or_else(day)?.timestamp_nanos_opt()
}
