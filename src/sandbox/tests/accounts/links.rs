//! Who covers whom: regions that are linked, administrators and members.

use super::*;

const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "us-west-2"];

/// Returns a client of a small organisation.
pub(super) fn organisation(aggregation: Aggregation) -> Client {
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
    let (mut ids, mut sizes, mut path) = (Vec::new(), Vec::new(), "/members".to_owned());
    loop {
        let (status, body) = client.hub(&administrator, &path, HOME);
        assert_eq!(status, 200, "{body}");
        let page = at(&body, "Members[].AccountId");
        sizes.push(page.len());
        ids.extend(page.into_iter().map(|id| id.as_str().unwrap().to_owned()));
        let Some(token) = body.get("NextToken") else { break };
        path = format!("/members?NextToken={}", token.as_str().unwrap());
    }
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
