//! `TimePeriod` and `Granularity`: which days are asked for, and how they are summed.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::{after, month_start};
use super::super::organisation::labels::{Label, labels};

/// How many months before the current one have data.
const MONTHS_OF_HISTORY: i32 = 13;
/// The day of the next month on which a month's bill becomes final.
const FINAL_AFTER_DAYS: u64 = 4;

labels! {
    /// How days are summed.
    Granularity { Daily = "DAILY", Monthly = "MONTHLY", Hourly = "HOURLY" }
}

/// Days from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Period {
    pub(in super::super) start: NaiveDate,
    pub(in super::super) end: NaiveDate,
}

impl Period {
    /// Reads `TimePeriod` as it is written: two dates in order.
    pub(super) fn parse(request: &Members<'_>) -> Result<Self, Fault> {
        let period = request.structure("TimePeriod")?.ok_or_else(|| request.missing("TimePeriod"))?;
        period.only(&["Start", "End"])?;
        let found = Self { start: date(&period, "Start")?, end: date(&period, "End")? };
        Ok(found)
    }

    /// Reads a `TimePeriod` of which there is history.
    pub(super) fn of_history(request: &Members<'_>, now: DateTime<Utc>) -> Result<Self, Fault> {
        let period = Self::parse(request)?;
        let today = now.date_naive();
        if period.start >= period.end {
            return Err(request.invalid("Start date (and hour) should be before end date (and hour)"));
        }
        if period.start < month_start(today, -MONTHS_OF_HISTORY) {
            return Err(request.invalid("You haven't enabled historical data beyond 14 months"));
        }
        if period.start > today {
            return Err(request.invalid("Start date must be equal to or no later than the current date"));
        }
        if period.end > month_start(today, 1) {
            return Err(request.invalid("end date past the beginning of next month"));
        }
        Ok(period)
    }

    /// Returns the periods of one result each; the first and the last month may be cut.
    pub(super) fn split(self, granularity: Granularity) -> Vec<Self> {
        let mut periods = Vec::new();
        let mut start = self.start;
        while start < self.end {
            let next = if granularity == Granularity::Monthly { month_start(start, 1) } else { after(start) };
            periods.push(Self { start, end: next.min(self.end) });
            start = next;
        }
        periods
    }

    /// Returns whether AWS may still change the figures: until a month's bill is final.
    pub(super) fn is_estimated(self, now: DateTime<Utc>) -> bool {
        let last = self.end.pred_opt().unwrap_or(self.end);
        let closed = month_start(last, 1).checked_add_days(Days::new(FINAL_AFTER_DAYS));
        closed.is_none_or(|closed| now.date_naive() < closed)
    }

    pub(super) fn written(self) -> Value {
        json!({"Start": self.start.to_string(), "End": self.end.to_string()})
    }
}

/// Reads a date: a moment is only for hours.
fn date(members: &Members<'_>, name: &str) -> Result<NaiveDate, Fault> {
    let text = members.required_text(name, 0, 40)?;
    parsed(text)
        .ok_or_else(|| members.refuse(name, r"Member must satisfy regular expression pattern: \d{4}-\d{2}-\d{2}"))
}

/// Reads the date of an optional date or moment.
pub(super) fn moment(members: &Members<'_>, name: &str) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = members.text(name, 0, 40)? else {
        return Ok(None);
    };
    let is_moment = text.parse::<DateTime<Utc>>().is_ok() && text.ends_with('Z') && text.len() == 20;
    let day = if is_moment { text.get(..10) } else { Some(text) };
    let found = day.and_then(parsed).ok_or_else(|| {
        let pattern = r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}Z)?";
        members.refuse(name, &format!("Member must satisfy regular expression pattern: {pattern}"))
    })?;
    Ok(Some(found))
}

fn parsed(text: &str) -> Option<NaiveDate> {
    let has_form = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| has_form)
}
