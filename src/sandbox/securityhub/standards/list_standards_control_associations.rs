//! ListStandardsControlAssociations: how one control stands in each enabled standard that has it.
//!
//! An enabled association is what a finding names in `Compliance.AssociatedStandards`.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::controls::{Association, Control};
use super::super::super::organisation::standards::{STANDARDS, Standard};
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};

/// Answers a ListStandardsControlAssociations request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let arns = Arns::of(hub, asked);
    let id = request.required_text("SecurityControlId")?;
    let listing = Listing::parse(hub, asked, &request, &format!("ListStandardsControlAssociations|{id}"), 25)?;
    let control = super::control(id, arns)
        .ok_or_else(|| request.refuse("SecurityControlId", "is not the id of a security control"))?;
    let associations: Vec<(&Standard, Association)> = STANDARDS
        .iter()
        .filter(|standard| standard.is_enabled)
        .filter_map(|standard| Some((standard, super::association(control, standard, arns)?)))
        .collect();
    let write = |(standard, association): &(&Standard, Association)| {
        let mut summary = summary(control, standard, arns);
        summary["UpdatedAt"] = super::decided(hub, control, standard).into();
        match association {
            Association::Enabled => summary["AssociationStatus"] = "ENABLED".into(),
            Association::Disabled { reason } => {
                summary["AssociationStatus"] = "DISABLED".into();
                summary["UpdatedReason"] = (*reason).into();
            }
        }
        summary
    };
    Ok(listing.answer("StandardsControlAssociationSummaries", &associations, write))
}

fn summary(control: &Control, standard: &Standard, arns: Arns<'_>) -> Value {
    json!({
        "StandardsArn": arns.standard(standard),
        "SecurityControlId": control.id,
        "SecurityControlArn": arns.control(control),
        "RelatedRequirements": control.requirement(standard.letter).into_iter().collect::<Vec<_>>(),
        "StandardsControlTitle": control.title,
        "StandardsControlDescription": control.description(),
    })
}
