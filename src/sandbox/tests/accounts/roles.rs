//! AssumeRole: who may assume what, for how long, and who one is then.

use super::*;

const IDENTITY: &str = "Action=GetCallerIdentity";

fn refusal(answer: &(u16, String)) -> (u16, &str, &str) {
    (answer.0, element(&answer.1, "Code"), element(&answer.1, "Message"))
}

#[test]
fn an_assumed_role_is_of_its_account_and_its_keys_are_those_of_the_caller_from_then_on() {
    let client = Client::new();
    let account = &client.account_ids()[3];
    let form = role(account, "path/to/Audit").replace("=test", "=some%40one");
    let (status, body) = client.sts(&Identity::administrator(), &form);
    assert_eq!(status, 200, "{body}");
    let arn = format!("arn:aws:sts::{account}:assumed-role/Audit/some@one");
    assert_eq!(element(&body, "Arn"), arn);
    assert_eq!(element(&body, "Expiration"), "2026-06-01T13:00:00Z", "an hour unless asked otherwise");
    let key = element(&body, "AccessKeyId").to_owned();
    let who = Identity { key, token: Some(element(&body, "SessionToken").to_owned()) };
    let (_, identity) = client.sts(&who, IDENTITY);
    assert_eq!((element(&identity, "Account"), element(&identity, "Arn")), (account.as_str(), arn.as_str()));
    assert_eq!(element(&identity, "UserId"), element(&body, "AssumedRoleId"));
}

#[test]
fn keys_that_sts_did_not_issue_are_the_administrators() {
    let client = Client::new();
    for key in ["AKID", "ASIAIOSFODNN7EXAMPLE"] {
        let (_, identity) = client.sts(&Identity { key: key.into(), token: None }, IDENTITY);
        assert_eq!(element(&identity, "Account"), "111122223333");
        assert_eq!(element(&identity, "Arn"), "arn:aws:sts::111122223333:assumed-role/SecurityAudit/sandbox");
    }
}

#[test]
fn a_role_that_does_not_exist_or_does_not_trust_who_asks_is_denied() {
    let client = Client::new();
    let account = &client.account_ids()[1];
    let plain = Identity::administrator();
    for (account, name) in [(account.as_str(), "MissingRole"), (account, "ExternalAudit"), ("999999999999", "Audit")] {
        let answer = client.sts(&plain, &role(account, name));
        let message = format!(
            "User: arn:aws:sts::111122223333:assumed-role/SecurityAudit/sandbox is not authorized to perform: \
             sts:AssumeRole on resource: arn:aws:iam::{account}:role/{name}"
        );
        assert_eq!(refusal(&answer), (403, "AccessDenied", message.as_str()));
    }
    let external = role(account, "ExternalAudit");
    assert_eq!(client.sts(&plain, &format!("{external}&ExternalId=another")).0, 403);
    assert_eq!(client.sts(&plain, &format!("{external}&ExternalId=sandbox-external-id")).0, 200);
}

#[test]
fn what_the_model_does_not_allow_is_a_validation_error() {
    let client = Client::new();
    let account = &client.account_ids()[1];
    let valid = role(account, "Audit");
    for (form, reason) in [
        (
            "Action=AssumeRole&RoleSessionName=ab".to_owned(),
            "'roleArn' failed to satisfy constraint: Member must not be null",
        ),
        (role(account, "Audit").replace("test", "a"), "Member must have length greater than or equal to 2"),
        (role(account, "Audit").replace("test", "a/b"), r"regular expression pattern: [\w+=,.@-]*"),
        (format!("{valid}&DurationSeconds=899"), "Member must have value greater than or equal to 900"),
        (format!("{valid}&DurationSeconds=43201"), "Member must have value less than or equal to 43200"),
        (format!("{valid}&ExternalId=a"), "Member must have length greater than or equal to 2"),
        (format!("{valid}&ExternalId=a%20b"), r"regular expression pattern: [\w+=,.@:\/-]*"),
        (valid.replace(":role/", ":user/"), ":user/Audit is invalid"),
        (valid.replace("arn:aws:", "arn:aws-cn:"), ":role/Audit is invalid"),
    ] {
        let answer = client.sts(&Identity::administrator(), &form);
        let (status, code, message) = refusal(&answer);
        assert_eq!((status, code), (400, "ValidationError"), "{form}");
        assert!(message.ends_with(reason), "{message}");
    }
}

#[test]
fn a_session_within_a_session_lasts_an_hour_at_most() {
    let client = Client::new();
    let accounts = client.account_ids();
    let member = client.assume(&accounts[1]);
    let form = role(&accounts[2], "Audit");
    assert_eq!(client.sts(&member, &form).0, 200);
    assert_eq!(client.sts(&Identity::administrator(), &format!("{form}&DurationSeconds=43200")).0, 200);
    let answer = client.sts(&member, &format!("{form}&DurationSeconds=3601"));
    let message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    assert_eq!(refusal(&answer), (400, "ValidationError", message));
}

#[test]
fn a_key_without_its_token_is_refused_in_the_words_of_each_protocol() {
    let client = Client::new();
    let who = Identity { token: None, ..client.assume(&client.account_ids()[1]) };
    let invalid = "The security token included in the request is invalid.";
    assert_eq!(refusal(&client.sts(&who, IDENTITY)), (403, "InvalidClientTokenId", invalid));
    let (status, body) = client.signed(&who, "securityhub", HOME, Request::post("/findings"), "{}");
    assert_eq!((status, body.as_ref()), (403, format!("{{\"message\":\"{invalid}\"}}").as_bytes()));
    let request = Request::post("/").header("content-type", "application/x-amz-json-1.1");
    let (status, body) = client.signed(&who, "config", HOME, request, "{}");
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, body), (400, json!({"__type": "UnrecognizedClientException", "message": invalid})));
}
