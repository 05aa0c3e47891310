//! DescribeStandardsControls: the controls of one enabled standard, with what was decided about each.
//!
//! `ControlId` is the standard's own name of a control: a client must not take it for a SecurityControlId, which
//! it differs from in the CIS benchmark.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::controls::{self, Association, Control};
use super::super::super::organisation::standards::{STANDARDS, Standard};
use super::super::arns::Arns;
use super::super::listing::Listing;
use super::super::{Asked, SecurityHub};

/// Answers a DescribeStandardsControls request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let arns = Arns::of(hub, asked);
    let arn = request.required_text("StandardsSubscriptionArn")?;
    if !arn.starts_with("arn:") {
        return Err(request.refuse("StandardsSubscriptionArn", "should be an ARN"));
    }
    let listing = Listing::parse(hub, asked, &request, &format!("DescribeStandardsControls|{arn}"), 100)?;
    let mut enabled = STANDARDS.iter().filter(|standard| standard.is_enabled);
    let standard = enabled
        .find(|standard| arns.subscription(standard) == arn)
        .ok_or_else(|| Fault::resource_not_found("StandardsSubscription not found"))?;
    let with_association = |control| Some((control, super::association(control, standard, arns)?));
    let controls: Vec<_> = controls::all().into_iter().filter_map(with_association).collect();
    let write = |(control, association): &(&Control, Association)| {
        let mut written = written(control, standard, arns);
        written["ControlStatusUpdatedAt"] = super::decided(hub, control, standard).into();
        match association {
            Association::Enabled => written["ControlStatus"] = "ENABLED".into(),
            Association::Disabled { reason } => {
                written["ControlStatus"] = "DISABLED".into();
                written["DisabledReason"] = (*reason).into();
            }
        }
        written
    };
    Ok(listing.answer("Controls", &controls, write))
}

fn written(control: &Control, standard: &Standard, arns: Arns<'_>) -> Value {
    json!({
        "StandardsControlArn": arns.control_within(control, standard),
        "ControlId": control.id_within(standard.letter),
        "Title": control.title,
        "Description": control.description(),
        "RemediationUrl": control.remediation_url(),
        "SeverityRating": control.severity.name(),
        "RelatedRequirements": control.requirement(standard.letter).into_iter().collect::<Vec<_>>(),
    })
}
