//! ListCoverage, held to the findings.

use std::collections::{BTreeMap, HashSet};

use super::super::super::inspector2::checks;
use super::*;

#[test]
fn every_attribute_reads_exactly_what_the_answer_shows() {
    checks::every_coverage_attribute_agrees_with_the_answer(&client().sandbox);
}

#[test]
fn every_resource_with_findings_is_covered_and_was_scanned() {
    let client = client();
    let covered = client.inspected(COVERAGE, json!({"maxResults": 200}));
    let scanned: HashSet<(&str, &str)> = covered
        .iter()
        .filter(|entry| entry.get("lastScannedAt").is_some())
        .map(|entry| (text(entry, "resourceId"), text(entry, "scanType")))
        .collect();
    for finding in client.inspected(FINDINGS, json!({"maxResults": 100})) {
        let scan = text(&finding, "type").split('_').next().unwrap();
        let resource = at(&finding, "resources[].id")[0].as_str().unwrap();
        assert!(scanned.contains(&(resource, scan)), "{finding}");
    }
}

#[test]
fn each_resource_is_covered_once_a_scan_type() {
    let covered = client().inspected(COVERAGE, json!({"maxResults": 200}));
    let key = |entry: &Value| (text(entry, "resourceId").to_owned(), text(entry, "scanType").to_owned());
    assert_eq!(covered.iter().map(key).collect::<HashSet<_>>().len(), covered.len());
}

#[test]
fn about_one_entry_in_ten_is_not_scanned_and_says_why() {
    let client = client();
    let mut reasons = HashSet::new();
    let (mut inactive, mut all) = (0, 0);
    for region in Parameters::default().regions {
        for entry in client.inspector_pages(COVERAGE, &region, json!({"maxResults": 200})).concat() {
            let (code, reason) = (text(&entry, "scanStatus.statusCode"), text(&entry, "scanStatus.reason"));
            assert_eq!(code == "ACTIVE", reason == "SUCCESSFUL", "{entry}");
            assert_eq!(text(&entry, "providerRegion"), region);
            reasons.insert(reason.to_owned());
            all += 1;
            inactive += usize::from(code == "INACTIVE");
        }
    }
    assert!((8..=13).contains(&(100 * inactive / all)), "{inactive} of {all}");
    assert_eq!(reasons.len(), 12, "{reasons:?}");
}

#[test]
fn filters_select_what_a_client_would_select_itself() {
    type Test = fn(&Value) -> bool;
    let rules: &[(&str, Value, Test)] = &[
        ("status and type", json!({"scanStatusCode": is("INACTIVE"), "resourceType": is("AWS_EC2_INSTANCE")}), |c| {
            text(c, "scanStatus.statusCode") == "INACTIVE" && text(c, "resourceType") == "AWS_EC2_INSTANCE"
        }),
        (
            "a missing value is not equal",
            json!({"scanMode": [{"comparison": "NOT_EQUALS", "value": "EC2_AGENTLESS"}]}),
            |c| text(c, "scanMode") != "EC2_AGENTLESS",
        ),
        ("tags", json!({"ec2InstanceTags": [{"comparison": "EQUALS", "key": "env", "value": "prod"}]}), |c| {
            text(c, "resourceMetadata.ec2.tags.env") == "prod"
        }),
        ("moments", json!({"lastScannedAt": [{"endInclusive": 1_780_000_000}]}), |c| {
            c.get("lastScannedAt").and_then(Value::as_f64).is_some_and(|moment| moment <= 1_780_000_000.0)
        }),
        ("whole numbers", json!({"ecrImageInUseCount": [{"lowerInclusive": 3}]}), |c| {
            at(c, "resourceMetadata.ecrImage.inUseCount").iter().any(|n| n.as_u64().unwrap() >= 3)
        }),
    ];
    let client = client();
    let all = client.inspected(COVERAGE, json!({}));
    for (rule, criteria, selects) in rules {
        let expected: Vec<&Value> = all.iter().filter(|entry| selects(entry)).collect();
        assert!(!expected.is_empty(), "{rule}");
        let found = client.inspected(COVERAGE, json!({"filterCriteria": criteria}));
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{rule}");
    }
}

#[test]
fn statistics_count_the_resources_of_the_listing() {
    let keys = [
        ("SCAN_STATUS_CODE", "scanStatus.statusCode"),
        ("SCAN_STATUS_REASON", "scanStatus.reason"),
        ("ACCOUNT_ID", "accountId"),
        ("RESOURCE_TYPE", "resourceType"),
        ("ECR_REPOSITORY_NAME", "resourceMetadata.ecrRepository.name"),
        ("PROVIDER", "provider"),
        ("PROVIDER_ACCOUNT_ID", "providerAccountId"),
        ("PROVIDER_REGION", "providerRegion"),
        ("PROVIDER_ORG_ID", "providerOrgId"),
    ];
    let client = client();
    for criteria in [json!({}), json!({"scanStatusCode": is("INACTIVE")}), json!({"accountId": is("999999999999")})] {
        let covered = client.inspected(COVERAGE, json!({"filterCriteria": criteria}));
        let total = |request: Value| {
            client.inspector(STATISTICS, HOME, &request).body["totalCounts"].as_u64().unwrap() as usize
        };
        let resources: HashSet<&str> = covered.iter().map(|entry| text(entry, "resourceId")).collect();
        assert_eq!(total(json!({"filterCriteria": criteria})), resources.len(), "{criteria}");
        for (key, path) in keys {
            let mut expected: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
            for entry in covered.iter().filter(|entry| !at(entry, path).is_empty()) {
                expected.entry(text(entry, path)).or_default().insert(text(entry, "resourceId"));
            }
            let request = json!({"groupBy": key, "filterCriteria": criteria});
            let groups = client.inspector_pages(STATISTICS, HOME, request.clone());
            assert!(groups.iter().all(|page| page.len() <= 5), "{key}");
            let groups = groups.concat();
            let counts: Vec<u64> = groups.iter().map(|group| group["count"].as_u64().unwrap()).collect();
            assert!(counts.is_sorted_by(|a, b| a >= b), "{key}");
            let found: BTreeMap<&str, usize> = groups
                .iter()
                .map(|group| text(group, "groupKey"))
                .zip(counts.iter().map(|count| *count as usize))
                .collect();
            assert_eq!(found, expected.into_iter().map(|(group, of)| (group, of.len())).collect(), "{key}");
            assert_eq!((found.len(), total(request)), (groups.len(), found.values().sum()), "{key}");
        }
    }
    let nothing = json!({"groupBy": "ACCOUNT_ID", "filterCriteria": {"accountId": is("999999999999")}});
    assert_eq!(client.inspector(STATISTICS, HOME, &nothing).body, json!({"totalCounts": 0}), "no empty list");
}
