//! Who is charged for what: a charge for each account, region and meter that is in use.
//!
//! Accounts and regions are as unequal as in life, each half as large as the ones before. Part of the computing is
//! covered by a Savings Plan: such usage is charged, taken back by a negation, and paid by the payer's recurring fee.

use super::super::super::random::{SplitMix64, hash, mix};
use super::super::labels::{Label, labels};
use super::amounts::{Amounts, Metric, ONE};
use super::meters::{self, METERS, Meter};

/// Accounts after this many are small, so that the largest organisations can still be asked quickly.
const LARGE_ACCOUNTS: usize = 60;

labels! {
    /// `RECORD_TYPE`.
    Record {
        Credit = "Credit", Refund = "Refund", Covered = "SavingsPlanCoveredUsage", Negation = "SavingsPlanNegation",
        Fee = "SavingsPlanRecurringFee", Support = "Support", Tax = "Tax", Usage = "Usage",
    }
}

/// On which days something is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// The same every day.
    Steady,
    /// More on working days.
    Week,
    /// Once a month.
    FirstOfMonth,
    /// On one day of some months.
    SomeDay,
}

/// What one account is charged for one meter in one region.
#[derive(Debug)]
pub(crate) struct Charge {
    pub(crate) account: usize,
    pub(crate) region: Option<usize>,
    pub(crate) meter: &'static Meter,
    pub(crate) record: Record,
    pub(super) rhythm: Rhythm,
    /// Units on a usual day.
    pub(super) base: f64,
    /// The growth in a year, as a share of the base.
    pub(super) growth: f64,
    pub(crate) hash: u64,
}

impl Charge {
    /// Returns the metrics of this charge for `usage`, in 10^-10 units.
    pub(super) fn amounts(&self, usage: i128) -> Amounts {
        let price = if self.record == Record::Negation { -self.meter.price } else { self.meter.price };
        let unblended = usage * price / ONE;
        let amortized = match self.record {
            Record::Covered => unblended * 72 / 100,
            Record::Negation | Record::Fee => 0,
            _ => unblended,
        };
        let has_usage = self.record != Record::Negation && !self.meter.unit.is_empty();
        let unit = if has_usage { self.meter.unit } else { "" };
        let counted = if has_usage { usage } else { 0 };
        Amounts::counted_in(unit)
            .with(Metric::Unblended, unblended)
            .with(Metric::Amortized, amortized)
            .with(Metric::Blended, self.blended(unblended))
            .with(Metric::NetUnblended, self.discounted(unblended))
            .with(Metric::NetAmortized, self.discounted(amortized))
            .with(Metric::Usage, counted)
            .with(Metric::Normalized, counted * self.meter.normalized() / 10)
    }

    /// Returns the cost at the organisation's average rate; only tiered prices differ between accounts.
    fn blended(&self, unblended: i128) -> i128 {
        let is_tiered = self.record == Record::Usage && matches!(self.meter.unit, "GB" | "GB-Mo");
        if is_tiered { unblended * (970 + i128::from(self.hash % 61)) / 1_000 } else { unblended }
    }

    /// Returns the cost after the organisation's private discount of 5 % on usage.
    fn discounted(&self, cost: i128) -> i128 {
        let is_discounted = matches!(self.record, Record::Usage | Record::Covered | Record::Negation);
        if is_discounted { cost - cost * 5 / 100 } else { cost }
    }

    /// Returns about how many dollars a usual day costs.
    pub(super) fn dollars(&self) -> f64 {
        self.base * self.meter.price as f64 / ONE as f64
    }
}

/// Returns all charges of an organisation with `accounts` accounts.
pub(super) fn charges(seed: u64, accounts: usize, regions: &[String]) -> Vec<Charge> {
    let mut charges = Vec::new();
    for account in 0..accounts {
        usage(seed, account, regions, &mut charges);
        charges.push(fee(seed, account, &meters::TAX, Record::Tax));
        if account % 5 == 1 {
            charges.push(fee(seed, account, &meters::CREDIT, Record::Credit));
        }
        if account % 4 == 2 {
            charges.push(fee(seed, account, &meters::REFUND, Record::Refund));
        }
    }
    charges.push(fee(seed, 0, &meters::SUPPORT, Record::Support));
    let covered: f64 = charges.iter().filter(|charge| charge.record == Record::Covered).map(Charge::dollars).sum();
    if covered > 0.0 {
        // The commitment is one of cents an hour, as Savings Plans are bought.
        let base = (covered * 0.72 / 24.0 * 100.0).round() / 100.0 * 24.0;
        charges.push(Charge { base, ..fee(seed, 0, &meters::PLAN, Record::Fee) });
    }
    charges
}

fn usage(seed: u64, account: usize, regions: &[String], charges: &mut Vec<Charge>) {
    let size = 1.0 / (1.0 + account as f64).powi(1).max(1.0);
    for (number, meter) in METERS.iter().enumerate() {
        let places = if meter.is_global { 1 } else { regions.len() };
        for region in 0..places {
            let hash = mix(seed
                ^ mix(hash(meter.usage_type)
                    ^ mix(number as u64)
                    ^ mix((account as u64) << 16 | (region as u64) << 8)));
            let mut random = SplitMix64::new(hash);
            let is_small = account >= LARGE_ACCOUNTS;
            let adoption = f64::from(meter.adoption) / 100.0 / (1.0 + region as f64 * 0.6);
            let is_used = random.chance(if is_small { adoption * 0.15 } else { adoption });
            if !is_used || (is_small && region > 0) {
                continue;
            }
            let of_region = 1.0 / (1.0 + 1.8 * region as f64);
            let base = meter.usage * size * of_region * (0.4 + 1.4 * random.unit());
            let growth = -0.15 + 0.75 * random.unit();
            let region = (!meter.is_global).then_some(region);
            let rhythm = meter.rhythm;
            let record = Record::Usage;
            let charge = Charge { account, region, meter, record, rhythm, base, growth, hash };
            if meter.is_computing() && random.chance(0.45) {
                charges.push(Charge { record: Record::Covered, ..charge });
                charges.push(Charge { account, region, meter, record: Record::Negation, rhythm, base, growth, hash });
            } else {
                charges.push(charge);
            }
        }
    }
}

fn fee(seed: u64, account: usize, meter: &'static Meter, record: Record) -> Charge {
    let hash = mix(seed ^ mix(record as u64 + 1) ^ mix(account as u64) << 1);
    let mut random = SplitMix64::new(hash);
    let base = meter.usage * (0.6 + 0.8 * random.unit()) / (1.0 + account as f64);
    Charge { account, region: None, meter, record, rhythm: meter.rhythm, base, growth: 0.2, hash }
}
