//! Each fault as a client sees it, and which requests it meets.

use http_body_util::BodyExt;

use super::*;

/// Returns a client whose sandbox follows `rules`.
fn faulty(rules: &Value) -> Client {
    let client = Client::new();
    follow(&client, rules);
    client
}

fn follow(client: &Client, rules: &Value) {
    client.sandbox.set_faults(&serde_json::from_value(json!({"rules": rules})).unwrap()).unwrap();
}

fn refusal(rules: Value) -> String {
    let plan: FaultPlan = serde_json::from_value(json!({"rules": rules})).unwrap();
    Client::new().sandbox.set_faults(&plan).unwrap_err().to_string()
}

/// Sends one request to a service that is not Security Hub and returns status, code header and body.
fn sent(client: &Client, service: &str, place: &str, headers: [(&str, &str); 2], body: &str) -> (u16, String, String) {
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20260601/{HOME}/{service}/aws4_request, SignedHeaders=host, Signature=00"
    );
    let request = headers.iter().fold(Request::post(place), |request, (name, value)| request.header(*name, *value));
    let request = request.header(AUTHORIZATION, signed).body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
    let response = block_on(client.sandbox.handle(request));
    let code = response.headers().get("x-amzn-errortype").map_or("", |code| code.to_str().unwrap()).to_owned();
    let body = String::from_utf8(response.body().whole().unwrap().to_vec()).unwrap();
    (response.status().as_u16(), code, body)
}

fn config(client: &Client) -> (u16, String, String) {
    let target = ("x-amz-target", "StarlingDoveService.DescribeConfigRules");
    sent(client, "config", "/", [("content-type", "application/x-amz-json-1.1"), target], "{}")
}

fn identity(client: &Client) -> (u16, String, String) {
    let form = ("content-type", "application/x-www-form-urlencoded");
    sent(client, "sts", "/", [form, ("accept", "*/*")], "Action=GetCallerIdentity&Version=2011-06-15")
}

fn inspected(client: &Client) -> (u16, String, String) {
    let json = ("content-type", "application/json");
    sent(client, "inspector2", "/findings/list", [json, ("accept", "*/*")], "{}")
}

#[test]
fn each_service_refuses_in_its_own_words() {
    for (fault, status, code, member) in [
        ("throttle", 429, "TooManyRequestsException", "message"),
        ("500", 500, "InternalException", "Message"),
        ("503", 503, "ServiceUnavailable", "message"),
        ("expiredToken", 403, "ExpiredTokenException", "message"),
        ("accessDenied", 403, "AccessDeniedException", "Message"),
    ] {
        let client = faulty(&json!([{"operation": "*:*", "fault": fault}]));
        let answer = client.get_findings(HOME, &json!({}));
        assert_eq!((answer.status, answer.code.as_deref()), (status, Some(code)));
        assert!(answer.body[member].is_string(), "{:?}", answer.body);
        let (status, code, body) = config(&client);
        let of_json: Value = serde_json::from_str(&body).unwrap();
        let expected = match fault {
            "throttle" => (400, "ThrottlingException"),
            "500" => (500, "InternalFailure"),
            "503" => (503, "ServiceUnavailable"),
            "expiredToken" => (400, "ExpiredTokenException"),
            _ => (400, "AccessDeniedException"),
        };
        assert_eq!((status, code.as_str(), of_json["__type"].as_str()), (expected.0, "", Some(expected.1)));
        let (status, _, body) = identity(&client);
        let expected = match fault {
            "throttle" => (400, "<Type>Sender</Type><Code>Throttling</Code>"),
            "500" => (500, "<Type>Receiver</Type><Code>InternalFailure</Code>"),
            "503" => (503, "<Type>Receiver</Type><Code>ServiceUnavailable</Code>"),
            "expiredToken" => (403, "<Type>Sender</Type><Code>ExpiredToken</Code>"),
            _ => (403, "<Type>Sender</Type><Code>AccessDenied</Code>"),
        };
        assert_eq!(status, expected.0);
        assert!(body.contains(expected.1), "{body}");
    }
}

#[test]
fn a_denial_says_who_may_not_do_what_on_what() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "accessDenied"}]));
    let who = "User: arn:aws:sts::111122223333:assumed-role/SecurityAudit/sandbox is not authorized to perform:";
    assert_eq!(
        client.get_findings("eu-west-1", &json!({})).body["Message"],
        format!(
            "{who} securityhub:GetFindings on resource: arn:aws:securityhub:eu-west-1:111122223333:hub/default because \
             no identity-based policy allows the securityhub:GetFindings action"
        )
    );
    let of_findings = "inspector2:ListFindings on resource: arn:aws:inspector2:us-east-1:111122223333:/findings/list";
    assert!(inspected(&client).2.contains(&format!("{who} {of_findings} because")));
    assert!(config(&client).2.contains("config:DescribeConfigRules on resource: * because"));
}

