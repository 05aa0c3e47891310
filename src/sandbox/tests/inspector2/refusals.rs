//! Each way Inspector refuses, with its status, code and text.

use super::*;

#[test]
fn input_the_model_does_not_allow_is_refused_with_the_field_that_is_wrong() {
    let many: Vec<Value> = (0..11).map(|n| json!({"comparison": "EQUALS", "value": n.to_string()})).collect();
    let title = |filter: Value| json!({"filterCriteria": {"title": [filter]}});
    let aggregation = |body: Value| (AGGREGATIONS, body);
    let rows: &[((&str, Value), &str, &str)] = &[
        ((FINDINGS, json!({"maxResults": 0})), "maxResults", "Member must have value greater than or equal to 1"),
        ((FINDINGS, json!({"maxResults": 101})), "maxResults", "Member must have value less than or equal to 100"),
        ((COVERAGE, json!({"maxResults": 201})), "maxResults", "Member must have value less than or equal to 200"),
        ((STATISTICS, json!({"maxResults": 5})), "maxResults", "Member is not part of the model"),
        (
            (STATISTICS, json!({"groupBy": "SCAN_TYPE"})),
            "groupBy",
            "Member must satisfy enum value set: [SCAN_STATUS_CODE, SCAN_STATUS_REASON, ACCOUNT_ID, RESOURCE_TYPE, \
             ECR_REPOSITORY_NAME, PROVIDER, PROVIDER_ACCOUNT_ID, PROVIDER_REGION, PROVIDER_ORG_ID]",
        ),
        (
            (STATISTICS, json!({"filterCriteria": {"groupBy": is("ACCOUNT_ID")}})),
            "filterCriteria.groupBy",
            "Member is not part of the model",
        ),
        (
            (STATISTICS, json!({"filterCriteria": {"accountId": [{"comparison": "PREFIX", "value": "1"}]}})),
            "filterCriteria.accountId.1.member.comparison",
            "Member must satisfy enum value set: [EQUALS, NOT_EQUALS]",
        ),
        ((STATISTICS, json!({"nextToken": "2"})), "nextToken", "Invalid token"),
        ((FINDINGS, json!({"filters": {}})), "filters", "Member is not part of the model"),
        (
            (FINDINGS, json!({"filterCriteria": {"severities": []}})),
            "filterCriteria.severities",
            "Member is not part of the model",
        ),
        (
            (FINDINGS, json!({"filterCriteria": {"title": []}})),
            "filterCriteria.title",
            "Member must have length greater than or equal to 1",
        ),
        (
            (FINDINGS, json!({"filterCriteria": {"title": many}})),
            "filterCriteria.title",
            "Member must have length less than or equal to 10",
        ),
        (
            (FINDINGS, title(json!({"comparison": "CONTAINS", "value": "a"}))),
            "filterCriteria.title.1.member.comparison",
            "Member must satisfy enum value set: [EQUALS, PREFIX, NOT_EQUALS]",
        ),
        (
            (COVERAGE, json!({"filterCriteria": {"accountId": [{"comparison": "PREFIX", "value": "1"}]}})),
            "filterCriteria.accountId.1.member.comparison",
            "Member must satisfy enum value set: [EQUALS, NOT_EQUALS]",
        ),
        (
            (FINDINGS, title(json!({"comparison": "EQUALS"}))),
            "filterCriteria.title.1.member.value",
            "Member must not be null",
        ),
        (
            (FINDINGS, title(json!({"comparison": "EQUALS", "value": ""}))),
            "filterCriteria.title.1.member.value",
            "Member must have length greater than or equal to 1",
        ),
        (
            (FINDINGS, json!({"filterCriteria": {"portRange": [{"beginInclusive": 65_536}]}})),
            "filterCriteria.portRange.1.member.beginInclusive",
            "Member must have value less than or equal to 65535",
        ),
        (
            (FINDINGS, json!({"sortCriteria": {"field": "SEVERITY"}})),
            "sortCriteria.sortOrder",
            "Member must not be null",
        ),
        (
            (FINDINGS, json!({"sortCriteria": {"field": "SEVERITY", "sortOrder": "desc"}})),
            "sortCriteria.sortOrder",
            "Member must satisfy enum value set: [ASC, DESC]",
        ),
        ((FINDINGS, json!({"nextToken": "2"})), "nextToken", "Invalid token"),
        (aggregation(json!({})), "aggregationType", "Member must not be null"),
        (
            aggregation(json!({"aggregationType": "TITLE", "aggregationRequest": {"packageAggregation": {}}})),
            "aggregationRequest",
            "Member must have exactly titleAggregation for TITLE",
        ),
        (
            aggregation(
                json!({"aggregationType": "TITLE", "aggregationRequest": {"titleAggregation": {"sortBy": "LOW"}}}),
            ),
            "aggregationRequest.titleAggregation.sortBy",
            "Member must satisfy enum value set: [CRITICAL, HIGH, ALL]",
        ),
    ];
    let client = Client::new();
    for ((path, request), field, reason) in rows {
        let answer = client.inspector(path, HOME, request);
        let message = format!("1 validation error detected: Value at '{field}' failed to satisfy constraint: {reason}");
        assert_eq!((answer.status, answer.code.as_deref()), (400, Some("ValidationException")), "{request}");
        let fields = json!([{"name": field, "message": reason}]);
        assert_eq!(answer.body, json!({"message": message, "reason": "FIELD_VALIDATION_FAILED", "fields": fields}));
    }
}

