//! The operations about who covers whom: the hub, its administrator, members, and the linking of regions.
//!
//! The first account administers all others in every region where it has Security Hub itself. They inherit its
//! linking: it is one aggregator, that of the administrator, and tells all of them which region is the home region.

pub(super) mod describe_hub;
pub(super) mod get_administrator_account;
pub(super) mod get_finding_aggregator;
pub(super) mod list_finding_aggregators;
pub(super) mod list_members;

use super::super::organisation::resource::partition;
use super::super::organisation::{Organisation, uuid};
use super::super::random::{hash, mix};
use super::timestamps::Style;

/// The status of a member that is covered.
const ENABLED: &str = "Enabled";

/// Returns the ARN of the finding aggregator, if regions are linked.
fn aggregator(organisation: &Organisation) -> Option<String> {
    let region = &organisation.regions[organisation.home()?];
    let (administrator, id) = (&organisation.accounts[0].id, uuid(mix(organisation.seed) ^ hash(region)));
    Some(format!("arn:{}:securityhub:{region}:{administrator}:finding-aggregator/{id}", partition(region)))
}

fn written(moment: i64) -> String {
    Style::Milliseconds.write(moment)
}
