//! Standards and controls: the same here as in the findings, page by page, and how they are refused.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

impl Client {
    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, HOME, "")
    }

    /// Returns the items `name` of all pages of a GET listing.
    fn listed(&self, path: &str, name: &str) -> Vec<Value> {
        let (mut items, mut next) = (Vec::new(), String::new());
        let separator = if path.contains('?') { '&' } else { '?' };
        for _ in 0..100 {
            let answer = self.get(&format!("{path}{separator}{next}"));
            assert_eq!(answer.status, 200, "{:?}", answer.body);
            items.extend(answer.body[name].as_array().unwrap().iter().cloned());
            match answer.body.get("NextToken") {
                Some(token) => next = format!("NextToken={}", token.as_str().unwrap()),
                None => return items,
            }
        }
        panic!("a listing must end: {path}");
    }

    fn enabled(&self) -> Vec<Value> {
        let answer = self.send("POST", "/standards/get", HOME, "{}");
        answer.body["StandardsSubscriptions"].as_array().unwrap().clone()
    }

    fn controls_of(&self, subscription: &str) -> Vec<Value> {
        self.listed(&format!("/standards/controls/{}", subscription.replace(':', "%3A")), "Controls")
    }

    fn associations(&self, control: &str) -> Vec<Value> {
        self.listed(&format!("/associations?SecurityControlId={control}"), "StandardsControlAssociationSummaries")
    }
}

/// Returns the end of an ARN, which findings give as a standard's id.
fn standards_id(arn: &str) -> &str {
    arn.rsplit("::").next().unwrap()
}

fn definitions(client: &Client) -> BTreeMap<String, Value> {
    let listed = client.listed("/securityControls/definitions", "SecurityControlDefinitions");
    listed.into_iter().map(|control| (text(&control, "SecurityControlId").to_owned(), control)).collect()
}

#[test]
fn the_enabled_standards_are_those_the_findings_name() {
    let client = Client::with(|p| p.findings = 3_000);
    let findings = client.all(json!({}));
    let named: BTreeSet<&str> = findings
        .iter()
        .flat_map(|finding| at(finding, "Compliance.AssociatedStandards[].StandardsId"))
        .filter_map(Value::as_str)
        .collect();
    let enabled = client.enabled();
    let ids: BTreeSet<&str> = enabled.iter().map(|standard| standards_id(text(standard, "StandardsArn"))).collect();
    assert_eq!(ids, named);
    assert_eq!(
        enabled[0],
        json!({
            "StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:111122223333:subscription/aws-foundational-security-best-practices/v/1.0.0",
            "StandardsArn": "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
            "StandardsInput": {},
            "StandardsStatus": "READY",
            "StandardsControlsUpdatable": "READY_FOR_UPDATES",
            "Provider": "AWS",
        })
    );
}

#[test]
fn the_enabled_standards_are_among_those_on_offer() {
    let client = Client::new();
    let offered = client.listed("/standards?MaxResults=4", "Standards");
    let arns: BTreeSet<&str> = offered.iter().map(|standard| text(standard, "StandardsArn")).collect();
    assert_eq!(arns.len(), 11);
    assert!(arns.contains("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"));
    assert!(client.enabled().iter().all(|standard| arns.contains(text(standard, "StandardsArn"))));
    assert!(client.listed("/standards?Providers=Azure", "Standards").is_empty());
    assert_eq!(client.listed("/standards?Providers=Azure&Providers=AWS", "Standards").len(), 11);
}

