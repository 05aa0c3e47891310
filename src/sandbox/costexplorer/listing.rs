//! What the listings of values share: a period, a filter, a search, and either an order by cost or pages.
//!
//! Only values that occur in the period are listed. As at AWS an order excludes search and pages, and the size of a
//! page is only heeded with an order.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::amounts::{Amounts, Metric};
use super::super::organisation::bill::surges::Surges;
use super::super::organisation::bill::{self, Bill, Charge};
use super::super::organisation::labels::Label;
use super::super::pages::TokenError;
use super::expression::Expression;
use super::periods::Period;
use super::tokens::{Place, canonical};

/// Values a page; the model does not say how many.
const PAGE: usize = 100;
const MOST_SORTED: i64 = 1_000;

/// The members all listings have.
pub(super) const MEMBERS: [&str; 7] =
    ["SearchString", "TimePeriod", "Filter", "SortBy", "BillingViewArn", "MaxResults", "NextPageToken"];

/// What a listing asks for beside which values.
pub(super) struct Listing {
    period: Period,
    filter: Expression,
    search: Option<String>,
    /// The metric values are ordered by, and whether the largest comes first.
    order: Option<(Metric, bool)>,
    most: usize,
    place: Place,
    canonical: String,
}

impl Listing {
    pub(super) fn parse(
        request: &Members<'_>,
        body: &Map<String, Value>,
        seed: u64,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let search = request.text("SearchString", 0, 1_024)?.map(str::to_lowercase);
        let token = request.text("NextPageToken", 0, 8_192)?;
        let order = order(request)?;
        if order.is_some() && (search.is_some() || token.is_some()) {
            return Err(request.invalid("SortBy can't be used with NextPageToken or SearchString"));
        }
        let most = request.whole("MaxResults", 1, MOST_SORTED)?.unwrap_or(MOST_SORTED) as usize;
        let canonical = canonical(body, "NextPageToken");
        Ok(Self {
            period: Period::of_history(request, now)?,
            filter: Expression::parse(request)?,
            search,
            most: if order.is_some() { most } else { PAGE },
            order,
            place: Place::read(token, seed, &canonical, now).map_err(TokenError::fault)?,
            canonical,
        })
    }

    /// Returns one page of the values that `values` finds in charges, with the members all answers have.
    pub(super) fn page(
        &self,
        bill: &Bill,
        values: impl Fn(&Charge) -> Vec<String>,
    ) -> (Vec<String>, Map<String, Value>) {
        let mut found: BTreeMap<String, Amounts> = BTreeMap::new();
        let surges = Surges::between(bill, self.period.start, self.period.end);
        let updated = bill::updated(self.place.asked);
        let days: Vec<_> = bill::days(self.period.start, self.period.end, updated).collect();
        for charge in bill.charges().filter(|charge| self.filter.met_by(bill, charge)) {
            let amounts = days.iter().filter_map(|day| bill.amounts(charge, *day, &surges));
            let Some(sum) = amounts.reduce(|mut sum, amounts| {
                sum.add(&amounts);
                sum
            }) else {
                continue;
            };
            for value in values(charge) {
                found.entry(value).or_default().add(&sum);
            }
        }
        let is_searched = |value: &str| self.search.as_ref().is_none_or(|search| value.to_lowercase().contains(search));
        let mut listed: Vec<(String, Amounts)> = found.into_iter().filter(|(value, _)| is_searched(value)).collect();
        if let Some((metric, is_descending)) = self.order {
            listed.sort_by_key(|(_, sum)| if is_descending { -sum.of(metric) } else { sum.of(metric) });
        }
        let total = listed.len();
        let page: Vec<String> =
            listed.into_iter().map(|(value, _)| value).skip(self.place.offset).take(self.most).collect();
        let mut answer = Map::new();
        answer.insert("ReturnSize".into(), page.len().into());
        answer.insert("TotalSize".into(), total.into());
        let next = Place { offset: self.place.offset + page.len(), ..self.place };
        if self.order.is_none() && next.offset < total {
            answer.insert("NextPageToken".into(), next.write(bill.seed, &self.canonical).into());
        }
        (page, answer)
    }
}

fn order(request: &Members<'_>) -> Result<Option<(Metric, bool)>, Fault> {
    let orders = request.structures("SortBy")?;
    let Some(order) = orders.first() else {
        return Ok(None);
    };
    if orders.len() > 1 {
        return Err(request.invalid("SortBy must have at most 1 key"));
    }
    order.only(&["Key", "SortOrder"])?;
    let key = order.required_text("Key", 0, 1_024)?;
    let metric = Metric::parse(key).ok_or_else(|| order.invalid(format!("SortBy key '{key}' is not valid")))?;
    let direction = order.one_of("SortOrder", &["ASCENDING", "DESCENDING"])?;
    Ok(Some((metric, direction != Some("ASCENDING"))))
}
