//! Where a listing is cut in two, and which rows then belong to which half.
//!
//! AWS does not document whether the ends of a filter by time belong to it, nor how precisely it compares. So a half is
//! asked for a second wider than it is, and its rows are told apart here.

use std::time::Duration;

use crate::tables::Column;
use crate::tables::filters::{Range, TIME_SLACK};

/// How a listing can be cut in two: by a time that every row has, by which AWS sorts and filters.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    /// The column with that time.
    pub column: Column,
    /// Where rows that are asked for begin, if that is asked.
    pub oldest: Option<i64>,
    /// How old rows are at most, as far as is known.
    pub kept_for: Duration,
}

/// The times that one cursor has to itself: after one, up to another. An end that is not there is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Span {
    /// Not this, all after it.
    pub after: Option<i64>,
    /// This, and all before it.
    pub until: Option<i64>,
}

/// What a page shows of how dense rows are.
#[derive(Debug, Clone, Copy)]
pub struct Density {
    /// Its rows.
    pub rows: usize,
    /// From the first of them to the last, in nanoseconds.
    pub width: i64,
}

impl Span {
    /// Whether a time is in it.
    pub fn holds(&self, time: i64) -> bool {
        self.after.is_none_or(|after| time > after) && self.until.is_none_or(|until| time <= until)
    }

    /// What AWS is asked for; nothing where all times are in it.
    pub fn asked(&self) -> Option<Range<i64>> {
        let from = self.after.map(|after| after.saturating_sub(TIME_SLACK));
        let to = self.until.map(|until| until.saturating_add(TIME_SLACK));
        (*self != Self::default()).then_some(Range { from, to })
    }

    /// Cuts what is left of it up to a time: in the part that is read, the newer half of the rest, and the older one. `None` where
    /// one of them would be nothing.
    pub fn cut(&self, edge: i64, at: i64) -> Option<[Self; 3]> {
        let is_within = self.until.is_none_or(|until| edge < until) && self.after.is_none_or(|after| after < at);
        let [edge, at] = (is_within && at < edge).then_some([Some(edge), Some(at)])?;
        Some([Self { after: edge, ..*self }, Self { after: at, until: edge }, Self { until: at, ..*self }])
    }
}

impl Cuts {
    /// A time that leaves about half of a span's rows up to `edge` on either side. `None` where fewer than `least` rows seem to
    /// be left.
    ///
    /// It is the middle of the ages' logarithms: most rows are new, whether they came in hours or in months.
    pub fn middle(&self, span: Span, edge: i64, now: i64, density: Density, least: usize) -> Option<i64> {
        let kept_for = i64::try_from(self.kept_for.as_nanos()).unwrap_or(i64::MAX);
        let begin = [span.after, self.oldest].into_iter().flatten().fold(now.saturating_sub(kept_for), i64::max);
        let left = edge.saturating_sub(begin) as f64 / density.width.max(TIME_SLACK) as f64 * density.rows as f64;
        let age = |time: i64| now.saturating_sub(time).max(TIME_SLACK) as f64;
        let middle = now.saturating_sub((age(edge) * age(begin)).sqrt() as i64);
        let has_halves = begin.saturating_add(TIME_SLACK) < middle && middle < edge.saturating_sub(TIME_SLACK);
        (has_halves && left >= least as f64).then_some(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;
    const DAY: i64 = 86_400 * SECOND;
    const NOW: i64 = 20_000 * DAY;

    fn cuts(oldest: Option<i64>) -> Cuts {
        let column = Column::time("updated_at", "UpdatedAt", "");
        Cuts { column, oldest, kept_for: Duration::from_secs(90 * 86_400) }
    }

    #[test]
    fn the_parts_of_a_cut_have_every_time_once() {
        let all = Span::default();
        let parts = all.cut(50, 20).unwrap();
        let again = parts[1].cut(40, 30).unwrap();
        let leaves = [parts[0], again[0], again[1], again[2], parts[2]];
        for time in -10..100 {
            assert_eq!(leaves.iter().filter(|leaf| leaf.holds(time)).count(), 1, "{time}");
        }
        assert_eq!(parts[1], Span { after: Some(20), until: Some(50) });
    }

    #[test]
    fn nothing_is_cut_without_two_halves_or_without_getting_on() {
        let span = Span { after: Some(10), until: Some(50) };
        assert!(span.cut(49, 11).is_some());
        for (edge, at) in [(50, 20), (60, 20), (40, 40), (40, 10), (40, 5)] {
            assert_eq!(span.cut(edge, at), None, "{edge} {at}");
        }
    }

    #[test]
    fn a_part_is_asked_for_a_second_wider_and_all_without_a_filter() {
        assert_eq!(Span::default().asked(), None);
        let part = Span { after: Some(5 * SECOND), until: None };
        assert_eq!(part.asked(), Some(Range { from: Some(4 * SECOND), to: None }));
    }

    #[test]
    fn the_middle_lies_between_what_is_read_and_where_rows_begin() {
        let dense = Density { rows: 100, width: SECOND };
        let middle = |cuts: Cuts, span, edge| cuts.middle(span, edge, NOW, dense, 200);
        // Of 100 and of 1 hours, the age is the geometric mean.
        let hour = 3_600 * SECOND;
        let span = Span { after: Some(NOW - 100 * hour), until: None };
        assert_eq!(middle(cuts(None), span, NOW - hour), Some(NOW - 10 * hour));
        assert_eq!(middle(cuts(Some(NOW - 100 * hour)), Span::default(), NOW - hour), Some(NOW - 10 * hour));
        let far = middle(cuts(None), Span::default(), NOW - hour).unwrap();
        assert!(NOW - 90 * DAY < far && far < NOW - hour);
        assert_eq!(middle(cuts(None), Span::default(), NOW - 90 * DAY), None);
    }

    #[test]
    fn little_is_not_cut() {
        let span = Span { after: Some(NOW - DAY), until: None };
        let of = |rows| cuts(None).middle(span, NOW - DAY / 2, NOW, Density { rows, width: DAY / 2 }, 200);
        assert_eq!((of(199), of(200).is_some()), (None, true));
    }
}