#[test]
fn a_throttle_of_two_times_is_over_at_the_third_request() {
    let client = faulty(&json!([{"operation": "securityhub:GetFindings", "fault": "throttle", "times": 2}]));
    let statuses: Vec<_> = (0..4).map(|_| client.get_findings(HOME, &json!({})).status).collect();
    assert_eq!(statuses, [429, 429, 200, 200]);
    let hits = client.sandbox.faults();
    assert_eq!((hits[0].matched, hits[0].applied), (4, 2));
    assert_eq!(client.sandbox.counts().throttled, 2);
}

#[test]
fn every_third_request_is_the_third_the_sixth_and_so_on() {
    let client = faulty(&json!([{"operation": "securityhub:*", "fault": "500", "every": 3, "times": 2}]));
    let failed = |_: &usize| client.get_findings(HOME, &json!({})).status == 500;
    assert_eq!((1..=12).filter(failed).collect::<Vec<_>>(), [3, 6]);
}

#[test]
fn rules_follow_one_another_when_the_earlier_one_is_used_up() {
    let client = faulty(&json!([
        {"operation": "securityhub:GetFindings", "fault": "503", "times": 1},
        {"operation": "*:GetFindings", "fault": "throttle", "times": 1},
    ]));
    let statuses: Vec<_> = (0..3).map(|_| client.get_findings(HOME, &json!({})).status).collect();
    assert_eq!(statuses, [503, 429, 200]);
}

#[test]
fn only_the_named_service_operation_account_and_region_are_met() {
    let met = |rule: Value| client_met(&faulty(&json!([rule])));
    assert_eq!(met(json!({"operation": "*:*", "fault": "503"})), [true; 4]);
    assert_eq!(met(json!({"operation": "securityhub:*", "fault": "503"})), [true, true, true, false]);
    assert_eq!(met(json!({"operation": "*:GetFindings", "fault": "503"})), [true, true, false, false]);
    let in_ireland = json!({"operation": "*:*", "regions": ["eu-west-1"], "fault": "503"});
    assert_eq!(met(in_ireland), [false, true, false, false]);
    let own = json!({"operation": "securityhub:GetInsights", "accounts": ["111122223333"], "fault": "503"});
    assert_eq!(met(own), [false, false, true, false]);
    let other = accounts_of(&Client::new())[1].clone();
    assert_eq!(met(json!({"operation": "*:*", "accounts": [other], "fault": "503"})), [false; 4]);
}

/// Says which of four requests fail: GetFindings at home and in Ireland, GetInsights at home, Inspector's ListFindings.
fn client_met(client: &Client) -> [bool; 4] {
    let insights = client.send("POST", "/insights/get", HOME, "{}");
    let statuses = [
        client.get_findings(HOME, &json!({})).status,
        client.get_findings("eu-west-1", &json!({})).status,
        insights.status,
        inspected(client).0,
    ];
    statuses.map(|status| status == 503)
}

fn accounts_of(client: &Client) -> Vec<String> {
    let parameters = &client.sandbox.parameters;
    let accounts = super::super::organisation::accounts::accounts(parameters.seed, parameters.accounts);
    accounts.into_iter().map(|account| account.id).collect()
}

#[test]
fn a_proxy_answers_a_web_page_without_awss_headers() {
    for (rule, status) in [(json!({}), 502), (json!({"status": 200}), 200)] {
        let mut rule = rule;
        rule["operation"] = "*:*".into();
        rule["fault"] = "html".into();
        let client = faulty(&json!([rule]));
        let response = block_on(client.sandbox.handle(signed_request()));
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers().keys().map(|name| name.as_str()).collect::<Vec<_>>(), ["content-type"]);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert!(response.body().whole().unwrap().starts_with(b"<!DOCTYPE html>"));
    }
}

fn signed_request() -> Request<Bytes> {
    let signed = "AWS4-HMAC-SHA256 Credential=A/1/us-east-1/securityhub/aws4_request, SignedHeaders=host, Signature=00";
    Request::post("/findings").header(AUTHORIZATION, signed).body(Bytes::from_static(b"{}")).unwrap()
}

#[test]
fn wrong_json_has_status_200_and_is_half_an_answer_or_not_awss() {
    let body = |rule: Value| {
        let response = block_on(faulty(&json!([rule])).sandbox.handle(signed_request()));
        assert_eq!(response.status().as_u16(), 200);
        response.body().whole().unwrap().clone()
    };
    let whole = block_on(Client::new().sandbox.handle(signed_request())).body().whole().unwrap().clone();
    let truncated = body(json!({"operation": "*:*", "fault": "wrongJson"}));
    assert_eq!(truncated, whole.slice(..whole.len() / 2));
    assert!(serde_json::from_slice::<Value>(&truncated).is_err());
    assert_eq!(body(json!({"operation": "*:*", "fault": "wrongJson", "json": "other"})), r#"{"status":"ok"}"#);
}

#[tokio::test]
async fn a_reset_breaks_off_the_answer_at_its_half() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "reset", "times": 1}]));
    let broken = client.sandbox.handle(signed_request()).await;
    assert_eq!((broken.status().as_u16(), broken.body().whole()), (200, None));
    assert_eq!(broken.into_body().collect().await.unwrap_err(), BrokenOff);
    assert!(client.sandbox.handle(signed_request()).await.body().whole().is_some());
}

