//! ListAccounts: all accounts of the organisation, whatever their status.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::accounts::Account;
use super::listing::Listing;
use super::{Asked, INVALID};

/// Answers a ListAccounts request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["NextToken", "MaxResults"], INVALID)?;
    let listing = Listing::parse(asked, &request, "")?;
    let accounts: Vec<&Account> = asked.organizations.accounts().collect();
    Ok(listing.answer("Accounts", &accounts, |account| asked.organizations.written(account)))
}
