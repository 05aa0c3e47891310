//! The catalogue of everything ListCoverage can filter by: name, where it is in an answer, and how it is read.
//!
//! One line a field, in the order of the model's `CoverageFilterCriteria`; fields without a path never occur here.

use super::super::organisation::kinds::Kind as ResourceKind;
use super::conditions::{Value, Visit};
use super::coverage::Covered;
use super::filters::{Attribute, Kind};
use super::resources::{Function, Image, Resource};

use Kind::{Map, Number, Text, Time};

/// Reads the values of one attribute from a covered resource.
pub(super) type Read = fn(&Covered, Resource<'_>, Visit<'_>);

const fn at(name: &'static str, path: &'static str, kind: Kind, read: Read) -> Attribute<Read> {
    Attribute { name, path, kind, read }
}

const fn never(name: &'static str, kind: Kind) -> Attribute<Read> {
    at(name, "", kind, |_, _, _| ())
}

fn text(text: &str, visit: Visit<'_>) {
    visit(Value::Text(text));
}

fn time(moment: Option<i64>, visit: Visit<'_>) {
    if let Some(moment) = moment {
        visit(Value::Time(moment));
    }
}

fn image(resource: Resource<'_>, read: impl FnOnce(Image)) {
    if let Some(image) = resource.image_details() {
        read(image);
    }
}

fn function(resource: Resource<'_>, read: impl FnOnce(Function)) {
    if let Some(function) = resource.function_details() {
        read(function);
    }
}

fn tags(resource: Resource<'_>, of: ResourceKind, visit: Visit<'_>) {
    if resource.scanned.resource.kind == of {
        resource.tags().iter().for_each(|(key, value)| visit(Value::Entry(key, value)));
    }
}

/// Every field of `CoverageFilterCriteria`.
#[rustfmt::skip]
pub(super) const ATTRIBUTES: &[Attribute<Read>] = &[
    at("scanStatusCode", "scanStatus.statusCode", Text, |c, _, v| text(c.status_code(), v)),
    at("scanStatusReason", "scanStatus.reason", Text, |c, _, v| text(c.reason.name(), v)),
    at("accountId", "accountId", Text, |_, r, v| text(r.account(), v)),
    at("resourceId", "resourceId", Text, |_, r, v| text(&r.id(), v)),
    at("resourceType", "resourceType", Text, |_, r, v| text(r.type_name(), v)),
    at("scanType", "scanType", Text, |c, _, v| text(c.scan.name(), v)),
    at("ecrRepositoryName", "resourceMetadata.ecrRepository.name", Text, |c, r, v| if c.frequency.is_some() { text(&r.describe().name(), v) }),
    at("ecrImageTags", "resourceMetadata.ecrImage.tags[]", Text, |_, r, v| image(r, |d| d.tags.iter().for_each(|tag| v(Value::Text(tag))))),
    at("ec2InstanceTags", "resourceMetadata.ec2.tags", Map, |_, r, v| tags(r, ResourceKind::Ec2Instance, v)),
    at("lambdaFunctionName", "resourceMetadata.lambdaFunction.functionName", Text, |_, r, v| function(r, |d| text(&d.name, v))),
    at("lambdaFunctionTags", "resourceMetadata.lambdaFunction.functionTags", Map, |_, r, v| tags(r, ResourceKind::LambdaFunction, v)),
    at("lambdaFunctionRuntime", "resourceMetadata.lambdaFunction.runtime", Text, |_, r, v| function(r, |d| text(d.runtime, v))),
    never("machineImageTags", Map),
    at("lastScannedAt", "lastScannedAt", Time, |c, _, v| time(c.last_scanned, v)),
    at("scanMode", "scanMode", Text, |c, r, v| if let Some(mode) = c.scan_mode(r) { text(mode, v) }),
    at("imagePulledAt", "resourceMetadata.ecrImage.imagePulledAt", Time, |_, r, v| image(r, |d| time(Some(d.pulled), v))),
    at("ecrImageLastInUseAt", "resourceMetadata.ecrImage.lastInUseAt", Time, |_, r, v| image(r, |d| time(d.usage.map(|(at, _)| at), v))),
    at("ecrImageInUseCount", "resourceMetadata.ecrImage.inUseCount", Number, |_, r, v| image(r, |d| if let Some((_, count)) = d.usage { v(Value::Number(count as f64)) })),
    never("codeRepositoryProjectName", Text),
    never("codeRepositoryProviderType", Text),
    never("codeRepositoryProviderTypeVisibility", Text),
    never("lastScannedCommitId", Text),
    at("cloudProvider", "provider", Text, |_, _, v| text("AWS", v)),
    at("cloudProviderAccountId", "providerAccountId", Text, |_, r, v| text(r.account(), v)),
    at("cloudProviderRegion", "providerRegion", Text, |_, r, v| text(r.region(), v)),
    never("cloudVmInstanceTags", Map),
    never("cloudContainerImageTags", Text),
    never("cloudContainerRepositoryName", Text),
    never("cloudContainerRegistryName", Text),
    never("cloudServerlessFunctionName", Text),
    never("cloudServerlessFunctionRuntime", Text),
    never("cloudServerlessFunctionTags", Map),
    never("cloudProviderOrgId", Text),
];
