//! What can be wrong with a question. All of it is the user's to mend, so every message says how.

use datafusion::error::DataFusionError;
use thiserror::Error;

/// A question that cannot be planned.
#[derive(Debug, Error)]
pub enum QueryError {
    /// The saved JSON is not a query.
    #[error(
        "this query cannot be read: {0}. Edit and save it again, or compare it with the documentation of the query's JSON."
    )]
    Json(#[from] serde_json::Error),
    /// A version this plugin does not know.
    #[error(
        "this query was saved with schema version {0}, which this version of the plugin does not know; update the plugin"
    )]
    Version(u64),
    /// Something asked for that is not there yet or not at all.
    #[error("{0}")]
    Invalid(String),
    /// A name that is not there.
    #[error("there is no {what} \"{name}\"{place}; {advice}")]
    Unknown {
        /// What was looked for: table, column, operator.
        what: &'static str,
        /// Its name.
        name: String,
        /// Where it was looked for, with a leading space.
        place: String,
        /// The nearest names, or all.
        advice: String,
    },
    /// SQL that cannot be parsed.
    #[error("SQL syntax error{}: {message}", position(.at))]
    Syntax {
        /// What the parser expected.
        message: String,
        /// Line and column, from 1, in the text the user wrote.
        at: Option<(u64, u64)>,
    },
    /// What the planner says of a statement.
    #[error("{0}")]
    Plan(DataFusionError),
}

/// The most names a message lists.
const MOST_NAMED: usize = 20;

fn position(at: &Option<(u64, u64)>) -> String {
    at.map(|(line, column)| format!(" at line {line}, column {column}")).unwrap_or_default()
}

impl QueryError {
    /// What somebody else says is wrong with the question.
    pub fn invalid(said: impl std::fmt::Display) -> Self {
        Self::Invalid(said.to_string())
    }

    /// A name that is not there, with the nearest ones that are.
    pub fn unknown<'a>(
        what: &'static str,
        name: &str,
        place: impl Into<String>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let near = nearest(name, &known);
        let advice = if near.is_empty() {
            let more = known.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("there are: {}{more}", known[..known.len().min(MOST_NAMED)].join(", "))
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        Self::Unknown { what, name: name.to_owned(), place: place.into(), advice }
    }
}

/// Returns up to three of the known names that look like this one, nearest first.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let mut scored: Vec<(f64, &str)> =
        known.iter().map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), *candidate)).collect();
    scored.retain(|(score, _)| *score > 0.84);
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    // Names with a long beginning in common are all alike; one that is clearly nearer is what was meant.
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score > best - 0.03);
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}
