//! Translates SQL filters into what a service's API filters by.
//!
//! In come the conjuncts of a WHERE and a table's columns, each with the [`Filter`] that answers it, out go a verdict for
//! each conjunct and the attributes to ask for. Only a service's own file knows how an attribute is written. One conjunct
//! has one attribute, except that both ends of a range share theirs, so APIs' rules for mixing comparisons on a field
//! are never met.

use std::fmt;

use chrono::{DateTime, SecondsFormat};
use datafusion::logical_expr::Expr;

use super::predicate::{Match, Predicate, Test};
use super::{Column, Verdict};

/// Bounds of times are widened by this much: providers write times with and without a fraction, and it is not
/// documented which precision AWS compares.
pub const TIME_SLACK: i64 = 1_000_000_000;

/// How an API filters by a column; `S` is how the service's request is given it.
#[derive(Debug, Clone, Copy)]
pub enum Filter<S> {
    /// Not at all, or not with SQL's meaning.
    None,
    /// By the whole member and nothing else: `=` and `IN` are exact.
    Equal(S),
    /// By the member itself: `=`, `IN` and prefixes are exact; negations also return rows without the member.
    Text(S),
    /// By the member itself, which AWS also derives when the provider left it out: filtered again.
    Checked(S),
    /// By any of many members of which the column shows the first: a superset, and negations are of no use.
    First(S),
    /// By an element of a list: `array_has` is exact.
    List(S),
    /// By a range of times, asked for a second wider.
    Time(S),
    /// By a range of numbers, both ends included.
    Number(S),
}

impl<S> Filter<S> {
    /// What AWS filters, in words; `None` when nothing.
    pub fn in_words(&self, limits: Limits) -> Option<&'static str> {
        match (self, limits.prefixes) {
            (Self::None, _) => None,
            (Self::Equal(_), _) => Some("=, IN"),
            (Self::Text(_), true) => Some("=, IN, LIKE 'x%'; != and NOT IN as a superset"),
            (Self::Text(_), false) => Some("=, IN; != and NOT IN as a superset"),
            (Self::Checked(_) | Self::First(_), true) => Some("=, IN, LIKE 'x%' as a superset"),
            (Self::Checked(_) | Self::First(_), false) => Some("=, IN as a superset"),
            (Self::List(_), _) => Some("array_has"),
            (Self::Time(_) | Self::Number(_), _) => Some("<, <=, >, >=, BETWEEN as a superset"),
        }
    }
}

/// What AWS filters by a column of these, in words.
pub fn in_words<S>(column: &str, definitions: &[(Column, Filter<S>)], limits: Limits) -> Option<&'static str> {
    definitions.iter().find(|(known, _)| known.name == column).and_then(|(_, filter)| filter.in_words(limits))
}

/// What an API takes in one request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Attributes.
    pub attributes: usize,
    /// Values of one attribute.
    pub values: usize,
    /// Whether texts are also compared by their beginning.
    pub prefixes: bool,
}

/// One attribute of a request.
#[derive(Debug, Clone)]
pub struct Attribute<S> {
    /// The column it answers.
    pub column: &'static str,
    /// How the service's request is given it.
    pub set: S,
    /// What is asked of it.
    pub condition: Condition,
}

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Any of these, or none of these: never mixed.
    Text(Vec<(Comparison, String)>),
    /// Within these times, nanoseconds since the epoch, already widened.
    Time(Range<i64>),
    /// Within these numbers.
    Number(Range<f64>),
}

/// A range with both ends included; an end that is not there is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range<T> {
    /// The least.
    pub from: Option<T>,
    /// The greatest.
    pub to: Option<T>,
}

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The whole text.
    Equals,
    /// Its beginning.
    Prefix,
    /// Not the whole text.
    NotEquals,
}

/// The attributes of one request.
#[derive(Debug, Clone)]
pub struct Attributes<S>(pub Vec<Attribute<S>>);

/// Returns a verdict for each filter, and the attributes that carry the pushed ones.
pub fn translate<S: Copy>(
    filters: &[&Expr],
    definitions: &'static [(Column, Filter<S>)],
    limits: Limits,
) -> (Vec<Verdict>, Attributes<S>) {
    let mut attributes = Attributes(Vec::new());
    let mut push = |filter: &Expr| {
        let predicate = Predicate::of(filter)?;
        let (column, filter) = definitions.iter().find(|(column, _)| column.name == predicate.column)?;
        attributes.push(column.name, *filter, predicate.test, limits)
    };
    let verdicts = filters.iter().map(|filter| push(filter).unwrap_or(Verdict::Unsupported)).collect();
    (verdicts, attributes)
}

