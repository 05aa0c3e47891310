//! GetEnabledStandards: the organisation's subscriptions to standards, all of them ready.
//!
//! A subscription ARN that is asked for but does not exist is left out of the answer, not refused.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::standards::{STANDARDS, Standard};
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};

const MOST_ARNS: usize = 25;

/// Answers a GetEnabledStandards request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["StandardsSubscriptionArns", "NextToken", "MaxResults", "Providers"])?;
    let named = request.texts("StandardsSubscriptionArns", MOST_ARNS)?;
    if named.is_empty() && request.get("StandardsSubscriptionArns").is_some() {
        return Err(request.refuse("StandardsSubscriptionArns", "should NOT have fewer than 1 items"));
    }
    let is_for_aws = super::asks_for_aws(&request)?;
    let question = format!("GetEnabledStandards|{named:?}|{is_for_aws}");
    let listing = Listing::parse(hub, asked, &request, &question, 100)?;
    let arns = Arns::of(hub, asked);
    let is_asked = |standard: &&Standard| {
        is_for_aws && standard.is_enabled && (named.is_empty() || named.contains(&arns.subscription(standard).as_str()))
    };
    let enabled: Vec<&Standard> = STANDARDS.iter().filter(is_asked).collect();
    Ok(listing.answer("StandardsSubscriptions", &enabled, |standard| subscription(standard, arns)))
}

fn subscription(standard: &Standard, arns: Arns<'_>) -> Value {
    json!({
        "StandardsSubscriptionArn": arns.subscription(standard),
        "StandardsArn": arns.standard(standard),
        "StandardsInput": {},
        "StandardsStatus": "READY",
        "StandardsControlsUpdatable": "READY_FOR_UPDATES",
        "Provider": super::PROVIDER,
    })
}
