//! ListOrganizationalUnitsForParent: the units that are directly in the root or in another unit.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::listing::{self, Listing};
use super::tree::Tree;
use super::{Asked, INVALID};

/// Answers a ListOrganizationalUnitsForParent request.
pub(super) fn answer(asked: Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    let request = Members::root(body, &["ParentId", "NextToken", "MaxResults"], INVALID)?;
    let parent = listing::parent(asked, &request)?;
    let listing = Listing::parse(asked, &request, &parent.to_string())?;
    let tree = &asked.organizations.tree;
    let units: Vec<usize> = Tree::children(parent).collect();
    let written = |unit: &usize| {
        json!({
            "Id": tree.id(*unit),
            "Arn": asked.organizations.arn("ou", &format!("/{}", tree.id(*unit))),
            "Name": Tree::name(*unit),
            "Path": tree.path(*unit),
        })
    };
    Ok(listing.answer("OrganizationalUnits", &units, written))
}
