//! Who covers whom: regions that are linked, administrators and members, the directory of accounts and Regions.

use super::*;

const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "us-west-2"];

fn organisation(aggregation: Aggregation) -> Client {
    Client::with(|parameters| {
        parameters.accounts = 4;
        parameters.regions = REGIONS.map(str::to_owned).to_vec();
        parameters.aggregation = aggregation;
    })
}

impl Client {
    fn hub(&self, who: &Identity, path: &str, region: &str) -> (u16, Value) {
        self.rest(who, "securityhub", ("GET", path), region, &Value::Null)
    }

    fn organizations(&self, who: &Identity, operation: &str, body: Value) -> (u16, Value) {
        self.json(who, "organizations", &format!("AWSOrganizationsV20161128.{operation}"), HOME, &body)
    }

    /// Returns the items of a listing of Organizations, all pages of it.
    fn directory(&self, operation: &str, member: &str, mut request: Value) -> Vec<Value> {
        let mut items = Vec::new();
        loop {
            let (status, body) = self.organizations(&Identity::administrator(), operation, request.clone());
            assert_eq!(status, 200, "{body}");
            items.extend(body[member].as_array().unwrap().clone());
            let Some(token) = body.get("NextToken") else { return items };
            request["NextToken"] = token.clone();
        }
    }
}

#[test]
fn every_finding_is_seen_once_by_asking_every_account_in_every_region_where_none_are_linked() {
    let client = organisation(Aggregation::Off);
    let accounts = client.identities();
    let mut everywhere = Vec::new();
    for region in REGIONS {
        let all = client.findings_seen(&accounts[0], region);
        let members = accounts[1..].iter().map(|who| client.findings_seen(who, region)).collect::<Vec<_>>();
        let own = all.difference(&members.iter().flatten().cloned().collect()).cloned().collect::<BTreeSet<_>>();
        assert_eq!(disjoint(members.into_iter().chain([own])), all, "{region}");
        everywhere.push(all);
    }
    assert!(everywhere.iter().all(|seen| !seen.is_empty()));
    let all = disjoint(everywhere);
    let linked = organisation(Aggregation::FirstRegion);
    assert_eq!(all, linked.findings_seen(&Identity::administrator(), HOME), "what the aggregator gathers");
    assert_eq!(all.len(), 1_000);
}

#[test]
fn the_home_region_gathers_the_linked_regions_findings_for_each_account() {
    let client = organisation(Aggregation::Region("eu-west-1".into()));
    for who in client.identities() {
        let alone = ["us-east-1", "us-west-2"].map(|region| client.findings_seen(&who, region));
        let home = client.findings_seen(&who, "eu-west-1");
        let linked = disjoint(alone);
        assert!(linked.is_subset(&home) && linked.len() < home.len());
    }
}

#[test]
fn an_aggregator_is_told_of_in_every_region_and_to_every_account() {
    let client = organisation(Aggregation::Region("eu-west-1".into()));
    let [administrator, member] = [0, 2].map(|number| client.identities()[number].clone());
    let mut arns = BTreeSet::new();
    for (who, region) in [(&administrator, HOME), (&administrator, "eu-west-1"), (&member, "us-west-2")] {
        let (status, body) = client.hub(who, "/findingAggregator/list", region);
        assert_eq!(status, 200, "{body}");
        arns.extend(
            at(&body, "FindingAggregators[].FindingAggregatorArn")
                .into_iter()
                .map(|arn| arn.as_str().unwrap().to_owned()),
        );
    }
    let arn = arns.first().unwrap();
    assert!(arns.len() == 1 && arn.starts_with("arn:aws:securityhub:eu-west-1:111122223333:finding-aggregator/"));
    let (status, body) = client.hub(&member, &format!("/findingAggregator/get/{}", arn.replace('/', "%2F")), HOME);
    assert_eq!(status, 200);
    let expected = json!({
        "FindingAggregatorArn": arn, "FindingAggregationRegion": "eu-west-1",
        "RegionLinkingMode": "SPECIFIED_REGIONS", "Regions": ["us-east-1", "us-west-2"],
    });
    assert_eq!(body, expected);
    for (path, code, status) in
        [(format!("{arn}0"), "ResourceNotFoundException", 404), ("none".into(), "InvalidInputException", 400)]
    {
        let refused = client.hub(&administrator, &format!("/findingAggregator/get/{path}"), HOME);
        assert_eq!((refused.0, text(&refused.1, "Code")), (status, code));
    }
    let unlinked = organisation(Aggregation::Off);
    let (_, body) = unlinked.hub(&administrator, "/findingAggregator/list", HOME);
    assert_eq!(body, json!({"FindingAggregators": []}));
}

