//! GetResourceConfigHistory: the configuration items of a resource between two moments, the newest first unless asked.
//!
//! Pages may be shorter than asked. What is configured is a JSON text within the JSON; a deleted resource has none.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::Recorded;
use super::super::organisation::recorded::history::{ItemStatus, Relation};
use super::super::organisation::recorded::kinds::is_global;
use super::super::pages::Fill;
use super::super::written::{put, put_some, seconds};
use super::INVALID;
use super::asked::Asked;
use super::listing::{Listing, Size};

const SIZE: Size = Size { fill: Fill::Uneven, ..Size::up_to(10, 100).limited().small() };
/// The version of the configuration item's form.
const VERSION: &str = "1.3";

/// Answers a GetResourceConfigHistory request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let known = ["resourceType", "resourceId", "laterTime", "earlierTime", "chronologicalOrder", "limit", "nextToken"];
    let request = Members::root(body, &known, INVALID)?;
    let kind = recorded_type(&request)?;
    let id = request.required_text("resourceId", 1, 768)?;
    let later = request.moment("laterTime")?;
    let earlier = request.moment("earlierTime")?;
    let is_forward = request.one_of("chronologicalOrder", &["Reverse", "Forward"])? == Some("Forward");
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    if later.zip(earlier).is_some_and(|(later, earlier)| earlier >= later) {
        let message = "The earlier time must be before the later time.";
        return Err(Fault::json("InvalidTimeRangeException", message));
    }
    needs_recorder(asked)?;
    let is_it = |resource: &&Recorded| resource.facts.type_name == kind && resource.id == id;
    let resource = asked.place.resources.iter().find(is_it).ok_or_else(|| {
        let message = format!("Resource {id} of resourceType:{kind} is unknown or has not been discovered");
        Fault::json("ResourceNotDiscoveredException", message)
    })?;
    let is_between = |item: &usize| {
        let captured = resource.captured[*item] as f64;
        later.is_none_or(|later| captured <= later) && earlier.is_none_or(|earlier| captured >= earlier)
    };
    let mut items: Vec<usize> = (0..resource.captured.len()).filter(is_between).collect();
    if !is_forward {
        items.reverse();
    }
    Ok(Value::Object(listing.answer("configurationItems", &items, |item| written(asked, resource, *item))))
}

/// Reads `resourceType`. The model lists over 500 types; one that looks like them is taken for one of them.
pub(super) fn recorded_type<'a>(request: &Members<'a>) -> Result<&'a str, Fault> {
    const NAME: &str = "resourceType";
    let text = request.required_text(NAME, 0, usize::MAX)?;
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    match text.split("::").collect::<Vec<_>>().as_slice() {
        ["AWS", service, kind] if is_word(service) && is_word(kind) => Ok(text),
        _ => Err(request.refuse(NAME, "Member must satisfy enum value set")),
    }
}

/// Refuses where Config was never set up.
pub(super) fn needs_recorder(asked: &Asked<'_>) -> Result<(), Fault> {
    if asked.place.region.is_some() {
        return Ok(());
    }
    let message = "There are no configuration recorders available to record your resources.";
    Err(Fault::json("NoAvailableConfigurationRecorderException", message))
}

fn written(asked: &Asked<'_>, resource: &Recorded, item: usize) -> Value {
    let (records, status) = (asked.records(), resource.status(item));
    let captured = resource.captured[item];
    let region = if is_global(resource.resource.kind) { "global" } else { asked.region_name() };
    let mut members = Map::new();
    put(&mut members, "version", VERSION);
    put(&mut members, "accountId", asked.account_id());
    put(&mut members, "configurationItemCaptureTime", seconds(captured));
    put(&mut members, "configurationItemStatus", status.name());
    put(&mut members, "configurationStateId", captured.to_string());
    put(&mut members, "configurationItemMD5Hash", "");
    put(&mut members, "arn", resource.resource.id(&records.organisation));
    put(&mut members, "resourceType", resource.facts.type_name);
    put(&mut members, "resourceId", resource.id.as_str());
    put_some(&mut members, "resourceName", resource.name(&records.organisation));
    put(&mut members, "awsRegion", region);
    put(&mut members, "availabilityZone", resource.zone(records));
    put(&mut members, "relatedEvents", json!([]));
    if status == ItemStatus::Deleted {
        put(&mut members, "tags", json!({}));
        put(&mut members, "relationships", json!([]));
        put(&mut members, "supplementaryConfiguration", json!({}));
        return Value::Object(members);
    }
    let tags: Map<String, Value> =
        resource.tags(records, item).into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    let related = |relation: Relation| {
        json!({
            "resourceType": relation.type_name, "resourceId": relation.id, "relationshipName": relation.name,
        })
    };
    let relations: Vec<Value> = resource.relations(records).into_iter().map(related).collect();
    let (configuration, supplement) = resource.configuration(records, item);
    let supplement: Map<String, Value> =
        supplement.into_iter().map(|(name, value)| (name, value.to_string().into())).collect();
    put(&mut members, "resourceCreationTime", seconds(resource.created));
    put(&mut members, "tags", tags);
    put(&mut members, "relationships", relations);
    put(&mut members, "configuration", Value::Object(configuration).to_string());
    put(&mut members, "supplementaryConfiguration", supplement);
    Value::Object(members)
}
