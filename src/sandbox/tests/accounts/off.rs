//! Services that are off in an account and region: nothing is there, and it is said as AWS says it.

use super::*;

/// Returns a client of an organisation in which a service is off in one account's and in one region.
fn without(service: Service, account: usize, region: &str) -> Client {
    let account = Client::new().account_ids()[account].clone();
    Client::with(|parameters| parameters.off = vec![Off { service, account, region: region.to_owned() }])
}

#[test]
fn an_account_without_security_hub_is_not_subscribed_and_its_findings_are_nowhere() {
    let client = without(Service::SecurityHub, 2, "eu-west-1");
    let (member, id) = (client.identities()[2].clone(), client.account_ids()[2].clone());
    for (method, path) in
        [("POST", "/findings"), ("GET", "/accounts"), ("GET", "/administrator"), ("POST", "/insights/get")]
    {
        let (status, body) = client.rest(&member, "securityhub", (method, path), "eu-west-1", &json!({}));
        let message = format!("Account {id} is not subscribed to AWS Security Hub");
        assert_eq!(
            (status, text(&body, "Code"), text(&body, "Message")),
            (401, "InvalidAccessException", message.as_str())
        );
    }
    let place = |finding: &&Value| text(finding, "AwsAccountId") == id && text(finding, "Region") == "eu-west-1";
    let before = Client::new().listed_by(&Identity::administrator(), "securityhub", "/findings", HOME, "Findings");
    let all = client.listed_by(&Identity::administrator(), "securityhub", "/findings", HOME, "Findings");
    assert_eq!((all.len(), all.iter().filter(place).count()), (before.len() - before.iter().filter(place).count(), 0));
    let members = |path: &str| {
        let (_, body) =
            client.rest(&Identity::administrator(), "securityhub", ("GET", path), "eu-west-1", &Value::Null);
        let found = at(&body, "Members[]").into_iter().filter(|member| text(member, "AccountId") == id);
        found.map(|member| text(member, "MemberStatus").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(members("/members"), [""; 0]);
    assert_eq!(members("/members?OnlyAssociated=false"), ["Created"]);
    assert_eq!(
        client.rest(&member, "securityhub", ("GET", "/accounts"), HOME, &json!({})).0,
        200,
        "elsewhere it is on"
    );
}

#[test]
fn where_the_administrator_has_no_security_hub_members_are_alone_and_their_region_is_not_linked() {
    let client = without(Service::SecurityHub, 0, "eu-west-1");
    let (administrator, member) = (Identity::administrator(), client.identities()[1].clone());
    let (status, body) = client.rest(&member, "securityhub", ("GET", "/administrator"), "eu-west-1", &Value::Null);
    assert_eq!((status, body), (200, json!({})));
    let alone = client.findings_seen(&member, "eu-west-1");
    assert!(!alone.is_empty() && client.findings_seen(&administrator, HOME).is_disjoint(&alone));
    let (_, listed) =
        client.rest(&administrator, "securityhub", ("GET", "/findingAggregator/list"), HOME, &Value::Null);
    let path =
        format!("/findingAggregator/get/{}", listed["FindingAggregators"][0]["FindingAggregatorArn"].as_str().unwrap());
    let (_, aggregator) = client.rest(&administrator, "securityhub", ("GET", &path), HOME, &Value::Null);
    assert_eq!(aggregator["Regions"], json!(["us-west-2", "eu-central-1", "ap-southeast-2", "ca-central-1"]));
    let client = without(Service::SecurityHub, 0, HOME);
    let (_, listed) =
        client.rest(&administrator, "securityhub", ("GET", "/findingAggregator/list"), "eu-west-1", &Value::Null);
    assert_eq!(listed, json!({"FindingAggregators": []}), "an aggregator is gone with the hub of its region");
}

#[test]
fn an_account_without_inspector_has_no_access_and_nothing_of_it_is_covered() {
    let client = without(Service::Inspector, 2, HOME);
    let (member, id) = (client.identities()[2].clone(), client.account_ids()[2].clone());
    let (status, body) = client.rest(&member, "inspector2", ("POST", "/findings/list"), HOME, &json!({}));
    assert_eq!((status, text(&body, "message")), (403, "Invoking account does not have access to list findings."));
    for (path, items, account) in
        [("/findings/list", "findings", "awsAccountId"), ("/coverage/list", "coveredResources", "accountId")]
    {
        let all = client.listed_by(&Identity::administrator(), "inspector2", path, HOME, items);
        assert!(!all.is_empty() && all.iter().all(|item| text(item, account) != id), "{path}");
        let elsewhere = client.listed_by(&member, "inspector2", path, "eu-west-1", items);
        assert!(!elsewhere.is_empty());
    }
    let (_, body) = client.rest(&member, "inspector2", ("POST", "/status/batch/get"), HOME, &json!({}));
    assert_eq!(at(&body, "accounts[].state.status"), [&json!("DISABLED")]);
    let members = |request: Value| {
        let (_, body) =
            client.rest(&Identity::administrator(), "inspector2", ("POST", "/members/list"), HOME, &request);
        let found = at(&body, "members[]").into_iter().filter(|member| text(member, "accountId") == id);
        found.map(|member| text(member, "relationshipStatus").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(members(json!({})), [""; 0]);
    assert_eq!(members(json!({"onlyAssociated": false})), ["DISABLED"]);
}

#[test]
fn an_account_without_config_has_no_recorder_and_no_rules() {
    let client = without(Service::Config, 2, HOME);
    let member = client.identities()[2].clone();
    let ask = |operation: &str, region: &str, body: Value| {
        client.json(&member, "config", &format!("StarlingDoveService.{operation}"), region, &body)
    };
    for (operation, items) in [
        ("DescribeConfigurationRecorders", "ConfigurationRecorders"),
        ("DescribeConfigRules", "ConfigRules"),
        ("DescribeComplianceByConfigRule", "ComplianceByConfigRules"),
        ("DescribeConformancePacks", "ConformancePackDetails"),
    ] {
        let (status, body) = ask(operation, HOME, json!({}));
        assert_eq!((status, &body[items]), (200, &json!([])), "{operation}");
        assert_ne!(ask(operation, "eu-west-1", json!({})).1[items], json!([]), "{operation} elsewhere");
    }
    let (status, body) = ask("ListDiscoveredResources", HOME, json!({"resourceType": "AWS::S3::Bucket"}));
    assert_eq!((status, text(&body, "__type")), (400, "NoAvailableConfigurationRecorderException"));
}
