//! Moments as text: how each product writes them, and what a filter may say.
//!
//! ASFF allows any ISO 8601 moment and products differ: with and without milliseconds, with Z or an offset.
//! A moment is kept in milliseconds since 1970, cut to whole seconds where its product writes no more, so that
//! filters and sorts see exactly what a client reads.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Utc};

use super::super::organisation::labels::Product;

/// How a product writes moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `2026-01-31T12:30:05.123Z`
    Milliseconds,
    /// `2026-01-31T12:30:05Z`
    Seconds,
    /// `2026-01-31T12:30:05.123+00:00`
    MillisecondsWithOffset,
    /// `2026-01-31T14:30:05+02:00`
    SecondsWithForeignOffset,
}

const TWO_HOURS_IN_SECONDS: i32 = 2 * 60 * 60;

impl Style {
    pub(super) fn of(product: Product) -> Self {
        match product {
            Product::SecurityHub | Product::GuardDuty => Self::Milliseconds,
            Product::Inspector | Product::AccessAnalyzer => Self::Seconds,
            Product::Macie => Self::MillisecondsWithOffset,
            Product::Import => Self::SecondsWithForeignOffset,
        }
    }

    /// Cuts off what this style does not write.
    pub(super) fn cut(self, milliseconds: i64) -> i64 {
        match self {
            Self::Milliseconds | Self::MillisecondsWithOffset => milliseconds,
            Self::Seconds | Self::SecondsWithForeignOffset => milliseconds - milliseconds.rem_euclid(1_000),
        }
    }

    pub(super) fn write(self, milliseconds: i64) -> String {
        let moment = DateTime::<Utc>::from_timestamp_millis(milliseconds).unwrap_or_default();
        match self {
            Self::Milliseconds => moment.to_rfc3339_opts(SecondsFormat::Millis, true),
            Self::Seconds => moment.to_rfc3339_opts(SecondsFormat::Secs, true),
            Self::MillisecondsWithOffset => moment.to_rfc3339_opts(SecondsFormat::Millis, false),
            Self::SecondsWithForeignOffset => match FixedOffset::east_opt(TWO_HOURS_IN_SECONDS) {
                Some(offset) => {
                    let local = moment.with_timezone(&offset);
                    local.to_rfc3339_opts(SecondsFormat::Secs, false)
                }
                None => moment.to_rfc3339_opts(SecondsFormat::Secs, true),
            },
        }
    }
}

/// Reads a moment a filter gives: RFC 3339, or a date, which is its midnight in UTC.
pub(super) fn parse(text: &str) -> Option<i64> {
    let date = || {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(date.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
    };
    match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => Some(moment.timestamp_millis()),
        Err(_) => date(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: [Style; 4] =
        [Style::Milliseconds, Style::Seconds, Style::MillisecondsWithOffset, Style::SecondsWithForeignOffset];

    #[test]
    fn each_style_writes_the_same_moment_its_own_way() {
        let moment = 1_769_862_605_123;
        let written = |style: Style| style.write(moment);
        assert_eq!(written(Style::Milliseconds), "2026-01-31T12:30:05.123Z");
        assert_eq!(written(Style::Seconds), "2026-01-31T12:30:05Z");
        assert_eq!(written(Style::MillisecondsWithOffset), "2026-01-31T12:30:05.123+00:00");
        assert_eq!(written(Style::SecondsWithForeignOffset), "2026-01-31T14:30:05+02:00");
    }

    #[test]
    fn what_is_cut_is_what_is_written() {
        for style in STYLES {
            let cut = style.cut(1_769_862_605_123);
            assert_eq!(parse(&style.write(cut)), Some(cut), "{style:?}");
        }
    }

    #[test]
    fn a_filter_may_give_a_date_or_a_moment_but_nothing_else() {
        assert_eq!(parse("1970-01-02"), Some(86_400_000));
        assert_eq!(parse("1970-01-02T01:00:00.5+01:00"), Some(86_400_500));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse("1970-01-02T01:00:00"), None, "a moment needs an offset");
    }
}
