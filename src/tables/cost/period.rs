//! The days that Cost Explorer is asked for, from what a statement says of `period_start`.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::Deserialize;

use super::usage::PERIOD_START;
use crate::tables::Verdict;
use crate::tables::predicate::{Predicate, Test};

/// How long a period is, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A day.
    Day,
    /// A calendar month.
    Month,
}

impl Grain {
    /// The first day of the period that a day is in.
    pub fn begin(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// The day that is some periods later; `None` beyond the calendar.
    pub fn next(self, day: NaiveDate, periods: u32) -> Option<NaiveDate> {
        match self {
            Self::Day => day.checked_add_days(chrono::Days::new(u64::from(periods))),
            Self::Month => day.checked_add_months(Months::new(periods)),
        }
    }
}

/// What a statement says of the moments its periods begin: nanoseconds since the epoch, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The earliest.
    pub from: Option<i64>,
    /// The latest.
    pub to: Option<i64>,
}

/// Whole periods to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
    /// Whether periods that AWS no longer has were asked for.
    pub is_cut: bool,
}

/// Days as AWS writes them; the last is not among them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Days<'a> {
    /// The first.
    #[serde(borrow)]
    pub start: Cow<'a, str>,
    /// The one after the last.
    #[serde(borrow)]
    pub end: Cow<'a, str>,
}

/// Months that AWS has beside the current one.
const MONTHS_KEPT: u32 = 13;

impl Bounds {
    /// Narrows by a filter on `period_start`; `None` when it is of another kind.
    pub fn narrow(&mut self, predicate: &Predicate) -> Option<Verdict> {
        match predicate.test {
            Test::From(moment) if predicate.column == PERIOD_START => self.from(moment),
            Test::To(moment) if predicate.column == PERIOD_START => self.to(moment),
            _ => return None,
        }
        Some(Verdict::Superset)
    }

    /// Narrows by an earliest moment.
    pub fn from(&mut self, moment: i64) {
        self.from = self.from.max(Some(moment));
    }

    /// Narrows by a latest moment.
    pub fn to(&mut self, moment: i64) {
        self.to = Some(self.to.map_or(moment, |to| to.min(moment)));
    }

    /// Returns the periods that begin within the bounds and can have costs; `None` when there are none.
    pub fn period(self, grain: Grain, now: DateTime<Utc>) -> Option<Period> {
        let today = now.date_naive();
        let earliest = Grain::Month.begin(today).checked_sub_months(Months::new(MONTHS_KEPT))?;
        let start = match self.from.map(DateTime::from_timestamp_nanos) {
            None => earliest,
            Some(from) => {
                let first = grain.begin(from.date_naive());
                if first.and_time(Default::default()).and_utc() < from { grain.next(first, 1)? } else { first }
            }
        };
        let last = self.to.map_or(today, |to| DateTime::from_timestamp_nanos(to).date_naive().min(today));
        let end = grain.next(grain.begin(last), 1)?;
        let period = Period { start: start.max(earliest), end, is_cut: start < earliest };
        (period.start < period.end).then_some(period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_within_the_bounds_and_end_with_the_present() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let nanos = |text: &str| (!text.is_empty()).then(|| at(text).timestamp_nanos_opt().unwrap());
        let now = at("2026-11-24T19:00:00Z");
        let rows = [
            (Grain::Day, "", "", Some("2025-10-01..2026-11-25")),
            (Grain::Month, "", "", Some("2025-10-01..2026-12-01")),
            (Grain::Day, "2026-11-01T00:00:00Z", "2026-11-24T18:59:00Z", Some("2026-11-01..2026-11-25")),
            // A day that began before the range is not in it.
            (Grain::Day, "2026-11-01T00:00:01Z", "2026-11-03T00:00:00Z", Some("2026-11-02..2026-11-04")),
            (Grain::Month, "2026-09-15T00:00:00Z", "2027-03-01T00:00:00Z", Some("2026-10-01..2026-12-01")),
            (Grain::Day, "2020-01-01T00:00:00Z", "2025-10-01T00:00:00Z", Some("2025-10-01..2025-10-02 cut")),
            (Grain::Day, "2020-01-01T00:00:00Z", "2024-10-01T00:00:00Z", None),
            (Grain::Day, "2026-11-25T00:00:00Z", "", None),
        ];
        for (grain, from, to, expected) in rows {
            let period = Bounds { from: nanos(from), to: nanos(to) }.period(grain, now);
            let shown = period
                .map(|Period { start, end, is_cut }| format!("{start}..{end}{}", if is_cut { " cut" } else { "" }));
            assert_eq!(shown.as_deref(), expected, "{grain:?} {from} {to}");
        }
    }
}
