//! The ARNs of Security Hub's own resources as they are in the region that is asked.
//!
//! Standards belong to AWS and name no account; subscriptions, controls and custom insights are those of the account
//! that asks.

use super::super::organisation::controls::Control;
use super::super::organisation::resource::partition;
use super::super::organisation::standards::Standard;
use super::super::organisation::uuid;
use super::super::random::hash;
use super::{Asked, SecurityHub};

/// Writes ARNs for one account and region.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arns<'a> {
    account: &'a str,
    region: &'a str,
}

impl<'a> Arns<'a> {
    /// Returns what writes ARNs for the account that asks and the region that was asked.
    pub(super) fn of(hub: &'a SecurityHub, asked: &Asked) -> Self {
        let organisation = &hub.organisation;
        Self { account: &organisation.accounts[asked.account].id, region: &organisation.regions[asked.region] }
    }

    pub(super) fn region(self) -> &'a str {
        self.region
    }

    /// Returns `StandardsArn`; the first standards AWS had, rulesets, are the same in every region.
    pub(super) fn standard(self, standard: &Standard) -> String {
        let region = if standard.id.starts_with("ruleset/") { "" } else { self.region };
        format!("arn:{}:securityhub:{region}::{}", partition(self.region), standard.id)
    }

    /// Returns `StandardsSubscriptionArn`.
    pub(super) fn subscription(self, standard: &Standard) -> String {
        self.own(&format!("subscription/{}", standard.path()))
    }

    /// Returns `StandardsControlArn`: a control within one standard.
    pub(super) fn control_within(self, control: &Control, standard: &Standard) -> String {
        self.own(&format!("control/{}/{}", standard.path(), control.id_within(standard.letter)))
    }

    /// Returns `SecurityControlArn`.
    pub(super) fn control(self, control: &Control) -> String {
        self.own(&format!("security-control/{}", control.id))
    }

    /// Returns the ARN of a managed insight, which has neither region nor account.
    pub(super) fn managed_insight(self, number: u16) -> String {
        format!("arn:{}:securityhub:::insight/securityhub/default/{number}", partition(self.region))
    }

    /// Returns the ARN of the custom insight called `name`.
    pub(super) fn custom_insight(self, name: &str) -> String {
        let id = uuid(hash(self.region) ^ hash(name));
        self.own(&format!("insight/{}/custom/{id}", self.account))
    }

    /// Returns `HubArn`.
    pub(super) fn hub(self) -> String {
        self.own("hub/default")
    }

    fn own(self, resource: &str) -> String {
        format!("arn:{}:securityhub:{}:{}:{resource}", partition(self.region), self.region, self.account)
    }
}