#[tokio::test]
async fn slow_rules_hold_back_answer_and_body_and_lose_nothing() {
    let client = faulty(&json!([
        {"operation": "*:*", "fault": "slow", "milliseconds": 1},
        {"operation": "*:*", "fault": "slow", "milliseconds": 1, "late": "body"},
    ]));
    let slow = client.sandbox.handle(signed_request()).await;
    assert!(slow.body().whole().is_none());
    let whole = block_on(Client::new().sandbox.handle(signed_request())).body().whole().unwrap().clone();
    assert_eq!(slow.into_body().collect().await.unwrap().to_bytes(), whole);
    assert_eq!(client.sandbox.faults().iter().map(|hits| hits.applied).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn empty_pages_come_before_the_whole_listing() {
    let expected = Client::new().pages(HOME, json!({}));
    let client = faulty(&json!([{"operation": "securityhub:GetFindings", "fault": "emptyPages"}]));
    let pages = client.pages(HOME, json!({}));
    assert!(pages[..3].iter().all(Vec::is_empty));
    assert_eq!(pages[3..], expected);
    assert_eq!(client.sandbox.faults()[0].applied, 3);
}

#[test]
fn empty_pages_come_in_the_query_of_a_get_too() {
    let client = faulty(&json!([{"operation": "securityhub:DescribeStandards", "fault": "emptyPages", "pages": 1}]));
    let first = client.send("GET", "/standards?MaxResults=2", HOME, "").body;
    assert_eq!((&first["Standards"], &first["NextToken"]), (&json!([]), &json!("fault.1")));
    let second = client.send("GET", "/standards?MaxResults=2&NextToken=fault.1", HOME, "").body;
    assert_eq!(second, Client::new().send("GET", "/standards?MaxResults=2", HOME, "").body);
}

#[test]
fn a_long_listing_has_ten_thousand_empty_pages_each_with_a_token_of_its_own() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "longListing"}]));
    let token = |sent: u32| {
        let request = json!({"MaxResults": 1, "NextToken": format!("fault.{sent}")});
        let answer = client.get_findings(HOME, &request).body;
        (answer["Findings"].as_array().unwrap().len(), answer["NextToken"].as_str().unwrap().to_owned())
    };
    assert_eq!(token(1), (0, "fault.2".to_owned()));
    assert_eq!(token(9_999), (0, "fault.10000".to_owned()));
    assert!(!token(10_000).1.starts_with("fault."));
}

#[test]
fn a_token_loop_never_ends_and_still_answers_what_the_page_has() {
    let client = faulty(&json!([{"operation": "securityhub:GetFindings", "fault": "tokenLoop"}]));
    let first = client.get_findings(HOME, &json!({})).body;
    let token = first["NextToken"].clone();
    for _ in 0..3 {
        let next = client.get_findings(HOME, &json!({"NextToken": token})).body;
        assert_eq!(next["NextToken"], token);
        assert_ne!(next["Findings"], first["Findings"]);
    }
    let only = json!({"Filters": {"Id": equals("nowhere")}});
    let mut again = only.clone();
    again["NextToken"] = client.get_findings(HOME, &only).body["NextToken"].clone();
    assert_eq!(client.get_findings(HOME, &again).body["NextToken"], again["NextToken"]);
}

#[test]
fn a_refused_listing_stays_refused_whatever_becomes_of_its_pages() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "emptyPages"}]));
    assert_eq!(client.get_findings(HOME, &json!({"MaxResults": 0})).code.as_deref(), Some("InvalidInputException"));
}

#[test]
fn the_tokens_of_a_plan_that_is_over_lead_to_the_real_pages() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "emptyPages"}]));
    let token = client.get_findings(HOME, &json!({})).body["NextToken"].clone();
    client.sandbox.clear_faults();
    let after = client.get_findings(HOME, &json!({"NextToken": token})).body;
    assert_eq!(after, Client::new().get_findings(HOME, &json!({})).body);
    assert_eq!(client.sandbox.faults(), []);
}

