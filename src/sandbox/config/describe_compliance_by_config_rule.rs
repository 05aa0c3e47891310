//! DescribeComplianceByConfigRule: whether each rule's resources comply, and how many do not, counted up to 25.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::asked::Asked;
use super::compliance::{Compliance, OF_A_WHOLE, Wanted};
use super::listing::{self, Listing, Pattern, Size};
use super::{INVALID, MOST_NAMES, MOST_RULE_NAME};

/// The model has no limit and does not say how many rules a page has.
const SIZE: Size = Size::fixed(25);

/// Answers a DescribeComplianceByConfigRule request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConfigRuleNames", "ComplianceTypes", "NextToken"], INVALID)?;
    let names = listing::names(&request, "ConfigRuleNames", MOST_NAMES, MOST_RULE_NAME, Pattern::Rule)?;
    let wanted = Wanted::parse(&request, &OF_A_WHOLE)?;
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let rules = asked.named(&names)?.into_iter().map(|rule| (rule, asked.compliance(rule)));
    let rules: Vec<_> = rules.filter(|(_, compliance)| wanted.has(compliance.kind())).collect();
    let written = |(rule, compliance): &(usize, Compliance)| {
        let name = asked.rule(*rule).name.as_str();
        json!({"ConfigRuleName": name, "Compliance": compliance.written()})
    };
    Ok(Value::Object(listing.answer("ComplianceByConfigRules", &rules, written)))
}
