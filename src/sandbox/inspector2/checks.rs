//! Holds the catalogues of filter attributes to the answers: both must show the same values at the same place.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::super::Sandbox;
use super::super::caller::ADMINISTRATORS;
use super::Asked;
use super::conditions::{Value, Visit};
use super::filters::Kind;
use super::list_coverage::covered_resource;
use super::{attributes, coverage_attributes, written};

/// Compares each attribute's reader with what the answer has at its path, for every finding.
pub(crate) fn every_attribute_agrees_with_the_answer(sandbox: &Sandbox) {
    let inspector = sandbox.inspector();
    let mut carried = HashSet::new();
    for row in 0..inspector.rows.len() as u32 {
        let finding = inspector.finding(row);
        let answer = written::finding(finding);
        for attribute in attributes::ATTRIBUTES {
            let read = values(|visit| (attribute.read)(finding, visit));
            assert_eq!(read, shown(&answer, attribute.path, attribute.kind), "{} of {answer}", attribute.name);
            carried.extend((!read.is_empty()).then_some(attribute.name));
        }
    }
    let expected = attributes::ATTRIBUTES.iter().filter(|attribute| !attribute.path.is_empty()).count();
    assert_eq!(carried.len(), expected, "fields that should occur");
}

/// Compares each attribute's reader with what the answer has at its path, for everything covered.
pub(crate) fn every_coverage_attribute_agrees_with_the_answer(sandbox: &Sandbox) {
    let inspector = sandbox.inspector();
    let mut carried = HashSet::new();
    let everywhere = (0..inspector.by_region.len()).map(|region| Asked { account: ADMINISTRATORS, region, now: 0 });
    for entry in everywhere.flat_map(|asked| inspector.covered(asked)) {
        let resource = inspector.resource(entry.scanned);
        let answer = covered_resource(entry, resource);
        for attribute in coverage_attributes::ATTRIBUTES {
            let read = values(|visit| (attribute.read)(entry, resource, visit));
            assert_eq!(read, shown(&answer, attribute.path, attribute.kind), "{} of {answer}", attribute.name);
            carried.extend((!read.is_empty()).then_some(attribute.name));
        }
    }
    let expected = coverage_attributes::ATTRIBUTES.iter().filter(|attribute| !attribute.path.is_empty()).count();
    assert_eq!(carried.len(), expected, "fields that should occur");
}

fn values(read: impl Fn(Visit<'_>)) -> Vec<String> {
    let mut values = Vec::new();
    read(&mut |value| {
        values.push(match value {
            Value::Text(text) => text.to_owned(),
            Value::Time(moment) => moment.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Entry(key, value) => format!("{key}={value}"),
            Value::Package(package) => format!("{} {} {}", package.name, package.version, package.architecture),
            Value::Ports(begin, end) => format!("{begin} {end}"),
        });
    });
    values.sort();
    values
}

fn shown(answer: &Json, path: &str, kind: Kind) -> Vec<String> {
    if path.is_empty() {
        return Vec::new();
    }
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let found = super::super::tests::at(answer, path);
    let mut values: Vec<String> = found
        .into_iter()
        .flat_map(|value| match (kind, value) {
            (Kind::Time, value) => vec![((value.as_f64().unwrap() * 1_000.0).round() as i64).to_string()],
            (Kind::Number, value) => vec![value.as_f64().unwrap().to_string()],
            (Kind::Package, value) => vec![["name", "version", "arch"].map(|name| text(&value[name])).join(" ")],
            (Kind::Ports, value) => vec![["begin", "end"].map(|name| text(&value[name])).join(" ")],
            (_, Json::Object(members)) => members.iter().map(|(key, value)| format!("{key}={}", text(value))).collect(),
            (_, value) => vec![text(value)],
        })
        .collect();
    values.sort();
    values
}

#[test]
fn the_catalogues_have_every_field_of_the_model_once() {
    let names: HashSet<&str> = attributes::ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    assert_eq!((names.len(), attributes::ATTRIBUTES.len()), (69, 69));
    let names: HashSet<&str> = coverage_attributes::ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    assert_eq!((names.len(), coverage_attributes::ATTRIBUTES.len()), (33, 33));
}
