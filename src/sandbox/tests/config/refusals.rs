//! Each way Config refuses, with its code and text. JSON 1.1 always refuses with status 400.

use super::*;

const INVALID: &str = "ValidationException";
const WRONG: &str = "InvalidParameterValueException";

fn violation(value: &str, at: &str, constraint: &str) -> String {
    format!("1 validation error detected: Value{value} at '{at}' failed to satisfy constraint: {constraint}")
}

#[test]
fn input_that_is_not_allowed_is_refused_with_the_operations_own_code() {
    let many = |count: usize| (0..count).map(|n| format!("rule-{n}")).collect::<Vec<_>>();
    let attested = |kind: &str, id: &str, compliance: &str| {
        json!({"ConfigRuleName": "vuln-management-plan-exists", "ExternalEvaluation": {
            "ComplianceResourceType": kind, "ComplianceResourceId": id, "ComplianceType": compliance,
            "OrderingTimestamp": 1_780_000_000,
        }})
    };
    let too_long = |most: usize| format!("Member must have length less than or equal to {most}");
    let too_large = |most: usize| format!("Member must have value less than or equal to {most}");
    let types = "[COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, INSUFFICIENT_DATA]";
    let name_rule = |longest: usize, pattern: &str| {
        format!(
            "Member must satisfy constraint: [Member must have length less than or equal to {longest}, Member must have \
             length greater than or equal to 1, Member must satisfy regular expression pattern: {pattern}]"
        )
    };
    #[rustfmt::skip]
    let rows: &[(&str, Value, &str, String)] = &[
        ("DescribeConfigRules", json!({"ConfigRuleNames": many(26)}), INVALID, violation("", "configRuleNames", &too_long(25))),
        ("DescribeConfigRules", json!({"ConfigRuleNames": [" "]}), INVALID, violation("", "configRuleNames", &name_rule(128, r".*\S.*"))),
        ("DescribeConfigRules", json!({"ConfigRuleNames": [""]}), INVALID, violation("", "configRuleNames", &name_rule(128, r".*\S.*"))),
        ("DescribeConfigRules", json!({"Filters": {"EvaluationMode": "LAZY"}}), INVALID, violation(" 'LAZY'", "filters.evaluationMode", "Member must satisfy enum value set: [DETECTIVE, PROACTIVE]")),
        ("DescribeConfigRules", json!({"Limit": 5}), INVALID, violation(" '5'", "limit", "Member is not part of the model")),
        ("DescribeConfigRules", json!({"ConfigRuleNames": ["none"]}), "NoSuchConfigRuleException", "The ConfigRule 'none' provided in the request is invalid. Please check the configRule name".into()),
        ("DescribeConfigRuleEvaluationStatus", json!({"Limit": 51}), INVALID, violation(" '51'", "limit", &too_large(50))),
        ("DescribeConfigRuleEvaluationStatus", json!({"Limit": -1}), INVALID, violation(" '-1'", "limit", "Member must have value greater than or equal to 0")),
        ("DescribeConfigRuleEvaluationStatus", json!({"ConfigRuleNames": ["none"]}), "NoSuchConfigRuleException", "The ConfigRule 'none' provided in the request is invalid. Please check the configRule name".into()),
        ("DescribeComplianceByConfigRule", json!({"ComplianceTypes": ["GOOD"]}), INVALID, violation("", "complianceTypes", &format!("Member must satisfy enum value set: {types}"))),
        ("DescribeComplianceByConfigRule", json!({"ComplianceTypes": ["COMPLIANT", "COMPLIANT", "COMPLIANT", "COMPLIANT"]}), INVALID, violation("", "complianceTypes", &too_long(3))),
        ("DescribeComplianceByConfigRule", json!({"ComplianceTypes": ["NOT_APPLICABLE"]}), WRONG, "The ComplianceType NOT_APPLICABLE is not supported as a filter of this operation".into()),
        ("DescribeComplianceByResource", json!({"Limit": 101}), INVALID, violation(" '101'", "limit", &too_large(100))),
        ("DescribeComplianceByResource", json!({"ResourceId": "i-1"}), WRONG, "A ResourceType must be specified with a ResourceId".into()),
        ("DescribeComplianceByResource", json!({"ResourceType": ""}), INVALID, violation(" ''", "resourceType", "Member must have length greater than or equal to 1")),
        ("GetComplianceDetailsByConfigRule", json!({}), INVALID, violation("", "configRuleName", "Member must not be null")),
        ("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "none"}), "NoSuchConfigRuleException", "The ConfigRule 'none' provided in the request is invalid. Please check the configRule name".into()),
        ("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "restricted-ssh", "ComplianceTypes": ["INSUFFICIENT_DATA"]}), WRONG, "The ComplianceType INSUFFICIENT_DATA is not supported as a filter of this operation".into()),
        ("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "restricted-ssh", "Limit": 101}), INVALID, violation(" '101'", "limit", &too_large(100))),
        ("GetComplianceDetailsByResource", json!({"ResourceType": "AWS::S3::Bucket"}), WRONG, "Specify either ResourceType and ResourceId, or ResourceEvaluationId".into()),
        ("GetComplianceSummaryByResourceType", json!({"ResourceTypes": many(21)}), INVALID, violation("", "resourceTypes", &too_long(20))),
        ("DescribeConformancePacks", json!({"Limit": 21}), "InvalidLimitException", violation(" '21'", "limit", &too_large(20))),
        ("DescribeConformancePacks", json!({"ConformancePackNames": ["none"]}), "NoSuchConformancePackException", "The conformance pack 'none' provided in the request does not exist.".into()),
        ("DescribeConformancePacks", json!({"ConformancePackNames": ["1pack"]}), INVALID, violation("", "conformancePackNames", &name_rule(256, "[a-zA-Z][-a-zA-Z0-9]*"))),
        ("DescribeConformancePacks", json!({"Filters": {"Types": ["OLD"]}}), INVALID, violation("", "filters.types", "Member must satisfy enum value set: [CUSTOM, MANAGED]")),
        ("DescribeConformancePackCompliance", json!({"ConformancePackName": "operational-best-practices-for-s3", "Limit": 1_001}), "InvalidLimitException", violation(" '1001'", "limit", &too_large(1_000))),
        ("DescribeConformancePackCompliance", json!({"ConformancePackName": "a_b"}), INVALID, violation(" 'a_b'", "conformancePackName", "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*")),
        ("DescribeConformancePackCompliance", json!({"ConformancePackName": "operational-best-practices-for-s3", "Filters": {"ConfigRuleNames": ["restricted-ssh"]}}), "NoSuchConfigRuleInConformancePackException", "The conformance pack has no rule 'restricted-ssh'.".into()),
        ("GetConformancePackComplianceSummary", json!({}), INVALID, violation("", "conformancePackNames", "Member must not be null")),
        ("GetConformancePackComplianceSummary", json!({"ConformancePackNames": []}), INVALID, violation("", "conformancePackNames", "Member must have length greater than or equal to 1")),
        ("GetConformancePackComplianceSummary", json!({"ConformancePackNames": ["a", "b", "c", "d", "e", "f"]}), INVALID, violation("", "conformancePackNames", &too_long(5))),
        ("GetConformancePackComplianceSummary", json!({"ConformancePackNames": ["none"]}), "NoSuchConformancePackException", "The conformance pack 'none' provided in the request does not exist.".into()),
        ("ListConformancePackComplianceScores", json!({"SortBy": "NAME"}), INVALID, violation(" 'NAME'", "sortBy", "Member must satisfy enum value set: [SCORE]")),
        ("ListConformancePackComplianceScores", json!({"Filters": {}}), INVALID, violation("", "filters.conformancePackNames", "Member must not be null")),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket"}), INVALID, violation("", "resourceId", "Member must not be null")),
        ("GetResourceConfigHistory", json!({"resourceType": "bucket", "resourceId": "a"}), INVALID, violation(" 'bucket'", "resourceType", "Member must satisfy enum value set")),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::::Account", "resourceId": "a"}), INVALID, violation(" 'AWS::::Account'", "resourceType", "Member must satisfy enum value set")),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket", "resourceId": "a", "limit": 101}), "InvalidLimitException", violation(" '101'", "limit", &too_large(100))),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket", "resourceId": "a", "laterTime": 1, "earlierTime": 2}), "InvalidTimeRangeException", "The earlier time must be before the later time.".into()),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket", "resourceId": "none"}), "ResourceNotDiscoveredException", "Resource none of resourceType:AWS::S3::Bucket is unknown or has not been discovered".into()),
        ("ListDiscoveredResources", json!({"resourceType": "AWS::S3::Bucket", "resourceIds": ["a"], "resourceName": "b"}), INVALID, "You can specify either resourceIds or a resourceName, but not both.".into()),
        ("ListDiscoveredResources", json!({"resourceType": "AWS::S3::Bucket", "limit": 101}), "InvalidLimitException", violation(" '101'", "limit", &too_large(100))),
        ("GetDiscoveredResourceCounts", json!({"limit": 101}), "InvalidLimitException", violation(" '101'", "limit", &too_large(100))),
        ("DescribeConfigurationRecorders", json!({"ConfigurationRecorderNames": ["none"]}), "NoSuchConfigurationRecorderException", "Cannot find configuration recorder with the specified name 'none'.".into()),
        ("DescribeConfigurationRecorderStatus", json!({"Arn": "none"}), "NoSuchConfigurationRecorderException", "Cannot find configuration recorder with the specified name 'none'.".into()),
        ("DescribeConfigurationRecorders", json!({"ConfigurationRecorderNames": ["default"], "Arn": "a"}), INVALID, "Specify only one of ConfigurationRecorderNames, ServicePrincipal and Arn".into()),
        ("DescribeDeliveryChannels", json!({"DeliveryChannelNames": ["none"]}), "NoSuchDeliveryChannelException", "Cannot find delivery channel with specified name 'none'.".into()),
        ("DescribeDeliveryChannelStatus", json!({"DeliveryChannelNames": ["none"]}), "NoSuchDeliveryChannelException", "Cannot find delivery channel with specified name 'none'.".into()),
        ("DeleteConfigRule", json!({"ConfigRuleName": "none"}), "NoSuchConfigRuleException", "The ConfigRule 'none' provided in the request is invalid. Please check the configRule name".into()),
        ("DeleteConfigRule", json!({"ConfigRuleName": "subnet-auto-assign-public-ip-disabled"}), "ResourceInUseException", "The rule subnet-auto-assign-public-ip-disabled is currently being deleted. Please retry later.".into()),
        ("StopConfigurationRecorder", json!({"ConfigurationRecorderName": "none"}), "NoSuchConfigurationRecorderException", "Cannot find configuration recorder with the specified name 'none'.".into()),
        ("StartConfigurationRecorder", json!({}), INVALID, violation("", "configurationRecorderName", "Member must not be null")),
        ("PutExternalEvaluation", json!({"ConfigRuleName": "restricted-ssh"}), INVALID, violation("", "externalEvaluation", "Member must not be null")),
        ("PutExternalEvaluation", attested("AWS::S3::Bucket", "a", "COMPLIANT"), WRONG, "Only AWS::::Account 111122223333 can be evaluated, not AWS::S3::Bucket a".into()),
        ("PutExternalEvaluation", attested("AWS::::Account", "111122223333", "INSUFFICIENT_DATA"), WRONG, "The ComplianceType INSUFFICIENT_DATA cannot be put".into()),
    ];
    let client = Client::new();
    for (operation, request, code, message) in rows {
        let answer = client.config(operation, HOME, request);
        assert_eq!((answer.status, answer.code.as_deref()), (400, Some(*code)), "{operation} {request}");
        assert_eq!(answer.body, json!({"__type": code, "message": message}), "{operation} {request}");
    }
}

