//! What `Resources[].Details` says of a resource, derived from the resource's hash.
//!
//! Only kinds that filters can look into, or that people like to see, have details, and not every resource of
//! such a kind has them. `asff` writes them and `attributes` filters by them.

use super::super::organisation::Organisation;
use super::super::organisation::kinds::Kind;
use super::super::organisation::resource::{Description, Resource};
use super::timestamps::Style;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The details of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Details {
    Ec2Instance {
        instance_type: &'static str,
        image_id: String,
        address: String,
        vpc_id: String,
        subnet_id: String,
        launched: i64,
    },
    S3Bucket {
        owner_id: String,
        name: String,
        created: i64,
    },
    IamUser {
        user_name: String,
        user_id: String,
        created: i64,
    },
    IamAccessKey {
        principal_name: String,
        status: &'static str,
        created: i64,
    },
    LambdaFunction {
        name: String,
        runtime: &'static str,
        modified: i64,
    },
    EcrImage {
        repository: String,
        digest: String,
        tag: &'static str,
    },
}

impl Details {
    /// Returns the details of `resource`, if it has any.
    pub(super) fn of(resource: Resource, organisation: &Organisation) -> Option<Self> {
        let described = resource.describe(organisation);
        let hash = described.hash;
        if hash >> 8 & 7 == 0 {
            return None;
        }
        let since = Style::Seconds.cut(organisation.present - described.age_days() * DAY);
        match resource.kind {
            Kind::Ec2Instance => Some(Self::ec2_instance(&described, since)),
            Kind::S3Bucket => Some(Self::S3Bucket {
                owner_id: format!("{hash:016x}{:016x}", hash.rotate_left(17)),
                name: described.name(),
                created: since,
            }),
            Kind::IamUser => {
                Some(Self::IamUser { user_name: described.name(), user_id: format!("AIDA{hash:016X}"), created: since })
            }
            Kind::IamAccessKey => Some(Self::IamAccessKey {
                principal_name: described.name(),
                status: if hash & 1 == 0 { "Active" } else { "Inactive" },
                created: since,
            }),
            Kind::LambdaFunction => Some(Self::LambdaFunction {
                name: described.name(),
                runtime: ["python3.9", "python3.13", "nodejs18.x", "java21"][(hash & 3) as usize],
                modified: since,
            }),
            Kind::EcrImage => Some(Self::EcrImage {
                repository: described.name(),
                digest: format!("sha256:{}", described.digest(0)),
                tag: ["latest", "stable", "v1.4.2", "canary"][(hash & 3) as usize],
            }),
            _ => None,
        }
    }

    fn ec2_instance(described: &Description, launched: i64) -> Self {
        let hash = described.hash;
        let [_, second, third, fourth, ..] = hash.to_be_bytes();
        let network = hash >> 24 & 0xFF;
        Self::Ec2Instance {
            instance_type: ["t3.micro", "m6i.large", "c7g.xlarge", "r6i.2xlarge"][(hash & 3) as usize],
            image_id: format!("ami-0{:016x}", hash >> 56),
            address: format!("10.{second}.{third}.{fourth}"),
            vpc_id: format!("vpc-0{network:016x}"),
            subnet_id: format!("subnet-0{:016x}", network * 4 + (hash & 3)),
            launched,
        }
    }
}
