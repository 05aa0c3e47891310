//! Writing the members of answers: what a service does not know is absent, never null.

use serde_json::{Map, Value};

pub(super) fn put(members: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    members.insert(name.to_owned(), value.into());
}

pub(super) fn put_some(members: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(members, name, value);
    }
}

/// Returns a moment, given in milliseconds since 1970, as JSON protocols write it: in seconds with a fraction.
pub(super) fn seconds(moment: i64) -> f64 {
    moment as f64 / 1_000.0
}
