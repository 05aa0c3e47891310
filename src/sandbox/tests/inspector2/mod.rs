//! Inspector's behaviour, asserted through the same door as Security Hub's.
//!
//! - `listing`: pages, tokens, filters and sorts of ListFindings
//! - `aggregations`: ListFindingAggregations, held to the findings
//! - `coverage`: ListCoverage, held to the findings, and ListCoverageStatistics, held to ListCoverage
//! - `refusals`: each error with its status, code and text
//! - `shape`: how believable the data is

mod aggregations;
mod coverage;
mod listing;
mod refusals;
mod shape;

use super::*;

const FINDINGS: &str = "/findings/list";
const AGGREGATIONS: &str = "/findings/aggregation/list";
const COVERAGE: &str = "/coverage/list";
const STATISTICS: &str = "/coverage/statistics/list";

impl Client {
    fn inspector(&self, path: &str, region: &str, body: &Value) -> Answer {
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260601/{region}/inspector2/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        );
        let request = Request::post(path).header(AUTHORIZATION, signed).body(body.to_string().into()).unwrap();
        self.send_request(request)
    }

    /// Returns the pages of a listing, of each the items under `member`.
    fn inspector_pages(&self, path: &str, region: &str, mut request: Value) -> Vec<Vec<Value>> {
        let member = match path {
            FINDINGS => "findings",
            AGGREGATIONS => "responses",
            STATISTICS => "countsByGroup",
            _ => "coveredResources",
        };
        let mut pages = Vec::new();
        loop {
            let answer = self.inspector(path, region, &request);
            assert_eq!(answer.status, 200, "{:?}", answer.body);
            let items = answer.body.get(member).map(|items| items.as_array().unwrap().clone());
            // Statistics have no list where it would be empty.
            pages.push(if path == STATISTICS { items.unwrap_or_default() } else { items.unwrap() });
            match answer.body.get("nextToken") {
                Some(token) => request["nextToken"] = token.clone(),
                None => return pages,
            }
            assert!(pages.len() < 10_000, "a listing must end");
        }
    }

    /// Returns a listing of the home region.
    fn inspected(&self, path: &str, request: Value) -> Vec<Value> {
        self.inspector_pages(path, HOME, request).concat()
    }
}

/// Returns a client of an organisation with 1,800 findings of Inspector.
fn client() -> Client {
    Client::with(|parameters| parameters.findings = 3_000)
}

fn is(value: &str) -> Value {
    json!([{"comparison": "EQUALS", "value": value}])
}
