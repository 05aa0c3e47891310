//! The cursors of one listing: one, and several where a single one would wait for pages longer than for its turns.
//!
//! Once a listing seems to be long and its pages prove slow, a cursor whose page came in order is cut: what is left of it is asked anew
//! in two halves, each with a filter of its own. Rows near the edge are given up, for the newer half brings them again. This
//! goes on while there are too few cursors for AWS's rate, so that the last ones share what is left.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::common::cast::as_timestamp_nanosecond_array;
use datafusion::error::Result;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, FuturesUnordered, Stream, StreamExt};

use super::cuts::{Density, Span};
use super::{Asking, Operation};
use crate::aws::{AwsError, Course, Quota, Turns};
use crate::tables::filters::TIME_SLACK;
use crate::tables::rows::Page;

/// Pages that must seem to be left for a listing to be cut at all: a shorter one would have more requests and be no faster.
const LONG: usize = 10;
/// Pages that must seem to be left for what was cut to be cut again.
const LEAST_LEFT: usize = 2;
/// The most cursors of one listing, whatever a page takes.
const MOST: usize = 16;

/// The cursors of a listing.
pub(super) struct Cursors<O> {
    asking: Arc<Asking<O>>,
    under_way: FuturesUnordered<BoxFuture<'static, Turned>>,
    /// Whether a page has come.
    has_begun: bool,
    pace: Pace,
}

/// A cursor and what came of asking for its next page.
type Turned = (Cursor, std::result::Result<(Page, Course), AwsError>);

/// A place in the listing.
#[derive(Default)]
struct Cursor {
    span: Span,
    token: Option<String>,
    turns: Turns,
    order: Order,
}

/// The order of a cursor's rows.
#[derive(Default)]
struct Order {
    /// The oldest time so far.
    oldest: Option<i64>,
    /// The oldest before the last page.
    before: Option<i64>,
    /// Whether a row came that should have come before.
    is_broken: bool,
}

impl<O: Operation> Cursors<O> {
    /// One cursor over everything.
    pub(super) fn begin(asking: Asking<O>) -> Self {
        let under_way = FuturesUnordered::new();
        let mut cursors = Self { asking: Arc::new(asking), under_way, has_begun: false, pace: Pace::of(O::QUOTA) };
        cursors.ask(Cursor::default());
        cursors
    }

    /// The rows of one page after the other.
    pub(super) fn pages(self) -> impl Stream<Item = Result<RecordBatch>> {
        stream::try_unfold(self, |mut cursors| async move {
            let rows = cursors.next().await?;
            Ok(rows.map(|rows| (rows, cursors)))
        })
    }

    /// Makes ready to ask for a cursor's next page, which begins when the listing is polled.
    fn ask(&mut self, cursor: Cursor) {
        let asking = Arc::clone(&self.asking);
        let turned = async move {
            let page = asking.page(cursor.token.clone(), cursor.span).await;
            (cursor, page)
        };
        self.under_way.push(turned.boxed());
    }

    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let Some((mut cursor, answer)) = self.under_way.next().await else { return Ok(None) };
        let request = &self.asking.request;
        let (page, course) = match answer {
            // After a page it would make a part of the rows look like all of them.
            Err(error) if !self.has_begun && request.is_empty_for(&error) => return Ok(None),
            answer => answer?,
        };
        if page.left_out > 0 {
            request.incomplete(O::CALL, &format!("{} rows that were asked for are left out", page.left_out))?;
        }
        if let Some(token) = &page.next_token {
            let turn = cursor.turns.next(token, page.batch.num_rows());
            turn.map_err(|endless| request.endless(O::CALL, &endless.to_string()))?;
        }
        self.has_begun = true;
        self.pace.observe(course.took);
        cursor.token = page.next_token;
        let rows = match self.asking.cuts {
            Some((_, place)) => return self.go_on(cursor, &page.batch, place, &course).map(Some),
            None => page.batch,
        };
        if cursor.token.is_some() {
            self.ask(cursor);
        }
        Ok(Some(rows))
    }

    /// Goes on after a page of a listing that can be cut; returns the rows that are this cursor's.
    fn go_on(&mut self, mut cursor: Cursor, batch: &RecordBatch, place: usize, course: &Course) -> Result<RecordBatch> {
        let times = as_timestamp_nanosecond_array(batch.column(place))?;
        let density = cursor.order.observe(times.iter());
        let cut = cursor.token.is_some().then(|| course.cut(|| self.cut(&cursor, density))).flatten();
        let parts = cut.zip(cursor.order.edge()).and_then(|(at, edge)| cursor.span.cut(edge, at));
        let own = match parts {
            Some([own, newer, older]) => {
                self.ask(Cursor { span: newer, ..Cursor::default() });
                self.ask(Cursor { span: older, ..Cursor::default() });
                own
            }
            None => cursor.span,
        };
        // A row without a time is in no half's filter, so that it cannot come twice.
        let keep: BooleanArray = times.iter().map(|time| Some(time.is_none_or(|time| own.holds(time)))).collect();
        if parts.is_none() && cursor.token.is_some() {
            self.ask(cursor);
        }
        let rows = filter_record_batch(batch, &keep)?;
        Ok(rows.project(&(0..self.asking.output).collect::<Vec<_>>())?)
    }

    /// Where to cut a cursor after a page, if it is of use now.
    fn cut(&self, cursor: &Cursor, density: Option<Density>) -> Option<i64> {
        let (cuts, _) = self.asking.cuts.as_ref()?;
        let others = self.under_way.len();
        if others + 1 >= self.pace.cursors() {
            return None;
        }
        let now = self.asking.request.connection().now().timestamp_nanos_opt()?;
        let least = if cursor.span == Span::default() { LONG } else { LEAST_LEFT };
        cuts.middle(cursor.span, cursor.order.edge()?, now, density?, least * O::PAGING.size)
    }
}

