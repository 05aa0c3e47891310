//! What a resource's configuration says that rules look at: where it is written, and its good and its bad value.
//!
//! A setting that a Security Hub control checks bears that control's id, and a resource about which that control has
//! a finding is set as the finding says; all others are bad by chance. So Security Hub's findings, Config's results
//! and the recorded configuration agree.

use serde_json::{Value, json};

use super::super::kinds::Kind;

/// A setting of the resources of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// The id of the Security Hub control that checks it, or a name if there is none.
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    /// Where it is within `configuration`, members joined by dots; behind a `+` within `supplementaryConfiguration`,
    /// empty where Config evaluates what it does not record.
    pub(crate) path: &'static str,
    /// How many resources in a hundred do not meet what rules demand.
    pub(super) percent: u64,
    met: fn() -> Value,
    unmet: fn() -> Value,
}

impl Setting {
    /// Returns what the configuration says, or null for nothing.
    pub(crate) fn value(&self, is_met: bool) -> Value {
        if is_met { (self.met)() } else { (self.unmet)() }
    }
}

/// Returns the setting with this key.
pub(crate) fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

const fn at(
    kind: Kind,
    key: &'static str,
    path: &'static str,
    percent: u64,
    met: fn() -> Value,
    unmet: fn() -> Value,
) -> Setting {
    Setting { key, kind, path, percent, met, unmet }
}

const fn flag(kind: Kind, key: &'static str, path: &'static str, percent: u64) -> Setting {
    at(kind, key, path, percent, || json!(true), || json!(false))
}

const fn unflag(kind: Kind, key: &'static str, path: &'static str, percent: u64) -> Setting {
    at(kind, key, path, percent, || json!(false), || json!(true))
}

const fn unseen(kind: Kind, key: &'static str, percent: u64) -> Setting {
    at(kind, key, "", percent, || Value::Null, || Value::Null)
}

/// All settings.
#[rustfmt::skip]
pub(crate) const SETTINGS: &[Setting] = &[
    unseen(Kind::Account, "EC2.7", 50),
    unseen(Kind::Account, "GuardDuty.1", 20),
    unseen(Kind::Account, "IAM.4", 10),
    unseen(Kind::Account, "IAM.7", 40),
    flag(Kind::CloudTrail, "CloudTrail.4", "logFileValidationEnabled", 15),
    at(Kind::DynamoDbTable, "DynamoDB.2", "+ContinuousBackups.pointInTimeRecoveryStatus", 30, || json!("ENABLED"), || json!("DISABLED")),
    flag(Kind::DynamoDbTable, "DynamoDB.6", "deletionProtectionEnabled", 25),
    at(Kind::Ec2Instance, "EC2.8", "metadataOptions.httpTokens", 22, || json!("required"), || json!("optional")),
    at(Kind::Ec2Instance, "EC2.9", "publicIpAddress", 12, || Value::Null, || json!("198.51.100.24")),
    at(Kind::Ec2Instance, "monitoring", "monitoring.state", 28, || json!("enabled"), || json!("disabled")),
    at(Kind::Ec2SecurityGroup, "EC2.53", "ipPermissions", 14,
        || json!([{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["10.0.0.0/8"]}]),
        || json!([{"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]}])),
    unflag(Kind::Ec2Subnet, "EC2.15", "mapPublicIpOnLaunch", 30),
    flag(Kind::Ec2Volume, "EC2.3", "encrypted", 18),
    unseen(Kind::Ec2Vpc, "EC2.6", 25),
    flag(Kind::EcrRepository, "ECR.1", "ImageScanningConfiguration.ScanOnPush", 20),
    flag(Kind::FileSystem, "EFS.1", "Encrypted", 10),
    unflag(Kind::EksCluster, "EKS.1", "ResourcesVpcConfig.EndpointPublicAccess", 35),
    at(Kind::IamPolicy, "IAM.1", "policyVersionList", 8,
        || json!([{"versionId": "v1", "isDefaultVersion": true, "document": {"Action": "s3:GetObject", "Resource": "*"}}]),
        || json!([{"versionId": "v1", "isDefaultVersion": true, "document": {"Action": "*", "Resource": "*"}}])),
    at(Kind::IamUser, "IAM.2", "attachedManagedPolicies", 30, || json!([]), || json!([{"policyName": "ReadOnlyAccess"}])),
    unseen(Kind::IamUser, "IAM.3", 35),
    unseen(Kind::IamUser, "IAM.5", 20),
    at(Kind::LambdaFunction, "Lambda.2", "runtime", 20, || json!("python3.13"), || json!("python3.8")),
    at(Kind::LoadBalancer, "ELB.5", "+LoadBalancerAttributes.access_logs.s3.enabled", 25, || json!("true"), || json!("false")),
    flag(Kind::KmsKey, "KMS.4", "keyRotationEnabled", 30),
    unflag(Kind::RdsInstance, "RDS.2", "publiclyAccessible", 10),
    flag(Kind::RdsInstance, "RDS.3", "storageEncrypted", 18),
    flag(Kind::RdsInstance, "RDS.5", "multiAZ", 35),
    at(Kind::RdsInstance, "RDS.11", "backupRetentionPeriod", 20, || json!(14), || json!(0)),
    flag(Kind::RdsCluster, "RDS.7", "deletionProtection", 30),
    unflag(Kind::RedshiftCluster, "Redshift.1", "publiclyAccessible", 10),
    flag(Kind::S3Bucket, "S3.2", "+PublicAccessBlockConfiguration.ignorePublicAcls", 8),
    flag(Kind::S3Bucket, "S3.3", "+PublicAccessBlockConfiguration.blockPublicAcls", 6),
    at(Kind::S3Bucket, "S3.5", "+BucketPolicy.policyText", 25,
        || json!("{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}"),
        || Value::Null),
    flag(Kind::S3Bucket, "S3.8", "+PublicAccessBlockConfiguration.restrictPublicBuckets", 15),
    at(Kind::S3Bucket, "S3.9", "+BucketLoggingConfiguration.destinationBucketName", 35, || json!("central-access-logs"), || Value::Null),
    at(Kind::S3Bucket, "versioning", "+BucketVersioningConfiguration.status", 30, || json!("Enabled"), || json!("Off")),
    flag(Kind::Secret, "SecretsManager.1", "RotationEnabled", 30),
];

#[cfg(test)]
mod tests {
    use super::super::super::controls::CONTROLS;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_setting_is_listed_once_and_is_about_the_kind_of_its_control() {
        let keys: HashSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
        assert_eq!(keys.len(), SETTINGS.len());
        for setting in SETTINGS.iter().filter(|setting| setting.key.contains('.')) {
            let control = CONTROLS.iter().find(|control| control.id == setting.key);
            assert_eq!(control.map(|control| control.kind), Some(setting.kind), "{}", setting.key);
        }
    }

    #[test]
    fn what_is_written_tells_good_from_bad() {
        for setting in SETTINGS {
            assert_eq!(setting.value(true) != setting.value(false), !setting.path.is_empty(), "{}", setting.key);
        }
    }
}
