//! The shape of the data: what every finding has, and how believable the whole is.

use std::collections::{BTreeMap, HashSet};

use super::securityhub::checks;
use super::*;

fn counts<'a>(findings: &'a [Value], path: &str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(text(finding, path)).or_default() += 1;
    }
    counts
}

#[test]
fn every_attribute_reads_exactly_what_the_answer_shows() {
    checks::every_attribute_agrees_with_the_answer(&Client::with(|p| p.findings = 3_000).sandbox);
}

#[test]
fn every_finding_has_what_asff_requires() {
    let required = [
        "SchemaVersion",
        "Id",
        "ProductArn",
        "GeneratorId",
        "AwsAccountId",
        "CreatedAt",
        "UpdatedAt",
        "Title",
        "Description",
        "Resources",
        "Severity",
        "Region",
        "RecordState",
        "Workflow",
        "AwsAccountName",
    ];
    for finding in Client::new().all(json!({})) {
        for member in required {
            assert!(finding.get(member).is_some_and(|v| !v.is_null()), "{member} of {finding}");
        }
        assert!(!at(&finding, "Resources[].Id").is_empty());
    }
}

#[test]
fn times_follow_one_another_and_none_is_later_than_the_clock() {
    let moment = |finding: &Value, name: &str| {
        chrono::DateTime::parse_from_rfc3339(text(finding, name)).unwrap().timestamp_millis()
    };
    let now = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap().timestamp_millis();
    for finding in Client::new().all(json!({})) {
        let names = ["FirstObservedAt", "CreatedAt", "UpdatedAt", "ProcessedAt"];
        let moments = names.map(|name| moment(&finding, name));
        assert!(moments.is_sorted(), "{finding}");
        assert!(moment(&finding, "LastObservedAt") <= moments[2]);
        assert!(moments[3] <= now && moments[1] > now - 90 * 86_400_000 - 1_000);
    }
}

#[test]
fn products_write_times_in_different_formats() {
    let findings = Client::with(|p| p.findings = 3_000).all(json!({}));
    let shape = |finding: &Value| text(finding, "UpdatedAt").replace(|c: char| c.is_ascii_digit(), "0");
    let shapes: HashSet<String> = findings.iter().map(shape).collect();
    assert_eq!(shapes.len(), 4, "{shapes:?}");
}

#[test]
fn the_mix_of_products_and_results_is_that_of_a_real_organisation() {
    let findings = Client::with(|p| p.findings = 5_000).all(json!({}));
    let products = counts(&findings, "ProductName");
    let share = |count: usize, of: usize| 100 * count / of;
    assert!((60..=70).contains(&share(products["Security Hub CSPM"], 5_000)), "{products:?}");
    assert!((25..=35).contains(&share(products["Inspector"], 5_000)), "{products:?}");
    let compliance = counts(&findings, "Compliance.Status");
    assert!((60..=75).contains(&share(compliance["PASSED"], products["Security Hub CSPM"])));
    let passed = findings.iter().filter(|f| text(f, "Compliance.Status") == "PASSED");
    assert!(passed.clone().all(|f| text(f, "Severity.Label") == "INFORMATIONAL"));
    let labels = counts(&findings, "Severity.Label");
    assert_eq!(labels.len(), 6, "5 labels, and none: {labels:?}");
    assert_eq!(counts(&findings, "Workflow.Status").len(), 4);
    assert_eq!(counts(&findings, "AwsAccountId").len(), 12);
    assert_eq!(counts(&findings, "Region").len(), 6);
}

#[test]
fn some_imported_findings_have_a_number_for_their_severity_and_no_label() {
    let client = Client::with(|p| p.findings = 5_000);
    let findings = client.all(json!({}));
    let without = |finding: &&Value| at(finding, "Severity.Label").is_empty();
    let unlabelled: Vec<&Value> = findings.iter().filter(without).collect();
    assert!((10..=40).contains(&unlabelled.len()), "{}", unlabelled.len());
    for finding in &unlabelled {
        assert_eq!(text(finding, "ProductName"), "Default");
        let members: Vec<&String> = finding["Severity"].as_object().unwrap().keys().collect();
        assert_eq!(members, ["Normalized", "Product"]);
        assert!(finding["FindingProviderFields"].get("Severity").is_none());
    }
    assert!(findings.iter().any(|finding| text(finding, "ProductName") == "Default" && !without(&finding)));
    // A filter finds them all the same, by the label that Security Hub derives from the number.
    let found = client.filtered(json!({"SeverityLabel": equals("HIGH")}));
    let (high, derived) = (found.iter().filter(|f| !without(f)).count(), found.iter().filter(without).count());
    assert_eq!(high, findings.iter().filter(|f| text(f, "Severity.Label") == "HIGH").count());
    assert_eq!(derived, unlabelled.iter().filter(|f| f["Severity"]["Normalized"] == 70).count());
    assert!(derived > 0);
}

#[test]
fn arns_carry_the_partition_region_and_account_of_their_resource() {
    let client = Client::with(|p| p.regions = vec!["cn-north-1".into(), "cn-northwest-1".into()]);
    let findings = client.pages("cn-north-1", json!({})).concat();
    for finding in &findings {
        assert!(text(finding, "ProductArn").starts_with("arn:aws-cn:securityhub:cn-north"));
        for id in at(finding, "Resources[].Id") {
            let id = id.as_str().unwrap();
            let parts: Vec<&str> = id.split(':').collect();
            if parts[0] == "arn" {
                assert_eq!(parts[1], "aws-cn", "{id}");
                assert!(["", text(finding, "Region")].contains(&parts[3]), "{id}");
                assert!(["", text(finding, "AwsAccountId")].contains(&parts[4]), "{id}");
            }
        }
    }
}

#[test]
fn some_findings_are_hostile_or_newer_than_the_model() {
    let findings = Client::with(|p| p.findings = 5_000).all(json!({}));
    let has = |which: &dyn Fn(&Value) -> bool| findings.iter().any(which);
    assert!(has(&|f| text(f, "Title").starts_with("<script>")));
    assert!(has(&|f| text(f, "Title").starts_with("=cmd")));
    assert!(has(&|f| text(f, "Title").contains('\u{1b}')));
    assert!(has(&|f| text(f, "Remediation.Recommendation.Url").starts_with("javascript:")));
    assert!(has(&|f| f.get("ExposureScore").is_some()));
    assert!(has(&|f| f.get("UserDefinedFields").is_some()));
    assert!(has(&|f| f["Resources"].as_array().unwrap().len() > 1));
}
