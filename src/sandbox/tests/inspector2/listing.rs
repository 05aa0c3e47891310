//! Pages, tokens, filters and sorts of ListFindings.

use std::collections::HashSet;

use super::super::super::inspector2::checks;
use super::*;

#[test]
fn every_attribute_reads_exactly_what_the_answer_shows() {
    checks::every_attribute_agrees_with_the_answer(&client().sandbox);
}

#[test]
fn regions_have_their_own_findings_and_together_all_of_them() {
    let client = client();
    let mut arns = HashSet::new();
    let mut count = 0;
    for region in Parameters::default().regions {
        let found = client.inspector_pages(FINDINGS, &region, json!({"maxResults": 100})).concat();
        assert!(found.iter().all(|finding| at(finding, "resources[].region") == [&region.as_str()]), "{region}");
        count += found.len();
        arns.extend(found.iter().map(|finding| text(finding, "findingArn").to_owned()));
    }
    assert_eq!((count, arns.len()), (1_800, 1_800), "three in five of all findings, each once");
}

#[test]
fn pages_may_be_short_or_empty_and_hold_25_findings_unless_asked_for_more() {
    let client = client();
    let pages = client.inspector_pages(FINDINGS, HOME, json!({}));
    assert_eq!(pages.iter().map(Vec::len).max(), Some(25));
    let pages = client.inspector_pages(FINDINGS, HOME, json!({"maxResults": 5}));
    let going_on = &pages[..pages.len() - 1];
    assert!(pages.iter().all(|page| page.len() <= 5));
    assert!(going_on.iter().any(Vec::is_empty), "an empty page");
    assert!(going_on.iter().any(|page| (1..5).contains(&page.len())), "a short page");
}

/// Filters with the test a client can make itself of the findings they select.
#[test]
fn filters_select_what_a_client_would_select_itself() {
    type Test = fn(&Value) -> bool;
    let number = |value: &str| serde_json::from_str::<Value>(value).unwrap();
    let rules: &[(&str, Value, Test)] = &[
        (
            "positives of one field are joined by OR",
            json!({"severity": [{"comparison": "EQUALS", "value": "CRITICAL"}, {"comparison": "PREFIX", "value": "HI"}]}),
            |f| ["CRITICAL", "HIGH"].contains(&text(f, "severity")),
        ),
        ("fields are joined by AND", json!({"findingStatus": is("ACTIVE"), "severity": is("HIGH")}), |f| {
            text(f, "status") == "ACTIVE" && text(f, "severity") == "HIGH"
        }),
        (
            "negatives of one field are joined by AND",
            json!({"severity": [{"comparison": "NOT_EQUALS", "value": "LOW"}, {"comparison": "NOT_EQUALS", "value": "MEDIUM"}]}),
            |f| !["LOW", "MEDIUM"].contains(&text(f, "severity")),
        ),
        (
            "a missing value is not equal",
            json!({"fixAvailable": [{"comparison": "NOT_EQUALS", "value": "YES"}]}),
            |f| text(f, "fixAvailable") != "YES",
        ),
        ("case matters", json!({"severity": is("critical")}), |_| false),
        ("findings without a vendor's severity", json!({"severity": is("UNTRIAGED")}), |f| {
            text(f, "severity") == "UNTRIAGED"
        }),
        ("types", json!({"findingType": is("NETWORK_REACHABILITY")}), |f| {
            f.get("networkReachabilityDetails").is_some()
        }),
        ("one of several components is enough", json!({"componentType": is("AWS::EC2::NetworkAcl")}), |f| {
            f.get("networkReachabilityDetails").is_some()
        }),
        (
            "tags by key and value",
            json!({"resourceTags": [{"comparison": "EQUALS", "key": "env", "value": "prod"}]}),
            |f| at(f, "resources[].tags.env").iter().any(|v| *v == "prod"),
        ),
        ("tags by key alone", json!({"resourceTags": [{"comparison": "EQUALS", "key": "Name"}]}), |f| {
            !at(f, "resources[].tags.Name").is_empty()
        }),
        (
            "both bounds of a number belong to it",
            json!({"inspectorScore": [{"lowerInclusive": 7.5, "upperInclusive": 9.0}]}),
            |f| f.get("inspectorScore").and_then(Value::as_f64).is_some_and(|n| (7.5..=9.0).contains(&n)),
        ),
        ("a bound may be absent", json!({"epssScore": [{"lowerInclusive": 0.001}]}), |f| {
            at(f, "epss.score").iter().any(|n| n.as_f64().unwrap() >= 0.001)
        }),
        (
            "moments are seconds, whole or with a fraction",
            json!({"updatedAt": [{"startInclusive": number("1779235200"), "endInclusive": number("1779667200.5")}]}),
            |f| (1_779_235_200.0..=1_779_667_200.5).contains(&f["updatedAt"].as_f64().unwrap()),
        ),
        (
            "port ranges lie within the bounds",
            json!({"portRange": [{"beginInclusive": 22, "endInclusive": 443}]}),
            |f| {
                at(f, "networkReachabilityDetails.openPortRange")
                    .iter()
                    .any(|range| range["begin"].as_u64().unwrap() >= 22 && range["end"].as_u64().unwrap() <= 443)
            },
        ),
        (
            "all of a package filter holds of the same package",
            json!({"vulnerablePackages": [{
                "name": {"comparison": "PREFIX", "value": "lib"},
                "architecture": {"comparison": "NOT_EQUALS", "value": "ARM64"},
            }]}),
            |f| {
                at(f, "packageVulnerabilityDetails.vulnerablePackages[]")
                    .iter()
                    .any(|package| text(package, "name").starts_with("lib") && text(package, "arch") != "ARM64")
            },
        ),
        ("a field that never occurs selects nothing", json!({"machineImageId": is("ami-0")}), |_| false),
        ("and excludes nothing", json!({"machineImageId": [{"comparison": "NOT_EQUALS", "value": "ami-0"}]}), |_| true),
        ("no criteria are no filter", json!({}), |_| true),
    ];
    let client = client();
    let all = client.inspected(FINDINGS, json!({"maxResults": 100}));
    for (rule, criteria, selects) in rules {
        let expected: Vec<&Value> = all.iter().filter(|finding| selects(finding)).collect();
        let found = client.inspected(FINDINGS, json!({"filterCriteria": criteria, "maxResults": 100}));
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{rule}");
        assert!(
            ["case matters", "a field that never occurs selects nothing"].contains(rule) || !found.is_empty(),
            "{rule}"
        );
    }
}

