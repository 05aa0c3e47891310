//! ListConformancePackComplianceScores: the share of each conformance pack's rules and resources that comply.
//!
//! A score is a text, a percentage with two decimals or INSUFFICIENT_DATA, which is sorted as more than any score.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::packs::PACKS;
use super::super::written::seconds;
use super::INVALID;
use super::asked::Asked;
use super::describe_conformance_packs::SIZE;
use super::listing::{self, Listing, Pattern};
use super::packs;

/// Answers a ListConformancePackComplianceScores request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    const NAMES: &str = "ConformancePackNames";
    let request = Members::root(body, &["Filters", "SortOrder", "SortBy", "Limit", "NextToken"], INVALID)?;
    let mut names = Vec::new();
    if let Some(filters) = request.structure("Filters")? {
        filters.only(&[NAMES])?;
        if !filters.has(NAMES) {
            return Err(filters.missing(NAMES));
        }
        filters.sized(NAMES, 1, 25)?;
        names = listing::names(&filters, NAMES, 25, packs::MOST_NAME, Pattern::Pack)?;
    }
    let is_descending = request.one_of("SortOrder", &["ASCENDING", "DESCENDING"])? == Some("DESCENDING");
    let is_by_score = request.one_of("SortBy", &["SCORE"])?.is_some();
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let is_named = |pack: &usize| names.is_empty() || names.contains(&PACKS[*pack].name);
    let scored = |pack: usize| (pack, packs::score(asked, pack).1);
    let mut scores: Vec<(usize, Option<f64>)> = asked.place.packs().filter(is_named).map(scored).collect();
    // Packs are in the order of their names.
    if is_by_score {
        scores.sort_by(|(_, a), (_, b)| a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY)));
    }
    if is_descending {
        scores.reverse();
    }
    let written = |(pack, score): &(usize, Option<f64>)| {
        json!({
            "ConformancePackName": PACKS[*pack].name,
            "Score": score.map_or_else(|| "INSUFFICIENT_DATA".to_owned(), |score| format!("{score:.2}")),
            "LastUpdatedTime": seconds(updated(asked, *pack)),
        })
    };
    Ok(Value::Object(listing.answer("ConformancePackComplianceScores", &scores, written)))
}

/// Returns when a result of a pack was last recorded, or when the pack was put.
fn updated(asked: &Asked<'_>, pack: usize) -> i64 {
    let recorded = |rule: usize| asked.evaluations(rule).iter().map(|evaluation| evaluation.recorded).max();
    let last = asked.place.rules_of(pack).filter_map(recorded).max();
    last.unwrap_or_else(|| PACKS[pack].updated(asked.records().organisation.present))
}
