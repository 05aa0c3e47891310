//! What the listings share: pages of at most 20, and how tokens are refused.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::pages::{Fill, Page};
use super::{Asked, INVALID};

const MOST_RESULTS: i64 = 20;
const LONGEST_TOKEN: usize = 100_000;

/// The page that is asked for.
#[derive(Debug)]
pub(super) struct Listing {
    page: Page,
    now: i64,
}

impl Listing {
    /// Reads `MaxResults` and `NextToken`; `about` is the rest of the request.
    pub(super) fn parse(asked: Asked<'_>, request: &Members<'_>, about: &str) -> Result<Self, Fault> {
        let most = request.whole("MaxResults", 1, MOST_RESULTS)?.unwrap_or(MOST_RESULTS) as usize;
        let token = request.text("NextToken", 0, LONGEST_TOKEN)?;
        let seed = asked.organizations.organisation.seed;
        let page = Page::first(most, Fill::Uneven, seed, &format!("{}|{about}", asked.operation));
        let refusal = |_| Fault::json(INVALID, "You specified an invalid value for nextToken.");
        Ok(Self { page: page.at(token, asked.now).map_err(refusal)?, now: asked.now })
    }

    /// Returns an answer with one page of `items`, written by `write`, under `member`.
    pub(super) fn answer<T>(&self, member: &str, items: &[T], write: impl Fn(&T) -> Value) -> Value {
        let cut = self.page.cut(items.len());
        let mut answer = Map::new();
        answer.insert(member.to_owned(), items[cut.clone()].iter().map(write).collect());
        if let Some(token) = self.page.next(&cut, items.len(), self.now) {
            answer.insert("NextToken".to_owned(), token.into());
        }
        Value::Object(answer)
    }
}

/// Reads `ParentId`: the place of a unit or of the root.
pub(super) fn parent(asked: Asked<'_>, request: &Members<'_>) -> Result<usize, Fault> {
    let id = request.required_text("ParentId", 0, 100)?;
    if !is_unit(id) && !id.strip_prefix("r-").is_some_and(is_word) {
        let pattern = "^(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$";
        return Err(request.refuse("ParentId", &format!("Member must satisfy regular expression pattern: {pattern}")));
    }
    let not_found = || Fault::json("ParentNotFoundException", "You specified parent that doesn't exist.");
    asked.organizations.tree.unit(id).ok_or_else(not_found)
}

/// Says whether a text is formed as the id of a unit is.
pub(super) fn is_unit(id: &str) -> bool {
    let parts = id.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(root, own)| is_word(root) && is_word(own) && own.len() >= 8)
}

fn is_word(text: &str) -> bool {
    (4..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}
