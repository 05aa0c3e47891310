//! `securityhub_findings`: the findings of AWS Security Hub in ASFF, from GetFindings.
//!
//! In the aggregation Region AWS returns the findings of all linked Regions, to an administrator those of its members.
//! GetFindings allows 3 requests a second of 100 findings each, so filters decide what a panel costs. What AWS can
//! filter is said beside each column; `pages` asks.

mod pages;

use std::sync::{Arc, LazyLock};

use aws_sdk_securityhub::types::builders::AwsSecurityFindingFiltersBuilder as Filters;
use datafusion::logical_expr::Expr;

use super::CONTROL_PAGE;
use crate::aws::{Call, Quota, Sees, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Listing, Operation};
use crate::tables::{About, Changes, Column, Table, Translation, looks};
use pages::{GetFindings, Set};

/// The severity labels of ASFF, worst first.
pub const SEVERITIES: &[&str] = &["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"];
const COMPLIANCE: &[&str] = &["PASSED", "FAILED", "WARNING", "NOT_AVAILABLE"];
const WORKFLOW: &[&str] = &["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"];
const RECORD_STATES: &[&str] = &["ACTIVE", "ARCHIVED"];
const FIX_AVAILABLE: &[&str] = &["YES", "NO", "PARTIAL"];

/// The console's list of findings, filtered by one's identifier.
const FINDING_PAGE: &str =
    "securityhub/home?region={region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A{id}";

/// The table over GetFindings.
#[derive(Debug)]
pub struct SecurityHubFindings;

