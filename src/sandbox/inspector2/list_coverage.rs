//! ListCoverage: one page of what Inspector covers in a region, each resource once a scan type.
//!
//! Coverage cannot be sorted; it comes account by account, and a repository before its images.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::coverage::{Covered, Reason};
use super::coverage_attributes::ATTRIBUTES;
use super::filters::{self, Filters};
use super::members::{Members, Refusal};
use super::pages::{self, Size};
use super::resources::{Details, Resource};
use super::written::{put, put_some, seconds, tags};
use super::{Asked, Inspector};

/// The model does not say how many resources one gets without asking.
const SIZE: Size = Size { most: 200, default: 100 };

/// Answers a ListCoverage request.
pub(super) fn answer(inspector: &Inspector, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["filterCriteria", "maxResults", "nextToken"], Refusal::Fields)?;
    let filters = Filters::parse(&request, ATTRIBUTES, filters::COVERAGE)?;
    let canonical = format!("coverage|{}|{}", asked.place(), filters.canonical());
    let page = pages::parse(&request, SIZE, inspector.organisation.seed, &canonical, asked.now)?;
    let resource = |entry: &Covered| inspector.resource(entry.scanned);
    let meets = |entry: &&Covered| filters.met_by(|read, visit| read(entry, resource(entry), visit));
    let selected: Vec<&Covered> = inspector.covered(*asked).filter(meets).collect();
    let cut = page.cut(selected.len());
    let covered: Vec<Value> =
        selected[cut.clone()].iter().map(|entry| covered_resource(entry, resource(entry))).collect();
    let mut answer = Map::new();
    put(&mut answer, "coveredResources", covered);
    put_some(&mut answer, "nextToken", page.next(&cut, selected.len(), asked.now));
    Ok(Bytes::from(Value::Object(answer).to_string()))
}

/// Returns an item of `coveredResources`.
pub(super) fn covered_resource(entry: &Covered, resource: Resource<'_>) -> Value {
    let mut members = Map::new();
    put(&mut members, "resourceType", resource.type_name());
    put(&mut members, "resourceId", resource.id());
    put(&mut members, "accountId", resource.account());
    put(&mut members, "scanType", entry.scan.name());
    put(&mut members, "scanStatus", json!({"statusCode": entry.status_code(), "reason": entry.reason.name()}));
    put(&mut members, "resourceMetadata", metadata(entry, resource));
    put_some(&mut members, "lastScannedAt", entry.last_scanned.map(seconds));
    put_some(&mut members, "scanMode", entry.scan_mode(resource));
    put(&mut members, "provider", "AWS");
    put(&mut members, "providerAccountId", resource.account());
    put(&mut members, "providerRegion", resource.region());
    put(&mut members, "providerPartition", resource.partition());
    Value::Object(members)
}

fn metadata(entry: &Covered, resource: Resource<'_>) -> Map<String, Value> {
    let mut metadata = Map::new();
    let mut members = Map::new();
    let name = match resource.details() {
        Details::Instance(details) => {
            let is_unknown = entry.reason == Reason::UnsupportedSystem;
            put_some(&mut members, "tags", tags(resource.tags()));
            put(&mut members, "amiId", details.image_id);
            put(&mut members, "platform", if is_unknown { "UNKNOWN" } else { "LINUX" });
            "ec2"
        }
        Details::Function(details) => {
            put_some(&mut members, "functionTags", tags(resource.tags()));
            put(&mut members, "functionName", details.name);
            put(&mut members, "runtime", details.runtime);
            "lambdaFunction"
        }
        Details::Image(details) => {
            let mut repository = Map::new();
            put(&mut repository, "name", details.repository);
            put_some(&mut repository, "scanFrequency", entry.frequency.map(|frequency| frequency.name()));
            put(&mut metadata, "ecrRepository", repository);
            put(&mut members, "tags", details.tags);
            put(&mut members, "imagePulledAt", seconds(details.pulled));
            put_some(&mut members, "lastInUseAt", details.usage.map(|(moment, _)| seconds(moment)));
            put_some(&mut members, "inUseCount", details.usage.map(|(_, count)| count));
            "ecrImage"
        }
    };
    if resource.type_name() != "AWS_ECR_REPOSITORY" {
        put(&mut metadata, name, members);
    }
    metadata
}
