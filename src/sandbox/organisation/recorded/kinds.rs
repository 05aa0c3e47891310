//! What Config calls the kinds of resources it records, and how many of each there are.
//!
//! A resource's id in Config is AWS's own id of it (`i-0abc`, a bucket's name), only for some kinds its ARN; a pattern
//! is written as in [`kinds`](super::super::kinds), an empty one stands for the ARN. The account itself is not
//! recorded, but rules are evaluated against it.

use super::super::kinds::Kind;

/// Where resources of a kind are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// In one Availability Zone of the region.
    One,
    /// In what `availabilityZone` says instead.
    Said(&'static str),
}

/// What Config knows of a kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) type_name: &'static str,
    /// The pattern of `resourceId`; empty for the ARN.
    pub(super) id: &'static str,
    /// The pattern of `resourceName`; empty for none.
    pub(super) name: &'static str,
    pub(super) zone: Zone,
    /// How many more than those that can have findings an account has in a region, at most.
    pub(super) more: usize,
}

const NONE: Zone = Zone::Said("Not Applicable");
const REGIONAL: Zone = Zone::Said("Regional");
const MANY: Zone = Zone::Said("Multiple Availability Zones");

const fn facts(type_name: &'static str, id: &'static str, name: &'static str, zone: Zone, more: usize) -> Facts {
    Facts { type_name, id, name, zone, more }
}

/// All kinds, in the order of their types' names.
#[rustfmt::skip]
pub(crate) const KINDS: &[(Kind, Facts)] = &[
    (Kind::Account, facts("AWS::::Account", "{a}", "", NONE, 0)),
    (Kind::ApiStage, facts("AWS::ApiGateway::Stage", "", "live", REGIONAL, 2)),
    (Kind::AutoScalingGroup, facts("AWS::AutoScaling::AutoScalingGroup", "", "{n}", MANY, 2)),
    (Kind::CloudFront, facts("AWS::CloudFront::Distribution", "E{x}", "", NONE, 1)),
    (Kind::CloudTrail, facts("AWS::CloudTrail::Trail", "{n}", "{n}", REGIONAL, 0)),
    (Kind::CodeBuildProject, facts("AWS::CodeBuild::Project", "", "{n}", NONE, 3)),
    (Kind::DynamoDbTable, facts("AWS::DynamoDB::Table", "{n}", "{n}", REGIONAL, 5)),
    (Kind::Ec2Instance, facts("AWS::EC2::Instance", "i-{x}", "", Zone::One, 16)),
    (Kind::Ec2NetworkInterface, facts("AWS::EC2::NetworkInterface", "eni-{x}", "", Zone::One, 24)),
    (Kind::Ec2SecurityGroup, facts("AWS::EC2::SecurityGroup", "sg-{x}", "{n}", NONE, 20)),
    (Kind::Ec2Subnet, facts("AWS::EC2::Subnet", "subnet-{x}", "", Zone::One, 6)),
    (Kind::Ec2Vpc, facts("AWS::EC2::VPC", "vpc-{x}", "", MANY, 0)),
    (Kind::Ec2Volume, facts("AWS::EC2::Volume", "vol-{x}", "", Zone::One, 18)),
    (Kind::EcrRepository, facts("AWS::ECR::Repository", "{n}", "{n}", REGIONAL, 3)),
    (Kind::EcsService, facts("AWS::ECS::Service", "", "{n}", NONE, 4)),
    (Kind::EcsTaskDefinition, facts("AWS::ECS::TaskDefinition", "", "", NONE, 6)),
    (Kind::FileSystem, facts("AWS::EFS::FileSystem", "fs-{x}", "", NONE, 1)),
    (Kind::EksCluster, facts("AWS::EKS::Cluster", "{n}", "{n}", NONE, 1)),
    (Kind::LoadBalancer, facts("AWS::ElasticLoadBalancingV2::LoadBalancer", "", "{n}", MANY, 3)),
    (Kind::IamPolicy, facts("AWS::IAM::Policy", "ANPA{h}", "{n}", NONE, 12)),
    (Kind::IamRole, facts("AWS::IAM::Role", "AROA{h}", "{n}", NONE, 20)),
    (Kind::IamUser, facts("AWS::IAM::User", "AIDA{h}", "{n}", NONE, 5)),
    (Kind::KmsKey, facts("AWS::KMS::Key", "{x}", "{x}", NONE, 4)),
    (Kind::LambdaFunction, facts("AWS::Lambda::Function", "{n}", "{n}", NONE, 14)),
    (Kind::SearchDomain, facts("AWS::OpenSearch::Domain", "{a}/{n}", "{n}", NONE, 1)),
    (Kind::RdsCluster, facts("AWS::RDS::DBCluster", "cluster-{h}", "{n}", MANY, 1)),
    (Kind::RdsInstance, facts("AWS::RDS::DBInstance", "db-{h}", "{n}", Zone::One, 4)),
    (Kind::RdsSnapshot, facts("AWS::RDS::DBSnapshot", "rds:{n}", "rds:{n}", NONE, 8)),
    (Kind::RedshiftCluster, facts("AWS::Redshift::Cluster", "{n}", "{n}", Zone::One, 0)),
    (Kind::S3Bucket, facts("AWS::S3::Bucket", "{n}", "{n}", REGIONAL, 12)),
    (Kind::Secret, facts("AWS::SecretsManager::Secret", "", "{n}", NONE, 6)),
    (Kind::SnsTopic, facts("AWS::SNS::Topic", "", "{n}", NONE, 4)),
    (Kind::SqsQueue, facts("AWS::SQS::Queue", "https://sqs.{r}.amazonaws.com/{a}/{n}", "{n}", NONE, 5)),
];

/// Returns what Config knows of `kind`, if it has resources of it.
pub(crate) fn of(kind: Kind) -> Option<&'static Facts> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, facts)| facts)
}

/// Says whether resources of `kind` belong to no region: they are recorded in the organisation's first.
pub(crate) fn is_global(kind: Kind) -> bool {
    matches!(kind, Kind::IamUser | Kind::IamRole | Kind::IamPolicy | Kind::CloudFront)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn kinds_and_their_types_are_listed_once() {
        let kinds: HashSet<Kind> = KINDS.iter().map(|(kind, _)| *kind).collect();
        let types: HashSet<&str> = KINDS.iter().map(|(_, facts)| facts.type_name).collect();
        assert_eq!((kinds.len(), types.len()), (KINDS.len(), KINDS.len()));
    }

    #[test]
    fn a_global_kind_has_no_region_in_its_arn() {
        for (kind, _) in KINDS.iter().filter(|(kind, _)| is_global(*kind)) {
            assert!(!kind.pattern().contains("{r}"), "{kind:?}");
        }
    }
}
