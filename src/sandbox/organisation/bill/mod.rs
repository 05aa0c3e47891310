//! What the organisation pays: a charge per account, region and meter, for every day there is to ask about.
//!
//! Nothing is stored but the meters that run ([`Charge`]); what one costs on a day follows from its hash, the day and
//! the days' shape, so that a past day always costs the same. Money is whole units of 10^-10 USD, which sums exactly.
//! As at AWS the figures of a day come in late: they are complete two days after its beginning.
//!
//! - `meters`: what is charged for; `charges`: who is charged; `surges`: what costs more than expected for some days
//! - `amounts`: the seven metrics; `attributes`: what charges are grouped and filtered by

pub(crate) mod amounts;
pub(crate) mod attributes;
mod charges;
pub(crate) mod meters;
pub(crate) mod surges;

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc};

use super::super::parameters::Parameters;
use super::super::random::{SplitMix64, mix};
use super::accounts::{self, Account};
use amounts::{Amounts, ONE};
use charges::Rhythm;
pub(crate) use charges::{Charge, Record};
use surges::Surges;

/// The number of the account that pays for all.
const PAYER: usize = 0;
/// The days of a week by how much runs on them, from Monday.
const WEEK: [f64; 7] = [1.04, 1.1, 1.12, 1.1, 1.05, 0.62, 0.58];
/// The day on which a charge is as high as its base says: 1 January 2026.
const BASE_DAY: i32 = 739_617;

/// All that an organisation is charged.
#[derive(Debug)]
struct Ledger {
    seed: u64,
    accounts: Vec<Account>,
    regions: Vec<String>,
    charges: Vec<Charge>,
}

/// What one account sees of that: the payer all of it, any other account what is charged for itself.
#[derive(Debug, Clone)]
pub(crate) struct Bill {
    ledger: Arc<Ledger>,
    account: usize,
    /// A number of the account's own; the payer's is the organisation's seed.
    pub(crate) seed: u64,
}

/// A day as far as it decides what is charged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    number: i32,
    /// How much of the day's figures has come in, in thousandths.
    seen: i128,
}

impl Bill {
    /// Returns the payer's bill.
    pub(crate) fn new(parameters: &Parameters) -> Self {
        let seed = parameters.seed;
        let accounts = accounts::accounts(seed, parameters.accounts);
        let charges = charges::charges(seed, accounts.len(), &parameters.regions);
        let ledger = Ledger { seed, accounts, regions: parameters.regions.clone(), charges };
        Self { ledger: Arc::new(ledger), account: PAYER, seed }
    }

    /// Returns what the account with this number sees.
    pub(crate) fn of(&self, account: usize) -> Self {
        let own = if account == PAYER { 0 } else { mix(account as u64) };
        Self { ledger: Arc::clone(&self.ledger), account, seed: self.ledger.seed ^ own }
    }

    /// Returns whose bill it is.
    pub(crate) fn account(&self) -> &Account {
        &self.ledger.accounts[self.account]
    }

    pub(crate) fn is_payers(&self) -> bool {
        self.account == PAYER
    }

    /// Returns the accounts of the organisation, the payer first.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.ledger.accounts
    }

    /// Returns the charges of this bill.
    pub(crate) fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.ledger.charges.iter().filter(|charge| self.has(charge))
    }

    fn has(&self, charge: &Charge) -> bool {
        self.is_payers() || charge.account == self.account
    }

    /// Returns what `charge` comes to on `day`, unless it comes to nothing.
    pub(crate) fn amounts(&self, charge: &Charge, day: Day, surges: &Surges) -> Option<Amounts> {
        let noise = 0.92 + 0.16 * SplitMix64::new(charge.hash ^ mix(day.number as u64)).unit();
        self.charged(charge, day, noise * surges.factor(charge, day.number))
    }

    /// Returns what `charge` is expected to come to on `day`, whatever has come in of it.
    pub(crate) fn expected(&self, charge: &Charge, day: Day) -> Option<Amounts> {
        self.charged(charge, Day { seen: 1_000, ..day }, 1.0)
    }

    /// Returns what `charge` would have come to on `day` without its surges.
    pub(crate) fn usual(&self, charge: &Charge, day: Day) -> Option<Amounts> {
        self.amounts(charge, day, &Surges::default())
    }

    fn charged(&self, charge: &Charge, day: Day, factor: f64) -> Option<Amounts> {
        let shape = match charge.rhythm {
            Rhythm::Steady => 1.0,
            Rhythm::Week => WEEK[day.date.weekday().num_days_from_monday() as usize],
            Rhythm::FirstOfMonth => f64::from(u8::from(day.date.day() == 1)) * 30.0,
            Rhythm::SomeDay => f64::from(u8::from(falls_on(charge, day.date))) * 30.0,
        };
        let growth = (1.0 + charge.growth * f64::from(day.number - BASE_DAY) / 365.0).clamp(0.2, 5.0);
        let factor = if charge.rhythm == Rhythm::Steady { 1.0 } else { growth * factor };
        let usage = (charge.base * shape * factor * ONE as f64).round() as i128 * day.seen / 1_000;
        (usage != 0).then(|| charge.amounts(usage))
    }
}

/// Returns whether a refund falls on `date`: one day in about every third month.
fn falls_on(charge: &Charge, date: NaiveDate) -> bool {
    let month = (date.year() * 12 + date.month0() as i32) as u64;
    let mut random = SplitMix64::new(charge.hash ^ mix(month));
    random.chance(0.35) && random.below(28) as u32 == date.day0()
}

/// Returns when the figures were last brought up to date before `now`: AWS does it three times a day.
pub(crate) fn updated(now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = now.hour() / 8 * 8;
    now.date_naive().and_hms_opt(hour, 0, 0).map_or(now, |moment| moment.and_utc())
}

/// Returns the day `date` as it is known at `updated`.
pub(crate) fn day(date: NaiveDate, updated: DateTime<Utc>) -> Day {
    let begun = updated - date.and_time(chrono::NaiveTime::MIN).and_utc();
    // Nothing is known of a day's first six hours, all of it after 46.
    let minutes = (begun - TimeDelta::hours(6)).num_minutes().clamp(0, 40 * 60);
    Day { date, number: date.num_days_from_ce(), seen: i128::from(minutes) * 1_000 / (40 * 60) }
}

/// Returns the days from `start` up to, not including, `end`.
pub(crate) fn days(start: NaiveDate, end: NaiveDate, updated: DateTime<Utc>) -> impl Iterator<Item = Day> {
    start.iter_days().take_while(move |date| *date < end).map(move |date| day(date, updated))
}

/// Returns the first day of the month `date` is in, `months` later.
pub(crate) fn month_start(date: NaiveDate, months: i32) -> NaiveDate {
    let month = date.year() * 12 + date.month0() as i32 + months;
    NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1).unwrap_or(date)
}

/// Returns the day after `date`.
pub(crate) fn after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

#[cfg(test)]
mod tests;
