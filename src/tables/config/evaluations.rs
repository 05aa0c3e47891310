//! `config_evaluations`: what each rule of AWS Config found of each resource, from GetComplianceDetailsByConfigRule.
//!
//! A request for each rule and 100 resources, some rules at once. A statement that wants only what does not comply asks
//! for the rules that have some: accounts have hundreds of rules, and most of them have none.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::get_compliance_details_by_config_rule::{
    GetComplianceDetailsByConfigRuleError, GetComplianceDetailsByConfigRuleOutput,
};
use aws_sdk_config::types::ComplianceType;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::cast::as_string_array;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::future::TryFutureExt;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::named::known;
use super::rule_compliance::DescribeComplianceByConfigRule;
use super::rules::{DescribeConfigRules, LIMITS, RULE_NAME, RULE_VISIBILITY};
use super::{AT_ONCE, EVALUATION_MODES, RESOURCE_PAGE, RULE_PAGE, SERVICE, USUAL, types};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::filters::{Filter, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation, looks};

/// What Config finds of a resource, and what AWS does not filter by: the last.
const TYPES: &[&str] = &["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", NOT_FILTERED];
const NOT_FILTERED: &str = "INSUFFICIENT_DATA";

/// The table over evaluations.
#[derive(Debug)]
pub struct ConfigEvaluations;

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
    (Column::text("rule_name", "EvaluationResultIdentifier.EvaluationResultQualifier.ConfigRuleName", "Name of the rule.").with_console(RULE_PAGE), Filter::Equal(Set::Names)),
    (Column::text("resource_type", "EvaluationResultIdentifier.EvaluationResultQualifier.ResourceType", "Type of the resource, such as AWS::S3::Bucket.").with_console(RESOURCE_PAGE), Filter::None),
    (Column::text("resource_id", "EvaluationResultIdentifier.EvaluationResultQualifier.ResourceId", "Id of the resource.").with_console(RESOURCE_PAGE), Filter::None),
    (Column::text("compliance_type", "ComplianceType", "Whether the resource complies with the rule.").with_values(TYPES).with_looks(&looks::COMPLIANCE_TYPE), Filter::Checked(Set::Types)),
    (Column::text("annotation", "Annotation", "What the rule says of it. Null where it says nothing."), Filter::None),
    (Column::time("result_recorded_at", "ResultRecordedTime", "When Config recorded the result."), Filter::None),
    (Column::time("rule_invoked_at", "ConfigRuleInvokedTime", "When the rule evaluated the resource."), Filter::None),
    (Column::time("triggered_at", "EvaluationResultIdentifier.OrderingTimestamp", "When that happened which triggered the evaluation."), Filter::None),
    (Column::text("evaluation_mode", "EvaluationResultIdentifier.EvaluationResultQualifier.EvaluationMode", "Whether the resource was there, or was evaluated before. Null where AWS does not say.").with_values(EVALUATION_MODES), Filter::None),
    (Column::text("resource_evaluation_id", "EvaluationResultIdentifier.ResourceEvaluationId", "Id of an evaluation before the resource was there. Null for others."), Filter::None),
];

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "config_evaluations",
    description: "What each rule of AWS Config found of each resource, and why",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigEvaluations {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![
            (DescribeConfigRules::CALL, DescribeConfigRules::QUOTA),
            (DescribeComplianceByConfigRule::CALL, DescribeComplianceByConfigRule::QUOTA),
            (GetComplianceDetailsByConfigRule::CALL, GetComplianceDetailsByConfigRule::QUOTA),
        ]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, mut attributes) = translate(filters, DEFINITIONS, LIMITS);
        let filters = |types: &Vec<String>| !types.iter().any(|one| one == NOT_FILTERED);
        let asked = attributes.equal_to(Set::Types).filter(filters);
        attributes.0.retain(|attribute| attribute.set != Set::Types || asked.is_some());
        let fetch = Evaluations { names: attributes.equal_to(Set::Names), types: types(asked) };
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(fetch) }
    }
}

/// Evaluations by these rules or all, of these compliance types or all.
#[derive(Debug)]
struct Evaluations {
    names: Option<Vec<String>>,
    types: Option<Vec<ComplianceType>>,
}

