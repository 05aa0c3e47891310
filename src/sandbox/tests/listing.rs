//! Pages, tokens, filters and sorts of GetFindings.

use std::collections::HashSet;

use super::*;

#[test]
fn a_listing_returns_every_finding_once() {
    let findings = Client::new().all(json!({}));
    let distinct: HashSet<&str> = ids(&findings).into_iter().collect();
    assert_eq!((findings.len(), distinct.len()), (1_000, 1_000));
}

#[test]
fn pages_may_be_short_or_empty_and_still_go_on() {
    let pages = Client::new().pages(HOME, json!({"MaxResults": 5}));
    let going_on = &pages[..pages.len() - 1];
    assert!(pages.iter().all(|page| page.len() <= 5));
    assert!(going_on.iter().any(|page| page.is_empty()), "an empty page");
    assert!(going_on.iter().any(|page| (1..5).contains(&page.len())), "a short page");
    assert!(!pages.windows(2).any(|two| two[0].is_empty() && two[1].is_empty()));
}

#[test]
fn the_home_region_sees_all_regions_and_a_linked_region_its_own() {
    let client = Client::new();
    let all = client.all(json!({}));
    let linked = client.pages("eu-west-1", json!({})).concat();
    let own: Vec<Value> = all.into_iter().filter(|f| text(f, "Region") == "eu-west-1").collect();
    assert!(!linked.is_empty());
    assert_eq!(linked, own);
}

/// Filters with the test a client can make itself of the findings they select.
#[test]
fn filters_select_what_a_client_would_select_itself() {
    type Test = fn(&Value) -> bool;
    let rules: &[(&str, Value, Test)] = &[
        (
            "positives of one field are joined by OR",
            json!({"SeverityLabel": [{"Value": "CRITICAL", "Comparison": "EQUALS"}, {"Value": "HI", "Comparison": "PREFIX"}]}),
            |f| ["CRITICAL", "HIGH"].contains(&severity(f)),
        ),
        ("fields are joined by AND", json!({"RecordState": equals("ACTIVE"), "WorkflowStatus": equals("NEW")}), |f| {
            text(f, "RecordState") == "ACTIVE" && text(f, "Workflow.Status") == "NEW"
        }),
        (
            "negatives of one field are joined by AND",
            json!({"SeverityLabel": [{"Value": "LOW", "Comparison": "NOT_EQUALS"}, {"Value": "IN", "Comparison": "PREFIX_NOT_EQUALS"}]}),
            |f| !["LOW", "INFORMATIONAL"].contains(&severity(f)),
        ),
        (
            "a missing value is not equal",
            json!({"ComplianceStatus": [{"Value": "PASSED", "Comparison": "NOT_EQUALS"}]}),
            |f| text(f, "Compliance.Status") != "PASSED",
        ),
        ("case matters", json!({"SeverityLabel": equals("critical")}), |_| false),
        ("one of several resources is enough", json!({"ResourceType": equals("AwsS3Object")}), |f| {
            at(f, "Resources[].Type").iter().any(|v| *v == "AwsS3Object")
        }),
        (
            "a negative excludes a finding when any of several resources has the value",
            json!({"ResourceType": [{"Value": "AwsS3Bucket", "Comparison": "NOT_EQUALS"}]}),
            |f| at(f, "Resources[].Type").iter().all(|v| *v != "AwsS3Bucket"),
        ),
        (
            "PREFIX is applied before NOT_EQUALS",
            json!({"ResourceType": [{"Value": "AwsIam", "Comparison": "PREFIX"}, {"Value": "AwsIamRole", "Comparison": "NOT_EQUALS"}]}),
            |f| {
                let types = at(f, "Resources[].Type");
                types.iter().any(|v| v.as_str().unwrap().starts_with("AwsIam"))
                    && types.iter().all(|v| *v != "AwsIamRole")
            },
        ),
        (
            "tags are filtered by key and value",
            json!({"ResourceTags": [{"Key": "team", "Value": "payments", "Comparison": "EQUALS"}]}),
            |f| at(f, "Resources[].Tags.team").iter().any(|v| *v == "payments"),
        ),
        (
            "an untagged resource does not have the excluded tag",
            json!({"ResourceTags": [{"Key": "env", "Value": "prod", "Comparison": "NOT_EQUALS"}]}),
            |f| at(f, "Resources[].Tags.env").iter().all(|v| *v != "prod"),
        ),
        (
            "both ends of a time belong to it",
            json!({"UpdatedAt": [{"Start": "2026-05-20T00:00:00Z", "End": "2026-05-25T00:00:00+00:00"}]}),
            |f| {
                (moment("2026-05-20T00:00:00Z")..=moment("2026-05-25T00:00:00Z"))
                    .contains(&moment(text(f, "UpdatedAt")))
            },
        ),
        (
            "WITHIN counts back from now and is the default",
            json!({"CreatedAt": [{"DateRange": {"Value": 7, "Unit": "DAYS"}}]}),
            |f| moment(text(f, "CreatedAt")) >= moment("2026-05-25T12:00:00Z"),
        ),
        (
            "OLDER_THAN is the rest",
            json!({"CreatedAt": [{"DateRange": {"Value": 7, "Unit": "DAYS", "Comparison": "OLDER_THAN"}}]}),
            |f| moment(text(f, "CreatedAt")) < moment("2026-05-25T12:00:00Z"),
        ),
        ("bounds of a number hold together", json!({"SeverityNormalized": [{"Gte": 40, "Lt": 90}]}), |f| {
            let n = at(f, "Severity.Normalized")[0].as_i64().unwrap();
            (40..90).contains(&n)
        }),
        ("a missing number is within no bounds", json!({"Confidence": [{"Gte": 0}]}), |f| {
            f.get("Confidence").is_some()
        }),
        ("a flag is compared where it is", json!({"Sample": [{"Value": false}]}), |f| {
            f.get("Sample") == Some(&json!(false))
        }),
        (
            "addresses are matched by block",
            json!({"ResourceAwsEc2InstanceIpV4Addresses": [{"Cidr": "10.0.0.0/9"}]}),
            |f| {
                at(f, "Resources[].Details.AwsEc2Instance.IpV4Addresses[]")
                    .iter()
                    .any(|v| v.as_str().unwrap().split('.').nth(1).unwrap().parse::<u8>().unwrap() < 128)
            },
        ),
        ("an attribute that never occurs selects nothing", json!({"MalwareName": equals("worm")}), |_| false),
        ("and excludes nothing", json!({"MalwareName": [{"Value": "worm", "Comparison": "NOT_EQUALS"}]}), |_| true),
        ("an empty list of filters is no filter", json!({"Title": []}), |_| true),
    ];
    let client = Client::new();
    let all = client.all(json!({}));
    for (rule, filters, selects) in rules {
        let expected: Vec<&Value> = all.iter().filter(|finding| selects(finding)).collect();
        let found = client.filtered(filters.clone());
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{rule}");
    }
}

