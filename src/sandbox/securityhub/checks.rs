//! Holds the catalogue of filter attributes to the answers: both must show the same values at the same place.

use std::collections::HashSet;

use serde_json::Value;

use super::super::Sandbox;
use super::super::organisation::labels::Severity;
use super::attributes::{ATTRIBUTES, Read};
use super::finding::Finding;
use super::{asff, timestamps};

/// Compares each attribute's reader with what the answer has at its path, for every finding.
pub(crate) fn every_attribute_agrees_with_the_answer(sandbox: &Sandbox) {
    let hub = sandbox.securityhub();
    let mut carried = HashSet::new();
    // Findings without a label are found by the one that Security Hub derives.
    let mut derived = 0;
    for row in &hub.read().rows {
        let finding = Finding { organisation: &hub.organisation, row };
        let written = asff::finding(finding);
        for attribute in ATTRIBUTES.iter().filter(|attribute| !attribute.path.is_empty()) {
            let read = values(attribute.read, finding);
            let mut shown = shown(&written, attribute.path, attribute.read);
            if attribute.name == "SeverityLabel" && shown.is_empty() {
                let normalized = written["Severity"]["Normalized"].as_u64().unwrap();
                shown.push(Severity::of_normalized(normalized as u8).name().to_owned());
                derived += 1;
            }
            assert_eq!(read, shown, "{} of {written}", attribute.name);
            if !read.is_empty() {
                carried.insert(attribute.name);
            }
        }
    }
    assert!(derived > 0, "no finding without a label");
    assert!(carried.len() > 50, "only {} attributes occur", carried.len());
}

fn values(read: Read, finding: Finding<'_>) -> Vec<String> {
    let mut values = Vec::new();
    match read {
        Read::Text(read) | Read::Address(read) | Read::Keyword(read) => {
            read(finding, &mut |text| values.push(text.to_owned()));
        }
        Read::Time(read) => read(finding, &mut |moment| values.push(moment.to_string())),
        Read::Number(read) => read(finding, &mut |number| values.push(number.to_string())),
        Read::Map(read) => read(finding, &mut |key, value| values.push(format!("{key}={value}"))),
        Read::Flag(read) => read(finding, &mut |flag| values.push(flag.to_string())),
    }
    distinct(values)
}

fn shown(written: &Value, path: &str, read: Read) -> Vec<String> {
    let found = super::super::tests::at(written, path);
    let text = |value: &&Value| match (read, *value) {
        (Read::Time(_), Value::String(text)) => {
            timestamps::parse(text).into_iter().map(|moment| moment.to_string()).collect()
        }
        (Read::Number(_), value) => value.as_f64().into_iter().map(|n| n.to_string()).collect(),
        (_, Value::Object(members)) => {
            members.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect()
        }
        (_, Value::String(text)) => vec![text.clone()],
        (_, value) => vec![value.to_string()],
    };
    distinct(found.iter().flat_map(text).collect())
}

fn distinct(mut values: Vec<String>) -> Vec<String> {
    values.sort();
    values.dedup();
    values
}

#[test]
fn attributes_have_names_of_their_own() {
    let names: HashSet<&str> = ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    assert_eq!((names.len(), ATTRIBUTES.len()), (107, 107));
}
