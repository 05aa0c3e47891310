//! ListFindingAggregators: the one aggregator there is, or none, from whichever region and account it is asked.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};
use super::aggregator;

/// Answers a ListFindingAggregators request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let listing = Listing::parse(hub, asked, &request, "ListFindingAggregators", 100)?;
    let aggregators: Vec<String> = aggregator(&hub.organisation).into_iter().collect();
    Ok(listing.answer("FindingAggregators", &aggregators, |arn| json!({"FindingAggregatorArn": arn})))
}
