//! `config_rule_compliance`: whether resources comply with each rule of AWS Config, from DescribeComplianceByConfigRule.
//!
//! A row is one rule; AWS counts the resources that do not comply, up to a maximum, so there is a column for both.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::describe_compliance_by_config_rule::{
    DescribeComplianceByConfigRuleError, DescribeComplianceByConfigRuleOutput,
};
use aws_sdk_config::types::ComplianceType;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::capped::{CAP_EXCEEDED, Capped};
use super::named::{ByName, Named, given};
use super::rules::{LIMITS, RULE_NAME};
use super::{COMPLIANCE_TYPES, RULE_PAGE, SERVICE, USUAL, types};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, in_words, translate};
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation, looks};

/// The table over the compliance of rules.
#[derive(Debug)]
pub struct ConfigRuleCompliance;

/// What a filter narrows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Set {
    Names,
    Types,
}

/// Every column with what its filter narrows.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "@account_id", "Account of the rule."), Filter::None),
    (Column::text("region", "@region", "Region of the rule."), Filter::None),
    (Column::text("rule_name", RULE_NAME, "Name of the rule.").with_console(RULE_PAGE), Filter::Equal(Set::Names)),
    (Column::text("compliance_type", "Compliance.ComplianceType", "Whether all resources that were evaluated comply.").with_values(COMPLIANCE_TYPES).with_looks(&looks::COMPLIANCE_TYPE), Filter::Equal(Set::Types)),
    (Column::number("contributor_count", "Compliance.ComplianceContributorCount.CappedCount", "Resources that do not comply, or the most that Config counts. Null where it counts none."), Filter::None),
    (Column::boolean("contributor_count_capped", CAP_EXCEEDED, "Whether there are more of them than Config counts. Null where it counts none."), Filter::None),
];

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "config_rule_compliance",
    description: "Whether resources comply with each rule of AWS Config, and how many do not",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigRuleCompliance {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(DescribeComplianceByConfigRule::CALL, DescribeComplianceByConfigRule::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let (names, types) = (attributes.equal_to(Set::Names), types(attributes.equal_to(Set::Types)));
        let rows = Named(DescribeComplianceByConfigRule { names: names.unwrap_or_default(), types });
        let instead = "Count the NON_COMPLIANT rows of config_evaluations for all of them.";
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(Capped { rows, instead }) }
    }
}

/// DescribeComplianceByConfigRule for these names, or for all rules.
#[derive(Debug, Clone)]
pub(super) struct DescribeComplianceByConfigRule {
    pub names: Vec<String>,
    /// None for all.
    pub types: Option<Vec<ComplianceType>>,
}

impl ByName for DescribeComplianceByConfigRule {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeComplianceByConfigRule {
    type Output = DescribeComplianceByConfigRuleOutput;
    type Error = DescribeComplianceByConfigRuleError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeComplianceByConfigRule",
        action: "config:DescribeComplianceByConfigRule",
    };
    const QUOTA: Quota = USUAL;
    /// AWS decides how many rules are on a page.
    const PAGING: Paging =
        Paging { list: "ComplianceByConfigRules", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeComplianceByConfigRuleOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeComplianceByConfigRuleError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_compliance_by_config_rule().set_next_token(ask.token);
        let operation = operation.set_config_rule_names(given(&self.names)).set_compliance_types(self.types.clone());
        Box::pin(operation.customize().interceptor(read).send())
    }
}
