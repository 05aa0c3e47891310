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

#[cfg(test)]
mod tests {
    use super::super::super::parameters::Parameters;
    use super::super::catalogue;
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Returns a budget as it was made on 24 June 2026.
    fn plan(bill: &Bill, name: &str) -> Plan {
        catalogue::plans(bill, date("2026-06-24")).into_iter().find(|plan| plan.name == name).unwrap()
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        let bill = Bill::new(&Parameters::default());
        for (name, start, end) in [
            ("Daily guardrail", "2026-11-30", "2026-12-01"),
            ("Organisation month", "2026-11-01", "2026-12-01"),
            ("Security services", "2026-10-01", "2027-01-01"),
            ("Organisation year", "2026-01-01", "2027-01-01"),
            ("Project landing zone", "2026-04-01", "2026-09-01"),
            ("Next quarters", "2026-10-01", "2027-01-01"),
        ] {
            let period = plan(&bill, name).period(date("2026-11-30"));
            assert_eq!(period, Period { start: date(start), end: date(end) }, "{name}");
        }
    }

    #[test]
    fn a_budget_is_gone_after_its_end_if_it_has_one() {
        let bill = Bill::new(&Parameters::default());
        let project = plan(&bill, "Project landing zone");
        assert!(project.is_kept(date("2026-08-31")) && !project.is_kept(date("2026-09-01")));
        assert!(plan(&bill, "Organisation month").is_kept(date("2086-01-01")));
    }

    #[test]
    fn the_last_limit_set_in_a_period_holds_for_it_and_those_after_it() {
        let bill = Bill::new(&Parameters::default());
        let mut plan = plan(&bill, "Organisation month");
        let first = plan.limit.clone();
        for (moment, limit) in [("2026-07-03T10:00:00Z", 1), ("2026-07-09T10:00:00Z", 2), ("2026-09-01T00:00:00Z", 3)] {
            plan.set(Limit::Fixed(limit), moment.parse().unwrap());
        }
        let limits = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]
            .map(|start| plan.limit_set(date(start)).clone());
        let fixed = [2, 2, 3, 3].map(Limit::Fixed);
        assert_eq!((&limits[0], &limits[1..]), (&first, &fixed[..]));
    }

    #[test]
    fn a_plan_that_is_used_up_keeps_its_last_limit() {
        let bill = Bill::new(&Parameters::default());
        let plan = plan(&bill, "Planned production");
        let limit = |day: &str| plan.limit(&bill, plan.period(date(day)), date(day));
        assert_ne!(limit("2026-06-24"), limit("2027-01-24"));
        assert_eq!(limit("2029-01-24"), limit("2027-01-24"));
        assert_eq!(limit("2026-01-24"), None, "it began in February");
    }
}
