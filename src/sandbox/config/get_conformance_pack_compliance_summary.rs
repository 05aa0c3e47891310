//! GetConformancePackComplianceSummary: whether each of up to five conformance packs complies.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::packs::PACKS;
use super::INVALID;
use super::asked::Asked;
use super::describe_conformance_packs::SIZE;
use super::listing::{self, Listing, Pattern};
use super::packs;

const MOST_NAMES: usize = 5;

/// Answers a GetConformancePackComplianceSummary request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    const NAMES: &str = "ConformancePackNames";
    let request = Members::root(body, &[NAMES, "Limit", "NextToken"], INVALID)?;
    if !request.has(NAMES) {
        return Err(request.missing(NAMES));
    }
    request.sized(NAMES, 1, MOST_NAMES)?;
    let names = listing::names(&request, NAMES, MOST_NAMES, packs::MOST_NAME, Pattern::Pack)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let packs: Vec<usize> = names.iter().map(|name| packs::find(asked, name)).collect::<Result<_, _>>()?;
    let written = |pack: &usize| {
        let (kind, _) = packs::score(asked, *pack);
        json!({"ConformancePackName": PACKS[*pack].name, "ConformancePackComplianceStatus": kind.name()})
    };
    Ok(Value::Object(listing.answer("ConformancePackComplianceSummaryList", &packs, written)))
}
