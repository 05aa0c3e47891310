//! What people can change: an answer to a process check, a rule that is deleted, recording that starts or stops.

use super::*;

const CHECK: &str = "vuln-management-plan-exists";

fn attest(client: &Client, kind: &str, annotation: &str) {
    let evaluation = json!({
        "ComplianceResourceType": "AWS::::Account", "ComplianceResourceId": "111122223333", "ComplianceType": kind,
        "Annotation": annotation, "OrderingTimestamp": 1_780_000_000.5,
    });
    let answer =
        client.asked("PutExternalEvaluation", json!({"ConfigRuleName": CHECK, "ExternalEvaluation": evaluation}));
    assert_eq!(answer, json!({}));
}

fn compliance(client: &Client, rule: &str) -> String {
    let request = json!({"ConfigRuleNames": [rule]});
    let answer = client.asked("DescribeComplianceByConfigRule", request);
    text(&answer["ComplianceByConfigRules"][0], "Compliance.ComplianceType").to_owned()
}

fn failing(client: &Client) -> usize {
    count(&client.compliances(), "Compliance.ComplianceType", "NON_COMPLIANT")
}

#[test]
fn a_process_check_fails_and_recovers_as_a_person_says() {
    let client = Client::new();
    let before = failing(&client);
    assert_eq!(compliance(&client, CHECK), "COMPLIANT");
    attest(&client, "NON_COMPLIANT", "The plan has expired.");
    assert_eq!((compliance(&client, CHECK).as_str(), failing(&client)), ("NON_COMPLIANT", before + 1));
    let details = client.details(CHECK);
    assert_eq!(details.len(), 1);
    assert_eq!(subject(&details[0]), ("AWS::::Account".to_owned(), "111122223333".to_owned()));
    assert_eq!(text(&details[0], "Annotation"), "The plan has expired.");
    assert_eq!(details[0]["EvaluationResultIdentifier"]["OrderingTimestamp"], 1_780_000_000.5);
    let moment = client.sandbox.created.timestamp_millis() as f64 / 1_000.0;
    assert_eq!(details[0]["ResultRecordedTime"].as_f64(), Some(moment));
    let account = client.by_resource(json!({"ResourceType": "AWS::::Account", "Limit": 100}));
    assert_eq!(account[0]["Compliance"]["ComplianceType"], "NON_COMPLIANT");
    attest(&client, "COMPLIANT", "The plan was renewed.");
    assert_eq!((compliance(&client, CHECK).as_str(), failing(&client)), ("COMPLIANT", before));
    attest(&client, "NOT_APPLICABLE", "No plan is needed.");
    assert_eq!(compliance(&client, CHECK), "INSUFFICIENT_DATA");
    assert_eq!(client.details(CHECK)[0]["ComplianceType"], "NOT_APPLICABLE");
}

#[test]
fn what_a_person_says_holds_in_the_region_where_it_was_said() {
    let client = Client::new();
    attest(&client, "NON_COMPLIANT", "Only here.");
    let answer = client.config("DescribeComplianceByConfigRule", "eu-west-1", &json!({"ConfigRuleNames": [CHECK]}));
    assert_eq!(text(&answer.body["ComplianceByConfigRules"][0], "Compliance.ComplianceType"), "COMPLIANT");
}

#[test]
fn a_deleted_rule_is_being_deleted_and_then_gone_with_its_results() {
    let client = Client::new();
    let (rule, named) = ("required-tags", json!({"ConfigRuleNames": ["required-tags"]}));
    let (rules, failed) = (client.rules().len(), failing(&client));
    let resources = client.by_resource(json!({"ComplianceTypes": ["NON_COMPLIANT"], "Limit": 100})).len();
    assert_eq!(client.config("DeleteConfigRule", HOME, &json!({"ConfigRuleName": rule})).body, Value::Null);
    assert_eq!(client.asked("DescribeConfigRules", named.clone())["ConfigRules"][0]["ConfigRuleState"], "DELETING");
    assert_eq!((client.rules().len(), failing(&client)), (rules, failed), "it still is there");
    let again = client.config("DeleteConfigRule", HOME, &json!({"ConfigRuleName": rule}));
    assert_eq!(again.code.as_deref(), Some("ResourceInUseException"));
    let later = client.asked_later(29, "DescribeConfigRules", named);
    assert_eq!(later["ConfigRules"][0]["ConfigRuleState"], "DELETING");
    let gone = client.asked_later(31, "GetComplianceSummaryByConfigRule", json!({}));
    assert_eq!(gone["ComplianceSummary"]["NonCompliantResourceCount"]["CappedCount"], failed - 1);
    let request = json!({"ComplianceTypes": ["NON_COMPLIANT"], "Limit": 100});
    let first = client.asked_later(31, "DescribeComplianceByResource", request);
    assert!(first["ComplianceByResources"].as_array().unwrap().len() <= resources);
    let listed = client.asked_later(31, "DescribeConfigRules", json!({}));
    assert!(!at(&listed, "ConfigRules[].ConfigRuleName").iter().any(|name| **name == rule));
    let elsewhere = client.config("DescribeConfigRules", "eu-west-1", &json!({"ConfigRuleNames": [rule]}));
    assert_eq!(elsewhere.body["ConfigRules"][0]["ConfigRuleState"], "ACTIVE");
}

#[test]
fn recording_stops_and_starts_and_is_pending_at_first() {
    let client = Client::new();
    let status = |seconds: i64| {
        let answer = client.asked_later(seconds, "DescribeConfigurationRecorderStatus", json!({}));
        answer["ConfigurationRecordersStatus"][0].clone()
    };
    let started = status(0)["lastStartTime"].clone();
    let name = json!({"ConfigurationRecorderName": "default"});
    assert_eq!(client.config("StopConfigurationRecorder", HOME, &name).status, 200);
    let stopped = status(0);
    assert_eq!((&stopped["recording"], &stopped["lastStartTime"]), (&json!(false), &started));
    let moment = client.sandbox.created.timestamp_millis() as f64 / 1_000.0;
    assert_eq!(stopped["lastStopTime"], moment);
    assert_eq!(client.asked("GetDiscoveredResourceCounts", json!({}))["totalDiscoveredResources"], 0);
    assert_eq!(client.config("StartConfigurationRecorder", HOME, &name).status, 200);
    let pending = status(9);
    assert_eq!((&pending["recording"], text(&pending, "lastStatus")), (&json!(true), "PENDING"));
    assert_eq!((&pending["lastStartTime"], &pending["lastStopTime"]), (&json!(moment), &json!(moment)));
    assert_eq!(text(&status(10), "lastStatus"), "SUCCESS");
    assert!(client.asked("GetDiscoveredResourceCounts", json!({}))["totalDiscoveredResources"].as_u64() > Some(100));
}

#[test]
fn a_recorder_that_had_failed_records_again_without_an_error() {
    let client = Client::new();
    let name = json!({"ConfigurationRecorderName": "default"});
    assert_eq!(client.config("StartConfigurationRecorder", STOPPED, &name).status, 200);
    let answer = client.config("DescribeConfigurationRecorderStatus", STOPPED, &json!({})).body;
    let status = &answer["ConfigurationRecordersStatus"][0];
    assert_eq!((&status["recording"], status.get("lastErrorCode")), (&json!(true), None));
}
