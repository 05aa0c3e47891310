//! ListFindingAggregations: every count must be the one a client gets by counting the active findings itself.

use std::collections::BTreeMap;

use super::*;

/// What is counted: the account, what else groups, and the severity.
type Counts = BTreeMap<(String, String), BTreeMap<String, u64>>;

/// Returns the counts an aggregation gives, its groups named by the member `name`.
fn counted(client: &Client, kind: &str, name: &str, request: Option<Value>) -> Counts {
    let mut body = json!({"aggregationType": kind});
    if let Some(request) = request {
        body["aggregationRequest"] = request;
    }
    let mut counts = Counts::new();
    for response in client.inspected(AGGREGATIONS, body) {
        let members = response.as_object().unwrap().values().next().unwrap();
        let severities = members["severityCounts"].as_object().unwrap();
        let counted: BTreeMap<_, _> = severities
            .iter()
            .map(|(severity, count)| (severity.to_uppercase(), count.as_u64().unwrap()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let group = (text(members, "accountId").to_owned(), text(members, name).to_owned());
        assert!(counts.insert(group, counted).is_none(), "a group comes once");
    }
    counts
}

/// Counts findings; `groups` names what a finding is counted under.
fn counting(findings: &[Value], groups: impl Fn(&Value) -> Vec<String>) -> Counts {
    let mut counts = Counts::new();
    for finding in findings {
        let account = text(finding, "awsAccountId");
        for group in groups(finding) {
            let counts = counts.entry((account.to_owned(), group)).or_default();
            for severity in [text(finding, "severity"), "ALL"] {
                *counts.entry(severity.to_owned()).or_default() += 1;
            }
        }
    }
    counts
}

fn active(client: &Client, mut criteria: Value) -> Vec<Value> {
    criteria["findingStatus"] = is("ACTIVE");
    client.inspected(FINDINGS, json!({"filterCriteria": criteria, "maxResults": 100}))
}

fn values(finding: &Value, path: &str) -> Vec<String> {
    let mut values: Vec<String> = at(finding, path).iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    values.sort();
    values.dedup();
    values
}

fn of_type(kind: &'static str, path: &'static str) -> impl Fn(&Value) -> Vec<String> {
    move |finding| if at(finding, "resources[].type") == [kind] { values(finding, path) } else { Vec::new() }
}

#[test]
fn counts_are_those_of_the_active_findings() {
    let client = client();
    let findings = active(&client, json!({}));
    let whole = |_: &Value| vec![String::new()];
    let counts = |kind: &str, name: &str| counted(&client, kind, name, None);
    assert_eq!(counts("ACCOUNT", "none"), counting(&findings, whole));
    assert_eq!(counts("FINDING_TYPE", "none"), counting(&findings, whole));
    assert_eq!(counts("TITLE", "title"), counting(&findings, |finding| values(finding, "title")));
    let packages = |finding: &Value| values(finding, "packageVulnerabilityDetails.vulnerablePackages[].name");
    assert_eq!(counts("PACKAGE", "packageName"), counting(&findings, packages), "once a package");
    let rules: [(&str, &str, &str, &str); 5] = [
        ("AWS_EC2_INSTANCE", "instanceId", "AWS_EC2_INSTANCE", "resources[].id"),
        ("AWS_ECR_CONTAINER", "resourceId", "AWS_ECR_CONTAINER_IMAGE", "resources[].id"),
        ("AWS_LAMBDA_FUNCTION", "resourceId", "AWS_LAMBDA_FUNCTION", "resources[].id"),
        (
            "REPOSITORY",
            "repository",
            "AWS_ECR_CONTAINER_IMAGE",
            "resources[].details.awsEcrContainerImage.repositoryName",
        ),
        ("AMI", "ami", "AWS_EC2_INSTANCE", "resources[].details.awsEc2Instance.imageId"),
    ];
    for (kind, name, of, path) in rules {
        assert_eq!(counts(kind, name), counting(&findings, of_type(of, path)), "{kind}");
    }
}

#[test]
fn counts_by_finding_type_and_resource_type_are_asked_one_by_one() {
    let client = client();
    let whole = |_: &Value| vec![String::new()];
    for kind in ["PACKAGE_VULNERABILITY", "NETWORK_REACHABILITY", "CODE_VULNERABILITY"] {
        let findings = active(&client, json!({"findingType": is(kind)}));
        let request = json!({"findingTypeAggregation": {"findingType": kind}});
        assert_eq!(counted(&client, "FINDING_TYPE", "none", Some(request)), counting(&findings, whole), "{kind}");
    }
    for kind in ["AWS_EC2_INSTANCE", "AWS_ECR_CONTAINER_IMAGE", "AWS_LAMBDA_FUNCTION"] {
        let findings = active(&client, json!({"resourceType": is(kind)}));
        let request = json!({"titleAggregation": {"resourceType": kind}});
        let by_title = counting(&findings, |finding| values(finding, "title"));
        assert_eq!(counted(&client, "TITLE", "title", Some(request)), by_title, "{kind}");
    }
}

#[test]
fn exploits_fixes_and_network_findings_are_counted_beside_the_severities() {
    let client = client();
    let findings = active(&client, json!({}));
    let count = |account: &str, which: &dyn Fn(&Value) -> bool| {
        findings.iter().filter(|f| text(f, "awsAccountId") == account && which(f)).count()
    };
    for response in client.inspected(AGGREGATIONS, json!({"aggregationType": "ACCOUNT"})) {
        let members = &response["accountAggregation"];
        let account = text(members, "accountId");
        assert_eq!(members["exploitAvailableCount"], count(account, &|f| text(f, "exploitAvailable") == "YES"));
        assert_eq!(members["fixAvailableCount"], count(account, &|f| text(f, "fixAvailable") == "YES"));
    }
    let by_network = json!({"ec2InstanceAggregation": {"sortBy": "NETWORK_FINDINGS"}});
    let instances = client
        .inspected(AGGREGATIONS, json!({"aggregationType": "AWS_EC2_INSTANCE", "aggregationRequest": by_network}));
    let network = |r: &Value| r["ec2InstanceAggregation"]["networkFindings"].as_u64().unwrap();
    assert!(instances.is_sorted_by(|a, b| network(a) >= network(b)), "DESC is the default");
    let total: u64 = instances.iter().map(network).sum();
    assert_eq!(total as usize, findings.iter().filter(|f| text(f, "type") == "NETWORK_REACHABILITY").count());
}

#[test]
fn groups_can_be_filtered_and_come_in_the_order_asked() {
    let client = client();
    let all = counted(&client, "PACKAGE", "packageName", None);
    let request = json!({"packageAggregation": {"packageNames": [{"comparison": "PREFIX", "value": "lib"}]}});
    let expected: Counts = all.clone().into_iter().filter(|((_, name), _)| name.starts_with("lib")).collect();
    assert!(!expected.is_empty());
    assert_eq!(counted(&client, "PACKAGE", "packageName", Some(request)), expected);
    let account = json!({"aggregationType": "PACKAGE", "accountIds": is("111122223333"), "maxResults": 3});
    let own = client.inspected(AGGREGATIONS, account);
    assert_eq!(own.len(), all.keys().filter(|(account, _)| account == "111122223333").count());
    for (sort_by, order) in [("CRITICAL", "ASC"), ("HIGH", "DESC"), ("ALL", "DESC")] {
        let request = json!({"titleAggregation": {"sortBy": sort_by, "sortOrder": order}});
        let body = json!({"aggregationType": "TITLE", "aggregationRequest": request});
        let counts: Vec<u64> = client
            .inspected(AGGREGATIONS, body)
            .iter()
            .map(|r| r["titleAggregation"]["severityCounts"][sort_by.to_lowercase()].as_u64().unwrap())
            .collect();
        assert!(counts.is_sorted_by(|a, b| if order == "ASC" { a <= b } else { a >= b }), "{sort_by} {order}");
    }
}

#[test]
fn instances_images_and_functions_are_filtered_by_their_own_members() {
    let client = client();
    let rules = [
        ("AWS_EC2_INSTANCE", "ec2InstanceAggregation", "operatingSystems", "operatingSystem", "UBUNTU_22_04"),
        ("AWS_ECR_CONTAINER", "awsEcrContainerAggregation", "architectures", "architecture", "arm64"),
        ("AWS_LAMBDA_FUNCTION", "lambdaFunctionAggregation", "runtimes", "runtime", "JAVA_21"),
    ];
    for (kind, member, filter, shown, value) in rules {
        let all = client.inspected(AGGREGATIONS, json!({"aggregationType": kind}));
        let request = json!({"aggregationType": kind, "aggregationRequest": {member: {filter: is(value)}}});
        let expected: Vec<Value> = all.into_iter().filter(|r| r[member][shown] == value).collect();
        assert!(!expected.is_empty(), "{kind}");
        assert_eq!(client.inspected(AGGREGATIONS, request), expected, "{kind}");
    }
}

#[test]
fn types_of_what_the_organisation_does_not_have_are_empty() {
    let client = client();
    for kind in ["IMAGE_LAYER", "LAMBDA_LAYER", "CODE_REPOSITORY", "VM_INSTANCE"] {
        let answer = client.inspector(AGGREGATIONS, HOME, &json!({"aggregationType": kind}));
        assert_eq!(answer.body["aggregationType"], kind);
        assert_eq!(answer.body["responses"], json!([]), "{kind}");
    }
}
