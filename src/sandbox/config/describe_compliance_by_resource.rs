//! DescribeComplianceByResource: whether each resource complies with the rules that look at it, and with how many it
//! does not, counted up to 25.
//!
//! Resources no rule says anything of are not listed, unless one is named: of that nothing is known.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::pages::Fill;
use super::asked::Asked;
use super::compliance::{Compliance, OF_A_WHOLE, Wanted};
use super::listing::{Listing, Size};
use super::{INVALID, WRONG_VALUE};

const SIZE: Size = Size { fill: Fill::Uneven, ..Size::up_to(10, 100) };

/// Answers a DescribeComplianceByResource request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let known = ["ResourceType", "ResourceId", "ComplianceTypes", "Limit", "NextToken"];
    let request = Members::root(body, &known, INVALID)?;
    let kind = request.text("ResourceType", 1, 256)?;
    let id = request.text("ResourceId", 1, 768)?;
    if id.is_some() && kind.is_none() {
        let message = "A ResourceType must be specified with a ResourceId";
        return Err(Fault::json(WRONG_VALUE, message));
    }
    let wanted = Wanted::parse(&request, &OF_A_WHOLE)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let is_named = |resource: usize| {
        let resource = &asked.place.resources[resource];
        kind.is_none_or(|kind| resource.facts.type_name == kind) && id.is_none_or(|id| resource.id == id)
    };
    let known = match id {
        Some(_) => asked.compliance_of_resources().into_iter().enumerate().collect(),
        None => asked.evaluated(),
    };
    let is_selected =
        |(resource, compliance): &(usize, Compliance)| is_named(*resource) && wanted.has(compliance.kind());
    let found: Vec<_> = known.into_iter().filter(is_selected).collect();
    let written = |(resource, compliance): &(usize, Compliance)| {
        let resource = &asked.place.resources[*resource];
        json!({
            "ResourceType": resource.facts.type_name,
            "ResourceId": resource.id,
            "Compliance": compliance.written(),
        })
    };
    Ok(Value::Object(listing.answer("ComplianceByResources", &found, written)))
}
