//! The kinds of resources an organisation has: AWS's type name and how an ARN of that kind is written.
//!
//! In an ARN pattern `{p}` is the partition, `{r}` the region, `{a}` the account, `{n}` the resource's name,
//! `{x}` its hexadecimal id, `{h}` its number in capitals and `{d}` a container image's digest. A pattern without a
//! region is a global resource's.

/// A kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Kind {
    Account,
    Ec2Instance,
    Ec2SecurityGroup,
    Ec2Volume,
    Ec2Vpc,
    Ec2Subnet,
    Ec2NetworkInterface,
    AutoScalingGroup,
    S3Bucket,
    S3Object,
    IamUser,
    IamRole,
    IamPolicy,
    IamAccessKey,
    LambdaFunction,
    EcrRepository,
    EcrImage,
    EcsService,
    EcsTaskDefinition,
    EksCluster,
    RdsInstance,
    RdsCluster,
    RdsSnapshot,
    DynamoDbTable,
    KmsKey,
    SqsQueue,
    SnsTopic,
    LoadBalancer,
    ApiStage,
    CloudTrail,
    CloudFront,
    Secret,
    FileSystem,
    SearchDomain,
    RedshiftCluster,
    CodeBuildProject,
}

impl Kind {
    /// Returns `Resources[].Type`.
    pub(crate) fn type_name(self) -> &'static str {
        self.facts().0
    }

    /// Returns the pattern of `Resources[].Id`.
    pub(crate) fn pattern(self) -> &'static str {
        self.facts().1
    }

    /// Says whether resources of this kind can carry tags.
    pub(crate) fn has_tags(self) -> bool {
        !matches!(self, Self::Account | Self::IamAccessKey | Self::IamPolicy | Self::EcrImage | Self::S3Object)
    }

    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Account => ("AwsAccount", "AWS::::Account:{a}"),
            Self::Ec2Instance => ("AwsEc2Instance", "arn:{p}:ec2:{r}:{a}:instance/i-{x}"),
            Self::Ec2SecurityGroup => ("AwsEc2SecurityGroup", "arn:{p}:ec2:{r}:{a}:security-group/sg-{x}"),
            Self::Ec2Volume => ("AwsEc2Volume", "arn:{p}:ec2:{r}:{a}:volume/vol-{x}"),
            Self::Ec2Vpc => ("AwsEc2Vpc", "arn:{p}:ec2:{r}:{a}:vpc/vpc-{x}"),
            Self::Ec2Subnet => ("AwsEc2Subnet", "arn:{p}:ec2:{r}:{a}:subnet/subnet-{x}"),
            Self::Ec2NetworkInterface => ("AwsEc2NetworkInterface", "arn:{p}:ec2:{r}:{a}:network-interface/eni-{x}"),
            Self::AutoScalingGroup => (
                "AwsAutoScalingAutoScalingGroup",
                "arn:{p}:autoscaling:{r}:{a}:autoScalingGroup:{x}:autoScalingGroupName/{n}",
            ),
            Self::S3Bucket => ("AwsS3Bucket", "arn:{p}:s3:::{n}"),
            Self::S3Object => ("AwsS3Object", "arn:{p}:s3:::{n}/exports/{x}.csv"),
            Self::IamUser => ("AwsIamUser", "arn:{p}:iam::{a}:user/{n}"),
            Self::IamRole => ("AwsIamRole", "arn:{p}:iam::{a}:role/{n}"),
            Self::IamPolicy => ("AwsIamPolicy", "arn:{p}:iam::{a}:policy/{n}"),
            Self::IamAccessKey => ("AwsIamAccessKey", "AWS::IAM::AccessKey:AKIA{x}"),
            Self::LambdaFunction => ("AwsLambdaFunction", "arn:{p}:lambda:{r}:{a}:function:{n}"),
            Self::EcrRepository => ("AwsEcrRepository", "arn:{p}:ecr:{r}:{a}:repository/{n}"),
            Self::EcrImage => ("AwsEcrContainerImage", "arn:{p}:ecr:{r}:{a}:repository/{n}/sha256:{d}"),
            Self::EcsService => ("AwsEcsService", "arn:{p}:ecs:{r}:{a}:service/main/{n}"),
            Self::EcsTaskDefinition => ("AwsEcsTaskDefinition", "arn:{p}:ecs:{r}:{a}:task-definition/{n}:7"),
            Self::EksCluster => ("AwsEksCluster", "arn:{p}:eks:{r}:{a}:cluster/{n}"),
            Self::RdsInstance => ("AwsRdsDbInstance", "arn:{p}:rds:{r}:{a}:db:{n}"),
            Self::RdsCluster => ("AwsRdsDbCluster", "arn:{p}:rds:{r}:{a}:cluster:{n}"),
            Self::RdsSnapshot => ("AwsRdsDbSnapshot", "arn:{p}:rds:{r}:{a}:snapshot:rds:{n}"),
            Self::DynamoDbTable => ("AwsDynamoDbTable", "arn:{p}:dynamodb:{r}:{a}:table/{n}"),
            Self::KmsKey => ("AwsKmsKey", "arn:{p}:kms:{r}:{a}:key/{x}"),
            Self::SqsQueue => ("AwsSqsQueue", "arn:{p}:sqs:{r}:{a}:{n}"),
            Self::SnsTopic => ("AwsSnsTopic", "arn:{p}:sns:{r}:{a}:{n}"),
            Self::LoadBalancer => {
                ("AwsElbv2LoadBalancer", "arn:{p}:elasticloadbalancing:{r}:{a}:loadbalancer/app/{n}/{x}")
            }
            Self::ApiStage => ("AwsApiGatewayStage", "arn:{p}:apigateway:{r}::/restapis/{x}/stages/live"),
            Self::CloudTrail => ("AwsCloudTrailTrail", "arn:{p}:cloudtrail:{r}:{a}:trail/{n}"),
            Self::CloudFront => ("AwsCloudFrontDistribution", "arn:{p}:cloudfront::{a}:distribution/E{x}"),
            Self::Secret => ("AwsSecretsManagerSecret", "arn:{p}:secretsmanager:{r}:{a}:secret:{n}"),
            Self::FileSystem => ("AwsEfsFileSystem", "arn:{p}:elasticfilesystem:{r}:{a}:file-system/fs-{x}"),
            Self::SearchDomain => ("AwsOpenSearchServiceDomain", "arn:{p}:es:{r}:{a}:domain/{n}"),
            Self::RedshiftCluster => ("AwsRedshiftCluster", "arn:{p}:redshift:{r}:{a}:cluster:{n}"),
            Self::CodeBuildProject => ("AwsCodeBuildProject", "arn:{p}:codebuild:{r}:{a}:project/{n}"),
        }
    }
}