#[test]
fn a_member_has_an_administrator_and_the_administrator_none() {
    let client = organisation(Aggregation::FirstRegion);
    let accounts = client.identities();
    assert_eq!(client.hub(&accounts[0], "/administrator", HOME), (200, json!({})));
    let (status, body) = client.hub(&accounts[1], "/administrator", "eu-west-1");
    assert_eq!((status, text(&body, "Administrator.AccountId")), (200, "111122223333"));
    assert_eq!(text(&body, "Administrator.MemberStatus"), "Enabled");
}

#[test]
fn members_are_the_other_accounts_and_a_member_has_none() {
    let client = Client::with(|parameters| parameters.accounts = 120);
    let administrator = Identity::administrator();
    let mut ids = Vec::new();
    let mut path = "/members".to_owned();
    let sizes: Vec<usize> = std::iter::from_fn(|| {
        let (status, body) = client.hub(&administrator, &path, HOME);
        assert_eq!(status, 200, "{body}");
        let members = body["Members"].as_array()?.clone();
        ids.extend(members.iter().map(|member| text(member, "AccountId").to_owned()));
        path = format!("/members?NextToken={}", body.get("NextToken").map_or("none", |token| token.as_str().unwrap()));
        (!members.is_empty()).then_some(members.len()).filter(|_| ids.len() < 120)
    })
    .take(3)
    .collect();
    assert_eq!((sizes, ids), (vec![50, 50, 19], client.account_ids()[1..].to_vec()));
    let member = client.assume(&client.account_ids()[1]);
    assert_eq!(client.hub(&member, "/members", HOME), (200, json!({"Members": []})));
    for path in ["/members?MaxResults=51", "/members?OnlyAssociated=no", "/members?NextToken=none"] {
        assert_eq!(client.hub(&administrator, path, HOME).0, 400, "{path}");
    }
}

#[test]
fn the_suspended_account_is_a_member_that_is_not_covered_and_cannot_be_signed_into() {
    let client = organisation(Aggregation::FirstRegion);
    let (_, body) = client.hub(&Identity::administrator(), "/members?OnlyAssociated=false", HOME);
    let suspended: Vec<&Value> =
        at(&body, "Members[]").into_iter().filter(|member| text(member, "MemberStatus") != "Enabled").collect();
    assert_eq!((suspended.len(), text(suspended[0], "MemberStatus")), (1, "AccountSuspended"));
    let id = text(suspended[0], "AccountId");
    assert_eq!(client.sts(&Identity::administrator(), &role(id, "Audit")).0, 403);
    let accounts = client.directory("ListAccounts", "Accounts", json!({}));
    let status = |account: &Value| (text(account, "Id").to_owned(), text(account, "Status").to_owned());
    let others = client.account_ids().into_iter().map(|id| (id, "ACTIVE".to_owned()));
    let expected: Vec<_> = others.chain([(id.to_owned(), "SUSPENDED".to_owned())]).collect();
    assert_eq!(accounts.iter().map(status).collect::<Vec<_>>(), expected);
}

