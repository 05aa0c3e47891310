//! ListFindings: one page of a region's findings that meet the filters, in the order asked.
//!
//! Selections are remembered, since the next page of a listing needs the same one and findings never change.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::attributes::ATTRIBUTES;
use super::filters::{self, Filters};
use super::finding::Finding;
use super::members::{Members, Refusal};
use super::pages::{self, Size};
use super::sorting::Sorting;
use super::written::{self, put, put_some};
use super::{Asked, Inspector};

/// The model allows 100 findings a page and says that a list of them has 25: what one gets without asking.
const SIZE: Size = Size { most: 100, default: 25 };
const SELECTIONS_REMEMBERED: usize = 16;

/// The findings that recent questions selected.
#[derive(Debug, Default)]
pub(super) struct Selections {
    /// Guards the list of fingerprints and rows, the latest selection last; never held while one is made.
    recent: Mutex<VecDeque<(u64, Arc<[u32]>)>>,
}

/// Answers a ListFindings request.
pub(super) fn answer(inspector: &Inspector, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let request = Members::root(body, &["filterCriteria", "sortCriteria", "maxResults", "nextToken"], Refusal::Fields)?;
    let filters = Filters::parse(&request, ATTRIBUTES, filters::FINDINGS)?;
    let sorting = Sorting::parse(&request)?;
    let order = sorting.as_ref().map(Sorting::canonical);
    let canonical = format!("findings|{}|{}|{order:?}", asked.place(), filters.canonical());
    let page = pages::parse(&request, SIZE, inspector.organisation.seed, &canonical, asked.now)?;
    let finding = |row: u32| inspector.finding(row);
    let selected = inspector.selections.find(page.fingerprint).unwrap_or_else(|| {
        let meets = |finding: Finding<'_>| filters.met_by(|read, visit| read(finding, visit));
        let mut selected: Vec<u32> = inspector.rows_of(*asked).filter(|row| meets(finding(*row))).collect();
        if let Some(sorting) = &sorting {
            sorting.sort(&mut selected, finding);
        }
        inspector.selections.remember(page.fingerprint, selected)
    });
    let cut = page.cut(selected.len());
    let findings: Vec<Value> = selected[cut.clone()].iter().map(|row| written::finding(finding(*row))).collect();
    let mut answer = Map::new();
    put(&mut answer, "findings", findings);
    put_some(&mut answer, "nextToken", page.next(&cut, selected.len(), asked.now));
    Ok(Bytes::from(Value::Object(answer).to_string()))
}

impl Selections {
    fn find(&self, fingerprint: u64) -> Option<Arc<[u32]>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.iter().find(|(known, _)| *known == fingerprint).map(|(_, rows)| Arc::clone(rows))
    }

    fn remember(&self, fingerprint: u64, rows: Vec<u32>) -> Arc<[u32]> {
        let rows: Arc<[u32]> = rows.into();
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|(known, _)| *known != fingerprint);
        while recent.len() >= SELECTIONS_REMEMBERED {
            recent.pop_front();
        }
        recent.push_back((fingerprint, Arc::clone(&rows)));
        rows
    }
}
