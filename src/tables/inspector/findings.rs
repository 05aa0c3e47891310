//! `inspector_findings`: the findings of Amazon Inspector, from ListFindings.
//!
//! An Inspector administrator sees its members' findings in the Region that is asked. Closed findings are kept for 30
//! days. ListFindings returns 100 findings a request.

mod pages;
mod statistics;

use std::sync::{Arc, LazyLock};

use aws_sdk_inspector2::types::builders::FilterCriteriaBuilder as Filters;
use datafusion::logical_expr::{Expr, ident, lit};

use crate::aws::{Call, Quota, Sees, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{About, Changes, Column, Statistics, Table, Translation, looks};
use pages::{ListFindings, Set};

/// The severities of Inspector, worst first.
pub const SEVERITIES: &[&str] = &["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED"];
const TYPES: &[&str] = &["PACKAGE_VULNERABILITY", "NETWORK_REACHABILITY", "CODE_VULNERABILITY"];
const STATUSES: &[&str] = &["ACTIVE", "SUPPRESSED", "CLOSED"];
const FIX_AVAILABLE: &[&str] = &["YES", "NO", "PARTIAL"];
const REACHABILITIES: &[&str] = &["REACHABLE", "NOT_REACHABLE", "UNKNOWN"];
const PROTOCOLS: &[&str] = &["TCP", "UDP"];
const EXPLOIT_AVAILABLE: &[&str] = &["YES", "NO"];

/// The table over ListFindings.
#[derive(Debug)]
pub struct InspectorFindings;

/// Every column with the ListFindings filter that answers it.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "awsAccountId", "Account the finding is in."), Filter::Text(Set::Text(Filters::aws_account_id))),
    (Column::text("region", "@region", "Region the finding is in."), Filter::None),
    (Column::text("arn", "findingArn", "ARN of the finding."), Filter::Text(Set::Text(Filters::finding_arn))),
    (Column::text("type", "type", "What was found.").with_values(TYPES), Filter::Text(Set::Text(Filters::finding_type))),
    (Column::text("severity", "severity", "Severity.").with_values(SEVERITIES).with_looks(&looks::SEVERITY), Filter::Text(Set::Text(Filters::severity))),
    (Column::text("status", "status", "Whether it is open, suppressed by a rule, or closed within the last 30 days.").with_values(STATUSES), Filter::Text(Set::Text(Filters::finding_status))),
    (Column::text("title", "title", "Title of the finding."), Filter::Text(Set::Text(Filters::title))),
    (Column::text("description", "description", "Description of the finding."), Filter::None),
    (Column::text("vulnerability_id", "packageVulnerabilityDetails.vulnerabilityId", "Vulnerability such as CVE-2026-1234. Null for findings that are not of a package."), Filter::Text(Set::Text(Filters::vulnerability_id))),
    (Column::text("vulnerability_source", "packageVulnerabilityDetails.source", "Who published the vulnerability, such as NVD or AMAZON_CVE. Null for findings that are not of a package."), Filter::Text(Set::Text(Filters::vulnerability_source))),
    (Column::list("related_vulnerabilities", "packageVulnerabilityDetails.relatedVulnerabilities[]", "Advisories and other vulnerabilities that belong to it. Null where there are none."), Filter::List(Set::Text(Filters::related_vulnerabilities))),
    (Column::text("package_name", "packageVulnerabilityDetails.vulnerablePackages[0].name", "Name of the first vulnerable package; all are in package_names and packages. Null for findings that are not of a package."), Filter::First(Set::Package)),
    (Column::text("package_version", "packageVulnerabilityDetails.vulnerablePackages[0].version", "Installed version of the first vulnerable package."), Filter::None),
    (Column::text("package_release", "packageVulnerabilityDetails.vulnerablePackages[0].release", "Release of the first vulnerable package. Null where its manager has none."), Filter::None),
    (Column::text("package_architecture", "packageVulnerabilityDetails.vulnerablePackages[0].arch", "Architecture of the first vulnerable package. Null where Inspector does not say."), Filter::None),
    (Column::text("package_manager", "packageVulnerabilityDetails.vulnerablePackages[0].packageManager", "What installed the first vulnerable package, such as OS, PIP or JAR. Null where Inspector does not say."), Filter::None),
    (Column::text("package_path", "packageVulnerabilityDetails.vulnerablePackages[0].filePath", "File of the first vulnerable package. Null for packages of the operating system."), Filter::None),
    (Column::text("package_url", "packageVulnerabilityDetails.vulnerablePackages[0].purl", "Package URL (purl) of the first vulnerable package. Null where Inspector does not say."), Filter::None),
    (Column::text("fixed_in_version", "packageVulnerabilityDetails.vulnerablePackages[0].fixedInVersion", "Version in which the first vulnerable package is fixed; all are in fixed_in_versions. NotAvailable, or null, where there is none."), Filter::None),
    (Column::text("package_remediation", "packageVulnerabilityDetails.vulnerablePackages[0].remediation", "Command that updates the first vulnerable package. Null where Inspector has none."), Filter::None),
    (Column::text("runtime_reachability", "packageVulnerabilityDetails.vulnerablePackages[0].runtimeReachability", "Whether the first vulnerable package was seen in use. Null where Inspector does not know.").with_values(REACHABILITIES), Filter::None),
    (Column::list("package_names", "packageVulnerabilityDetails.vulnerablePackages[].name", "Names of all vulnerable packages. Null for findings that are not of a package."), Filter::List(Set::Package)),
    (Column::list("fixed_in_versions", "packageVulnerabilityDetails.vulnerablePackages[].fixedInVersion", "Versions in which they are fixed, NotAvailable where there is none. Null for findings that are not of a package."), Filter::None),
    (Column::text("fix_available", "fixAvailable", "Whether there is a fix. Null for findings that are not of a package.").with_values(FIX_AVAILABLE), Filter::Text(Set::Text(Filters::fix_available))),
    (Column::text("exploit_available", "exploitAvailable", "Whether an exploit is known. Null for findings that are not of a package.").with_values(EXPLOIT_AVAILABLE), Filter::Text(Set::Text(Filters::exploit_available))),
    (Column::time("last_known_exploit_at", "exploitabilityDetails.lastKnownExploitAt", "When an exploit was last seen. Null where none is known."), Filter::None),
    (Column::number("inspector_score", "inspectorScore", "Inspector's score from 0 to 10. Null where there is none.").with_decimals(1), Filter::Number(Set::Number(Filters::inspector_score))),
    (Column::text("inspector_score_vector", "inspectorScoreDetails.adjustedCvss.scoringVector", "CVSS vector of Inspector's score. Null where there is none."), Filter::None),
    (Column::text("inspector_score_version", "inspectorScoreDetails.adjustedCvss.version", "CVSS version of Inspector's score. Null where there is none."), Filter::None),
    (Column::text("inspector_score_source", "inspectorScoreDetails.adjustedCvss.scoreSource", "Who scored what Inspector adjusted. Null where there is none."), Filter::None),
    (Column::number("cvss", "packageVulnerabilityDetails.cvss[0].baseScore", "First CVSS base score from 0 to 10. Null where there is none.").with_decimals(1), Filter::None),
    (Column::text("cvss_vector", "packageVulnerabilityDetails.cvss[0].scoringVector", "Vector of the first CVSS score. Null where there is none."), Filter::None),
    (Column::text("cvss_version", "packageVulnerabilityDetails.cvss[0].version", "Version of the first CVSS score. Null where there is none."), Filter::None),
    (Column::text("cvss_source", "packageVulnerabilityDetails.cvss[0].source", "Who gave the first CVSS score. Null where there is none."), Filter::None),
    (Column::number("epss", "epss.score", "Probability of exploitation within 30 days, from 0 to 1. Null where there is none.").with_unit("percentunit").with_decimals(2), Filter::Number(Set::Number(Filters::epss_score))),
    (Column::text("vendor_severity", "packageVulnerabilityDetails.vendorSeverity", "Severity by the vendor. Null where there is none."), Filter::Text(Set::Text(Filters::vendor_severity))),
    (Column::time("vendor_created_at", "packageVulnerabilityDetails.vendorCreatedAt", "When the vendor published the vulnerability. Null where it does not say."), Filter::None),
    (Column::time("vendor_updated_at", "packageVulnerabilityDetails.vendorUpdatedAt", "When the vendor last updated it. Null where it does not say."), Filter::None),
    (Column::text("source_url", "packageVulnerabilityDetails.sourceUrl", "Page about the vulnerability. Null where there is none.").with_address(), Filter::None),
    (Column::list("reference_urls", "packageVulnerabilityDetails.referenceUrls[]", "Pages with more about the vulnerability. Null where there are none."), Filter::None),
    (Column::text("resource_type", "resources[0].type", "Type of the first resource; all are in resources."), Filter::First(Set::Text(Filters::resource_type))),
    (Column::text("resource_id", "resources[0].id", "ARN or identifier of the first resource; all are in resources."), Filter::First(Set::Text(Filters::resource_id))),
    (Column::text("image_id", "resources[0].details.awsEc2Instance.imageId", "Machine image of the first resource. Null unless it is an instance."), Filter::First(Set::Text(Filters::ec2_instance_image_id))),
    (Column::text("vpc_id", "resources[0].details.awsEc2Instance.vpcId", "VPC of the first resource. Null unless it is an instance in one."), Filter::First(Set::Text(Filters::ec2_instance_vpc_id))),
    (Column::text("repository_name", "resources[0].details.awsEcrContainerImage.repositoryName", "Repository of the first resource. Null unless it is a container image."), Filter::First(Set::Text(Filters::ecr_image_repository_name))),
    (Column::text("image_digest", "resources[0].details.awsEcrContainerImage.imageHash", "Digest of the first resource. Null unless it is a container image."), Filter::First(Set::Text(Filters::ecr_image_hash))),
    (Column::time("image_last_in_use_at", "resources[0].details.awsEcrContainerImage.lastInUseAt", "When a container last ran the image. Null unless the first resource is a container image that ran."), Filter::Time(Set::Time(Filters::ecr_image_last_in_use_at))),
    (Column::number("image_in_use_count", "resources[0].details.awsEcrContainerImage.inUseCount", "Tasks and pods that run the image. Null unless the first resource is a container image that ran."), Filter::Number(Set::Number(Filters::ecr_image_in_use_count))),
    (Column::text("function_name", "resources[0].details.awsLambdaFunction.functionName", "Name of the first resource. Null unless it is a function."), Filter::First(Set::Text(Filters::lambda_function_name))),
    (Column::text("runtime", "resources[0].details.awsLambdaFunction.runtime", "Runtime of the first resource. Null unless it is a function."), Filter::First(Set::Text(Filters::lambda_function_runtime))),
    (Column::json("tags", "resources[0].tags", "Tags of the first resource as a JSON object. Null where there are none."), Filter::None),
    (Column::text("remediation_text", "remediation.recommendation.text", "What to do about it. Null where Inspector does not say."), Filter::None),
    (Column::text("remediation_url", "remediation.recommendation.Url", "Page that says what to do about it. Null where there is none.").with_address(), Filter::None),
    (Column::text("network_protocol", "networkReachabilityDetails.protocol", "Protocol of the reachable ports. Null for findings that are not of a network.").with_values(PROTOCOLS), Filter::Text(Set::Text(Filters::network_protocol))),
    (Column::number("port_begin", "networkReachabilityDetails.openPortRange.begin", "First of the reachable ports. Null for findings that are not of a network."), Filter::None),
    (Column::number("port_end", "networkReachabilityDetails.openPortRange.end", "Last of the reachable ports. Null for findings that are not of a network."), Filter::None),
    (Column::text("detector_name", "codeVulnerabilityDetails.detectorName", "Detector that found vulnerable code. Null for findings that are not of code."), Filter::Text(Set::Text(Filters::code_vulnerability_detector_name))),
    (Column::list("detector_tags", "codeVulnerabilityDetails.detectorTags[]", "Tags of the detector. Null for findings that are not of code."), Filter::List(Set::Text(Filters::code_vulnerability_detector_tags))),
    (Column::list("cwes", "codeVulnerabilityDetails.cwes[]", "Weaknesses of the code, such as CWE-89. Null for findings that are not of code."), Filter::None),
    (Column::text("code_path", "codeVulnerabilityDetails.filePath.filePath", "File with the code. Null for findings that are not of code."), Filter::Text(Set::Text(Filters::code_vulnerability_file_path))),
    (Column::number("code_start_line", "codeVulnerabilityDetails.filePath.startLine", "First line of the code. Null for findings that are not of code."), Filter::None),
    (Column::number("code_end_line", "codeVulnerabilityDetails.filePath.endLine", "Last line of the code. Null for findings that are not of code."), Filter::None),
    (Column::time("first_observed_at", "firstObservedAt", "When Inspector first observed the problem."), Filter::Time(Set::Time(Filters::first_observed_at))),
    (Column::time("last_observed_at", "lastObservedAt", "When Inspector last observed the problem."), Filter::Time(Set::Time(Filters::last_observed_at))),
    (Column::time("updated_at", "updatedAt", "When the finding was last updated. Null where Inspector does not say."), Filter::Time(Set::Time(Filters::updated_at))),
    (Column::json("packages", "packageVulnerabilityDetails.vulnerablePackages", "All vulnerable packages as a JSON list. Null for findings that are not of a package."), Filter::None),
    (Column::json("cvss_scores", "packageVulnerabilityDetails.cvss", "All CVSS scores as a JSON list. Null for findings that are not of a package."), Filter::None),
    (Column::json("resources", "resources", "All resources as a JSON list."), Filter::None),
    (Column::json("finding", "", "The whole finding as AWS sent it, a JSON object."), Filter::None),
];