impl Order {
    /// Looks at a page's times, and says how dense they are where it has any.
    fn observe(&mut self, times: impl Iterator<Item = Option<i64>>) -> Option<Density> {
        let (mut rows, mut newest) = (0, None);
        self.before = self.oldest;
        for time in times {
            let Some(time) = time else {
                self.is_broken = true;
                continue;
            };
            let oldest = self.oldest.unwrap_or(time);
            self.is_broken |= time > oldest.saturating_add(TIME_SLACK);
            self.oldest = Some(time.min(oldest));
            newest = newest.max(Some(time));
            rows += 1;
        }
        Some(Density { rows, width: newest?.saturating_sub(self.oldest?) })
    }

    /// The time after which every row has come, and which no row of an earlier page has: AWS may sort by the second. `None` where
    /// there is no such time, as where rows come in another order.
    fn edge(&self) -> Option<i64> {
        let edge = self.oldest?.saturating_add(TIME_SLACK);
        (!self.is_broken && self.before.is_none_or(|before| edge < before)).then_some(edge)
    }
}

/// How long pages take, beside how often AWS allows them.
struct Pace {
    per_second: f64,
    /// A mean in which later pages count more.
    took: Option<Duration>,
}

impl Pace {
    fn of(quota: Quota) -> Self {
        Self { per_second: f64::from(quota.per_second), took: None }
    }

    fn observe(&mut self, took: Duration) {
        self.took = Some(self.took.map_or(took, |mean| (mean + took) / 2));
    }

    /// How many cursors use all turns: one more than just enough, which makes good for the moments in which there are fewer.
    fn cursors(&self) -> usize {
        let needed = self.took.unwrap_or_default().as_secs_f64() * self.per_second;
        if needed <= 1.0 { 1 } else { (needed.ceil() as usize + 1).min(MOST) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_pages_need_several_cursors_and_fast_ones_one() {
        let cursors = |took: &[u64]| {
            let mut pace = Pace::of(Quota { class: "any", per_second: 3, burst: 6 });
            took.iter().for_each(|took| pace.observe(Duration::from_millis(*took)));
            pace.cursors()
        };
        assert_eq!([cursors(&[]), cursors(&[30]), cursors(&[333]), cursors(&[600])], [1, 1, 1, 3]);
        assert_eq!([cursors(&[2_000]), cursors(&[60_000])], [7, MOST]);
        // One slow page, as the first one of a connection is, soon does not count.
        assert_eq!(cursors(&[900, 100, 100]), 1);
    }

    #[test]
    fn rows_out_of_order_leave_no_edge() {
        const SECOND: i64 = 1_000_000_000;
        let edge = |pages: &[&[Option<i64>]]| {
            let mut order = Order::default();
            for page in pages {
                order.observe(page.iter().map(|time| time.map(|time| time * SECOND)));
            }
            order.edge().map(|edge| edge / SECOND)
        };
        assert_eq!(edge(&[&[Some(9), Some(7)], &[], &[Some(8), Some(5)]]), Some(6));
        assert_eq!(edge(&[&[Some(9), Some(7)], &[Some(9)]]), None);
        // The earlier page has given rows of the edge away.
        assert_eq!(edge(&[&[Some(9), Some(7)], &[Some(7), Some(6)]]), None);
        assert_eq!(edge(&[&[Some(9), None]]), None);
        assert_eq!(edge(&[&[]]), None);
    }
}