#[test]
fn a_finding_and_its_control_say_the_same() {
    let client = Client::with(|p| p.findings = 3_000);
    let definitions = definitions(&client);
    let mut associations: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in client.filtered(json!({"ProductName": equals("Security Hub CSPM")})) {
        let id = text(&finding, "Compliance.SecurityControlId");
        let control = &definitions[id];
        for (of_finding, of_control) in
            [("Title", "Title"), ("Description", "Description"), ("Remediation.Recommendation.Url", "RemediationUrl")]
        {
            assert_eq!(text(&finding, of_finding), text(control, of_control), "{id}");
        }
        if text(&finding, "Compliance.Status") == "FAILED" {
            assert_eq!(text(&finding, "Severity.Label"), text(control, "SeverityRating"), "{id}");
        }
        let enabled = associations.entry(id.to_owned()).or_insert_with(|| {
            let listed = client.associations(id);
            let enabled = listed.iter().filter(|summary| text(summary, "AssociationStatus") == "ENABLED");
            enabled.map(|summary| standards_id(text(summary, "StandardsArn")).to_owned()).collect()
        });
        let named = at(&finding, "Compliance.AssociatedStandards[].StandardsId");
        let named: BTreeSet<String> = named.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        assert_eq!(&named, enabled, "{id}");
    }
    assert_eq!(associations.len(), 67, "every enabled control with resources has findings");
}

#[test]
fn a_standard_lists_its_controls_as_each_control_lists_its_standards() {
    let client = Client::new();
    let mut by_standard: BTreeMap<String, BTreeSet<(String, String, String)>> = BTreeMap::new();
    let ids: Vec<String> = definitions(&client).into_keys().collect();
    for association in ids.iter().flat_map(|id| client.associations(id)) {
        let field = |name| text(&association, name).to_owned();
        let row = (field("StandardsControlTitle"), field("AssociationStatus"), field("UpdatedReason"));
        by_standard.entry(field("StandardsArn")).or_default().insert(row);
    }
    let enabled = client.enabled();
    assert_eq!(enabled.len(), by_standard.len());
    for standard in enabled {
        let controls = client.controls_of(text(&standard, "StandardsSubscriptionArn"));
        let field = |control: &Value, name| text(control, name).to_owned();
        let row = |c: &Value| (field(c, "Title"), field(c, "ControlStatus"), field(c, "DisabledReason"));
        let listed: BTreeSet<_> = controls.iter().map(row).collect();
        assert_eq!(listed.len(), controls.len());
        assert_eq!(listed, by_standard[text(&standard, "StandardsArn")]);
        assert!(listed.iter().any(|(_, status, _)| status == "DISABLED"), "{standard}");
        assert!(listed.iter().all(|(_, status, reason)| (status == "DISABLED") != reason.is_empty()));
    }
}

#[test]
fn the_cis_benchmark_has_its_own_ids_and_the_other_standards_security_hubs() {
    let client = Client::new();
    let subscription = |standard: &str| format!("arn:aws:securityhub:us-east-1:111122223333:subscription/{standard}");
    let found = |standard: &str, id: &str| {
        let controls = client.controls_of(&subscription(standard));
        controls.into_iter().find(|control| text(control, "ControlId") == id).unwrap()
    };
    let cis = found("cis-aws-foundations-benchmark/v/3.0.0", "2.1.4.2");
    assert_eq!(text(&cis, "Title"), "S3 general purpose buckets should block public access");
    assert_eq!(cis["RelatedRequirements"], json!(["CIS AWS Foundations Benchmark v3.0.0/2.1.4"]));
    assert_eq!(
        text(&cis, "StandardsControlArn"),
        "arn:aws:securityhub:us-east-1:111122223333:control/cis-aws-foundations-benchmark/v/3.0.0/2.1.4.2"
    );
    let own = found("aws-foundational-security-best-practices/v/1.0.0", "S3.8");
    assert_eq!(own["RelatedRequirements"], json!([]));
}

