//! DescribeConfigurationRecorderStatus: whether there is recording, and why not.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::written::{put, put_some, seconds};
use super::INVALID;
use super::asked::Asked;
use super::recorders::{self, NAME, Recorder};

/// Answers a DescribeConfigurationRecorderStatus request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigurationRecorderNames", "ServicePrincipal", "Arn"], INVALID)?;
    let is_described = recorders::describes_recorder(asked, &request)?;
    let recorder = Recorder::of(asked).filter(|_| is_described);
    let written: Vec<Value> = recorder.iter().map(|recorder| written(asked, recorder)).collect();
    Ok(json!({"ConfigurationRecordersStatus": written}))
}

fn written(asked: &Asked<'_>, recorder: &Recorder) -> Value {
    let mut members = Map::new();
    put(&mut members, "arn", recorders::arn(asked));
    put(&mut members, "name", NAME);
    put(&mut members, "lastStartTime", seconds(recorder.started));
    put_some(&mut members, "lastStopTime", recorder.stopped.map(seconds));
    put(&mut members, "recording", recorder.is_recording);
    put(&mut members, "lastStatus", recorder.status);
    put(&mut members, "lastStatusChangeTime", seconds(recorder.changed));
    if recorder.status == "FAILURE" {
        let message = format!("Insufficient delivery policy to s3 bucket: {}", recorders::bucket(asked));
        put(&mut members, "lastErrorCode", "InsufficientDeliveryPolicyException");
        put(&mut members, "lastErrorMessage", message);
    }
    Value::Object(members)
}
