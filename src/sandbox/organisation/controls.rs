//! The Security Hub controls that report findings, with AWS's ids, titles and severities.
//!
//! Standards are letters: F for AWS Foundational Security Best Practices, N for NIST 800-53, C for the CIS
//! foundations benchmark, P for PCI DSS; [`standards`](super::standards) says which version of each is enabled.
//! Descriptions follow from titles. Controls without findings are in [`unreported`](super::unreported).

use super::kinds::Kind;
use super::labels::Severity;
use super::standards;
use super::unreported::{DISABLED, UNREPORTED};

/// One control.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Control {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) kind: Kind,
    /// The standards in which the control is enabled.
    standards: &'static str,
    pub(crate) title: &'static str,
}

/// What the organisation decided about a control in one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Association {
    Enabled,
    Disabled { reason: &'static str },
}

impl Control {
    /// Returns `Compliance.AssociatedStandards[].StandardsId` of each standard the control is enabled in.
    pub(crate) fn standards(&self) -> impl Iterator<Item = &'static str> {
        self.standards.chars().filter_map(standards::enabled).map(|standard| standard.id)
    }

    /// Returns how the control stands in the standard `letter`; none if the standard does not have it.
    pub(crate) fn association(&self, letter: char) -> Option<Association> {
        if self.standards.contains(letter) {
            return Some(Association::Enabled);
        }
        let disabled = DISABLED.iter().find(|disabled| disabled.id == self.id && disabled.standards.contains(letter));
        disabled.map(|disabled| Association::Disabled { reason: disabled.reason })
    }

    /// Says whether the control is enabled in any standard.
    pub(crate) fn is_enabled(&self) -> bool {
        !self.standards.is_empty()
    }

    /// Returns `Compliance.RelatedRequirements`: what the standards call this control.
    pub(crate) fn requirements(&self) -> Vec<String> {
        self.standards.chars().filter_map(|letter| self.requirement(letter)).collect()
    }

    /// Returns what the standard `letter` calls this control, unless it is AWS's own.
    pub(crate) fn requirement(&self, letter: char) -> Option<String> {
        let number = self.id.bytes().map(usize::from).sum::<usize>() % 12 + 1;
        match letter {
            'N' => Some(format!("NIST.800-53.r5 AC-{number}")),
            'C' => {
                let recommendation = self.cis_number()?.split('.').take(3).collect::<Vec<_>>().join(".");
                Some(format!("CIS AWS Foundations Benchmark v3.0.0/{recommendation}"))
            }
            'P' => Some(format!("PCI DSS v4.0.1/{number}.2.1")),
            _ => None,
        }
    }

    /// Returns the control's id within the standard `letter`: CIS has its own, the others use Security Hub's.
    pub(crate) fn id_within(&self, letter: char) -> &'static str {
        self.cis_number().filter(|_| letter == 'C').unwrap_or(self.id)
    }

    /// Returns the control's number in version 3.0.0 of the CIS benchmark. Two controls of recommendation 2.1.4
    /// have a fourth part, which the recommendation has not.
    fn cis_number(&self) -> Option<&'static str> {
        let number = match self.id {
            "Account.1" => "1.2",
            "CloudTrail.1" => "3.1",
            "CloudTrail.2" => "3.5",
            "CloudTrail.4" => "3.2",
            "Config.1" => "3.3",
            "EC2.2" => "5.4",
            "EC2.6" => "3.7",
            "EC2.7" => "2.2.1",
            "EC2.8" => "5.6",
            "EC2.53" => "5.2",
            "EFS.1" => "2.4.1",
            "IAM.2" => "1.15",
            "IAM.3" => "1.14",
            "IAM.4" => "1.4",
            "IAM.5" => "1.10",
            "IAM.6" => "1.6",
            "IAM.9" => "1.5",
            "IAM.22" => "1.12",
            "KMS.4" => "3.6",
            "RDS.2" => "2.3.3",
            "RDS.3" => "2.3.1",
            "S3.1" => "2.1.4.1",
            "S3.5" => "2.1.1",
            "S3.8" => "2.1.4.2",
            "S3.20" => "2.1.2",
            _ => return None,
        };
        Some(number)
    }

    /// Returns what the control checks, in a sentence.
    pub(crate) fn description(&self) -> String {
        format!("This control checks a requirement and fails where it is not met: {}.", self.title)
    }

    /// Returns where AWS says how a failed check is mended.
    pub(crate) fn remediation_url(&self) -> String {
        format!("https://docs.aws.amazon.com/console/securityhub/{}/remediation", self.id)
    }

    /// Returns the one parameter this control is configured with, if it has any.
    pub(crate) fn parameter(&self) -> Option<(&'static str, &'static str)> {
        match self.id {
            "IAM.3" | "IAM.22" | "SecretsManager.4" => Some(("maxAccessKeyAge", "90")),
            "IAM.7" => Some(("MinimumPasswordLength", "14")),
            "RDS.11" => Some(("backupRetentionMinimum", "7")),
            "EC2.19" => Some(("restrictedPorts", "22,3389")),
            _ => None,
        }
    }
}

