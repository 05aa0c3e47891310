//! `config_conformance_packs`: the conformance packs of AWS Config, their compliance and their scores.
//!
//! DescribeConformancePacks returns 20 packs a page; status, compliance (5 packs a request) and scores are asked for the
//! same packs only when a column of theirs is used. AWS writes a score as a text, or says that it has none.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::describe_conformance_pack_status::{
    DescribeConformancePackStatusError, DescribeConformancePackStatusOutput,
};
use aws_sdk_config::operation::describe_conformance_packs::{
    DescribeConformancePacksError, DescribeConformancePacksOutput,
};
use aws_sdk_config::operation::get_conformance_pack_compliance_summary::{
    GetConformancePackComplianceSummaryError, GetConformancePackComplianceSummaryOutput,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::conformance_pack_scores::{self, ListConformancePackComplianceScores};
use super::joined::{Beside, By, Joined};
use super::named::{ByName, Named, given};
use super::{COMPLIANCE_TYPES, SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation, looks};

const TYPES: &[&str] = &["CUSTOM", "MANAGED"];
const STATES: &[&str] = &[
    "CREATE_COMPLETE",
    "CREATE_IN_PROGRESS",
    "CREATE_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_IN_PROGRESS",
    "UPDATE_FAILED",
    "DELETE_IN_PROGRESS",
    "DELETE_FAILED",
];

/// The console's page of a pack.
const PACK_PAGE: &str =
    "config/home?region={region}#/conformance-packs/details?conformancePackName={conformance_pack_name}";

/// The table over conformance packs.
#[derive(Debug)]
pub struct ConfigConformancePacks;

/// The columns of DescribeConformancePacks; the name is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "ConformancePackArn", "Account of the pack.").with_account_of_arn(), Filter::None),
    (Column::text("region", "@region", "Region of the pack."), Filter::None),
    (Column::text("conformance_pack_name", PACK_NAME, "Name of the pack.").with_console(PACK_PAGE), Filter::Equal(())),
    (Column::text("conformance_pack_arn", "ConformancePackArn", "ARN of the pack."), Filter::None),
    (Column::text("conformance_pack_id", "ConformancePackId", "Id of the pack."), Filter::None),
    (Column::text("conformance_pack_type", "Type", "Who made the pack: people or AWS. Null where AWS does not say.").with_values(TYPES), Filter::None),
    (Column::text("created_by", "CreatedBy", "Service that made the pack. Null for packs of people."), Filter::None),
    (Column::text("delivery_s3_bucket", "DeliveryS3Bucket", "Bucket with the pack's template. Null where there is none."), Filter::None),
    (Column::text("template_document_name", "TemplateSSMDocumentDetails.DocumentName", "Document of Systems Manager that it was made from. Null where it was not."), Filter::None),
    (Column::json("input_parameters", "ConformancePackInputParameters", "Its parameters as a JSON list. Null where AWS sends none."), Filter::None),
    (Column::time("last_update_requested_at", "LastUpdateRequestedTime", "When a change of the pack was last asked for."), Filter::None),
];

/// The columns of DescribeConformancePackStatus.
#[rustfmt::skip]
static STATUS: &[Column] = &[
    Column::text("state", "ConformancePackState", "How far its creation, change or deletion is.").with_values(STATES),
    Column::text("state_reason", "ConformancePackStatusReason", "Why its creation failed. Null where it did not."),
    Column::text("stack_arn", "StackArn", "ARN of its stack. Null for packs of AWS."),
    Column::time("last_update_completed_at", "LastUpdateCompletedTime", "When the pack was last created or changed. Null where it never was."),
];

/// The column of GetConformancePackComplianceSummary.
#[rustfmt::skip]
static SUMMARY: &[Column] = &[
    Column::text("compliance_type", "ConformancePackComplianceStatus", "Whether resources comply with all rules of the pack.").with_values(COMPLIANCE_TYPES).with_looks(&looks::COMPLIANCE_TYPE),
];

/// The member with a pack's name, in all answers about packs.
pub(super) const PACK_NAME: &str = "ConformancePackName";

