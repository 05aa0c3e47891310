//! The organizational units: workloads by stage, and what is suspended; the management account is in the root.

use super::super::organisation::accounts::Account;
use super::super::organisation::{Organisation, hex};
use super::super::random::{hash, mix};

/// Units by name, each with the place of the one it is in, which comes before it; the root is the first.
const UNITS: [(&str, usize); 6] =
    [("Root", 0), ("Workloads", 0), ("Suspended", 0), ("Production", 1), ("Staging", 1), ("Development", 1)];
const ROOT: usize = 0;
const SUSPENDED: usize = 2;
/// The units of accounts by what their names end with.
const STAGES: [(&str, usize); 3] = [("prod", 3), ("staging", 4), ("dev", 5)];

/// The ids of an organisation and its units.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) organization: String,
    units: Vec<String>,
    management: String,
    suspended: String,
}

impl Tree {
    pub(super) fn of(organisation: &Organisation) -> Self {
        let own = |text: &str| hex(mix(organisation.seed ^ hash(text)));
        let root = own("root")[..4].to_owned();
        let unit = |(place, (name, _)): (usize, &(&str, usize))| match place {
            ROOT => format!("r-{root}"),
            _ => format!("ou-{root}-{}", &own(name)[..8]),
        };
        Self {
            organization: format!("o-{}", &own("organization")[..10]),
            units: UNITS.iter().enumerate().map(unit).collect(),
            management: organisation.accounts[0].id.clone(),
            suspended: organisation.suspended.id.clone(),
        }
    }

    /// Returns the place of the unit, or of the root, with this id.
    pub(super) fn unit(&self, id: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit == id)
    }

    pub(super) fn id(&self, unit: usize) -> &str {
        &self.units[unit]
    }

    pub(super) fn name(unit: usize) -> &'static str {
        UNITS[unit].0
    }

    pub(super) fn kind(unit: usize) -> &'static str {
        if unit == ROOT { "ROOT" } else { "ORGANIZATIONAL_UNIT" }
    }

    /// Returns the unit that a unit is in; the root is in none.
    pub(super) fn parent(unit: usize) -> Option<usize> {
        (unit != ROOT).then(|| UNITS[unit].1)
    }

    /// Returns the units that are directly in a unit.
    pub(super) fn children(unit: usize) -> impl Iterator<Item = usize> {
        (1..UNITS.len()).filter(move |child| UNITS[*child].1 == unit)
    }

    /// Returns the unit that an account is in.
    pub(super) fn parent_of(&self, account: &Account) -> usize {
        if account.id == self.management {
            return ROOT;
        }
        if account.id == self.suspended {
            return SUSPENDED;
        }
        // A name is that of a team and a stage, and a number where there are more of both.
        let stage = STAGES.iter().find(|(stage, _)| account.name.split('-').any(|part| part == *stage));
        stage.map_or(ROOT, |(_, unit)| *unit)
    }

    /// Returns the ids from the organisation to a unit, each with a slash behind it.
    pub(super) fn path(&self, unit: usize) -> String {
        let before = Self::parent(unit).map_or_else(|| format!("{}/", self.organization), |parent| self.path(parent));
        format!("{before}{}/", self.id(unit))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Parameters;
    use super::*;

    #[test]
    fn ids_are_formed_as_aws_forms_them_and_are_one_units_each() {
        let organisation = Organisation::new(&Parameters::default(), chrono::DateTime::UNIX_EPOCH);
        let tree = Tree::of(&organisation);
        assert!(tree.organization.len() == 12 && tree.id(ROOT).len() == 6);
        for unit in 1..UNITS.len() {
            assert_eq!((tree.unit(tree.id(unit)), tree.id(unit).len()), (Some(unit), 16));
            assert!(tree.path(unit).starts_with(&format!("{}/{}/", tree.organization, tree.id(ROOT))));
        }
    }
}
