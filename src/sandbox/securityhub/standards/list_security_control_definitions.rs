//! ListSecurityControlDefinitions: what controls there are, of one standard or of all, enabled or not.
//!
//! Any standard AWS offers may be named. Versions of a standard are taken to have the same controls.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::controls::{self, Control};
use super::super::super::organisation::standards::STANDARDS;
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};
use super::parameters;

/// Answers a ListSecurityControlDefinitions request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let arns = Arns::of(hub, asked);
    let named = request.text("StandardsArn")?;
    let letter = match named {
        None => None,
        Some(arn) => {
            let standard = STANDARDS.iter().find(|standard| arns.standard(standard) == arn);
            let standard = standard.ok_or_else(|| request.refuse("StandardsArn", "is not the ARN of a standard"))?;
            Some(standard.letter)
        }
    };
    let is_for_aws = super::asks_for_aws(&request)?;
    let question = format!("ListSecurityControlDefinitions|{named:?}|{is_for_aws}");
    let listing = Listing::parse(hub, asked, &request, &question, 25)?;
    let mut controls = controls::all();
    controls.retain(|control| is_for_aws && letter.is_none_or(|letter| control.association(letter).is_some()));
    Ok(listing.answer("SecurityControlDefinitions", &controls, |control| definition(control, arns)))
}

fn definition(control: &Control, arns: Arns<'_>) -> Value {
    let mut definition = json!({
        "SecurityControlId": control.id,
        "Title": control.title,
        "Description": control.description(),
        "RemediationUrl": control.remediation_url(),
        "SeverityRating": control.severity.name(),
        "CurrentRegionAvailability": if super::is_available(control, arns) { "AVAILABLE" } else { "UNAVAILABLE" },
        "CustomizableProperties": [],
        "Provider": super::PROVIDER,
    });
    if let Some(definitions) = parameters::definitions(control) {
        definition["CustomizableProperties"] = json!(["Parameters"]);
        definition["ParameterDefinitions"] = definitions;
    }
    definition
}
