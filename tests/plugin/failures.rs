//! AWS and the network misbehaving: the right status, the right source, a message that says what to do, and no hang.

use std::sync::Arc;
use std::time::Duration;

use awsposture::sandbox::{self, Parameters, Sandbox};
use serde_json::json;
use tokio::net::TcpListener;

use crate::aws_answers::{Answering, FailingAws};
use crate::world::World;

const COUNT: &str = "SELECT count(*) FROM securityhub_findings";
/// A server that allows data sources a proxy of their own.
const ALLOWS_PROXIES: [(&str, &str); 1] = [("AWS_AUTH_PerDatasourceHTTPProxyEnabled", "true")];

#[tokio::test]
async fn each_failure_has_its_status_and_says_what_to_do() {
    let json = "content-type: application/json\r\n";
    let error = |code: &str| format!("{json}x-amzn-errortype: {code}\r\n");
    let html = "<html><script>alert('hush')</script></html>";
    let page = r#"{"Findings":[{"Id":"a"}],"NextToken":"#;
    let rows = [
        (
            "403 Forbidden",
            error("AccessDeniedException"),
            r#"{"Message":"no"}"#,
            403,
            "access denied. Grant securityhub:GetFindings",
        ),
        (
            "403 Forbidden",
            error("UnrecognizedClientException"),
            "{}",
            401,
            "AWS does not accept the credentials (UnrecognizedClientException).",
        ),
        (
            "429 Too Many Requests",
            error("TooManyRequestsException"),
            "{}",
            429,
            "AWS limits the rate (TooManyRequestsException), also after retries.",
        ),
        (
            "400 Bad Request",
            error("InvalidInputException"),
            r#"{"Message":"Invalid\nparameter"}"#,
            400,
            "AWS calls the request invalid: Invalidparameter",
        ),
        (
            "500 Internal Server Error",
            error("InternalException"),
            "{}",
            502,
            "AWS failed with status 500 (InternalException)",
        ),
        (
            "200 OK",
            "content-type: text/html; charset=utf-8\r\n".to_owned(),
            html,
            502,
            "the answer is not AWS's (status 200, text/html, 43 bytes).",
        ),
        (
            "404 Not Found",
            "content-type: text/html\r\n".to_owned(),
            html,
            502,
            "the answer is not AWS's (status 404, text/html, 43 bytes).",
        ),
        (
            "302 Found",
            "location: http://127.0.0.1:1/\r\n".to_owned(),
            "",
            502,
            "the answer is not AWS's (status 302, none, 0 bytes).",
        ),
        ("200 OK", json.to_owned(), page, 502, "the answer is not AWS's (status 200, application/json, "),
        ("200 OK", json.to_owned(), "{}", 502, "the answer is not AWS's (status 200, application/json, 2 bytes)."),
    ];
    for (status, headers, body, expected, text) in rows {
        let aws = FailingAws::answering(status, &headers, body).await;
        let answer = World::at(&aws.endpoint).await.sql(COUNT).await;
        let (status, source, message) = answer.failure();
        assert_eq!((status, source), (expected, "downstream"), "{message}");
        assert!(message.starts_with(&format!("Security Hub GetFindings in us-east-1: {text}")), "{message}");
        assert!(!message.contains("hush") && !message.contains('\n'), "{message}");
    }
}

#[tokio::test]
async fn a_throttle_is_retried_and_then_reported() {
    let headers = "content-type: application/json\r\nx-amzn-errortype: TooManyRequestsException\r\n";
    let aws = FailingAws::answering("429 Too Many Requests", headers, "{}").await;
    let answer = World::at(&aws.endpoint).await.sql(COUNT).await;
    assert_eq!((answer.failure().0, aws.requests()), (429, 4));
}

#[tokio::test]
async fn a_refused_connection_is_a_bad_gateway() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let answer = World::at(&format!("http://{address}")).await.sql(COUNT).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source), (502, "downstream"), "{message}");
    assert!(message.contains("cannot be reached (Connection refused"), "{message}");
}

#[tokio::test]
async fn half_a_page_and_a_reset_is_a_bad_gateway() {
    let half = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{\"Findings\":[{\"Id\":\"a\"},";
    let aws = FailingAws::start(Answering::With(half.to_owned())).await;
    let answer = World::at(&aws.endpoint).await.sql(COUNT).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source), (502, "downstream"), "{message}");
    assert!(message.contains("broke off") || message.contains("cannot be reached"), "{message}");
}

