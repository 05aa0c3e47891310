//! What rules say: each operation counts the same results, capped where AWS caps, and they agree with the findings.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::*;

/// A rule, which of its resources comply.
type Results = BTreeMap<String, Vec<Value>>;

fn results(client: &Client) -> Results {
    let names = client.rules().iter().map(|rule| text(rule, "ConfigRuleName").to_owned()).collect::<Vec<_>>();
    names.into_iter().map(|name| (name.clone(), client.details(&name))).collect()
}

fn failures(results: &[Value]) -> usize {
    count(results, "ComplianceType", "NON_COMPLIANT")
}

#[test]
fn a_rules_compliance_is_that_of_its_results_counted_up_to_25() {
    let client = Client::new();
    let results = results(&client);
    let mut kinds = HashSet::new();
    for compliance in client.compliances() {
        let of_rule = &results[text(&compliance, "ConfigRuleName")];
        let expected = match (of_rule.len(), failures(of_rule)) {
            (0, _) => json!({"ComplianceType": "INSUFFICIENT_DATA"}),
            (_, 0) => json!({"ComplianceType": "COMPLIANT"}),
            (_, failed) => json!({
                "ComplianceType": "NON_COMPLIANT",
                "ComplianceContributorCount": {"CappedCount": failed.min(25), "CapExceeded": failed > 25},
            }),
        };
        assert_eq!(compliance["Compliance"], expected, "{compliance}");
        kinds.insert(expected.to_string());
    }
    assert!(kinds.iter().any(|kind| kind.contains("\"CapExceeded\":true")), "a rule with more than 25 failures");
    assert!(kinds.iter().any(|kind| kind.contains("INSUFFICIENT_DATA")), "a rule without results");
    assert!(kinds.contains(r#"{"ComplianceType":"COMPLIANT"}"#), "a rule that all comply with");
}

#[test]
fn a_resources_compliance_is_that_of_its_results() {
    let client = Client::new();
    let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
    for result in results(&client).values().flatten() {
        let failed = usize::from(result["ComplianceType"] == "NON_COMPLIANT");
        *expected.entry(subject(result)).or_default() += failed;
    }
    let found = client.by_resource(json!({"Limit": 100}));
    let listed: BTreeMap<(String, String), usize> = found
        .iter()
        .map(|resource| {
            let id = (text(resource, "ResourceType").to_owned(), text(resource, "ResourceId").to_owned());
            let counted = &resource["Compliance"]["ComplianceContributorCount"]["CappedCount"];
            let failed = counted.as_u64().unwrap_or(0) as usize;
            let kind = if failed > 0 { "NON_COMPLIANT" } else { "COMPLIANT" };
            assert_eq!(text(resource, "Compliance.ComplianceType"), kind);
            (id, failed)
        })
        .collect();
    assert_eq!(listed.len(), found.len(), "each once");
    assert_eq!(listed, expected);
}

#[test]
fn what_all_rules_say_of_a_resource_is_told_of_the_resource_too() {
    let client = Client::new();
    let results = results(&client);
    let instance = subject(&results["ec2-imdsv2-check"][0]);
    let request = json!({"ResourceType": instance.0, "ResourceId": instance.1});
    let mut found = client.items("GetComplianceDetailsByResource", "EvaluationResults", request.clone());
    let mut expected: Vec<Value> =
        results.values().flatten().filter(|result| subject(result) == instance).cloned().collect();
    assert!(expected.len() >= 4, "{expected:?}");
    for list in [&mut found, &mut expected] {
        list.sort_by_key(Value::to_string);
    }
    assert_eq!(found, expected);
    let summary = client.by_resource(request);
    assert_eq!(summary.len(), 1);
    let unknown = json!({"ResourceType": "AWS::EC2::Instance", "ResourceId": "i-none"});
    assert_eq!(client.items("GetComplianceDetailsByResource", "EvaluationResults", unknown), [] as [Value; 0]);
}

#[test]
fn summaries_count_rules_up_to_25_and_resources_up_to_100() {
    let client = Client::with(|parameters| parameters.findings = 5_000);
    let capped = |count: usize, most: usize| json!({"CappedCount": count.min(most), "CapExceeded": count > most});
    let counts = |items: &[Value], most: usize| {
        ["COMPLIANT", "NON_COMPLIANT"].map(|kind| capped(count(items, "Compliance.ComplianceType", kind), most))
    };
    let shown = |summary: &Value| {
        let counts = [&summary["CompliantResourceCount"], &summary["NonCompliantResourceCount"]];
        counts.map(Value::clone)
    };
    let by_rule = client.asked("GetComplianceSummaryByConfigRule", json!({}));
    assert_eq!(shown(&by_rule["ComplianceSummary"]), counts(&client.compliances(), 25));
    let resources = client.by_resource(json!({"Limit": 100}));
    let summaries = client.asked("GetComplianceSummaryByResourceType", json!({}));
    let all = &summaries["ComplianceSummariesByResourceType"];
    assert_eq!(shown(&all[0]["ComplianceSummary"]), counts(&resources, 100));
    assert_eq!(all[0]["ComplianceSummary"]["NonCompliantResourceCount"]["CapExceeded"], true);
    let types = ["AWS::S3::Bucket", "AWS::::Account", "AWS::SES::Template"];
    let summaries = client.asked("GetComplianceSummaryByResourceType", json!({"ResourceTypes": types}));
    for (kind, summary) in types.iter().zip(summaries["ComplianceSummariesByResourceType"].as_array().unwrap()) {
        let of_kind: Vec<Value> =
            resources.iter().filter(|resource| text(resource, "ResourceType") == *kind).cloned().collect();
        assert_eq!(summary["ResourceType"], *kind);
        assert_eq!(shown(&summary["ComplianceSummary"]), counts(&of_kind, 100), "{kind}");
    }
}

#[test]
fn compliance_types_and_resource_types_select() {
    let client = Client::new();
    let rules = client.compliances();
    for kind in ["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"] {
        let request = json!({"ComplianceTypes": [kind]});
        let found = client.items("DescribeComplianceByConfigRule", "ComplianceByConfigRules", request);
        assert_eq!(found.len(), count(&rules, "Compliance.ComplianceType", kind), "{kind}");
        assert!(!found.is_empty() && found.iter().all(|rule| text(rule, "Compliance.ComplianceType") == kind));
    }
    let details = client.details("required-tags");
    let request = json!({"ConfigRuleName": "required-tags", "ComplianceTypes": ["NON_COMPLIANT"], "Limit": 100});
    let failed = client.items("GetComplianceDetailsByConfigRule", "EvaluationResults", request);
    assert!(failures(&details) > 25 && failures(&details) < details.len());
    assert_eq!((failed.len(), failures(&failed)), (failures(&details), failures(&details)));
    let all = client.by_resource(json!({"Limit": 100}));
    let buckets = client.by_resource(json!({"ResourceType": "AWS::S3::Bucket", "ComplianceTypes": ["COMPLIANT"]}));
    let expected: Vec<Value> = all
        .into_iter()
        .filter(|one| text(one, "ResourceType") == "AWS::S3::Bucket")
        .filter(|one| text(one, "Compliance.ComplianceType") == "COMPLIANT")
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(buckets, expected);
}

#[test]
fn pages_of_results_have_10_unless_asked_and_pages_of_resources_may_be_short() {
    let client = Client::new();
    let sizes = |operation: &str, member: &str, request: Value| {
        let pages = client.config_pages(operation, HOME, member, request);
        pages.iter().map(Vec::len).collect::<Vec<_>>()
    };
    let request = json!({"ConfigRuleName": "required-tags"});
    let details = sizes("GetComplianceDetailsByConfigRule", "EvaluationResults", request.clone());
    assert!(details.len() > 3 && details[..details.len() - 1].iter().all(|size| *size == 10), "{details:?}");
    let mut zero = request;
    zero["Limit"] = json!(0);
    assert_eq!(sizes("GetComplianceDetailsByConfigRule", "EvaluationResults", zero), details, "0 is the default");
    let resources = sizes("DescribeComplianceByResource", "ComplianceByResources", json!({"Limit": 7}));
    assert_eq!(resources.iter().max(), Some(&7));
    assert!(resources[..resources.len() - 1].iter().any(|size| *size < 7), "{resources:?}");
}

#[test]
fn the_first_region_has_150_evaluated_resources_and_a_quarter_of_all_results_fail() {
    for seed in 1..4 {
        let client = Client::with(|parameters| {
            parameters.findings = 5_000;
            parameters.seed = seed;
        });
        assert!(client.by_resource(json!({"Limit": 100})).len() >= 150);
        let results: Vec<Value> = results(&client).into_values().flatten().collect();
        let share = failures(&results) as f64 / results.len() as f64;
        assert!((0.2..0.32).contains(&share), "seed {seed}: {share}");
    }
}

#[test]
fn a_rule_says_what_the_latest_finding_of_its_control_says() {
    let client = Client::with(|parameters| parameters.findings = 5_000);
    let mut compared = 0;
    let controls =
        [("encrypted-volumes", "EC2.3"), ("restricted-ssh", "EC2.53"), ("lambda-supported-runtimes", "Lambda.2")];
    for (rule, control) in controls {
        let filters = json!({
            "AwsAccountId": equals("111122223333"), "Region": equals(HOME), "RecordState": equals("ACTIVE"),
            "ComplianceSecurityControlId": equals(control),
        });
        let mut latest: HashMap<String, (String, String)> = HashMap::new();
        for finding in client.filtered(filters) {
            let status = text(&finding, "Compliance.Status").to_owned();
            if !["PASSED", "FAILED"].contains(&status.as_str()) {
                continue;
            }
            let id = text(&finding, "Resources[].Id").rsplit(['/', ':']).next().unwrap().to_owned();
            let updated = text(&finding, "UpdatedAt").to_owned();
            let entry = latest.entry(id).or_insert((updated.clone(), status.clone()));
            if updated > entry.0 {
                *entry = (updated, status);
            }
        }
        compared += latest.len();
        let results: HashMap<String, Value> =
            client.details(rule).into_iter().map(|result| (subject(&result).1, result)).collect();
        for (id, (_, status)) in latest {
            let expected = if status == "FAILED" { "NON_COMPLIANT" } else { "COMPLIANT" };
            assert_eq!(text(&results[&id], "ComplianceType"), expected, "{control} of {id}");
        }
    }
    assert!(compared > 5, "{compared} findings");
}

#[test]
fn only_what_fails_is_annotated_and_only_by_rules_that_annotate() {
    let client = Client::with(|parameters| parameters.findings = 5_000);
    let mut annotated = 0;
    for result in results(&client).values().flatten().filter(|result| result.get("Annotation").is_some()) {
        assert_eq!(result["ComplianceType"], "NON_COMPLIANT");
        annotated += 1;
    }
    assert!(annotated > 0);
}
