//! `config_rules`: the rules that AWS Config evaluates, and how their last evaluations went.
//!
//! DescribeConfigRules returns 25 rules a page; DescribeConfigRuleEvaluationStatus is asked for the same 25 only when a
//! column of it is used.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::describe_config_rule_evaluation_status::{
    DescribeConfigRuleEvaluationStatusError, DescribeConfigRuleEvaluationStatusOutput,
};
use aws_sdk_config::operation::describe_config_rules::{DescribeConfigRulesError, DescribeConfigRulesOutput};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::joined::{Beside, By, Joined};
use super::named::{ByName, Named, given};
use super::{FREQUENCIES, RULE_PAGE, SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation};

const STATES: &[&str] = &["ACTIVE", "EVALUATING", "DELETING", "DELETING_RESULTS"];
const OWNERS: &[&str] = &["AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"];
const VISIBILITIES: &[&str] = &["EXTERNAL", "INTERNAL"];

/// The table over rules.
#[derive(Debug)]
pub struct ConfigRules;

/// The columns of DescribeConfigRules; the name is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "ConfigRuleArn", "Account of the rule.").with_account_of_arn(), Filter::None),
    (Column::text("region", "@region", "Region of the rule."), Filter::None),
    (Column::text("rule_name", RULE_NAME, "Name of the rule.").with_console(RULE_PAGE), Filter::Equal(())),
    (Column::text("rule_arn", "ConfigRuleArn", "ARN of the rule."), Filter::None),
    (Column::text("rule_id", "ConfigRuleId", "Id of the rule, such as config-rule-a1b2c3."), Filter::None),
    (Column::text("description", "Description", "Description of the rule. Null where there is none."), Filter::None),
    (Column::text("state", "ConfigRuleState", "Whether the rule is active, being evaluated or being deleted.").with_values(STATES), Filter::None),
    (Column::text("source_owner", "Source.Owner", "Who made the check: AWS, or people with a function or a Guard policy.").with_values(OWNERS), Filter::None),
    (Column::text("source_identifier", "Source.SourceIdentifier", "AWS's name of a managed rule, such as S3_BUCKET_VERSIONING_ENABLED, or the ARN of a function. Null for Guard policies."), Filter::None),
    (Column::list("scope_resource_types", "Scope.ComplianceResourceTypes[]", "Types of resources that it evaluates. Null where the scope names none."), Filter::None),
    (Column::text("scope_resource_id", "Scope.ComplianceResourceId", "The only resource that it evaluates. Null where the scope names none."), Filter::None),
    (Column::text("scope_tag_key", "Scope.TagKey", "Key of the tag of the resources that it evaluates. Null where the scope names none."), Filter::None),
    (Column::text("scope_tag_value", "Scope.TagValue", "Value of that tag. Null where the scope names none."), Filter::None),
    (Column::json("input_parameters", "InputParameters", "Its parameters as a JSON object. Null where it has none."), Filter::None),
    (Column::text("maximum_execution_frequency", "MaximumExecutionFrequency", "How often it evaluates at most. Null where changes of resources trigger it.").with_values(FREQUENCIES), Filter::None),
    (Column::list("evaluation_modes", "EvaluationModes[].Mode", "When it evaluates: DETECTIVE, PROACTIVE. Null where AWS does not say."), Filter::None),
    (Column::text("evaluation_visibility", RULE_VISIBILITY, "Whether AWS shows its evaluations. Null where AWS does not say.").with_values(VISIBILITIES), Filter::None),
    (Column::text("created_by", "CreatedBy", "Service that made the rule, such as securityhub.amazonaws.com. Null for rules of people."), Filter::None),
];

