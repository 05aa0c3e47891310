//! The accounts of an organisation: 12-digit ids and the names people give them.
//!
//! The first account is always 111122223333, the Security Hub administrator; the others follow from the seed,
//! in the order of how many findings they have.

use std::collections::HashSet;

use super::super::random::{SplitMix64, hash, mix};

/// The account that administers Security Hub for the organisation and that every request comes from.
pub(crate) const ADMINISTRATOR: &str = "111122223333";

pub(crate) const TEAMS: [&str; 10] =
    ["payments", "checkout", "identity", "search", "data", "mobile", "platform", "logistics", "risk", "marketing"];
const STAGES: [&str; 3] = ["prod", "staging", "dev"];

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// An account of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Account {
    /// Returns the address of its root user.
    pub(crate) fn email(&self) -> String {
        format!("aws+{}@example.com", self.name)
    }

    /// Returns when it joined the organisation, in milliseconds since 1970: long before `present`.
    pub(crate) fn joined(&self, present: i64) -> i64 {
        let moment = present - (600 + (mix(hash(&self.id)) % 900) as i64) * DAY;
        moment - moment.rem_euclid(1_000)
    }
}

/// Returns the account that once belonged to an organisation of `count` accounts, and is suspended: it has nothing.
pub(crate) fn suspended(seed: u64, count: u32) -> Account {
    let last = accounts(seed, count + 1).pop();
    Account { id: last.map(|account| account.id).unwrap_or_default(), name: "acquired-company".to_owned() }
}

/// Returns `count` accounts, the administrator first.
pub(crate) fn accounts(seed: u64, count: u32) -> Vec<Account> {
    let mut random = SplitMix64::new(mix(seed ^ 0xACC0));
    let mut ids = HashSet::from([ADMINISTRATOR.to_owned()]);
    let mut accounts = vec![Account { id: ADMINISTRATOR.to_owned(), name: "security-tooling".to_owned() }];
    while accounts.len() < count as usize {
        let id = format!("{:012}", 100_000_000_000 + random.below(900_000_000_000));
        if ids.insert(id.clone()) {
            let name = name(accounts.len() - 1);
            accounts.push(Account { id, name });
        }
    }
    accounts
}

fn name(index: usize) -> String {
    let team = TEAMS[index % TEAMS.len()];
    let stage = STAGES[index / TEAMS.len() % STAGES.len()];
    match index / (TEAMS.len() * STAGES.len()) {
        0 => format!("{team}-{stage}"),
        round => format!("{team}-{stage}-{}", round + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_have_ids_of_12_digits_and_names_of_their_own() {
        let accounts = accounts(1, 200);
        let ids: HashSet<_> = accounts.iter().map(|account| &account.id).collect();
        let names: HashSet<_> = accounts.iter().map(|account| &account.name).collect();
        assert_eq!((ids.len(), names.len()), (200, 200));
        assert!(ids.iter().all(|id| id.len() == 12 && id.parse::<u64>().is_ok()));
        assert_eq!(accounts[0].id, ADMINISTRATOR);
    }

    #[test]
    fn the_suspended_account_is_none_of_the_others() {
        for count in [1, 2, 12, 200] {
            let suspended = suspended(1, count);
            assert!(!accounts(1, count).contains(&suspended) && suspended.id.len() == 12);
            assert!(accounts(1, count).iter().all(|account| account.id != suspended.id));
        }
    }
}
