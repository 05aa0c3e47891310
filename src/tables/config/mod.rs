//! Tables over AWS Config, a file each.
//!
//! `named` asks for what statements name, `joined` puts what several operations say of one thing into one row, and
//! `capped` tells of counts that AWS does not carry on.

mod capped;
mod conformance_pack_scores;
pub mod conformance_packs;
mod delivery_channels;
pub mod evaluations;
mod joined;
mod named;
pub mod recorders;
pub mod resource_compliance;
pub mod resource_history;
pub mod rule_compliance;
pub mod rules;

use aws_sdk_config::types::ComplianceType;

use crate::aws::Quota;

/// The service's name in messages.
const SERVICE: &str = "Config";
/// The console's page of a rule.
const RULE_PAGE: &str = "config/home?region={region}#/rules/details?configRuleName={rule_name}";
/// The console's page of a resource's history.
const RESOURCE_PAGE: &str =
    "config/home?region={region}#/resources/timeline?resourceId={resource_id}&resourceType={resource_type}";

/// What Config finds of rules and of resources; a single evaluation may also be NOT_APPLICABLE.
const COMPLIANCE_TYPES: &[&str] = &["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"];
/// How often something is evaluated or delivered.
const FREQUENCIES: &[&str] = &["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"];
/// How often a resource's changes are recorded.
const RECORDING_FREQUENCIES: &[&str] = &["CONTINUOUS", "DAILY"];
/// When a rule evaluates: once a resource is there, or before.
const EVALUATION_MODES: &[&str] = &["DETECTIVE", "PROACTIVE"];

/// Requests that are under way at once where rows need one each.
const AT_ONCE: usize = 4;

/// AWS publishes no rates for Config; this one is an assumption.
const USUAL: Quota = Quota { class: "config", per_second: 10, burst: 20 };

/// Compliance types as requests have them.
fn types(asked: Option<Vec<String>>) -> Option<Vec<ComplianceType>> {
    Some(asked?.iter().map(|one| ComplianceType::from(one.as_str())).collect())
}

#[cfg(test)]
mod tests;
