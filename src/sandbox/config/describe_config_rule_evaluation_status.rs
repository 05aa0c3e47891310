//! DescribeConfigRuleEvaluationStatus: when each rule last ran, and why it last failed to.
//!
//! A rule without anything to evaluate runs all the same; the one whose function cannot be invoked still tells when it
//! last could.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::rules::{Health, Owner};
use super::super::written::{put, seconds};
use super::asked::Asked;
use super::describe_config_rules::function_arn;
use super::listing::{self, Listing, Pattern, Size};
use super::{INVALID, MOST_NAMES, MOST_RULE_NAME};

/// The model allows 50 rules a page and does not say how many one gets without asking.
const SIZE: Size = Size::up_to(25, 50);
/// How long before the records end Config last tried to invoke the function.
const LAST_TRIED: i64 = 17 * 60 * 1_000;

/// Answers a DescribeConfigRuleEvaluationStatus request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleNames", "NextToken", "Limit"], INVALID)?;
    let names = listing::names(&request, "ConfigRuleNames", MOST_NAMES, MOST_RULE_NAME, Pattern::Rule)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let rules = asked.named(&names)?;
    Ok(Value::Object(listing.answer("ConfigRulesEvaluationStatus", &rules, |rule| written(asked, *rule))))
}

fn written(asked: &Asked<'_>, number: usize) -> Value {
    let rule = asked.rule(number);
    let evaluations = asked.evaluations(number);
    let last_run = rule.last_run(asked.place);
    let invoked = evaluations.iter().map(|evaluation| evaluation.invoked).max().unwrap_or(last_run);
    let recorded = evaluations.iter().map(|evaluation| evaluation.recorded).max().unwrap_or(last_run);
    let mut members = Map::new();
    put(&mut members, "ConfigRuleName", rule.name.as_str());
    put(&mut members, "ConfigRuleArn", rule.arn.as_str());
    put(&mut members, "ConfigRuleId", rule.id.as_str());
    put(&mut members, "LastSuccessfulInvocationTime", seconds(invoked));
    put(&mut members, "LastSuccessfulEvaluationTime", seconds(recorded));
    put(&mut members, "FirstActivatedTime", seconds(rule.activated));
    put(&mut members, "FirstEvaluationStarted", true);
    let function = match rule.definition.owner {
        Owner::CustomLambda(function) => Some(function_arn(asked, function)),
        _ => None,
    };
    if let (Health::Failing, Some(function)) = (rule.definition.health, function) {
        put(&mut members, "LastFailedInvocationTime", seconds(asked.place.until - LAST_TRIED));
        put(&mut members, "LastFailedEvaluationTime", seconds(asked.place.until - LAST_TRIED));
        put(&mut members, "LastErrorCode", "AccessDenied");
        let message = format!("AWS Config cannot invoke the function {function}: its policy does not allow it.");
        put(&mut members, "LastErrorMessage", message);
    }
    Value::Object(members)
}