#[tokio::test]
async fn an_aws_that_never_answers_is_given_up_before_grafanas_deadline() {
    let aws = FailingAws::start(Answering::Never).await;
    let world = World::at(&aws.endpoint).await;
    let query = json!({"schemaVersion": 1, "mode": "sql", "sql": COUNT});
    let answer = world.ask_within(query, Some(Duration::from_millis(1500))).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source), (504, "downstream"), "{message}");
    // Giving up closes the connection to AWS.
    aws.hung_up.notified().await;
}

#[tokio::test]
async fn cancelling_a_query_cancels_its_aws_request() {
    let aws = FailingAws::start(Answering::Never).await;
    let world = World::at(&aws.endpoint).await;
    let asking = world.sql(COUNT);
    tokio::select! {
        answer = asking => panic!("an answer from nobody: {answer:?}"),
        () = aws.arrived.notified() => {}
    }
    aws.hung_up.notified().await;
}

#[tokio::test]
async fn a_region_without_security_hub_is_empty_and_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let parameters = Parameters { findings: 50, throttle: sandbox::Throttle::Off, ..Parameters::default() };
    let sandbox = Arc::new(Sandbox::new(parameters).unwrap());
    tokio::spawn(sandbox::serve(sandbox, listener, std::future::pending()));
    let world = World::with(json!({"defaultRegion": "sa-east-1", "endpoint": endpoint})).await;
    let answer = world.sql(COUNT).await;
    assert_eq!(answer.rows(), ["0"]);
    let notice = answer.frames[0].meta()["notices"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(
        notice,
        "Security Hub GetFindings in sa-east-1: Security Hub is not enabled in this account and Region, so there is nothing to show. Enable it there, or leave that account or Region out of this data source."
    );
}

#[tokio::test]
async fn quotas_are_kept_so_that_a_throttling_aws_does_not_throttle() {
    let world = World::with(json!({"sandbox": {"enabled": true, "findings": 900, "throttle": "aws"}})).await;
    let answer = world.sql(COUNT).await;
    assert_eq!(answer.rows(), ["900"]);
    // Nine full pages, some short or empty, and not one refused attempt beside them.
    let unthrottled = World::with(json!({"sandbox": {"enabled": true, "findings": 900, "throttle": "off"}})).await;
    assert_eq!(answer.aws_requests(), unthrottled.sql(COUNT).await.aws_requests());
}

/// A proxy that only answers what it is told, in front of AWS's own hosts.
async fn through(proxy: &str) -> (i32, String) {
    let settings = json!({"authType": "keys", "defaultRegion": "us-east-1", "proxyType": "url", "proxyUrl": proxy});
    let answer = World::on_host(&ALLOWS_PROXIES, settings).await.sql(COUNT).await;
    let (status, source, message) = answer.failure();
    assert_eq!(source, "downstream", "{message}");
    (status, message.to_owned())
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_asked_once() {
    let rows = [
        ("407 Proxy Authentication Required", "tunnel error: proxy authorization required"),
        ("403 Forbidden", "tunnel error: unsuccessful"),
    ];
    for (status, cause) in rows {
        let proxy = FailingAws::answering(status, "content-type: text/html\r\n", "<html>hush</html>").await;
        let expected = format!(
            "Security Hub GetFindings in us-east-1: the proxy does not let the request through ({cause}). Check the address, user \
             and password of the proxy of this data source or server, and that it allows AWS's hosts."
        );
        assert_eq!((through(&proxy.endpoint).await, proxy.requests()), ((502, expected), 1));
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_not_taken_for_aws() {
    let (status, message) = through("http://127.0.0.1:1").await;
    assert_eq!(status, 502);
    let expected =
        "Security Hub GetFindings in us-east-1: the proxy does not let the request through (Connection refused";
    assert!(message.starts_with(expected), "{message}");
}

#[tokio::test]
async fn an_endpoint_that_speaks_no_tls_is_told_from_one_that_is_not_there() {
    let aws = FailingAws::start(Answering::ToAnything("HTTP/1.1 400 Bad Request\r\n\r\nhush".to_owned())).await;
    let answer = World::at(&aws.endpoint.replace("http://", "https://")).await.sql(COUNT).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source, aws.requests()), (502, "downstream", 1), "{message}");
    let expected = "Security Hub GetFindings in us-east-1: no TLS connection (received corrupt message of type InvalidContentType). Check \
                    the endpoint; where a proxy inspects the traffic, add its certificate authority to those the Grafana server \
                    trusts.";
    assert_eq!(message, expected);
}
