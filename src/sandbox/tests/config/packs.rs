//! Conformance packs: their rules, their compliance and their scores, held to the results of their rules.

use super::*;

const PACKS: [&str; 3] = [
    "operational-best-practices-for-databases",
    "operational-best-practices-for-s3",
    "operational-best-practices-for-sagemaker",
];

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| text(item, "ConformancePackName")).collect()
}

fn scores(client: &Client, request: Value) -> Vec<Value> {
    client.items("ListConformancePackComplianceScores", "ConformancePackComplianceScores", request)
}

fn rules_of(client: &Client, pack: &str) -> Vec<Value> {
    let request = json!({"ConformancePackName": pack, "Limit": 2});
    client.items("DescribeConformancePackCompliance", "ConformancePackRuleComplianceList", request)
}

#[test]
fn packs_are_described_with_a_status_each() {
    let client = Client::new();
    let pages = client.config_pages("DescribeConformancePacks", HOME, "ConformancePackDetails", json!({"Limit": 2}));
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let packs = pages.concat();
    let statuses = client.items("DescribeConformancePackStatus", "ConformancePackStatusDetails", json!({}));
    assert_eq!((names(&packs), names(&statuses)), (PACKS.to_vec(), PACKS.to_vec()));
    for (pack, status) in packs.iter().zip(&statuses) {
        for member in ["ConformancePackArn", "ConformancePackId", "LastUpdateRequestedTime"] {
            assert_eq!(pack[member], status[member]);
        }
        assert_eq!(status["ConformancePackState"], "CREATE_COMPLETE");
    }
    let named = json!({"ConformancePackNames": [PACKS[1]]});
    assert_eq!(names(&client.items("DescribeConformancePacks", "ConformancePackDetails", named)), [PACKS[1]]);
    let unknown = json!({"ConformancePackNames": [PACKS[1], "none"]});
    let found = client.items("DescribeConformancePackStatus", "ConformancePackStatusDetails", unknown);
    assert_eq!(names(&found), [PACKS[1]], "a status has no refusal for a pack that is not there");
    let managed = json!({"Filters": {"Types": ["MANAGED"]}});
    assert_eq!(client.items("DescribeConformancePacks", "ConformancePackDetails", managed), [] as [Value; 0]);
}

#[test]
fn a_pack_tells_of_its_rules_what_the_rules_tell_themselves() {
    let client = Client::new();
    let compliances = client.compliances();
    let mut of_packs = 0;
    for pack in PACKS {
        let rules = rules_of(&client, pack);
        assert!(!rules.is_empty(), "{pack}");
        of_packs += rules.len();
        for rule in rules {
            let name = text(&rule, "ConfigRuleName");
            let own = compliances.iter().find(|compliance| text(compliance, "ConfigRuleName") == name).unwrap();
            assert_eq!(rule["ComplianceType"], own["Compliance"]["ComplianceType"], "{name}");
        }
    }
    assert_eq!(of_packs, count(&client.rules(), "CreatedBy", "config-conforms.amazonaws.com"));
}

#[test]
fn a_packs_rules_are_selected_by_name_and_compliance() {
    let client = Client::new();
    let rules = rules_of(&client, PACKS[1]);
    let selected = |filters: Value| {
        let request = json!({"ConformancePackName": PACKS[1], "Filters": filters});
        client.items("DescribeConformancePackCompliance", "ConformancePackRuleComplianceList", request)
    };
    assert_eq!(selected(json!({"ConfigRuleNames": [rules[0]["ConfigRuleName"]]})), rules[..1]);
    let failed = selected(json!({"ComplianceType": "NON_COMPLIANT"}));
    assert_eq!(failed.len(), count(&rules, "ComplianceType", "NON_COMPLIANT"));
    assert!(!failed.is_empty());
}

#[test]
fn a_score_is_the_share_of_results_that_comply_as_text_with_two_decimals() {
    let client = Client::new();
    for score in scores(&client, json!({})) {
        let pack = text(&score, "ConformancePackName");
        let results: Vec<Value> =
            rules_of(&client, pack).iter().flat_map(|rule| client.details(text(rule, "ConfigRuleName"))).collect();
        let compliant = count(&results, "ComplianceType", "COMPLIANT") as f64;
        let expected = match results.len() {
            0 => "INSUFFICIENT_DATA".to_owned(),
            all => format!("{:.2}", compliant * 100.0 / all as f64),
        };
        assert_eq!(score["Score"], expected, "{pack}");
    }
}

#[test]
fn a_summary_has_the_worst_of_the_rules() {
    let client = Client::new();
    let summaries = client.items(
        "GetConformancePackComplianceSummary",
        "ConformancePackComplianceSummaryList",
        json!({"ConformancePackNames": PACKS}),
    );
    assert_eq!(names(&summaries), PACKS);
    for summary in &summaries {
        let rules = rules_of(&client, text(summary, "ConformancePackName"));
        let has = |kind: &str| count(&rules, "ComplianceType", kind) > 0;
        let expected = ["NON_COMPLIANT", "COMPLIANT", "INSUFFICIENT_DATA"].into_iter().find(|kind| has(kind));
        assert_eq!(Some(text(summary, "ConformancePackComplianceStatus")), expected);
    }
    assert_eq!(count(&summaries, "ConformancePackComplianceStatus", "INSUFFICIENT_DATA"), 1);
}

#[test]
fn scores_are_sorted_by_name_or_by_score_and_nothing_known_is_more_than_any() {
    let client = Client::new();
    let sorted = |request: Value| {
        let scores = scores(&client, request);
        scores.iter().map(|score| text(score, "ConformancePackName").to_owned()).collect::<Vec<_>>()
    };
    let by_score = sorted(json!({"SortBy": "SCORE"}));
    let mut reversed = by_score.clone();
    reversed.reverse();
    assert_eq!(sorted(json!({})), PACKS);
    assert_eq!(sorted(json!({"SortOrder": "DESCENDING"})), [PACKS[2], PACKS[1], PACKS[0]]);
    assert_eq!(by_score[2], PACKS[2]);
    let score = |name: &str| {
        let found = scores(&client, json!({"Filters": {"ConformancePackNames": [name]}}));
        assert_eq!(found.len(), 1);
        text(&found[0], "Score").parse::<f64>().unwrap()
    };
    assert!(score(&by_score[0]) <= score(&by_score[1]));
    assert_eq!(sorted(json!({"SortBy": "SCORE", "SortOrder": "DESCENDING"})), reversed);
}
