//! The shape of the data: what every finding has, and how believable the whole is.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::*;

fn everything(client: &Client, path: &str) -> Vec<Value> {
    let regions = Parameters::default().regions.into_iter();
    regions.flat_map(|region| client.inspector_pages(path, &region, json!({"maxResults": 100})).concat()).collect()
}

fn shares<'a>(findings: &'a [Value], path: &str) -> BTreeMap<&'a str, f64> {
    let mut shares = BTreeMap::new();
    for finding in findings {
        *shares.entry(text(finding, path)).or_default() += 100.0 / findings.len() as f64;
    }
    shares
}

#[test]
fn the_mix_of_severities_types_and_states_is_that_of_a_real_organisation() {
    let findings = everything(&Client::with(|p| p.findings = 5_000), FINDINGS);
    let severities = shares(&findings, "severity");
    let within = |name: &str, least: f64, most: f64| (least..=most).contains(&severities[name]);
    assert!(within("CRITICAL", 3.0, 5.0) && within("HIGH", 25.0, 31.0), "{severities:?}");
    assert!(within("MEDIUM", 45.0, 50.0) && within("UNTRIAGED", 0.5, 4.0), "{severities:?}");
    assert!((83.0..=87.0).contains(&shares(&findings, "status")["ACTIVE"]));
    assert_eq!(shares(&findings, "type").len(), 3);
    assert_eq!(shares(&findings, "awsAccountId").len(), 12);
}

#[test]
fn an_untriaged_finding_has_no_score_and_only_packages_have_scores_fixes_and_exploits() {
    for finding in everything(&client(), FINDINGS) {
        let has = |name: &str| finding.get(name).is_some();
        let is_of_package = text(&finding, "type") == "PACKAGE_VULNERABILITY";
        let is_scored = is_of_package && text(&finding, "severity") != "UNTRIAGED";
        assert_eq!([has("inspectorScore"), has("epss")], [is_scored; 2], "{finding}");
        assert_eq!([has("fixAvailable"), has("exploitAvailable")], [is_of_package; 2], "{finding}");
    }
}

#[test]
fn a_score_lies_within_the_band_of_its_severity() {
    let bands = HashMap::from([("CRITICAL", 9.0..=10.0), ("HIGH", 7.0..=8.9), ("MEDIUM", 4.0..=6.9)]);
    for finding in everything(&client(), FINDINGS) {
        if let Some((band, score)) = bands.get(text(&finding, "severity")).zip(finding.get("inspectorScore")) {
            assert!(band.contains(&score.as_f64().unwrap()), "{finding}");
        }
    }
}

#[test]
fn times_follow_one_another_and_none_is_later_than_the_clock() {
    let now = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap().timestamp() as f64;
    for finding in everything(&client(), FINDINGS) {
        let moments = ["firstObservedAt", "lastObservedAt", "updatedAt"].map(|name| finding[name].as_f64().unwrap());
        assert!(moments.is_sorted() && moments[2] <= now, "{finding}");
        let details = &finding["resources"][0]["details"];
        let made = ["awsEc2Instance.launchedAt", "awsEcrContainerImage.pushedAt", "awsLambdaFunction.lastModifiedAt"];
        let made = made.iter().find_map(|path| at(details, path).first().and_then(|moment| moment.as_f64()));
        assert!(made.unwrap() <= moments[0], "found before it was there: {finding}");
        assert!(text(&finding, "status") != "CLOSED" || moments[2] > now - 30.0 * 86_400.0, "{finding}");
    }
}

#[test]
fn a_resource_has_a_weakness_once() {
    let findings = everything(&client(), FINDINGS);
    let key = |finding: &Value| (at(finding, "resources[].id")[0].to_string(), text(finding, "title").to_owned());
    assert_eq!(findings.iter().map(key).collect::<HashSet<_>>().len(), findings.len());
}

#[test]
fn both_services_tell_the_same_of_an_instance() {
    let client = client();
    let mut known = HashMap::new();
    for finding in client.all(json!({"Filters": {"ResourceType": equals("AwsEc2Instance")}})) {
        for resource in at(&finding, "Resources[]") {
            if let Some(details) = resource["Details"].get("AwsEc2Instance") {
                let id = text(resource, "Id").rsplit('/').next().unwrap().to_owned();
                let tags = resource.get("Tags").cloned();
                known.insert(id, (details.clone(), tags));
            }
        }
    }
    let mut compared = 0;
    for finding in everything(&client, FINDINGS) {
        let resource = at(&finding, "resources[]")[0];
        if let Some((hub, tags)) = known.get(text(resource, "id")) {
            let own = &resource["details"]["awsEc2Instance"];
            for (name, theirs) in
                [("type", "Type"), ("imageId", "ImageId"), ("vpcId", "VpcId"), ("subnetId", "SubnetId")]
            {
                assert_eq!(own[name], hub[theirs]);
            }
            assert_eq!(resource.get("tags"), tags.as_ref());
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn images_are_the_same_in_both_services() {
    let client = client();
    let images = client.all(json!({"Filters": {"ResourceType": equals("AwsEcrContainerImage")}}));
    let of_hub: HashSet<&str> = images.iter().map(|f| text(&f["Resources"][0], "Id")).collect();
    let findings = everything(&client, FINDINGS);
    let ids: HashSet<&str> = findings.iter().map(|f| text(&f["resources"][0], "id")).collect();
    assert!(of_hub.intersection(&ids).count() > 20);
    assert!(of_hub.iter().all(|id| id.rsplit_once("sha256:").is_some_and(|(_, digest)| digest.len() == 64)));
}
