//! GetComplianceSummaryByConfigRule: how many rules comply and how many do not, each counted up to 25.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::evaluations::ComplianceType;
use super::super::written::seconds;
use super::INVALID;
use super::asked::Asked;
use super::compliance::{Compliance, MOST_CONTRIBUTORS, capped};

/// Answers a GetComplianceSummaryByConfigRule request, which has no members.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    Members::root(body, &[], INVALID)?;
    let kinds = asked.rules().into_iter().map(|rule| asked.compliance(rule).kind());
    Ok(json!({"ComplianceSummary": summary(kinds, MOST_CONTRIBUTORS, asked.now)}))
}

/// Returns a ComplianceSummary of things of these `kinds`, each count at most `most`.
pub(super) fn summary(kinds: impl Iterator<Item = ComplianceType>, most: usize, now: i64) -> Value {
    let mut counts = Compliance::default();
    kinds.for_each(|kind| counts.add(kind));
    json!({
        "CompliantResourceCount": capped(counts.compliant, most),
        "NonCompliantResourceCount": capped(counts.non_compliant, most),
        "ComplianceSummaryTimestamp": seconds(now),
    })
}
