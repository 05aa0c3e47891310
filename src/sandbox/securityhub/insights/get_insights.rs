//! GetInsights: the custom insights, or the insights named by ARN, in the order they are named.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};
use super::{CUSTOM, Insight};

/// Answers a GetInsights request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["InsightArns", "NextToken", "MaxResults"])?;
    let named = request.texts("InsightArns", usize::MAX)?;
    let listing = Listing::parse(hub, asked, &request, &format!("GetInsights|{named:?}"), 100)?;
    let arns = Arns::of(hub, asked);
    let find = |arn: &&str| super::insight(arn, arns).ok_or_else(|| Fault::resource_not_found("Insight not found"));
    let insights: Vec<&Insight> = match named.as_slice() {
        [] => CUSTOM.iter().collect(),
        named => named.iter().map(find).collect::<Result<_, _>>()?,
    };
    let write = |insight: &&Insight| {
        json!({
            "InsightArn": insight.arn(arns),
            "Name": insight.name,
            "Filters": insight.filters(),
            "GroupByAttribute": insight.group_by,
        })
    };
    Ok(listing.answer("Insights", &insights, write))
}
