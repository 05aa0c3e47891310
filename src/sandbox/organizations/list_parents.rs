//! ListParents: the one root or organizational unit that an account or a unit is directly in.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::listing::{Listing, is_unit};
use super::tree::Tree;
use super::{Asked, INVALID};

/// Answers a ListParents request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ChildId", "NextToken", "MaxResults"], INVALID)?;
    let child = request.required_text("ChildId", 0, 100)?;
    let is_account = child.len() == 12 && child.bytes().all(|byte| byte.is_ascii_digit());
    if !is_account && !is_unit(child) {
        let pattern = r"^(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$";
        return Err(request.refuse("ChildId", &format!("Member must satisfy regular expression pattern: {pattern}")));
    }
    let (organizations, tree) = (asked.organizations, &asked.organizations.tree);
    let parent = match is_account {
        true => organizations.accounts().find(|account| account.id == child).map(|account| tree.parent_of(account)),
        false => tree.unit(child).and_then(Tree::parent),
    };
    let not_found = || Fault::json("ChildNotFoundException", "You specified a child that doesn't exist.");
    let parent = parent.ok_or_else(not_found)?;
    let listing = Listing::parse(asked, &request, child)?;
    Ok(listing.answer("Parents", &[parent], |unit| json!({"Id": tree.id(*unit), "Type": Tree::kind(*unit)})))
}
