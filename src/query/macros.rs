//! Expands Grafana's macros in SQL: `$__timeFilter(col)`, `$__timeFrom()`, `$__timeTo()`, `$__timeGroup(col, interval)`,
//! `$__interval` and `$__interval_ms`.
//!
//! In comes the text the user wrote, out goes the text to parse with the places where the two differ, so that an
//! error's column is one the user can find. Expansion never adds a line.

use chrono::{DateTime, SecondsFormat};

use super::Times;
use super::error::QueryError;
use super::interval::{self, Interval};

const MACROS: [&str; 6] =
    ["$__timeFilter", "$__timeFrom", "$__timeTo", "$__timeGroup", "$__interval", "$__interval_ms"];

/// SQL with its macros expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The text to parse.
    pub sql: String,
    /// Width of the first `$__timeGroup`'s buckets.
    pub buckets: Option<Interval>,
    /// The text the user wrote.
    original: String,
    /// Where a macro was: start in the text, length of the expansion, start in the original, length of the macro.
    replaced: Vec<[usize; 4]>,
}

/// Expands every macro outside of comments. Inside quotes only intervals are expanded, as in `INTERVAL '$__interval'`:
/// another macro's text has quotes of its own, and a variable's value must not end the literal it stands in.
///
/// # Errors
/// When a macro is unknown or called with the wrong arguments.
pub fn expand(original: &str, times: Times) -> Result<Expanded, QueryError> {
    let mut expanded = Expanded {
        sql: String::with_capacity(original.len() + 64),
        buckets: None,
        original: original.to_owned(),
        replaced: Vec::new(),
    };
    let mut at = 0;
    let mut within = Within::Code;
    while let Some(character) = original[at..].chars().next() {
        let rest = &original[at..];
        let name = rest.starts_with("$__").then(|| name(rest)).filter(|name| within.expands(name));
        let Some(name) = name else {
            let length = within.step(rest, character);
            expanded.sql.push_str(&rest[..length]);
            at += length;
            continue;
        };
        let arguments = arguments(&rest[name.len()..], name)?;
        let length = name.len() + arguments.as_ref().map_or(0, |(_, length)| *length);
        let arguments = arguments.map(|(arguments, _)| arguments);
        if let ("$__timeGroup", Some([_, width]), None) = (name, arguments.as_deref(), expanded.buckets) {
            expanded.buckets = Some(Interval::parse(width, times)?);
        }
        let text = expansion(name, arguments, times)?;
        // Lines are counted in errors: those of the arguments are put behind the expansion, which has none.
        let lines = rest[..length].matches('\n').count();
        let text = text.replace(['\n', '\r'], " ") + &"\n".repeat(lines);
        expanded.replaced.push([expanded.sql.len(), text.len(), at, length]);
        expanded.sql.push_str(&text);
        at += length;
    }
    Ok(expanded)
}

/// The name of the macro that a text begins with.
fn name(text: &str) -> &str {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let length = text[3..].find(|character| !is_name(character)).map_or(text.len(), |length| length + 3);
    &text[..length]
}

/// What a place in a statement is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    Quotes(char),
    LineComment,
    BlockComment,
}

impl Within {
    fn expands(self, name: &str) -> bool {
        match self {
            Self::Code => true,
            Self::Quotes(_) => matches!(name, "$__interval" | "$__interval_ms"),
            Self::LineComment | Self::BlockComment => false,
        }
    }

    /// Steps over what comes next and returns its length. A doubled quote leaves a literal and enters it again.
    fn step(&mut self, rest: &str, character: char) -> usize {
        let (next, length) = match (*self, character) {
            (Self::Code, '\'' | '"') => (Self::Quotes(character), 1),
            (Self::Quotes(open), _) if open == character => (Self::Code, 1),
            (Self::Code, '-') if rest.starts_with("--") => (Self::LineComment, 2),
            (Self::Code, '/') if rest.starts_with("/*") => (Self::BlockComment, 2),
            (Self::LineComment, '\n') => (Self::Code, 1),
            (Self::BlockComment, '*') if rest.starts_with("*/") => (Self::Code, 2),
            (same, _) => (same, character.len_utf8()),
        };
        *self = next;
        length
    }
}

