//! The simulated organisation: who there is, what they run, and what is wrong with it.
//!
//! [`Organisation`] holds what all findings share (accounts, regions, vulnerabilities); [`rows::rows`] makes the
//! findings themselves as compact rows. What a service shows of a row is that service's business. [`bill::Bill`] holds
//! what it all costs, [`recorded::Records`] what Config recorded of it.

pub(crate) mod accounts;
pub(crate) mod bill;
pub(crate) mod changes;
pub(crate) mod controls;
pub(crate) mod detections;
pub(crate) mod inspected;
pub(crate) mod kinds;
pub(crate) mod labels;
pub(crate) mod recorded;
pub(crate) mod resource;
pub(crate) mod rows;
pub(crate) mod standards;
pub(crate) mod unreported;
pub(crate) mod vulnerabilities;
pub(crate) mod weaknesses;

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::parameters::{Parameters, Service};
use super::random::mix;
use accounts::Account;
use vulnerabilities::Vulnerability;

/// What all findings of an organisation share.
#[derive(Debug)]
pub(crate) struct Organisation {
    pub(crate) seed: u64,
    /// In the first region global resources are recorded.
    pub(crate) regions: Vec<String>,
    /// The region in which Security Hub gathers the findings of all, if one does.
    home: Option<usize>,
    /// In which accounts and regions which services are off.
    off: HashSet<(Service, usize, usize)>,
    /// The first account is the administrator.
    pub(crate) accounts: Vec<Account>,
    /// The account that has nothing and that nobody can sign into.
    pub(crate) suspended: Account,
    pub(crate) vulnerabilities: Vec<Vulnerability>,
    /// The moment no timestamp of the data is later than, in milliseconds since 1970.
    pub(crate) present: i64,
}

impl Organisation {
    pub(crate) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let accounts = accounts::accounts(parameters.seed, parameters.accounts);
        let off = parameters.off.iter().filter_map(|off| {
            let account = accounts.iter().position(|account| account.id == off.account)?;
            let region = parameters.regions.iter().position(|region| *region == off.region)?;
            Some((off.service, account, region))
        });
        Self {
            off: off.collect(),
            seed: parameters.seed,
            regions: parameters.regions.clone(),
            home: parameters.home(),
            accounts,
            suspended: accounts::suspended(parameters.seed, parameters.accounts),
            vulnerabilities: vulnerabilities::vulnerabilities(parameters.seed),
            present: present.timestamp_millis(),
        }
    }

    /// Says whether a service is on in an account and region.
    pub(crate) fn is_on(&self, service: Service, account: usize, region: usize) -> bool {
        !self.off.contains(&(service, account, region))
    }

    /// Returns the region in which Security Hub gathers the findings of all, unless it is off there for the
    /// administrator, whose decision it is.
    pub(crate) fn home(&self) -> Option<usize> {
        self.home.filter(|home| self.is_on(Service::SecurityHub, 0, *home))
    }

    /// Returns the regions that are linked to the home region: the others in which the administrator has Security Hub.
    pub(crate) fn linked(&self) -> impl Iterator<Item = usize> {
        let home = self.home();
        let is_linked = move |region: &usize| {
            home.is_some_and(|home| home != *region) && self.is_on(Service::SecurityHub, 0, *region)
        };
        (0..self.regions.len()).filter(is_linked)
    }

    /// Returns which region of the organisation `name` is, if it is one.
    pub(crate) fn region(&self, name: &str) -> Option<usize> {
        self.regions.iter().position(|region| region == name)
    }
}

/// Returns the UUID that belongs to `value`.
pub(crate) fn uuid(value: u64) -> String {
    let hex = hex(value);
    let (third, fourth) = (&hex[13..16], &hex[17..20]);
    format!("{}-{}-4{third}-a{fourth}-{}", &hex[..8], &hex[8..12], &hex[20..])
}

/// Returns the 32 hexadecimal digits that belong to `value`.
pub(crate) fn hex(value: u64) -> String {
    format!("{:016x}{:016x}", mix(value), mix(value ^ u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_form_and_stays_the_same() {
        let uuid = uuid(1);
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid, super::uuid(1));
        assert_ne!(uuid, super::uuid(2));
    }
}
