//! GetComplianceDetailsByResource: what each rule says of one resource. One that nobody evaluated has no results.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::evaluations::Evaluation;
use super::asked::Asked;
use super::compliance::{OF_A_RESULT, Wanted};
use super::get_compliance_details_by_config_rule::result;
use super::listing::{Listing, Size};
use super::{INVALID, WRONG_VALUE};

/// The model has no limit and does not say how many results a page has.
const SIZE: Size = Size::fixed(25);

/// Answers a GetComplianceDetailsByResource request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let known = ["ResourceType", "ResourceId", "ComplianceTypes", "NextToken", "ResourceEvaluationId"];
    let request = Members::root(body, &known, INVALID)?;
    let kind = request.text("ResourceType", 1, 256)?;
    let id = request.text("ResourceId", 1, 768)?;
    // An evaluation of its own has what was never deployed, and nobody asked for one here.
    let evaluation = request.text("ResourceEvaluationId", 1, 128)?;
    let wanted = Wanted::parse(&request, &OF_A_RESULT)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let named = match (kind, id, evaluation) {
        (Some(kind), Some(id), None) => Some((kind, id)),
        (None, None, Some(_)) => None,
        _ => {
            let message = "Specify either ResourceType and ResourceId, or ResourceEvaluationId";
            return Err(Fault::json(WRONG_VALUE, message));
        }
    };
    let is_named = |subject: usize| {
        let resource = &asked.place.resources[subject];
        named.is_some_and(|(kind, id)| resource.facts.type_name == kind && resource.id == id)
    };
    let is_found = |evaluation: &Evaluation| is_named(evaluation.subject) && wanted.has(evaluation.compliance);
    let mut found: Vec<(usize, Evaluation)> = Vec::new();
    for rule in asked.rules() {
        let evaluations = asked.evaluations(rule);
        found.extend(evaluations.iter().filter(|one| is_found(one)).map(|one| (rule, one.clone())));
    }
    Ok(Value::Object(listing.answer("EvaluationResults", &found, |(rule, one)| result(asked, *rule, one))))
}