#[test]
fn a_hub_is_the_accounts_own() {
    let client = organisation(Aggregation::FirstRegion);
    let (member, id) = (client.identities()[1].clone(), &client.account_ids()[1]);
    let (status, body) = client.hub(&member, "/accounts", "eu-west-1");
    let arn = format!("arn:aws:securityhub:eu-west-1:{id}:hub/default");
    assert_eq!((status, text(&body, "HubArn")), (200, arn.as_str()));
    assert_eq!(client.hub(&member, &format!("/accounts?HubArn={arn}"), "eu-west-1").0, 200);
    assert_eq!(client.hub(&member, &format!("/accounts?HubArn={arn}"), HOME).0, 404);
    let (status, body) = client.hub(&member, "/accounts", "sa-east-1");
    let message = format!("Account {id} is not subscribed to AWS Security Hub");
    assert_eq!((status, text(&body, "Message")), (401, message.as_str()));
}

#[test]
fn inspector_has_a_delegated_administrator_members_and_a_status_in_each_region() {
    let client = organisation(Aggregation::FirstRegion);
    let (accounts, ids) = (client.identities(), client.account_ids());
    let ask = |who: usize, path: &str, region: &str, body: Value| {
        client.rest(&accounts[who], "inspector2", ("POST", path), region, &body)
    };
    for who in [0, 1] {
        let (_, body) = ask(who, "/delegatedadminaccounts/get", HOME, json!({}));
        assert_eq!(body, json!({"delegatedAdmin": {"accountId": ids[0], "relationshipStatus": "ENABLED"}}));
    }
    let members = client.listed_by(&accounts[0], "inspector2", "/members/list", HOME, "members");
    assert_eq!(members.iter().map(|member| text(member, "accountId")).collect::<Vec<_>>(), ids[1..]);
    let (status, body) = ask(1, "/members/list", HOME, json!({}));
    assert_eq!((status, text(&body, "message")), (403, "Invoking account does not have access to list members."));
    let states = |body: &Value| {
        let state = |state: &&Value| (text(state, "accountId").to_owned(), text(state, "state.status").to_owned());
        at(body, "accounts[]").iter().map(state).collect::<Vec<_>>()
    };
    let own = |status: &str| vec![(ids[1].clone(), status.to_owned())];
    assert_eq!(states(&ask(1, "/status/batch/get", HOME, json!({})).1), own("ENABLED"));
    assert_eq!(states(&ask(1, "/status/batch/get", "sa-east-1", json!({})).1), own("DISABLED"));
    let (_, body) = ask(0, "/status/batch/get", HOME, json!({"accountIds": [ids[1], "999999999999"]}));
    assert_eq!(
        (states(&body), at(&body, "failedAccounts[].accountId")),
        (own("ENABLED"), vec![&json!("999999999999")])
    );
    let (_, body) = ask(1, "/status/batch/get", HOME, json!({"accountIds": [ids[2]]}));
    assert_eq!(at(&body, "failedAccounts[].errorCode"), [&json!("ACCESS_DENIED")]);
    assert_eq!(ask(0, "/status/batch/get", HOME, json!({"accountIds": ["1"]})).0, 400);
}

#[test]
fn only_the_management_account_may_list_what_the_organisation_consists_of() {
    let client = organisation(Aggregation::FirstRegion);
    let member = client.identities()[1].clone();
    for operation in ["ListAccounts", "ListRoots", "ListParents", "ListAccountsForParent"] {
        let (status, body) = client.organizations(&member, operation, json!({}));
        let message = "You don't have permissions to access this resource.";
        assert_eq!((status, text(&body, "__type"), text(&body, "message")), (400, "AccessDeniedException", message));
    }
    let (status, body) = client.organizations(&member, "DescribeOrganization", json!({}));
    assert_eq!((status, text(&body, "Organization.MasterAccountId")), (200, "111122223333"));
}

#[test]
fn accounts_come_in_pages_of_twenty_at_most() {
    let client = Client::with(|parameters| parameters.accounts = 100);
    let accounts = client.directory("ListAccounts", "Accounts", json!({}));
    assert_eq!(accounts.len(), 101);
    let (_, page) = client.organizations(&Identity::administrator(), "ListAccounts", json!({}));
    assert!(page["Accounts"].as_array().unwrap().len() <= 20 && page.get("NextToken").is_some());
    for (request, code) in
        [(json!({"MaxResults": 21}), "InvalidInputException"), (json!({"NextToken": "none"}), "InvalidInputException")]
    {
        let (status, body) = client.organizations(&Identity::administrator(), "ListAccounts", request);
        assert_eq!((status, text(&body, "__type")), (400, code));
    }
}

