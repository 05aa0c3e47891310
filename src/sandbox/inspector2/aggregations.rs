//! The catalogue of aggregation types: their members, what they can be filtered and sorted by, and what they group.
//!
//! Every type groups by account as well, because an administrator's answer names the account of each group.
//! FINDING_TYPE groups by nothing else: its answer has no member for the type, so that a client asks once a type.

use super::super::organisation::inspected::{Scanned, Weakness};
use super::super::organisation::kinds::Kind as ResourceKind;
use super::attributes::Read;
use super::conditions::Value;
use super::filters::{Attribute, Kind};
use super::finding::Finding;

/// An aggregation type.
#[derive(Debug)]
pub(super) struct Aggregation {
    /// The spelling in `aggregationType`.
    pub(super) name: &'static str,
    /// The member of the unions AggregationRequest and AggregationResponse.
    pub(super) member: &'static str,
    /// Lists of filters, each with the attribute of findings it is about.
    pub(super) filters: &'static [(&'static str, &'static str)],
    /// Members that hold one value of an enum, each with the attribute it is about.
    pub(super) choices: &'static [(&'static str, &'static str, &'static [&'static str])],
    pub(super) sorts: &'static [&'static str],
    pub(super) groups: Groups,
}

/// What findings are grouped by, besides their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    Account,
    Title,
    Package,
    Resource(ResourceKind),
    Repository,
    MachineImage,
    /// What this organisation does not have; no filter on it is read.
    Nothing,
}

/// A group's identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Group {
    Account,
    Weakness(Weakness),
    Package(&'static str),
    Resource(Scanned),
    MachineImage(String),
}

const FINDING_TYPES: &[&str] = &["NETWORK_REACHABILITY", "PACKAGE_VULNERABILITY", "CODE_VULNERABILITY"];
const RESOURCE_TYPES: &[&str] = &[
    "AWS_EC2_INSTANCE",
    "AWS_ECR_CONTAINER_IMAGE",
    "AWS_LAMBDA_FUNCTION",
    "CODE_REPOSITORY",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ContainerRegistry/registry/containerImage",
    "Microsoft.Web/sites",
    "cloudfunctions.googleapis.com/Function",
    "compute.googleapis.com/Instance",
    "artifactregistry.googleapis.com/DockerImage",
];

const TYPES: &[(&str, &str, &[&str])] =
    &[("findingType", "findingType", FINDING_TYPES), ("resourceType", "resourceType", RESOURCE_TYPES)];
const SORTS: &[&str] = &["CRITICAL", "HIGH", "ALL"];

/// The operating system of an instance, which only aggregations filter by.
pub(super) const OPERATING_SYSTEM: &Attribute<Read> = &Attribute {
    name: "operatingSystem",
    path: "",
    kind: Kind::Text,
    read: |finding, visit| {
        if let Some(instance) = finding.resource().instance_details() {
            visit(Value::Text(instance.platform));
        }
    },
};

const fn of(
    name: &'static str,
    member: &'static str,
    filters: &'static [(&'static str, &'static str)],
    groups: Groups,
) -> Aggregation {
    Aggregation { name, member, filters, choices: &[], sorts: SORTS, groups }
}

