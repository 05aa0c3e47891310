//! Tables over AWS Budgets, a file each. Requests are free; AWS updates what is spent up to three times a day.

#[expect(clippy::module_inception, reason = "a file is named as its table, and this service is too")]
pub mod budgets;
pub mod notifications;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::aws::{Call, Quota, Request};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{Fetch, RowShape};

const fn call(operation: &'static str) -> Call {
    Call { service: "Budgets", operation, action: "budgets:ViewBudget" }
}

/// AWS publishes no number for Budgets; this one is an assumption.
const QUOTA: Quota = Quota { operation: "budgets:ViewBudget", per_second: 5, burst: 10 };

/// An operation that is asked for the budgets of an account.
trait OfAccount: Operation {
    /// The operation for this account.
    fn of(account: String, request: &Arc<Request>) -> Self;

    /// Lists all pages for the account that asks.
    fn pages(shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>>
    where
        Self: Sized,
    {
        let shape = RowShape { limit: None, ..shape };
        let begin = async move {
            let account = request.account().await.map_err(|error| DataFusionError::External(Box::new(error)))?;
            Ok::<_, DataFusionError>(Listing::of(Self::of(account, &request)).fetch(shape, request))
        };
        stream::once(begin).try_flatten().boxed()
    }
}
