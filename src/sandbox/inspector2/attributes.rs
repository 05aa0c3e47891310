//! The catalogue of everything ListFindings can filter by: name, where it is in an answer, and how it is read.
//!
//! One line a field, in the order of the model's `FilterCriteria`. Fields without a path exist at AWS but never
//! occur in this organisation; they are valid and match as a missing value does. Tests compare every line with
//! the answers.

use super::conditions::{Value, Visit};
use super::filters::{Attribute, Kind};
use super::finding::Finding;
use super::resources::{Function, Image, Instance};

use Kind::{Map, Number, Ports, Text, Time};

/// Reads the values of one attribute from a finding.
pub(super) type Read = fn(Finding<'_>, Visit<'_>);

const fn at(name: &'static str, path: &'static str, kind: Kind, read: Read) -> Attribute<Read> {
    Attribute { name, path, kind, read }
}

const fn never(name: &'static str, kind: Kind) -> Attribute<Read> {
    at(name, "", kind, |_, _| ())
}

fn text(text: &str, visit: Visit<'_>) {
    visit(Value::Text(text));
}

fn time(moment: i64, visit: Visit<'_>) {
    visit(Value::Time(moment));
}

fn some<T>(value: Option<T>, read: impl FnOnce(T)) {
    if let Some(value) = value {
        read(value);
    }
}

fn instance(finding: Finding<'_>, read: impl FnOnce(Instance)) {
    some(finding.resource().instance_details(), read);
}

fn image(finding: Finding<'_>, read: impl FnOnce(Image)) {
    some(finding.resource().image_details(), read);
}

fn function(finding: Finding<'_>, read: impl FnOnce(Function)) {
    some(finding.resource().function_details(), read);
}

fn network_path(finding: Finding<'_>, read: impl FnMut((String, &'static str))) {
    if finding.port().is_some() {
        finding.network_path().into_iter().for_each(read);
    }
}

