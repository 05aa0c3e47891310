//! BatchGetSecurityControls: controls by id or ARN, each with its status and parameters in this region.
//!
//! A control is enabled if it is in any enabled standard. What is no control is reported in `UnprocessedIds`.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::super::organisation::controls::Control;
use super::super::arns::Arns;
use super::super::{Asked, SecurityHub};
use super::parameters;

const MOST_IDS: usize = 100;

/// Answers a BatchGetSecurityControls request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["SecurityControlIds"])?;
    let ids = request.texts("SecurityControlIds", MOST_IDS)?;
    if ids.is_empty() {
        return Err(request.refuse("SecurityControlIds", "should NOT have fewer than 1 items"));
    }
    let arns = Arns::of(hub, asked);
    let (mut controls, mut unprocessed) = (Vec::new(), Vec::new());
    for id in ids {
        match super::control(id, arns) {
            Some(control) => controls.push(written(control, arns)),
            None => unprocessed.push(refused(id)),
        }
    }
    Ok(Bytes::from(json!({"SecurityControls": controls, "UnprocessedIds": unprocessed}).to_string()))
}

fn written(control: &Control, arns: Arns<'_>) -> Value {
    let is_enabled = control.is_enabled() && super::is_available(control, arns);
    let mut written = json!({
        "SecurityControlId": control.id,
        "SecurityControlArn": arns.control(control),
        "Title": control.title,
        "Description": control.description(),
        "RemediationUrl": control.remediation_url(),
        "SeverityRating": control.severity.name(),
        "SecurityControlStatus": if is_enabled { "ENABLED" } else { "DISABLED" },
        "UpdateStatus": "READY",
        "Parameters": parameters::configured(control),
        "Provider": super::PROVIDER,
    });
    if parameters::is_custom(control) {
        written["LastUpdateReason"] = "Set by the security team".into();
    }
    written
}

fn refused(id: &str) -> Value {
    let is_id = id.starts_with("arn:") || id.split_once('.').is_some_and(|(_, number)| number.parse::<u32>().is_ok());
    let (code, reason) = if is_id {
        ("RESOURCE_NOT_FOUND", "Security control not found")
    } else {
        ("INVALID_INPUT", "Security control id is not valid")
    };
    json!({"SecurityControlId": id, "ErrorCode": code, "ErrorReason": reason})
}