#[test]
fn a_rule_of_a_service_is_not_deleted_and_a_program_is_not_attested() {
    let client = Client::new();
    let rules = client.rules();
    let of_service = rules.iter().find(|rule| rule.get("CreatedBy").is_some()).unwrap();
    let answer = client.config("DeleteConfigRule", HOME, &json!({"ConfigRuleName": of_service["ConfigRuleName"]}));
    assert_eq!(answer.code.as_deref(), Some("AccessDeniedException"));
    let evaluation = json!({
        "ComplianceResourceType": "AWS::::Account", "ComplianceResourceId": "111122223333",
        "ComplianceType": "COMPLIANT", "OrderingTimestamp": 1_780_000_000,
    });
    let request = json!({"ConfigRuleName": "iam-password-policy", "ExternalEvaluation": evaluation});
    let answer = client.config("PutExternalEvaluation", HOME, &request);
    assert_eq!(text(&answer.body, "message"), "The rule iam-password-policy is not a process check.");
    assert_eq!(client.rules(), rules);
}

#[test]
fn a_token_leads_on_only_in_the_listing_that_gave_it() {
    let client = Client::new();
    let token = |operation: &str, request: Value| client.asked(operation, request)["NextToken"].clone();
    let rules = token("DescribeConfigRules", json!({}));
    let failed = json!({"ConfigRuleName": "required-tags", "ComplianceTypes": ["NON_COMPLIANT"]});
    let details = token("GetComplianceDetailsByConfigRule", failed.clone());
    for (operation, region, request) in [
        ("DescribeConfigRules", HOME, json!({"NextToken": "none"})),
        ("DescribeConfigRules", "eu-west-1", json!({"NextToken": rules})),
        ("DescribeComplianceByConfigRule", HOME, json!({"NextToken": rules})),
        ("GetComplianceDetailsByConfigRule", HOME, json!({"ConfigRuleName": "required-tags", "NextToken": details})),
        (
            "GetResourceConfigHistory",
            HOME,
            json!({"resourceType": "AWS::S3::Bucket", "resourceId": "a", "nextToken": rules}),
        ),
    ] {
        let answer = client.config(operation, region, &request);
        assert_eq!(answer.code.as_deref(), Some("InvalidNextTokenException"), "{operation} {request}");
    }
    let mut smaller = failed;
    smaller["NextToken"] = details;
    smaller["Limit"] = json!(3);
    let page = client.asked("GetComplianceDetailsByConfigRule", smaller);
    assert_eq!(page["EvaluationResults"].as_array().unwrap().len(), 3, "the limit may change between pages");
}

