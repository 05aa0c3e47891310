//! GetFindingAggregator: which region is the home region, and which regions are linked to it.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::{Asked, SecurityHub};
use super::aggregator;

/// Answers a GetFindingAggregator request.
pub(in super::super) fn answer(hub: &SecurityHub, _: &Asked, path: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(path);
    let arn = request.required_text("FindingAggregatorArn")?;
    if !arn.starts_with("arn:") {
        return Err(request.refuse("FindingAggregatorArn", "should be an ARN"));
    }
    let organisation = &hub.organisation;
    let not_found = || Fault::resource_not_found("Finding Aggregator not found");
    let home =
        organisation.home().filter(|_| aggregator(organisation).as_deref() == Some(arn)).ok_or_else(not_found)?;
    let linked: Vec<&String> = organisation.linked().map(|region| &organisation.regions[region]).collect();
    let answer = json!({
        "FindingAggregatorArn": arn,
        "FindingAggregationRegion": organisation.regions[home],
        "RegionLinkingMode": "SPECIFIED_REGIONS",
        "Regions": linked,
    });
    Ok(Bytes::from(answer.to_string()))
}
