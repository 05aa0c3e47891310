//! AWS's behaviour, asserted through the one door: signed HTTP requests in, HTTP responses out.
//!
//! - `listing`: pages, tokens, filters and sorts of GetFindings
//! - `refusals`: each error with its status, code and text
//! - `changes`: BatchUpdateFindings and what it does to later listings
//! - `organisation`: the shape of the data
//! - `standards`, `insights`: what else Security Hub tells, held to the findings
//! - `injection`: each fault, as a client sees it; `control`: how faults are switched, over HTTP
//! - `accounts`: what each account sees, alone
//! - `inspector2`, `config`: Inspector, Config; `budgets`: what was planned to be spent, held to Cost Explorer

mod accounts;
mod budgets;
mod changes;
mod config;
mod control;
mod injection;
mod insights;
mod inspector2;
mod listing;
mod organisation;
mod refusals;
mod standards;

use chrono::{TimeZone, Utc};
use futures::executor::block_on;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::*;

const HOME: &str = "us-east-1";

/// Who asks a sandbox in these tests.
struct Client {
    sandbox: Sandbox,
}

/// What an answer consists of.
#[derive(Debug)]
struct Answer {
    status: u16,
    /// The header from which clients take an error's code.
    code: Option<String>,
    body: Value,
}

impl Client {
    /// Returns a client of 1,000 findings on a fixed day, without throttling.
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(change: impl FnOnce(&mut Parameters)) -> Self {
        let moment = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap();
        let mut parameters = Parameters {
            findings: 1_000,
            clock: Clock::Fixed(moment),
            throttle: Throttle::Off,
            ..Parameters::default()
        };
        change(&mut parameters);
        Self { sandbox: Sandbox::new(parameters).unwrap() }
    }

    fn send(&self, method: &str, path: &str, region: &str, body: impl Into<Bytes>) -> Answer {
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260601/{region}/securityhub/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        );
        let request =
            Request::builder().method(method).uri(path).header(AUTHORIZATION, signed).body(body.into()).unwrap();
        self.send_request(request)
    }

    fn send_request(&self, request: Request<Bytes>) -> Answer {
        let response = block_on(self.sandbox.handle(request));
        let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(header("content-type").as_deref(), Some("application/json"));
        assert!(header("x-amzn-requestid").is_some());
        Answer {
            status: response.status().as_u16(),
            code: header("x-amzn-errortype"),
            body: serde_json::from_slice(response.body().whole().unwrap()).unwrap(),
        }
    }

    fn get_findings(&self, region: &str, body: &Value) -> Answer {
        self.send("POST", "/findings", region, body.to_string())
    }

    fn update(&self, body: &Value) -> Answer {
        self.send("PATCH", "/findings/batchupdate", HOME, body.to_string())
    }

    /// Returns every finding of a listing in the home region, page by page.
    fn all(&self, request: Value) -> Vec<Value> {
        self.pages(HOME, request).concat()
    }

    fn pages(&self, region: &str, mut request: Value) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        loop {
            let answer = self.get_findings(region, &request);
            assert_eq!(answer.status, 200, "{:?}", answer.body);
            pages.push(answer.body["Findings"].as_array().unwrap().clone());
            match answer.body.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => return pages,
            }
            assert!(pages.len() < 10_000, "a listing must end");
        }
    }

    /// Returns every finding that meets `filters`.
    fn filtered(&self, filters: Value) -> Vec<Value> {
        self.all(json!({"Filters": filters}))
    }
}

/// Returns all values at `path` (members joined by dots, `[]` after a list) of `value`.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![value], |values, step| {
        let member = |value: &'a Value| value.get(step.trim_end_matches("[]"));
        let found = values.into_iter().filter_map(member);
        if step.ends_with("[]") { found.filter_map(Value::as_array).flatten().collect() } else { found.collect() }
    })
}

fn text<'a>(finding: &'a Value, path: &str) -> &'a str {
    at(finding, path).first().and_then(|v| v.as_str()).unwrap_or("")
}

/// Returns the label of a finding of Security Hub, or the one that follows from its number.
fn severity(finding: &Value) -> &str {
    match (at(finding, "Severity.Label").first(), finding["Severity"]["Normalized"].as_u64().unwrap()) {
        (Some(label), _) => label.as_str().unwrap(),
        (None, 0) => "INFORMATIONAL",
        (None, 1..=39) => "LOW",
        (None, 40..=69) => "MEDIUM",
        (None, 70..=89) => "HIGH",
        (None, _) => "CRITICAL",
    }
}

fn equals(value: &str) -> Value {
    json!([{"Value": value, "Comparison": "EQUALS"}])
}

fn ids(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| text(finding, "Id")).collect()
}

#[test]
fn every_request_is_counted_refused_ones_too() {
    let client = Client::new();
    client.get_findings(HOME, &json!({}));
    client.send("GET", "/nowhere", HOME, "");
    assert_eq!(client.sandbox.requests(), 2);
}

#[test]
fn equal_parameters_give_equal_answers_and_another_seed_another_organisation() {
    let body = |client: Client| client.get_findings(HOME, &json!({})).body;
    assert_eq!(body(Client::new()), body(Client::new()));
    assert_ne!(body(Client::new()), body(Client::with(|p| p.seed = 2)));
}
