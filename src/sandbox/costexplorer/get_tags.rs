//! GetTags: the keys of cost allocation tags, or the values of one of them, that occur in a period.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::Bill;
use super::super::organisation::bill::attributes::TAGS;
use super::INVALID;
use super::listing::{Listing, MEMBERS};

/// Answers a GetTags request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = [&MEMBERS[..], &["TagKey"]].concat();
    let request = Members::root(body, &known, INVALID)?;
    let key = request.text("TagKey", 0, 1_024)?;
    let listing = Listing::parse(&request, body, bill.seed, now)?;
    let (page, mut answer) = listing.page(bill, |charge| match key {
        // What is not tagged is listed as an empty value, of a key that exists.
        Some(key) if TAGS.contains(&key) => vec![bill.tag(charge, key).unwrap_or_default().to_owned()],
        Some(_) => Vec::new(),
        None => TAGS.iter().filter(|key| bill.tag(charge, key).is_some()).map(|key| (*key).to_owned()).collect(),
    });
    answer.insert("Tags".into(), page.into());
    Ok(Value::Object(answer))
}
