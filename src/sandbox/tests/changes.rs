//! BatchUpdateFindings and what it does to later listings.

use super::*;

fn identifier(finding: &Value) -> Value {
    json!({"Id": finding["Id"], "ProductArn": finding["ProductArn"]})
}

/// Returns a finding that nobody has changed yet.
fn untouched(client: &Client) -> Value {
    let found = client.filtered(json!({"WorkflowStatus": equals("NEW"), "SeverityLabel": equals("CRITICAL")}));
    found.into_iter().find(|finding| finding.get("Note").is_none()).unwrap()
}

fn again(client: &Client, finding: &Value) -> Value {
    client.filtered(json!({"Id": equals(text(finding, "Id"))})).remove(0)
}

#[test]
fn a_resolved_finding_leaves_the_listing_of_new_ones_and_keeps_its_updated_at() {
    let client = Client::new();
    let new = json!({"WorkflowStatus": equals("NEW")});
    let before = client.filtered(new.clone());
    let finding = untouched(&client);
    let answer =
        client.update(&json!({"FindingIdentifiers": [identifier(&finding)], "Workflow": {"Status": "RESOLVED"}}));
    assert_eq!(answer.body, json!({"ProcessedFindings": [identifier(&finding)], "UnprocessedFindings": []}));
    assert_eq!(client.filtered(new).len(), before.len() - 1);
    let after = again(&client, &finding);
    assert_eq!(after["Workflow"]["Status"], "RESOLVED");
    assert_eq!(after["UpdatedAt"], finding["UpdatedAt"]);
}

#[test]
fn everything_people_may_change_is_seen_afterwards() {
    let client = Client::new();
    let finding = untouched(&client);
    let update = json!({
        "FindingIdentifiers": [identifier(&finding)],
        "Note": {"Text": "known", "UpdatedBy": "me"},
        "Severity": {"Label": "LOW"},
        "VerificationState": "BENIGN_POSITIVE",
        "Confidence": 5, "Criticality": 6,
        "Types": ["Effects/Ours"],
        "UserDefinedFields": {"ticket": "7"},
        "RelatedFindings": [{"Id": "other", "ProductArn": "arn:aws:x"}],
    });
    assert_eq!(client.update(&update).status, 200);
    let after = again(&client, &finding);
    assert_eq!(after["Note"], json!({"Text": "known", "UpdatedBy": "me", "UpdatedAt": "2026-06-01T12:00:00.000Z"}));
    assert_eq!((&after["Severity"]["Label"], &after["Severity"]["Normalized"]), (&json!("LOW"), &json!(1)));
    assert_eq!(after["FindingProviderFields"], finding["FindingProviderFields"], "the product's view stays");
    for member in ["VerificationState", "Confidence", "Criticality", "Types", "UserDefinedFields", "RelatedFindings"] {
        assert_eq!(after[member], update[member], "{member}");
    }
    for (name, value) in
        [("NoteText", "known"), ("VerificationState", "BENIGN_POSITIVE"), ("RelatedFindingsId", "other")]
    {
        let filters = json!({"Id": equals(text(&finding, "Id")), name: equals(value)});
        assert_eq!(client.filtered(filters).len(), 1, "{name}");
    }
    assert_eq!(after["UpdatedAt"], finding["UpdatedAt"]);
}

#[test]
fn unknown_and_repeated_findings_are_reported_and_the_rest_is_done() {
    let client = Client::new();
    let finding = untouched(&client);
    let unknown = json!({"Id": "nowhere", "ProductArn": finding["ProductArn"]});
    let identifiers = json!([identifier(&finding), unknown, identifier(&finding)]);
    let answer = client.update(&json!({"FindingIdentifiers": identifiers, "Workflow": {"Status": "NOTIFIED"}}));
    assert_eq!(answer.body["ProcessedFindings"], json!([identifier(&finding)]));
    let codes = at(&answer.body, "UnprocessedFindings[].ErrorCode");
    assert_eq!(codes, ["FindingNotFound", "DuplicatedFindingIdentifier"]);
    assert_eq!(again(&client, &finding)["Workflow"]["Status"], "NOTIFIED");
}

#[test]
fn a_finding_of_another_region_is_found_from_the_home_region_only() {
    let client = Client::new();
    let finding = client.pages("eu-west-1", json!({})).concat().remove(0);
    let update = json!({"FindingIdentifiers": [identifier(&finding)], "Confidence": 1}).to_string();
    let processed = |region: &str| {
        let answer = client.send("PATCH", "/findings/batchupdate", region, update.clone());
        answer.body["ProcessedFindings"].as_array().unwrap().len()
    };
    assert_eq!((processed("us-west-2"), processed("eu-west-1"), processed(HOME)), (0, 1, 1));
}

#[test]
fn an_update_that_aws_does_not_allow_changes_nothing() {
    let client = Client::new();
    let finding = untouched(&client);
    let many = vec![identifier(&finding); 101];
    let one = json!([identifier(&finding)]);
    for (request, message) in [
        (json!({}), "Invalid parameter 'FindingIdentifiers'. FindingIdentifiers should NOT have fewer than 1 items"),
        (
            json!({"FindingIdentifiers": many}),
            "Invalid parameter 'FindingIdentifiers'. FindingIdentifiers should NOT have more than 100 items",
        ),
        (
            json!({"FindingIdentifiers": [{"Id": "a"}]}),
            "Invalid parameter 'FindingIdentifiers'. FindingIdentifiers[0].ProductArn is required",
        ),
        (
            json!({"FindingIdentifiers": one, "Workflow": {"Status": "DONE"}}),
            "Invalid parameter 'Workflow'. Workflow.Status should be equal to one of the allowed values: NEW, NOTIFIED, RESOLVED, SUPPRESSED",
        ),
        (
            json!({"FindingIdentifiers": one, "Confidence": 101}),
            "Invalid parameter 'Confidence'. Confidence should be between 0 and 100",
        ),
        (
            json!({"FindingIdentifiers": one, "Note": {"Text": "a"}}),
            "Invalid parameter 'Note'. Note.UpdatedBy is required",
        ),
        (
            json!({"FindingIdentifiers": one, "RecordState": "ARCHIVED"}),
            "Invalid parameter 'RecordState'. RecordState is not a known parameter",
        ),
    ] {
        let answer = client.update(&request);
        assert_eq!(answer.code.as_deref(), Some("InvalidInputException"), "{request}");
        assert_eq!(answer.body["Message"], message);
    }
    assert_eq!(again(&client, &finding), finding);
}
