//! The Security Hub controls the organisation has enabled, with AWS's ids, titles and severities.
//!
//! Standards are letters: F for AWS Foundational Security Best Practices, N for NIST 800-53, C for the CIS
//! foundations benchmark, P for PCI DSS. Descriptions follow from titles.

use super::kinds::Kind;
use super::labels::Severity;

/// One enabled control.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Control {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) kind: Kind,
    standards: &'static str,
    pub(crate) title: &'static str,
}

impl Control {
    /// Returns `Compliance.AssociatedStandards[].StandardsId` of each standard the control is part of.
    pub(crate) fn standards(&self) -> impl Iterator<Item = &'static str> {
        self.standards.chars().map(|letter| match letter {
            'N' => "standards/nist-800-53/v/5.0.0",
            'C' => "standards/cis-aws-foundations-benchmark/v/3.0.0",
            'P' => "standards/pci-dss/v/4.0.1",
            _ => "standards/aws-foundational-security-best-practices/v/1.0.0",
        })
    }

    /// Returns `Compliance.RelatedRequirements`: what the standards call this control.
    pub(crate) fn requirements(&self) -> Vec<String> {
        let number = self.id.bytes().map(usize::from).sum::<usize>() % 12 + 1;
        let requirement = |letter| match letter {
            'N' => Some(format!("NIST.800-53.r5 AC-{number}")),
            'C' => Some(format!("CIS AWS Foundations Benchmark v3.0.0/{}.{number}", number % 5 + 1)),
            'P' => Some(format!("PCI DSS v4.0.1/{number}.2.1")),
            _ => None,
        };
        self.standards.chars().filter_map(requirement).collect()
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

const fn control(
    id: &'static str,
    severity: Severity,
    kind: Kind,
    standards: &'static str,
    title: &'static str,
) -> Control {
    Control { id, severity, kind, standards, title }
}

use Severity::{Critical, High, Low, Medium};

/// All enabled controls, in the order of their ids.
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
