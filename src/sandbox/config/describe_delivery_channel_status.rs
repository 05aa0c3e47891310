//! DescribeDeliveryChannelStatus: when what is recorded was last delivered, and why it could not be.
//!
//! Where deliveries to the bucket fail, changes are still told of over SNS.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::written::{put, put_some, seconds};
use super::INVALID;
use super::asked::Asked;
use super::recorders::{self, NAME};

const MINUTE: i64 = 60 * 1_000;
const HOUR: i64 = 60 * MINUTE;

/// Answers a DescribeDeliveryChannelStatus request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["DeliveryChannelNames"], INVALID)?;
    let channels: Vec<Value> =
        recorders::describes_channel(asked, &request)?.then(|| written(asked)).into_iter().collect();
    Ok(json!({"DeliveryChannelsStatus": channels}))
}

fn written(asked: &Asked<'_>) -> Value {
    // The records end where the last delivery succeeded, and at the present where all do.
    let (until, present) = (asked.place.until, asked.records().organisation.present);
    json!({
        "name": NAME,
        "configSnapshotDeliveryInfo": export(asked, until - 7 * HOUR, present - 7 * HOUR, Some(present + 17 * HOUR)),
        "configHistoryDeliveryInfo": export(asked, until - 2 * HOUR, present - 2 * HOUR, None),
        "configStreamDeliveryInfo": {"lastStatus": "SUCCESS", "lastStatusChangeTime": seconds(until - 4 * MINUTE)},
    })
}

/// Returns how a delivery to the bucket last went that last went well at `succeeded`.
fn export(asked: &Asked<'_>, succeeded: i64, attempted: i64, next: Option<i64>) -> Map<String, Value> {
    let mut members = Map::new();
    let has_failed = recorders::has_failed(asked);
    put(&mut members, "lastStatus", if has_failed { "FAILURE" } else { "SUCCESS" });
    put(&mut members, "lastAttemptTime", seconds(attempted));
    put(&mut members, "lastSuccessfulTime", seconds(succeeded));
    put_some(&mut members, "nextDeliveryTime", next.map(seconds));
    if has_failed {
        put(&mut members, "lastErrorCode", "AccessDenied");
        put(&mut members, "lastErrorMessage", format!("Access Denied to s3 bucket: {}", recorders::bucket(asked)));
    }
    members
}
