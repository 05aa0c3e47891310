//! How often AWS allows an operation: requests wait here for their turn instead of being throttled there.
//!
//! What AWS counts together shares a bucket of turns, whichever data source asks: an account, a Region and a class of
//! operations. Alert rules go before panels. Where AWS throttles all the same, since others ask it too, everybody waits for a moment.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, RateLimiter};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::request::Caller;

/// How much of AWS's rate is used: clocks differ. That requests do not arrive as evenly as they leave is what the burst makes
/// good for.
const SHARE: f64 = 0.998;
/// How long everybody waits after AWS has throttled one: its own bucket then has some turns again.
const PAUSE: Duration = Duration::from_secs(1);

/// How often operations may be called before AWS throttles them.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// What AWS counts together, such as `securityhub`, or an operation that has a rate of its own.
    pub class: &'static str,
    /// Requests a second.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

/// What AWS counts together.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Counted {
    account: Arc<str>,
    region: String,
    class: &'static str,
}

/// Guards the map only; a bucket is waited for without it.
type Buckets = Arc<Mutex<HashMap<Counted, Arc<Bucket>>>>;

/// The buckets of all data sources that ask the same world.
static OF_PROCESS: LazyLock<Buckets> = LazyLock::new(Buckets::default);

/// The turns of requests.
#[derive(Debug)]
pub struct Quotas {
    /// Whether requests wait at all.
    are_kept: bool,
    buckets: Buckets,
}

impl Quotas {
    /// Quotas of a world of its own that requests wait for, or that let all pass.
    pub fn new(are_kept: bool) -> Self {
        Self { are_kept, buckets: Buckets::default() }
    }

    /// The quotas that all data sources of the process keep together.
    pub fn of_process() -> Self {
        Self { are_kept: true, buckets: Arc::clone(&OF_PROCESS) }
    }

    /// Waits until an operation may be called without being throttled; a caller that goes away gives its place up.
    pub async fn wait_for(&self, quota: Quota, account: &Arc<str>, region: &str, caller: Caller) {
        if self.are_kept {
            self.bucket(quota, account, region).turn(caller).await;
        }
    }

    /// Says that AWS has throttled a call.
    pub fn was_throttled(&self, quota: Quota, account: &Arc<str>, region: &str) {
        if self.are_kept {
            self.bucket(quota, account, region).pause();
        }
    }

    fn bucket(&self, quota: Quota, account: &Arc<str>, region: &str) -> Arc<Bucket> {
        let counted = Counted { account: Arc::clone(account), region: region.to_owned(), class: quota.class };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(buckets.entry(counted).or_insert_with(|| Arc::new(Bucket::new(quota))))
    }
}

/// The turns of what AWS counts together.
#[derive(Debug)]
struct Bucket {
    limiter: DefaultDirectRateLimiter,
    /// Whoever has it takes the next turn: first come, first served.
    next: Semaphore,
    /// Whoever has it is the one panel that may wait to be next; an alert rule waits for that one at most.
    panel: Semaphore,
    /// Guards the end of a pause.
    paused_until: Mutex<Option<Instant>>,
}

impl Bucket {
    fn new(quota: Quota) -> Self {
        let rate = f64::from(quota.per_second.max(1)) * SHARE;
        // One less at once than AWS allows: a request may reach AWS later than it left, the next one sooner.
        let burst = NonZeroU32::new(quota.burst.saturating_sub(1)).unwrap_or(NonZeroU32::MIN);
        let usual = governor::Quota::per_second(NonZeroU32::MIN);
        let rate = governor::Quota::with_period(Duration::from_secs_f64(1.0 / rate)).unwrap_or(usual);
        Self {
            limiter: RateLimiter::direct(rate.allow_burst(burst)),
            next: Semaphore::new(1),
            panel: Semaphore::new(1),
            paused_until: Mutex::new(None),
        }
    }

    async fn turn(&self, caller: Caller) {
        // The semaphores are never closed, so that there always is a permit in the end.
        let _panel = match caller {
            Caller::Panel => self.panel.acquire().await.ok(),
            // A check asks once, and somebody waits for it.
            Caller::Alert | Caller::Check => None,
        };
        let _next = self.next.acquire().await.ok();
        while let Some(until) = self.paused() {
            tokio::time::sleep_until(until).await;
        }
        self.limiter.until_ready().await;
    }

