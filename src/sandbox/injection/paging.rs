//! Faults of listings: empty pages and tokens that lead nowhere, made of the service's own answers.
//!
//! A page that a fault empties has a token `fault.N`, which says that N pages were empty so far. It is taken off
//! the next request, so that the service is asked for its first page and judges the rest of the request as ever: the
//! pages after the empty ones are the real ones, and a token outlives the rule that made it.

use bytes::Bytes;
use http::{Method, Request, Uri};
use serde_json::{Map, Value};

use super::super::operation::Pages;

const PREFIX: &str = "fault.";

/// The token that came with a request for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// None: the first page is asked for.
    Nothing,
    /// One of the service.
    Services(String),
    /// `fault.N`, which was taken off the request.
    Faults(u32),
}

impl Sent {
    /// Returns how many pages were empty so far; none if that is over.
    pub(super) fn empty_pages(&self) -> Option<u32> {
        match self {
            Self::Nothing => Some(0),
            Self::Faults(pages) => Some(*pages),
            Self::Services(_) => None,
        }
    }
}

/// Returns the request as the service shall see it, and the token that came with it.
pub(super) fn receive(request: Request<Bytes>, pages: Pages) -> (Request<Bytes>, Sent) {
    let in_query = request.method() == Method::GET;
    let Some(token) = (if in_query { query_token(&request, pages) } else { body_token(&request, pages) }) else {
        return (request, Sent::Nothing);
    };
    let Some(number) = token.strip_prefix(PREFIX).and_then(|number| number.parse().ok()) else {
        return (request, Sent::Services(token));
    };
    let stripped = if in_query { without_in_query(request, pages) } else { without_in_body(request, pages) };
    (stripped, Sent::Faults(number))
}

/// Returns an answer as if its page, number `page` of the empty ones from 0, had nothing on it.
pub(super) fn emptied(answer: &Bytes, pages: Pages, page: u32) -> Bytes {
    edited(answer, |answer| {
        for list in pages.lists {
            if let Some(Value::Array(items)) = answer.pointer_mut(list) {
                items.clear();
            }
        }
        put_token(answer, pages, format!("{PREFIX}{}", page + 1));
    })
}

/// Returns an answer whose next token is the one that was sent. The first page has its own or, if it is the only one,
/// one that leads to itself.
pub(super) fn looping(answer: &Bytes, pages: Pages, sent: &Sent) -> Bytes {
    edited(answer, |answer| match sent {
        Sent::Services(token) => put_token(answer, pages, token.clone()),
        Sent::Faults(number) => put_token(answer, pages, format!("{PREFIX}{number}")),
        Sent::Nothing if answer.get(pages.token).is_none() => put_token(answer, pages, format!("{PREFIX}1")),
        Sent::Nothing => {}
    })
}

fn edited(answer: &Bytes, edit: impl FnOnce(&mut Value)) -> Bytes {
    // The sandbox wrote it; an answer that is no object has no pages.
    let Ok(mut value) = serde_json::from_slice::<Value>(answer) else {
        return answer.clone();
    };
    edit(&mut value);
    Bytes::from(value.to_string())
}

fn put_token(answer: &mut Value, pages: Pages, token: String) {
    if let Some(answer) = answer.as_object_mut() {
        answer.insert(pages.token.to_owned(), Value::String(token));
    }
}

fn members(request: &Request<Bytes>) -> Option<Map<String, Value>> {
    serde_json::from_slice(request.body()).ok()
}

fn body_token(request: &Request<Bytes>, pages: Pages) -> Option<String> {
    let token = members(request)?.get(pages.token)?.as_str()?.to_owned();
    Some(token).filter(|token| !token.is_empty())
}

fn without_in_body(request: Request<Bytes>, pages: Pages) -> Request<Bytes> {
    let Some(mut members) = members(&request) else {
        return request;
    };
    members.remove(pages.token);
    request.map(|_| Bytes::from(Value::Object(members).to_string()))
}

fn pairs(request: &Request<Bytes>) -> impl Iterator<Item = (&str, &str)> {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn query_token(request: &Request<Bytes>, pages: Pages) -> Option<String> {
    let token = pairs(request).find(|(name, _)| *name == pages.token).map(|(_, value)| value.to_owned());
    token.filter(|token| !token.is_empty())
}

fn without_in_query(mut request: Request<Bytes>, pages: Pages) -> Request<Bytes> {
    let kept: Vec<_> = pairs(&request).filter(|(name, _)| *name != pages.token).collect();
    let query: Vec<_> = kept.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let path = request.uri().path();
    let place = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
    if let Ok(uri) = place.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGES: Pages = Pages { token: "NextToken", lists: &["/Items", "/Deep/Items"] };

    fn posted(body: &Value) -> (Value, Sent) {
        let request = Request::post("/things").body(Bytes::from(body.to_string())).unwrap();
        let (request, sent) = receive(request, PAGES);
        (serde_json::from_slice(request.body()).unwrap(), sent)
    }

    fn got(place: &str) -> (String, Sent) {
        let (request, sent) = receive(Request::get(place).body(Bytes::new()).unwrap(), PAGES);
        (request.uri().to_string(), sent)
    }

    fn answer(value: &Value) -> Bytes {
        Bytes::from(value.to_string())
    }

    fn read(bytes: &Bytes) -> Value {
        serde_json::from_slice(bytes).unwrap()
    }

    #[test]
    fn a_token_of_a_fault_is_taken_off_and_the_rest_is_left() {
        assert_eq!(posted(&json!({"NextToken": "fault.2", "A": 1})), (json!({"A": 1}), Sent::Faults(2)));
        assert_eq!(got("/things?A=%2F&NextToken=fault.2&B"), ("/things?A=%2F&B=".to_owned(), Sent::Faults(2)));
        assert_eq!(got("/things?NextToken=fault.7"), ("/things".to_owned(), Sent::Faults(7)));
    }

    #[test]
    fn a_token_of_the_service_is_left() {
        for token in ["abc", "fault.x", "fault.-1"] {
            let body = json!({"NextToken": token});
            assert_eq!(posted(&body), (body, Sent::Services(token.to_owned())));
        }
        assert_eq!(got("/things?NextToken=abc").0, "/things?NextToken=abc");
        assert_eq!(posted(&json!({"NextToken": ""})).1, Sent::Nothing);
    }

    #[test]
    fn an_emptied_page_keeps_what_is_no_list_and_has_a_token() {
        let page = json!({"Items": [1], "Deep": {"Items": [2], "Name": "x"}, "Total": 3, "NextToken": "abc"});
        let expected = json!({"Items": [], "Deep": {"Items": [], "Name": "x"}, "Total": 3, "NextToken": "fault.1"});
        assert_eq!(read(&emptied(&answer(&page), PAGES, 0)), expected);
    }

    #[test]
    fn a_loop_answers_the_token_that_was_sent() {
        let token = |page: Value, sent: Sent| read(&looping(&answer(&page), PAGES, &sent))["NextToken"].clone();
        assert_eq!(token(json!({"NextToken": "b"}), Sent::Nothing), "b");
        assert_eq!(token(json!({"NextToken": "c"}), Sent::Services("b".to_owned())), "b");
        assert_eq!(token(json!({}), Sent::Services("b".to_owned())), "b");
        assert_eq!(token(json!({}), Sent::Nothing), "fault.1");
        assert_eq!(token(json!({}), Sent::Faults(1)), "fault.1");
    }
}
