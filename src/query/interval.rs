//! Widths of time buckets: `5m`, `1 hour`, `1w`, `1M`, and `auto` for the panel's own.

use chrono::{DateTime, Datelike, NaiveDate};
use datafusion::common::ScalarValue;
use datafusion::functions::expr_fn::date_bin;
use datafusion::logical_expr::{Expr, lit};

use super::Times;
use super::error::QueryError;

/// A Monday: the epoch was a Thursday, and buckets of weeks begin on Mondays.
const MONDAY_MS: i64 = 4 * 86_400_000;

const WEEK_MS: i64 = 7 * 86_400_000;
/// The most points of a series that are filled in: about what the widest screen can show.
const MOST_BUCKETS: usize = 11_000;

/// The beginning of a month, counted from January 1970; milliseconds.
fn month_start(months: i64) -> i64 {
    let (year, month) = (1970 + months.div_euclid(12), months.rem_euclid(12) + 1);
    let date = i32::try_from(year).ok().zip(u32::try_from(month).ok());
    let date = date.and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1)?.and_hms_opt(0, 0, 0));
    date.map_or(i64::MAX, |date| date.and_utc().timestamp_millis())
}

/// A width that `date_bin` can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// A fixed width in milliseconds.
    Milliseconds(i64),
    /// Whole weeks, which begin on Mondays.
    Weeks(i32),
    /// Whole months.
    Months(i32),
}

impl Interval {
    /// Reads a width; quotes around it are dropped.
    ///
    /// # Errors
    /// When it is no width, or not above zero.
    pub fn parse(text: &str, times: Times) -> Result<Self, QueryError> {
        let invalid = || {
            QueryError::Invalid(format!(
                "\"{text}\" is not an interval: write a number and a unit, such as 5m, 1h, 1d, 1w or 1M, or auto"
            ))
        };
        let trimmed = text.trim().trim_matches(['\'', '"']).trim();
        if matches!(trimmed, "auto" | "$__interval") {
            return Ok(Self::Milliseconds(times.interval_ms));
        }
        let digits = trimmed.find(|character: char| !character.is_ascii_digit()).ok_or_else(invalid)?;
        let count: i32 = trimmed[..digits].parse().map_err(|_| invalid())?;
        if count == 0 {
            return Err(invalid());
        }
        let milliseconds = |unit: i64| Ok(Self::Milliseconds(i64::from(count) * unit));
        match trimmed[digits..].trim() {
            "ms" | "millisecond" | "milliseconds" => milliseconds(1),
            "s" | "second" | "seconds" => milliseconds(1_000),
            "m" | "minute" | "minutes" => milliseconds(60_000),
            "h" | "hour" | "hours" => milliseconds(3_600_000),
            "d" | "day" | "days" => milliseconds(86_400_000),
            "w" | "week" | "weeks" => Ok(Self::Weeks(count)),
            "M" | "month" | "months" => Ok(Self::Months(count)),
            "y" | "year" | "years" => count.checked_mul(12).map(Self::Months).ok_or_else(invalid),
            _ => Err(invalid()),
        }
    }

    /// Returns the beginning of every bucket from the one with `from_ms` to the one with `to_ms`, in nanoseconds.
    ///
    /// # Errors
    /// When there are more than a panel could show.
    pub fn starts(self, times: Times) -> Result<Vec<i64>, QueryError> {
        let mut starts = Vec::new();
        let mut start = self.start_of(times.from_ms);
        while start <= times.to_ms {
            if starts.len() >= MOST_BUCKETS {
                return Err(QueryError::Invalid(format!(
                    "timeFill would make more than {MOST_BUCKETS} points: use wider buckets or a shorter range"
                )));
            }
            starts.push(start.saturating_mul(1_000_000));
            start = self.next(start);
        }
        Ok(starts)
    }

