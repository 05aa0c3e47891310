//! `config_resource_compliance`: whether each resource complies with the rules of AWS Config that evaluate it, from
//! DescribeComplianceByResource.
//!
//! A row is one resource; AWS counts the rules that it does not comply with, up to a maximum. 100 resources a request.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::describe_compliance_by_resource::{
    DescribeComplianceByResourceError, DescribeComplianceByResourceOutput,
};
use aws_sdk_config::types::ComplianceType;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::capped::{CAP_EXCEEDED, Capped};
use super::{COMPLIANCE_TYPES, RESOURCE_PAGE, SERVICE, USUAL, types};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation, looks};

/// The table over the compliance of resources.
#[derive(Debug)]
pub struct ConfigResourceCompliance;

/// What a filter narrows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Set {
    Type,
    Id,
    Compliance,
}

/// Every column with what its filter narrows. AWS takes one type, and an id only beside it, so both are filtered again.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "@account_id", "Account whose rules evaluate the resource."), Filter::None),
    (Column::text("region", "@region", "Region of these rules."), Filter::None),
    (Column::text("resource_type", "ResourceType", "Type of the resource, such as AWS::S3::Bucket.").with_console(RESOURCE_PAGE), Filter::Checked(Set::Type)),
    (Column::text("resource_id", "ResourceId", "Id of the resource.").with_console(RESOURCE_PAGE), Filter::Checked(Set::Id)),
    (Column::text("compliance_type", "Compliance.ComplianceType", "Whether it complies with all rules that evaluate it.").with_values(COMPLIANCE_TYPES).with_looks(&looks::COMPLIANCE_TYPE), Filter::Equal(Set::Compliance)),
    (Column::number("contributor_count", "Compliance.ComplianceContributorCount.CappedCount", "Rules that it does not comply with, or the most that Config counts. Null where it counts none."), Filter::None),
    (Column::boolean("contributor_count_capped", CAP_EXCEEDED, "Whether there are more of them than Config counts. Null where it counts none."), Filter::None),
];

/// DescribeComplianceByResource takes each compliance type once.
const LIMITS: Limits = Limits { attributes: usize::MAX, values: COMPLIANCE_TYPES.len(), prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "config_resource_compliance",
    description: "Whether each resource complies with the rules of AWS Config, and with how many it does not",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigResourceCompliance {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(DescribeComplianceByResource::CALL, DescribeComplianceByResource::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        match column {
            "resource_type" => Some("="),
            "resource_id" => Some("= beside that of resource_type"),
            _ => in_words(column, DEFINITIONS, LIMITS),
        }
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, mut attributes) = translate(filters, DEFINITIONS, LIMITS);
        let one = |set| attributes.equal_to(set).and_then(|values| <[String; 1]>::try_from(values).ok());
        let resource_type = one(Set::Type).map(|[value]| value);
        let resource_id = one(Set::Id).map(|[value]| value).filter(|_| resource_type.is_some());
        attributes.0.retain(|attribute| match attribute.set {
            Set::Type => resource_type.is_some(),
            Set::Id => resource_id.is_some(),
            Set::Compliance => true,
        });
        let types = types(attributes.equal_to(Set::Compliance));
        let rows = Listing::of(DescribeComplianceByResource { resource_type, resource_id, types });
        let instead = "Count the NON_COMPLIANT rows of config_evaluations for all of them.";
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(Capped { rows, instead }) }
    }
}

/// DescribeComplianceByResource with its filters.
#[derive(Debug)]
struct DescribeComplianceByResource {
    resource_type: Option<String>,
    resource_id: Option<String>,
    /// None for all.
    types: Option<Vec<ComplianceType>>,
}

impl Operation for DescribeComplianceByResource {
    type Output = DescribeComplianceByResourceOutput;
    type Error = DescribeComplianceByResourceError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeComplianceByResource",
        action: "config:DescribeComplianceByResource",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ComplianceByResources", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeComplianceByResourceOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeComplianceByResourceError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .config()
            .describe_compliance_by_resource()
            .set_resource_type(self.resource_type.clone())
            .set_resource_id(self.resource_id.clone())
            .set_compliance_types(self.types.clone())
            .limit(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
