//! ListAccountsForParent: the accounts that are directly in the root or in an organizational unit.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::accounts::Account;
use super::listing::{self, Listing};
use super::{Asked, INVALID};

/// Answers a ListAccountsForParent request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ParentId", "NextToken", "MaxResults"], INVALID)?;
    let parent = listing::parent(asked, &request)?;
    let listing = Listing::parse(asked, &request, &parent.to_string())?;
    let organizations = asked.organizations;
    let accounts = organizations.accounts().filter(|account| organizations.tree.parent_of(account) == parent);
    let accounts: Vec<&Account> = accounts.collect();
    Ok(listing.answer("Accounts", &accounts, |account| organizations.written(account)))
}
