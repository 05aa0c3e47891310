//! GetComplianceDetailsByConfigRule: what a rule says of each resource, never capped.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::evaluations::Evaluation;
use super::super::written::{put, put_some, seconds};
use super::INVALID;
use super::asked::Asked;
use super::compliance::{OF_A_RESULT, Wanted};
use super::listing::{Listing, Size};

/// The longest name of a rule the model allows here, shorter than elsewhere.
const MOST_NAME: usize = 64;

/// Answers a GetComplianceDetailsByConfigRule request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleName", "ComplianceTypes", "Limit", "NextToken"], INVALID)?;
    let name = request.required_text("ConfigRuleName", 1, MOST_NAME)?;
    let wanted = Wanted::parse(&request, &OF_A_RESULT)?;
    let listing = Listing::parse(asked, &request, body, Size::up_to(10, 100))?;
    let rule = asked.find(name)?;
    let evaluations = asked.evaluations(rule);
    let found: Vec<&Evaluation> = evaluations.iter().filter(|evaluation| wanted.has(evaluation.compliance)).collect();
    Ok(Value::Object(listing.answer("EvaluationResults", &found, |evaluation| result(asked, rule, evaluation))))
}

/// Returns an item of `EvaluationResults`.
pub(super) fn result(asked: &Asked<'_>, rule: usize, evaluation: &Evaluation) -> Value {
    let resource = &asked.place.resources[evaluation.subject];
    let mut members = Map::new();
    let qualifier = json!({
        "ConfigRuleName": asked.rule(rule).name,
        "ResourceType": resource.facts.type_name,
        "ResourceId": resource.id,
        "EvaluationMode": "DETECTIVE",
    });
    let identifier = json!({"EvaluationResultQualifier": qualifier, "OrderingTimestamp": seconds(evaluation.ordering)});
    put(&mut members, "EvaluationResultIdentifier", identifier);
    put(&mut members, "ComplianceType", evaluation.compliance.name());
    put(&mut members, "ResultRecordedTime", seconds(evaluation.recorded));
    put(&mut members, "ConfigRuleInvokedTime", seconds(evaluation.invoked));
    put_some(&mut members, "Annotation", evaluation.annotation.as_deref());
    Value::Object(members)
}
