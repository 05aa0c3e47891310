//! What a period came to so far, and what it is forecast to come to.
//!
//! Actual figures are the sums that GetCostAndUsage answers. A forecast is what the days before today came to and what
//! GetCostForecast expects of today and the days left, and never less than what was spent already.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::super::costexplorer::periods::Period;
use super::super::organisation::bill::amounts::{Amounts, Metric, ONE};
use super::super::organisation::bill::surges::Surges;
use super::super::organisation::bill::{self, Bill, Charge, Day, Record, after};
use super::plan::{Plan, TimeUnit};
use super::subject::{BudgetType, Subject};

/// The figures of a budget in one period, in 10^-10 units; none is less than nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    /// Absent if there is nothing yet to tell a share of.
    pub(super) actual: Option<i128>,
    /// Absent for what AWS forecasts no budget of: single days and utilization.
    pub(super) forecast: Option<i128>,
}

impl Figures {
    /// Returns the figures of `plan` in the period it is in at `now`.
    pub(super) fn of(plan: &Plan, bill: &Bill, now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        if today < plan.begins {
            return Self { actual: Some(0), forecast: None };
        }
        let period = plan.period(today);
        let actual = actual(&plan.subject, bill, period, now);
        let is_forecast = plan.time_unit != TimeUnit::Daily && plan.subject.kind != BudgetType::SavingsPlansUtilization;
        let forecast = is_forecast.then(|| {
            let before = sum(&plan.subject, bill, Period { end: today, ..period }, bill::updated(now));
            let left = expected(&plan.subject, bill, Period { start: today, ..period });
            (before + left).max(actual.unwrap_or_default())
        });
        Self { actual, forecast }
    }
}

/// Returns what `period` came to as it is known at `now`.
pub(super) fn actual(subject: &Subject, bill: &Bill, period: Period, now: DateTime<Utc>) -> Option<i128> {
    // Nothing is known of days that have not begun.
    let known = Period { end: period.end.min(after(now.date_naive())), ..period };
    let updated = bill::updated(now);
    match subject.kind {
        BudgetType::SavingsPlansUtilization => utilization(bill, known, updated),
        BudgetType::Cost | BudgetType::Usage => Some(sum(subject, bill, known, updated).max(0)),
    }
}

/// Returns what `period` came to once all of it is known.
pub(super) fn last(subject: &Subject, bill: &Bill, period: Period) -> Option<i128> {
    let complete = period.end.checked_add_days(Days::new(2)).unwrap_or(period.end);
    actual(subject, bill, period, midnight(complete))
}

/// Returns what `period` is expected to come to by the shape and the growth of its days.
pub(super) fn expected(subject: &Subject, bill: &Bill, period: Period) -> i128 {
    let charges = subject.charges(bill);
    let days = bill::days(period.start, period.end, midnight(period.start));
    let amounts = days.flat_map(|day| charges.iter().filter_map(move |charge| bill.expected(charge, day)));
    amounts.map(|amounts| amounts.of(subject.metric)).sum()
}

/// Returns the first moment of `date`.
pub(super) fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn sum(subject: &Subject, bill: &Bill, period: Period, updated: DateTime<Utc>) -> i128 {
    let surges = Surges::between(bill, period.start, period.end);
    let charges = subject.charges(bill);
    let days = bill::days(period.start, period.end, updated);
    days.map(|day| total(bill, charges.iter().copied(), day, &surges).of(subject.metric)).sum()
}

fn total<'a>(bill: &Bill, charges: impl Iterator<Item = &'a Charge>, day: Day, surges: &Surges) -> Amounts {
    let amounts = charges.filter_map(|charge| bill.amounts(charge, day, surges));
    amounts.fold(Amounts::default(), |mut sum, amounts| {
        sum.add(&amounts);
        sum
    })
}

/// Returns the share of the Savings Plans' commitment that was used, in percent: what is left unused on one day cannot
/// be used on another.
fn utilization(bill: &Bill, period: Period, updated: DateTime<Utc>) -> Option<i128> {
    let surges = Surges::between(bill, period.start, period.end);
    let (mut used, mut committed) = (0, 0);
    for day in bill::days(period.start, period.end, updated) {
        let of = |record: Record| total(bill, bill.charges().filter(|c| c.record == record), day, &surges);
        let commitment = of(Record::Fee).of(Metric::Unblended);
        used += of(Record::Covered).of(Metric::Amortized).min(commitment);
        committed += commitment;
    }
    (committed > 0).then(|| used * 100 * ONE / committed)
}