/// The columns of DescribeConfigRuleEvaluationStatus.
#[rustfmt::skip]
static STATUS: &[Column] = &[
    Column::time("first_activated_at", "FirstActivatedTime", "When the rule was first activated."),
    Column::time("last_deactivated_at", "LastDeactivatedTime", "When the rule was last turned off. Null where it never was."),
    Column::time("last_successful_invocation_at", "LastSuccessfulInvocationTime", "When Config last invoked the rule. Null where it never did."),
    Column::time("last_failed_invocation_at", "LastFailedInvocationTime", "When Config last failed to invoke the rule. Null where it never did."),
    Column::time("last_successful_evaluation_at", "LastSuccessfulEvaluationTime", "When resources were last evaluated. Null where they never were."),
    Column::time("last_failed_evaluation_at", "LastFailedEvaluationTime", "When an evaluation last failed. Null where none did."),
    Column::text("last_error_code", "LastErrorCode", "Code of the last failure. Null where there was none."),
    Column::text("last_error_message", "LastErrorMessage", "Message of the last failure. Null where there was none."),
    Column::boolean("first_evaluation_started", "FirstEvaluationStarted", "Whether resources have been evaluated at least once."),
];

/// The member with a rule's name, in all answers about rules.
pub(super) const RULE_NAME: &str = "ConfigRuleName";
/// The member that says whether a rule's evaluations are shown.
pub(super) const RULE_VISIBILITY: &str = "RuleEvaluationVisibility";

/// All operations about rules take 25 names.
pub(super) const LIMITS: Limits = Limits { attributes: usize::MAX, values: 25, prefixes: false };

static BESIDE: &[Beside] = &[Beside {
    columns: STATUS,
    member: RULE_NAME,
    by: By::Name {
        member: RULE_NAME,
        most: LIMITS.values,
        ask: |names| Box::new(Named(DescribeConfigRuleEvaluationStatus { names })),
    },
}];

static COLUMNS: LazyLock<Vec<Column>> =
    LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).chain(STATUS.iter().copied()).collect());

static ABOUT: About = About {
    name: "config_rules",
    description: "Rules of AWS Config, with scope, state and how their last evaluations went",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigRules {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![
            (DescribeConfigRules::CALL, DescribeConfigRules::QUOTA),
            (DescribeConfigRuleEvaluationStatus::CALL, DescribeConfigRuleEvaluationStatus::QUOTA),
        ]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let names = attributes.equal_to(()).unwrap_or_default();
        let first = Arc::new(Named(DescribeConfigRules { names }));
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(Joined { first, beside: BESIDE }) }
    }
}

/// DescribeConfigRules for these names, or for all rules.
#[derive(Debug, Clone)]
pub(super) struct DescribeConfigRules {
    pub names: Vec<String>,
}

impl ByName for DescribeConfigRules {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeConfigRules {
    type Output = DescribeConfigRulesOutput;
    type Error = DescribeConfigRulesError;
    const CALL: Call =
        Call { service: SERVICE, operation: "DescribeConfigRules", action: "config:DescribeConfigRules" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ConfigRules", token: Some("NextToken"), left_out: None, always: None, size: 25 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConfigRulesOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConfigRulesError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_config_rules().set_next_token(ask.token);
        let operation = operation.set_config_rule_names(given(&self.names));
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// DescribeConfigRuleEvaluationStatus for these names.
#[derive(Debug, Clone)]
struct DescribeConfigRuleEvaluationStatus {
    names: Vec<String>,
}

impl ByName for DescribeConfigRuleEvaluationStatus {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeConfigRuleEvaluationStatus {
    type Output = DescribeConfigRuleEvaluationStatusOutput;
    type Error = DescribeConfigRuleEvaluationStatusError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeConfigRuleEvaluationStatus",
        action: "config:DescribeConfigRuleEvaluationStatus",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "ConfigRulesEvaluationStatus",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: 50,
    };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConfigRuleEvaluationStatusOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConfigRuleEvaluationStatusError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_config_rule_evaluation_status().limit(ask.size);
        let operation = operation.set_config_rule_names(given(&self.names)).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}
