//! Controls without a single finding: disabled ones, and enabled ones that have no resource to check.
//!
//! A control may also be disabled in one standard and enabled in another; [`DISABLED`] says so of every control,
//! reporting or not, and why. Standards are letters as in [`controls`](super::controls).

use super::controls::{Control, control};
use super::kinds::Kind;
use super::labels::Severity::{Critical, High, Low, Medium};

/// A control that the organisation disabled in some standards.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disabled {
    pub(crate) id: &'static str,
    pub(crate) standards: &'static str,
    pub(crate) reason: &'static str,
}

const fn disabled(id: &'static str, standards: &'static str, reason: &'static str) -> Disabled {
    Disabled { id, standards, reason }
}

/// The control that only one region has.
pub(crate) const GLOBAL: (&str, &str) = ("WAF.1", "us-east-1");

/// Controls that report nothing, the enabled ones first. Without a resource a control is about the account.
#[rustfmt::skip]
pub(crate) const UNREPORTED: &[Control] = &[
    control("DMS.1", Critical, Kind::Account, "FNP", "Database Migration Service replication instances should not be public"),
    control("EMR.1", High, Kind::Account, "FNP", "Amazon EMR cluster primary nodes should not have public IP addresses"),
    control("SageMaker.1", High, Kind::Account, "FN", "Amazon SageMaker AI notebook instances should not have direct internet access"),
    control("WAF.1", Medium, Kind::Account, "FN", "AWS WAF Classic Global Web ACL logging should be enabled"),
    control("EC2.10", Medium, Kind::Ec2Vpc, "", "Amazon EC2 should be configured to use VPC endpoints that are created for the Amazon EC2 service"),
    control("EC2.38", Low, Kind::Ec2Instance, "", "EC2 instances should be tagged"),
    control("DynamoDB.5", Low, Kind::DynamoDbTable, "", "DynamoDB tables should be tagged"),
    control("IAM.9", Critical, Kind::Account, "", "MFA should be enabled for the root user"),
    control("Lambda.3", Low, Kind::LambdaFunction, "", "Lambda functions should be in a VPC"),
    control("Lambda.6", Low, Kind::LambdaFunction, "", "Lambda functions should be tagged"),
    control("Macie.1", Medium, Kind::Account, "", "Amazon Macie should be enabled"),
    control("S3.7", Low, Kind::S3Bucket, "", "S3 general purpose buckets should use cross-Region replication"),
    control("S3.11", Medium, Kind::S3Bucket, "", "S3 general purpose buckets should have event notifications enabled"),
    control("S3.20", Low, Kind::S3Bucket, "", "S3 general purpose buckets should have MFA delete enabled"),
];

/// All decisions against a control.
#[rustfmt::skip]
pub(crate) const DISABLED: &[Disabled] = &[
    disabled("Account.1", "C", "The contact is kept by the management account"),
    disabled("CloudFront.1", "P", "No distribution serves cardholder data"),
    disabled("EC2.8", "P", "Enforced by a service control policy"),
    disabled("EC2.10", "FN", "Traffic leaves through the central network account"),
    disabled("EC2.38", "T", "The standard is not enabled"),
    disabled("DynamoDB.5", "T", "The standard is not enabled"),
    disabled("IAM.9", "NCP", "Hardware MFA is required instead, see IAM.6"),
    disabled("Lambda.3", "N", "Functions without private resources stay outside a VPC"),
    disabled("Lambda.6", "T", "The standard is not enabled"),
    disabled("Macie.1", "FN", "Macie is enabled for the accounts with customer data only"),
    disabled("S3.7", "N", "Backups cover the loss of a Region"),
    disabled("S3.11", "N", "Buckets without consumers need no notifications"),
    disabled("S3.20", "NC", "Object Lock is used instead"),
];
