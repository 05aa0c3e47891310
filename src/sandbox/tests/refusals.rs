//! Each way AWS refuses, with its status, code and text.

use super::*;

fn refusal(answer: &Answer) -> (u16, &str, &str) {
    let message = answer.body.get("Message").or(answer.body.get("message"));
    (answer.status, answer.code.as_deref().unwrap_or(""), message.and_then(Value::as_str).unwrap_or(""))
}

#[test]
fn input_that_aws_does_not_allow_is_refused_with_the_member_that_is_wrong() {
    let many: Vec<Value> = (0..21).map(|n| json!({"Value": n.to_string(), "Comparison": "EQUALS"})).collect();
    let eleven: serde_json::Map<String, Value> = [
        "Id",
        "Title",
        "Region",
        "Type",
        "ProductArn",
        "AwsAccountId",
        "GeneratorId",
        "RecordState",
        "WorkflowStatus",
        "SeverityLabel",
        "ProductName",
    ]
    .iter()
    .map(|name| ((*name).to_owned(), equals("x")))
    .collect();
    let title = |filter: Value| json!({"Filters": {"Title": [filter]}});
    let updated = |filter: Value| json!({"Filters": {"UpdatedAt": [filter]}});
    let both = |a: &str, b: &str| json!({"Filters": {"Title": [{"Value": "a", "Comparison": a}, {"Value": "b", "Comparison": b}]}});
    let allowed = "should be equal to one of the allowed values: EQUALS, PREFIX, NOT_EQUALS, PREFIX_NOT_EQUALS";
    let conflict = "Filters.Title cannot combine EQUALS with NOT_EQUALS or PREFIX_NOT_EQUALS filters on the same field";
    let rows: &[(Value, String)] = &[
        (json!({"Fliters": {}}), "Fliters is not a known parameter".into()),
        (json!({"MaxResults": 0}), "MaxResults should be between 1 and 100".into()),
        (json!({"MaxResults": 101}), "MaxResults should be between 1 and 100".into()),
        (json!({"MaxResults": "5"}), "MaxResults should be integer".into()),
        (json!({"Filters": []}), "Filters should be object".into()),
        (
            json!({"Filters": {"Severity": []}}),
            "Filters.Severity is not an attribute of AwsSecurityFindingFilters".into(),
        ),
        (json!({"Filters": {"Title": {}}}), "Filters.Title should be array".into()),
        (json!({"Filters": {"Title": many}}), "Filters.Title should NOT have more than 20 items".into()),
        (json!({"Filters": eleven}), "Filters should NOT have more than 10 attributes".into()),
        (title(json!({"Value": "a", "Comparison": "CONTAINS"})), format!("Filters.Title[0].Comparison {allowed}")),
        (title(json!({"Value": "a", "Comparison": "CONTAINS_WORD"})), format!("Filters.Title[0].Comparison {allowed}")),
        (title(json!({"Value": "a", "Comparison": "equals"})), format!("Filters.Title[0].Comparison {allowed}")),
        (title(json!({"Value": "a"})), "Filters.Title[0].Comparison is required".into()),
        (title(json!({"Comparison": "EQUALS"})), "Filters.Title[0].Value is required".into()),
        (
            title(json!({"Value": " ", "Comparison": "EQUALS"})),
            r"Filters.Title[0].Value should match pattern '.*\S.*'".into(),
        ),
        (title(json!({"Value": 5, "Comparison": "EQUALS"})), "Filters.Title[0].Value should be string".into()),
        (
            title(json!({"Value": "a", "Comparison": "EQUALS", "Case": 1})),
            "Filters.Title[0].Case is not a known parameter".into(),
        ),
        (both("EQUALS", "NOT_EQUALS"), conflict.into()),
        (both("EQUALS", "PREFIX_NOT_EQUALS"), conflict.into()),
        (
            json!({"Filters": {"ResourceTags": [{"Key": "team", "Value": "a", "Comparison": "CONTAINS"}]}}),
            "Filters.ResourceTags[0].Comparison should be equal to one of the allowed values: EQUALS, NOT_EQUALS"
                .into(),
        ),
        (updated(json!({"Start": "2026-01-01T00:00:00Z"})), "Filters.UpdatedAt[0].End is required".into()),
        (updated(json!({"End": "2026-01-01T00:00:00Z"})), "Filters.UpdatedAt[0].Start is required".into()),
        (
            updated(json!({"Start": "yesterday", "End": "today"})),
            "Filters.UpdatedAt[0].Start should be an ISO 8601 timestamp".into(),
        ),
        (
            updated(json!({"DateRange": {"Value": 1, "Unit": "WEEKS"}})),
            "Filters.UpdatedAt[0].DateRange.Unit should be equal to one of the allowed values: DAYS".into(),
        ),
        (json!({"Filters": {"Confidence": [{}]}}), "Filters.Confidence[0].Eq or another bound is required".into()),
        (json!({"Filters": {"Sample": [{"Value": "true"}]}}), "Filters.Sample[0].Value should be boolean".into()),
        (json!({"SortCriteria": [{"Field": "Severity"}]}), "SortCriteria[0].Field is not a sortable attribute".into()),
        (
            json!({"SortCriteria": [{"Field": "ResourceTags"}]}),
            "SortCriteria[0].Field is not a sortable attribute".into(),
        ),
        (
            json!({"SortCriteria": [{"Field": "Title", "SortOrder": "DESC"}]}),
            "SortCriteria[0].SortOrder should be equal to one of the allowed values: asc, desc".into(),
        ),
        (json!({"NextToken": "2"}), "NextToken is not a valid token".into()),
    ];
    let client = Client::new();
    for (request, reason) in rows {
        let answer = client.get_findings(HOME, request);
        let parameter = reason.split(['.', '[', ' ']).next().unwrap();
        let message = format!("Invalid parameter '{parameter}'. {reason}");
        assert_eq!(refusal(&answer), (400, "InvalidInputException", message.as_str()), "{request}");
        assert_eq!(answer.body["Code"], "InvalidInputException");
    }
}

