//! Counts of what was asked: by service, operation, account and Region, and how often each was asked too fast.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::operation::Asked;

/// What a sandbox was asked so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All requests, refused ones included.
    pub received: u64,
    /// Those that were refused because there were too many: status 429, or 400 where the protocol knows no other.
    pub throttled: u64,
    /// The same by what was asked, in the order of the names.
    pub requests: Vec<RequestCount>,
}

/// How often one thing was asked. A request without a signature says nothing of itself, and an operation that is not
/// simulated has no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestCount {
    /// The service's signing name.
    pub service: Option<String>,
    /// The operation, if it is simulated.
    pub operation: Option<&'static str>,
    /// The account that asked.
    pub account: Option<String>,
    /// The Region that was asked.
    pub region: Option<String>,
    /// How many requests there were.
    pub received: u64,
    /// How many of them were refused because there were too many.
    pub throttled: u64,
}

/// Service, operation, account and Region.
type Key = (Option<String>, Option<&'static str>, Option<String>, Option<String>);

/// The counts of one sandbox.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// Guards the counts, those received before those throttled; held only to count or to copy.
    counted: Mutex<BTreeMap<Key, (u64, u64)>>,
}

impl Traffic {
    /// Counts a request.
    pub(super) fn received(&self, asked: Option<&Asked>) {
        self.change(asked, |(received, _)| *received += 1);
    }

    /// Counts a request that was refused because there were too many.
    pub(super) fn throttled(&self, asked: Option<&Asked>) {
        self.change(asked, |(_, throttled)| *throttled += 1);
    }

    /// Returns all counts so far.
    pub(super) fn counts(&self) -> Counts {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let count =
            |((service, operation, account, region), (received, throttled)): (&Key, &(u64, u64))| RequestCount {
                service: service.clone(),
                operation: *operation,
                account: account.clone(),
                region: region.clone(),
                received: *received,
                throttled: *throttled,
            };
        let requests: Vec<_> = counted.iter().map(count).collect();
        Counts {
            received: requests.iter().map(|count| count.received).sum(),
            throttled: requests.iter().map(|count| count.throttled).sum(),
            requests,
        }
    }

    fn change(&self, asked: Option<&Asked>, change: impl FnOnce(&mut (u64, u64))) {
        let key = asked.map_or((None, None, None, None), |asked| {
            let operation = asked.operation.map(|operation| operation.name);
            (Some(asked.service.clone()), operation, Some(asked.account.clone()), Some(asked.region.clone()))
        });
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        change(counted.entry(key).or_default());
    }
}
