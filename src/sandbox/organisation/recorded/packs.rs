//! The conformance packs of an account: sets of rules that are scored together.
//!
//! A pack is put into every region and makes rules of its own there, named after its id. One pack is about resources
//! nobody has, so that nothing is known of its compliance.

use super::super::super::random::{hash, mix};
use super::super::Organisation;
use super::super::resource::partition;
use super::rules::letters;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// A conformance pack.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pack {
    pub(crate) name: &'static str,
    /// `ConformancePackInputParameters`: names and values.
    pub(crate) parameters: &'static [(&'static str, &'static str)],
    /// Controls of a framework that each of its rules stands for; few packs say so.
    pub(crate) controls: &'static [&'static str],
}

/// The pack of object storage.
pub(super) const STORAGE: usize = 1;
/// The pack of databases.
pub(super) const DATABASES: usize = 0;
/// The pack of what nobody has.
pub(super) const MACHINE_LEARNING: usize = 2;

/// All packs, by name.
pub(crate) const PACKS: [Pack; 3] = [
    Pack {
        name: "operational-best-practices-for-databases",
        parameters: &[("DbInstanceBackupEnabledParamBackupRetentionMinimum", "7")],
        controls: &["CP-9", "SC-28"],
    },
    Pack { name: "operational-best-practices-for-s3", parameters: &[], controls: &[] },
    Pack { name: "operational-best-practices-for-sagemaker", parameters: &[], controls: &[] },
];

impl Pack {
    /// Returns `ConformancePackId` of an account in a region.
    pub(crate) fn id(&self, organisation: &Organisation, account: usize, region: usize) -> String {
        let place = hash(&organisation.regions[region]) ^ (account as u64) << 32;
        let own = mix(organisation.seed ^ hash(self.name) ^ place);
        format!("conformance-pack-{}", letters(own, 9))
    }

    /// Returns `ConformancePackArn` of an account in a region.
    pub(crate) fn arn(&self, organisation: &Organisation, account: usize, region: usize) -> String {
        let name = organisation.regions[region].as_str();
        let id = self.id(organisation, account, region);
        let account = &organisation.accounts[account].id;
        format!("arn:{}:config:{name}:{account}:conformance-pack/{}/{id}", partition(name), self.name)
    }

    /// Returns when the pack was last put, in milliseconds since 1970.
    pub(crate) fn updated(&self, present: i64) -> i64 {
        let moment = present - (50 + (hash(self.name) % 200) as i64) * DAY;
        moment - moment.rem_euclid(1_000)
    }
}
