//! Days on which something costs much more than it usually does: what Cost Anomaly Detection finds.
//!
//! Whether one begins follows from the week and the seed alone, not from when one asks.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::super::super::random::{SplitMix64, mix};
use super::Bill;
use super::charges::{Charge, Record, Rhythm};

/// At most one surge begins in so many days.
const BLOCK: i32 = 5;
/// The most days one lasts.
const LONGEST: i32 = 6;
/// Below this a surge would not be noticed, in dollars a day.
const NOTICED: f64 = 3.0;

/// One surge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surge {
    charge: usize,
    pub(crate) start: i32,
    pub(crate) days: i32,
    pub(crate) factor: f64,
    pub(crate) hash: u64,
}

impl Surge {
    pub(crate) fn first(&self) -> NaiveDate {
        date(self.start)
    }

    /// Returns the charge it raises.
    pub(crate) fn charge<'a>(&self, bill: &'a Bill) -> &'a Charge {
        &bill.ledger.charges[self.charge]
    }

    pub(crate) fn last(&self) -> NaiveDate {
        date(self.start + self.days - 1)
    }
}

/// Surges by the hash of the charge they raise.
#[derive(Debug, Default)]
pub(crate) struct Surges {
    by_charge: HashMap<u64, Vec<Surge>>,
}

impl Surges {
    /// Returns all surges that touch a day from `start` to `end`.
    pub(crate) fn between(bill: &Bill, start: NaiveDate, end: NaiveDate) -> Self {
        let mut by_charge: HashMap<u64, Vec<Surge>> = HashMap::new();
        for surge in surges(bill, start, end) {
            by_charge.entry(surge.charge(bill).hash).or_default().push(surge);
        }
        Self { by_charge }
    }

    /// Returns by how much `charge` is raised on the day `number`.
    pub(super) fn factor(&self, charge: &Charge, number: i32) -> f64 {
        let surges = if self.by_charge.is_empty() { None } else { self.by_charge.get(&charge.hash) };
        let touching = |surge: &&Surge| (surge.start..surge.start + surge.days).contains(&number);
        surges.and_then(|surges| surges.iter().find(touching)).map_or(1.0, |surge| surge.factor)
    }
}

/// Returns the surges that touch a day from `start` to `end`, in the order they begin.
pub(crate) fn surges(bill: &Bill, start: NaiveDate, end: NaiveDate) -> Vec<Surge> {
    let can_surge =
        |charge: &Charge| charge.record == Record::Usage && charge.rhythm == Rhythm::Week && charge.dollars() > NOTICED;
    // A surge is drawn from all charges, whoever sees it, so that an account's is the same on its own bill.
    let charges = &bill.ledger.charges;
    let candidates: Vec<usize> = (0..charges.len()).filter(|index| can_surge(&charges[*index])).collect();
    let (start, end) = (start.num_days_from_ce(), end.num_days_from_ce());
    let blocks = (start - LONGEST).div_euclid(BLOCK)..=end.div_euclid(BLOCK);
    let surge = |block: i32| {
        let hash = mix(bill.ledger.seed ^ mix(0x5432 ^ block as u64));
        let mut random = SplitMix64::new(hash);
        let happens = !candidates.is_empty() && random.chance(0.8);
        happens.then(|| Surge {
            charge: candidates[random.below(candidates.len())],
            start: block * BLOCK + random.below(BLOCK as usize) as i32,
            days: 1 + random.below(LONGEST as usize) as i32,
            factor: 1.8 + 4.0 * random.unit(),
            hash,
        })
    };
    let touches =
        |surge: &Surge| surge.start <= end && surge.start + surge.days > start && bill.has(surge.charge(bill));
    blocks.filter_map(surge).filter(touches).collect()
}

fn date(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or_default()
}
