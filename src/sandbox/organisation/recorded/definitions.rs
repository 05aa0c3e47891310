//! The catalogue of Config rules, AWS's own with their real identifiers, scopes and parameters.
//!
//! Among them are a rule whose function cannot be invoked, one without anything to evaluate, one with more resources
//! that do not comply than AWS counts, one that is being deleted, and one that a person answers.

use super::super::kinds::Kind;
use super::packs::{DATABASES, MACHINE_LEARNING, STORAGE};
use super::rules::Check::{Attestation, Nothing, Setting, Tags};
use super::rules::Creator::{Pack, SecurityHub};
use super::rules::Owner::{Aws, CustomLambda, CustomPolicy};
use super::rules::{Definition, Health};

use Definition as Rule;

const DETAILED_MONITORING: &str = "rule monitored when resourceType == \"AWS::EC2::Instance\" {\n  \
                                   configuration.monitoring.state == \"enabled\"\n}\n";

/// All rules.
#[rustfmt::skip]
pub(super) const DEFINITIONS: &[Rule] = &[
    // What people put.
    Rule::new("access-keys-rotated", Aws("ACCESS_KEYS_ROTATED"), &[Kind::IamUser], Setting("IAM.3"),
        "Checks if active IAM access keys are rotated within the number of days specified in maxAccessKeyAge.")
        .given(r#"{"maxAccessKeyAge":"90"}"#).daily(),
    Rule::new("ec2-ebs-encryption-by-default", Aws("EC2_EBS_ENCRYPTION_BY_DEFAULT"), &[Kind::Account], Setting("EC2.7"),
        "Checks if Amazon EBS encryption is enabled by default.").daily(),
    Rule::new("ec2-imdsv2-check", Aws("EC2_IMDSV2_CHECK"), &[Kind::Ec2Instance], Setting("EC2.8"),
        "Checks if your EC2 instance metadata version is configured with Instance Metadata Service Version 2."),
    Rule::new("encrypted-volumes", Aws("ENCRYPTED_VOLUMES"), &[Kind::Ec2Volume], Setting("EC2.3"),
        "Checks if attached Amazon EBS volumes are encrypted."),
    Rule::new("iam-password-policy", Aws("IAM_PASSWORD_POLICY"), &[Kind::Account], Setting("IAM.7"),
        "Checks if the account password policy for IAM users meets the specified requirements.")
        .given(r#"{"MinimumPasswordLength":"14","PasswordReusePrevention":"24","MaxPasswordAge":"90"}"#).daily(),
    Rule::new("iam-user-no-policies-check", Aws("IAM_USER_NO_POLICIES_CHECK"), &[Kind::IamUser], Setting("IAM.2"),
        "Checks if none of your IAM users have policies attached."),
    Rule::new("required-tags", Aws("REQUIRED_TAGS"), &[Kind::Ec2Instance, Kind::Ec2SecurityGroup, Kind::Ec2Volume],
        Tags(&["env", "team", "Name"]), "Checks if your resources have the tags that you specify.")
        .given(r#"{"tag1Key":"env","tag2Key":"team","tag3Key":"Name"}"#),
    Rule::new("restricted-ssh", Aws("INCOMING_SSH_DISABLED"), &[Kind::Ec2SecurityGroup], Setting("EC2.53"),
        "Checks if the incoming SSH traffic for the security groups is accessible."),
    Rule::new("vpc-flow-logs-enabled", Aws("VPC_FLOW_LOGS_ENABLED"), &[Kind::Ec2Vpc], Setting("EC2.6"),
        "Checks if Amazon VPC flow logs are found and enabled for all VPCs.").given(r#"{"trafficType":"REJECT"}"#).daily(),
    Rule::new("vuln-management-plan-exists", Aws("AWS_CONFIG_PROCESS_CHECK"), &[Kind::Account], Attestation,
        "Ensure a vulnerability management plan is developed and implemented.").daily(),
    Rule::new("subnet-auto-assign-public-ip-disabled", Aws("SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED"), &[Kind::Ec2Subnet],
        Setting("EC2.15"), "Checks if Amazon VPC subnets are assigned a public IP address.").health(Health::Deleting),
    Rule::new("elb-logging-enabled", Aws("ELB_LOGGING_ENABLED"), &[Kind::LoadBalancer], Setting("ELB.5"),
        "Checks if the Application Load Balancer and the Classic Load Balancer have logging enabled.")
        .given(r#"{"s3BucketNames":"central-access-logs"}"#),
    Rule::new("emr-master-no-public-ip", Aws("EMR_MASTER_NO_PUBLIC_IP"), &[], Nothing,
        "Checks if Amazon EMR clusters' master nodes have public IPs.").daily(),
    Rule::new("cmk-backing-key-rotation-enabled", Aws("CMK_BACKING_KEY_ROTATION_ENABLED"), &[Kind::KmsKey], Setting("KMS.4"),
        "Checks if automatic key rotation is enabled for each key.").daily(),
    Rule::new("lambda-supported-runtimes", CustomLambda("config-lambda-supported-runtimes"), &[Kind::LambdaFunction],
        Setting("Lambda.2"), "Checks that functions use a runtime the platform team supports.")
        .given(r#"{"runtimes":"python3.12,python3.13,nodejs22.x,java21"}"#).noting("The runtime is not in the list of supported ones."),
    Rule::new("ec2-no-public-ip-approved", CustomLambda("config-ec2-public-ip-approval"), &[Kind::Ec2Instance],
        Setting("EC2.9"), "Checks that instances with a public address were approved.")
        .noting("The instance has a public IPv4 address without an approval.").health(Health::Failing),
    Rule::new("ec2-detailed-monitoring", CustomPolicy(DETAILED_MONITORING), &[Kind::Ec2Instance], Setting("monitoring"),
        "Checks that instances report detailed metrics."),
    // What Security Hub's standards need.
    Rule::new("cloud-trail-log-file-validation", Aws("CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED"), &[Kind::CloudTrail],
        Setting("CloudTrail.4"), "").by(SecurityHub).daily(),
    Rule::new("ecr-private-image-scanning", Aws("ECR_PRIVATE_IMAGE_SCANNING_ENABLED"), &[Kind::EcrRepository],
        Setting("ECR.1"), "").by(SecurityHub).daily(),
    Rule::new("efs-encrypted-check", Aws("EFS_ENCRYPTED_CHECK"), &[Kind::FileSystem], Setting("EFS.1"), "")
        .by(SecurityHub).daily(),
    Rule::new("eks-endpoint-no-public-access", Aws("EKS_ENDPOINT_NO_PUBLIC_ACCESS"), &[Kind::EksCluster], Setting("EKS.1"), "")
        .by(SecurityHub).daily(),
    Rule::new("guardduty-enabled-centralized", Aws("GUARDDUTY_ENABLED_CENTRALIZED"), &[Kind::Account], Setting("GuardDuty.1"), "")
        .by(SecurityHub).daily(),
    Rule::new("iam-policy-no-admin-access", Aws("IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS"), &[Kind::IamPolicy],
        Setting("IAM.1"), "").given(r#"{"excludePermissionBoundaryPolicy":"true"}"#).by(SecurityHub),
    Rule::new("iam-root-access-key-check", Aws("IAM_ROOT_ACCESS_KEY_CHECK"), &[Kind::Account], Setting("IAM.4"), "")
        .by(SecurityHub).daily(),
    Rule::new("mfa-enabled-for-iam-console-access", Aws("MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"), &[Kind::IamUser],
        Setting("IAM.5"), "").by(SecurityHub).daily(),
    Rule::new("secretsmanager-rotation-enabled", Aws("SECRETSMANAGER_ROTATION_ENABLED_CHECK"), &[Kind::Secret],
        Setting("SecretsManager.1"), "").by(SecurityHub),
    // What the conformance packs made.
    Rule::new("db-instance-backup-enabled", Aws("DB_INSTANCE_BACKUP_ENABLED"), &[Kind::RdsInstance], Setting("RDS.11"),
        "Checks if RDS DB instances have backups enabled.").given(r#"{"backupRetentionMinimum":"7"}"#).by(Pack(DATABASES)),
    Rule::new("dynamodb-pitr-enabled", Aws("DYNAMODB_PITR_ENABLED"), &[Kind::DynamoDbTable], Setting("DynamoDB.2"),
        "Checks if point-in-time recovery is enabled for Amazon DynamoDB tables.").six_hourly().by(Pack(DATABASES)),
    Rule::new("rds-multi-az-support", Aws("RDS_MULTI_AZ_SUPPORT"), &[Kind::RdsInstance], Setting("RDS.5"),
        "Checks if Multi-AZ support is enabled for your RDS DB instances.").by(Pack(DATABASES)),
    Rule::new("rds-storage-encrypted", Aws("RDS_STORAGE_ENCRYPTED"), &[Kind::RdsInstance], Setting("RDS.3"),
        "Checks if storage encryption is enabled for your RDS DB instances.").by(Pack(DATABASES)),
    Rule::new("s3-bucket-logging-enabled", Aws("S3_BUCKET_LOGGING_ENABLED"), &[Kind::S3Bucket], Setting("S3.9"),
        "Checks if logging is enabled for your S3 buckets.").by(Pack(STORAGE)),
    Rule::new("s3-bucket-public-read-prohibited", Aws("S3_BUCKET_PUBLIC_READ_PROHIBITED"), &[Kind::S3Bucket], Setting("S3.2"),
        "Checks if your Amazon S3 buckets do not allow public read access.").daily().by(Pack(STORAGE))
        .noting("The S3 bucket policy or ACL allows public read access."),
    Rule::new("s3-bucket-ssl-requests-only", Aws("S3_BUCKET_SSL_REQUESTS_ONLY"), &[Kind::S3Bucket], Setting("S3.5"),
        "Checks if S3 buckets have policies that require requests to use SSL.").by(Pack(STORAGE)),
    Rule::new("s3-bucket-versioning-enabled", Aws("S3_BUCKET_VERSIONING_ENABLED"), &[Kind::S3Bucket], Setting("versioning"),
        "Checks if versioning is enabled for your S3 buckets.").by(Pack(STORAGE)),
    Rule::new("sagemaker-no-direct-internet-access", Aws("SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS"), &[], Nothing,
        "Checks if direct internet access is disabled for SageMaker notebook instances.").daily().by(Pack(MACHINE_LEARNING)),
];

#[cfg(test)]
mod tests {
    use super::super::settings::setting;
    use super::*;

    #[test]
    fn a_rule_looks_at_a_setting_of_the_kind_it_is_about() {
        for definition in DEFINITIONS {
            if let Setting(key) = definition.check {
                let kind = setting(key).map(|setting| setting.kind);
                assert_eq!(kind.as_slice(), definition.kinds, "{}", definition.description);
            }
        }
    }
}
