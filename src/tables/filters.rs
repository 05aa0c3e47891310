//! Translates SQL filters into those of GetFindings.
//!
//! In come the conjuncts of a WHERE, out go a verdict for each and the request's filters. AWS takes at most 10
//! attributes with 20 values each; what does not fit is left to the engine. One conjunct has one attribute, except
//! that both ends of a time range share theirs, so AWS's rules for mixing comparisons on a field are never met.

use std::fmt;

use aws_sdk_securityhub::types::builders::AwsSecurityFindingFiltersBuilder as Builder;
use aws_sdk_securityhub::types::{
    AwsSecurityFindingFilters, DateFilter, StringFilter, StringFilterComparison as Comparison,
};
use chrono::{DateTime, SecondsFormat};
use datafusion::logical_expr::Expr;

use super::definition;
use crate::tables::Verdict;
use crate::tables::predicate::{Match, Predicate, Test};

/// The most attributes GetFindings takes.
const MOST_ATTRIBUTES: usize = 10;
/// The most values GetFindings takes for one attribute.
const MOST_VALUES: usize = 20;
/// Bounds of times are widened by this much: providers write times with and without a fraction, and it is not
/// documented which precision AWS compares.
const TIME_SLACK: i64 = 1_000_000_000;

/// The GetFindings filter behind a column.
#[derive(Debug, Clone, Copy)]
pub enum Filter {
    /// None, or none whose meaning is that of SQL.
    None,
    /// The member itself: `=`, `IN` and prefixes are exact; negations also return findings without the member.
    Text(fn(Builder, StringFilter) -> Builder),
    /// The member itself, which Security Hub also derives when the provider left it out: filtered again.
    Checked(fn(Builder, StringFilter) -> Builder),
    /// Any of many members of which the column shows the first: a superset, and negations are of no use.
    First(fn(Builder, StringFilter) -> Builder),
    /// A list: `array_has` is exact.
    List(fn(Builder, StringFilter) -> Builder),
    /// A time: ranges, a second wider.
    Time(fn(Builder, DateFilter) -> Builder),
}

/// The filters of one GetFindings request.
#[derive(Debug, Default, Clone)]
pub struct Request {
    attributes: Vec<Attribute>,
}

#[derive(Debug, Clone)]
struct Attribute {
    column: &'static str,
    condition: Condition,
}

#[derive(Debug, Clone)]
enum Condition {
    Text { set: fn(Builder, StringFilter) -> Builder, values: Vec<(Comparison, String)> },
    Time { set: fn(Builder, DateFilter) -> Builder, from: Option<i64>, to: Option<i64> },
}

/// Returns a verdict for each filter, and the request that carries the pushed ones.
pub fn translate(filters: &[&Expr]) -> (Vec<Verdict>, Request) {
    let mut request = Request::default();
    let verdicts = filters.iter().map(|filter| request.push(filter).unwrap_or(Verdict::Unsupported)).collect();
    (verdicts, request)
}

impl Request {
    fn push(&mut self, filter: &Expr) -> Option<Verdict> {
        let predicate = Predicate::of(filter)?;
        let (column, filter) = definition(&predicate.column)?;
        match (*filter, predicate.test) {
            (Filter::Text(set), Test::Any(matches)) => self.text(column.name, set, positive(matches), Verdict::Exact),
            (Filter::Checked(set) | Filter::First(set), Test::Any(matches)) => {
                self.text(column.name, set, positive(matches), Verdict::Superset)
            }
            (Filter::Text(set), Test::None(values)) => {
                self.text(column.name, set, all(Comparison::NotEquals, values), Verdict::Superset)
            }
            (Filter::List(set), Test::Has(values)) => {
                self.text(column.name, set, all(Comparison::Equals, values), Verdict::Exact)
            }
            (Filter::Time(set), Test::From(from)) => self.time(column.name, set, Some(from), None),
            (Filter::Time(set), Test::To(to)) => self.time(column.name, set, None, Some(to)),
            _ => None,
        }
    }

