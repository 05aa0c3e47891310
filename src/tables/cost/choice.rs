//! A column by which AWS must be asked and which no answer repeats, such as a forecast's granularity: a statement chooses
//! its values with `=` or `IN`.

use datafusion::logical_expr::Expr;

use crate::tables::predicate::{Match, Predicate, Test};
use crate::tables::{Unanswerable, Verdict};

/// What a statement says of such a column.
#[derive(Debug, Clone)]
pub struct Choice {
    column: &'static str,
    /// The values it asks for; `None` when it says nothing.
    asked: Option<Vec<String>>,
    /// Whether it says what is no choice of values.
    is_unclear: bool,
}

impl Choice {
    /// A choice by this column, of which nothing is said yet.
    pub fn of(column: &'static str) -> Self {
        Self { column, asked: None, is_unclear: false }
    }

    /// Takes note of a filter; `None` when it is about another column.
    pub fn hear(&mut self, filter: &Expr) -> Option<Verdict> {
        if !filter.column_refs().iter().any(|name| name.name == self.column) {
            return None;
        }
        // There always is a value.
        if matches!(filter, Expr::IsNotNull(_)) {
            return Some(Verdict::Unsupported);
        }
        let Some(values) = Predicate::of(filter).and_then(values) else {
            self.is_unclear = true;
            return Some(Verdict::Unsupported);
        };
        let is_in_both = |value: &String| self.asked.as_ref().is_none_or(|asked| asked.contains(value));
        let mut both: Vec<String> = values.into_iter().filter(is_in_both).collect();
        both.sort_unstable();
        both.dedup();
        self.asked = Some(both);
        Some(Verdict::Exact)
    }

    /// Returns the values that are asked for; `None` when nothing is said.
    ///
    /// # Errors
    /// When what is said chooses no values.
    pub fn values(&self, table: &str) -> Result<Option<&[String]>, Unanswerable> {
        if self.is_unclear {
            let column = self.column;
            return Err(Unanswerable(format!(
                "{table} is asked from AWS by {column}: choose its values with {column} = '…' or {column} IN ('…', '…')."
            )));
        }
        Ok(self.asked.as_deref())
    }
}

fn values(predicate: Predicate) -> Option<Vec<String>> {
    let Test::Any(matches) = predicate.test else { return None };
    let value = |one| match one {
        Match::Equal(value) => Some(value),
        Match::Prefix(_) => None,
    };
    matches.into_iter().map(value).collect()
}
