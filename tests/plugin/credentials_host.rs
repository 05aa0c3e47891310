//! The places credentials come from, on loopback: instance metadata (version 2), a container's endpoint, STS; and a
//! Security Hub that notes who asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Who asked Security Hub.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub access_key: String,
    pub session_token: String,
    pub user_agent: String,
}

/// The places credentials come from.
#[derive(Clone, Default)]
pub struct CredentialsHost {
    pub endpoint: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Forms that STS was sent, each with the access key that signed it.
    forms: Arc<Mutex<Vec<HashMap<String, String>>>>,
}

impl CredentialsHost {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let host = Self { endpoint, ..Self::default() };
        let router = Router::new().fallback(answer).with_state(host.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        host
    }

    /// Who asked Security Hub, once each.
    pub fn seen(&self) -> Vec<Seen> {
        let mut seen = self.seen.lock().unwrap().clone();
        seen.dedup();
        seen
    }

    /// What STS was sent.
    pub fn forms(&self) -> Vec<HashMap<String, String>> {
        self.forms.lock().unwrap().clone()
    }
}

async fn answer(
    State(host): State<CredentialsHost>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let signed = header("authorization");
    let access_key = signed.split_once("Credential=").and_then(|(_, rest)| rest.split('/').next()).unwrap_or_default();
    let expiration =
        (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let key = |name: &str| {
        let (id, secret) = (format!("ASIA{name}"), "hush-hush");
        json!({"Code": "Success", "AccessKeyId": id, "SecretAccessKey": secret, "Token": format!("token-{name}"),
               "Expiration": expiration})
        .to_string()
    };
    match (method, uri.path()) {
        // Version 2: without a token there is nothing.
        (Method::PUT, "/latest/api/token") => {
            ([("x-aws-ec2-metadata-token-ttl-seconds", "21600")], "imds-token").into_response()
        }
        (Method::GET, path) if path.starts_with("/latest/") && header("x-aws-ec2-metadata-token") != "imds-token" => {
            StatusCode::UNAUTHORIZED.into_response()
        }
        (Method::GET, path)
            if path.ends_with("/security-credentials/") || path.ends_with("/security-credentials-extended/") =>
        {
            "machine-role".into_response()
        }
        (Method::GET, path) if path.ends_with("/machine-role") => key("MACHINE").into_response(),
        (Method::GET, "/container") => key("CONTAINER").into_response(),
        (Method::POST, "/") => {
            let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
            let action = form["Action"].clone();
            if action == "GetCallerIdentity" {
                return who().into_response();
            }
            let role = form["RoleArn"].clone();
            let mut noted = form;
            noted.insert("signed with".to_owned(), access_key.to_owned());
            host.forms.lock().unwrap().push(noted);
            sts(&action, &role, access_key, &expiration)
        }
        (Method::POST, "/findings") => {
            let (session_token, user_agent) = (header("x-amz-security-token"), header("user-agent"));
            host.seen.lock().unwrap().push(Seen { access_key: access_key.to_owned(), session_token, user_agent });
            ([("x-amzn-requestid", "1")], json!({"Findings": []}).to_string()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn who() -> impl IntoResponse {
    let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn>\
                <UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    ([("content-type", "text/xml")], body)
}

fn sts(action: &str, role: &str, asker: &str, expiration: &str) -> Response {
    let name = role.rsplit('/').next().unwrap_or_default();
    if name == "Closed" {
        let text = format!(
            "User: arn:aws:iam::111122223333:user/{asker} is not authorized to perform: sts:AssumeRole on resource: {role}"
        );
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{text}</Message></Error></ErrorResponse>"
        );
        return (StatusCode::FORBIDDEN, [("content-type", "text/xml")], body).into_response();
    }
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials>\
         <AccessKeyId>ASIA{name}</AccessKeyId><SecretAccessKey>hush-hush</SecretAccessKey><SessionToken>token-{name}</SessionToken>\
         <Expiration>{expiration}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/{name}/s</Arn>\
         <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></{action}Result></{action}Response>"
    );
    ([("content-type", "text/xml")], body).into_response()
}
