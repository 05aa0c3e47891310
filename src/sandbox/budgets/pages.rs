//! Cutting listings into pages: `MaxResults`, `NextToken` and the refusals of tokens.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::costexplorer::tokens::{Place, canonical};
use super::super::fault::Fault;
use super::super::members::Members;
use super::super::pages::TokenError;

/// Items a page unless the request says otherwise, as the model has it for DescribeBudgets.
const PAGE: i64 = 100;

/// One page of a listing.
#[derive(Debug)]
pub(super) struct Page {
    place: Place,
    size: usize,
    seed: u64,
    canonical: String,
}

impl Page {
    /// Reads which page is asked for, of at most `most` items.
    pub(super) fn parse(
        request: &Members<'_>,
        body: &Map<String, Value>,
        most: i64,
        seed: u64,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let size = request.whole("MaxResults", 1, most)?.unwrap_or(PAGE) as usize;
        let canonical = canonical(body, "NextToken");
        let token = request.text("NextToken", 0, usize::MAX)?;
        let place = Place::read(token, seed, &canonical, now).map_err(refusal)?;
        Ok(Self { place, size, seed, canonical })
    }

    /// Returns when the first page was asked for, so that all pages tell the same figures.
    pub(super) fn asked(&self) -> DateTime<Utc> {
        self.place.asked
    }

    /// Returns the page of `items`, and the member `NextToken` for `answer` if there are more.
    pub(super) fn cut<T>(&self, items: Vec<T>, answer: &mut Map<String, Value>) -> Vec<T> {
        let total = items.len();
        let page: Vec<T> = items.into_iter().skip(self.place.offset).take(self.size).collect();
        let next = Place { offset: self.place.offset + page.len(), ..self.place };
        if next.offset < total {
            answer.insert("NextToken".into(), next.write(self.seed, &self.canonical).into());
        }
        page
    }
}

fn refusal(error: TokenError) -> Fault {
    match error {
        TokenError::Unreadable | TokenError::Foreign => {
            Fault::json("InvalidNextTokenException", "The pagination token is invalid.")
        }
        TokenError::Expired => Fault::json("ExpiredNextTokenException", "The pagination token expired."),
    }
}