/// Returns all controls, reporting or not, in the order of their ids: by service, then by number.
pub(crate) fn all() -> Vec<&'static Control> {
    let mut controls: Vec<&Control> = CONTROLS.iter().chain(UNREPORTED).collect();
    controls.sort_by_cached_key(|control| {
        let (service, number) = control.id.split_once('.').unwrap_or((control.id, ""));
        (service.to_ascii_lowercase(), number.parse::<u32>().unwrap_or_default())
    });
    controls
}

pub(super) const fn control(
    id: &'static str,
    severity: Severity,
    kind: Kind,
    standards: &'static str,
    title: &'static str,
) -> Control {
    Control { id, severity, kind, standards, title }
}

use Severity::{Critical, High, Low, Medium};

/// All controls that report findings, in the order of their ids.
#[rustfmt::skip]
pub(crate) const CONTROLS: &[Control] = &[
    control("Account.1", Medium, Kind::Account, "FN", "Security contact information should be provided for an AWS account"),
    control("APIGateway.1", Medium, Kind::ApiStage, "FN", "API Gateway REST and WebSocket API execution logging should be enabled"),
    control("APIGateway.2", Medium, Kind::ApiStage, "FN", "API Gateway REST API stages should be configured to use SSL certificates for backend authentication"),
    control("AutoScaling.1", Low, Kind::AutoScalingGroup, "FN", "Auto Scaling groups associated with a load balancer should use ELB health checks"),
    control("AutoScaling.2", Medium, Kind::AutoScalingGroup, "FN", "Amazon EC2 Auto Scaling group should cover multiple Availability Zones"),
    control("CloudFront.1", High, Kind::CloudFront, "FN", "CloudFront distributions should have a default root object configured"),
    control("CloudFront.3", Medium, Kind::CloudFront, "FNP", "CloudFront distributions should require encryption in transit"),
    control("CloudTrail.1", High, Kind::Account, "FNC", "CloudTrail should be enabled and configured with at least one multi-Region trail that includes read and write management events"),
    control("CloudTrail.2", Medium, Kind::CloudTrail, "FNCP", "CloudTrail should have encryption at-rest enabled"),
    control("CloudTrail.4", Low, Kind::CloudTrail, "FNCP", "CloudTrail log file validation should be enabled"),
    control("CodeBuild.1", Critical, Kind::CodeBuildProject, "FNP", "CodeBuild Bitbucket source repository URLs should not contain sensitive credentials"),
    control("CodeBuild.2", Critical, Kind::CodeBuildProject, "FNP", "CodeBuild project environment variables should not contain clear text credentials"),
    control("Config.1", Critical, Kind::Account, "FNC", "AWS Config should be enabled and use the service-linked role for resource recording"),
    control("DynamoDB.2", Medium, Kind::DynamoDbTable, "FN", "DynamoDB tables should have point-in-time recovery enabled"),
    control("DynamoDB.6", Medium, Kind::DynamoDbTable, "FN", "DynamoDB tables should have deletion protection enabled"),
    control("EC2.1", Critical, Kind::Account, "FNP", "Amazon EBS snapshots should not be publicly restorable"),
    control("EC2.2", High, Kind::Ec2SecurityGroup, "FNC", "VPC default security groups should not allow inbound or outbound traffic"),
    control("EC2.3", Medium, Kind::Ec2Volume, "FN", "Attached Amazon EBS volumes should be encrypted at-rest"),
    control("EC2.6", Medium, Kind::Ec2Vpc, "FNCP", "VPC flow logging should be enabled in all VPCs"),
    control("EC2.7", Medium, Kind::Account, "FNC", "EBS default encryption should be enabled"),
    control("EC2.8", High, Kind::Ec2Instance, "FNC", "EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)"),
    control("EC2.9", High, Kind::Ec2Instance, "FN", "Amazon EC2 instances should not have a public IPv4 address"),
    control("EC2.15", Medium, Kind::Ec2Subnet, "FNP", "Amazon EC2 subnets should not automatically assign public IP addresses"),
    control("EC2.18", High, Kind::Ec2SecurityGroup, "FN", "Security groups should only allow unrestricted incoming traffic for authorized ports"),
    control("EC2.19", Critical, Kind::Ec2SecurityGroup, "FN", "Security groups should not allow unrestricted access to ports with high risk"),
    control("EC2.53", High, Kind::Ec2SecurityGroup, "CP", "EC2 security groups should not allow ingress from 0.0.0.0/0 to remote server administration ports"),
    control("ECR.1", High, Kind::EcrRepository, "FNP", "ECR private repositories should have image scanning configured"),
    control("ECR.2", Medium, Kind::EcrRepository, "FN", "ECR private repositories should have tag immutability configured"),
    control("ECS.2", High, Kind::EcsService, "FNP", "ECS services should not have public IP addresses assigned to them automatically"),
    control("ECS.8", High, Kind::EcsTaskDefinition, "FNP", "Secrets should not be passed as container environment variables"),
    control("EFS.1", Medium, Kind::FileSystem, "FNC", "Elastic File System should be configured to encrypt file data at-rest using AWS KMS"),
    control("EKS.1", High, Kind::EksCluster, "FNP", "EKS cluster endpoints should not be publicly accessible"),
    control("EKS.2", High, Kind::EksCluster, "FNP", "EKS clusters should run on a supported Kubernetes version"),
    control("ELB.1", Medium, Kind::LoadBalancer, "FN", "Application Load Balancer should be configured to redirect all HTTP requests to HTTPS"),
    control("ELB.5", Medium, Kind::LoadBalancer, "FN", "Application and Classic Load Balancers logging should be enabled"),
    control("GuardDuty.1", High, Kind::Account, "FNP", "GuardDuty should be enabled"),
    control("IAM.1", High, Kind::IamPolicy, "FNP", "IAM policies should not allow full \"*\" administrative privileges"),
    control("IAM.2", Low, Kind::IamUser, "FNC", "IAM users should not have IAM policies attached"),
    control("IAM.3", Medium, Kind::IamUser, "FNCP", "IAM users' access keys should be rotated every 90 days or less"),
    control("IAM.4", Critical, Kind::Account, "FNCP", "IAM root user access key should not exist"),
    control("IAM.5", Medium, Kind::IamUser, "FNCP", "MFA should be enabled for all IAM users that have a console password"),
    control("IAM.6", Critical, Kind::Account, "FNCP", "Hardware MFA should be enabled for the root user"),
    control("IAM.7", Medium, Kind::Account, "FNP", "Password policies for IAM users should have strong configurations"),
    control("IAM.22", Medium, Kind::IamUser, "C", "IAM user credentials unused for 45 days should be removed"),
    control("KMS.3", Critical, Kind::KmsKey, "FN", "AWS KMS keys should not be deleted unintentionally"),
    control("KMS.4", Medium, Kind::KmsKey, "NCP", "AWS KMS key rotation should be enabled"),
    control("Lambda.1", Critical, Kind::LambdaFunction, "FNP", "Lambda function policies should prohibit public access"),
    control("Lambda.2", Medium, Kind::LambdaFunction, "FNP", "Lambda functions should use supported runtimes"),
    control("Opensearch.1", Medium, Kind::SearchDomain, "FNP", "OpenSearch domains should have encryption at rest enabled"),
    control("RDS.1", Critical, Kind::RdsSnapshot, "FNP", "RDS snapshot should be private"),
    control("RDS.2", Critical, Kind::RdsInstance, "FNCP", "RDS DB Instances should prohibit public access, as determined by the PubliclyAccessible configuration"),
    control("RDS.3", Medium, Kind::RdsInstance, "FNC", "RDS DB instances should have encryption at-rest enabled"),
    control("RDS.5", Medium, Kind::RdsInstance, "FN", "RDS DB instances should be configured with multiple Availability Zones"),
    control("RDS.7", Medium, Kind::RdsCluster, "FN", "RDS clusters should have deletion protection enabled"),
    control("RDS.11", Medium, Kind::RdsInstance, "FN", "RDS instances should have automatic backups enabled"),
    control("Redshift.1", Critical, Kind::RedshiftCluster, "FNP", "Amazon Redshift clusters should prohibit public access"),
    control("S3.1", Medium, Kind::Account, "FNCP", "S3 general purpose buckets should have block public access settings enabled"),
    control("S3.2", Critical, Kind::S3Bucket, "FNP", "S3 general purpose buckets should block public read access"),
    control("S3.3", Critical, Kind::S3Bucket, "FN", "S3 general purpose buckets should block public write access"),
    control("S3.5", Medium, Kind::S3Bucket, "FNCP", "S3 general purpose buckets should require requests to use SSL"),
    control("S3.8", High, Kind::S3Bucket, "FNCP", "S3 general purpose buckets should block public access"),
    control("S3.9", Medium, Kind::S3Bucket, "FNP", "S3 general purpose buckets should have server access logging enabled"),
    control("SecretsManager.1", Medium, Kind::Secret, "FNP", "Secrets Manager secrets should have automatic rotation enabled"),
    control("SecretsManager.4", Medium, Kind::Secret, "FNP", "Secrets Manager secrets should be rotated within a specified number of days"),
    control("SNS.1", Medium, Kind::SnsTopic, "N", "SNS topics should be encrypted at-rest using AWS KMS"),
    control("SQS.1", Medium, Kind::SqsQueue, "FN", "Amazon SQS queues should be encrypted at rest"),
    control("SSM.1", Medium, Kind::Ec2Instance, "FNP", "Amazon EC2 instances should be managed by AWS Systems Manager"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_control_has_an_id_of_its_own_within_each_standard() {
        for letter in ['F', 'N', 'C', 'P', 'T'] {
            let within = |control: &&&Control| control.association(letter).is_some();
            let controls: Vec<_> = all();
            let ids: Vec<&str> = controls.iter().filter(within).map(|control| control.id_within(letter)).collect();
            assert!(!ids.is_empty(), "{letter}");
            assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{letter}: {ids:?}");
        }
    }

    #[test]
    fn every_control_of_the_cis_benchmark_has_its_number() {
        for control in all().into_iter().filter(|control| control.association('C').is_some()) {
            assert!(control.cis_number().is_some(), "{}", control.id);
        }
    }

    #[test]
    fn a_control_is_not_both_enabled_and_disabled_in_a_standard() {
        for disabled in DISABLED {
            let control = all().into_iter().find(|control| control.id == disabled.id);
            let control = control.unwrap_or_else(|| panic!("{} is no control", disabled.id));
            assert!(!control.standards.chars().any(|letter| disabled.standards.contains(letter)), "{}", control.id);
        }
    }

    #[test]
    fn controls_are_ordered_by_service_and_number() {
        let ids: Vec<&str> = all().iter().map(|control| control.id).collect();
        let place = |id: &str| ids.iter().position(|other| *other == id);
        assert!(place("EC2.9") < place("EC2.10") && place("Account.1") < place("APIGateway.1"));
    }
}
