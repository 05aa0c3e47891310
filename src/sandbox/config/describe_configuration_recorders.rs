//! DescribeConfigurationRecorders: what is recorded, all of it at once.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::resource::partition;
use super::INVALID;
use super::asked::Asked;
use super::recorders::{self, NAME};

/// Answers a DescribeConfigurationRecorders request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigurationRecorderNames", "ServicePrincipal", "Arn"], INVALID)?;
    let recorders: Vec<Value> =
        recorders::describes_recorder(asked, &request)?.then(|| written(asked)).into_iter().collect();
    Ok(json!({"ConfigurationRecorders": recorders}))
}

fn written(asked: &Asked<'_>) -> Value {
    let partition = partition(asked.region_name());
    let role = format!(
        "arn:{partition}:iam::{}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        asked.account_id()
    );
    json!({
        "arn": recorders::arn(asked),
        "name": NAME,
        "roleARN": role,
        "recordingGroup": {
            "allSupported": true,
            // Global resources are recorded once.
            "includeGlobalResourceTypes": asked.place.region == Some(0),
            "resourceTypes": [],
            "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
        },
        "recordingMode": {"recordingFrequency": "CONTINUOUS"},
        "recordingScope": "PAID",
    })
}
