//! Each account sees what is its own, and the administrator all of it: the parts come to the whole.

use super::*;

const REGIONS: [&str; 6] = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", "ca-central-1"];

#[test]
fn findings_seen_account_by_account_are_those_the_administrator_sees() {
    let client = Client::new();
    let accounts = client.identities();
    // The administrator's own are what the role of its own account sees: all of them. So the rest is left out here.
    for region in REGIONS {
        let all = client.listed_by(&accounts[0], "securityhub", "/findings", region, "Findings");
        let own = |id: &str| {
            let of_account = all.iter().filter(|finding| text(finding, "AwsAccountId") == id);
            of_account.map(|finding| text(finding, "Id").to_owned()).collect::<BTreeSet<_>>()
        };
        let seen = client.account_ids().into_iter().zip(&accounts).skip(1).map(|(id, who)| {
            let seen = client.findings_seen(who, region);
            assert_eq!(seen, own(&id), "{id} in {region}");
            seen
        });
        let members = disjoint(seen.collect::<Vec<_>>());
        assert_eq!(members.len() + own("111122223333").len(), all.len(), "{region}");
    }
}

#[test]
fn a_role_of_the_administrators_account_sees_what_the_administrator_sees() {
    let client = Client::new();
    let role = client.assume("111122223333");
    assert_eq!(client.findings_seen(&role, HOME), client.findings_seen(&Identity::administrator(), HOME));
}

#[test]
fn counts_of_an_insight_are_those_of_the_accounts_own_findings() {
    let client = Client::new();
    let member = &client.identities()[2];
    let path = "/insights/results/arn:aws:securityhub:::insight/securityhub/default/27";
    let (status, body) = client.rest(member, "securityhub", ("GET", path), HOME, &Value::Null);
    assert_eq!(status, 200, "{body}");
    let values = at(&body, "InsightResults.ResultValues[].GroupByAttributeValue");
    assert_eq!(values, [&json!(client.account_ids()[2])]);
    let findings = client.listed_by(member, "securityhub", "/findings", HOME, "Findings");
    let open = findings.iter().filter(|finding| {
        text(finding, "RecordState") == "ACTIVE" && ["NEW", "NOTIFIED"].contains(&text(finding, "Workflow.Status"))
    });
    assert_eq!(at(&body, "InsightResults.ResultValues[].Count"), [&json!(open.count())]);
}

#[test]
fn subscriptions_and_custom_insights_are_the_accounts_own() {
    let client = Client::new();
    let (member, id) = (&client.identities()[1], &client.account_ids()[1]);
    for (path, name) in [
        ("/standards/get", "StandardsSubscriptions[].StandardsSubscriptionArn"),
        ("/insights/get", "Insights[].InsightArn"),
    ] {
        let (_, body) = client.rest(member, "securityhub", ("POST", path), HOME, &json!({}));
        let arns = at(&body, name);
        assert!(
            !arns.is_empty() && arns.iter().all(|arn| arn.as_str().unwrap().contains(&format!(":{id}:"))),
            "{body}"
        );
    }
}

#[test]
fn a_member_changes_its_own_findings_only() {
    let client = Client::new();
    let [administrator, member, other] = [0, 1, 2].map(|number| client.identities()[number].clone());
    let finding = &client.listed_by(&member, "securityhub", "/findings", HOME, "Findings")[0];
    let change = json!({
        "FindingIdentifiers": [{"Id": finding["Id"], "ProductArn": finding["ProductArn"]}],
        "Workflow": {"Status": "SUPPRESSED"},
    });
    let update = |who: &Identity| client.rest(who, "securityhub", ("PATCH", "/findings/batchupdate"), HOME, &change).1;
    assert_eq!(at(&update(&other), "UnprocessedFindings[].ErrorCode"), [&json!("FindingNotFound")]);
    assert_eq!(at(&update(&member), "ProcessedFindings[].Id"), [&finding["Id"]]);
    let seen = client.listed_by(&administrator, "securityhub", "/findings", HOME, "Findings");
    let changed = seen.iter().find(|seen| seen["Id"] == finding["Id"]).unwrap();
    assert_eq!(text(changed, "Workflow.Status"), "SUPPRESSED");
}

#[test]
fn a_token_is_the_accounts_that_was_given_it() {
    let client = Client::new();
    let accounts = client.identities();
    let (_, body) = client.rest(&accounts[1], "securityhub", ("POST", "/findings"), HOME, &json!({"MaxResults": 1}));
    let next = json!({"MaxResults": 1, "NextToken": body["NextToken"]});
    assert_eq!(client.rest(&accounts[1], "securityhub", ("POST", "/findings"), HOME, &next).0, 200);
    assert_eq!(client.rest(&accounts[2], "securityhub", ("POST", "/findings"), HOME, &next).0, 400);
}