/// Operations about packs take 25 names, but the summary.
const LIMITS: Limits = Limits { attributes: 1, values: 25, prefixes: false };
/// What the summary takes.
const SUMMARISED: usize = 5;
/// The most packs on a page.
pub(super) const PAGE: usize = 20;

static BESIDE: &[Beside] = &[
    Beside {
        columns: STATUS,
        member: PACK_NAME,
        by: By::Name {
            member: PACK_NAME,
            most: PAGE,
            ask: |names| Box::new(Listing::of(DescribeConformancePackStatus { names })),
        },
    },
    Beside {
        columns: SUMMARY,
        member: PACK_NAME,
        by: By::Name {
            member: PACK_NAME,
            most: SUMMARISED,
            ask: |names| Box::new(Named(GetConformancePackComplianceSummary { names })),
        },
    },
    Beside {
        columns: conformance_pack_scores::COLUMNS,
        member: PACK_NAME,
        by: By::Name {
            member: PACK_NAME,
            most: PAGE,
            ask: |names| Box::new(Listing::of(ListConformancePackComplianceScores { names })),
        },
    },
];

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let beside = BESIDE.iter().flat_map(|beside| beside.columns).copied();
    DEFINITIONS.iter().map(|(column, _)| *column).chain(beside).collect()
});

static ABOUT: About = About {
    name: "config_conformance_packs",
    description: "Conformance packs of AWS Config, with state, compliance and score",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigConformancePacks {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![
            (DescribeConformancePacks::CALL, DescribeConformancePacks::QUOTA),
            (DescribeConformancePackStatus::CALL, DescribeConformancePackStatus::QUOTA),
            (GetConformancePackComplianceSummary::CALL, GetConformancePackComplianceSummary::QUOTA),
            (ListConformancePackComplianceScores::CALL, ListConformancePackComplianceScores::QUOTA),
        ]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let names = attributes.equal_to(()).unwrap_or_default();
        let first = Arc::new(Named(DescribeConformancePacks { names }));
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(Joined { first, beside: BESIDE }) }
    }
}

/// DescribeConformancePacks for these names, or for all packs.
#[derive(Debug, Clone)]
struct DescribeConformancePacks {
    names: Vec<String>,
}

impl ByName for DescribeConformancePacks {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeConformancePacks {
    type Output = DescribeConformancePacksOutput;
    type Error = DescribeConformancePacksError;
    const CALL: Call =
        Call { service: SERVICE, operation: "DescribeConformancePacks", action: "config:DescribeConformancePacks" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ConformancePackDetails", token: Some("NextToken"), left_out: None, always: None, size: PAGE };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConformancePacksOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConformancePacksError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_conformance_packs().limit(ask.size).set_next_token(ask.token);
        let operation = operation.set_conformance_pack_names(given(&self.names));
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// DescribeConformancePackStatus for these names.
#[derive(Debug)]
struct DescribeConformancePackStatus {
    names: Vec<String>,
}

impl Operation for DescribeConformancePackStatus {
    type Output = DescribeConformancePackStatusOutput;
    type Error = DescribeConformancePackStatusError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeConformancePackStatus",
        action: "config:DescribeConformancePackStatus",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "ConformancePackStatusDetails",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: PAGE,
    };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConformancePackStatusOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConformancePackStatusError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_conformance_pack_status().limit(ask.size);
        let operation = operation.set_conformance_pack_names(given(&self.names)).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// GetConformancePackComplianceSummary for these names.
#[derive(Debug, Clone)]
struct GetConformancePackComplianceSummary {
    names: Vec<String>,
}

impl ByName for GetConformancePackComplianceSummary {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for GetConformancePackComplianceSummary {
    type Output = GetConformancePackComplianceSummaryOutput;
    type Error = GetConformancePackComplianceSummaryError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "GetConformancePackComplianceSummary",
        action: "config:GetConformancePackComplianceSummary",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "ConformancePackComplianceSummaryList",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: PAGE,
    };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(GetConformancePackComplianceSummaryOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetConformancePackComplianceSummaryError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().get_conformance_pack_compliance_summary().limit(ask.size);
        let operation = operation.set_conformance_pack_names(given(&self.names)).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}
