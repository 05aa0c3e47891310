//! Faults of one account among others.

use super::super::super::FaultPlan;
use super::*;

fn follow(client: &Client, rule: Value) {
    let plan: FaultPlan = serde_json::from_value(json!({"rules": [rule]})).unwrap();
    client.sandbox.set_faults(&plan).unwrap();
}

#[test]
fn a_fault_of_one_account_meets_no_other_and_the_counts_tell_them_apart() {
    let client = Client::new();
    let accounts = client.account_ids();
    let identities = client.identities();
    follow(&client, json!({"operation": "securityhub:*", "accounts": [accounts[1]], "fault": "accessDenied"}));
    let asked = |who: &Identity| client.rest(who, "securityhub", ("POST", "/findings"), HOME, &json!({}));
    let (status, body) = asked(&identities[1]);
    assert_eq!(status, 403);
    let who = format!("User: arn:aws:sts::{}:assumed-role/Audit/", accounts[1]);
    let what = format!("on resource: arn:aws:securityhub:{HOME}:{}:hub/default", accounts[1]);
    let message = body["Message"].as_str().unwrap();
    assert!(message.starts_with(&who) && message.contains(&what), "{message}");
    assert_eq!((asked(&identities[0]).0, asked(&identities[2]).0), (200, 200));
    let counts = client.sandbox.counts().requests;
    let counted = counts.iter().filter(|count| count.operation == Some("GetFindings"));
    assert_eq!(counted.map(|count| (count.account.clone().unwrap(), count.received)).collect::<BTreeSet<_>>(), {
        let three = [0, 1, 2].map(|number| (accounts[number].clone(), 1));
        BTreeSet::from(three)
    });
}

#[test]
fn a_denied_role_is_named() {
    let client = Client::new();
    let account = client.account_ids()[1].clone();
    follow(&client, json!({"operation": "sts:AssumeRole", "fault": "accessDenied"}));
    let (status, body) = client.sts(&Identity::administrator(), &role(&account, "Audit"));
    assert_eq!(status, 403);
    assert!(body.contains(&format!("sts:AssumeRole on resource: arn:aws:iam::{account}:role/Audit")), "{body}");
}
