//! DescribeStandards: all standards AWS offers, whether enabled or not.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::standards::{STANDARDS, Standard};
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};

/// Answers a DescribeStandards request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let is_for_aws = super::asks_for_aws(&request)?;
    let listing = Listing::parse(hub, asked, &request, &format!("DescribeStandards|{is_for_aws}"), 100)?;
    let offered = if is_for_aws { STANDARDS } else { &[] };
    let arns = Arns::of(hub, asked);
    Ok(listing.answer("Standards", offered, |standard| described(standard, arns)))
}

fn described(standard: &Standard, arns: Arns<'_>) -> Value {
    json!({
        "StandardsArn": arns.standard(standard),
        "Name": standard.name,
        "Description": standard.description,
        "EnabledByDefault": standard.is_default,
        "StandardsManagedBy": {"Company": "AWS", "Product": standard.product},
        "Provider": super::PROVIDER,
    })
}
