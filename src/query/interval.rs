//! Widths of time buckets: `5m`, `1 hour`, `1w`, `1M`, and `auto` for the panel's own.

use datafusion::common::ScalarValue;
use datafusion::functions::expr_fn::date_bin;
use datafusion::logical_expr::{Expr, lit};

use super::Times;
use super::error::QueryError;

/// A Monday: the epoch was a Thursday, and buckets of weeks begin on Mondays.
const MONDAY_MS: i64 = 4 * 86_400_000;

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
