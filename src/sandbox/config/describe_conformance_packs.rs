//! DescribeConformancePacks: what the account's conformance packs are.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::packs::PACKS;
use super::super::written::seconds;
use super::INVALID;
use super::asked::Asked;
use super::listing::{Listing, Size};
use super::packs::{Selection, TYPE};
use super::recorders;

/// The model allows 20 packs a page and does not say how many one gets without asking.
pub(super) const SIZE: Size = Size::up_to(20, 20).limited();

/// Answers a DescribeConformancePacks request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConformancePackNames", "Filters", "Limit", "NextToken"], INVALID)?;
    let selection = Selection::parse(&request)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    selection.check(asked)?;
    let packs = selection.packs(asked);
    Ok(Value::Object(listing.answer("ConformancePackDetails", &packs, |pack| written(asked, *pack))))
}

fn written(asked: &Asked<'_>, number: usize) -> Value {
    let (pack, organisation) = (&PACKS[number], &asked.records().organisation);
    let region = asked.place.region.unwrap_or_default();
    let parameter = |(name, value): &(&str, &str)| json!({"ParameterName": name, "ParameterValue": value});
    json!({
        "ConformancePackName": pack.name,
        "ConformancePackArn": pack.arn(organisation, asked.account, region),
        "ConformancePackId": pack.id(organisation, asked.account, region),
        "DeliveryS3Bucket": recorders::bucket(asked),
        "ConformancePackInputParameters": pack.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "LastUpdateRequestedTime": seconds(pack.updated(organisation.present)),
        "Type": TYPE,
    })
}