#[test]
fn every_account_is_found_once_by_walking_the_organizational_units_and_its_parents_lead_back() {
    let client = Client::with(|parameters| parameters.accounts = 40);
    let root = client.directory("ListRoots", "Roots", json!({}))[0]["Id"].clone();
    let (mut found, mut open) = (Vec::new(), vec![root.clone()]);
    while let Some(parent) = open.pop() {
        let request = json!({"ParentId": parent});
        for account in client.directory("ListAccountsForParent", "Accounts", request.clone()) {
            let parents = client.directory("ListParents", "Parents", json!({"ChildId": account["Id"]}));
            assert_eq!((parents.len(), &parents[0]["Id"]), (1, &parent));
            let path = account["Paths"][0].as_str().unwrap();
            assert!(path.contains(&format!("/{}/{}/", parent.as_str().unwrap(), text(&account, "Id"))), "{path}");
            found.push(text(&account, "Id").to_owned());
        }
        for unit in client.directory("ListOrganizationalUnitsForParent", "OrganizationalUnits", request) {
            let parents = client.directory("ListParents", "Parents", json!({"ChildId": unit["Id"]}));
            assert_eq!(parents[0]["Id"], parent);
            open.push(unit["Id"].clone());
        }
    }
    let all = client.directory("ListAccounts", "Accounts", json!({}));
    let all: BTreeSet<String> = all.iter().map(|account| text(account, "Id").to_owned()).collect();
    assert_eq!((found.len(), found.into_iter().collect::<BTreeSet<_>>()), (41, all));
    for (operation, request, code) in [
        ("ListParents", json!({"ChildId": "999999999999"}), "ChildNotFoundException"),
        ("ListParents", json!({"ChildId": root}), "InvalidInputException"),
        ("ListAccountsForParent", json!({"ParentId": "ou-abcd-12345678"}), "ParentNotFoundException"),
        ("ListAccountsForParent", json!({"ParentId": "111122223333"}), "InvalidInputException"),
        ("ListRoots", json!({"Root": 1}), "InvalidInputException"),
        ("ListPolicies", json!({}), "UnknownOperationException"),
    ] {
        let (status, body) = client.organizations(&Identity::administrator(), operation, request);
        assert_eq!((status, text(&body, "__type")), (400, code), "{operation}");
    }
}

#[test]
fn regions_are_the_organisations_and_those_nobody_opted_into() {
    let client = organisation(Aggregation::FirstRegion);
    let (accounts, ids) = (client.identities(), client.account_ids());
    let ask = |who: usize, body: Value| client.rest(&accounts[who], "account", ("POST", "/listRegions"), HOME, &body);
    let names = |body: &Value| {
        at(body, "Regions[].RegionName").into_iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let enabled = json!({"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]});
    for who in [0, 1] {
        assert_eq!(names(&ask(who, enabled.clone()).1), ["eu-west-1", "us-east-1", "us-west-2"]);
    }
    let (_, first) = ask(1, json!({"MaxResults": 10}));
    let (_, second) = ask(1, json!({"MaxResults": 10, "NextToken": first["NextToken"]}));
    assert_eq!((names(&first).len(), names(&second).len(), second.get("NextToken")), (10, 8, None));
    assert_eq!(ask(0, json!({"AccountId": ids[1]})).0, 200);
    for (who, account) in [(0, ids[0].as_str()), (0, "999999999999"), (1, &ids[2])] {
        let (status, body) = ask(who, json!({"AccountId": account}));
        assert_eq!(status, 403, "{body}");
    }
    for body in [
        json!({"RegionOptStatusContains": ["ON"]}),
        json!({"MaxResults": 51}),
        json!({"NextToken": "x"}),
        json!({"AccountId": "1"}),
    ] {
        assert_eq!(ask(0, body.clone()).0, 400, "{body}");
    }
}
