//! Reading `Filters` of GetFindings: strict about everything AWS is strict about.
//!
//! At most 10 attributes with 20 values each; CONTAINS and its kin are refused, since they belong to automation
//! rules; EQUALS cannot stand beside a negative comparison of the same attribute, PREFIX can. A date filter
//! needs both Start and End, or a DateRange.

use serde_json::Value;

use super::super::body::Members;
use super::super::fault::Fault;
use super::attributes::{Attribute, Read, attribute};
use super::conditions::{Block, Bounds, Demand, Entry, Sides, Span, Text};
use super::finding::Finding;
use super::timestamps;

const MOST_ATTRIBUTES: usize = 10;
const MOST_VALUES: usize = 20;
const MOST_DAYS: i64 = 36_500;

/// Checked filters: what is demanded of each attribute named, in the order of names.
#[derive(Debug, Default)]
pub(super) struct Filters {
    demands: Vec<(&'static Attribute, Demand)>,
}

impl Filters {
    /// Reads the member `Filters` of a request.
    pub(super) fn parse(request: &Members<'_>) -> Result<Self, Fault> {
        let Some(value) = request.get("Filters") else {
            return Ok(Self::default());
        };
        let members = Members::of(value, "Filters".to_owned())?;
        let mut demands = Vec::new();
        for name in members.names() {
            let known = attribute(name)
                .ok_or_else(|| members.refuse(name, "is not an attribute of AwsSecurityFindingFilters"))?;
            let values = members.list(name, MOST_VALUES)?;
            if !values.is_empty() {
                demands.push((known, demand(&members, known, &values)?));
            }
        }
        if demands.len() > MOST_ATTRIBUTES {
            let reason = format!("should NOT have more than {MOST_ATTRIBUTES} attributes");
            return Err(request.refuse("Filters", &reason));
        }
        demands.sort_by_key(|(attribute, _)| attribute.name);
        Ok(Self { demands })
    }

    /// Says whether `finding` meets every demand.
    pub(super) fn met_by(&self, finding: Finding<'_>, now: i64) -> bool {
        let mut demands = self.demands.iter();
        demands.all(|(attribute, demand)| demand.met_by(finding, attribute.read, now))
    }

    /// Says whether the same filters may select other findings later although nothing changed.
    pub(super) fn are_relative(&self) -> bool {
        self.demands.iter().any(|(_, demand)| demand.is_relative())
    }

    /// Returns a text that is equal for equal filters, whatever order their attributes came in.
    pub(super) fn canonical(&self) -> String {
        let named = |(attribute, demand): &(&Attribute, Demand)| (attribute.name, demand.clone());
        format!("{:?}", self.demands.iter().map(named).collect::<Vec<_>>())
    }
}

type Values<'a> = [(String, &'a Value)];

fn demand(filters: &Members<'_>, known: &Attribute, values: &Values<'_>) -> Result<Demand, Fault> {
    let conflict =
        |operators: &str| filters.refuse(known.name, &format!("cannot combine {operators} filters on the same field"));
    Ok(match known.read {
        Read::Text(_) => Demand::Text(texts(values, conflict)?),
        Read::Map(_) => Demand::Map(entries(values, conflict)?),
        Read::Time(_) => Demand::Time(each(values, &["Start", "End", "DateRange"], span)?),
        Read::Number(_) => Demand::Number(each(values, &["Gte", "Lte", "Eq", "Gt", "Lt"], bounds)?),
        Read::Flag(_) => Demand::Flag(each(values, &["Value"], |members| {
            members.flag("Value")?.ok_or_else(|| members.refuse("Value", "is required"))
        })?),
        Read::Address(_) => Demand::Address(each(values, &["Cidr"], |members| {
            Block::parse(members.required_text("Cidr")?)
                .ok_or_else(|| members.refuse("Cidr", "should be an IP address block"))
        })?),
        Read::Keyword(_) => {
            Demand::Keyword(each(values, &["Value"], |members| members.required_text("Value").map(str::to_owned))?)
        }
    })
}

