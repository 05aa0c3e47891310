//! DescribeConformancePackStatus: how deploying each conformance pack went. A pack that is not there has no status.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::packs::PACKS;
use super::super::organisation::resource::partition;
use super::super::organisation::uuid;
use super::super::random::{hash, mix};
use super::super::written::seconds;
use super::INVALID;
use super::asked::Asked;
use super::describe_conformance_packs::SIZE;
use super::listing::Listing;
use super::packs::{Selection, TYPE};

/// How long deploying takes.
const TAKES: i64 = 47 * 1_000;

/// Answers a DescribeConformancePackStatus request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConformancePackNames", "Filters", "Limit", "NextToken"], INVALID)?;
    let selection = Selection::parse(&request)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let packs = selection.packs(asked);
    Ok(Value::Object(listing.answer("ConformancePackStatusDetails", &packs, |pack| written(asked, *pack))))
}

fn written(asked: &Asked<'_>, number: usize) -> Value {
    let (pack, organisation) = (&PACKS[number], &asked.records().organisation);
    let region = asked.place.region.unwrap_or_default();
    let (id, updated) = (pack.id(organisation, asked.account, region), pack.updated(organisation.present));
    let stack = format!(
        "arn:{}:cloudformation:{}:{}:stack/awsconfigconforms-{}-{id}/{}",
        partition(asked.region_name()),
        asked.region_name(),
        asked.account_id(),
        pack.name,
        uuid(mix(hash(&id))),
    );
    json!({
        "ConformancePackName": pack.name,
        "ConformancePackId": id,
        "ConformancePackArn": pack.arn(organisation, asked.account, region),
        "ConformancePackState": "CREATE_COMPLETE",
        "StackArn": stack,
        "LastUpdateRequestedTime": seconds(updated),
        "LastUpdateCompletedTime": seconds(updated + TAKES),
        "Type": TYPE,
    })
}