#[test]
fn a_new_plan_takes_the_place_of_the_earlier_one_unless_it_is_wrong() {
    let client = faulty(&json!([{"operation": "*:*", "fault": "503"}]));
    let wrong = FaultPlan { rules: vec![FaultRule::new("securityhub:Nothing", FaultKind::Throttle)] };
    assert!(client.sandbox.set_faults(&wrong).is_err());
    assert_eq!(client.get_findings(HOME, &json!({})).status, 503);
    follow(&client, &json!([{"operation": "*:*", "fault": "throttle"}]));
    assert_eq!(client.get_findings(HOME, &json!({})).status, 429);
    assert_eq!(client.sandbox.faults()[0].matched, 1);
}

#[test]
fn what_cannot_happen_is_refused_with_the_rule_and_the_reason() {
    for (rule, expected) in [
        (
            json!({"operation": "GetFindings", "fault": "throttle"}),
            "operation 'GetFindings' must be service:Operation, such as securityhub:GetFindings; * stands for any of either",
        ),
        (
            json!({"operation": "s3:*", "fault": "throttle"}),
            "service 's3' is not simulated; these are: account, budgets, ce, config, inspector2, organizations, securityhub, sts",
        ),
        (
            json!({"operation": "sts:GetFindings", "fault": "throttle"}),
            "operation 'GetFindings' is not simulated; of sts these are: AssumeRole, GetCallerIdentity",
        ),
        (
            json!({"operation": "*:*", "accounts": ["999999999999"], "fault": "throttle"}),
            "account '999999999999' is none of the organisation's",
        ),
        (
            json!({"operation": "*:*", "regions": ["Mars"], "fault": "throttle"}),
            "region 'Mars' is not a region name such as us-east-1",
        ),
        (
            json!({"operation": "*:*", "fault": "throttle", "times": 0}),
            "times must be between 1 and 18446744073709551615, not 0",
        ),
        (
            json!({"operation": "*:*", "fault": "throttle", "status": 500}),
            "status says nothing about the fault throttle; leave it out",
        ),
        (json!({"operation": "*:*", "fault": "slow"}), "the fault slow needs milliseconds"),
        (
            json!({"operation": "*:*", "fault": "slow", "milliseconds": 600_001}),
            "milliseconds must be between 1 and 600000, not 600001",
        ),
        (json!({"operation": "*:*", "fault": "html", "status": 100}), "status must be between 200 and 599, not 100"),
        (
            json!({"operation": "securityhub:BatchUpdateFindings", "fault": "tokenLoop"}),
            "securityhub:BatchUpdateFindings has no pages, which the fault tokenLoop needs",
        ),
    ] {
        let sound = json!({"operation": "*:*", "fault": "throttle"});
        assert_eq!(refusal(json!([sound, rule])), format!("rule 2: {expected}"));
    }
}

#[test]
fn requests_are_counted_by_service_operation_account_and_region() {
    let client = Client::new();
    client.get_findings(HOME, &json!({}));
    client.get_findings(HOME, &json!({}));
    client.get_findings("eu-west-1", &json!({}));
    client.send("GET", "/nowhere", HOME, "");
    client.send_request(Request::post("/findings").body(Bytes::new()).unwrap());
    let counts = client.sandbox.counts();
    assert_eq!((counts.received, counts.throttled), (client.sandbox.requests(), 0));
    let line = |count: RequestCount| {
        let texts = [count.service.as_deref(), count.operation, count.account.as_deref(), count.region.as_deref()];
        format!("{} {}", texts.map(|text| text.unwrap_or("-")).join(" "), count.received)
    };
    let lines: Vec<_> = counts.requests.into_iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "- - - - 1",
            "securityhub - 111122223333 us-east-1 1",
            "securityhub GetFindings 111122223333 eu-west-1 1",
            "securityhub GetFindings 111122223333 us-east-1 2",
        ]
    );
}

#[test]
fn a_throttle_of_the_sandboxs_own_is_counted_too() {
    let client = Client::with(|parameters| parameters.throttle = Throttle::Aws);
    let refused = (0..20).filter(|_| client.get_findings(HOME, &json!({})).status == 429).count();
    assert!(refused > 0);
    assert_eq!(client.sandbox.counts().throttled, refused as u64);
}

#[test]
fn every_operation_that_is_listed_is_simulated_and_pages_where_it_says_so() {
    for operation in &operation::OPERATIONS {
        let prefix = match operation.service {
            "config" => "StarlingDoveService",
            "ce" => "AWSInsightsIndexService",
            "budgets" => "AWSBudgetServiceGateway",
            "organizations" => "AWSOrganizationsV20161128",
            // Those with paths and forms are asked by name in tests of their own.
            _ => continue,
        };
        let target = format!("{prefix}.{}", operation.name);
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        let body = sent(&Client::new(), operation.service, "/", headers, r#"{"NextToken": 1, "Unknown": 1}"#).2;
        assert!(!body.contains("UnknownOperationException"), "{operation:?}: {body}");
    }
}
