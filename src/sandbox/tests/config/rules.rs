//! What rules are: DescribeConfigRules and DescribeConfigRuleEvaluationStatus.

use std::collections::HashSet;

use super::*;

fn statuses(client: &Client) -> Vec<Value> {
    client.items("DescribeConfigRuleEvaluationStatus", "ConfigRulesEvaluationStatus", json!({}))
}

#[test]
fn rules_come_25_a_page_and_each_once() {
    let client = Client::new();
    let pages = client.config_pages("DescribeConfigRules", HOME, "ConfigRules", json!({}));
    assert_eq!((pages.len(), pages[0].len()), (2, 25));
    let rules = pages.concat();
    for member in ["ConfigRuleName", "ConfigRuleArn", "ConfigRuleId"] {
        let values: HashSet<&str> = rules.iter().map(|rule| text(rule, member)).collect();
        assert_eq!(values.len(), rules.len(), "{member}");
    }
    assert!(rules.iter().all(|rule| text(rule, "ConfigRuleName").len() <= 64), "what other operations can name");
}

#[test]
fn rules_can_be_named_and_filtered_by_their_mode() {
    let client = Client::new();
    let named = |request: Value| client.items("DescribeConfigRules", "ConfigRules", request);
    let found = named(json!({"ConfigRuleNames": ["restricted-ssh", "encrypted-volumes"]}));
    let names: Vec<&str> = found.iter().map(|rule| text(rule, "ConfigRuleName")).collect();
    assert_eq!(names, ["encrypted-volumes", "restricted-ssh"]);
    assert_eq!(named(json!({"Filters": {"EvaluationMode": "PROACTIVE"}})), [] as [Value; 0]);
    assert_eq!(named(json!({"Filters": {"EvaluationMode": "DETECTIVE"}})), client.rules());
    assert_eq!(named(json!({"Filters": {"RuleEvaluationVisibility": "INTERNAL"}})), [] as [Value; 0]);
}

#[test]
fn there_are_rules_of_all_owners_and_creators() {
    let rules = Client::new().rules();
    for (owner, least) in [("AWS", 20), ("CUSTOM_LAMBDA", 2), ("CUSTOM_POLICY", 1)] {
        assert!(count(&rules, "Source.Owner", owner) >= least, "{owner}");
    }
    for (creator, start) in [("securityhub.amazonaws.com", "securityhub-"), ("config-conforms.amazonaws.com", "")] {
        let created: Vec<&Value> = rules.iter().filter(|rule| text(rule, "CreatedBy") == creator).collect();
        assert!(created.len() >= 5, "{creator}");
        for rule in created {
            assert!(text(rule, "ConfigRuleName").starts_with(start), "{rule}");
            assert!(text(rule, "ConfigRuleArn").contains(&format!("/aws-service-rule/{creator}/")), "{rule}");
        }
    }
    let read = rules.iter().find(|rule| text(rule, "ConfigRuleName").starts_with("s3-bucket-public-read-prohibited"));
    assert_eq!(text(read.unwrap(), "Source.SourceIdentifier"), "S3_BUCKET_PUBLIC_READ_PROHIBITED");
    let tags = rules.iter().find(|rule| text(rule, "ConfigRuleName") == "required-tags").unwrap();
    let parameters: Value = serde_json::from_str(text(tags, "InputParameters")).unwrap();
    assert_eq!(parameters["tag2Key"], "team");
    let types = ["AWS::EC2::Instance", "AWS::EC2::SecurityGroup", "AWS::EC2::Volume"];
    assert_eq!(tags["Scope"]["ComplianceResourceTypes"], json!(types));
}

#[test]
fn a_rule_looks_only_at_the_types_of_its_scope() {
    let client = Client::new();
    for rule in client.rules() {
        let types = at(&rule, "Scope.ComplianceResourceTypes[]");
        for result in client.details(text(&rule, "ConfigRuleName")).iter().filter(|_| !types.is_empty()) {
            assert!(types.iter().any(|kind| **kind == subject(result).0), "{rule}");
        }
    }
}

#[test]
fn rules_about_iam_are_only_where_iam_is_recorded() {
    let client = Client::new();
    let elsewhere = client.config_pages("DescribeConfigRules", "eu-west-1", "ConfigRules", json!({})).concat();
    assert_eq!(count(&client.rules(), "ConfigRuleName", "access-keys-rotated"), 1);
    assert_eq!(count(&elsewhere, "ConfigRuleName", "access-keys-rotated"), 0);
    assert_eq!(count(&elsewhere, "ConfigRuleName", "encrypted-volumes"), 1);
}

#[test]
fn a_status_agrees_with_the_results_of_its_rule() {
    let client = Client::new();
    let statuses = statuses(&client);
    assert_eq!(statuses.len(), client.rules().len());
    for status in &statuses {
        let moment = |name: &str| status[name].as_f64().unwrap();
        for result in client.details(text(status, "ConfigRuleName")) {
            let invoked = result["ConfigRuleInvokedTime"].as_f64().unwrap();
            let recorded = result["ResultRecordedTime"].as_f64().unwrap();
            let ordering = result["EvaluationResultIdentifier"]["OrderingTimestamp"].as_f64().unwrap();
            assert!(moment("FirstActivatedTime") <= ordering && ordering < invoked && invoked < recorded, "{result}");
            assert!(invoked <= moment("LastSuccessfulInvocationTime"), "{status}");
            assert!(recorded <= moment("LastSuccessfulEvaluationTime"), "{status}");
        }
    }
}

#[test]
fn one_rule_fails_and_says_why_and_keeps_what_it_said_before() {
    let client = Client::new();
    let statuses = statuses(&client);
    let failing: Vec<&Value> = statuses.iter().filter(|status| status.get("LastErrorCode").is_some()).collect();
    assert_eq!(failing.len(), 1);
    let name = text(failing[0], "ConfigRuleName");
    assert_eq!((name, text(failing[0], "LastErrorCode")), ("ec2-no-public-ip-approved", "AccessDenied"));
    let moment = |name: &str| failing[0][name].as_f64().unwrap();
    assert!(moment("LastFailedInvocationTime") - moment("LastSuccessfulInvocationTime") > 10.0 * 86_400.0);
    assert!(text(failing[0], "LastErrorMessage").contains("function:config-ec2-public-ip-approval"));
    assert!(!client.details(name).is_empty());
}

#[test]
fn one_rule_is_being_deleted_and_some_have_nothing_to_evaluate() {
    let client = Client::new();
    assert_eq!(count(&client.rules(), "ConfigRuleState", "DELETING"), 1);
    assert_eq!(client.details("emr-master-no-public-ip"), [] as [Value; 0]);
    let request = json!({"ConfigRuleNames": ["emr-master-no-public-ip"]});
    let compliance = client.items("DescribeComplianceByConfigRule", "ComplianceByConfigRules", request);
    assert_eq!(compliance[0]["Compliance"], json!({"ComplianceType": "INSUFFICIENT_DATA"}));
}

#[test]
fn equal_parameters_give_equal_rules_and_results_and_another_seed_others() {
    let all = |client: Client| (client.rules(), client.by_resource(json!({"Limit": 100})));
    assert_eq!(all(Client::new()), all(Client::new()));
    let (rules, resources) = all(Client::with(|parameters| parameters.seed = 2));
    let (others, other_resources) = all(Client::new());
    assert!(rules != others && resources != other_resources);
}
