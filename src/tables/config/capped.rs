//! Counts that Config does not carry on beyond a maximum, which it does not publish: the row says when one was reached.
//!
//! A count that is shown without saying so would be taken for exact.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::cast::as_boolean_array;
use datafusion::error::Result;
use futures::stream::{BoxStream, StreamExt};

use crate::aws::Request;
use crate::tables::{Column, Fetch, RowShape};

/// The count.
pub const COUNT: &str = "contributor_count";
/// The member that says whether a count was not carried on.
pub const CAP_EXCEEDED: &str = "Compliance.ComplianceContributorCount.CapExceeded";

/// Rows with counts, of which a notice says when some are not carried on.
#[derive(Debug)]
pub struct Capped<F> {
    /// The rows.
    pub rows: F,
    /// How to count exactly.
    pub instead: &'static str,
}

impl<F: Fetch> Fetch for Capped<F> {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        if shape.columns.iter().all(|column| column.name != COUNT) {
            return self.rows.fetch(shape, request);
        }
        let (wanted, instead) = (shape.columns.len(), self.instead);
        let capped = Column::boolean("capped", CAP_EXCEEDED, "Whether the count is a lower bound.");
        let columns = shape.columns.iter().copied().chain([capped]).collect();
        let pages = self.rows.fetch(RowShape { columns, ..shape }, Arc::clone(&request));
        pages
            .map(move |page| {
                let page = page?;
                if as_boolean_array(page.column(wanted))?.true_count() > 0 {
                    request.notice(format!(
                        "{COUNT} is a lower bound where contributor_count_capped is true: Config does not count on. {instead}"
                    ));
                }
                Ok(page.project(&(0..wanted).collect::<Vec<_>>())?)
            })
            .boxed()
    }
}
