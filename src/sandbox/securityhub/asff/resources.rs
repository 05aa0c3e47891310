//! Writing the members of `Resources[]`.
//!
//! Id, type, partition and region are always there; tags and details where the resource has any.

use serde_json::{Map, Value, json};

use super::super::super::organisation::kinds::Kind;
use super::super::super::organisation::resource::Resource;
use super::super::attributes::application_arn;
use super::super::details::Details;
use super::super::finding::Finding;
use super::super::timestamps::Style;
use super::put;

/// Returns one of the resources of `finding`.
pub(super) fn resource(finding: Finding<'_>, resource: Resource) -> Value {
    let described = resource.describe(finding.organisation);
    let mut members = Map::new();
    put(&mut members, "Type", resource.kind.type_name());
    put(&mut members, "Id", resource.id(finding.organisation));
    put(&mut members, "Partition", finding.partition());
    put(&mut members, "Region", finding.region());
    let tags = described.tags();
    if !tags.is_empty() {
        let tags: Map<String, Value> = tags.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        put(&mut members, "Tags", tags);
    }
    if let Some(name) = described.application() {
        put(&mut members, "ApplicationArn", application_arn(finding, &name));
        put(&mut members, "ApplicationName", name);
    }
    if let Some(found) = Details::of(resource, finding.organisation) {
        put(&mut members, "Details", details(&found));
    }
    if resource.kind == Kind::S3Object {
        put(&mut members, "DataClassification", classification(described.hash));
    }
    Value::Object(members)
}

fn details(details: &Details) -> Value {
    let time = |moment: &i64| Style::Seconds.write(*moment);
    match details {
        Details::Ec2Instance { instance_type, image_id, address, vpc_id, subnet_id, launched } => {
            json!({"AwsEc2Instance": {
                "Type": instance_type,
                "ImageId": image_id,
                "IpV4Addresses": [address],
                "VpcId": vpc_id,
                "SubnetId": subnet_id,
                "LaunchedAt": time(launched),
            }})
        }
        Details::S3Bucket { owner_id, name, created } => json!({"AwsS3Bucket": {
            "OwnerId": owner_id, "Name": name, "CreatedAt": time(created),
        }}),
        Details::IamUser { user_name, user_id, created } => json!({"AwsIamUser": {
            "UserName": user_name, "UserId": user_id, "Path": "/", "CreateDate": time(created),
        }}),
        Details::IamAccessKey { principal_name, status, created } => json!({"AwsIamAccessKey": {
            "PrincipalName": principal_name,
            "PrincipalType": "IAMUser",
            "Status": status,
            "CreatedAt": time(created),
        }}),
        Details::LambdaFunction { name, runtime, modified } => json!({"AwsLambdaFunction": {
            "FunctionName": name, "Runtime": runtime, "Version": "$LATEST", "LastModified": time(modified),
        }}),
        Details::EcrImage { repository, digest, tag } => json!({"AwsEcrContainerImage": {
            "RepositoryName": repository, "ImageDigest": digest, "ImageTags": [tag], "Architecture": "arm64",
        }}),
    }
}

fn classification(hash: u64) -> Value {
    json!({"Result": {
        "MimeType": "text/csv",
        "SizeClassified": 1_024 + hash % 10_000_000,
        "AdditionalOccurrences": false,
        "Status": {"Code": "COMPLETE"},
        "SensitiveData": [{
            "Category": "PERSONAL_INFORMATION",
            "Detections": [{"Count": 1 + hash % 90, "Type": "NAME"}],
            "TotalCount": 1 + hash % 90,
        }],
    }})
}
