//! The members of a GET request: query parameters and what is left of the path, as if they had come in a body.
//!
//! [`Members`](super::super::body::Members) can then judge them like any other. Parameters no operation has are
//! left out, as AWS ignores them; a number or a flag that is none stays text, so that it is refused with its name.

use serde_json::{Map, Value};

/// The parameters any operation takes.
const TEXTS: [&str; 4] = ["NextToken", "StandardsArn", "SecurityControlId", "HubArn"];
const FLAG: &str = "OnlyAssociated";
const NUMBER: &str = "MaxResults";
const LIST: &str = "Providers";

/// Returns the members that `query`, what follows the question mark, holds; of equal names the first counts.
pub(super) fn object(query: &str) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let (name, value) = (decode(name), decode(value));
        let value = match name.as_str() {
            LIST => match members.get_mut(LIST) {
                Some(Value::Array(values)) => {
                    values.push(Value::String(value));
                    continue;
                }
                _ => Value::Array(vec![Value::String(value)]),
            },
            NUMBER => value.parse::<i64>().map_or(Value::String(value), Value::from),
            FLAG => value.parse::<bool>().map_or(Value::String(value), Value::from),
            known if TEXTS.contains(&known) => Value::String(value),
            _ => continue,
        };
        members.entry(name).or_insert(value);
    }
    members
}

/// Returns `text` without percent-encoding; what is not valid encoding stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = after.get(..2).filter(|_| *first == b'%');
        let byte = encoded.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn encoded_text_is_decoded_and_broken_encoding_is_kept() {
        assert_eq!(decode("arn%3Aaws%3asecurityhub%2F%C3%A4"), "arn:aws:securityhub/ä");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn a_query_becomes_members() {
        let members = object("MaxResults=5&NextToken=a%3Db&Providers=AWS&Providers=Azure&x-id=Foo&NextToken=c&flag");
        assert_eq!(Value::Object(members), json!({"MaxResults": 5, "NextToken": "a=b", "Providers": ["AWS", "Azure"]}));
        assert_eq!(Value::Object(object("MaxResults=five")), json!({"MaxResults": "five"}));
        assert_eq!(Value::Object(object("OnlyAssociated=false")), json!({"OnlyAssociated": false}));
        assert_eq!(Value::Object(object("OnlyAssociated=no")), json!({"OnlyAssociated": "no"}));
        assert_eq!(Value::Object(object("")), json!({}));
    }
}