impl Fetch for Evaluations {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let (types, few) = (self.types.clone(), shape.limit.is_some());
        let rules = self.rules(&request);
        let details = move |rule| {
            let one = GetComplianceDetailsByConfigRule { rule, types: types.clone() };
            // A rule may be deleted after it was listed.
            known(Listing::of(one).fetch(shape.clone(), Arc::clone(&request)), Arc::clone(&request))
        };
        if few {
            // The next rule may not be needed.
            return rules.map_ok(details).try_flatten().boxed();
        }
        let all_of_one = move |rule: Result<String>| {
            let pages = rule.map(&details);
            async move { pages?.try_collect::<Vec<_>>().await }
        };
        rules.map(all_of_one).buffered(AT_ONCE).map_ok(|pages| stream::iter(pages).map(Ok)).try_flatten().boxed()
    }
}

impl Evaluations {
    /// The names of the rules to ask for.
    fn rules(&self, request: &Arc<Request>) -> BoxStream<'static, Result<String>> {
        if let Some(names) = &self.names {
            return stream::iter(names.clone()).map(Ok).boxed();
        }
        let all = list(DescribeConfigRules { names: Vec::new() }, request);
        let Some([ComplianceType::NonCompliant]) = self.types.as_deref() else { return all };
        let failing = DescribeComplianceByConfigRule { names: Vec::new(), types: self.types.clone() };
        let failing = list(failing, request).try_collect::<HashSet<_>>();
        let those = move |failing: HashSet<String>| {
            all.try_filter(move |name| std::future::ready(failing.contains(name))).boxed()
        };
        failing.map_ok(those).try_flatten_stream().boxed()
    }
}

/// The names of the rules that an operation lists, but those whose evaluations AWS does not show.
fn list<O: Operation>(operation: O, request: &Arc<Request>) -> BoxStream<'static, Result<String>> {
    let shape = RowShape::all(Arc::from(LISTED));
    let pages = Listing::of(operation).fetch(shape, Arc::clone(request));
    pages.map(|page| shown(&page?)).map_ok(|names| stream::iter(names).map(Ok)).try_flatten().boxed()
}

/// What is wanted of a list of rules.
const LISTED: [Column; 2] = [
    Column::text("rule_name", RULE_NAME, "The rule."),
    Column::text("evaluation_visibility", RULE_VISIBILITY, "Whether AWS shows its evaluations."),
];

/// The names of the rules on a page whose evaluations AWS shows.
fn shown(page: &RecordBatch) -> Result<Vec<String>> {
    let rules = as_string_array(page.column(0))?.iter().zip(as_string_array(page.column(1))?);
    Ok(rules.filter(|(_, seen)| *seen != Some("INTERNAL")).filter_map(|(name, _)| name.map(str::to_owned)).collect())
}

/// GetComplianceDetailsByConfigRule of one rule.
#[derive(Debug)]
struct GetComplianceDetailsByConfigRule {
    rule: String,
    /// None for all.
    types: Option<Vec<ComplianceType>>,
}

impl Operation for GetComplianceDetailsByConfigRule {
    type Output = GetComplianceDetailsByConfigRuleOutput;
    type Error = GetComplianceDetailsByConfigRuleError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "GetComplianceDetailsByConfigRule",
        action: "config:GetComplianceDetailsByConfigRule",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "EvaluationResults", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetComplianceDetailsByConfigRuleOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetComplianceDetailsByConfigRuleError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().get_compliance_details_by_config_rule().config_rule_name(&self.rule);
        let operation = operation.set_compliance_types(self.types.clone()).limit(ask.size).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::rows::PageReader;

    #[test]
    fn rules_whose_evaluations_aws_does_not_show_are_not_asked_for_them() {
        let answer = r#"{"ConfigRules":[{"ConfigRuleName":"a","RuleEvaluationVisibility":"EXTERNAL"},
            {"ConfigRuleName":"b","RuleEvaluationVisibility":"INTERNAL"},{"ConfigRuleName":"c"}]}"#;
        let page = PageReader::new(DescribeConfigRules::PAGING, &LISTED, &[]).read(answer.as_bytes()).unwrap();
        assert_eq!(shown(&page.batch).unwrap(), ["a", "c"]);
    }
}
