//! ListRoots: the root that all units are in; an organisation has one.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::listing::Listing;
use super::tree::Tree;
use super::{Asked, INVALID};

/// Answers a ListRoots request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["NextToken", "MaxResults"], INVALID)?;
    let listing = Listing::parse(asked, &request, "")?;
    let written = |root: &usize| {
        let id = asked.organizations.tree.id(*root);
        json!({
            "Id": id,
            "Arn": asked.organizations.arn("root", &format!("/{id}")),
            "Name": Tree::name(*root),
            "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        })
    };
    Ok(listing.answer("Roots", &[0], written))
}