#[test]
fn a_member_of_the_wrong_json_type_is_not_parsed_and_another_operation_is_unknown() {
    let client = Client::new();
    for (operation, request) in [
        ("DescribeConfigRules", json!({"ConfigRuleNames": "a"})),
        ("DescribeComplianceByResource", json!({"Limit": "5"})),
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket", "resourceId": "a", "laterTime": "now"})),
        ("ListDiscoveredResources", json!({"resourceType": "AWS::S3::Bucket", "includeDeletedResources": "yes"})),
    ] {
        let answer = client.config(operation, HOME, &request);
        assert_eq!(answer.code.as_deref(), Some("SerializationException"), "{operation} {request}");
    }
    let answer = client.config("DescribeConfigurationAggregators", HOME, &json!({}));
    assert_eq!((answer.status, answer.code.as_deref()), (400, Some("UnknownOperationException")));
}

#[test]
fn more_requests_than_the_burst_are_throttled_in_each_region() {
    let client = Client::with(|parameters| parameters.throttle = Throttle::Aws);
    let asked = |region: &str| client.config("DescribeConfigurationRecorders", region, &json!({}));
    let answers: Vec<Answer> = (0..30).map(|_| asked(HOME)).collect();
    assert!(answers[..20].iter().all(|answer| answer.status == 200), "the burst of 20 is allowed");
    let refused = answers.iter().find(|answer| answer.status != 200).unwrap();
    assert_eq!((refused.status, refused.code.as_deref()), (400, Some("ThrottlingException")));
    assert_eq!(asked("eu-west-1").status, 200);
}
