//! GetDimensionValues: the values of a dimension that occur in a period.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::Bill;
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::labels::Label;
use super::INVALID;
use super::listing::{Listing, MEMBERS};

const CONTEXTS: [&str; 3] = ["COST_AND_USAGE", "RESERVATIONS", "SAVINGS_PLANS"];
/// The dimensions of costs and usage that can be listed but of which the organisation has nothing.
const EMPTY: [&str; 7] = [
    "CACHE_ENGINE",
    "DEPLOYMENT_OPTION",
    "PRODUCT_ATTRIBUTE",
    "RESERVATION_ID",
    "RESOURCE_ID",
    "SAVINGS_PLAN_ARN",
    "SAVINGS_PLANS_TYPE",
];

/// Answers a GetDimensionValues request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = [&MEMBERS[..], &["Dimension", "DimensionKey", "Context"]].concat();
    let request = Members::root(body, &known, INVALID)?;
    let key = request.required_text("Dimension", 0, 1_024)?;
    let context = request.one_of("Context", &CONTEXTS)?.unwrap_or("COST_AND_USAGE");
    if context != "COST_AND_USAGE" && request.has("SortBy") {
        return Err(request.invalid("SortBy can only be used with the context COST_AND_USAGE"));
    }
    if request.has("DimensionKey") && key != "PRODUCT_ATTRIBUTE" {
        return Err(request.invalid("DimensionKey can only be used with the dimension PRODUCT_ATTRIBUTE"));
    }
    let dimension = Dimension::parse(key).filter(|dimension| *dimension != Dimension::Payer);
    if dimension.is_none() && !EMPTY.contains(&key) {
        return Err(request.invalid(format!("Dimension {key} is not supported in the context {context}")));
    }
    let listing = Listing::parse(&request, body, bill.seed, now)?;
    // Nothing is reserved, and of Savings Plans only costs are simulated.
    let dimension = dimension.filter(|_| context == "COST_AND_USAGE");
    let value = |charge: &_| dimension.map(|dimension| bill.dimension(charge, dimension).into_owned());
    let (page, mut answer) = listing.page(bill, |charge| value(charge).into_iter().collect());
    let values: Vec<Value> = page.into_iter().map(|value| described(bill, dimension, &value)).collect();
    answer.insert("DimensionValues".into(), values.into());
    Ok(Value::Object(answer))
}

/// Returns a value with what AWS tells of it: the names of accounts, the units of usage types.
fn described(bill: &Bill, dimension: Option<Dimension>, value: &str) -> Value {
    let attributes = match dimension {
        Some(Dimension::LinkedAccount) => {
            let account = bill.accounts().iter().find(|account| account.id == value);
            json!({"description": account.map(|account| account.name.as_str())})
        }
        Some(Dimension::UsageType) => {
            let of_type = |charge: &&_| bill.dimension(charge, Dimension::UsageType) == value;
            let unit = bill.charges().find(of_type).map(|charge| charge.meter.unit);
            unit.filter(|unit| !unit.is_empty()).map_or_else(|| json!({}), |unit| json!({"unit": unit}))
        }
        _ => json!({}),
    };
    json!({"Value": value, "Attributes": attributes})
}
