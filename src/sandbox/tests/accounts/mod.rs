//! The organisation as seen account by account, asserted through the same door as all else.
//!
//! - `roles`: AssumeRole, the keys it gives, and who one is with them

mod roles;

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
        (response.status().as_u16(), response.into_body())
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