#[test]
fn what_inspector_tells_account_by_account_is_what_it_tells_the_administrator() {
    let client = Client::new();
    let accounts = client.identities();
    let resource = |item: &Value| format!("{} {}", text(item, "resourceId"), text(item, "scanType"));
    let finding = |item: &Value| text(item, "findingArn").to_owned();
    type Name<'a> = &'a dyn Fn(&Value) -> String;
    let kinds: [(&str, &str, &str, Name<'_>); 2] = [
        ("/findings/list", "findings", "awsAccountId", &finding),
        ("/coverage/list", "coveredResources", "accountId", &resource),
    ];
    for region in REGIONS {
        for (path, member, account, name) in kinds {
            let all = client.listed_by(&accounts[0], "inspector2", path, region, member);
            let own: Vec<&Value> = all.iter().filter(|item| text(item, account) == "111122223333").collect();
            let seen = accounts[1..].iter().map(|who| {
                client.listed_by(who, "inspector2", path, region, member).iter().map(name).collect::<BTreeSet<_>>()
            });
            let members = disjoint(seen.collect::<Vec<_>>());
            assert_eq!(members.len() + own.len(), all.len(), "{path} in {region}");
        }
    }
}

#[test]
fn inspectors_aggregations_and_statistics_count_what_the_account_sees() {
    let client = Client::new();
    let member = &client.identities()[1];
    let ask = |path: &str, body: Value| client.rest(member, "inspector2", ("POST", path), HOME, &body).1;
    let groups = ask("/findings/aggregation/list", json!({"aggregationType": "ACCOUNT"}));
    assert_eq!(at(&groups, "responses[].accountAggregation.accountId"), [&json!(client.account_ids()[1])]);
    let findings = client.listed_by(member, "inspector2", "/findings/list", HOME, "findings");
    let active = findings.iter().filter(|finding| text(finding, "status") == "ACTIVE").count();
    assert_eq!(at(&groups, "responses[].accountAggregation.severityCounts.all"), [&json!(active)]);
    let covered = client.listed_by(member, "inspector2", "/coverage/list", HOME, "coveredResources");
    let resources: BTreeSet<&str> = covered.iter().map(|item| text(item, "resourceId")).collect();
    assert_eq!(ask("/coverage/statistics/list", json!({}))["totalCounts"], resources.len());
}

/// Returns what was charged in May, in units of 10^-10 USD.
fn charged(client: &Client, who: &Identity, filter: Option<&str>) -> i128 {
    let mut request = json!({
        "TimePeriod": {"Start": "2026-05-01", "End": "2026-06-01"}, "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
    });
    if let Some(account) = filter {
        request["Filter"] = json!({"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [account]}});
    }
    let (status, body) = client.json(who, "ce", "AWSInsightsIndexService.GetCostAndUsage", HOME, &request);
    assert_eq!(status, 200, "{body}");
    let amounts = at(&body, "ResultsByTime[].Total.UnblendedCost.Amount");
    let (whole, fraction) = amounts[0].as_str().unwrap().split_once('.').unwrap_or((amounts[0].as_str().unwrap(), ""));
    format!("{whole}{fraction:0<10}").parse().unwrap()
}

#[test]
fn each_account_sees_its_own_bill_and_the_payer_all_of_them() {
    let client = Client::new();
    let accounts = client.identities();
    let mut members = 0;
    for (id, who) in client.account_ids().iter().zip(&accounts).skip(1) {
        let own = charged(&client, who, None);
        assert_eq!(own, charged(&client, &accounts[0], Some(id)), "{id}");
        assert_eq!(charged(&client, who, Some("111122223333")), 0);
        members += own;
    }
    let payer = charged(&client, &accounts[0], Some("111122223333"));
    assert_eq!(members + payer, charged(&client, &accounts[0], None));
    assert!(members > 0 && payer > 0);
}

#[test]
fn anomalies_and_values_are_those_of_the_accounts_own_charges() {
    let client = Client::new();
    let accounts = client.identities();
    let ask = |who: &Identity, operation: &str, request: Value| {
        let (status, body) = client.json(who, "ce", &format!("AWSInsightsIndexService.{operation}"), HOME, &request);
        assert_eq!(status, 200, "{body}");
        body
    };
    let request = json!({"DateInterval": {"StartDate": "2026-03-04"}, "MaxResults": 100});
    let anomalies = |who: &Identity| {
        let body = ask(who, "GetAnomalies", request.clone());
        let ids = at(&body, "Anomalies[].AnomalyId");
        ids.into_iter().map(|id| id.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let all = anomalies(&accounts[0]);
    let members = disjoint(accounts[1..].iter().map(anomalies).collect::<Vec<_>>());
    assert!(!members.is_empty() && members.is_subset(&all));
    let period = json!({"TimePeriod": {"Start": "2026-05-01", "End": "2026-06-01"}, "Dimension": "LINKED_ACCOUNT"});
    let values = ask(&accounts[2], "GetDimensionValues", period);
    assert_eq!(at(&values, "DimensionValues[].Value"), [&json!(client.account_ids()[2])]);
}

#[test]
fn an_account_has_budgets_of_its_own_and_may_not_see_others() {
    let client = Client::new();
    let (accounts, ids) = (client.identities(), client.account_ids());
    let ask = |who: usize, operation: &str, mut request: Value, of: usize| {
        request["AccountId"] = ids[of].as_str().into();
        client.json(&accounts[who], "budgets", &format!("AWSBudgetServiceGateway.{operation}"), HOME, &request)
    };
    let (status, budgets) = ask(1, "DescribeBudgets", json!({}), 1);
    assert_eq!(status, 200, "{budgets}");
    assert_eq!(at(&budgets, "Budgets[].BudgetName"), ["Account month", "Daily guardrail", "EC2 compute"]);
    let (status, refused) = ask(1, "DescribeBudgets", json!({}), 0);
    let message = format!("Account {} is not authorized to access the budgets of account {}", ids[1], ids[0]);
    assert_eq!((status, text(&refused, "message")), (400, message.as_str()));
    let mut budget = budgets["Budgets"][0].clone();
    budget["BudgetLimit"]["Amount"] = "7".into();
    assert_eq!(ask(1, "UpdateBudget", json!({"NewBudget": budget}), 1).0, 200);
    let limit = |who: usize| {
        let (_, body) = ask(who, "DescribeBudget", json!({"BudgetName": "Account month"}), who);
        body["Budget"]["BudgetLimit"]["Amount"].clone()
    };
    assert_eq!(limit(1), "7");
    assert_ne!(limit(2), "7", "another account's budget of the same name");
}

#[test]
fn config_tells_every_account_of_its_own_resources_and_rules() {
    let client = Client::new();
    let (accounts, ids) = (client.identities(), client.account_ids());
    let ask = |who: &Identity, operation: &str, region: &str, body: Value| {
        let (status, body) = client.json(who, "config", &format!("StarlingDoveService.{operation}"), region, &body);
        assert_eq!(status, 200, "{operation}: {body}");
        body
    };
    let all = |who: &Identity, operation: &str, path: &str| -> BTreeSet<String> {
        let body = match operation {
            "ListDiscoveredResources" => ask(who, operation, HOME, json!({"resourceType": "AWS::S3::Bucket"})),
            _ => ask(who, operation, HOME, json!({})),
        };
        at(&body, path).into_iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    };
    for (operation, path) in [
        ("DescribeConfigRules", "ConfigRules[].ConfigRuleArn"),
        ("DescribeConformancePacks", "ConformancePackDetails[].ConformancePackArn"),
        ("DescribeConfigurationRecorders", "ConfigurationRecorders[].arn"),
        ("ListDiscoveredResources", "resourceIdentifiers[].resourceId"),
    ] {
        let of_each: Vec<BTreeSet<String>> = accounts[..4].iter().map(|who| all(who, operation, path)).collect();
        assert!(of_each.iter().all(|of_one| !of_one.is_empty()), "{operation}");
        disjoint(of_each);
    }
    let rule = &ask(&accounts[1], "DescribeConfigRules", HOME, json!({}))["ConfigRules"][0];
    assert!(text(rule, "ConfigRuleArn").contains(&format!(":{}:", ids[1])));
    ask(&accounts[1], "StopConfigurationRecorder", HOME, json!({"ConfigurationRecorderName": "default"}));
    let recording = |who: &Identity| {
        let body = ask(who, "DescribeConfigurationRecorderStatus", HOME, json!({}));
        body["ConfigurationRecordersStatus"][0]["recording"].clone()
    };
    assert_eq!((recording(&accounts[1]), recording(&accounts[2])), (json!(false), json!(true)));
}

#[test]
fn accounts_have_rates_of_their_own() {
    let client = Client::with(|parameters| parameters.throttle = Throttle::Aws);
    let accounts = client.identities();
    let statuses = |who: &Identity| {
        let ask = |_| client.rest(who, "securityhub", ("POST", "/findings"), HOME, &json!({"MaxResults": 1})).0;
        (0..8).map(ask).collect::<Vec<u16>>()
    };
    for who in &accounts[..2] {
        let statuses = statuses(who);
        assert_eq!(statuses[..6], [200; 6], "the burst of each");
        assert!(statuses.contains(&429));
    }
}
