//! DescribeConformancePackCompliance: whether each rule of a conformance pack complies.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::evaluations::ComplianceType;
use super::super::organisation::recorded::packs::PACKS;
use super::INVALID;
use super::asked::Asked;
use super::listing::{self, Listing, Pattern, Size};
use super::packs;

/// The model allows 1,000 rules a page and does not say how many one gets without asking.
const SIZE: Size = Size::up_to(100, 1_000).limited();
const TYPES: [&str; 3] = ["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"];

/// Answers a DescribeConformancePackCompliance request.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ConformancePackName", "Filters", "Limit", "NextToken"], INVALID)?;
    let name = listing::required_name(&request, "ConformancePackName", packs::MOST_NAME, Pattern::Pack)?;
    let (mut names, mut kind) = (Vec::new(), None);
    if let Some(filters) = request.structure("Filters")? {
        filters.only(&["ConfigRuleNames", "ComplianceType"])?;
        names = listing::names(&filters, "ConfigRuleNames", 10, 64, Pattern::Any)?;
        kind = filters.one_of("ComplianceType", &TYPES)?;
    }
    let listing = Listing::parse(asked, &request, body, SIZE)?;
    let pack = packs::find(asked, name)?;
    let rules: Vec<usize> = asked.place.rules_of(pack).collect();
    let is_of_pack = |name: &str| rules.iter().any(|rule| asked.rule(*rule).name == name);
    if let Some(unknown) = names.iter().find(|name| !is_of_pack(name)) {
        let message = format!("The conformance pack has no rule '{unknown}'.");
        return Err(Fault::json("NoSuchConfigRuleInConformancePackException", message));
    }
    let is_selected = |(rule, of_rule): &(usize, ComplianceType)| {
        (names.is_empty() || names.contains(&asked.rule(*rule).name.as_str()))
            && kind.is_none_or(|kind| of_rule.name() == kind)
    };
    let found: Vec<(usize, ComplianceType)> =
        rules.iter().map(|rule| (*rule, asked.compliance(*rule).kind())).filter(is_selected).collect();
    let written = |(rule, kind): &(usize, ComplianceType)| {
        json!({
            "ConfigRuleName": asked.rule(*rule).name,
            "ComplianceType": kind.name(),
            "Controls": PACKS[pack].controls,
        })
    };
    let mut answer = listing.answer("ConformancePackRuleComplianceList", &found, written);
    answer.insert("ConformancePackName".to_owned(), name.into());
    Ok(Value::Object(answer))
}
