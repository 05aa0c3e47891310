//! A budget: what it measures in which periods, and how much that may come to.
//!
//! Limits are kept with the period from which they hold, so that the history of a budget whose limit was changed
//! shows what was budgeted at the time.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use super::super::costexplorer::periods::Period;
use super::super::organisation::bill::{Bill, after, month_start};
use super::super::organisation::labels::{Label, labels};
use super::figures;
use super::notifications::Notification;
use super::subject::Subject;

labels! {
    /// How long a budget lasts until it begins anew; a custom one does not.
    TimeUnit {
        Daily = "DAILY", Monthly = "MONTHLY", Quarterly = "QUARTERLY", Annually = "ANNUALLY", Custom = "CUSTOM",
    }
}

/// How much may be spent in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Limit {
    /// The same in each, in 10^-10 units.
    Fixed(i128),
    /// For each period by its first day, in order; the last one holds on.
    Planned(Vec<(NaiveDate, i128)>),
    /// The mean of so many periods before.
    Historical(u32),
}

/// A budget as people made it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) subject: Subject,
    pub(super) time_unit: TimeUnit,
    /// Its first day.
    pub(super) begins: NaiveDate,
    /// The day after its last, if it has one.
    pub(super) ends: Option<NaiveDate>,
    pub(super) notifications: Vec<Notification>,
    /// The limit it was made with.
    pub(super) limit: Limit,
    /// Limits set later, with the first day of the period from which each holds.
    pub(super) changes: Vec<(NaiveDate, Limit)>,
    pub(super) updated: DateTime<Utc>,
}

impl Plan {
    pub(super) fn is_kept(&self, today: NaiveDate) -> bool {
        self.ends.is_none_or(|ends| today < ends)
    }

    /// Returns the period that `date` is in; before a budget begins it is its first.
    pub(super) fn period(&self, date: NaiveDate) -> Period {
        let date = date.max(self.begins);
        let (start, months) = match (self.time_unit, self.ends) {
            (TimeUnit::Daily, _) => return Period { start: date, end: after(date) },
            (TimeUnit::Custom, Some(end)) => return Period { start: self.begins, end },
            (TimeUnit::Monthly | TimeUnit::Custom, _) => (month_start(date, 0), 1),
            (TimeUnit::Quarterly, _) => (month_start(date, -(date.month0() as i32 % 3)), 3),
            (TimeUnit::Annually, _) => (month_start(date, -(date.month0() as i32)), 12),
        };
        Period { start, end: month_start(start, months) }
    }

    /// Returns the period before `period`, unless the budget had not begun.
    pub(super) fn before(&self, period: Period) -> Option<Period> {
        let date = period.start.pred_opt().filter(|date| *date >= self.begins)?;
        Some(self.period(date))
    }

    /// Returns the limit as it was set for the period that begins on `start`.
    pub(super) fn limit_set(&self, start: NaiveDate) -> &Limit {
        let change = self.changes.iter().rev().find(|(since, _)| *since <= start);
        change.map_or(&self.limit, |(_, limit)| limit)
    }

    /// Returns what may be spent in `period`; nothing is said of a budget that has not begun on `today`.
    pub(super) fn limit(&self, bill: &Bill, period: Period, today: NaiveDate) -> Option<i128> {
        if today < self.begins {
            return None;
        }
        match self.limit_set(period.start) {
            Limit::Fixed(limit) => Some(*limit),
            Limit::Planned(limits) => {
                let passed = limits.iter().take_while(|(start, _)| *start <= period.start);
                passed.last().or_else(|| limits.first()).map(|(_, limit)| *limit)
            }
            Limit::Historical(periods) => Some(self.mean(bill, period, *periods)),
        }
    }

    /// Sets another limit for the period that `now` is in and those after it.
    pub(super) fn set(&mut self, limit: Limit, now: DateTime<Utc>) {
        let start = self.period(now.date_naive()).start;
        self.changes.retain(|(since, _)| *since < start);
        self.changes.push((start, limit));
        self.updated = now;
    }

    /// Returns the mean of the final figures of `count` periods before `period`, whether or not the budget was there.
    fn mean(&self, bill: &Bill, period: Period, count: u32) -> i128 {
        let months = if self.time_unit == TimeUnit::Quarterly { 3 } else { 1 };
        let start = period.start.checked_sub_months(Months::new(count * months)).unwrap_or(period.start);
        let before = Period { start, end: period.start };
        figures::last(&self.subject, bill, before).unwrap_or_default() / i128::from(count.max(1))
    }
}
