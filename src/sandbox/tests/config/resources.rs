//! Recorded resources: their histories, and the lists and counts of them.

use std::collections::{HashMap, HashSet};

use super::*;

fn history(client: &Client, kind: &str, id: &str, rest: Value) -> Vec<Value> {
    let mut request = json!({"resourceType": kind, "resourceId": id});
    request.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    client.items("GetResourceConfigHistory", "configurationItems", request)
}

fn discovered(client: &Client, kind: &str, with_deleted: bool) -> Vec<Value> {
    let request = json!({"resourceType": kind, "includeDeletedResources": with_deleted});
    client.items("ListDiscoveredResources", "resourceIdentifiers", request)
}

fn captured(items: &[Value]) -> Vec<f64> {
    items.iter().map(|item| item["configurationItemCaptureTime"].as_f64().unwrap()).collect()
}

fn inner(item: &Value) -> Value {
    serde_json::from_str(text(item, "configuration")).unwrap()
}

#[test]
fn a_history_begins_with_the_discovery_and_has_3_to_12_items_the_newest_first() {
    let client = Client::new();
    let mut lengths = HashSet::new();
    for kind in ["AWS::EC2::Instance", "AWS::S3::Bucket", "AWS::IAM::User", "AWS::SQS::Queue"] {
        for resource in discovered(&client, kind, false) {
            let id = text(&resource, "resourceId");
            let items = history(&client, kind, id, json!({}));
            assert!((3..=12).contains(&items.len()), "{}", items.len());
            lengths.insert(items.len());
            assert!(captured(&items).is_sorted_by(|a, b| a >= b));
            let statuses: Vec<&str> = items.iter().map(|item| text(item, "configurationItemStatus")).collect();
            let (first, later) = statuses.split_last().unwrap();
            assert_eq!(*first, "ResourceDiscovered");
            assert!(later.iter().all(|status| *status == "OK"), "{statuses:?}");
            for item in &items {
                assert_eq!((text(item, "resourceType"), text(item, "resourceId")), (kind, id));
                assert_eq!(item.get("resourceName"), resource.get("resourceName"));
                assert!(inner(item).is_object() && text(item, "arn").starts_with("arn:aws:"));
                let created = item["resourceCreationTime"].as_f64().unwrap();
                assert!(created <= captured(&items).into_iter().fold(f64::MAX, f64::min));
            }
            let mut forward = history(&client, kind, id, json!({"chronologicalOrder": "Forward"}));
            forward.reverse();
            assert_eq!(forward, items);
        }
    }
    assert!(lengths.len() > 5, "{lengths:?}");
}

#[test]
fn a_history_is_bounded_on_both_sides_and_both_bounds_belong_to_it() {
    let client = Client::new();
    let bucket = discovered(&client, "AWS::S3::Bucket", false).remove(0);
    let id = text(&bucket, "resourceId");
    let items = history(&client, "AWS::S3::Bucket", id, json!({}));
    let moments = captured(&items);
    let (later, earlier) = (moments[0], moments[moments.len() - 1]);
    let between = |later: f64, earlier: f64| {
        history(&client, "AWS::S3::Bucket", id, json!({"laterTime": later, "earlierTime": earlier}))
    };
    assert_eq!(between(later, earlier), items);
    assert_eq!(between(later - 0.001, earlier + 0.001).len(), items.len() - 2);
    let pages = client.config_pages(
        "GetResourceConfigHistory",
        HOME,
        "configurationItems",
        json!({"resourceType": "AWS::S3::Bucket", "resourceId": id, "limit": 1}),
    );
    assert!(pages.iter().all(|page| page.len() <= 1));
    assert_eq!(pages.concat(), items);
}

#[test]
fn some_pages_of_histories_are_shorter_than_asked() {
    let client = Client::new();
    let is_short = |resource: &Value| {
        let request = json!({"resourceType": "AWS::EC2::Volume", "resourceId": resource["resourceId"], "limit": 2});
        let pages = client.config_pages("GetResourceConfigHistory", HOME, "configurationItems", request);
        pages[..pages.len() - 1].iter().any(|page| page.len() < 2)
    };
    let volumes = discovered(&client, "AWS::EC2::Volume", false);
    let short = volumes.iter().filter(|volume| is_short(volume)).count();
    assert!(short > 0 && short < volumes.len(), "{short} of {}", volumes.len());
}

