//! GetCostCategories: the names of cost categories, or the values of one of them, that occur in a period.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::Bill;
use super::super::organisation::bill::attributes::CATEGORIES;
use super::INVALID;
use super::listing::{Listing, MEMBERS};

/// Answers a GetCostCategories request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = [&MEMBERS[..], &["CostCategoryName"]].concat();
    let request = Members::root(body, &known, INVALID)?;
    let name = request.text("CostCategoryName", 1, 50)?;
    let listing = Listing::parse(&request, body, bill.seed, now)?;
    let (page, mut answer) = listing.page(bill, |charge| match name {
        Some(name) => bill.category(charge, name).map(str::to_owned).into_iter().collect(),
        None => {
            let occurs = |name: &&&str| bill.category(charge, name).is_some();
            CATEGORIES.iter().filter(occurs).map(|name| (*name).to_owned()).collect()
        }
    });
    let member = if name.is_some() { "CostCategoryValues" } else { "CostCategoryNames" };
    answer.insert(member.into(), page.into());
    Ok(Value::Object(answer))
}
