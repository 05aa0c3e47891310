//! GetFindings: one page of the findings a caller may see that meet the filters, in the order asked.
//!
//! As at AWS a page may be shorter than asked, rarely empty, and still have a token; only a missing token ends a
//! listing. Which pages are short follows from the question, so the same listing always looks the same.
//! Selections are remembered, since the next page of a listing needs the same one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::super::body::Members;
use super::super::fault::Fault;
use super::super::random::{SplitMix64, hash, mix};
use super::filters::Filters;
use super::finding::Finding;
use super::sorting::Sorting;
use super::token::Token;
use super::{Asked, SecurityHub, asff};

const MOST_RESULTS: i64 = 100;
const SELECTIONS_REMEMBERED: usize = 16;

/// The findings that recent questions selected.
#[derive(Debug, Default)]
pub(super) struct Selections {
    /// Guards the list, the latest selection last; never held while one is made.
    recent: Mutex<VecDeque<Remembered>>,
}

#[derive(Debug)]
struct Remembered {
    fingerprint: u64,
    /// How often the findings had been changed when the selection was made.
    revision: u64,
    rows: Arc<[u32]>,
}

/// A checked request.
struct Question {
    filters: Filters,
    sorting: Sorting,
    most: usize,
    fingerprint: u64,
    /// Where to go on; none for the first page.
    token: Option<Token>,
}

/// Answers a GetFindings request.
pub(super) fn answer(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let question = Question::parse(hub, asked, body)?;
    let state = hub.read();
    let finding = |row: u32| Finding { organisation: &hub.organisation, row: &state.rows[row as usize] };
    let must_be_new = question.token.is_none() && question.filters.are_relative();
    let remembered = hub.selections.find(question.fingerprint, state.revision);
    let selected = match remembered.filter(|_| !must_be_new) {
        Some(rows) => rows,
        None => {
            let may_see = |row: &u32| asked.sees(&state.rows[*row as usize]);
            let mut rows: Vec<u32> = (0..state.rows.len() as u32)
                .filter(may_see)
                .filter(|row| question.filters.met_by(finding(*row), asked.now))
                .collect();
            question.sorting.sort(&mut rows, finding);
            hub.selections.remember(question.fingerprint, state.revision, rows)
        }
    };
    let page = question.page(selected.len());
    let findings = selected[page.clone()].iter().map(|row| asff::finding(finding(*row)));
    let mut answer = Map::new();
    answer.insert("Findings".to_owned(), findings.collect());
    if let Some(token) = question.next(&page, selected.len(), asked.now) {
        let text = token.write(hub.organisation.seed);
        answer.insert("NextToken".to_owned(), Value::String(text));
    }
    Ok(Bytes::from(Value::Object(answer).to_string()))
}

impl Question {
    fn parse(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Self, Fault> {
        let known = ["Filters", "SortCriteria", "NextToken", "MaxResults"];
        let request = Members::root(body, &known)?;
        let filters = Filters::parse(&request)?;
        let sorting = Sorting::parse(&request)?;
        let most = request.whole("MaxResults", 1, MOST_RESULTS)?.unwrap_or(MOST_RESULTS);
        let canonical = format!("{}|{}|{}", asked.place(), filters.canonical(), sorting.canonical());
        let fingerprint = hash(&canonical);
        let token = match request.get("NextToken") {
            None => None,
            Some(value) => {
                let text = value.as_str().ok_or_else(|| request.refuse("NextToken", "should be string"))?;
                let read = Token::read(text, hub.organisation.seed, fingerprint, asked.now);
                Some(read.map_err(|error| request.refuse("NextToken", error.reason()))?)
            }
        };
        Ok(Self { filters, sorting, most: most as usize, fingerprint, token })
    }

    fn offset(&self) -> usize {
        self.token.map_or(0, |token| token.offset as usize)
    }

    fn number(&self) -> u32 {
        self.token.map_or(0, |token| token.page)
    }

    /// Returns which of the selected findings this page has.
    fn page(&self, selected: usize) -> std::ops::Range<usize> {
        let start = self.offset().min(selected);
        let full = self.most.min(selected - start);
        start..start + shortened(full, self.fingerprint, self.number())
    }

    /// Returns the token of the next page; sometimes one is given although nothing is left.
    fn next(&self, page: &std::ops::Range<usize>, selected: usize, now: i64) -> Option<Token> {
        let is_last = page.end == selected;
        let mut random = SplitMix64::new(mix(self.fingerprint) ^ u64::from(self.number()));
        let goes_on = !is_last || (!page.is_empty() && random.chance(0.1));
        goes_on.then(|| Token {
            fingerprint: self.fingerprint,
            offset: page.end as u32,
            page: self.number() + 1,
            given: now,
        })
    }
}

/// Returns how many of `full` findings page `number` really has: one page in nine is short, one in fifty empty,
/// but never two empty ones in a row.
fn shortened(full: usize, fingerprint: u64, number: u32) -> usize {
    let is_empty = |number: u32| SplitMix64::new(fingerprint ^ mix(u64::from(number))).chance(0.02);
    let was_empty = number.checked_sub(1).is_some_and(is_empty);
    if is_empty(number) && !was_empty {
        return 0;
    }
    let mut random = SplitMix64::new(mix(fingerprint) ^ mix(u64::from(number)));
    if full > 1 && random.chance(0.11) {
        return full - random.below(full / 2 + 1);
    }
    full
}

impl Selections {
    fn find(&self, fingerprint: u64, revision: u64) -> Option<Arc<[u32]>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent
            .iter()
            .find(|known| known.fingerprint == fingerprint && known.revision == revision)
            .map(|known| Arc::clone(&known.rows))
    }

    fn remember(&self, fingerprint: u64, revision: u64, rows: Vec<u32>) -> Arc<[u32]> {
        let rows: Arc<[u32]> = rows.into();
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|known| known.fingerprint != fingerprint && known.revision == revision);
        while recent.len() >= SELECTIONS_REMEMBERED {
            recent.pop_front();
        }
        recent.push_back(Remembered { fingerprint, revision, rows: Arc::clone(&rows) });
        rows
    }
}
