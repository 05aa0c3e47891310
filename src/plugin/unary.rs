//! Serves a gRPC service of unary methods whose messages we write ourselves.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tonic::body::BoxBody;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// One unary method of one service.
pub trait Method: Send + Sync + 'static {
    /// The service, as gRPC names it.
    const SERVICE: &'static str;
    /// The method's path.
    const PATH: &'static str;
    /// What is asked.
    type Ask: prost::Message + Default + 'static;
    /// What is answered.
    type Answer: prost::Message + 'static;
    /// Answers. Dropping the future is the caller's cancellation.
    fn call(self: Arc<Self>, ask: Request<Self::Ask>) -> impl Future<Output = Result<Self::Answer, Status>> + Send;
}

/// A service with one method.
pub struct Unary<M>(Arc<M>);

impl<M> Unary<M> {
    /// Serves a method.
    pub fn new(method: M) -> Self {
        Self(Arc::new(method))
    }
}

impl<M> Clone for Unary<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<M: Method> NamedService for Unary<M> {
    const NAME: &'static str = M::SERVICE;
}

impl<M: Method> UnaryService<M::Ask> for Unary<M> {
    type Response = M::Answer;
    type Future = Boxed<Result<Response<M::Answer>, Status>>;

    fn call(&mut self, ask: Request<M::Ask>) -> Self::Future {
        let method = Arc::clone(&self.0);
        Box::pin(async move { method.call(ask).await.map(Response::new) })
    }
}

impl<M: Method> tower::Service<http::Request<BoxBody>> for Unary<M> {
    type Response = http::Response<BoxBody>;
    type Error = Infallible;
    type Future = Boxed<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<BoxBody>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            if request.uri().path() != M::PATH {
                return Ok(Status::unimplemented("no such method").into_http());
            }
            let codec = tonic::codec::ProstCodec::<M::Answer, M::Ask>::default();
            // A statement may be long; what is longer than this is refused before it is read.
            Ok(Grpc::new(codec).max_decoding_message_size(16 << 20).unary(service, request).await)
        })
    }
}