/// Every field of `FilterCriteria`.
#[rustfmt::skip]
pub(super) const ATTRIBUTES: &[Attribute<Read>] = &[
    at("findingArn", "findingArn", Text, |f, v| text(&f.arn(), v)),
    at("awsAccountId", "awsAccountId", Text, |f, v| text(f.account(), v)),
    at("findingType", "type", Text, |f, v| text(f.type_name(), v)),
    at("severity", "severity", Text, |f, v| text(f.row.level.name(), v)),
    at("firstObservedAt", "firstObservedAt", Time, |f, v| time(f.row.first_observed, v)),
    at("lastObservedAt", "lastObservedAt", Time, |f, v| time(f.row.last_observed, v)),
    at("updatedAt", "updatedAt", Time, |f, v| time(f.row.updated, v)),
    at("findingStatus", "status", Text, |f, v| text(f.row.status.name(), v)),
    at("title", "title", Text, |f, v| text(&f.title(), v)),
    at("inspectorScore", "inspectorScore", Number, |f, v| some(f.score(), |n| v(Value::Number(n)))),
    at("resourceType", "resources[].type", Text, |f, v| text(f.resource().type_name(), v)),
    at("resourceId", "resources[].id", Text, |f, v| text(&f.resource().id(), v)),
    at("resourceTags", "resources[].tags", Map, |f, v| f.resource().tags().iter().for_each(|(key, value)| v(Value::Entry(key, value)))),
    at("ec2InstanceImageId", "resources[].details.awsEc2Instance.imageId", Text, |f, v| instance(f, |d| text(&d.image_id, v))),
    at("ec2InstanceVpcId", "resources[].details.awsEc2Instance.vpcId", Text, |f, v| instance(f, |d| text(&d.vpc_id, v))),
    at("ec2InstanceSubnetId", "resources[].details.awsEc2Instance.subnetId", Text, |f, v| instance(f, |d| text(&d.subnet_id, v))),
    at("ecrImagePushedAt", "resources[].details.awsEcrContainerImage.pushedAt", Time, |f, v| image(f, |d| time(d.pushed, v))),
    at("ecrImageArchitecture", "resources[].details.awsEcrContainerImage.architecture", Text, |f, v| image(f, |d| text(d.architecture, v))),
    at("ecrImageRegistry", "resources[].details.awsEcrContainerImage.registry", Text, |f, v| image(f, |d| text(&d.registry, v))),
    at("ecrImageRepositoryName", "resources[].details.awsEcrContainerImage.repositoryName", Text, |f, v| image(f, |d| text(&d.repository, v))),
    at("ecrImageTags", "resources[].details.awsEcrContainerImage.imageTags[]", Text, |f, v| image(f, |d| d.tags.iter().for_each(|tag| v(Value::Text(tag))))),
    at("ecrImageHash", "resources[].details.awsEcrContainerImage.imageHash", Text, |f, v| image(f, |d| text(&d.digest, v))),
    at("ecrImageLastInUseAt", "resources[].details.awsEcrContainerImage.lastInUseAt", Time, |f, v| image(f, |d| some(d.usage, |(at, _)| time(at, v)))),
    at("ecrImageInUseCount", "resources[].details.awsEcrContainerImage.inUseCount", Number, |f, v| image(f, |d| some(d.usage, |(_, count)| v(Value::Number(count as f64))))),
    at("portRange", "networkReachabilityDetails.openPortRange", Ports, |f, v| some(f.port(), |port| v(Value::Ports(port.begin, port.end)))),
    at("networkProtocol", "networkReachabilityDetails.protocol", Text, |f, v| some(f.port(), |port| text(port.protocol, v))),
    at("componentId", "networkReachabilityDetails.networkPath.steps[].componentId", Text, |f, v| network_path(f, |(id, _)| v(Value::Text(&id)))),
    at("componentType", "networkReachabilityDetails.networkPath.steps[].componentType", Text, |f, v| network_path(f, |(_, kind)| v(Value::Text(kind)))),
    at("vulnerabilityId", "packageVulnerabilityDetails.vulnerabilityId", Text, |f, v| some(f.vulnerability(), |found| text(&found.id, v))),
    at("vulnerabilitySource", "packageVulnerabilityDetails.source", Text, |f, v| some(f.source(), |source| text(source, v))),
    at("vendorSeverity", "packageVulnerabilityDetails.vendorSeverity", Text, |f, v| some(f.vendor_severity(), |severity| text(severity, v))),
    at("vulnerablePackages", "packageVulnerabilityDetails.vulnerablePackages[]", Kind::Package, |f, v| f.packages(|package| v(Value::Package(package)))),
    at("relatedVulnerabilities", "packageVulnerabilityDetails.relatedVulnerabilities[]", Text, |f, v| some(f.related(), |id| text(&id, v))),
    at("fixAvailable", "fixAvailable", Text, |f, v| some(f.fix(), |fix| text(fix.name(), v))),
    at("lambdaFunctionName", "resources[].details.awsLambdaFunction.functionName", Text, |f, v| function(f, |d| text(&d.name, v))),
    never("lambdaFunctionLayers", Text),
    at("lambdaFunctionRuntime", "resources[].details.awsLambdaFunction.runtime", Text, |f, v| function(f, |d| text(d.runtime, v))),
    at("lambdaFunctionLastModifiedAt", "resources[].details.awsLambdaFunction.lastModifiedAt", Time, |f, v| function(f, |d| time(d.modified, v))),
    at("lambdaFunctionExecutionRoleArn", "resources[].details.awsLambdaFunction.executionRoleArn", Text, |f, v| function(f, |d| text(&d.role, v))),
    at("exploitAvailable", "exploitAvailable", Text, |f, v| some(f.exploit(), |exploit| text(exploit, v))),
    at("codeVulnerabilityDetectorName", "codeVulnerabilityDetails.detectorName", Text, |f, v| some(f.detector(), |d| text(d.name, v))),
    at("codeVulnerabilityDetectorTags", "codeVulnerabilityDetails.detectorTags[]", Text, |f, v| some(f.detector(), |d| d.tags.iter().for_each(|tag| v(Value::Text(tag))))),
    at("codeVulnerabilityFilePath", "codeVulnerabilityDetails.filePath.filePath", Text, |f, v| some(f.detector(), |d| text(d.file, v))),
    at("epssScore", "epss.score", Number, |f, v| some(f.epss(), |n| v(Value::Number(n)))),
    never("codeRepositoryProjectName", Text),
    never("codeRepositoryProviderType", Text),
    never("machineImageId", Text),
    never("machineImageName", Text),
    never("machineImageOwnerAccountId", Text),
    never("machineImagePlatform", Text),
    at("cloudProvider", "resources[].provider", Text, |_, v| text("AWS", v)),
    at("cloudProviderRegion", "resources[].region", Text, |f, v| text(f.resource().region(), v)),
    at("cloudProviderAccountId", "resources[].providerAccountId", Text, |f, v| text(f.account(), v)),
    never("cloudProviderOrgId", Text),
    never("cloudVmImageReference", Text),
    never("cloudVmNetworkId", Text),
    never("cloudVmSubnetIds", Text),
    never("cloudImageRepositoryName", Text),
    never("cloudImageRegistry", Text),
    never("cloudImageDigest", Text),
    never("cloudImageTags", Text),
    never("cloudImagePushedAt", Time),
    never("cloudImageArchitecture", Text),
    never("cloudImageLastInUseAt", Time),
    never("cloudImageInUseCount", Number),
    never("cloudServerlessFunctionName", Text),
    never("cloudServerlessFunctionRuntime", Text),
    never("cloudServerlessFunctionLastModifiedAt", Time),
    never("cloudServerlessFunctionExecutionRole", Text),
];

/// Returns the attribute called `name`, if there is one.
pub(super) fn attribute(name: &str) -> Option<&'static Attribute<Read>> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}