/// Every aggregation type.
pub(super) const AGGREGATIONS: &[Aggregation] = &[
    Aggregation { choices: TYPES, ..of("ACCOUNT", "accountAggregation", &[], Groups::Account) },
    Aggregation { choices: TYPES, ..of("FINDING_TYPE", "findingTypeAggregation", &[], Groups::Account) },
    // The packages wanted are chosen among the groups, since a finding is about several.
    of("PACKAGE", "packageAggregation", &[], Groups::Package),
    Aggregation {
        choices: TYPES,
        ..of(
            "TITLE",
            "titleAggregation",
            &[("titles", "title"), ("vulnerabilityIds", "vulnerabilityId")],
            Groups::Title,
        )
    },
    Aggregation {
        sorts: &["NETWORK_FINDINGS", "CRITICAL", "HIGH", "ALL"],
        ..of(
            "AWS_EC2_INSTANCE",
            "ec2InstanceAggregation",
            &[
                ("amis", "ec2InstanceImageId"),
                ("operatingSystems", "operatingSystem"),
                ("instanceIds", "resourceId"),
                ("instanceTags", "resourceTags"),
            ],
            Groups::Resource(ResourceKind::Ec2Instance),
        )
    },
    of(
        "AWS_ECR_CONTAINER",
        "awsEcrContainerAggregation",
        &[
            ("resourceIds", "resourceId"),
            ("imageShas", "ecrImageHash"),
            ("repositories", "ecrImageRepositoryName"),
            ("architectures", "ecrImageArchitecture"),
            ("imageTags", "ecrImageTags"),
            ("lastInUseAt", "ecrImageLastInUseAt"),
            ("inUseCount", "ecrImageInUseCount"),
        ],
        Groups::Resource(ResourceKind::EcrImage),
    ),
    of(
        "AWS_LAMBDA_FUNCTION",
        "lambdaFunctionAggregation",
        &[
            ("resourceIds", "resourceId"),
            ("functionNames", "lambdaFunctionName"),
            ("runtimes", "lambdaFunctionRuntime"),
            ("functionTags", "resourceTags"),
        ],
        Groups::Resource(ResourceKind::LambdaFunction),
    ),
    Aggregation {
        sorts: &["CRITICAL", "HIGH", "ALL", "AFFECTED_IMAGES"],
        ..of("REPOSITORY", "repositoryAggregation", &[("repositories", "ecrImageRepositoryName")], Groups::Repository)
    },
    Aggregation {
        sorts: &["CRITICAL", "HIGH", "ALL", "AFFECTED_INSTANCES"],
        ..of("AMI", "amiAggregation", &[("amis", "ec2InstanceImageId")], Groups::MachineImage)
    },
    of("IMAGE_LAYER", "imageLayerAggregation", &[], Groups::Nothing),
    of("LAMBDA_LAYER", "lambdaLayerAggregation", &[], Groups::Nothing),
    of("CODE_REPOSITORY", "codeRepositoryAggregation", &[], Groups::Nothing),
    Aggregation {
        sorts: &["CRITICAL", "HIGH", "ALL", "NETWORK_FINDINGS"],
        ..of("VM_INSTANCE", "vmInstanceAggregation", &[], Groups::Nothing)
    },
    of("CONTAINER_IMAGE", "containerImageAggregation", &[], Groups::Nothing),
    of("SERVERLESS_FUNCTION", "serverlessFunctionAggregation", &[], Groups::Nothing),
];

impl Groups {
    /// Passes on the groups that `finding` belongs to.
    pub(super) fn of(self, finding: Finding<'_>, mut visit: impl FnMut(Group)) {
        let scanned = finding.row.scanned;
        let kind = scanned.resource.kind;
        match self {
            Self::Account => visit(Group::Account),
            Self::Title => visit(Group::Weakness(finding.row.weakness)),
            Self::Package => {
                let packages = finding.vulnerability().map(|found| found.packages.as_slice()).unwrap_or_default();
                for (place, package) in packages.iter().enumerate() {
                    // A finding counts once a package, however often the package is installed.
                    if !packages[..place].iter().any(|earlier| earlier.name == package.name) {
                        visit(Group::Package(package.name));
                    }
                }
            }
            Self::Resource(wanted) if kind == wanted => visit(Group::Resource(scanned)),
            Self::Repository if kind == ResourceKind::EcrImage => {
                visit(Group::Resource(Scanned { revision: 0, ..scanned }));
            }
            Self::MachineImage => {
                if let Some(instance) = finding.resource().instance_details() {
                    visit(Group::MachineImage(instance.image_id));
                }
            }
            Self::Resource(_) | Self::Repository | Self::Nothing => {}
        }
    }
}
