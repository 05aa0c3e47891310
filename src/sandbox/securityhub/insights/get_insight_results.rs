//! GetInsightResults: how many findings of an insight have each value of its attribute, the most frequent first.
//!
//! A finding with several values counts for each of them once, one without any for none: the counts are no
//! partition of the findings. AWS cuts the list at 100 values and has no pages.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::super::body::Members;
use super::super::super::fault::Fault;
use super::super::arns::Arns;
use super::super::attributes::{Read, attribute};
use super::super::filters::Filters;
use super::super::finding::Finding;
use super::super::{Asked, SecurityHub};
use super::Insight;

const MOST_VALUES: usize = 100;

/// Answers a GetInsightResults request.
pub(in super::super) fn answer(hub: &SecurityHub, asked: &Asked, members: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::any(members);
    let arn = request.required_text("InsightArn")?;
    if !arn.starts_with("arn:") {
        return Err(request.refuse("InsightArn", "should be an ARN"));
    }
    let found = super::insight(arn, Arns::of(hub, asked));
    let insight = found.ok_or_else(|| Fault::resource_not_found("Insight not found"))?;
    let mut counts: Vec<(String, u64)> = counts(hub, asked, insight)?.into_iter().collect();
    counts.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
    counts.truncate(MOST_VALUES);
    let value = |(value, count): &(String, u64)| json!({"GroupByAttributeValue": value, "Count": count});
    let results = json!({
        "InsightArn": arn,
        "GroupByAttribute": insight.group_by,
        "ResultValues": counts.iter().map(value).collect::<Vec<_>>(),
    });
    Ok(Bytes::from(json!({"InsightResults": results}).to_string()))
}

fn counts(hub: &SecurityHub, asked: &Asked, insight: &Insight) -> Result<HashMap<String, u64>, Fault> {
    let mut counts = HashMap::new();
    let request = Map::from_iter([("Filters".to_owned(), insight.filters())]);
    let filters = Filters::parse(&Members::any(&request))?;
    let Some(Read::Text(read)) = attribute(insight.group_by).map(|attribute| attribute.read) else {
        return Ok(counts);
    };
    let state = hub.read();
    let findings = state.rows.iter().filter(|row| asked.sees(row));
    let findings = findings.map(|row| Finding { organisation: &hub.organisation, row });
    let mut values: Vec<String> = Vec::new();
    for finding in findings.filter(|finding| filters.met_by(*finding, asked.now)) {
        values.clear();
        read(finding, &mut |value| values.push(value.to_owned()));
        values.sort_unstable();
        values.dedup();
        for value in values.drain(..) {
            *counts.entry(value).or_default() += 1;
        }
    }
    Ok(counts)
}