/// Every column with the GetFindings filter that answers it.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "AwsAccountId", "Account the finding is in."), Filter::Text(Set::Text(Filters::aws_account_id))),
    (Column::text("region", "Region", "Region the finding is in. Null where the provider does not say."), Filter::Text(Set::Text(Filters::region))),
    (Column::text("id", "Id", "Identifier the product gave the finding; unique per product, account and Region.").with_console(FINDING_PAGE), Filter::Text(Set::Text(Filters::id))),
    (Column::text("title", "Title", "Title of the finding.").with_console(FINDING_PAGE), Filter::Text(Set::Text(Filters::title))),
    (Column::text("description", "Description", "Description of the finding."), Filter::Text(Set::Text(Filters::description))),
    (Column::text("severity", "Severity.Label", "Severity label. Null where the provider gave only a number.").with_values(SEVERITIES).with_looks(&looks::SEVERITY), Filter::Checked(Set::Text(Filters::severity_label))),
    (Column::number("severity_normalized", "Severity.Normalized", "Severity as a number from 0 to 100. Null where the provider gave only a label."), Filter::None),
    (Column::text("product_arn", "ProductArn", "ARN of the product that found it."), Filter::Text(Set::Text(Filters::product_arn))),
    (Column::text("product_name", "ProductName", "Name of the product that found it, such as Security Hub, Inspector or GuardDuty."), Filter::Text(Set::Text(Filters::product_name))),
    (Column::text("company_name", "CompanyName", "Company behind the product."), Filter::Text(Set::Text(Filters::company_name))),
    (Column::text("generator_id", "GeneratorId", "Part of the product that found it: a control, rule or detector."), Filter::Text(Set::Text(Filters::generator_id))),
    (Column::text("control_id", "Compliance.SecurityControlId", "Security control such as S3.1. Null for findings that are not of a control.").with_console(CONTROL_PAGE), Filter::Text(Set::Text(Filters::compliance_security_control_id))),
    (Column::list("standards", "Compliance.AssociatedStandards[].StandardsId", "Enabled standards the control belongs to. Null for findings that are not of a control."), Filter::List(Set::Text(Filters::compliance_associated_standards_id))),
    (Column::text("compliance_status", "Compliance.Status", "Result of the control. Null for findings that are not of a control.").with_values(COMPLIANCE).with_looks(&looks::COMPLIANCE), Filter::Text(Set::Text(Filters::compliance_status))),
    (Column::text("workflow_status", "Workflow.Status", "What people decided.").with_values(WORKFLOW).with_looks(&looks::WORKFLOW), Filter::Text(Set::Text(Filters::workflow_status))),
    (Column::text("record_state", "RecordState", "Whether the product still reports it.").with_values(RECORD_STATES), Filter::Text(Set::Text(Filters::record_state))),
    (Column::list("types", "Types[]", "Types in the form namespace/category/classifier."), Filter::List(Set::Text(Filters::r#type))),
    (Column::text("resource_type", "Resources[0].Type", "Type of the first resource; all are in resources."), Filter::First(Set::Text(Filters::resource_type))),
    (Column::text("resource_id", "Resources[0].Id", "ARN or identifier of the first resource; all are in resources."), Filter::First(Set::Text(Filters::resource_id))),
    (Column::text("resource_region", "Resources[0].Region", "Region of the first resource. Null where the provider does not say."), Filter::First(Set::Text(Filters::resource_region))),
    (Column::json("tags", "Resources[0].Tags", "Tags of the first resource as a JSON object. Null where there are none."), Filter::None),
    (Column::time("created_at", "CreatedAt", "When the product created the finding."), Filter::Time(Set::Time(Filters::created_at))),
    (Column::time("updated_at", "UpdatedAt", "When the product last updated the finding; changes by people do not move it."), Filter::Time(Set::Time(Filters::updated_at))),
    (Column::time("processed_at", "ProcessedAt", "When Security Hub received the finding. Null where it does not say."), Filter::None),
    (Column::time("first_observed_at", "FirstObservedAt", "When the product first observed the problem. Null where it does not say."), Filter::Time(Set::Time(Filters::first_observed_at))),
    (Column::time("last_observed_at", "LastObservedAt", "When the product last observed the problem. Null where it does not say."), Filter::Time(Set::Time(Filters::last_observed_at))),
    (Column::text("note", "Note.Text", "Text of the note. Null where there is none."), Filter::None),
    (Column::json("user_defined_fields", "UserDefinedFields", "Names and values people added, as a JSON object. Null where there are none."), Filter::None),
    (Column::text("remediation_text", "Remediation.Recommendation.Text", "What to do about it. Null where the product does not say."), Filter::None),
    (Column::text("remediation_url", "Remediation.Recommendation.Url", "Page that says what to do about it. Null where there is none.").with_address(), Filter::None),
    (Column::text("source_url", "SourceUrl", "Page about the finding in the product. Null where there is none.").with_address(), Filter::Text(Set::Text(Filters::source_url))),
    (Column::list("vulnerability_ids", "Vulnerabilities[].Id", "Vulnerabilities such as CVE-2026-1234. Null for findings that are not of a vulnerability."), Filter::None),
    (Column::text("fix_available", "Vulnerabilities[0].FixAvailable", "Whether the first vulnerability has a fix. Null for findings that are not of a vulnerability.").with_values(FIX_AVAILABLE), Filter::First(Set::Text(Filters::vulnerabilities_fix_available))),
    (Column::json("resources", "Resources", "All resources as a JSON list."), Filter::None),
    (Column::json("vulnerabilities", "Vulnerabilities", "All vulnerabilities as a JSON list. Null for findings that are not of a vulnerability."), Filter::None),
    (Column::json("finding", "", "The whole finding as AWS sent it, a JSON object."), Filter::None),
];

/// The time by which a long listing is cut in several.
const UPDATED_AT: &str = "updated_at";

/// GetFindings takes at most 10 attributes with 20 values each.
const LIMITS: Limits = Limits { attributes: 10, values: 20, prefixes: true };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "securityhub_findings",
    description: "Findings of AWS Security Hub and the products that report to it",
    service: "securityhub",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: Some("updated_at"),
    tag_members: &["Resources[0].Tags"],
};

impl Table for SecurityHubFindings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn sees(&self) -> Sees {
        Sees::MembersAndRegions
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetFindings::CALL, GetFindings::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        Translation { verdicts, pushed, fetch: Arc::new(Listing::of(GetFindings::new(attributes))) }
    }

    /// Only by times that every finding has: how AWS orders missing values is not documented.
    fn sorts_by(&self, column: &str) -> bool {
        matches!(column, "created_at" | UPDATED_AT)
    }
}

/// A column by its name, with its filter.
fn definition(column: &str) -> Option<&'static (Column, Filter<Set>)> {
    DEFINITIONS.iter().find(|(known, _)| known.name == column)
}

#[cfg(test)]
mod tests;