impl Expanded {
    /// Turns a line and column of the expanded text (from 1) into those of the text the user wrote.
    pub fn original_position(&self, line: u64, column: u64) -> (u64, u64) {
        let index = |number: u64| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        let line_start: usize = self.sql.split_inclusive('\n').take(index(line)).map(str::len).sum();
        let line_text = &self.sql[line_start..];
        let within = line_text.char_indices().nth(index(column)).map_or(line_text.len(), |(at, _)| at);
        let before = &self.original[..self.original_offset(line_start + within)];
        let last_line = before.rsplit('\n').next().unwrap_or_default();
        ((before.matches('\n').count() + 1) as u64, (last_line.chars().count() + 1) as u64)
    }

    /// Where a place in the expanded text is in the original; a place inside an expansion is the macro's beginning.
    fn original_offset(&self, offset: usize) -> usize {
        let last = self.replaced.iter().take_while(|[start, ..]| *start < offset).last();
        let original = match last {
            None => offset,
            Some([start, length, at, _]) if offset < start + length => *at,
            Some([start, length, at, original_length]) => offset - start - length + at + original_length,
        };
        original.min(self.original.len())
    }
}

/// Splits `(a, b(c, d))` at its commas; `None` when there is no parenthesis. Returns the length read.
fn arguments<'a>(text: &'a str, name: &str) -> Result<Option<(Vec<&'a str>, usize)>, QueryError> {
    if !text.starts_with('(') || name.starts_with("$__interval") {
        return Ok(None);
    }
    let (mut depth, mut quote, mut start) = (0_usize, None, 1);
    let mut arguments = Vec::new();
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ',') if depth == 1 => {
                arguments.push(text[start..at].trim());
                start = at + 1;
            }
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    let last = text[start..at].trim();
                    if !last.is_empty() || !arguments.is_empty() {
                        arguments.push(last);
                    }
                    return Ok(Some((arguments, at + 1)));
                }
            }
            _ => {}
        }
    }
    Err(QueryError::Invalid(format!("{name} has no closing parenthesis")))
}

fn expansion(name: &str, arguments: Option<Vec<&str>>, times: Times) -> Result<String, QueryError> {
    if arguments.iter().flatten().any(|argument| argument.contains("--") || argument.contains("/*")) {
        return Err(QueryError::Invalid(format!("{name} takes no comments between its parentheses")));
    }
    let usage = |usage: &str| Err(QueryError::Invalid(format!("{name} is written {usage}")));
    match (name, arguments.as_deref().unwrap_or_default()) {
        ("$__timeFilter", [column]) if !column.is_empty() => {
            Ok(format!("({column} >= {} AND {column} <= {})", timestamp(times.from_ms), timestamp(times.to_ms)))
        }
        ("$__timeFilter", _) => usage("$__timeFilter(column)"),
        ("$__timeFrom", []) => Ok(timestamp(times.from_ms)),
        ("$__timeTo", []) => Ok(timestamp(times.to_ms)),
        ("$__timeFrom" | "$__timeTo", _) => usage(&format!("{name}()")),
        ("$__timeGroup", [column, width]) => Ok(Interval::parse(width, times)?.date_bin(column)),
        ("$__timeGroup", _) => usage("$__timeGroup(column, 1h)"),
        ("$__interval", _) => Ok(interval::written(times.interval_ms)),
        ("$__interval_ms", _) => Ok(times.interval_ms.to_string()),
        _ => Err(QueryError::unknown("macro", name, "", MACROS)),
    }
}

/// Writes a moment as a SQL literal.
pub fn timestamp(milliseconds: i64) -> String {
    let moment = DateTime::from_timestamp_millis(milliseconds).unwrap_or(DateTime::UNIX_EPOCH);
    format!("TIMESTAMP '{}'", moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}

#[cfg(test)]
mod tests;
