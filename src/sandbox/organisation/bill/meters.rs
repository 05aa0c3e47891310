//! What AWS charges for: services with their usage types, units and prices.
//!
//! Services come in the order of what organisations spend on them. Prices are those of us-east-1, in all regions.

use super::charges::Rhythm;

/// One usage type of a service.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) service: &'static str,
    /// `USAGE_TYPE` without the prefix of its region.
    pub(crate) usage_type: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) unit: &'static str,
    /// In 10^-10 USD a unit.
    pub(crate) price: i128,
    /// Units on a usual day of the largest account in its first region.
    pub(super) usage: f64,
    /// How many accounts use it, of a hundred.
    pub(super) adoption: u8,
    pub(super) rhythm: Rhythm,
    pub(crate) group: &'static str,
    /// The instance type that is charged for.
    pub(crate) instance: Option<&'static str>,
    pub(crate) engine: Option<&'static str>,
    /// Whether it is charged in no region.
    pub(super) is_global: bool,
}

impl Meter {
    /// Returns how many normalised units an hour of its instance is, unless it has none.
    pub(crate) fn normalized(&self) -> i128 {
        match self.instance.and_then(|instance| instance.rsplit('.').next()) {
            Some("micro") => 5,
            Some("medium") => 20,
            Some("large") => 40,
            Some("xlarge") => 80,
            Some("2xlarge") => 160,
            _ => 0,
        }
    }

    /// Returns whether a Compute Savings Plan covers it.
    pub(super) fn is_computing(&self) -> bool {
        self.service == COMPUTE && self.instance.is_some()
    }
}

pub(crate) const COMPUTE: &str = "Amazon Elastic Compute Cloud - Compute";
const OTHER: &str = "EC2 - Other";
const RDS: &str = "Amazon Relational Database Service";
const S3: &str = "Amazon Simple Storage Service";

/// A meter: service, usage type, operation, unit, price in millionths of a dollar, usage, adoption and group.
macro_rules! meter {
    ($service:expr, $usage_type:literal, $operation:literal, $unit:literal, $price:literal, $usage:literal,
     $adoption:literal, $group:literal $(, $member:ident = $value:expr)*) => {
        Meter { $($member: $value,)* ..Meter {
            service: $service, usage_type: $usage_type, operation: $operation, unit: $unit, price: $price * 10_000,
            usage: $usage, adoption: $adoption, rhythm: Rhythm::Week, group: $group, instance: None, engine: None,
            is_global: false,
        } }
    };
}