fn moment(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

#[test]
fn findings_are_sorted_by_the_criteria_in_turn() {
    let client = Client::new();
    let sort =
        json!([{"Field": "SeverityNormalized", "SortOrder": "desc"}, {"Field": "UpdatedAt", "SortOrder": "asc"}]);
    let found = client.all(json!({"SortCriteria": sort}));
    let key = |f: &Value| (-at(f, "Severity.Normalized")[0].as_i64().unwrap(), moment(text(f, "UpdatedAt")));
    assert_eq!(found.len(), 1_000);
    assert!(found.is_sorted_by_key(key));
}

#[test]
fn labels_sort_as_text_and_missing_values_come_last_in_either_direction() {
    let client = Client::new();
    for order in ["asc", "desc"] {
        let sort = json!([{"Field": "ComplianceStatus", "SortOrder": order}]);
        let found = client.all(json!({"SortCriteria": sort}));
        let labels: Vec<&str> = found.iter().map(|f| text(f, "Compliance.Status")).collect();
        let present = labels.iter().take_while(|label| !label.is_empty()).count();
        let ordered = |a: &&str, b: &&str| if order == "asc" { a <= b } else { a >= b };
        assert!(labels[..present].is_sorted_by(ordered), "{order}");
        assert!(labels[present..].iter().all(|label| label.is_empty()), "{order}");
    }
}

#[test]
fn a_token_belongs_to_its_filters_sort_and_region() {
    let client = Client::new();
    let filters = json!({"RecordState": equals("ACTIVE"), "Region": equals("us-east-1")});
    let first = client.get_findings(HOME, &json!({"Filters": filters, "MaxResults": 10}));
    let token = &first.body["NextToken"];
    let reordered = json!({"Region": equals("us-east-1"), "RecordState": equals("ACTIVE")});
    let same = json!({"Filters": reordered, "NextToken": token, "MaxResults": 20});
    assert_eq!(client.get_findings(HOME, &same).status, 200, "the size of a page may change");
    let elsewhere = client.get_findings("eu-west-1", &same);
    let other_filters = client.get_findings(HOME, &json!({"NextToken": token}));
    let sort = json!([{"Field": "Id", "SortOrder": "asc"}]);
    let other_sort = json!({"Filters": filters, "SortCriteria": sort, "NextToken": token});
    for refused in [elsewhere, other_filters, client.get_findings(HOME, &other_sort)] {
        assert_eq!(refused.code.as_deref(), Some("InvalidInputException"));
        let message = "Invalid parameter 'NextToken'. NextToken was given for other filters or another sort order";
        assert_eq!(refused.body["Message"], message);
    }
}

#[test]
fn an_organisation_without_findings_answers_an_empty_page() {
    let client = Client::with(|parameters| parameters.findings = 0);
    assert_eq!(client.pages(HOME, json!({})).concat(), Vec::<Value>::new());
}
