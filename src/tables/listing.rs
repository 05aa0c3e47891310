//! Pages of one AWS operation as record batches: what every table over a list has in common.
//!
//! An [`Operation`] says which operation it is and how one page is asked for; [`Listing`] asks page after page. The next
//! page is asked for only when the engine polls, so a LIMIT that is satisfied ends the asking. `cursors` asks for the rest of
//! a long listing in several places at once, where `cuts` can be made; [`Turns`](crate::aws::Turns) ends what AWS would not
//! end itself.

mod cursors;
mod cuts;

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::filters::Range;
use super::rows::{Page, PageReader};
use super::{Fetch, RowShape};
use crate::aws::{AwsError, BulkInterceptor, BulkReader, Call, Connection, Course, Quota, Request};
use cursors::Cursors;
pub use cuts::Cuts;
use cuts::Span;

/// The name of [`super::Column::asked`] under which the account that asks is found out.
const ACCOUNT: &str = "account_id";

/// Names and size of an operation's pages.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The answer's member with the rows; a dot leads further down.
    pub list: &'static str,
    /// The answer's member with the next page's token; `None` where there is one page.
    pub token: Option<&'static str>,
    /// The answer's member with what AWS left out of it; `None` where there is none.
    pub left_out: Option<&'static str>,
    /// A member of every answer of an operation that leaves out its list when it is empty; `None` where the list is
    /// always there.
    pub always: Option<&'static str>,
    /// The most rows AWS returns on one page.
    pub size: usize,
}

/// One page that is asked for.
#[derive(Debug)]
pub struct Ask {
    /// Token of the page; none for the first.
    pub token: Option<String>,
    /// Rows wanted on it.
    pub size: i32,
    /// Column and whether it descends, where AWS is to sort.
    pub order: Option<(&'static str, bool)>,
    /// Only rows with such times in the column of [`Operation::cuts`]; all where there is none.
    pub within: Option<Range<i64>>,
}

/// What the SDK says to one page; the rows took another way.
pub type Sent<O> =
    BoxFuture<'static, std::result::Result<<O as Operation>::Output, SdkError<<O as Operation>::Error, HttpResponse>>>;

/// One AWS operation that lists rows.
pub trait Operation: Debug + Send + Sync + 'static {
    /// The SDK's output.
    type Output: Debug + Send + Sync + 'static;
    /// The SDK's error.
    type Error: Error + Send + Sync + 'static;
    /// The operation's name and IAM action.
    const CALL: Call;
    /// How often it may be called.
    const QUOTA: Quota;
    /// Its pages.
    const PAGING: Paging;
    /// What else is asked that AWS's rows do not repeat, by the names columns have for it.
    fn asked(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// How its listing can be cut in two; `None` where it cannot.
    fn cuts(&self) -> Option<Cuts> {
        None
    }
    /// Reads one page; for answers whose rows are not the elements of one list.
    ///
    /// # Errors
    /// When the bytes are not the operation's answer.
    fn read(&self, reader: &PageReader, bytes: &[u8]) -> std::result::Result<Page, serde_json::Error> {
        reader.read(bytes)
    }
    /// Makes an output for the SDK to hand back; it is not looked at.
    ///
    /// # Errors
    /// When the SDK misses a member; a bug.
    fn output() -> std::result::Result<Self::Output, BuildError>;
    /// Makes the SDK's error of AWS's code, which decides on retries.
    fn error(metadata: ErrorMetadata) -> Self::Error;
    /// Sends for one page, with `read` as interceptor.
    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self>
    where
        Self: Sized;
}

/// All pages of an operation.
#[derive(Debug)]
pub struct Listing<O>(Arc<O>);

impl<O> Listing<O> {
    /// Lists what an operation returns.
    pub fn of(operation: O) -> Self {
        Self(Arc::new(operation))
    }
}

impl<O: Operation> Fetch for Listing<O> {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let begin = Asking::begin(Arc::clone(&self.0), shape, request);
        stream::once(begin)
            .map_err(DataFusionError::from)
            .map_ok(|asking| Cursors::begin(asking).pages())
            .try_flatten()
            .try_filter(|batch| std::future::ready(batch.num_rows() > 0))
            .boxed()
    }
}

/// What is asked, page after page.
struct Asking<O> {
    operation: Arc<O>,
    reader: Arc<PageReader>,
    /// How many of the reader's columns are asked for: one that only cuts need comes after them.
    output: usize,
    size: i32,
    order: Option<(&'static str, bool)>,
    /// How the listing may be cut, and the place of the column by which it is.
    cuts: Option<(Cuts, usize)>,
    request: Arc<Request>,
}

impl<O: Operation> Asking<O> {
    /// Makes ready to ask; the account is found out where a column shows it and AWS's rows do not.
    async fn begin(operation: Arc<O>, shape: RowShape, request: Arc<Request>) -> std::result::Result<Self, AwsError> {
        let mut asked = vec![("region", request.connection().region_of(O::CALL).to_owned())];
        asked.extend(operation.asked());
        let is_asked = |name| asked.iter().any(|(known, _)| *known == name);
        if shape.columns.iter().any(|column| column.asked() == Some(ACCOUNT)) && !is_asked(ACCOUNT) {
            asked.push((ACCOUNT, request.account().await?));
        }
        let output = shape.columns.len();
        let mut columns = shape.columns.to_vec();
        let cuts = operation.cuts().filter(|_| shape.is_whole).map(|cuts| {
            let place = columns.iter().position(|column| column.name == cuts.column.name).unwrap_or_else(|| {
                columns.push(cuts.column);
                output
            });
            (cuts, place)
        });
        Ok(Self {
            reader: Arc::new(PageReader::new(O::PAGING, &columns, &asked)),
            output,
            size: shape.limit.unwrap_or(O::PAGING.size).clamp(1, O::PAGING.size) as i32,
            order: cuts.as_ref().map_or(shape.order, |(cuts, _)| Some((cuts.column.name, true))),
            cuts,
            operation,
            request,
        })
    }

    /// Asks for one page, and says how it came.
    async fn page(&self, token: Option<String>, span: Span) -> std::result::Result<(Page, Course), AwsError> {
        let (operation, reader) = (Arc::clone(&self.operation), Arc::clone(&self.reader));
        let bulk = BulkReader::new(move |bytes| operation.read(&reader, bytes), O::output, O::error);
        let ask = Ask { token, size: self.size, order: self.order, within: span.asked() };
        let sent =
            self.operation.send(self.request.connection(), ask, bulk.interceptor(O::CALL, O::QUOTA, &self.request));
        self.request.send(O::CALL, bulk, sent).await
    }
}
