//! GetDiscoveredResourceCounts: how many resources of each type are recorded, the most frequent type first.
//!
//! While nothing is recorded nothing is counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::INVALID;
use super::asked::Asked;
use super::listing::{self, Listing, Pattern, Size};
use super::recorders::Recorder;

const SIZE: Size = Size::up_to(100, 100).limited().small();
const MOST_TYPES: usize = 20;

/// Answers a GetDiscoveredResourceCounts request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["resourceTypes", "limit", "nextToken"], INVALID)?;
    let types = listing::names(&request, "resourceTypes", MOST_TYPES, 256, Pattern::Any)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let is_recording = Recorder::of(asked).is_some_and(|recorder| recorder.is_recording);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for resource in asked.place.resources.iter().filter(|_| is_recording) {
        let kind = resource.facts.type_name;
        let is_wanted = types.is_empty() || types.contains(&kind);
        if is_wanted && resource.is_recorded() && resource.deleted.is_none() {
            *counts.entry(kind).or_default() += 1;
        }
    }
    let total: u64 = counts.values().sum();
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let written = |(kind, count): &(&str, u64)| json!({"resourceType": kind, "count": count});
    let mut answer = listing.answer("resourceCounts", &counts, written);
    answer.insert("totalDiscoveredResources".to_owned(), total.into());
    Ok(Value::Object(answer))
}
