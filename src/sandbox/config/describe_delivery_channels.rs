//! DescribeDeliveryChannels: where what is recorded is delivered to.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::resource::partition;
use super::INVALID;
use super::asked::Asked;
use super::recorders::{self, NAME};

/// Answers a DescribeDeliveryChannels request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["DeliveryChannelNames"], INVALID)?;
    let channels: Vec<Value> =
        recorders::describes_channel(asked, &request)?.then(|| written(asked)).into_iter().collect();
    Ok(json!({"DeliveryChannels": channels}))
}

fn written(asked: &Asked<'_>) -> Value {
    let region = asked.region_name();
    json!({
        "name": NAME,
        "s3BucketName": recorders::bucket(asked),
        "snsTopicARN": format!("arn:{}:sns:{region}:{}:config-topic", partition(region), asked.account_id()),
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    })
}
