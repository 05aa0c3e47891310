//! PutExternalEvaluation: a person says whether the account complies with a rule that no program can check.
//!
//! It is the one way to change what a rule says, back and forth, without changing a resource.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::labels::Label;
use super::super::organisation::recorded::evaluations::ComplianceType;
use super::super::organisation::recorded::rules::Check;
use super::asked::Asked;
use super::listing::{self, Pattern};
use super::state::Attestation;
use super::{INVALID, MOST_RULE_NAME, WRONG_VALUE};

/// Answers a PutExternalEvaluation request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleName", "ExternalEvaluation"], INVALID)?;
    let name = listing::required_name(&request, "ConfigRuleName", MOST_RULE_NAME, Pattern::Rule)?;
    let evaluation = request.structure("ExternalEvaluation")?.ok_or_else(|| request.missing("ExternalEvaluation"))?;
    let attestation = parse(&evaluation, asked)?;
    let rule = asked.find(name)?;
    if asked.rule(rule).definition.check != Check::Attestation {
        let message = format!("The rule {name} is not a process check.");
        return Err(Fault::json(WRONG_VALUE, message));
    }
    asked.change(|state| {
        state.attested.insert(rule, attestation);
    });
    Ok(json!({}))
}

fn parse(evaluation: &Members<'_>, asked: &Asked<'_>) -> Result<Attestation, Fault> {
    evaluation.only(&[
        "ComplianceResourceType",
        "ComplianceResourceId",
        "ComplianceType",
        "Annotation",
        "OrderingTimestamp",
    ])?;
    let kind = evaluation.required_text("ComplianceResourceType", 1, 256)?;
    let id = evaluation.required_text("ComplianceResourceId", 1, 768)?;
    let compliance = evaluation.one_of("ComplianceType", ComplianceType::NAMES)?;
    let compliance = compliance.and_then(ComplianceType::parse).ok_or_else(|| evaluation.missing("ComplianceType"))?;
    let annotation = evaluation.text("Annotation", 1, 256)?;
    let ordering = evaluation.moment("OrderingTimestamp")?.ok_or_else(|| evaluation.missing("OrderingTimestamp"))?;
    let wrong = |message: String| Err(Fault::json(WRONG_VALUE, message));
    let account = asked.account_id();
    if (kind, id) != ("AWS::::Account", account) {
        return wrong(format!("Only AWS::::Account {account} can be evaluated, not {kind} {id}"));
    }
    if compliance == ComplianceType::InsufficientData {
        return wrong("The ComplianceType INSUFFICIENT_DATA cannot be put".to_owned());
    }
    Ok(Attestation {
        compliance,
        annotation: annotation.map(str::to_owned),
        ordering: ordering as i64,
        recorded: asked.now,
    })
}
