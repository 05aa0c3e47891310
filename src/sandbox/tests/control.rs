//! The sandbox's own addresses, and broken connections, over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::super::door::tests::exchange;
use super::*;

/// A sandbox that is served until the test ends.
struct Served {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
}

/// What came back of one exchange.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Served {
    async fn new() -> Self {
        let sandbox = Arc::new(Client::new().sandbox);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(Arc::clone(&sandbox), listener, std::future::pending()));
        Self { sandbox, address }
    }

    async fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n{headers}");
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        let reply = exchange(self.address, &request).await;
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    async fn control(&self, method: &str, place: &str, body: &str) -> (u16, Value) {
        let reply = self.send(method, &format!("/_sandbox/{place}"), "", body).await;
        (reply.status, serde_json::from_str(&reply.body).unwrap())
    }

    async fn get_findings(&self) -> Reply {
        let signed = "Authorization: AWS4-HMAC-SHA256 Credential=A/1/us-east-1/securityhub/aws4_request, \
                      SignedHeaders=host, Signature=0\r\n";
        self.send("POST", "/findings", signed, "{}").await
    }
}

#[tokio::test]
async fn a_plan_is_put_met_seen_and_deleted() {
    let served = Served::new().await;
    let plan = r#"{"rules":[{"operation":"securityhub:GetFindings","fault":"throttle","times":2}]}"#;
    let rule = json!({"operation": "securityhub:GetFindings", "fault": "throttle", "times": 2});
    let (status, seen) = served.control("PUT", "faults", plan).await;
    assert_eq!((status, seen), (200, json!({"rules": [{"rule": rule, "matched": 0, "applied": 0}]})));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(served.get_findings().await.status);
    }
    assert_eq!(statuses, [429, 429, 200]);
    let (_, seen) = served.control("GET", "faults", "").await;
    assert_eq!(seen, json!({"rules": [{"rule": rule, "matched": 3, "applied": 2}]}));
    let (_, counts) = served.control("GET", "requests", "").await;
    let count = json!({"service": "securityhub", "operation": "GetFindings", "account": "111122223333",
                       "region": "us-east-1", "received": 3, "throttled": 2});
    assert_eq!(counts, json!({"received": 3, "throttled": 2, "requests": [count]}));
    assert_eq!(served.control("DELETE", "faults", "").await, (200, json!({"rules": []})));
    assert_eq!(served.get_findings().await.status, 200);
}

#[tokio::test]
async fn a_reset_closes_the_connection_after_half_of_the_declared_length() {
    let served = Served::new().await;
    let whole = served.get_findings().await;
    served.control("PUT", "faults", r#"{"rules":[{"operation":"*:*","fault":"reset"}]}"#).await;
    let broken = served.get_findings().await;
    assert_eq!(broken.status, 200);
    assert!(broken.head.contains(&format!("content-length: {}", whole.body.len())), "{}", broken.head);
    assert_eq!(broken.body, whole.body[..whole.body.len() / 2]);
}

#[tokio::test]
async fn a_late_body_is_declared_and_arrives_whole() {
    let served = Served::new().await;
    let whole = served.get_findings().await;
    let plan = r#"{"rules":[{"operation":"*:*","fault":"slow","late":"body","milliseconds":1}]}"#;
    served.control("PUT", "faults", plan).await;
    let late = served.get_findings().await;
    assert!(late.head.contains(&format!("content-length: {}", whole.body.len())), "{}", late.head);
    assert_eq!(late.body, whole.body);
}

#[tokio::test]
async fn latency_is_set_and_seen() {
    let served = Served::new().await;
    let latency = json!({"milliseconds": 1});
    assert_eq!(served.control("PUT", "latency", r#"{"milliseconds":1}"#).await, (200, latency.clone()));
    assert_eq!(served.control("GET", "latency", "").await, (200, latency));
    assert_eq!(served.sandbox.latency(), Duration::from_millis(1));
    assert_eq!(served.get_findings().await.status, 200);
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_the_reason() {
    let served = Served::new().await;
    for (method, place, body, status, expected) in [
        ("PUT", "faults", "{", 400, "the body is not what this address takes: EOF while parsing"),
        (
            "PUT",
            "faults",
            r#"{"rules":[{"operation":"*:*","fault":"thirst"}]}"#,
            400,
            "the body is not what this address takes: unknown variant `thirst`, expected one of `throttle`, `500`",
        ),
        (
            "PUT",
            "faults",
            r#"{"rules":[{"operation":"*:*","fault":"503","time":1}]}"#,
            400,
            "the body is not what this address takes: unknown field `time`, expected one of `operation`",
        ),
        (
            "PUT",
            "faults",
            r#"{"rules":[{"operation":"ce:GetCosts","fault":"503"}]}"#,
            400,
            "rule 1: operation 'GetCosts' is not simulated; of ce these are: GetAnomalies, GetCostAndUsage",
        ),
        ("PUT", "latency", r#"{"milliseconds":600001}"#, 400, "milliseconds must be at most 600000, not 600001"),
        ("POST", "faults", "{}", 405, "POST is not possible here, but GET, PUT, DELETE"),
        ("DELETE", "requests", "", 405, "DELETE is not possible here, but GET"),
        (
            "GET",
            "fault",
            "",
            404,
            "there is no /_sandbox/fault; there are /_sandbox/faults, /_sandbox/latency and /_sandbox/requests",
        ),
    ] {
        let (seen, answer) = served.control(method, place, body).await;
        let message = answer["message"].as_str().unwrap();
        assert!(seen == status && message.starts_with(expected), "{method} {place}: {seen} {message}");
    }
    assert_eq!(served.sandbox.faults(), []);
    assert_eq!(served.sandbox.requests(), 0);
}
