//! The insights there are: AWS's managed ones with names, numbers and filters as its user guide lists them, and
//! four that the organisation made.

use super::Filter::{Equals, Prefix, Tag, WithinDays};
use super::{Filter, Insight};

const fn managed(
    number: u16,
    name: &'static str,
    group_by: &'static str,
    is_open: bool,
    filters: &'static [Filter],
) -> Insight {
    Insight { number: Some(number), name, group_by, is_open, filters }
}

const fn custom(name: &'static str, group_by: &'static str, filters: &'static [Filter]) -> Insight {
    Insight { number: None, name, group_by, is_open: true, filters }
}

/// The insights the organisation made, the oldest first.
#[rustfmt::skip]
pub(super) const CUSTOM: &[Insight] = &[
    custom("Accounts by critical findings", "AwsAccountId", &[Equals("SeverityLabel", "CRITICAL")]),
    custom("Failed controls of the foundational best practices", "ComplianceSecurityControlId", &[Equals("ComplianceStatus", "FAILED"), Equals("ComplianceAssociatedStandardsId", "standards/aws-foundational-security-best-practices/v/1.0.0")]),
    custom("Resources with exploitable vulnerabilities", "ResourceId", &[Equals("VulnerabilitiesExploitAvailable", "YES")]),
    custom("Payments <b>team</b> & \"legacy\" by resource type", "ResourceType", &[Tag("team", "payments")]),
];

const EC2_INSTANCE: Filter = Equals("ResourceType", "AwsEc2Instance");
const S3_BUCKET: Filter = Equals("ResourceType", "AwsS3Bucket");
const BEST_PRACTICES: Filter =
    Equals("Type", "Software and Configuration Checks/Industry and Regulatory Standards/AWS Security Best Practices");
const REACHABLE: Filter =
    Prefix("Type", &["Software and Configuration Checks/AWS Security Best Practices/Network Reachability"]);

/// The insights AWS manages, in the order of its list.
#[rustfmt::skip]
pub(super) const MANAGED: &[Insight] = &[
    managed(1, "AWS resources with the most findings", "ResourceId", true, &[]),
    managed(10, "S3 buckets with public write or read permissions", "ResourceId", true, &[Prefix("Type", &["Effects/Data Exposure"]), S3_BUCKET]),
    managed(3, "AMIs that are generating the most findings", "ResourceAwsEc2InstanceImageId", true, &[EC2_INSTANCE]),
    managed(14, "EC2 instances involved in known Tactics, Techniques, and Procedures (TTPs)", "ResourceId", true, &[Prefix("Type", &["TTPs"]), EC2_INSTANCE]),
    managed(9, "AWS principals with suspicious access key activity", "ResourceAwsIamAccessKeyPrincipalName", true, &[Equals("ResourceType", "AwsIamAccessKey")]),
    managed(6, "AWS resources instances that don't meet security standards / best practices", "ResourceId", true, &[BEST_PRACTICES]),
    managed(7, "AWS resources associated with potential data exfiltration", "ResourceId", true, &[Prefix("Type", &["Effects/Data Exfiltration/"])]),
    managed(8, "AWS resources associated with unauthorized resource consumption", "ResourceId", true, &[Prefix("Type", &["Effects/Resource Consumption"])]),
    managed(11, "S3 buckets that don't meet security standards / best practice", "ResourceId", true, &[S3_BUCKET, BEST_PRACTICES]),
    managed(12, "S3 buckets with sensitive data", "ResourceId", true, &[S3_BUCKET, Prefix("Type", &["Sensitive Data Identifications/"])]),
    managed(13, "Credentials that may have leaked", "ResourceId", true, &[Prefix("Type", &["Sensitive Data Identifications/Passwords/"])]),
    managed(16, "EC2 instances that have missing security patches for important vulnerabilities", "ResourceId", true, &[Prefix("Type", &["Software and Configuration Checks/Vulnerabilities/CVE"]), EC2_INSTANCE]),
    managed(17, "EC2 instances with general unusual behavior", "ResourceId", true, &[Prefix("Type", &["Unusual Behaviors"]), EC2_INSTANCE]),
    managed(18, "EC2 instances that have ports accessible from the Internet", "ResourceId", true, &[REACHABLE, EC2_INSTANCE]),
    managed(19, "EC2 instances that don't meet security standards / best practices", "ResourceId", true, &[Prefix("Type", &["Software and Configuration Checks/Industry and Regulatory Standards/", "Software and Configuration Checks/AWS Security Best Practices"]), EC2_INSTANCE]),
    managed(21, "EC2 instances that are open to the Internet", "ResourceId", true, &[REACHABLE, EC2_INSTANCE]),
    managed(22, "EC2 instances associated with adversary reconnaissance", "ResourceId", true, &[Prefix("Type", &["TTPs/Discovery/Recon"]), EC2_INSTANCE]),
    managed(23, "AWS resources that are associated with malware", "ResourceId", true, &[Prefix("Type", &["Effects/Data Exfiltration/Trojan", "TTPs/Initial Access/Trojan", "TTPs/Command and Control/Backdoor", "TTPs/Command and Control/Trojan", "Software and Configuration Checks/Backdoor", "Unusual Behaviors/VM/Backdoor"])]),
    managed(24, "AWS resources associated with cryptocurrency issues", "ResourceId", true, &[Prefix("Type", &["Effects/Resource Consumption/Cryptocurrency", "TTPs/Command and Control/CryptoCurrency"])]),
    managed(25, "AWS resources with unauthorized access attempts", "ResourceId", true, &[Prefix("Type", &["TTPs/Command and Control/UnauthorizedAccess", "TTPs/Initial Access/UnauthorizedAccess", "Effects/Data Exfiltration/UnauthorizedAccess", "Unusual Behaviors/User/UnauthorizedAccess", "Effects/Resource Consumption/UnauthorizedAccess"])]),
    managed(26, "Threat Intel indicators with the most hits in the last week", "ThreatIntelIndicatorValue", false, &[WithinDays("CreatedAt", 7)]),
    managed(27, "Top accounts by counts of findings", "AwsAccountId", true, &[]),
    managed(28, "Top products by counts of findings", "ProductArn", true, &[]),
    managed(29, "Severity by counts of findings", "SeverityLabel", true, &[]),
    managed(30, "Top S3 buckets by counts of findings", "ResourceId", true, &[S3_BUCKET]),
    managed(31, "Top EC2 instances by counts of findings", "ResourceId", true, &[EC2_INSTANCE]),
    managed(32, "Top AMIs by counts of findings", "ResourceAwsEc2InstanceImageId", true, &[EC2_INSTANCE]),
    managed(33, "Top IAM users by counts of findings", "ResourceAwsIamAccessKeyUserName", true, &[Equals("ResourceType", "AwsIamAccessKey")]),
    managed(34, "Top resources by counts of failed CIS checks", "ResourceId", true, &[Prefix("GeneratorId", &["arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule"]), WithinDays("UpdatedAt", 1), Equals("ComplianceStatus", "FAILED")]),
    managed(35, "Top integrations by counts of findings", "ProductArn", true, &[]),
    managed(36, "Resources with the most failed security checks", "ResourceId", true, &[WithinDays("UpdatedAt", 1), Equals("ComplianceStatus", "FAILED")]),
    managed(37, "IAM users with suspicious activity", "ResourceAwsIamUserUserName", true, &[Equals("ResourceType", "AwsIamUser")]),
];