#[test]
fn prefix_stands_beside_a_negative_of_the_same_field() {
    let filters = json!({"Title": [{"Value": "S3", "Comparison": "PREFIX"}, {"Value": "S3 general", "Comparison": "PREFIX_NOT_EQUALS"}]});
    assert_eq!(Client::new().get_findings(HOME, &json!({"Filters": filters})).status, 200);
}

#[test]
fn a_body_that_is_no_json_object_is_not_parsed() {
    let client = Client::new();
    for body in ["{", "[]", "5", "{\"Filters\": }"] {
        let answer = client.send("POST", "/findings", HOME, body);
        assert_eq!(refusal(&answer).1, "SerializationException", "{body}");
        assert_eq!(answer.status, 400);
    }
    assert_eq!(client.send("POST", "/findings", HOME, "").status, 200, "no body is no member");
}

#[test]
fn a_region_without_security_hub_is_not_subscribed() {
    let answer = Client::new().get_findings("sa-east-1", &json!({}));
    let message = "Account 111122223333 is not subscribed to AWS Security Hub";
    assert_eq!(refusal(&answer), (401, "InvalidAccessException", message));
}

#[test]
fn an_unsigned_request_and_one_for_another_service_are_forbidden() {
    let client = Client::new();
    let unsigned = Request::post("/findings").body(Bytes::new()).unwrap();
    let answer = client.send_request(unsigned);
    assert_eq!(refusal(&answer), (403, "MissingAuthenticationTokenException", "Missing Authentication Token"));
    let scope = "AWS4-HMAC-SHA256 Credential=A/20260601/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let elsewhere = Request::post("/findings").header(AUTHORIZATION, scope).body(Bytes::new()).unwrap();
    let answer = client.send_request(elsewhere);
    let message = "Credential should be scoped to correct service: 'securityhub'.";
    assert_eq!(refusal(&answer), (403, "InvalidSignatureException", message));
}

#[test]
fn an_operation_that_is_not_simulated_is_unknown() {
    let client = Client::new();
    for (method, path) in [("GET", "/findings"), ("POST", "/findings/"), ("GET", "/products")] {
        let answer = client.send(method, path, HOME, "");
        assert_eq!((answer.status, refusal(&answer).1), (404, "UnknownOperationException"), "{method} {path}");
    }
}

#[test]
fn more_requests_than_the_burst_are_throttled_per_region_and_rate_class() {
    let client = Client::with(|parameters| {
        parameters.throttle = Throttle::Aws;
        parameters.findings = 1;
    });
    let statuses: Vec<u16> = (0..8).map(|_| client.get_findings(HOME, &json!({})).status).collect();
    assert_eq!(statuses[..6], [200; 6]);
    let throttled = client.get_findings(HOME, &json!({}));
    assert_eq!(refusal(&throttled), (429, "TooManyRequestsException", "Too Many Requests"));
    assert_eq!(client.get_findings("eu-west-1", &json!({})).status, 200);
    assert_ne!(client.update(&json!({})).status, 429);
}
