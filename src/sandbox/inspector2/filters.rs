//! Reading filters: lists of 1 to 10 values under names of a catalogue, each with the comparisons its kind allows.
//!
//! A catalogue line says how an attribute's values are read (`R`, a function) and which kind of filter it takes,
//! so that findings, aggregations and coverage share everything else.

use super::super::fault::Fault;
use super::conditions::{Comparison, Demand, Entry, PackagePart, Range, Text, Visit};
use super::members::Members;

const MOST_VALUES: usize = 10;
const LONGEST_TEXT: usize = 1_024;

/// Which kind of filter an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Time,
    Number,
    Map,
    Package,
    Ports,
}

/// An attribute that can be filtered by.
#[derive(Debug)]
pub(super) struct Attribute<R: 'static> {
    pub(super) name: &'static str,
    /// Where the value is in an answer: members joined by dots, `[]` after a list; empty where it never occurs.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation that tests hold the readers to"))]
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) read: R,
}

/// What differs between the filters of findings and those of coverage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// The comparisons of a text filter.
    pub(super) comparisons: &'static [(&'static str, Comparison)],
    /// The fewest characters a map filter's value may have.
    pub(super) shortest_map_value: usize,
    pub(super) has_whole_numbers: bool,
}

const EQUALS: (&str, Comparison) = ("EQUALS", Comparison::Equals);
const PREFIX: (&str, Comparison) = ("PREFIX", Comparison::Prefix);
const NOT_EQUALS: (&str, Comparison) = ("NOT_EQUALS", Comparison::NotEquals);

/// The filters of findings and aggregations.
pub(super) const FINDINGS: Rules =
    Rules { comparisons: &[EQUALS, PREFIX, NOT_EQUALS], shortest_map_value: 0, has_whole_numbers: false };

/// The filters of coverage.
pub(super) const COVERAGE: Rules =
    Rules { comparisons: &[EQUALS, NOT_EQUALS], shortest_map_value: 1, has_whole_numbers: true };

/// Checked filters: what is demanded of each attribute, in the order of names.
#[derive(Debug)]
pub(super) struct Filters<R: 'static> {
    demands: Vec<(&'static Attribute<R>, Demand)>,
}

impl<R: Copy> Filters<R> {
    pub(super) fn none() -> Self {
        Self { demands: Vec::new() }
    }

    /// Reads the member `filterCriteria` of a request, whose names must be in `catalogue`.
    pub(super) fn parse(
        request: &Members<'_>,
        catalogue: &'static [Attribute<R>],
        rules: Rules,
    ) -> Result<Self, Fault> {
        let mut filters = Self::none();
        let Some(members) = request.structure("filterCriteria")? else {
            return Ok(filters);
        };
        members.only(&catalogue.iter().map(|attribute| attribute.name).collect::<Vec<_>>())?;
        for attribute in catalogue {
            filters.add(&members, attribute.name, attribute, rules)?;
        }
        Ok(filters)
    }

    /// Adds the filters on `attribute` that are in the list `name` of `members`, if it is there.
    pub(super) fn add(
        &mut self,
        members: &Members<'_>,
        name: &str,
        attribute: &'static Attribute<R>,
        rules: Rules,
    ) -> Result<(), Fault> {
        members.sized(name, 1, MOST_VALUES)?;
        let values = members.structures(name)?;
        if !values.is_empty() {
            self.demand(attribute, demand(attribute.kind, &values, rules)?);
        }
        Ok(())
    }

    /// Adds a demand.
    pub(super) fn demand(&mut self, attribute: &'static Attribute<R>, demand: Demand) {
        self.demands.push((attribute, demand));
        self.demands.sort_by_key(|(attribute, _)| attribute.name);
    }

