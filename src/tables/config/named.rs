//! Operations that are asked for names, and refuse all of them when they do not know one.
//!
//! SQL has no rows for a name that is not there, so what AWS refuses together is asked for one by one, and what it
//! does not know is said in a notice: nothing to show for a name that was mistyped must not read as all clear.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, BoxStream, StreamExt};

use crate::aws::{AwsError, ErrorKind, Request};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{Fetch, RowShape};

type Pages = BoxStream<'static, Result<RecordBatch>>;

/// An operation that may be asked for names.
pub trait ByName: Operation + Clone {
    /// The names it is asked for; none for all there are.
    fn names(&mut self) -> &mut Vec<String>;
}

/// The rows of what an operation is asked for, as far as AWS knows it.
#[derive(Debug)]
pub struct Named<O>(pub O);

impl<O: ByName> Fetch for Named<O> {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> Pages {
        let mut operation = self.0.clone();
        let mut pages = Listing::of(operation.clone()).fetch(shape.clone(), Arc::clone(&request));
        let begin = async move {
            let first = pages.next().await;
            let names = std::mem::take(operation.names());
            if first.as_ref().and_then(unknown).is_none() || names.len() < 2 {
                return known(stream::iter(first).chain(pages).boxed(), request);
            }
            let each = names.into_iter().map(move |name| {
                *operation.names() = vec![name];
                Self(operation.clone()).fetch(shape.clone(), Arc::clone(&request))
            });
            stream::iter(each).flatten().boxed()
        };
        stream::once(begin).flatten().boxed()
    }
}

/// The pages, or none and a notice where AWS does not know what it was asked for.
pub fn known(mut pages: Pages, request: Arc<Request>) -> Pages {
    let begin = async move {
        let first = pages.next().await;
        match first.as_ref().and_then(unknown) {
            None => stream::iter(first).chain(pages).boxed(),
            Some(error) => {
                request.notice(error);
                stream::empty().boxed()
            }
        }
    };
    stream::once(begin).flatten().boxed()
}

/// Names as a request has them: AWS takes no list for all.
pub fn given(names: &[String]) -> Option<Vec<String>> {
    (!names.is_empty()).then(|| names.to_vec())
}

/// What AWS says of a name it does not know; `None` for rows and other errors.
fn unknown(page: &Result<RecordBatch>) -> Option<String> {
    let Err(DataFusionError::External(error)) = page else { return None };
    error.downcast_ref::<AwsError>().filter(|error| error.kind() == ErrorKind::NotFound).map(ToString::to_string)
}
