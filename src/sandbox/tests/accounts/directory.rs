//! The directory of accounts, organizational units and Regions, and who may ask for it.

use super::links::organisation;
use super::*;

impl Client {
    fn organizations(&self, who: &Identity, operation: &str, body: Value) -> (u16, Value) {
        self.json(who, "organizations", &format!("AWSOrganizationsV20161128.{operation}"), HOME, &body)
    }

    /// Returns the items of a listing of Organizations, all pages of it.
    pub(super) fn directory(&self, operation: &str, member: &str, mut request: Value) -> Vec<Value> {
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