#[test]
fn the_latest_item_shows_what_the_rule_found() {
    let client = Client::with(|parameters| parameters.findings = 5_000);
    let rules: [(&str, &str, &str, Value); 4] = [
        ("encrypted-volumes", "AWS::EC2::Volume", "/encrypted", json!(true)),
        ("ec2-imdsv2-check", "AWS::EC2::Instance", "/metadataOptions/httpTokens", json!("required")),
        ("ec2-detailed-monitoring", "AWS::EC2::Instance", "/monitoring/state", json!("enabled")),
        ("lambda-supported-runtimes", "AWS::Lambda::Function", "/runtime", json!("python3.13")),
    ];
    let mut changed = 0;
    for (rule, kind, pointer, good) in rules {
        for result in client.details(rule) {
            let items = history(&client, kind, &subject(&result).1, json!({}));
            let expected = if inner(&items[0]).pointer(pointer) == Some(&good) { "COMPLIANT" } else { "NON_COMPLIANT" };
            assert_eq!(text(&result, "ComplianceType"), expected, "{rule}");
            let values: HashSet<String> =
                items.iter().map(|item| inner(item).pointer(pointer).unwrap().to_string()).collect();
            changed += usize::from(values.len() > 1);
        }
    }
    assert!(changed > 10, "resources that once were the other way round");
    let versioning = client.rules().into_iter().map(|rule| text(&rule, "ConfigRuleName").to_owned());
    let versioning = versioning.into_iter().find(|name| name.starts_with("s3-bucket-versioning-enabled")).unwrap();
    for result in client.details(&versioning) {
        let items = history(&client, "AWS::S3::Bucket", &subject(&result).1, json!({}));
        let shown = text(&items[0]["supplementaryConfiguration"], "BucketVersioningConfiguration").to_owned();
        let is_enabled = serde_json::from_str::<Value>(&shown).unwrap()["status"] == "Enabled";
        assert_eq!(result["ComplianceType"] == "COMPLIANT", is_enabled, "{shown}");
    }
}

#[test]
fn tags_decide_what_the_rule_about_tags_says() {
    let client = Client::new();
    for result in client.details("required-tags") {
        let (kind, id) = subject(&result);
        let items = history(&client, &kind, &id, json!({}));
        let has_all = ["env", "team", "Name"].iter().all(|key| items[0]["tags"].get(key).is_some());
        assert_eq!(result["ComplianceType"] == "COMPLIANT", has_all, "{id}");
    }
}

#[test]
fn a_resource_is_related_to_resources_that_exist_and_is_in_the_network_of_its_subnet() {
    let client = Client::new();
    let mut known: HashMap<String, HashSet<String>> = HashMap::new();
    let mut related = 0;
    for instance in discovered(&client, "AWS::EC2::Instance", false) {
        let items = history(&client, "AWS::EC2::Instance", text(&instance, "resourceId"), json!({}));
        let mut by_type: HashMap<&str, &str> = HashMap::new();
        for relation in items[0]["relationships"].as_array().unwrap() {
            let (kind, id) = (text(relation, "resourceType"), text(relation, "resourceId"));
            let ids = known.entry(kind.to_owned()).or_insert_with(|| {
                discovered(&client, kind, false).iter().map(|one| text(one, "resourceId").to_owned()).collect()
            });
            assert!(ids.contains(id), "{relation}");
            by_type.insert(kind, id);
            related += 1;
        }
        let subnet = history(&client, "AWS::EC2::Subnet", by_type["AWS::EC2::Subnet"], json!({}));
        assert_eq!(text(&subnet[0], "relationships[].resourceId"), by_type["AWS::EC2::VPC"]);
    }
    assert!(related > 40);
}