#[test]
fn controls_are_returned_by_id_or_arn_and_what_is_none_is_reported() {
    let client = Client::new();
    let ask = |ids: Value| {
        let body = json!({"SecurityControlIds": ids}).to_string();
        client.send("POST", "/securityControls/batchGet", HOME, body)
    };
    let arn = "arn:aws:securityhub:us-east-1:111122223333:security-control/IAM.7";
    let body = ask(json!(["S3.8", arn, "Macie.1", "S3.999", "nonsense"])).body;
    let member = |list: &str, member: &str| {
        let values = body[list].as_array().unwrap().iter();
        values.map(|value| text(value, member).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(member("SecurityControls", "SecurityControlId"), ["S3.8", "IAM.7", "Macie.1"]);
    assert_eq!(member("SecurityControls", "SecurityControlStatus"), ["ENABLED", "ENABLED", "DISABLED"]);
    assert_eq!(body["SecurityControls"][0]["Parameters"], json!({}));
    assert_eq!(
        body["SecurityControls"][1]["Parameters"],
        json!({"MinimumPasswordLength": {"ValueType": "CUSTOM", "Value": {"Integer": 14}}})
    );
    assert_eq!(member("UnprocessedIds", "ErrorCode"), ["RESOURCE_NOT_FOUND", "INVALID_INPUT"]);
    assert_eq!(ask(json!(vec!["S3.8"; 101])).code.as_deref(), Some("InvalidInputException"));
    assert_eq!(ask(json!([])).code.as_deref(), Some("InvalidInputException"));
}

#[test]
fn definitions_come_in_pages_of_25_and_can_be_those_of_one_standard() {
    let client = Client::new();
    let first = client.get("/securityControls/definitions");
    assert_eq!(first.body["SecurityControlDefinitions"].as_array().unwrap().len(), 25);
    assert_eq!(definitions(&client).len(), 81);
    let of = |arn: &str| {
        let path = format!("/securityControls/definitions?MaxResults=7&StandardsArn={}", arn.replace('/', "%2F"));
        client.listed(&path, "SecurityControlDefinitions").len()
    };
    let cis = of("arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0");
    let cis_before = of("arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/1.4.0");
    assert_eq!((cis, cis_before), (25, 25));
    assert_eq!(of("arn:aws:securityhub:us-east-1::standards/aws-resource-tagging-standard/v/1.0.0"), 3);
}

#[test]
fn a_global_control_is_missing_in_other_regions() {
    let client = Client::new();
    for (region, availability, status) in [(HOME, "AVAILABLE", "ENABLED"), ("eu-west-1", "UNAVAILABLE", "DISABLED")] {
        let listed = client.send("GET", "/securityControls/definitions?MaxResults=100", region, "").body;
        let of_id = |c: &&Value| text(c, "SecurityControlId") == "WAF.1";
        let control = listed["SecurityControlDefinitions"].as_array().unwrap().iter().find(of_id).unwrap();
        assert_eq!(text(control, "CurrentRegionAvailability"), availability);
        let body = json!({"SecurityControlIds": ["WAF.1"]}).to_string();
        let answer = client.send("POST", "/securityControls/batchGet", region, body);
        assert_eq!(answer.body["SecurityControls"][0]["SecurityControlStatus"], status);
        let associations = client.send("GET", "/associations?SecurityControlId=WAF.1", region, "").body;
        let associations = associations["StandardsControlAssociationSummaries"].as_array().unwrap().len();
        assert_eq!(associations, if status == "ENABLED" { 2 } else { 0 });
    }
}

#[test]
fn requests_about_standards_are_refused_as_aws_does() {
    let client = Client::new();
    let token = client.get("/securityControls/definitions").body["NextToken"].as_str().unwrap().to_owned();
    let many = json!({"StandardsSubscriptionArns": vec!["arn:aws:securityhub"; 26]}).to_string();
    let elsewhere = "arn:aws:securityhub:eu-west-1:111122223333:subscription/nist-800-53/v/5.0.0";
    let disabled = "arn:aws:securityhub:us-east-1:111122223333:subscription/pci-dss/v/3.2.1";
    let invalid = (400, "InvalidInputException");
    let not_found = (404, "ResourceNotFoundException");
    let unknown = (404, "UnknownOperationException");
    type Refusal<'a> = (&'a str, String, &'a str, (u16, &'a str), &'a str);
    let rows: &[Refusal<'_>] = &[
        (
            "GET",
            "/standards?MaxResults=0".into(),
            "",
            invalid,
            "Invalid parameter 'MaxResults'. MaxResults should be between 1 and 100",
        ),
        (
            "GET",
            "/standards?MaxResults=ten".into(),
            "",
            invalid,
            "Invalid parameter 'MaxResults'. MaxResults should be integer",
        ),
        (
            "GET",
            "/standards?Providers=aws".into(),
            "",
            invalid,
            "Invalid parameter 'Providers'. Providers should have items equal to one of the allowed values: AWS, Azure, GCP",
        ),
        (
            "GET",
            format!("/standards?NextToken={token}"),
            "",
            invalid,
            "Invalid parameter 'NextToken'. NextToken was given for another request",
        ),
        (
            "GET",
            "/standards?NextToken=2".into(),
            "",
            invalid,
            "Invalid parameter 'NextToken'. NextToken is not a valid token",
        ),
        (
            "GET",
            "/associations".into(),
            "",
            invalid,
            "Invalid parameter 'SecurityControlId'. SecurityControlId is required",
        ),
        (
            "GET",
            "/associations?SecurityControlId=S3.999".into(),
            "",
            invalid,
            "Invalid parameter 'SecurityControlId'. SecurityControlId is not the id of a security control",
        ),
        (
            "GET",
            "/securityControls/definitions?StandardsArn=nist".into(),
            "",
            invalid,
            "Invalid parameter 'StandardsArn'. StandardsArn is not the ARN of a standard",
        ),
        (
            "GET",
            "/standards/controls/nist".into(),
            "",
            invalid,
            "Invalid parameter 'StandardsSubscriptionArn'. StandardsSubscriptionArn should be an ARN",
        ),
        ("GET", format!("/standards/controls/{elsewhere}"), "", not_found, "StandardsSubscription not found"),
        ("GET", format!("/standards/controls/{disabled}"), "", not_found, "StandardsSubscription not found"),
        (
            "GET",
            "/standards/controls/".into(),
            "",
            unknown,
            "The requested operation is not recognized by the service.",
        ),
        (
            "POST",
            "/standards/get".into(),
            &many,
            invalid,
            "Invalid parameter 'StandardsSubscriptionArns'. StandardsSubscriptionArns should NOT have more than 25 items",
        ),
        (
            "POST",
            "/standards/get".into(),
            r#"{"StandardsSubscriptionArns": [" "]}"#,
            invalid,
            r"Invalid parameter 'StandardsSubscriptionArns'. StandardsSubscriptionArns[0] should match pattern '.*\S.*'",
        ),
        (
            "POST",
            "/standards/get".into(),
            r#"{"Arns": []}"#,
            invalid,
            "Invalid parameter 'Arns'. Arns is not a known parameter",
        ),
        (
            "POST",
            "/securityControls/batchGet".into(),
            r#"{"SecurityControlIds": [5]}"#,
            invalid,
            "Invalid parameter 'SecurityControlIds'. SecurityControlIds[0] should be string",
        ),
    ];
    for (method, path, body, (status, code), message) in rows {
        let answer = client.send(method, path, HOME, (*body).to_owned());
        let text = answer.body.get("Message").or(answer.body.get("message")).unwrap();
        assert_eq!((answer.status, answer.code.as_deref(), text), (*status, Some(*code), &json!(message)), "{path}");
    }
    let answer = client.send("GET", "/standards", "sa-east-1", "");
    assert_eq!((answer.status, answer.code.as_deref()), (401, Some("InvalidAccessException")));
}

#[test]
fn each_operation_has_a_burst_of_its_own() {
    let client = Client::with(|parameters| {
        parameters.throttle = Throttle::Aws;
        parameters.findings = 1;
    });
    let statuses: Vec<u16> = (0..40).map(|_| client.get("/standards").status).collect();
    assert_eq!(statuses[..30], [200; 30]);
    assert!(statuses[30..].contains(&429), "{statuses:?}");
    assert_eq!(client.get("/securityControls/definitions").status, 200);
}
