//! DescribeHub: the hub of the account that asks, in the region that is asked.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::arns::Arns;
use super::super::{Asked, SecurityHub};

const HOUR: i64 = 60 * 60 * 1_000;

/// Answers a DescribeHub request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, query: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(query);
    let (own, organisation) = (Arns::of(hub, asked).hub(), &hub.organisation);
    match request.text("HubArn")? {
        Some(arn) if !arn.starts_with("arn:") => return Err(request.refuse("HubArn", "should be an ARN")),
        Some(arn) if arn != own => return Err(Fault::resource_not_found("Hub not found")),
        _ => (),
    }
    let subscribed = organisation.accounts[asked.account].joined(organisation.present) + HOUR;
    let described = json!({
        "HubArn": own,
        "SubscribedAt": super::written(subscribed),
        "AutoEnableControls": true,
        "ControlFindingGenerator": "SECURITY_CONTROL",
    });
    Ok(Bytes::from(described.to_string()))
}
