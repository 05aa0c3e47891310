//! Pages of the short lists: standards, controls, insights, members.
//!
//! Unlike GetFindings these lists have full pages, and a token only when more follows. A token belongs to the
//! operation, the account, the region and everything else that was asked except the size of a page.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::super::body::Members;
use super::super::fault::Fault;
use super::super::random::hash;
use super::token::{Token, TokenError};
use super::{Asked, SecurityHub};

const MOST_RESULTS: i64 = 100;

/// The page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    most: usize,
    fingerprint: u64,
    token: Option<Token>,
    seed: u64,
    now: i64,
}

impl Listing {
    /// Reads `MaxResults`, `default` if absent, and `NextToken` of a request; `question` is the rest of it.
    pub(super) fn parse(
        hub: &SecurityHub,
        asked: &Asked,
        request: &Members<'_>,
        question: &str,
        default: i64,
    ) -> Result<Self, Fault> {
        Self::up_to(MOST_RESULTS, hub, asked, request, question, default)
    }

    /// Reads the same of a request whose `MaxResults` is at most `most`.
    pub(super) fn up_to(
        most: i64,
        hub: &SecurityHub,
        asked: &Asked,
        request: &Members<'_>,
        question: &str,
        default: i64,
    ) -> Result<Self, Fault> {
        let most = request.whole("MaxResults", 1, most)?.unwrap_or(default) as usize;
        let fingerprint = hash(&format!("{}|{question}", asked.place()));
        let seed = hub.organisation.seed;
        let read = |text: &str| {
            Token::read(text, seed, fingerprint, asked.now).map_err(|error| {
                let reason = match error {
                    TokenError::Foreign => "was given for another request",
                    TokenError::Unreadable | TokenError::Expired => error.reason(),
                };
                request.refuse("NextToken", reason)
            })
        };
        let token = request.text("NextToken")?.map(read).transpose()?;
        Ok(Self { most, fingerprint, token, seed, now: asked.now })
    }

    /// Returns the answer that has this page of `items` as its member `name`.
    pub(super) fn answer<T>(self, name: &str, items: &[T], write: impl Fn(&T) -> Value) -> Bytes {
        let (offset, number) = self.token.map_or((0, 0), |token| (token.offset as usize, token.page));
        let start = offset.min(items.len());
        let end = (start + self.most).min(items.len());
        let mut answer = Map::new();
        answer.insert(name.to_owned(), items[start..end].iter().map(write).collect());
        if end < items.len() {
            let next = Token { fingerprint: self.fingerprint, offset: end as u32, page: number + 1, given: self.now };
            answer.insert("NextToken".to_owned(), Value::String(next.write(self.seed)));
        }
        Bytes::from(Value::Object(answer).to_string())
    }
}
