//! GetCostAndUsage: what was charged, summed per period and group.
//!
//! A page has so many groups, wherever that cuts a period: its next page begins with the rest of the same period.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::amounts::{Amounts, Metric, decimal};
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::surges::Surges;
use super::super::organisation::bill::{self, Bill, Charge};
use super::super::organisation::labels::Label;
use super::super::pages::TokenError;
use super::INVALID;
use super::expression::{Attribute, Expression};
use super::periods::{Granularity, Period};
use super::tokens::{Place, canonical};

/// Groups a page.
const PAGE: usize = 1_000;
const MOST_GROUPS: usize = 2;
/// The dimensions one can group by; AWS's page leaves out REGION, which its console groups by.
const GROUPABLE: [Dimension; 13] = [
    Dimension::Az,
    Dimension::InstanceType,
    Dimension::Invoicing,
    Dimension::LegalEntity,
    Dimension::LinkedAccount,
    Dimension::Operation,
    Dimension::Platform,
    Dimension::Purchase,
    Dimension::Record,
    Dimension::Region,
    Dimension::Service,
    Dimension::Tenancy,
    Dimension::UsageType,
];

/// What was asked.
struct Question {
    granularity: Granularity,
    period: Period,
    filter: Expression,
    metrics: Vec<Metric>,
    groups: Vec<Attribute>,
}

/// Answers a GetCostAndUsage request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = ["TimePeriod", "Granularity", "Filter", "Metrics", "GroupBy", "BillingViewArn", "NextPageToken"];
    let request = Members::root(body, &known, INVALID)?;
    let question = Question::parse(&request, now)?;
    let canonical = canonical(body, "NextPageToken");
    let token = request.text("NextPageToken", 0, 8_192)?;
    let place = Place::read(token, bill.seed, &canonical, now).map_err(TokenError::fault)?;
    let page = question.page(bill, place);
    let mut answer = Map::new();
    if !question.groups.is_empty() {
        answer.insert("GroupDefinitions".into(), body["GroupBy"].clone());
    }
    answer.insert("ResultsByTime".into(), page.results.into());
    answer.insert("DimensionValueAttributes".into(), attributes(bill, &page.accounts));
    if page.goes_on {
        let next = Place { offset: place.offset + PAGE, ..place };
        answer.insert("NextPageToken".into(), next.write(bill.seed, &canonical).into());
    }
    Ok(Value::Object(answer))
}

impl Question {
    fn parse(request: &Members<'_>, now: DateTime<Utc>) -> Result<Self, Fault> {
        let granularity = request.one_of("Granularity", Granularity::NAMES)?;
        let granularity = granularity.and_then(Granularity::parse).ok_or_else(|| request.missing("Granularity"))?;
        if granularity == Granularity::Hourly {
            return Err(request.invalid("You haven't enabled hourly granularity in the Cost Explorer preferences"));
        }
        let metrics = request.texts("Metrics")?;
        if metrics.is_empty() {
            return Err(request.invalid("Metrics are required and must not be empty"));
        }
        let metric = |name: &&str| {
            Metric::parse(name).ok_or_else(|| request.invalid(format!("The metric '{name}' is not valid")))
        };
        let groups = request.structures("GroupBy")?;
        if groups.len() > MOST_GROUPS {
            return Err(request.invalid(format!("GroupBy must have at most {MOST_GROUPS} groups")));
        }
        Ok(Self {
            granularity,
            metrics: metrics.iter().map(metric).collect::<Result<_, _>>()?,
            period: Period::of_history(request, now)?,
            filter: Expression::parse(request)?,
            groups: groups.iter().map(group).collect::<Result<_, _>>()?,
        })
    }

