//! ListCoverageStatistics: how many resources Inspector covers in a region, in groups by one key, the largest first.
//!
//! A resource counts once in each group that one of its scan types belongs to. A group's `groupKey` is its value, as in
//! the examples of AWS's CLI, although the model calls it the key. 5 groups a page, and no list where there are none.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::organisation::inspected::Scanned;
use super::conditions::Value as Field;
use super::coverage_attributes::ATTRIBUTES;
use super::filters::{self, Filters};
use super::members::{Members, Refusal};
use super::pages::{self, Size};
use super::written::{put, put_some};
use super::{Asked, Inspector};

/// The most groups the model allows; one cannot ask for fewer.
const SIZE: Size = Size { most: 5, default: 5 };

/// What is grouped by, in the order of the model, each with the attribute that has the groups.
const KEYS: [(&str, &str); 9] = [
    ("SCAN_STATUS_CODE", "scanStatusCode"),
    ("SCAN_STATUS_REASON", "scanStatusReason"),
    ("ACCOUNT_ID", "accountId"),
    ("RESOURCE_TYPE", "resourceType"),
    ("ECR_REPOSITORY_NAME", "ecrRepositoryName"),
    ("PROVIDER", "cloudProvider"),
    ("PROVIDER_ACCOUNT_ID", "cloudProviderAccountId"),
    ("PROVIDER_REGION", "cloudProviderRegion"),
    ("PROVIDER_ORG_ID", "cloudProviderOrgId"),
];

/// Answers a ListCoverageStatistics request.
pub(super) fn answer(inspector: &Inspector, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["filterCriteria", "groupBy", "nextToken"], Refusal::Fields)?;
    let filters = Filters::parse(&request, ATTRIBUTES, filters::COVERAGE)?;
    let group_by = request.one_of("groupBy", &KEYS.map(|(key, _)| key))?;
    let canonical = format!("coverage statistics|{}|{group_by:?}|{}", asked.place(), filters.canonical());
    let page = pages::parse(&request, SIZE, inspector.organisation.seed, &canonical, asked.now)?;
    let named = KEYS.iter().find(|(key, _)| Some(*key) == group_by).map(|(_, name)| *name);
    let attribute = ATTRIBUTES.iter().find(|attribute| Some(attribute.name) == named);
    let mut all: HashSet<Scanned> = HashSet::new();
    let mut groups: BTreeMap<String, HashSet<Scanned>> = BTreeMap::new();
    for entry in inspector.covered(*asked) {
        let resource = inspector.resource(entry.scanned);
        if filters.met_by(|read, visit| read(entry, resource, visit)) {
            all.insert(entry.scanned);
            if let Some(attribute) = attribute {
                (attribute.read)(entry, resource, &mut |value| {
                    if let Field::Text(value) = value {
                        groups.entry(value.to_owned()).or_default().insert(entry.scanned);
                    }
                });
            }
        }
    }
    let mut groups: Vec<(String, usize)> = groups.into_iter().map(|(group, of)| (group, of.len())).collect();
    let total = if attribute.is_some() { groups.iter().map(|(_, count)| count).sum() } else { all.len() };
    groups.sort_by_key(|(_, count)| usize::MAX - count);
    let cut = page.cut(groups.len());
    let counts = groups[cut.clone()].iter().map(|(group, count)| json!({"groupKey": group, "count": count}));
    let counts: Vec<Value> = counts.collect();
    let mut answer = Map::new();
    put_some(&mut answer, "countsByGroup", (!counts.is_empty()).then_some(counts));
    put(&mut answer, "totalCounts", total);
    put_some(&mut answer, "nextToken", page.next(&cut, groups.len(), asked.now));
    Ok(Bytes::from(Value::Object(answer).to_string()))
}
