//! What Inspector knows of a resource it scans: its id, its tags and the details of its kind.
//!
//! All follow from the resource's hash, as Security Hub's view does, so that both services tell the same of an
//! instance. Inspector names instances by their bare id and functions with their version.

use super::super::organisation::Organisation;
use super::super::organisation::hex;
use super::super::organisation::inspected::Scanned;
use super::super::organisation::kinds::Kind;
use super::super::organisation::resource::{Description, partition};

/// A scanned resource with the organisation it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) scanned: Scanned,
}

/// The details of a resource. Moments are milliseconds since 1970.
#[derive(Debug)]
pub(super) enum Details {
    Instance(Instance),
    Image(Image),
    Function(Function),
}

#[derive(Debug)]
pub(super) struct Instance {
    pub(super) instance_type: &'static str,
    pub(super) image_id: String,
    pub(super) address: String,
    pub(super) vpc_id: String,
    pub(super) subnet_id: String,
    pub(super) launched: i64,
    pub(super) platform: &'static str,
    pub(super) profile: String,
}

#[derive(Debug)]
pub(super) struct Image {
    pub(super) repository: String,
    pub(super) digest: String,
    pub(super) tags: Vec<&'static str>,
    pub(super) pushed: i64,
    pub(super) pulled: i64,
    pub(super) architecture: &'static str,
    pub(super) registry: String,
    pub(super) platform: &'static str,
    /// When it last ran, and in how many tasks and pods it runs; images that never ran have neither.
    pub(super) usage: Option<(i64, u64)>,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) runtime: &'static str,
    pub(super) code_sha256: String,
    pub(super) role: String,
    pub(super) modified: i64,
    pub(super) architecture: &'static str,
}

impl Resource<'_> {
    pub(super) fn account(&self) -> &str {
        &self.organisation.accounts[usize::from(self.scanned.resource.account)].id
    }

    pub(super) fn region(&self) -> &str {
        &self.organisation.regions[usize::from(self.scanned.resource.region)]
    }

    pub(super) fn partition(&self) -> &'static str {
        partition(self.region())
    }

    /// Returns `resources[].type`.
    pub(super) fn type_name(&self) -> &'static str {
        match self.scanned.resource.kind {
            Kind::EcrImage => "AWS_ECR_CONTAINER_IMAGE",
            Kind::EcrRepository => "AWS_ECR_REPOSITORY",
            Kind::LambdaFunction => "AWS_LAMBDA_FUNCTION",
            _ => "AWS_EC2_INSTANCE",
        }
    }

    /// Returns `resources[].id`.
    pub(super) fn id(&self) -> String {
        let (partition, region, account) = (self.partition(), self.region(), self.account());
        let described = self.describe();
        match self.scanned.resource.kind {
            Kind::EcrImage => {
                let (name, digest) = (described.name(), described.digest(self.scanned.revision));
                format!("arn:{partition}:ecr:{region}:{account}:repository/{name}/sha256:{digest}")
            }
            Kind::EcrRepository => {
                format!("arn:{partition}:ecr:{region}:{account}:repository/{}", described.name())
            }
            Kind::LambdaFunction => {
                format!("arn:{partition}:lambda:{region}:{account}:function:{}:$LATEST", described.name())
            }
            _ => format!("i-{}", described.hex_id()),
        }
    }

    /// Returns what there is to say of the resource; a repository is called what its images are.
    pub(super) fn describe(&self) -> Description {
        let mut resource = self.scanned.resource;
        if resource.kind == Kind::EcrRepository {
            resource.kind = Kind::EcrImage;
        }
        resource.describe(self.organisation)
    }

    pub(super) fn tags(&self) -> Vec<(&'static str, String)> {
        self.describe().tags()
    }

    /// Returns the architecture packages are built for, as package members spell it.
    pub(super) fn architecture(&self) -> &'static str {
        match self.scanned.resource.kind {
            Kind::Ec2Instance => "X86_64",
            _ => architecture(&self.describe()),
        }
    }

    pub(super) fn details(&self) -> Details {
        let described = self.describe();
        match self.scanned.resource.kind {
            Kind::EcrImage | Kind::EcrRepository => Details::Image(self.image(&described)),
            Kind::LambdaFunction => Details::Function(self.function(&described)),
            _ => Details::Instance(self.instance(&described)),
        }
    }

    pub(super) fn instance_details(&self) -> Option<Instance> {
        (self.scanned.resource.kind == Kind::Ec2Instance).then(|| self.instance(&self.describe()))
    }

    pub(super) fn image_details(&self) -> Option<Image> {
        (self.scanned.resource.kind == Kind::EcrImage).then(|| self.image(&self.describe()))
    }

    pub(super) fn function_details(&self) -> Option<Function> {
        (self.scanned.resource.kind == Kind::LambdaFunction).then(|| self.function(&self.describe()))
    }

    fn instance(&self, described: &Description) -> Instance {
        let hash = described.hash;
        let [_, second, third, fourth, ..] = hash.to_be_bytes();
        let network = hash >> 24 & 0xFF;
        Instance {
            instance_type: ["t3.micro", "m6i.large", "c7g.xlarge", "r6i.2xlarge"][(hash & 3) as usize],
            image_id: format!("ami-0{:016x}", hash >> 56),
            address: format!("10.{second}.{third}.{fourth}"),
            vpc_id: format!("vpc-0{network:016x}"),
            subnet_id: format!("subnet-0{:016x}", network * 4 + (hash & 3)),
            launched: self.scanned.since(self.organisation),
            platform: platform(hash),
            profile: format!(
                "arn:{}:iam::{}:instance-profile/{}-{}",
                self.partition(),
                self.account(),
                described.team,
                described.environment
            ),
        }
    }

    fn image(&self, described: &Description) -> Image {
        let hash = described.hash;
        let revision = self.scanned.revision;
        let pushed = self.scanned.since(self.organisation);
        let is_running = revision == 0 && hash & 7 != 7;
        let tag = ["latest", "stable", "v1.4.2", "canary"][(hash & 3) as usize];
        Image {
            repository: described.name(),
            digest: format!("sha256:{}", described.digest(revision)),
            tags: match revision {
                0 => vec![tag],
                1 => vec!["v1.3.9", "previous"],
                _ => Vec::new(),
            },
            pushed,
            pulled: pushed + (hash >> 17 & 0xFFFF) as i64,
            architecture: if architecture(described) == "ARM64" { "arm64" } else { "amd64" },
            registry: self.account().to_owned(),
            platform: platform(hash),
            usage: is_running
                .then(|| (self.organisation.present - (hash >> 30 & 0x3F_FFFF) as i64, 1 + (hash >> 8 & 7))),
        }
    }

    fn function(&self, described: &Description) -> Function {
        let hash = described.hash;
        Function {
            name: described.name(),
            runtime: ["PYTHON_3_9", "PYTHON_3_13", "NODEJS_18_X", "JAVA_21"][(hash & 3) as usize],
            code_sha256: format!("{}=", &hex(hash)),
            role: format!(
                "arn:{}:iam::{}:role/{}-{}",
                self.partition(),
                self.account(),
                described.team,
                described.purpose
            ),
            modified: self.scanned.since(self.organisation),
            architecture: architecture(described),
        }
    }
}

fn platform(hash: u64) -> &'static str {
    ["AMAZON_LINUX_2023", "UBUNTU_22_04", "DEBIAN_12", "AMAZON_LINUX_2"][(hash >> 40 & 3) as usize]
}

fn architecture(described: &Description) -> &'static str {
    if described.hash >> 11 & 1 == 0 { "X86_64" } else { "ARM64" }
}
