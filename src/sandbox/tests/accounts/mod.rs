//! The organisation as seen account by account, asserted through the same door as all else.
//!
//! - `faults`: those of one account among others
//! - `links`: who covers whom; `directory`: which accounts and Regions there are
//! - `off`: services that are off in an account and region
//! - `roles`: AssumeRole, the keys it gives, and who one is with them
//! - `views`: what each account sees of findings, coverage, costs, budgets and configuration

mod directory;
mod faults;
mod links;
mod off;
mod roles;
mod views;

use std::collections::BTreeSet;

use super::*;

/// The keys of an account.
#[derive(Debug, Clone)]
struct Identity {
    key: String,
    token: Option<String>,
}

impl Identity {
    /// Keys that STS did not issue.
    fn administrator() -> Self {
        Self { key: "AKID".into(), token: None }
    }
}

impl Client {
    /// Sends a request that is signed with these keys, and returns status and body.
    fn signed(
        &self,
        who: &Identity,
        service: &str,
        region: &str,
        request: http::request::Builder,
        body: &str,
    ) -> (u16, Bytes) {
        let scope = format!("{}/20260601/{region}/{service}/aws4_request", who.key);
        let signed = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature=00");
        let mut request = request.header(AUTHORIZATION, signed);
        if let Some(token) = &who.token {
            request = request.header("x-amz-security-token", token);
        }
        let response = block_on(self.sandbox.handle(request.body(body.to_owned().into()).unwrap()));
        (response.status().as_u16(), response.body().whole().unwrap().clone())
    }

    /// Asks a service that speaks REST with JSON.
    fn rest(&self, who: &Identity, service: &str, at: (&str, &str), region: &str, body: &Value) -> (u16, Value) {
        let (method, path) = at;
        let request = Request::builder().method(method).uri(path);
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let (status, body) = self.signed(who, service, region, request, &body);
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Asks a service that speaks JSON 1.1, whose operation `target` names.
    fn json(&self, who: &Identity, service: &str, target: &str, region: &str, body: &Value) -> (u16, Value) {
        let request = Request::post("/").header("content-type", "application/x-amz-json-1.1");
        let request = request.header("x-amz-target", target);
        let (status, body) = self.signed(who, service, region, request, &body.to_string());
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Returns the items of a listing that is asked for by POST, all pages of it.
    fn listed_by(&self, who: &Identity, service: &str, path: &str, region: &str, member: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut request = json!({});
        loop {
            let (status, body) = self.rest(who, service, ("POST", path), region, &request);
            assert_eq!(status, 200, "{path} {region}: {body}");
            items.extend(body[member].as_array().cloned().unwrap_or_default());
            match ["NextToken", "nextToken"].into_iter().find(|name| body.get(name).is_some()) {
                Some(name) => request[name] = body[name].clone(),
                None => return items,
            }
        }
    }

    /// Returns the ids of the findings of Security Hub that are seen; each must be seen once.
    fn findings_seen(&self, who: &Identity, region: &str) -> BTreeSet<String> {
        let findings = self.listed_by(who, "securityhub", "/findings", region, "Findings");
        let ids: BTreeSet<String> = findings.iter().map(|finding| text(finding, "Id").to_owned()).collect();
        assert_eq!(ids.len(), findings.len(), "a finding twice");
        ids
    }

    /// Returns the keys of all accounts, the administrator's own first.
    fn identities(&self) -> Vec<Identity> {
        let members = self.account_ids().into_iter().skip(1).map(|account| self.assume(&account));
        std::iter::once(Identity::administrator()).chain(members).collect()
    }

    /// Asks STS, with members that are encoded already.
    fn sts(&self, who: &Identity, form: &str) -> (u16, String) {
        let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        let (status, body) = self.signed(who, "sts", HOME, request, &format!("Version=2011-06-15&{form}"));
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Returns the keys of the role Audit in `account`.
    fn assume(&self, account: &str) -> Identity {
        let (status, body) = self.sts(&Identity::administrator(), &role(account, "Audit"));
        assert_eq!(status, 200, "{body}");
        Identity {
            key: element(&body, "AccessKeyId").to_owned(),
            token: Some(element(&body, "SessionToken").to_owned()),
        }
    }

    /// Returns the ids of the accounts that have findings, the administrator first.
    fn account_ids(&self) -> Vec<String> {
        self.sandbox.directory.accounts.iter().map(|account| account.id.clone()).collect()
    }
}

/// Returns the form that assumes a role.
fn role(account: &str, name: &str) -> String {
    format!("Action=AssumeRole&RoleSessionName=test&RoleArn=arn:aws:iam::{account}:role/{name}")
}

/// Returns what is within the first element called `name`.
fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name} in {xml}"));
    rest.split_once(&format!("</{name}>")).unwrap().0
}

/// Returns the items of sets of which no two may share one.
fn disjoint(sets: impl IntoIterator<Item = BTreeSet<String>>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for set in sets {
        for item in set {
            assert!(all.insert(item.clone()), "{item} twice");
        }
    }
    all
}