    fn paused(&self) -> Option<Instant> {
        let mut until = self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = until.filter(|until| *until > Instant::now());
        *until
    }

    fn pause(&self) {
        let mut until = self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = Some(Instant::now() + PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::future::join_all;

    use super::*;

    /// Lets callers ask at once, in this order; gives the order in which they have their turns.
    async fn order(callers: &[(Caller, &'static str)]) -> Vec<&'static str> {
        let quotas = Quotas::new(true);
        let (quota, account) = (Quota { class: "fast", per_second: 200, burst: 2 }, Arc::from("1"));
        let turns = Mutex::new(Vec::new());
        let wait = |(caller, name): &(Caller, &'static str)| {
            let (quotas, turns, account, caller, name) = (&quotas, &turns, &account, *caller, *name);
            async move {
                quotas.wait_for(quota, account, "eu-west-1", caller).await;
                turns.lock().unwrap().push(name);
            }
        };
        join_all(callers.iter().map(wait)).await;
        turns.into_inner().unwrap()
    }

    #[tokio::test]
    async fn an_alert_rule_waits_for_two_panels_at_most() {
        use Caller::{Alert, Panel};
        let panels = [(Panel, "first"), (Panel, "second"), (Panel, "third"), (Panel, "fourth"), (Panel, "fifth")];
        let waiting = [&panels[..], &[(Alert, "alert"), (Alert, "other alert")]].concat();
        let turns = order(&waiting).await;
        // One had its turn at once, and one was next before the rules came.
        assert_eq!(turns, ["first", "second", "alert", "other alert", "third", "fourth", "fifth"]);
    }

    #[tokio::test]
    async fn who_goes_away_gives_its_place_up() {
        let bucket = Arc::new(Bucket::new(Quota { class: "slow", per_second: 100, burst: 1 }));
        bucket.turn(Caller::Panel).await;
        let (gone, other) = (bucket.turn(Caller::Panel), bucket.turn(Caller::Panel));
        let mut gone = Box::pin(gone);
        assert!(futures::poll!(&mut gone).is_pending());
        drop(gone);
        other.await;
        assert_eq!((bucket.next.available_permits(), bucket.panel.available_permits()), (1, 1));
    }

    #[tokio::test]
    async fn a_throttle_holds_everybody_back() {
        let bucket = Bucket::new(Quota { class: "any", per_second: 1_000, burst: 100 });
        bucket.pause();
        assert!(futures::poll!(Box::pin(bucket.turn(Caller::Alert))).is_pending());
        *bucket.paused_until.lock().unwrap() = Some(Instant::now());
        bucket.turn(Caller::Alert).await;
    }

    #[test]
    fn accounts_regions_and_classes_have_buckets_of_their_own() {
        let quotas = Quotas::new(true);
        let quota = |class| Quota { class, per_second: 1, burst: 2 };
        let bucket = |class, account: &str, region| quotas.bucket(quota(class), &Arc::from(account), region);
        let first = bucket("a", "1", "eu-west-1");
        assert!(Arc::ptr_eq(&first, &bucket("a", "1", "eu-west-1")));
        for other in [bucket("b", "1", "eu-west-1"), bucket("a", "2", "eu-west-1"), bucket("a", "1", "us-east-1")] {
            assert!(!Arc::ptr_eq(&first, &other));
        }
    }

    #[test]
    fn data_sources_that_ask_the_same_account_wait_for_each_other() {
        let quota = Quota { class: "shared", per_second: 3, burst: 6 };
        let bucket = |quotas: &Quotas, account: &str| quotas.bucket(quota, &Arc::from(account), "eu-west-1");
        let (one, other) = (Quotas::of_process(), Quotas::of_process());
        assert!(Arc::ptr_eq(&bucket(&one, " 111122223333"), &bucket(&other, " 111122223333")));
        assert!(!Arc::ptr_eq(&bucket(&one, " 111122223333"), &bucket(&other, " 444455556666")));
        // A sandbox is a world of its own.
        assert!(!Arc::ptr_eq(&bucket(&one, " 111122223333"), &bucket(&Quotas::new(true), " 111122223333")));
    }
}