fn each<T>(
    values: &Values<'_>,
    known: &[&str],
    read: impl Fn(&Members<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let one = |(path, value): &(String, &Value)| {
        let members = Members::of(value, path.clone())?;
        members.only(known)?;
        read(&members)
    };
    values.iter().map(one).collect()
}

fn texts(values: &Values<'_>, conflict: impl Fn(&str) -> Fault) -> Result<Sides<Text>, Fault> {
    const ALLOWED: [&str; 4] = ["EQUALS", "PREFIX", "NOT_EQUALS", "PREFIX_NOT_EQUALS"];
    let read = each(values, &["Value", "Comparison"], |members| {
        let comparison = comparison(members, &ALLOWED)?;
        let text =
            Text { value: members.required_text("Value")?.to_owned(), is_prefix: comparison.starts_with("PREFIX") };
        Ok((comparison.contains("NOT"), text))
    })?;
    let sides = sides(read);
    if !sides.excluded.is_empty() && sides.wanted.iter().any(|text| !text.is_prefix) {
        return Err(conflict("EQUALS with NOT_EQUALS or PREFIX_NOT_EQUALS"));
    }
    Ok(sides)
}

fn entries(values: &Values<'_>, conflict: impl Fn(&str) -> Fault) -> Result<Sides<Entry>, Fault> {
    let read = each(values, &["Key", "Value", "Comparison"], |members| {
        let comparison = comparison(members, &["EQUALS", "NOT_EQUALS"])?;
        let entry =
            Entry { key: members.required_text("Key")?.to_owned(), value: members.required_text("Value")?.to_owned() };
        Ok((comparison == "NOT_EQUALS", entry))
    })?;
    let sides = sides(read);
    if !sides.excluded.is_empty() && !sides.wanted.is_empty() {
        return Err(conflict("EQUALS with NOT_EQUALS"));
    }
    Ok(sides)
}

fn comparison<'a>(members: &Members<'a>, allowed: &[&str]) -> Result<&'a str, Fault> {
    let comparison = members.required_text("Comparison")?;
    if allowed.contains(&comparison) {
        return Ok(comparison);
    }
    let reason = format!("should be equal to one of the allowed values: {}", allowed.join(", "));
    Err(members.refuse("Comparison", &reason))
}

fn sides<T>(read: Vec<(bool, T)>) -> Sides<T> {
    let (excluded, wanted): (Vec<_>, Vec<_>) = read.into_iter().partition(|(is_negative, _)| *is_negative);
    let strip = |side: Vec<(bool, T)>| side.into_iter().map(|(_, filter)| filter).collect();
    Sides { wanted: strip(wanted), excluded: strip(excluded) }
}

fn span(members: &Members<'_>) -> Result<Span, Fault> {
    let moment = |name: &str| {
        let text = members.required_text(name)?;
        timestamps::parse(text).ok_or_else(|| members.refuse(name, "should be an ISO 8601 timestamp"))
    };
    let Some(range) = members.structure("DateRange", &["Value", "Unit", "Comparison"])? else {
        return Ok(Span::Between { start: moment("Start")?, end: moment("End")? });
    };
    if members.get("Start").is_some() || members.get("End").is_some() {
        return Err(members.refuse("DateRange", "cannot be combined with Start and End"));
    }
    let days = range.whole("Value", 1, MOST_DAYS)?.ok_or_else(|| range.refuse("Value", "is required"))?;
    if range.required_text("Unit")? != "DAYS" {
        return Err(range.refuse("Unit", "should be equal to one of the allowed values: DAYS"));
    }
    match range.text("Comparison")? {
        None | Some("WITHIN") => Ok(Span::WithinDays(days)),
        Some("OLDER_THAN") => Ok(Span::OlderThanDays(days)),
        Some(_) => {
            let reason = "should be equal to one of the allowed values: WITHIN, OLDER_THAN";
            Err(range.refuse("Comparison", reason))
        }
    }
}

fn bounds(members: &Members<'_>) -> Result<Bounds, Fault> {
    let bounds = Bounds {
        equal: members.number("Eq")?,
        at_least: members.number("Gte")?,
        at_most: members.number("Lte")?,
        above: members.number("Gt")?,
        below: members.number("Lt")?,
    };
    if bounds.is_empty() {
        return Err(members.refuse("Eq", "or another bound is required"));
    }
    Ok(bounds)
}
