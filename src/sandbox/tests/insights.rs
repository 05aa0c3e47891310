//! Insights: what they count is what a client would count itself over GetFindings.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The numbers of AWS's managed insights.
const MANAGED: [u16; 32] = [
    1, 10, 3, 14, 9, 6, 7, 8, 11, 12, 13, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
    36, 37,
];

fn managed(number: u16) -> String {
    format!("arn:aws:securityhub:::insight/securityhub/default/{number}")
}

impl Client {
    fn insights(&self, region: &str, arns: &[String]) -> Vec<Value> {
        let body = json!({"InsightArns": arns}).to_string();
        let answer = self.send("POST", "/insights/get", region, body);
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer.body["Insights"].as_array().unwrap().clone()
    }

    fn results(&self, region: &str, arn: &str) -> Vec<(String, u64)> {
        let path = format!("/insights/results/{}", arn.replace(':', "%3A"));
        let answer = self.send("GET", &path, region, "");
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        let results = &answer.body["InsightResults"];
        assert_eq!(results["InsightArn"], arn);
        let value = |v: &Value| (text(v, "GroupByAttributeValue").to_owned(), v["Count"].as_u64().unwrap());
        results["ResultValues"].as_array().unwrap().iter().map(value).collect()
    }
}

/// Returns where findings have the attribute that insights group by.
fn path(attribute: &str) -> &str {
    match attribute {
        "ResourceId" => "Resources[].Id",
        "ResourceType" => "Resources[].Type",
        "SeverityLabel" => "Severity.Label",
        "ComplianceSecurityControlId" => "Compliance.SecurityControlId",
        "ThreatIntelIndicatorValue" => "ThreatIntelIndicators[].Value",
        "ResourceAwsEc2InstanceImageId" => "Resources[].Details.AwsEc2Instance.ImageId",
        "ResourceAwsIamAccessKeyPrincipalName" => "Resources[].Details.AwsIamAccessKey.PrincipalName",
        "ResourceAwsIamAccessKeyUserName" => "Resources[].Details.AwsIamAccessKey.UserName",
        "ResourceAwsIamUserUserName" => "Resources[].Details.AwsIamUser.UserName",
        own => own,
    }
}

#[test]
fn an_insight_counts_what_a_client_would_count_itself() {
    let client = Client::with(|p| p.findings = 3_000);
    let arns: Vec<String> = MANAGED.into_iter().map(managed).collect();
    let mut all = client.insights(HOME, &[]);
    all.extend(client.insights(HOME, &arns));
    let (mut with_results, mut cut) = (0, 0);
    for insight in all {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for finding in client.filtered(insight["Filters"].clone()) {
            let attribute = text(&insight, "GroupByAttribute");
            let values = at(&finding, path(attribute));
            // A finding without a label is in the group of the label that Security Hub derives.
            let derived = (attribute == "SeverityLabel" && values.is_empty()).then(|| severity(&finding));
            for value in values.iter().filter_map(|v| v.as_str()).chain(derived).collect::<BTreeSet<_>>() {
                *counts.entry(value.to_owned()).or_default() += 1;
            }
        }
        let mut expected: Vec<(String, u64)> = counts.into_iter().collect();
        expected.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        cut += usize::from(expected.len() > 100);
        expected.truncate(100);
        with_results += usize::from(!expected.is_empty());
        assert_eq!(client.results(HOME, text(&insight, "InsightArn")), expected, "{}", text(&insight, "Name"));
    }
    assert!(with_results > 20 && cut > 2, "{with_results} with results, {cut} cut at 100 values");
}

