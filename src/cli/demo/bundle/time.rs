//! Grafana's words for time: `now-30d`, `now/M`, `1d`. Everything is in UTC.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

use crate::cli::grafana::Range;

/// Points a panel has room for.
const POINTS: i64 = 600;
/// Widths that Grafana gives a point.
const WIDTHS: [i64; 12] =
    [1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 43_200_000, 86_400_000];

/// The ends of a range.
#[derive(Debug, Deserialize)]
pub struct Words {
    pub from: String,
    pub to: String,
}

impl Words {
    /// The range, whose points are at least `least` milliseconds wide.
    pub fn range(&self, now: DateTime<Utc>, least: Option<i64>) -> Result<Range, String> {
        Ok(between(moment(&self.from, now, false)?, moment(&self.to, now, true)?, least))
    }
}

/// A range with the width Grafana would give a point.
pub fn between(from: DateTime<Utc>, to: DateTime<Utc>, least: Option<i64>) -> Range {
    let (from_ms, to_ms) = (from.timestamp_millis(), to.timestamp_millis());
    let raw = (to_ms - from_ms) / POINTS;
    let nice = WIDTHS.into_iter().find(|width| *width >= raw).unwrap_or(86_400_000);
    Range { from_ms, to_ms, interval_ms: nice.max(least.unwrap_or_default()) }
}

/// Moves a range back.
pub fn shifted(range: Range, back: &str) -> Result<Range, String> {
    let back = width(back)?.num_milliseconds();
    Ok(Range { from_ms: range.from_ms - back, to_ms: range.to_ms - back, ..range })
}

/// Reads `1d`; months have 30 days and years 365, as in Grafana.
pub fn width(text: &str) -> Result<Duration, String> {
    let read = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            "M" => 2_592_000,
            "y" => 31_536_000,
            _ => return None,
        };
        Some(Duration::seconds(number.parse::<i64>().ok()?.checked_mul(seconds)?))
    };
    read().ok_or_else(|| format!("\"{text}\" is no width of time such as 30d"))
}

/// Reads `now`, `now-30d`, `now/M` or `now-1M/M`; the end of a range that is rounded is the end of its unit.
fn moment(text: &str, now: DateTime<Utc>, end: bool) -> Result<DateTime<Utc>, String> {
    let unknown = || format!("\"{text}\" is no moment such as now-30d");
    let rest = text.strip_prefix("now").ok_or_else(unknown)?;
    let (offset, unit) = rest.split_once('/').map_or((rest, None), |(offset, unit)| (offset, Some(unit)));
    let moment = match offset.strip_prefix('-') {
        None if offset.is_empty() => now,
        None => return Err(unknown()),
        Some(back) => before(now, back)?,
    };
    let Some(unit) = unit else { return Ok(moment) };
    let start = start_of(moment.date_naive(), unit).ok_or_else(unknown)?;
    if !end {
        return Ok(midnight(start));
    }
    let next = match unit {
        "d" => start.checked_add_days(chrono::Days::new(1)),
        "w" => start.checked_add_days(chrono::Days::new(7)),
        "M" => start.checked_add_months(Months::new(1)),
        _ => start.checked_add_months(Months::new(12)),
    };
    Ok(midnight(next.ok_or_else(unknown)?) - Duration::milliseconds(1))
}

fn before(now: DateTime<Utc>, back: &str) -> Result<DateTime<Utc>, String> {
    // Months are of the calendar here.
    match back.strip_suffix('M').and_then(|months| months.parse().ok()) {
        Some(months) => now.checked_sub_months(Months::new(months)).ok_or_else(|| format!("now-{back} is too early")),
        None => Ok(now - width(back)?),
    }
}

fn start_of(day: NaiveDate, unit: &str) -> Option<NaiveDate> {
    match unit {
        "d" => Some(day),
        "w" => day.checked_sub_days(chrono::Days::new(u64::from(day.weekday().num_days_from_monday()))),
        "M" => day.with_day(1),
        "y" => day.with_day(1)?.with_month(1),
        _ => None,
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, end: bool) -> String {
        let now = "2026-03-31T12:30:00Z".parse().unwrap();
        moment(text, now, end).unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn moments_are_relative_to_now_and_rounded_to_units_of_the_calendar() {
        assert_eq!(read("now", true), "2026-03-31T12:30:00Z");
        assert_eq!(read("now-30d", false), "2026-03-01T12:30:00Z");
        assert_eq!(read("now/M", false), "2026-03-01T00:00:00Z");
        assert_eq!(read("now/M", true), "2026-03-31T23:59:59Z");
        assert_eq!(read("now-1M/M", false), "2026-02-01T00:00:00Z");
        assert_eq!(read("now/w", false), "2026-03-30T00:00:00Z");
    }

    #[test]
    fn what_is_no_moment_is_named() {
        let failure = moment("yesterday", Utc::now(), false).unwrap_err();
        assert_eq!(failure, "\"yesterday\" is no moment such as now-30d");
        assert_eq!(width("1x").unwrap_err(), "\"1x\" is no width of time such as 30d");
    }
}