#[test]
fn deleted_resources_are_listed_if_asked_and_their_history_ends_with_the_deletion() {
    let client = Client::new();
    let mut deleted = 0;
    for kind in ["AWS::EC2::Instance", "AWS::EC2::NetworkInterface", "AWS::IAM::Role", "AWS::EC2::Volume"] {
        let (present, all) = (discovered(&client, kind, false), discovered(&client, kind, true));
        assert!(present.iter().all(|one| one.get("resourceDeletionTime").is_none()));
        let gone: Vec<&Value> = all.iter().filter(|one| one.get("resourceDeletionTime").is_some()).collect();
        assert_eq!(present.len() + gone.len(), all.len());
        for resource in gone {
            let items = history(&client, kind, text(resource, "resourceId"), json!({}));
            assert_eq!(items[0]["configurationItemStatus"], "ResourceDeleted");
            assert_eq!(items[0]["configurationItemCaptureTime"], resource["resourceDeletionTime"]);
            assert!(items[0].get("configuration").is_none());
            let request = json!({"ResourceType": kind, "ResourceId": resource["resourceId"]});
            assert_eq!(client.items("GetComplianceDetailsByResource", "EvaluationResults", request), [] as [Value; 0]);
            deleted += 1;
        }
    }
    assert!(deleted > 0);
}

#[test]
fn counts_are_those_of_the_lists_the_most_frequent_type_first() {
    let client = Client::new();
    let counts = client.items("GetDiscoveredResourceCounts", "resourceCounts", json!({"limit": 10}));
    assert!(counts.len() > 20);
    let mut total = 0;
    for entry in &counts {
        let listed = discovered(&client, text(entry, "resourceType"), false).len() as u64;
        assert_eq!(entry["count"], listed, "{entry}");
        total += listed;
    }
    let numbers: Vec<u64> = counts.iter().map(|entry| entry["count"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted_by(|a, b| a >= b), "{numbers:?}");
    assert!(numbers.iter().collect::<HashSet<_>>().len() > 5, "not all types are as frequent");
    assert_eq!(client.asked("GetDiscoveredResourceCounts", json!({}))["totalDiscoveredResources"], total);
    let types = json!({"resourceTypes": ["AWS::S3::Bucket", "AWS::SES::Template"]});
    let answer = client.asked("GetDiscoveredResourceCounts", types);
    assert_eq!(at(&answer, "resourceCounts[].resourceType"), ["AWS::S3::Bucket"]);
    assert_eq!(answer["totalDiscoveredResources"], answer["resourceCounts"][0]["count"]);
}

#[test]
fn resources_are_found_by_id_or_by_name() {
    let client = Client::new();
    let users = discovered(&client, "AWS::IAM::User", false);
    let found = |rest: Value| {
        let mut request = json!({"resourceType": "AWS::IAM::User"});
        request.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        client.items("ListDiscoveredResources", "resourceIdentifiers", request)
    };
    assert_eq!(found(json!({"resourceIds": [users[1]["resourceId"], "AIDANONE"]})), users[1..2]);
    assert_eq!(found(json!({"resourceName": users[2]["resourceName"]})), users[2..3]);
    assert_eq!(found(json!({"resourceName": "nobody"})), [] as [Value; 0]);
}

#[test]
fn every_resource_of_the_administrators_control_findings_is_recorded_under_its_arn() {
    let client = Client::with(|parameters| parameters.findings = 5_000);
    let filters = json!({
        "AwsAccountId": equals("111122223333"), "Region": equals("eu-west-1"), "ResourceType": equals("AwsEc2Volume"),
    });
    let findings = client.filtered(filters);
    assert!(!findings.is_empty());
    let region = "eu-west-1";
    for finding in findings {
        let arn = text(&finding, "Resources[].Id").to_owned();
        let id = arn.rsplit('/').next().unwrap();
        let request = json!({"resourceType": "AWS::EC2::Volume", "resourceId": id});
        let items = client.config_pages("GetResourceConfigHistory", region, "configurationItems", request).concat();
        assert_eq!(text(&items[0], "arn"), arn);
        assert_eq!((text(&items[0], "accountId"), text(&items[0], "awsRegion")), ("111122223333", region));
        assert!(text(&items[0], "availabilityZone").starts_with(region));
    }
}
