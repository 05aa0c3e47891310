//! DeleteConfigRule: ends a rule that people made. It is being deleted for a while and then gone with its results.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::asked::Asked;
use super::listing::{self, Pattern};
use super::{INVALID, MOST_RULE_NAME};

/// Answers a DeleteConfigRule request, with nothing.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleName"], INVALID)?;
    let name = listing::required_name(&request, "ConfigRuleName", MOST_RULE_NAME, Pattern::Rule)?;
    let rule = asked.find(name)?;
    if asked.is_deleting(rule) {
        let message = format!("The rule {name} is currently being deleted. Please retry later.");
        return Err(Fault::json("ResourceInUseException", message));
    }
    if asked.rule(rule).created_by().is_some() {
        // The model has no refusal for this; AWS gives one that every operation can give.
        let message = "An AWS service owns ServiceLinkedConfigRule. You do not have permissions to take action on this \
                       rule.";
        return Err(Fault::json("AccessDeniedException", message));
    }
    let now = asked.now;
    asked.change(|state| {
        // Who asks at the same time deletes the same rule, once.
        state.deleted.entry(rule).or_insert(now);
    });
    Ok(Value::Null)
}