#[test]
fn a_member_of_the_wrong_json_type_is_not_parsed() {
    let client = Client::new();
    for request in [
        json!({"maxResults": "5"}),
        json!({"filterCriteria": []}),
        json!({"filterCriteria": {"title": {}}}),
        json!({"filterCriteria": {"updatedAt": [{"startInclusive": "2026-01-01"}]}}),
    ] {
        let answer = client.inspector(FINDINGS, HOME, &request);
        assert_eq!((answer.status, answer.code.as_deref()), (400, Some("SerializationException")), "{request}");
    }
}

#[test]
fn a_region_without_inspector_is_denied() {
    let client = Client::new();
    for (path, action) in [
        (FINDINGS, "list findings"),
        (AGGREGATIONS, "list finding aggregations"),
        (COVERAGE, "list coverage"),
        (STATISTICS, "list coverage statistics"),
    ] {
        let answer = client.inspector(path, "sa-east-1", &json!({}));
        assert_eq!((answer.status, answer.code.as_deref()), (403, Some("AccessDeniedException")));
        assert_eq!(answer.body, json!({"message": format!("Invoking account does not have access to {action}.")}));
    }
}

#[test]
fn an_operation_that_is_not_simulated_is_unknown() {
    let answer = Client::new().inspector("/findings", HOME, &json!({}));
    assert_eq!((answer.status, answer.code.as_deref()), (404, Some("UnknownOperationException")));
}

#[test]
fn more_requests_than_the_burst_are_throttled_in_each_region() {
    let client = Client::with(|parameters| {
        parameters.throttle = Throttle::Aws;
        parameters.findings = 10;
    });
    let asked = |region: &str| client.inspector(FINDINGS, region, &json!({}));
    let answers: Vec<Answer> = (0..40).map(|_| asked(HOME)).collect();
    assert!(answers[..20].iter().all(|answer| answer.status == 200), "the burst");
    let throttled = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!(throttled.code.as_deref(), Some("ThrottlingException"));
    assert_eq!(throttled.body, json!({"message": "Rate exceeded"}));
    assert_eq!(asked("eu-west-1").status, 200);
    assert_eq!(client.get_findings(HOME, &json!({})).status, 200, "Security Hub has buckets of its own");
}
