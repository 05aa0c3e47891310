//! Config's behaviour, asserted through the same door as Security Hub's.
//!
//! - `rules`, `compliance`: what rules are and what they say, each operation held to the others and to the findings
//! - `packs`, `resources`, `recorders`: conformance packs, histories and discoveries, what is recorded where
//! - `changes`: what people can change, and what changes with it
//! - `refusals`: each error with its code and text

mod changes;
mod compliance;
mod packs;
mod recorders;
mod refusals;
mod resources;
mod rules;

use super::super::caller::Caller;
use super::*;

/// The region of the default organisation in which recording stopped.
const STOPPED: &str = "ca-central-1";

impl Client {
    fn config(&self, operation: &str, region: &str, body: &Value) -> Answer {
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260601/{region}/config/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        );
        let request = config_request(operation).header(AUTHORIZATION, signed).body(body.to_string().into());
        let response = block_on(self.sandbox.handle(request.unwrap()));
        assert_eq!(response.headers()["content-type"], "application/x-amz-json-1.1");
        let body: Value = match response.body().whole().unwrap().as_ref() {
            b"" => Value::Null,
            bytes => serde_json::from_slice(bytes).unwrap(),
        };
        let code = body.get("__type").map(|code| code.as_str().unwrap().to_owned());
        Answer { status: response.status().as_u16(), code, body }
    }

    /// Returns an answer of the home region.
    fn asked(&self, operation: &str, body: Value) -> Value {
        let answer = self.config(operation, HOME, &body);
        assert_eq!((answer.status, answer.code), (200, None), "{operation} {body}: {}", answer.body);
        answer.body
    }

    /// Returns an answer of the home region so many seconds after the sandbox's moment.
    fn asked_later(&self, seconds: i64, operation: &str, body: Value) -> Value {
        let caller = Caller { account: 0, session: None, region: HOME.to_owned(), service: "config".to_owned() };
        let request = config_request(operation).body(body.to_string().into()).unwrap();
        let now = self.sandbox.created + chrono::TimeDelta::seconds(seconds);
        let answer = self.sandbox.config().answer(&caller, &request, now).unwrap();
        serde_json::from_slice(&answer).unwrap()
    }

    /// Returns the pages of a listing, of each the items under `member`.
    fn config_pages(&self, operation: &str, region: &str, member: &str, mut request: Value) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        loop {
            let answer = self.config(operation, region, &request);
            assert_eq!((answer.status, answer.code), (200, None), "{operation} {request}: {}", answer.body);
            pages.push(answer.body[member].as_array().unwrap().clone());
            let token = ["NextToken", "nextToken"].into_iter().find(|name| answer.body.get(name).is_some());
            match token {
                Some(name) => request[name] = answer.body[name].clone(),
                None => return pages,
            }
            assert!(pages.len() < 10_000, "a listing must end");
        }
    }

    fn items(&self, operation: &str, member: &str, request: Value) -> Vec<Value> {
        self.config_pages(operation, HOME, member, request).concat()
    }

    fn rules(&self) -> Vec<Value> {
        self.items("DescribeConfigRules", "ConfigRules", json!({}))
    }

    fn compliances(&self) -> Vec<Value> {
        self.items("DescribeComplianceByConfigRule", "ComplianceByConfigRules", json!({}))
    }

    /// Returns all results of a rule.
    fn details(&self, rule: &str) -> Vec<Value> {
        let request = json!({"ConfigRuleName": rule, "Limit": 100});
        self.items("GetComplianceDetailsByConfigRule", "EvaluationResults", request)
    }

    fn by_resource(&self, request: Value) -> Vec<Value> {
        self.items("DescribeComplianceByResource", "ComplianceByResources", request)
    }
}

fn config_request(operation: &str) -> http::request::Builder {
    Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("StarlingDoveService.{operation}"))
}

/// Returns how many of `items` have this text at `path`.
fn count(items: &[Value], path: &str, wanted: &str) -> usize {
    items.iter().filter(|item| text(item, path) == wanted).count()
}

/// Returns the type and the id of the resource a result is about.
fn subject(result: &Value) -> (String, String) {
    let part =
        |name: &str| text(result, &format!("EvaluationResultIdentifier.EvaluationResultQualifier.{name}")).to_owned();
    (part("ResourceType"), part("ResourceId"))
}