    fn text(
        &mut self,
        column: &'static str,
        set: fn(Builder, StringFilter) -> Builder,
        values: Vec<(Comparison, String)>,
        verdict: Verdict,
    ) -> Option<Verdict> {
        let blank = values.iter().any(|(_, value)| value.trim().is_empty());
        if blank || values.is_empty() || values.len() > MOST_VALUES || !self.has_room_for(column) {
            return None;
        }
        self.attributes.push(Attribute { column, condition: Condition::Text { set, values } });
        Some(verdict)
    }

    fn time(
        &mut self,
        column: &'static str,
        set: fn(Builder, DateFilter) -> Builder,
        new_from: Option<i64>,
        new_to: Option<i64>,
    ) -> Option<Verdict> {
        let known = self.attributes.iter_mut().find(|attribute| attribute.column == column);
        if let Some(Attribute { condition: Condition::Time { from, to, .. }, .. }) = known {
            *from = (*from).max(new_from);
            *to = [*to, new_to].into_iter().flatten().min();
            return Some(Verdict::Superset);
        }
        if !self.has_room_for(column) {
            return None;
        }
        let condition = Condition::Time { set, from: new_from, to: new_to };
        self.attributes.push(Attribute { column, condition });
        Some(Verdict::Superset)
    }

    fn has_room_for(&self, column: &str) -> bool {
        self.attributes.len() < MOST_ATTRIBUTES && self.attributes.iter().all(|known| known.column != column)
    }

    /// Returns the filters as GetFindings takes them; `None` asks for all findings.
    pub fn filters(&self) -> Option<AwsSecurityFindingFilters> {
        if self.attributes.is_empty() {
            return None;
        }
        let builder = self.attributes.iter().fold(AwsSecurityFindingFilters::builder(), |builder, attribute| {
            match &attribute.condition {
                Condition::Text { set, values } => values.iter().fold(builder, |builder, (comparison, value)| {
                    set(builder, StringFilter::builder().comparison(comparison.clone()).value(value).build())
                }),
                // AWS wants both ends.
                Condition::Time { set, from, to } => {
                    set(builder, DateFilter::builder().start(start(*from)).end(end(*to)).build())
                }
            }
        });
        Some(builder.build())
    }
}

impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Attribute { column, condition }) in self.attributes.iter().enumerate() {
            let and = if index == 0 { "" } else { " AND " };
            match condition {
                Condition::Text { values, .. } => {
                    let values = values.iter().map(|(comparison, value)| format!("{comparison} {value}"));
                    write!(formatter, "{and}{column} ({})", values.collect::<Vec<_>>().join(", "))?;
                }
                Condition::Time { from, to, .. } => {
                    write!(formatter, "{and}{column} ({}..{})", start(*from), end(*to))?;
                }
            }
        }
        Ok(())
    }
}

fn positive(matches: Vec<Match>) -> Vec<(Comparison, String)> {
    let condition = |one| match one {
        Match::Equal(value) => (Comparison::Equals, value),
        Match::Prefix(value) => (Comparison::Prefix, value),
    };
    matches.into_iter().map(condition).collect()
}

fn all(comparison: Comparison, values: Vec<String>) -> Vec<(Comparison, String)> {
    values.into_iter().map(|value| (comparison.clone(), value)).collect()
}

fn start(from: Option<i64>) -> String {
    from.map_or_else(|| "1970-01-01T00:00:00.000Z".to_owned(), |from| timestamp(from.saturating_sub(TIME_SLACK)))
}

fn end(to: Option<i64>) -> String {
    to.map_or_else(|| "9999-12-31T23:59:59.000Z".to_owned(), |to| timestamp(to.saturating_add(TIME_SLACK)))
}

fn timestamp(nanoseconds: i64) -> String {
    DateTime::from_timestamp_nanos(nanoseconds).to_rfc3339_opts(SecondsFormat::Millis, true)
}
