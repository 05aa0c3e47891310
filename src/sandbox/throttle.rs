//! How many requests are allowed: one token bucket per account, region and rate class, as AWS has them.
//!
//! Time is passed in; a bucket is refilled when it is next looked at, no task runs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::parameters::Throttle;

/// Operations that share a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RateClass {
    /// 3 requests a second, burst 6.
    GetFindings,
    /// 10 requests a second, burst 30.
    Other,
    /// 10 requests a second, burst 20. AWS publishes no number for Inspector; this one is an assumption.
    Inspector,
    /// 10 requests a second, burst 20. AWS publishes no number for what Config tells; this one is an assumption.
    Config,
    /// 10 requests a second, burst 20: Organizations and Account Management, each for itself. An assumption too.
    Accounts,
    /// 5 requests a second, burst 20. AWS publishes no number for Cost Explorer and none for Budgets, which count for
    /// themselves; this one is an assumption.
    Billing,
}

impl RateClass {
    fn per_second(self) -> f64 {
        match self {
            Self::GetFindings => 3.0,
            Self::Other | Self::Inspector | Self::Config | Self::Accounts => 10.0,
            Self::Billing => 5.0,
        }
    }

    fn burst(self) -> f64 {
        match self {
            Self::GetFindings => 6.0,
            Self::Other => 30.0,
            Self::Inspector | Self::Config | Self::Accounts | Self::Billing => 20.0,
        }
    }
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

/// All buckets of one organisation.
#[derive(Debug)]
pub(crate) struct Buckets {
    throttle: Throttle,
    /// Guards the fill of every bucket; keys are accounts and regions of the organisation, so there are not many.
    filled: Mutex<HashMap<(usize, usize, RateClass), Bucket>>,
}

impl Buckets {
    pub(crate) fn new(throttle: Throttle) -> Self {
        Self { throttle, filled: Mutex::default() }
    }

    /// Takes a token of an account in a region; returns false when there is none, which AWS answers with 429.
    pub(crate) fn take(&self, account: usize, region: usize, class: RateClass, now: Instant) -> bool {
        if self.throttle == Throttle::Off {
            return true;
        }
        let mut filled = self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = filled.entry((account, region, class)).or_insert(Bucket { tokens: class.burst(), filled: now });
        let waited = now.saturating_duration_since(bucket.filled).as_secs_f64();
        bucket.tokens = (bucket.tokens + waited * class.per_second()).min(class.burst());
        bucket.filled = now;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn allowed(buckets: &Buckets, class: RateClass, now: Instant) -> usize {
        (0..100).filter(|_| buckets.take(0, 0, class, now)).count()
    }

    #[test]
    fn a_full_bucket_allows_the_burst_and_then_the_rate() {
        for (class, burst, rate) in [
            (RateClass::GetFindings, 6, 3),
            (RateClass::Other, 30, 10),
            (RateClass::Inspector, 20, 10),
            (RateClass::Config, 20, 10),
            (RateClass::Accounts, 20, 10),
            (RateClass::Billing, 20, 5),
        ] {
            let buckets = Buckets::new(Throttle::Aws);
            let start = Instant::now();
            assert_eq!(allowed(&buckets, class, start), burst);
            let later = start + Duration::from_secs(1);
            assert_eq!(allowed(&buckets, class, later), rate);
            let much_later = start + Duration::from_secs(60);
            assert_eq!(allowed(&buckets, class, much_later), burst);
        }
    }

    #[test]
    fn accounts_regions_and_classes_have_buckets_of_their_own() {
        let buckets = Buckets::new(Throttle::Aws);
        let now = Instant::now();
        assert_eq!(allowed(&buckets, RateClass::GetFindings, now), 6);
        assert!(buckets.take(1, 0, RateClass::GetFindings, now));
        assert!(buckets.take(0, 1, RateClass::GetFindings, now));
        assert!(buckets.take(0, 0, RateClass::Other, now));
    }

    #[test]
    fn nothing_is_refused_when_throttling_is_off() {
        let buckets = Buckets::new(Throttle::Off);
        assert_eq!(allowed(&buckets, RateClass::GetFindings, Instant::now()), 100);
    }
}
