//! The metrics of a charge, as whole numbers of 10^-10: dollars, or whatever unit usage is counted in.

use std::fmt::Write;

use super::super::labels::{Label, labels};

/// One dollar, or one unit of usage.
pub(crate) const ONE: i128 = 10_000_000_000;

labels! {
    /// A metric of Cost Explorer.
    Metric {
        Amortized = "AmortizedCost", Blended = "BlendedCost", NetAmortized = "NetAmortizedCost",
        NetUnblended = "NetUnblendedCost", Normalized = "NormalizedUsageAmount", Unblended = "UnblendedCost",
        Usage = "UsageQuantity",
    }
}

/// The unit of the usage that was summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    None,
    One(&'static str),
    Several,
}

/// The metrics of one charge or of several.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amounts {
    values: [i128; Metric::NAMES.len()],
    unit: Unit,
}

impl Amounts {
    /// Returns amounts of usage counted in `unit`; an empty unit is none.
    pub(crate) fn counted_in(unit: &'static str) -> Self {
        Self { unit: if unit.is_empty() { Unit::None } else { Unit::One(unit) }, ..Self::default() }
    }

    pub(crate) fn with(mut self, metric: Metric, value: i128) -> Self {
        self.values[metric as usize] = value;
        self
    }

    pub(crate) fn of(&self, metric: Metric) -> i128 {
        self.values[metric as usize]
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.values.iter_mut().zip(other.values).for_each(|(sum, value)| *sum += value);
        self.unit = match (self.unit, other.unit) {
            (unit, Unit::None) | (Unit::None, unit) => unit,
            (Unit::One(one), Unit::One(other)) if one == other => self.unit,
            _ => Unit::Several,
        };
    }

    /// Returns the unit AWS writes beside a metric.
    pub(crate) fn unit(&self, metric: Metric) -> &'static str {
        match (metric, self.unit) {
            (Metric::Usage, Unit::One(unit)) => unit,
            (Metric::Usage | Metric::Normalized, _) => "N/A",
            _ => "USD",
        }
    }
}

/// Returns a number of 10^-10 as AWS writes amounts: no more decimals than it has.
pub(crate) fn decimal(value: i128) -> String {
    let (whole, part) = (value.unsigned_abs() / ONE.unsigned_abs(), value.unsigned_abs() % ONE.unsigned_abs());
    let mut text = String::from(if value < 0 { "-" } else { "" });
    // Writing to a String cannot fail.
    let _ = write!(text, "{whole}.{part:010}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns a number of 10^-10 rounded to `decimals` places, halves away from zero.
pub(crate) fn rounded(value: i128, decimals: u32) -> i128 {
    let step = ONE / 10_i128.pow(decimals);
    (value + value.signum() * step / 2) / step * step
}
