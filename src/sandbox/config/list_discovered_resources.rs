//! ListDiscoveredResources: the resources of a type that Config found, deleted ones only if asked.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::Recorded;
use super::super::written::{put, put_some, seconds};
use super::INVALID;
use super::asked::Asked;
use super::get_resource_config_history::{needs_recorder, recorded_type};
use super::listing::{self, Listing, Pattern, Size};

const SIZE: Size = Size::up_to(100, 100).limited().small();
/// The documentation's number; the model has none.
const MOST_IDS: usize = 20;

/// Answers a ListDiscoveredResources request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let known = ["resourceType", "resourceIds", "resourceName", "limit", "includeDeletedResources", "nextToken"];
    let request = Members::root(body, &known, INVALID)?;
    let kind = recorded_type(&request)?;
    let ids = listing::names(&request, "resourceIds", MOST_IDS, 768, Pattern::Any)?;
    let name = request.text("resourceName", 0, usize::MAX)?;
    if name.is_some() && !ids.is_empty() {
        return Err(request.invalid("You can specify either resourceIds or a resourceName, but not both."));
    }
    let with_deleted = request.flag("includeDeletedResources")?.unwrap_or(false);
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    needs_recorder(asked)?;
    let organisation = &asked.records().organisation;
    let is_selected = |resource: &&Recorded| {
        resource.facts.type_name == kind
            && (with_deleted || resource.deleted.is_none())
            && (ids.is_empty() || ids.contains(&resource.id.as_str()))
            && name.is_none_or(|name| resource.name(organisation).as_deref() == Some(name))
    };
    let found: Vec<&Recorded> = asked.place.resources.iter().filter(is_selected).collect();
    let written = |resource: &&Recorded| {
        let mut members = Map::new();
        put(&mut members, "resourceType", resource.facts.type_name);
        put(&mut members, "resourceId", resource.id.as_str());
        put_some(&mut members, "resourceName", resource.name(organisation));
        put_some(&mut members, "resourceDeletionTime", resource.deleted.map(seconds));
        Value::Object(members)
    };
    Ok(Value::Object(listing.answer("resourceIdentifiers", &found, written)))
}
