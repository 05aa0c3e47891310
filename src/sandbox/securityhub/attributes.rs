//! The catalogue of everything GetFindings can filter by: name, where it is in ASFF, and how it is read.
//!
//! One line an attribute, in the order of `AwsSecurityFindingFilters`. The reader decides which kind of filter
//! the attribute takes. Attributes whose reader is one of `no_…` exist at AWS but never occur in this
//! organisation; they are valid and match as a missing value does. Tests compare every line with the answers.

use super::super::organisation::resource::{Description, Resource};
use super::details::Details;
use super::finding::Finding;

/// How the values of an attribute are read from a finding; the visitor is called once a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    Text(Texts),
    Time(fn(Finding<'_>, &mut dyn FnMut(i64))),
    Number(fn(Finding<'_>, &mut dyn FnMut(f64))),
    Map(Entries),
    Flag(fn(Finding<'_>, &mut dyn FnMut(bool))),
    Address(Texts),
    Keyword(Texts),
}

type Texts = fn(Finding<'_>, &mut dyn FnMut(&str));
type Entries = fn(Finding<'_>, &mut dyn FnMut(&str, &str));

/// One attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    /// Where the value is in a finding: members joined by dots, `[]` after a list.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation that tests hold the readers to"))]
    pub(super) path: &'static str,
    pub(super) read: Read,
}

use Read::{Address, Flag, Keyword, Map, Number, Text, Time};

fn no_text(_: Finding<'_>, _: &mut dyn FnMut(&str)) {}
fn no_time(_: Finding<'_>, _: &mut dyn FnMut(i64)) {}
fn no_number(_: Finding<'_>, _: &mut dyn FnMut(f64)) {}
fn no_map(_: Finding<'_>, _: &mut dyn FnMut(&str, &str)) {}

const fn at(name: &'static str, path: &'static str, read: Read) -> Attribute {
    Attribute { name, path, read }
}

fn give<T>(value: Option<T>, visit: impl FnOnce(T)) {
    if let Some(value) = value {
        visit(value);
    }
}

fn each(finding: Finding<'_>, read: impl FnMut(Description)) {
    let of = |resource: &Resource| resource.describe(finding.organisation);
    finding.row.resources().iter().map(of).for_each(read);
}

fn each_details(finding: Finding<'_>, read: impl FnMut(Details)) {
    let of = |resource: &Resource| Details::of(*resource, finding.organisation);
    finding.row.resources().iter().filter_map(of).for_each(read);
}

/// Every attribute of `AwsSecurityFindingFilters`.
#[rustfmt::skip]
pub(super) const ATTRIBUTES: &[Attribute] = &[
    at("ProductArn", "ProductArn", Text(|f, v| v(&f.product_arn()))),
    at("AwsAccountId", "AwsAccountId", Text(|f, v| v(&f.account().id))),
    at("Id", "Id", Text(|f, v| v(&f.id()))),
    at("GeneratorId", "GeneratorId", Text(|f, v| v(&f.generator_id()))),
    at("Region", "Region", Text(|f, v| v(f.region()))),
    at("Type", "Types[]", Text(|f, v| f.types(v))),
    at("FirstObservedAt", "FirstObservedAt", Time(|f, v| v(f.first_observed()))),
    at("LastObservedAt", "LastObservedAt", Time(|f, v| v(f.last_observed()))),
    at("CreatedAt", "CreatedAt", Time(|f, v| v(f.created()))),
    at("UpdatedAt", "UpdatedAt", Time(|f, v| v(f.updated()))),
    at("SeverityProduct", "Severity.Product", Number(|f, v| give(f.severity_product(), v))),
    at("SeverityNormalized", "Severity.Normalized", Number(|f, v| v(f64::from(f.severity_normalized())))),
    at("SeverityLabel", "Severity.Label", Text(|f, v| v(f.severity().name()))),
    at("Confidence", "Confidence", Number(|f, v| give(f.confidence(), |n| v(f64::from(n))))),
    at("Criticality", "Criticality", Number(|f, v| give(f.criticality(), |n| v(f64::from(n))))),
    at("Title", "Title", Text(|f, v| v(&f.title()))),
    at("Description", "Description", Text(|f, v| v(&f.description()))),
    at("RecommendationText", "Remediation.Recommendation.Text", Text(|f, v| give(f.recommendation(), |(text, _)| v(text)))),
    at("SourceUrl", "SourceUrl", Text(|f, v| give(f.source_url(), |url| v(&url)))),
    at("ProductFields", "ProductFields", Map(product_fields)),
    at("ProductName", "ProductName", Text(|f, v| v(f.product().name()))),
    at("CompanyName", "CompanyName", Text(|f, v| v(f.product().company()))),
    at("UserDefinedFields", "UserDefinedFields", Map(user_defined_fields)),
    at("MalwareName", "Malware[].Name", Text(no_text)),
    at("MalwareType", "Malware[].Type", Text(no_text)),
    at("MalwarePath", "Malware[].Path", Text(no_text)),
    at("MalwareState", "Malware[].State", Text(no_text)),
    at("NetworkDirection", "Network.Direction", Text(no_text)),
    at("NetworkProtocol", "Network.Protocol", Text(no_text)),
    at("NetworkSourceIpV4", "Network.SourceIpV4", Address(no_text)),
    at("NetworkSourceIpV6", "Network.SourceIpV6", Address(no_text)),
    at("NetworkSourcePort", "Network.SourcePort", Number(no_number)),
    at("NetworkSourceDomain", "Network.SourceDomain", Text(no_text)),
    at("NetworkSourceMac", "Network.SourceMac", Text(no_text)),
    at("NetworkDestinationIpV4", "Network.DestinationIpV4", Address(no_text)),
    at("NetworkDestinationIpV6", "Network.DestinationIpV6", Address(no_text)),
    at("NetworkDestinationPort", "Network.DestinationPort", Number(no_number)),
    at("NetworkDestinationDomain", "Network.DestinationDomain", Text(no_text)),
    at("ProcessName", "Process.Name", Text(no_text)),
    at("ProcessPath", "Process.Path", Text(no_text)),
    at("ProcessPid", "Process.Pid", Number(no_number)),
    at("ProcessParentPid", "Process.ParentPid", Number(no_number)),
    at("ProcessLaunchedAt", "Process.LaunchedAt", Time(no_time)),
    at("ProcessTerminatedAt", "Process.TerminatedAt", Time(no_time)),
    at("ThreatIntelIndicatorType", "ThreatIntelIndicators[].Type", Text(no_text)),
    at("ThreatIntelIndicatorValue", "ThreatIntelIndicators[].Value", Text(no_text)),
    at("ThreatIntelIndicatorCategory", "ThreatIntelIndicators[].Category", Text(no_text)),
    at("ThreatIntelIndicatorLastObservedAt", "ThreatIntelIndicators[].LastObservedAt", Time(no_time)),
    at("ThreatIntelIndicatorSource", "ThreatIntelIndicators[].Source", Text(no_text)),
    at("ThreatIntelIndicatorSourceUrl", "ThreatIntelIndicators[].SourceUrl", Text(no_text)),
    at("ResourceType", "Resources[].Type", Text(|f, v| f.row.resources().iter().for_each(|r| v(r.kind.type_name())))),
    at("ResourceId", "Resources[].Id", Text(|f, v| f.row.resources().iter().for_each(|r| v(&r.id(f.organisation))))),
    at("ResourcePartition", "Resources[].Partition", Text(|f, v| v(f.partition()))),
    at("ResourceRegion", "Resources[].Region", Text(|f, v| v(f.region()))),
    at("ResourceTags", "Resources[].Tags", Map(|f, v| each(f, |d| d.tags().iter().for_each(|(key, value)| v(key, value))))),
    at("ResourceAwsEc2InstanceType", "Resources[].Details.AwsEc2Instance.Type", Text(|f, v| each_details(f, |d| if let Details::Ec2Instance { instance_type, .. } = d { v(instance_type) }))),
    at("ResourceAwsEc2InstanceImageId", "Resources[].Details.AwsEc2Instance.ImageId", Text(|f, v| each_details(f, |d| if let Details::Ec2Instance { image_id, .. } = d { v(&image_id) }))),
    at("ResourceAwsEc2InstanceIpV4Addresses", "Resources[].Details.AwsEc2Instance.IpV4Addresses[]", Address(|f, v| each_details(f, |d| if let Details::Ec2Instance { address, .. } = d { v(&address) }))),
    at("ResourceAwsEc2InstanceIpV6Addresses", "Resources[].Details.AwsEc2Instance.IpV6Addresses[]", Address(no_text)),
    at("ResourceAwsEc2InstanceKeyName", "Resources[].Details.AwsEc2Instance.KeyName", Text(no_text)),
    at("ResourceAwsEc2InstanceIamInstanceProfileArn", "Resources[].Details.AwsEc2Instance.IamInstanceProfileArn", Text(no_text)),
    at("ResourceAwsEc2InstanceVpcId", "Resources[].Details.AwsEc2Instance.VpcId", Text(|f, v| each_details(f, |d| if let Details::Ec2Instance { vpc_id, .. } = d { v(&vpc_id) }))),
    at("ResourceAwsEc2InstanceSubnetId", "Resources[].Details.AwsEc2Instance.SubnetId", Text(|f, v| each_details(f, |d| if let Details::Ec2Instance { subnet_id, .. } = d { v(&subnet_id) }))),
    at("ResourceAwsEc2InstanceLaunchedAt", "Resources[].Details.AwsEc2Instance.LaunchedAt", Time(|f, v| each_details(f, |d| if let Details::Ec2Instance { launched, .. } = d { v(launched) }))),
    at("ResourceAwsS3BucketOwnerId", "Resources[].Details.AwsS3Bucket.OwnerId", Text(|f, v| each_details(f, |d| if let Details::S3Bucket { owner_id, .. } = d { v(&owner_id) }))),
    at("ResourceAwsS3BucketOwnerName", "Resources[].Details.AwsS3Bucket.OwnerName", Text(no_text)),
    at("ResourceAwsIamAccessKeyUserName", "Resources[].Details.AwsIamAccessKey.UserName", Text(no_text)),
    at("ResourceAwsIamAccessKeyPrincipalName", "Resources[].Details.AwsIamAccessKey.PrincipalName", Text(|f, v| each_details(f, |d| if let Details::IamAccessKey { principal_name, .. } = d { v(&principal_name) }))),
    at("ResourceAwsIamAccessKeyStatus", "Resources[].Details.AwsIamAccessKey.Status", Text(|f, v| each_details(f, |d| if let Details::IamAccessKey { status, .. } = d { v(status) }))),
    at("ResourceAwsIamAccessKeyCreatedAt", "Resources[].Details.AwsIamAccessKey.CreatedAt", Time(|f, v| each_details(f, |d| if let Details::IamAccessKey { created, .. } = d { v(created) }))),
    at("ResourceAwsIamUserUserName", "Resources[].Details.AwsIamUser.UserName", Text(|f, v| each_details(f, |d| if let Details::IamUser { user_name, .. } = d { v(&user_name) }))),
    at("ResourceContainerName", "Resources[].Details.Container.Name", Text(no_text)),
    at("ResourceContainerImageId", "Resources[].Details.Container.ImageId", Text(no_text)),
    at("ResourceContainerImageName", "Resources[].Details.Container.ImageName", Text(no_text)),
    at("ResourceContainerLaunchedAt", "Resources[].Details.Container.LaunchedAt", Time(no_time)),
    at("ResourceDetailsOther", "Resources[].Details.Other", Map(no_map)),
    at("ComplianceStatus", "Compliance.Status", Text(|f, v| give(f.row.compliance, |status| v(status.name())))),
    at("VerificationState", "VerificationState", Text(|f, v| give(f.changes().and_then(|c| c.verification), |state| v(state.name())))),
    at("WorkflowState", "WorkflowState", Text(|_, v| v("NEW"))),
    at("WorkflowStatus", "Workflow.Status", Text(|f, v| v(f.row.workflow.name()))),
    at("RecordState", "RecordState", Text(|f, v| v(f.row.record.name()))),
    at("RelatedFindingsProductArn", "RelatedFindings[].ProductArn", Text(|f, v| f.changes().and_then(|c| c.related.as_ref()).into_iter().flatten().for_each(|r| v(&r.product_arn)))),
    at("RelatedFindingsId", "RelatedFindings[].Id", Text(|f, v| f.changes().and_then(|c| c.related.as_ref()).into_iter().flatten().for_each(|r| v(&r.id)))),
    at("NoteText", "Note.Text", Text(|f, v| give(f.changes().and_then(|c| c.note.as_ref()), |note| v(&note.text)))),
    at("NoteUpdatedAt", "Note.UpdatedAt", Time(|f, v| give(f.changes().and_then(|c| c.note.as_ref()), |note| v(note.updated)))),
    at("NoteUpdatedBy", "Note.UpdatedBy", Text(|f, v| give(f.changes().and_then(|c| c.note.as_ref()), |note| v(&note.updated_by)))),
    at("Keyword", "", Keyword(keyword)),
    at("FindingProviderFieldsConfidence", "FindingProviderFields.Confidence", Number(|f, v| give(f.provider_confidence(), |n| v(f64::from(n))))),
    at("FindingProviderFieldsCriticality", "FindingProviderFields.Criticality", Number(|f, v| give(f.provider_criticality(), |n| v(f64::from(n))))),
    at("FindingProviderFieldsRelatedFindingsId", "FindingProviderFields.RelatedFindings[].Id", Text(no_text)),
    at("FindingProviderFieldsRelatedFindingsProductArn", "FindingProviderFields.RelatedFindings[].ProductArn", Text(no_text)),
    at("FindingProviderFieldsSeverityLabel", "FindingProviderFields.Severity.Label", Text(|f, v| give(f.provider_severity(), |severity| v(severity.name())))),
    at("FindingProviderFieldsSeverityOriginal", "FindingProviderFields.Severity.Original", Text(|f, v| give(f.provider_severity(), |severity| v(severity.name())))),
    at("FindingProviderFieldsTypes", "FindingProviderFields.Types[]", Text(|f, v| f.provider_types().iter().for_each(|kind| v(kind)))),
    at("Sample", "Sample", Flag(|f, v| give(f.sample(), v))),
    at("ComplianceSecurityControlId", "Compliance.SecurityControlId", Text(|f, v| give(f.control(), |control| v(control.id)))),
    at("ComplianceAssociatedStandardsId", "Compliance.AssociatedStandards[].StandardsId", Text(|f, v| f.control().into_iter().flat_map(|control| control.standards()).for_each(v))),
    at("VulnerabilitiesExploitAvailable", "Vulnerabilities[].ExploitAvailable", Text(|f, v| give(f.vulnerability(), |found| v(if found.exploit { "YES" } else { "NO" })))),
    at("VulnerabilitiesFixAvailable", "Vulnerabilities[].FixAvailable", Text(|f, v| give(f.vulnerability(), |found| v(found.fix.name())))),
    at("ComplianceSecurityControlParametersName", "Compliance.SecurityControlParameters[].Name", Text(|f, v| give(f.control().and_then(|c| c.parameter()), |(name, _)| v(name)))),
    at("ComplianceSecurityControlParametersValue", "Compliance.SecurityControlParameters[].Value[]", Text(|f, v| give(f.control().and_then(|c| c.parameter()), |(_, value)| v(value)))),
    at("AwsAccountName", "AwsAccountName", Text(|f, v| v(&f.account().name))),
    at("ResourceApplicationName", "Resources[].ApplicationName", Text(|f, v| each(f, |d| give(d.application(), |name| v(&name))))),
    at("ResourceApplicationArn", "Resources[].ApplicationArn", Text(|f, v| each(f, |d| give(d.application(), |name| v(&application_arn(f, &name)))))),
    at("ResourceOwnerAccountId", "Resources[].Owner.Account.Id", Text(no_text)),
    at("ResourceOwnerOrgId", "Resources[].Owner.Org.Id", Text(no_text)),
    at("ResourceProvider", "Resources[].Provider", Text(no_text)),
];

/// Returns the attribute called `name`, if AWS has one.
pub(super) fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

/// Passes on `ProductFields`.
pub(super) fn product_fields(finding: Finding<'_>, visit: &mut dyn FnMut(&str, &str)) {
    let (arn, id) = (finding.product_arn(), finding.id());
    visit("aws/securityhub/CompanyName", finding.product().company());
    visit("aws/securityhub/FindingId", &format!("{arn}/{id}"));
    visit("aws/securityhub/ProductName", finding.product().name());
}

fn user_defined_fields(finding: Finding<'_>, visit: &mut dyn FnMut(&str, &str)) {
    let fields = finding.changes().and_then(|changes| changes.user_defined.as_ref());
    fields.into_iter().flatten().for_each(|(key, value)| visit(key, value));
}

/// Returns `Resources[].ApplicationArn`.
pub(super) fn application_arn(finding: Finding<'_>, name: &str) -> String {
    let (partition, region) = (finding.partition(), finding.region());
    let account = &finding.account().id;
    format!("arn:{partition}:resource-groups:{region}:{account}:group/{name}/app")
}

/// Passes on the texts a keyword is looked for in. AWS does not say which; these are the ones people read.
fn keyword(finding: Finding<'_>, visit: &mut dyn FnMut(&str)) {
    visit(&finding.title());
    visit(&finding.description());
    visit(&finding.id());
}
