//! Pages of one AWS operation as record batches: what every table over a list has in common.
//!
//! An [`Operation`] says which operation it is and how one page is asked for; [`Listing`] asks page after page. The next
//! page is asked for only when the engine polls, so a LIMIT that is satisfied ends the asking. [`Turns`] ends what AWS would
//! not end itself.

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
use futures::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};

use super::rows::{Page, PageReader};
use super::{Fetch, RowShape};
use crate::aws::{AwsError, BulkInterceptor, BulkReader, Call, Connection, Quota, Request, Turns};

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
            .map_ok(Asking::pages)
            .try_flatten()
            .try_filter(|batch| std::future::ready(batch.num_rows() > 0))
            .map_err(DataFusionError::from)
            .boxed()
    }
}

enum Next {
    First,
    Token(String),
    Done,
}

struct Asking<O> {
    operation: Arc<O>,
    reader: Arc<PageReader>,
    size: i32,
    order: Option<(&'static str, bool)>,
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
        Ok(Self {
            reader: Arc::new(PageReader::new(O::PAGING, &shape.columns, &asked)),
            size: shape.limit.unwrap_or(O::PAGING.size).clamp(1, O::PAGING.size) as i32,
            order: shape.order,
            operation,
            request,
        })
    }

    /// Asks page after page.
    fn pages(self) -> impl Stream<Item = std::result::Result<RecordBatch, AwsError>> {
        stream::try_unfold((self, Next::First, Turns::default()), |(asking, next, mut turns)| async move {
            let token = match next {
                Next::First => None,
                Next::Token(token) => Some(token),
                Next::Done => return Ok(None),
            };
            let first = token.is_none();
            match asking.page(token).await {
                Ok(Page { batch, next_token, left_out }) => {
                    if left_out > 0 {
                        let missing = format!("{left_out} rows that were asked for are left out");
                        asking.request.incomplete(O::CALL, &missing)?;
                    }
                    let next = match next_token {
                        Some(token) => {
                            let turn = turns.next(&token, batch.num_rows());
                            turn.map_err(|endless| asking.request.endless(O::CALL, &endless.to_string()))?;
                            Next::Token(token)
                        }
                        None => Next::Done,
                    };
                    Ok(Some((batch, (asking, next, turns))))
                }
                // After a page it would make a part of the rows look like all of them.
                Err(error) if first && asking.request.is_empty_for(&error) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    async fn page(&self, token: Option<String>) -> std::result::Result<Page, AwsError> {
        let (operation, reader) = (Arc::clone(&self.operation), Arc::clone(&self.reader));
        let bulk = BulkReader::new(move |bytes| operation.read(&reader, bytes), O::output, O::error);
        let ask = Ask { token, size: self.size, order: self.order };
        let sent =
            self.operation.send(self.request.connection(), ask, bulk.interceptor(O::CALL, O::QUOTA, &self.request));
        self.request.send(O::CALL, bulk, sent).await
    }
}
