//! Tables over AWS Budgets, a file each. Requests are free; AWS updates what is spent up to three times a day.

#[expect(clippy::module_inception, reason = "a file is named as its table, and this service is too")]
pub mod budgets;
pub mod notifications;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::aws::{Call, Quota, Request};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{Fetch, RowShape, Translation, Verdict};

const fn call(operation: &'static str) -> Call {
    Call { service: "Budgets", operation, action: "budgets:ViewBudget" }
}

/// AWS publishes no number for Budgets; this one is an assumption.
const QUOTA: Quota = Quota { class: "budgets", per_second: 5, burst: 10 };

/// An operation that is asked for the budgets of an account.
trait OfAccount: Operation {
    /// The operation for this account.
    fn of(account: String, request: &Arc<Request>) -> Self;
}

/// All that an operation lists for the account that asks.
struct Everything<O>(PhantomData<fn() -> O>);

impl<O: OfAccount> Everything<O> {
    /// Its rows, of which AWS filters none.
    fn unfiltered(filters: &[&Expr]) -> Translation {
        let verdicts = vec![Verdict::Unsupported; filters.len()];
        Translation { verdicts, pushed: String::new(), fetch: Arc::new(Self(PhantomData)) }
    }
}

impl<O: OfAccount> fmt::Debug for Everything<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(O::CALL.operation)
    }
}

impl<O: OfAccount> Fetch for Everything<O> {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let shape = RowShape { limit: None, ..shape };
        let begin = async move {
            let account = request.account().await?;
            Ok::<_, DataFusionError>(Listing::of(O::of(account, &request)).fetch(shape, request))
        };
        stream::once(begin).try_flatten().boxed()
    }
}