#[test]
fn severities_sort_by_rank_and_missing_values_come_last_in_either_direction() {
    let client = client();
    let sorted = |field: &str, order: &str| {
        client.inspected(FINDINGS, json!({"sortCriteria": {"field": field, "sortOrder": order}, "maxResults": 100}))
    };
    let ranks = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED"];
    let rank = |f: &Value| ranks.iter().position(|name| *name == text(f, "severity"));
    assert!(sorted("SEVERITY", "DESC").is_sorted_by_key(rank));
    assert!(sorted("SEVERITY", "ASC").iter().rev().is_sorted_by_key(rank));
    for order in ["ASC", "DESC"] {
        let scores: Vec<Option<f64>> =
            sorted("EPSS_SCORE", order).iter().map(|f| at(f, "epss.score").first().and_then(|n| n.as_f64())).collect();
        let present = scores.iter().take_while(|score| score.is_some()).count();
        let ordered = |a: &Option<f64>, b: &Option<f64>| if order == "ASC" { a <= b } else { a >= b };
        assert!(present < scores.len() && scores[..present].is_sorted_by(ordered), "{order}");
        assert!(scores[present..].iter().all(Option::is_none), "{order}");
    }
}

#[test]
fn a_token_belongs_to_its_filters_sort_region_and_operation() {
    let client = client();
    let criteria = json!({"findingStatus": is("ACTIVE")});
    let mut same = json!({"filterCriteria": criteria, "maxResults": 10});
    same["nextToken"] = client.inspector(FINDINGS, HOME, &same).body["nextToken"].clone();
    same["maxResults"] = json!(20);
    assert_eq!(client.inspector(FINDINGS, HOME, &same).status, 200, "the size of a page may change");
    let mut sorted = same.clone();
    sorted["sortCriteria"] = json!({"field": "SEVERITY", "sortOrder": "ASC"});
    let unfiltered = json!({"nextToken": same["nextToken"]});
    for refused in [
        client.inspector(FINDINGS, "eu-west-1", &same),
        client.inspector(FINDINGS, HOME, &sorted),
        client.inspector(FINDINGS, HOME, &unfiltered),
        client.inspector(COVERAGE, HOME, &unfiltered),
    ] {
        assert_eq!(refused.code.as_deref(), Some("ValidationException"));
        assert_eq!(at(&refused.body, "fields[].name"), ["nextToken"]);
    }
}