pub(super) static METERS: &[Meter] = &[
    meter!(
        COMPUTE,
        "BoxUsage:m5.large",
        "RunInstances",
        "Hrs",
        96_000,
        2_400.0,
        90,
        "EC2: Running Hours",
        instance = Some("m5.large")
    ),
    meter!(
        COMPUTE,
        "BoxUsage:m5.2xlarge",
        "RunInstances",
        "Hrs",
        384_000,
        620.0,
        55,
        "EC2: Running Hours",
        instance = Some("m5.2xlarge")
    ),
    meter!(
        COMPUTE,
        "BoxUsage:c5.xlarge",
        "RunInstances",
        "Hrs",
        170_000,
        900.0,
        60,
        "EC2: Running Hours",
        instance = Some("c5.xlarge")
    ),
    meter!(
        COMPUTE,
        "BoxUsage:t3.medium",
        "RunInstances",
        "Hrs",
        41_600,
        700.0,
        80,
        "EC2: Running Hours",
        instance = Some("t3.medium")
    ),
    meter!(
        RDS,
        "Multi-AZUsage:db.r5.xlarge",
        "CreateDBInstance:0014",
        "Hrs",
        1_000_000,
        120.0,
        55,
        "RDS: Running Hours",
        instance = Some("db.r5.xlarge"),
        engine = Some("PostgreSQL")
    ),
    meter!(
        RDS,
        "InstanceUsage:db.t3.medium",
        "CreateDBInstance:0002",
        "Hrs",
        72_000,
        300.0,
        60,
        "RDS: Running Hours",
        instance = Some("db.t3.medium"),
        engine = Some("MySQL")
    ),
    meter!(RDS, "RDS:GP2-Storage", "CreateDBInstance:0014", "GB-Mo", 115_000, 210.0, 60, "", rhythm = Rhythm::Steady),
    meter!(
        S3,
        "TimedStorage-ByteHrs",
        "StandardStorage",
        "GB-Mo",
        23_000,
        2_600.0,
        100,
        "S3: Storage - Standard",
        rhythm = Rhythm::Steady
    ),
    meter!(S3, "Requests-Tier1", "PutObject", "Requests", 5, 900_000.0, 95, "S3: API Requests - Standard"),
    meter!(S3, "Requests-Tier2", "GetObject", "Requests", 1, 4_200_000.0, 95, "S3: API Requests - Standard"),
    meter!(
        OTHER,
        "EBS:VolumeUsage.gp3",
        "CreateVolume-Gp3",
        "GB-Mo",
        80_000,
        420.0,
        90,
        "EC2: EBS - SSD(gp3)",
        rhythm = Rhythm::Steady
    ),
    meter!(
        OTHER,
        "NatGateway-Hours",
        "NatGateway",
        "Hrs",
        45_000,
        72.0,
        75,
        "EC2: NAT Gateway - Running Hours",
        rhythm = Rhythm::Steady
    ),
    meter!(OTHER, "NatGateway-Bytes", "NatGateway", "GB", 45_000, 640.0, 75, "EC2: NAT Gateway - Data Processed"),
    meter!(
        OTHER,
        "DataTransfer-Out-Bytes",
        "RunInstances",
        "GB",
        90_000,
        310.0,
        80,
        "EC2: Data Transfer - Internet (Out)"
    ),
    meter!("AmazonCloudWatch", "DataProcessing-Bytes", "PutLogEvents", "GB", 500_000, 64.0, 90, ""),
    meter!(
        "AmazonCloudWatch",
        "CW:MetricMonitorUsage",
        "MetricStorage",
        "Metrics",
        300_000,
        70.0,
        85,
        "CloudWatch: Metrics",
        rhythm = Rhythm::Steady
    ),
    meter!("AWS Lambda", "Lambda-GB-Second", "Invoke", "Lambda-GB-Second", 17, 2_100_000.0, 80, ""),
    meter!(
        "Amazon DynamoDB",
        "WriteRequestUnits",
        "PayPerRequestThroughput",
        "WriteRequestUnits",
        1,
        21_000_000.0,
        50,
        ""
    ),
    meter!(
        "Amazon ElastiCache",
        "NodeUsage:cache.r6g.large",
        "CreateCacheCluster:0002",
        "Hrs",
        206_000,
        96.0,
        35,
        "ElastiCache: Running Hours",
        instance = Some("cache.r6g.large"),
        rhythm = Rhythm::Steady
    ),
    meter!(
        "Amazon Elastic Load Balancing",
        "LoadBalancerUsage",
        "LoadBalancing:Application",
        "Hrs",
        22_500,
        190.0,
        75,
        "ELB: Running Hours",
        rhythm = Rhythm::Steady
    ),
    meter!(
        "Amazon Elastic Container Service for Kubernetes",
        "AmazonEKS-Hours:perCluster",
        "CreateOperation",
        "Hours",
        100_000,
        72.0,
        35,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!(
        "Amazon Virtual Private Cloud",
        "VpcEndpoint-Hours",
        "VpcEndpoint",
        "Hrs",
        10_000,
        620.0,
        65,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!("Amazon GuardDuty", "PaidEventsAnalyzed-Bytes", "FlowLogs", "GB", 1_000_000, 11.0, 100, ""),
    meter!(
        "AWS Security Hub",
        "PaidComplianceCheck",
        "ComplianceCheckOperation",
        "Checks",
        1_000,
        6_500.0,
        100,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!(
        "Amazon Inspector",
        "EC2InstanceScan",
        "InspectorScan",
        "Instances",
        40_000,
        110.0,
        95,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!("AWS Config", "ConfigurationItemRecorded", "None", "ConfigurationItemRecorded", 3_000, 1_900.0, 100, ""),
    meter!("AWS CloudTrail", "PaidEventsRecorded", "None", "Events", 20, 260_000.0, 100, ""),
    meter!("AWS Key Management Service", "KMS-Requests", "Decrypt", "Requests", 3, 1_700_000.0, 90, ""),
    meter!(
        "Amazon EC2 Container Registry (ECR)",
        "TimedStorage-ByteHrs",
        "StandardStorage",
        "GB-Mo",
        100_000,
        24.0,
        60,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!(
        "AWS Secrets Manager",
        "AWSSecretsManager-Secrets",
        "Secrets",
        "Secrets",
        400_000,
        5.0,
        75,
        "",
        rhythm = Rhythm::Steady
    ),
    meter!("Amazon Simple Queue Service", "Requests-RBP", "SendMessage", "Requests", 1, 2_900_000.0, 60, ""),
    meter!("Amazon API Gateway", "ApiGatewayRequest", "ApiGatewayRequest", "Requests", 4, 520_000.0, 45, ""),
    meter!("Amazon Athena", "DataScannedInTB", "ExecuteQuery", "Terabytes", 5_000_000, 0.6, 25, ""),
    meter!("AWS WAF", "WebACLV2", "WAF", "Month", 5_000_000, 0.3, 35, "", rhythm = Rhythm::Steady),
    meter!("Amazon CloudFront", "DataTransfer-Out-Bytes", "GET", "GB", 85_000, 260.0, 30, "", is_global = true),
    meter!("Amazon Route 53", "DNS-Queries", "A", "Queries", 1, 900_000.0, 55, "", is_global = true),
    meter!(
        "AWS Cost Explorer",
        "USE1-APIRequest",
        "GetCostAndUsage",
        "Requests",
        10_000,
        60.0,
        20,
        "",
        is_global = true
    ),
];

/// What is charged to some accounts only, and not for usage.
macro_rules! fee {
    ($name:ident, $service:expr, $usage_type:literal, $operation:literal, $unit:literal, $price:literal, $usage:literal,
     $rhythm:expr) => {
        pub(super) static $name: Meter = meter!(
            $service,
            $usage_type,
            $operation,
            $unit,
            $price,
            $usage,
            100,
            "",
            rhythm = $rhythm,
            is_global = true
        );
    };
}

fee!(TAX, "Tax", "", "", "", 1_000_000, 40.0, Rhythm::FirstOfMonth);
fee!(SUPPORT, "AWS Support (Business)", "Dollar", "", "Dollar", 1_000_000, 60.0, Rhythm::FirstOfMonth);
fee!(CREDIT, "AWS Lambda", "Lambda-GB-Second", "Invoke", "", -1_000_000, 3.5, Rhythm::Week);
fee!(REFUND, COMPUTE, "BoxUsage:m5.large", "RunInstances", "", -1_000_000, 9.0, Rhythm::SomeDay);
fee!(PLAN, "Savings Plans for AWS Compute usage", "ComputeSP:1yrNoUpfront", "", "Hrs", 1_000_000, 0.0, Rhythm::Steady);
