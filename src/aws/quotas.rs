//! How often AWS allows an operation: requests wait here for their turn instead of being throttled there.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, RateLimiter};

/// How often an operation may be called before AWS throttles it.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// The operation.
    pub operation: &'static str,
    /// Requests a second.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

/// What AWS counts together: an account, a Region and an operation.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Turn {
    account: Arc<str>,
    region: String,
    operation: &'static str,
}

/// The turns of one data source's requests.
#[derive(Debug)]
pub struct Quotas {
    /// Whether requests wait at all.
    are_kept: bool,
    /// Guards the map only; a limiter is waited for without it.
    limiters: Mutex<HashMap<Turn, Arc<DefaultDirectRateLimiter>>>,
}

impl Quotas {
    /// Quotas that requests wait for, or that let all pass.
    pub fn new(are_kept: bool) -> Self {
        Self { are_kept, limiters: Mutex::default() }
    }

    /// Waits until the operation may be called without being throttled.
    pub async fn wait_for(&self, quota: Quota, account: &Arc<str>, region: &str) {
        if !self.are_kept {
            return;
        }
        let limiter = {
            let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = Turn { account: Arc::clone(account), region: region.to_owned(), operation: quota.operation };
            Arc::clone(limiters.entry(turn).or_insert_with(|| {
                let count = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
                // One less at once than AWS allows: a request may reach AWS later than it left, the next one sooner.
                let burst = count(quota.burst.saturating_sub(1));
                let rate = governor::Quota::per_second(count(quota.per_second)).allow_burst(burst);
                Arc::new(RateLimiter::direct(rate))
            }))
        };
        limiter.until_ready().await;
    }
}
