//! DescribeOrganization: the organisation that the account that asks belongs to, and who manages it.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::{Asked, INVALID};

/// Answers a DescribeOrganization request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    Members::root(body, &[], INVALID)?;
    let (organizations, management) = (asked.organizations, asked.organizations.management());
    Ok(json!({
        "Organization": {
            "Id": organizations.tree.organization,
            "Arn": organizations.arn("organization", ""),
            "FeatureSet": "ALL",
            "MasterAccountArn": organizations.arn("account", &format!("/{}", management.id)),
            "MasterAccountId": management.id,
            "MasterAccountEmail": management.email(),
            "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        },
    }))
}
