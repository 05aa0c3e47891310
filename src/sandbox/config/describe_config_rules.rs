//! DescribeConfigRules: what the account's rules are, 25 a page.
//!
//! A rule that runs when a resource changes names the types it looks at; one that runs at intervals looks at whatever
//! there is. All rules only detect, and none is AWS's own business (INTERNAL).

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::kinds;
use super::super::organisation::recorded::rules::{Owner, Rule};
use super::super::organisation::resource::partition;
use super::super::written::{put, put_some};
use super::asked::Asked;
use super::listing::{self, Listing, Pattern, Size};
use super::{INVALID, MOST_NAMES, MOST_RULE_NAME};

const MODES: [&str; 2] = ["DETECTIVE", "PROACTIVE"];
const VISIBILITIES: [&str; 2] = ["EXTERNAL", "INTERNAL"];

/// Answers a DescribeConfigRules request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleNames", "Filters", "NextToken"], INVALID)?;
    let names = listing::names(&request, "ConfigRuleNames", MOST_NAMES, MOST_RULE_NAME, Pattern::Rule)?;
    let is_wanted = wants_detective(&request)?;
    let listing = Listing::parse(asked, &request, body, Size::fixed(25))?;
    let rules = if is_wanted { asked.named(&names)? } else { Vec::new() };
    Ok(Value::Object(listing.answer("ConfigRules", &rules, |rule| written(asked, *rule))))
}

/// Says whether the filters let through what all rules are: detective and external.
fn wants_detective(request: &Members<'_>) -> Result<bool, Fault> {
    let Some(filters) = request.structure("Filters")? else {
        return Ok(true);
    };
    filters.only(&["EvaluationMode", "RuleEvaluationVisibility"])?;
    let mode = filters.one_of("EvaluationMode", &MODES)?;
    let visibility = filters.one_of("RuleEvaluationVisibility", &VISIBILITIES)?;
    Ok(mode != Some("PROACTIVE") && visibility != Some("INTERNAL"))
}

fn written(asked: &Asked<'_>, number: usize) -> Value {
    let rule = asked.rule(number);
    let definition = rule.definition;
    let types: Vec<&str> = definition.kinds.iter().filter_map(|kind| kinds::of(*kind)).map(|f| f.type_name).collect();
    let optional = |text: &'static str| (!text.is_empty()).then_some(text);
    let is_scoped = definition.period.is_none() && !types.is_empty();
    let mut members = Map::new();
    put(&mut members, "ConfigRuleName", rule.name.as_str());
    put(&mut members, "ConfigRuleArn", rule.arn.as_str());
    put(&mut members, "ConfigRuleId", rule.id.as_str());
    put_some(&mut members, "Description", optional(definition.description));
    put_some(&mut members, "Scope", is_scoped.then(|| json!({"ComplianceResourceTypes": types})));
    put(&mut members, "Source", source(asked, rule));
    put_some(&mut members, "InputParameters", optional(definition.parameters));
    put_some(&mut members, "MaximumExecutionFrequency", definition.period.map(|(name, _)| name));
    put(&mut members, "ConfigRuleState", if asked.is_deleting(number) { "DELETING" } else { "ACTIVE" });
    put_some(&mut members, "CreatedBy", rule.created_by());
    put(&mut members, "EvaluationModes", json!([{"Mode": "DETECTIVE"}]));
    Value::Object(members)
}

fn source(asked: &Asked<'_>, rule: &Rule) -> Value {
    let changes = json!([{"EventSource": "aws.config", "MessageType": "ConfigurationItemChangeNotification"}]);
    match rule.definition.owner {
        Owner::Aws(identifier) => json!({"Owner": "AWS", "SourceIdentifier": identifier}),
        Owner::CustomLambda(function) => json!({
            "Owner": "CUSTOM_LAMBDA", "SourceIdentifier": function_arn(asked, function), "SourceDetails": changes,
        }),
        Owner::CustomPolicy(text) => json!({
            "Owner": "CUSTOM_POLICY",
            "SourceDetails": changes,
            "CustomPolicyDetails": {
                "PolicyRuntime": "guard-2.x.x", "PolicyText": text, "EnableDebugLogDelivery": false,
            },
        }),
    }
}

/// Returns the ARN of a function of the account in the region that was asked.
pub(super) fn function_arn(asked: &Asked<'_>, name: &str) -> String {
    let region = asked.region_name();
    format!("arn:{}:lambda:{region}:{}:function:{name}", partition(region), asked.account_id())
}