impl<S: Copy> Attributes<S> {
    fn push(&mut self, column: &'static str, filter: Filter<S>, test: Test, limits: Limits) -> Option<Verdict> {
        let (set, condition, verdict) = match (filter, test) {
            (Filter::Text(set), Test::Any(matches)) => (set, positive(matches), Verdict::Exact),
            (Filter::Equal(set), Test::Any(matches)) if matches.iter().all(|one| matches!(one, Match::Equal(_))) => {
                (set, positive(matches), Verdict::Exact)
            }
            (Filter::Checked(set) | Filter::First(set), Test::Any(matches)) => {
                (set, positive(matches), Verdict::Superset)
            }
            (Filter::Text(set), Test::None(values)) => (set, all(Comparison::NotEquals, values), Verdict::Superset),
            (Filter::List(set), Test::Has(values)) => (set, all(Comparison::Equals, values), Verdict::Exact),
            (Filter::Time(set), Test::From(from)) => (
                set,
                Condition::Time(Range { from: Some(from.saturating_sub(TIME_SLACK)), to: None }),
                Verdict::Superset,
            ),
            (Filter::Time(set), Test::To(to)) => {
                (set, Condition::Time(Range { from: None, to: Some(to.saturating_add(TIME_SLACK)) }), Verdict::Superset)
            }
            // An open bound is asked for as a closed one.
            (Filter::Number(set), Test::AtLeast(from)) => {
                (set, Condition::Number(Range { from: Some(from), to: None }), Verdict::Superset)
            }
            (Filter::Number(set), Test::AtMost(to)) => {
                (set, Condition::Number(Range { from: None, to: Some(to) }), Verdict::Superset)
            }
            _ => return None,
        };
        if !condition.fits(limits) {
            return None;
        }
        let room = self.0.len() < limits.attributes;
        match self.0.iter_mut().find(|known| known.column == column) {
            Some(known) => known.condition.narrow(&condition)?,
            None if room => self.0.push(Attribute { column, set, condition }),
            None => return None,
        }
        Some(verdict)
    }

    /// Whether [`Self::within`] a range of a column is a request that the API takes.
    pub fn has_room_for(&self, column: &str, limits: Limits) -> bool {
        self.0.len() < limits.attributes || self.range(column).is_some()
    }

    /// The range of times that is asked for a column.
    pub fn range(&self, column: &str) -> Option<Range<i64>> {
        match self.0.iter().find(|known| known.column == column)?.condition {
            Condition::Time(range) => Some(range),
            _ => None,
        }
    }

    /// The same, and only within a range of times.
    pub fn within(&self, column: &'static str, set: S, range: Range<i64>) -> Self {
        let mut attributes = self.clone();
        let condition = Condition::Time(range);
        match attributes.0.iter_mut().find(|known| known.column == column) {
            // Both are times, of which the narrower ends hold.
            Some(known) => known.condition.narrow(&condition).unwrap_or_default(),
            None => attributes.0.push(Attribute { column, set, condition }),
        }
        attributes
    }
}

impl<S: PartialEq> Attributes<S> {
    /// The texts that are asked of the attribute that is set so, each once, where only whole ones are.
    pub fn equal_to(&self, set: S) -> Option<Vec<String>> {
        let attribute = self.0.iter().find(|attribute| attribute.set == set)?;
        let mut texts = attribute.condition.equal_to()?;
        texts.sort_unstable();
        texts.dedup();
        Some(texts)
    }
}

impl Condition {
    /// APIs refuse blank values.
    fn fits(&self, limits: Limits) -> bool {
        match self {
            Self::Text(values) => {
                !values.is_empty()
                    && values.len() <= limits.values
                    && values.iter().all(|(_, value)| !value.trim().is_empty())
                    && (limits.prefixes || values.iter().all(|(comparison, _)| *comparison != Comparison::Prefix))
            }
            Self::Time(_) | Self::Number(_) => true,
        }
    }

    /// The texts it asks for, where it asks for whole ones only.
    pub fn equal_to(&self) -> Option<Vec<String>> {
        let Self::Text(values) = self else { return None };
        let value =
            |(comparison, value): &(Comparison, String)| (*comparison == Comparison::Equals).then(|| value.clone());
        values.iter().map(value).collect()
    }

    /// Narrows a range by another; `None` for texts, of which an API would return the union.
    fn narrow(&mut self, other: &Self) -> Option<()> {
        match (self, other) {
            (Self::Time(range), Self::Time(other)) => {
                range.from = range.from.max(other.from);
                range.to = [range.to, other.to].into_iter().flatten().min();
            }
            (Self::Number(range), Self::Number(other)) => {
                range.from = [range.from, other.from].into_iter().flatten().reduce(f64::max);
                range.to = [range.to, other.to].into_iter().flatten().reduce(f64::min);
            }
            _ => return None,
        }
        Some(())
    }
}

fn positive(matches: Vec<Match>) -> Condition {
    let condition = |one| match one {
        Match::Equal(value) => (Comparison::Equals, value),
        Match::Prefix(value) => (Comparison::Prefix, value),
    };
    Condition::Text(matches.into_iter().map(condition).collect())
}

fn all(comparison: Comparison, values: Vec<String>) -> Condition {
    Condition::Text(values.into_iter().map(|value| (comparison, value)).collect())
}

/// Writes a moment as AWS does.
pub fn timestamp(nanoseconds: i64) -> String {
    DateTime::from_timestamp_nanos(nanoseconds).to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl<S> fmt::Display for Attributes<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Attribute { column, condition, .. }) in self.0.iter().enumerate() {
            let and = if index == 0 { "" } else { " AND " };
            write!(formatter, "{and}{column} ({condition})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(values) => {
                let values = values.iter().map(|(comparison, value)| format!("{comparison} {value}"));
                formatter.write_str(&values.collect::<Vec<_>>().join(", "))
            }
            Self::Time(Range { from, to }) => {
                let end = |end: &Option<i64>| end.map(timestamp).unwrap_or_default();
                write!(formatter, "{}..{}", end(from), end(to))
            }
            Self::Number(Range { from, to }) => {
                let end = |end: &Option<f64>| end.map(|end| end.to_string()).unwrap_or_default();
                write!(formatter, "{}..{}", end(from), end(to))
            }
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Equals => "EQUALS",
            Self::Prefix => "PREFIX",
            Self::NotEquals => "NOT_EQUALS",
        })
    }
}