    /// The beginning of the bucket that a moment lies in, as `date_bin` has it; milliseconds.
    fn start_of(self, moment: i64) -> i64 {
        match self {
            Self::Milliseconds(width) => moment.div_euclid(width) * width,
            Self::Weeks(weeks) => {
                let width = i64::from(weeks) * WEEK_MS;
                (moment - MONDAY_MS).div_euclid(width) * width + MONDAY_MS
            }
            Self::Months(months) => {
                let date = DateTime::from_timestamp_millis(moment).unwrap_or_default();
                let since = i64::from(date.year() - 1970) * 12 + i64::from(date.month0());
                month_start(since.div_euclid(i64::from(months)) * i64::from(months))
            }
        }
    }

    fn next(self, start: i64) -> i64 {
        match self {
            Self::Milliseconds(width) => start.saturating_add(width),
            Self::Weeks(weeks) => start.saturating_add(i64::from(weeks) * WEEK_MS),
            Self::Months(months) => {
                let date = DateTime::from_timestamp_millis(start).unwrap_or_default();
                month_start(i64::from(date.year() - 1970) * 12 + i64::from(date.month0()) + i64::from(months))
            }
        }
    }

    /// Makes the expression that puts a time expression into buckets of this width, in UTC.
    pub fn buckets(self, expression: Expr) -> Expr {
        let epoch = |milliseconds: i64| {
            lit(ScalarValue::TimestampNanosecond(Some(milliseconds * 1_000_000), Some("UTC".into())))
        };
        let (stride, origin) = match self {
            Self::Milliseconds(width) => {
                (ScalarValue::new_interval_mdn(0, 0, width.saturating_mul(1_000_000)), epoch(0))
            }
            Self::Months(months) => (ScalarValue::new_interval_mdn(months, 0, 0), epoch(0)),
            Self::Weeks(weeks) => (ScalarValue::new_interval_mdn(0, weeks.saturating_mul(7), 0), epoch(MONDAY_MS)),
        };
        date_bin(lit(stride), expression, origin)
    }

    /// Writes the `date_bin` call that puts a time expression into buckets of this width, in UTC.
    pub fn date_bin(self, expression: &str) -> String {
        match self {
            Self::Milliseconds(width) => format!("date_bin(INTERVAL '{width} milliseconds', {expression})"),
            Self::Months(months) => format!("date_bin(INTERVAL '{months} months', {expression})"),
            Self::Weeks(weeks) => {
                format!("date_bin(INTERVAL '{weeks} weeks', {expression}, {})", super::macros::timestamp(MONDAY_MS))
            }
        }
    }
}

/// Writes a width in milliseconds as Grafana does, in its largest whole unit.
pub fn written(milliseconds: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let whole = units.into_iter().find(|(unit, _)| milliseconds >= *unit && milliseconds % unit == 0);
    whole.map_or_else(|| format!("{milliseconds}ms"), |(unit, name)| format!("{}{name}", milliseconds / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(width: &str, from: &str, to: &str) -> Vec<String> {
        let moment = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis();
        let times = Times::new(moment(from), moment(to), 60_000);
        let starts = Interval::parse(width, times).unwrap().starts(times).unwrap();
        starts
            .into_iter()
            .map(|start| DateTime::from_timestamp_nanos(start).format("%Y-%m-%d %H:%M").to_string())
            .collect()
    }

    #[test]
    fn buckets_begin_where_date_bin_lets_them_begin() {
        let (from, to) = ("2026-11-24T10:30:00Z", "2026-11-24T12:00:00Z");
        assert_eq!(starts("1h", from, to), ["2026-11-24 10:00", "2026-11-24 11:00", "2026-11-24 12:00"]);
        assert_eq!(starts("1w", "2026-11-01T00:00:00Z", to).first().unwrap(), "2026-10-26 00:00");
        assert_eq!(
            starts("1M", "2025-12-31T23:59:00Z", "2026-02-01T00:00:00Z"),
            ["2025-12-01 00:00", "2026-01-01 00:00", "2026-02-01 00:00"]
        );
        assert_eq!(starts("5M", "2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z"), ["2025-11-01 00:00"]);
    }

    #[test]
    fn more_points_than_a_screen_shows_are_refused() {
        let times = Times::new(0, 86_400_000, 1);
        let error = Interval::Milliseconds(1).starts(times).unwrap_err().to_string();
        assert!(error.starts_with("timeFill would make more than 11000 points"), "{error}");
    }
}
