//! The cap on requests that cost money: counted for a data source and UTC day, reserved before anything is sent.
//!
//! [`Spent`] outlives changes of a data source's settings; [`Cap`] is what these say. The count lives as long as the process.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Days, NaiveDate, Utc};
use thiserror::Error;

use super::request::Caller;

/// How many priced requests a data source may send in a UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// All of them.
    pub most: u32,
    /// Those of them that only alert rules may send.
    pub for_alerts: u32,
}

impl Default for Cap {
    fn default() -> Self {
        Self { most: 100, for_alerts: 20 }
    }
}

/// The cap is reached: nothing was sent.
#[derive(Debug, Clone, PartialEq, Error)]
#[error(
    "this data source has sent {sent} priced requests since 00:00 UTC ({spent_usd:.2} USD). Its cap is {most} a day, {for_alerts} of them kept for alert rules; the count begins anew at {resets} 00:00 UTC",
    most = cap.most, for_alerts = cap.for_alerts
)]
pub struct CapReached {
    cap: Cap,
    sent: u32,
    spent_usd: f64,
    resets: NaiveDate,
}

/// The priced requests of a data source today.
#[derive(Debug, Default)]
pub struct Spent {
    /// Guards the day and what was sent on it.
    today: Mutex<Today>,
}

#[derive(Debug, Default)]
struct Today {
    day: NaiveDate,
    requests: u32,
    usd: f64,
}

impl Spent {
    /// Reserves one request; what is not sent in the end counts all the same.
    ///
    /// # Errors
    /// When the cap is reached for this caller.
    pub fn reserve(&self, cap: Cap, caller: Caller, price_usd: f64, now: DateTime<Utc>) -> Result<(), CapReached> {
        let day = now.date_naive();
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if today.day != day {
            *today = Today { day, ..Today::default() };
        }
        let most = match caller {
            Caller::Panel | Caller::Check => cap.most.saturating_sub(cap.for_alerts),
            Caller::Alert => cap.most,
        };
        if today.requests >= most {
            let resets = day.checked_add_days(Days::new(1)).unwrap_or(day);
            return Err(CapReached { cap, sent: today.requests, spent_usd: today.usd, resets });
        }
        today.requests += 1;
        today.usd += price_usd;
        Ok(())
    }
}

/// What a data source may spend, and has spent.
#[derive(Debug, Clone, Default)]
pub struct Purse {
    /// What it may.
    pub cap: Cap,
    /// What it has.
    pub spent: Arc<Spent>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn panels_leave_the_rest_to_alert_rules() {
        let (spent, cap, now) = (Spent::default(), Cap::default(), at("2026-11-24T23:59:00Z"));
        let reserve = |caller, now| spent.reserve(cap, caller, 0.01, now);
        assert_eq!((0..90).filter(|_| reserve(Caller::Panel, now).is_ok()).count(), 80);
        assert_eq!((0..90).filter(|_| reserve(Caller::Alert, now).is_ok()).count(), 20);
        let refused = reserve(Caller::Alert, now).unwrap_err().to_string();
        assert_eq!(
            refused,
            "this data source has sent 100 priced requests since 00:00 UTC (1.00 USD). Its cap is 100 a day, \
             20 of them kept for alert rules; the count begins anew at 2026-11-25 00:00 UTC"
        );
        assert!(reserve(Caller::Panel, at("2026-11-25T00:00:00Z")).is_ok());
    }

    #[test]
    fn racing_panels_do_not_overspend() {
        let (spent, now) = (Spent::default(), at("2026-11-24T12:00:00Z"));
        let allowed: usize = std::thread::scope(|scope| {
            let panels: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let reserve = |_: &i32| spent.reserve(Cap::default(), Caller::Panel, 0.01, now).is_ok();
                        (0..100).filter(reserve).count()
                    })
                })
                .collect();
            panels.into_iter().map(|panel| panel.join().unwrap()).sum()
        });
        assert_eq!(allowed, 80);
    }
}