#[test]
fn custom_insights_are_listed_and_managed_ones_only_by_name() {
    let client = Client::new();
    let custom = client.insights(HOME, &[]);
    assert_eq!(custom.len(), 4);
    let prefix = "arn:aws:securityhub:us-east-1:111122223333:insight/111122223333/custom/";
    assert!(custom.iter().all(|insight| text(insight, "InsightArn").starts_with(prefix)));
    assert!(custom.iter().any(|insight| text(insight, "Name").contains("<b>")), "one name is hostile");
    let named = client.insights(HOME, &[managed(29), text(&custom[1], "InsightArn").to_owned()]);
    assert_eq!(named[1], custom[1]);
    assert_eq!(
        named[0],
        json!({
            "InsightArn": managed(29),
            "Name": "Severity by counts of findings",
            "Filters": {"RecordState": equals("ACTIVE"), "WorkflowStatus": [
                {"Value": "NEW", "Comparison": "EQUALS"}, {"Value": "NOTIFIED", "Comparison": "EQUALS"},
            ]},
            "GroupByAttribute": "SeverityLabel",
        })
    );
    let week = json!({"CreatedAt": [{"DateRange": {"Value": 7, "Unit": "DAYS"}}]});
    assert_eq!(client.insights(HOME, &[managed(26)])[0]["Filters"], week, "not every insight is about open findings");
}

#[test]
fn insights_come_in_pages() {
    let client = Client::new();
    let page = |token: Value| {
        let body = json!({"MaxResults": 3, "NextToken": token}).to_string();
        client.send("POST", "/insights/get", HOME, body).body
    };
    let first = page(Value::Null);
    let second = page(first["NextToken"].clone());
    let length = |page: &Value| page["Insights"].as_array().unwrap().len();
    assert_eq!((length(&first), length(&second)), (3, 1));
    assert!(second.get("NextToken").is_none());
}

#[test]
fn a_linked_region_has_its_own_findings_and_custom_insights() {
    let client = Client::with(|p| p.findings = 3_000);
    let total = |region: &str| client.results(region, &managed(29)).iter().map(|(_, count)| count).sum::<u64>();
    let regions = client.sandbox.parameters.regions.clone();
    let linked: u64 = regions[1..].iter().map(|region| total(region)).sum();
    let of_home = client.filtered(json!({
        "Region": equals(HOME), "RecordState": equals("ACTIVE"),
        "WorkflowStatus": [equals("NEW")[0], equals("NOTIFIED")[0]],
    }));
    assert_eq!(total(HOME), linked + of_home.len() as u64);
    let arn = text(&client.insights(HOME, &[])[0], "InsightArn").to_owned();
    let answer = client.send("GET", &format!("/insights/results/{arn}"), "eu-west-1", "");
    assert_eq!(answer.status, 404);
}

#[test]
fn an_update_is_counted_at_once() {
    let client = Client::new();
    let count = || client.results(HOME, &managed(29)).iter().map(|(_, count)| count).sum::<u64>();
    let before = count();
    let new = client.filtered(json!({"RecordState": equals("ACTIVE"), "WorkflowStatus": equals("NEW")}));
    let identifier = json!({"Id": new[0]["Id"], "ProductArn": new[0]["ProductArn"]});
    client.update(&json!({"FindingIdentifiers": [identifier], "Workflow": {"Status": "SUPPRESSED"}}));
    assert_eq!(count(), before - 1);
}

#[test]
fn an_insight_that_does_not_exist_is_not_found() {
    let client = Client::new();
    let body = json!({"InsightArns": [managed(29), managed(2)]}).to_string();
    let answers = [
        client.send("POST", "/insights/get", HOME, body),
        client.send("GET", &format!("/insights/results/{}", managed(2)), HOME, ""),
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.code.as_deref()), (404, Some("ResourceNotFoundException")));
        assert_eq!(answer.body, json!({"Message": "Insight not found", "Code": "ResourceNotFoundException"}));
    }
    let answer = client.send("GET", "/insights/results/critical", HOME, "");
    assert_eq!((answer.status, answer.code.as_deref()), (400, Some("InvalidInputException")));
    let answer = client.send("GET", &format!("/insights/results/{}", managed(1)), "sa-east-1", "");
    assert_eq!((answer.status, answer.code.as_deref()), (401, Some("InvalidAccessException")));
}