    fn page(&self, bill: &Bill, place: Place) -> Page {
        let selected: Vec<&Charge> = bill.charges().filter(|c| self.filter.met_by(bill, c)).collect();
        let keys: Vec<Vec<String>> =
            selected.iter().map(|c| self.groups.iter().map(|group| group.key(bill, c)).collect()).collect();
        let names: BTreeSet<&Vec<String>> = keys.iter().collect();
        let names: Vec<&Vec<String>> = names.into_iter().collect();
        let index = |key| names.binary_search(&key).unwrap_or_default();
        let indexed: Vec<(&Charge, usize)> = selected.into_iter().zip(keys.iter().map(index)).collect();
        let surges = Surges::between(bill, self.period.start, self.period.end);
        let updated = bill::updated(place.asked);
        let mut page = Page::default();
        let mut passed = 0;
        for period in self.period.split(self.granularity) {
            let mut sums: Vec<Option<Amounts>> = vec![None; names.len()];
            for day in bill::days(period.start, period.end, updated) {
                for (charge, group) in &indexed {
                    if let Some(amounts) = bill.amounts(charge, day, &surges) {
                        sums[*group].get_or_insert_default().add(&amounts);
                    }
                }
            }
            let mut groups = Vec::new();
            // A period without groups takes up a place too, so that it is on one page only.
            let filled: Vec<_> =
                sums.iter().enumerate().filter_map(|(group, sum)| Some((group, sum.as_ref()?))).collect();
            let places = if self.groups.is_empty() { 1 } else { filled.len().max(1) };
            let from = place.offset.saturating_sub(passed);
            let until = (place.offset + PAGE).saturating_sub(passed).min(places);
            passed += places;
            if from >= places {
                continue;
            }
            if until == 0 {
                page.goes_on = true;
                break;
            }
            let total = if self.groups.is_empty() {
                self.written(&filled.first().map(|(_, sum)| **sum).unwrap_or_default())
            } else {
                for (group, sum) in filled.iter().skip(from).take(until - from) {
                    groups.push(json!({"Keys": names[*group], "Metrics": self.written(sum)}));
                    page.note(&self.groups, names[*group]);
                }
                Value::Object(Map::new())
            };
            page.results.push(json!({
                "TimePeriod": period.written(),
                "Total": total,
                "Groups": groups,
                "Estimated": period.is_estimated(place.asked),
            }));
            if until < places {
                page.goes_on = true;
                break;
            }
        }
        page
    }

    fn written(&self, amounts: &Amounts) -> Value {
        let written = |metric: &Metric| {
            let value = json!({"Amount": decimal(amounts.of(*metric)), "Unit": amounts.unit(*metric)});
            (metric.name().to_owned(), value)
        };
        Value::Object(self.metrics.iter().map(written).collect())
    }
}

/// One page of an answer.
#[derive(Debug, Default)]
struct Page {
    results: Vec<Value>,
    /// The accounts that are group keys.
    accounts: BTreeSet<String>,
    goes_on: bool,
}

impl Page {
    fn note(&mut self, groups: &[Attribute], keys: &[String]) {
        let is_account = |group: &Attribute| *group == Attribute::Dimension(Dimension::LinkedAccount);
        if let Some(place) = groups.iter().position(is_account) {
            self.accounts.insert(keys[place].clone());
        }
    }
}

/// Returns `DimensionValueAttributes`: the names of accounts.
fn attributes(bill: &Bill, accounts: &BTreeSet<String>) -> Value {
    let of_page = bill.accounts().iter().filter(|account| accounts.contains(&account.id));
    of_page.map(|account| json!({"Value": account.id, "Attributes": {"description": account.name}})).collect()
}

fn group(members: &Members<'_>) -> Result<Attribute, Fault> {
    members.only(&["Type", "Key"])?;
    let kinds = ["DIMENSION", "TAG", "COST_CATEGORY", "PRODUCT_ATTRIBUTE"];
    let kind = members.one_of("Type", &kinds)?.ok_or_else(|| members.missing("Type"))?;
    let key = members.required_text("Key", 0, 1_024)?;
    match kind {
        "DIMENSION" => {
            let dimension = Dimension::parse(key).filter(|dimension| GROUPABLE.contains(dimension));
            let names = GROUPABLE.map(Dimension::name).join(", ");
            let refusal =
                || members.invalid(format!("Group Definition dimension is invalid. Valid values are {names}"));
            dimension.map(Attribute::Dimension).ok_or_else(refusal)
        }
        "TAG" => Ok(Attribute::Tag(key.to_owned())),
        "COST_CATEGORY" => Ok(Attribute::Category(key.to_owned())),
        _ => Err(members.invalid("PRODUCT_ATTRIBUTE is not supported")),
    }
}