    /// Says whether what `read` reads of an attribute meets every demand.
    pub(super) fn met_by(&self, read: impl Fn(R, Visit<'_>)) -> bool {
        self.demands.iter().all(|(attribute, demand)| demand.met_by(|visit| read(attribute.read, visit)))
    }

    /// Returns a text that is equal for equal filters, whatever order their attributes came in.
    pub(super) fn canonical(&self) -> String {
        let named = |(attribute, demand): &(&Attribute<R>, Demand)| format!("{} {demand:?};", attribute.name);
        self.demands.iter().map(named).collect()
    }
}

fn demand(kind: Kind, values: &[Members<'_>], rules: Rules) -> Result<Demand, Fault> {
    Ok(match kind {
        Kind::Text => Demand::Text(each(values, &["comparison", "value"], |members| text(members, rules))?),
        Kind::Time => Demand::Range(each(values, &["startInclusive", "endInclusive"], |members| {
            Ok(Range { lower: members.moment("startInclusive")?, upper: members.moment("endInclusive")? })
        })?),
        Kind::Number => Demand::Range(each(values, RANGE, |members| range(members, rules))?),
        Kind::Map => Demand::Map(each(values, &["comparison", "key", "value"], |members| {
            entry(members, rules.shortest_map_value)
        })?),
        Kind::Package => Demand::Package(values.iter().map(package).collect::<Result<_, _>>()?),
        Kind::Ports => Demand::Ports(each(values, &["beginInclusive", "endInclusive"], |members| {
            let port = |name| Ok(members.whole(name, 0, 65_535)?.map(|port| port as f64));
            Ok(Range { lower: port("beginInclusive")?, upper: port("endInclusive")? })
        })?),
    })
}

fn each<T>(
    values: &[Members<'_>],
    known: &[&str],
    read: impl Fn(&Members<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let one = |members: &Members<'_>| {
        members.only(known)?;
        read(members)
    };
    values.iter().map(one).collect()
}

fn text(members: &Members<'_>, rules: Rules) -> Result<Text, Fault> {
    let names: Vec<&str> = rules.comparisons.iter().map(|(name, _)| *name).collect();
    let name = members.one_of("comparison", &names)?.ok_or_else(|| members.missing("comparison"))?;
    let known = rules.comparisons.iter().find(|(known, _)| *known == name);
    let comparison = known.map(|(_, comparison)| *comparison).ok_or_else(|| members.missing("comparison"))?;
    let value = members.text("value", 1, LONGEST_TEXT)?.ok_or_else(|| members.missing("value"))?;
    Ok(Text { comparison, value: value.to_owned() })
}

const RANGE: &[&str] = &["lowerInclusive", "upperInclusive"];

fn range(members: &Members<'_>, rules: Rules) -> Result<Range, Fault> {
    let bound = |name| match rules.has_whole_numbers {
        true => Ok(members.whole(name, i64::MIN, i64::MAX)?.map(|number| number as f64)),
        false => members.number(name),
    };
    Ok(Range { lower: bound("lowerInclusive")?, upper: bound("upperInclusive")? })
}

fn entry(members: &Members<'_>, shortest: usize) -> Result<Entry, Fault> {
    members.one_of("comparison", &["EQUALS"])?.ok_or_else(|| members.missing("comparison"))?;
    let key = members.text("key", 1, 128)?.ok_or_else(|| members.missing("key"))?;
    let value = members.text("value", shortest, 256)?;
    Ok(Entry { key: key.to_owned(), value: value.map(str::to_owned) })
}

fn package(members: &Members<'_>) -> Result<Vec<PackagePart>, Fault> {
    let mut parts = Vec::new();
    for name in members.names() {
        let part = members.structure(name)?.ok_or_else(|| members.missing(name))?;
        let of_text = || {
            part.only(&["comparison", "value"])?;
            text(&part, FINDINGS)
        };
        parts.push(match name {
            "name" => PackagePart::Name(of_text()?),
            "version" => PackagePart::Version(of_text()?),
            "release" => PackagePart::Release(of_text()?),
            "architecture" => PackagePart::Architecture(of_text()?),
            "filePath" => PackagePart::FilePath(of_text()?),
            "sourceLayerHash" => PackagePart::Layer(of_text()?),
            "runtimeReachability" => PackagePart::Reachability(of_text()?),
            "runtimeReachabilityReason" => PackagePart::ReachabilityReason(of_text()?),
            "sourceLambdaLayerArn" => PackagePart::Absent(of_text()?),
            "epoch" => {
                part.only(RANGE)?;
                PackagePart::Epoch(range(&part, FINDINGS)?)
            }
            "purlQualifier" => {
                entry(&part, 0)?;
                PackagePart::Qualifier
            }
            _ => return Err(members.refuse(name, "Member is not part of the model")),
        });
    }
    Ok(parts)
}
