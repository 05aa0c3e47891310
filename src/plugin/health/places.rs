//! Places in few words: one by name, many by number.

use std::collections::BTreeSet;

use crate::engine::Place;

/// The most that are named one by one.
const MOST_NAMED: usize = 3;

/// Writes places, of so many in all: `111122223333/eu-west-1`, `8 accounts × 4 Regions`, `31 of 32 places`.
pub(super) fn in_words(places: &[&Place], of: usize) -> String {
    let accounts: BTreeSet<&str> = places.iter().map(|place| place.account.as_str()).collect();
    let regions: BTreeSet<&str> = places.iter().filter_map(|place| place.region.as_deref()).collect();
    let named = |most: usize| places.iter().take(most).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match places.len() {
        few @ 2..=MOST_NAMED if accounts.len() == 1 && regions.len() == few => {
            format!("{} in {}", some(accounts, "accounts"), Vec::from_iter(regions).join(", "))
        }
        few @ ..=MOST_NAMED => named(few),
        all if all == accounts.len() * regions.len().max(1) => match (accounts.len(), regions.len()) {
            (_, 0) => some(accounts, "accounts"),
            (1, _) | (_, 1) => format!("{} in {}", some(accounts, "accounts"), some(regions, "Regions")),
            (_, _) => format!("{} × {}", some(accounts, "accounts"), some(regions, "Regions")),
        },
        most if most * 2 > of => format!("{most} of {of} places"),
        many => format!("{} and {} more", named(MOST_NAMED), many - MOST_NAMED),
    }
}

/// Writes one by its name, and others by their number.
pub(super) fn some<Text: AsRef<str>>(all: impl IntoIterator<Item = Text>, what: &str) -> String {
    let mut all = all.into_iter();
    match (all.next(), all.count()) {
        (Some(one), 0) => one.as_ref().to_owned(),
        (None, _) => format!("no {what}"),
        (Some(_), more) => format!("{} {what}", more + 1),
    }
}
