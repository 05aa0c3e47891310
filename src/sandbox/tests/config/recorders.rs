//! Recorders and delivery channels: where there is recording, where it stopped, and where Config was never set up.

use super::*;

const NOWHERE: &str = "sa-east-1";

fn status(client: &Client, region: &str) -> Value {
    let answer = client.config("DescribeConfigurationRecorderStatus", region, &json!({}));
    answer.body["ConfigurationRecordersStatus"].as_array().unwrap().first().cloned().unwrap_or_default()
}

#[test]
fn recording_goes_on_in_every_region_but_the_last() {
    let client = Client::new();
    for region in Parameters::default().regions {
        let recorder = &client.config("DescribeConfigurationRecorders", &region, &json!({})).body;
        let recorder = &recorder["ConfigurationRecorders"][0];
        assert_eq!((text(recorder, "name"), &recorder["recordingGroup"]["allSupported"]), ("default", &json!(true)));
        assert_eq!(recorder["recordingGroup"]["includeGlobalResourceTypes"], region == HOME, "{region}");
        let status = status(&client, &region);
        assert_eq!(status["arn"], recorder["arn"]);
        let (is_recording, last) = if region == STOPPED { (false, "FAILURE") } else { (true, "SUCCESS") };
        assert_eq!((&status["recording"], text(&status, "lastStatus")), (&json!(is_recording), last), "{region}");
        assert_eq!(status.get("lastErrorCode").is_some(), !is_recording);
        assert_eq!(status.get("lastStopTime").is_some(), !is_recording);
    }
}

#[test]
fn the_only_region_records() {
    let client = Client::with(|parameters| parameters.regions.truncate(1));
    assert_eq!(status(&client, HOME)["recording"], true);
}

#[test]
fn the_channel_fails_where_recording_stopped_and_nothing_is_newer_than_that() {
    let client = Client::new();
    for region in [HOME, STOPPED] {
        let channel = client.config("DescribeDeliveryChannels", region, &json!({})).body["DeliveryChannels"][0].clone();
        let answer = client.config("DescribeDeliveryChannelStatus", region, &json!({})).body;
        let channel_status = &answer["DeliveryChannelsStatus"][0];
        assert_eq!((text(&channel, "name"), text(channel_status, "name")), ("default", "default"));
        let history = &channel_status["configHistoryDeliveryInfo"];
        let (last, error) = if region == STOPPED { ("FAILURE", "AccessDenied") } else { ("SUCCESS", "") };
        assert_eq!((text(history, "lastStatus"), text(history, "lastErrorCode")), (last, error));
        let is_behind = history["lastSuccessfulTime"].as_f64() < history["lastAttemptTime"].as_f64();
        assert_eq!(is_behind, region == STOPPED);
    }
    let stopped = status(&client, STOPPED)["lastStopTime"].as_f64().unwrap();
    let volumes = json!({"resourceType": "AWS::EC2::Volume"});
    let volumes = client.config_pages("ListDiscoveredResources", STOPPED, "resourceIdentifiers", volumes).concat();
    for volume in volumes {
        let request = json!({"resourceType": "AWS::EC2::Volume", "resourceId": volume["resourceId"]});
        let items = client.config_pages("GetResourceConfigHistory", STOPPED, "configurationItems", request).concat();
        assert!(items[0]["configurationItemCaptureTime"].as_f64().unwrap() <= stopped);
    }
    let request = json!({"ConfigRuleName": "encrypted-volumes", "Limit": 100});
    let results =
        client.config_pages("GetComplianceDetailsByConfigRule", STOPPED, "EvaluationResults", request).concat();
    assert!(!results.is_empty());
    assert!(results.iter().all(|result| result["ResultRecordedTime"].as_f64().unwrap() <= stopped));
}

#[test]
fn nothing_is_counted_where_nothing_is_recorded() {
    let client = Client::new();
    let answer = client.config("GetDiscoveredResourceCounts", STOPPED, &json!({})).body;
    assert_eq!(answer, json!({"resourceCounts": [], "totalDiscoveredResources": 0}));
}

#[test]
fn a_recorder_is_found_by_its_name_or_its_arn() {
    let client = Client::new();
    let arn = status(&client, HOME)["arn"].clone();
    for (request, expected) in [
        (json!({"ConfigurationRecorderNames": ["default"]}), 1),
        (json!({"Arn": arn}), 1),
        (json!({"ServicePrincipal": "config.amazonaws.com"}), 0),
    ] {
        let answer = client.asked("DescribeConfigurationRecorders", request.clone());
        assert_eq!(answer["ConfigurationRecorders"].as_array().unwrap().len(), expected, "{request}");
    }
    let named = json!({"DeliveryChannelNames": ["default"]});
    assert_eq!(at(&client.asked("DescribeDeliveryChannels", named), "DeliveryChannels[].name"), ["default"]);
}

#[test]
fn a_region_without_config_has_no_recorder_no_rules_and_no_resources() {
    let client = Client::new();
    for (operation, member) in [
        ("DescribeConfigurationRecorders", "ConfigurationRecorders"),
        ("DescribeConfigurationRecorderStatus", "ConfigurationRecordersStatus"),
        ("DescribeDeliveryChannels", "DeliveryChannels"),
        ("DescribeConfigRules", "ConfigRules"),
        ("DescribeComplianceByConfigRule", "ComplianceByConfigRules"),
        ("DescribeComplianceByResource", "ComplianceByResources"),
        ("DescribeConformancePacks", "ConformancePackDetails"),
        ("ListConformancePackComplianceScores", "ConformancePackComplianceScores"),
        ("GetDiscoveredResourceCounts", "resourceCounts"),
    ] {
        let answer = client.config(operation, NOWHERE, &json!({}));
        assert_eq!((answer.status, &answer.body[member]), (200, &json!([])), "{operation}");
    }
    for (operation, request) in [
        ("GetResourceConfigHistory", json!({"resourceType": "AWS::S3::Bucket", "resourceId": "a"})),
        ("ListDiscoveredResources", json!({"resourceType": "AWS::S3::Bucket"})),
    ] {
        let answer = client.config(operation, NOWHERE, &request);
        assert_eq!(answer.code.as_deref(), Some("NoAvailableConfigurationRecorderException"), "{operation}");
    }
}
