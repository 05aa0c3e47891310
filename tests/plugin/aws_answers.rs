//! An AWS that fails: a server on loopback that answers every request with the same bytes, or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A failing AWS.
pub struct FailingAws {
    pub endpoint: String,
    requests: Arc<AtomicUsize>,
    /// Told when a connection on which a request waits is closed by the other side.
    pub hung_up: Arc<Notify>,
    /// Told when a request has arrived.
    pub arrived: Arc<Notify>,
}

/// What it does with a request.
#[derive(Clone)]
pub enum Answering {
    /// Answers these bytes and closes.
    With(String),
    /// Answers these bytes to whatever comes first, be it HTTP or not, and closes.
    ToAnything(String),
    /// Never answers.
    Never,
}

impl FailingAws {
    pub async fn start(answering: Answering) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let aws = Self { endpoint, requests: Arc::default(), hung_up: Arc::default(), arrived: Arc::default() };
        let (requests, hung_up, arrived) =
            (Arc::clone(&aws.requests), Arc::clone(&aws.hung_up), Arc::clone(&aws.arrived));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                requests.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, answering.clone(), Arc::clone(&hung_up), Arc::clone(&arrived)));
            }
        });
        aws
    }

    /// Answers with a status, a type, more headers, and a body.
    pub async fn answering(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        Self::start(Answering::With(answer)).await
    }

    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, answering: Answering, hung_up: Arc<Notify>, arrived: Arc<Notify>) {
    let mut request = Vec::new();
    // The requests of these tests fit into one read after their headers; what matters is that something was asked.
    let is_enough = |request: &[u8]| match answering {
        Answering::ToAnything(_) => !request.is_empty(),
        _ => request.windows(4).any(|window| window == b"\r\n\r\n"),
    };
    while !is_enough(&request) {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    arrived.notify_one();
    match answering {
        Answering::With(answer) | Answering::ToAnything(answer) => {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Answering::Never => {
            while stream.read_buf(&mut request).await.unwrap_or(0) > 0 {}
            hung_up.notify_one();
        }
    }
}
