//! The plain HTTP door: any AWS client reaches a sandbox with `--endpoint-url http://…`.
//!
//! Requests of every method and path are read whole, up to a limit, and handed to [`Sandbox::handle`], the same
//! door the SDK uses in process; those to the sandbox itself go to `control`. The caller owns listener and shutdown; there is no TLS and no login here, so
//! a listener should be bound to localhost.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::State;
use http::{Request, Response};
use tokio::net::TcpListener;

use super::Sandbox;
use super::control;
use super::fault::{self, Fault};
use super::protocol::Protocol;

/// AWS refuses bodies above 240 KB a finding; the largest request simulated here has 100 identifiers.
const MOST_BODY_BYTES: usize = 1024 * 1024;

/// Serves `sandbox` over HTTP until `shutdown` completes and the requests in flight are answered.
///
/// # Errors
/// Whatever the listener fails with.
pub async fn serve(
    sandbox: Arc<Sandbox>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = Router::new().fallback(answer).with_state(sandbox);
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn answer(State(sandbox): State<Arc<Sandbox>>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    // A declared length is judged before waiting for the bytes.
    if body.size_hint().lower() > MOST_BODY_BYTES as u64 {
        return too_large();
    }
    let Ok(bytes) = to_bytes(body, MOST_BODY_BYTES).await else {
        return too_large();
    };
    let request = Request::from_parts(head, bytes);
    match control::answer(&sandbox, &request) {
        Some(response) => response.map(Body::from),
        None => sandbox.handle(request).await.map(Body::new),
    }
}

fn too_large() -> Response<Body> {
    fault::response(Err(Fault::body_too_large()), Protocol::RestJson, 0, 0).map(Body::from)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Parameters;
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    /// Sends `request` as it is and returns all that comes back until the connection is closed.
    pub(in crate::sandbox) async fn exchange(address: std::net::SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn the_door_serves_http_until_it_is_shut() {
        let parameters = Parameters { findings: 3, ..Parameters::default() };
        let sandbox = Arc::new(Sandbox::new(parameters).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shut, shutting) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(Arc::clone(&sandbox), listener, async {
            shutting.await.unwrap_or_default();
        }));
        let signed = "Authorization: AWS4-HMAC-SHA256 Credential=A/20260601/us-east-1/securityhub/aws4_request, \
                      SignedHeaders=host, Signature=0";
        let head = "POST /findings HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n";
        let allowed = exchange(address, &format!("{head}{signed}\r\nContent-Length: 2\r\n\r\n{{}}")).await;
        assert!(allowed.starts_with("HTTP/1.1 200 OK"), "{allowed}");
        assert!(allowed.contains("\"Findings\":["), "{allowed}");
        let too_large = MOST_BODY_BYTES + 1;
        let refused = exchange(address, &format!("{head}Content-Length: {too_large}\r\n\r\n")).await;
        assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
        assert_eq!(sandbox.requests(), 1);
        shut.send(()).unwrap();
        serving.await.unwrap().unwrap();
    }
}
