//! What the operations on conformance packs share: which are asked for, and what is known of each.

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::evaluations::ComplianceType;
use super::super::organisation::recorded::packs::PACKS;
use super::asked::Asked;
use super::compliance::Compliance;
use super::listing::{self, Pattern};

/// The longest name of a pack.
pub(super) const MOST_NAME: usize = 256;
const MOST_NAMES: usize = 25;
const TYPES: [&str; 2] = ["CUSTOM", "MANAGED"];
/// People made the account's packs, from templates of their own.
pub(super) const TYPE: &str = "CUSTOM";

/// The members that name and filter packs.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    names: Vec<&'a str>,
    is_custom: bool,
}

impl<'a> Selection<'a> {
    /// Reads `ConformancePackNames` and `Filters`.
    pub(super) fn parse(request: &Members<'a>) -> Result<Self, Fault> {
        let names = listing::names(request, "ConformancePackNames", MOST_NAMES, MOST_NAME, Pattern::Pack)?;
        let mut types = Vec::new();
        if let Some(filters) = request.structure("Filters")? {
            filters.only(&["Types"])?;
            filters.sized("Types", 1, TYPES.len())?;
            types = filters.texts("Types")?;
            if !types.iter().all(|kind| TYPES.contains(kind)) {
                let reason = format!("Member must satisfy enum value set: [{}]", TYPES.join(", "));
                return Err(filters.refuse("Types", &reason));
            }
        }
        Ok(Self { names, is_custom: types.is_empty() || types.contains(&TYPE) })
    }

    /// Returns the places in [`PACKS`] of the selected packs; names that are not there select nothing.
    pub(super) fn packs(&self, asked: &Asked<'_>) -> Vec<usize> {
        let is_named = |pack: &usize| self.names.is_empty() || self.names.contains(&PACKS[*pack].name);
        asked.place.packs().filter(|pack| self.is_custom && is_named(pack)).collect()
    }

    /// Refuses a name that is not there.
    pub(super) fn check(&self, asked: &Asked<'_>) -> Result<(), Fault> {
        self.names.iter().try_for_each(|name| find(asked, name).map(|_| ()))
    }
}

/// Returns the place in [`PACKS`] of the pack of this name.
pub(super) fn find(asked: &Asked<'_>, name: &str) -> Result<usize, Fault> {
    let found = asked.place.packs().find(|pack| PACKS[*pack].name == name);
    found.ok_or_else(|| {
        let message = format!("The conformance pack '{name}' provided in the request does not exist.");
        Fault::json("NoSuchConformancePackException", message)
    })
}

/// Returns how many pairs of a rule and a resource comply in a pack and how many do not.
pub(super) fn pairs(asked: &Asked<'_>, pack: usize) -> Compliance {
    let mut pairs = Compliance::default();
    for rule in asked.place.rules_of(pack) {
        let of_rule = asked.compliance(rule);
        pairs.compliant += of_rule.compliant;
        pairs.non_compliant += of_rule.non_compliant;
    }
    pairs
}

/// Returns whether a pack complies, and its score: the share of pairs that comply, in percent, if anything is known.
pub(super) fn score(asked: &Asked<'_>, pack: usize) -> (ComplianceType, Option<f64>) {
    let pairs = pairs(asked, pack);
    let all = pairs.compliant + pairs.non_compliant;
    (pairs.kind(), (all > 0).then(|| pairs.compliant as f64 * 100.0 / all as f64))
}
