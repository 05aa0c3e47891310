//! GetComplianceSummaryByResourceType: how many resources comply and how many do not, each counted up to 100: of all
//! types together, or of each type that is named.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::INVALID;
use super::asked::Asked;
use super::get_compliance_summary_by_config_rule::summary;
use super::listing::{self, Pattern};

/// AWS counts resources up to this number.
const MOST_RESOURCES: usize = 100;
const MOST_TYPES: usize = 20;

/// Answers a GetComplianceSummaryByResourceType request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ResourceTypes"], INVALID)?;
    let types = listing::names(&request, "ResourceTypes", MOST_TYPES, 256, Pattern::Any)?;
    let evaluated = asked.evaluated();
    let of = |kind: Option<&str>| {
        let type_name = |resource: usize| asked.place.resources[resource].facts.type_name;
        let is_its = |resource: usize| kind.is_none_or(|kind| kind == type_name(resource));
        let found = evaluated.iter().filter(|(resource, _)| is_its(*resource)).map(|(_, compliance)| compliance.kind());
        summary(found, MOST_RESOURCES, asked.now)
    };
    let summaries: Vec<Value> = match types.as_slice() {
        [] => vec![json!({"ComplianceSummary": of(None)})],
        types => types.iter().map(|kind| json!({"ResourceType": kind, "ComplianceSummary": of(Some(kind))})).collect(),
    };
    Ok(json!({"ComplianceSummariesByResourceType": summaries}))
}