/// ListFindings takes each of its fields at once, with 10 values each.
const LIMITS: Limits = Limits { attributes: usize::MAX, values: 10, prefixes: true };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "inspector_findings",
    description: "Findings of Amazon Inspector: vulnerable packages, reachable networks, vulnerable code",
    service: "inspector2",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: Some("last_observed_at"),
    tag_members: &["resources[0].tags"],
};

impl Table for InspectorFindings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn sees(&self) -> Sees {
        Sees::Members
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(ListFindings::CALL, ListFindings::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, mut attributes) = translate(filters, DEFINITIONS, LIMITS);
        if attributes.0.iter().any(|attribute| attribute.column == "package_names") {
            // Both ask for packages, of which AWS would take any; the first one is filtered again in any case.
            attributes.0.retain(|attribute| attribute.column != "package_name");
        }
        let pushed = attributes.to_string();
        Translation { verdicts, pushed, fetch: Arc::new(Listing::of(ListFindings::new(attributes))) }
    }

    fn statistics(&self, columns: &[&str], filters: &[Expr]) -> Option<Statistics> {
        statistics::of(columns, filters)
    }

    /// Those of open findings, where Inspector counts by the column.
    fn suggestions(&self, column: &'static str) -> Option<Statistics> {
        statistics::of(&[column], &[ident("status").eq(lit("ACTIVE"))]).or_else(|| statistics::values(column))
    }

    /// By times that every finding has.
    fn sorts_by(&self, column: &str) -> bool {
        pages::sort_field(column).is_some()
    }
}

#[cfg(test)]
mod tests;
