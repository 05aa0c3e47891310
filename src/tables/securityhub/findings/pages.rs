//! Asks GetFindings, page after page.
//!
//! In come translated filters and the shape of the rows, out goes a stream with a batch for every page. The next page
//! is asked for only when the engine polls, so a LIMIT that is satisfied ends the asking.

use std::sync::Arc;

use aws_sdk_securityhub::operation::get_findings::{GetFindingsError, GetFindingsOutput};
use aws_sdk_securityhub::types::{AwsSecurityFindingFilters, SortCriterion, SortOrder};
use datafusion::arrow::array::RecordBatch;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::{definition, filters};
use crate::aws::{AwsError, BulkReader, Call, ErrorKind, Quota, Request};
use crate::tables::rows::{Page, PageReader};
use crate::tables::{Fetch, RowShape};

/// The most findings GetFindings returns on one page.
const PAGE: usize = 100;
/// GetFindings: 3 requests a second, bursts of 6, per account and Region.
const QUOTA: Quota = Quota { operation: "GetFindings", per_second: 3, burst: 6 };

/// GetFindings with its filters.
#[derive(Debug)]
pub struct GetFindings {
    filters: Option<AwsSecurityFindingFilters>,
}

impl GetFindings {
    /// Takes the translated filters.
    pub fn new(request: filters::Request) -> Self {
        Self { filters: request.filters() }
    }
}

impl Fetch for GetFindings {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch, AwsError>> {
        let asking = Asking {
            filters: self.filters.clone(),
            sort: shape.order.map(|(column, descending)| sort(column, descending)),
            page_size: shape.limit.unwrap_or(PAGE).clamp(1, PAGE),
            reader: Arc::new(PageReader::new("Findings", "NextToken", &shape.columns)),
            request,
        };
        stream::try_unfold((asking, Next::First), |(asking, next)| async move {
            let token = match next {
                Next::First => None,
                Next::Token(token) => Some(token),
                Next::Done => return Ok(None),
            };
            match asking.page(token).await {
                Ok(Page { batch, next_token }) => {
                    Ok(Some((batch, (asking, next_token.map_or(Next::Done, Next::Token)))))
                }
                // No Security Hub, no findings: known to be empty, which is not a failure.
                Err(error) if error.kind() == ErrorKind::NotEnabled => {
                    asking.request.notice(error.to_string());
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        })
        .try_filter(|batch| std::future::ready(batch.num_rows() > 0))
        .boxed()
    }
}

enum Next {
    First,
    Token(String),
    Done,
}

struct Asking {
    filters: Option<AwsSecurityFindingFilters>,
    sort: Option<SortCriterion>,
    page_size: usize,
    reader: Arc<PageReader>,
    request: Arc<Request>,
}

impl Asking {
    async fn page(&self, token: Option<String>) -> Result<Page, AwsError> {
        let call = Call { service: "Security Hub", operation: "GetFindings", action: "securityhub:GetFindings" };
        let reader = Arc::clone(&self.reader);
        let bulk = BulkReader::new(
            move |bytes| reader.read(bytes),
            |page: &Page| {
                GetFindingsOutput::builder()
                    .set_findings(Some(Vec::new()))
                    .set_next_token(page.next_token.clone())
                    .build()
            },
            GetFindingsError::generic,
        );
        let operation = self
            .request
            .connection()
            .securityhub()
            .get_findings()
            .set_filters(self.filters.clone())
            .set_sort_criteria(self.sort.clone().map(|sort| vec![sort]))
            .max_results(self.page_size as i32)
            .set_next_token(token)
            .customize()
            .interceptor(bulk.interceptor(&self.request));
        self.request.send(call, QUOTA, bulk, operation.send()).await
    }
}

fn sort(column: &'static str, descending: bool) -> SortCriterion {
    // GetFindings sorts by the names of ASFF's members.
    let member = definition(column).map_or(column, |(column, _)| column.member);
    let order = if descending { SortOrder::Descending } else { SortOrder::Ascending };
    SortCriterion::builder().field(member).sort_order(order).build()
}
