//! ListFindingAggregations: active findings of a region counted by severity, in groups of one aggregation type.
//!
//! The counts are made from the rows ListFindings shows, at every request. Groups come by the count of all
//! findings, the largest first, unless the request says otherwise; equal groups come in the order of their names.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::organisation::inspected::{Level, Row, Scanned, Status, Weakness};
use super::super::organisation::labels::Fix;
use super::aggregations::{AGGREGATIONS, Aggregation, Group, Groups, OPERATING_SYSTEM};
use super::attributes::{Read, attribute};
use super::conditions::{Comparison, Demand, Text, Value as Field, Visit};
use super::filters::{self, Attribute, Filters, Kind};
use super::finding::{self, Finding};
use super::members::{Members, Refusal};
use super::pages::{self, Size};
use super::resources::{Details, Resource};
use super::sorting::is_descending;
use super::written::{put, put_some, seconds, tags};
use super::{Asked, Inspector};

/// The model does not say how many groups one gets without asking.
const SIZE: Size = Size { most: 100, default: 100 };

/// A checked request.
struct Question {
    aggregation: &'static Aggregation,
    filters: Filters<Read>,
    /// Which packages are wanted among the groups.
    packages: Filters<ReadName>,
    sort_by: &'static str,
    is_descending: bool,
}

/// What is counted of one group.
#[derive(Debug, Default)]
struct Counts {
    by_level: [u64; 6],
    exploitable: u64,
    fixable: u64,
    network: u64,
    /// The images or instances the findings are about.
    affected: HashSet<Scanned>,
}

type ReadName = fn(&str, Visit<'_>);

static PACKAGE_NAME: Attribute<ReadName> =
    Attribute { name: "packageNames", path: "", kind: Kind::Text, read: |name, visit| visit(Field::Text(name)) };

/// Answers a ListFindingAggregations request.
pub(super) fn answer(inspector: &Inspector, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let known = ["aggregationType", "nextToken", "maxResults", "accountIds", "aggregationRequest"];
    let request = Members::root(body, &known, Refusal::Fields)?;
    let question = Question::parse(&request)?;
    let canonical = format!("aggregations|{}|{}", asked.place(), question.canonical());
    let page = pages::parse(&request, SIZE, inspector.organisation.seed, &canonical, asked.now)?;
    let groups = question.groups(inspector, *asked);
    let cut = page.cut(groups.len());
    let shown = groups[cut.clone()].iter();
    let responses: Vec<Value> = shown
        .map(|((account, group), counts)| {
            let members = response(inspector, question.aggregation, *account, group, counts);
            json!({question.aggregation.member: members})
        })
        .collect();
    let mut answer = Map::new();
    put(&mut answer, "aggregationType", question.aggregation.name);
    put(&mut answer, "responses", responses);
    put_some(&mut answer, "nextToken", page.next(&cut, groups.len(), asked.now));
    Ok(Bytes::from(Value::Object(answer).to_string()))
}

type Counted = ((usize, Group), Counts);

impl Question {
    fn parse(request: &Members<'_>) -> Result<Self, Fault> {
        let names: Vec<&str> = AGGREGATIONS.iter().map(|aggregation| aggregation.name).collect();
        let missing = || request.missing("aggregationType");
        let name = request.one_of("aggregationType", &names)?.ok_or_else(missing)?;
        let aggregation = AGGREGATIONS.iter().find(|aggregation| aggregation.name == name).ok_or_else(missing)?;
        let mut question = Self {
            aggregation,
            filters: Filters::none(),
            packages: Filters::none(),
            sort_by: "ALL",
            is_descending: true,
        };
        if let Some(known) = attribute("awsAccountId") {
            question.filters.add(request, "accountIds", known, filters::FINDINGS)?;
        }
        if let Some(union) = request.structure("aggregationRequest")? {
            union.only(&AGGREGATIONS.iter().map(|aggregation| aggregation.member).collect::<Vec<_>>())?;
            let given: Vec<&str> = union.names().collect();
            match (given.as_slice(), union.structure(aggregation.member)?) {
                ([_], Some(members)) => question.refine(&members)?,
                _ => {
                    let reason = format!("Member must have exactly {} for {name}", aggregation.member);
                    return Err(request.refuse("aggregationRequest", &reason));
                }
            }
        }
        Ok(question)
    }

    /// Reads the member of the union AggregationRequest.
    fn refine(&mut self, members: &Members<'_>) -> Result<(), Fault> {
        let Aggregation { filters, choices, sorts, .. } = self.aggregation;
        let is_of_packages = self.aggregation.name == "PACKAGE";
        let lists = filters.iter().map(|(name, _)| *name).chain(is_of_packages.then_some("packageNames"));
        let known = lists.chain(choices.iter().map(|(name, _, _)| *name)).chain(["sortBy", "sortOrder"]);
        if self.aggregation.groups != Groups::Nothing {
            members.only(&known.collect::<Vec<_>>())?;
        }
        for (name, about) in *filters {
            let known = if *about == OPERATING_SYSTEM.name { Some(OPERATING_SYSTEM) } else { attribute(about) };
            if let Some(known) = known {
                self.filters.add(members, name, known, filters::FINDINGS)?;
            }
        }
        for (name, about, allowed) in *choices {
            if let Some((value, known)) = members.one_of(name, allowed)?.zip(attribute(about)) {
                let text = Text { comparison: Comparison::Equals, value: value.to_owned() };
                self.filters.demand(known, Demand::Text(vec![text]));
            }
        }
        if is_of_packages {
            self.packages.add(members, "packageNames", &PACKAGE_NAME, filters::FINDINGS)?;
        }
        self.sort_by = members.one_of("sortBy", sorts)?.unwrap_or(self.sort_by);
        self.is_descending = is_descending(members)?.unwrap_or(self.is_descending);
        Ok(())
    }

    fn canonical(&self) -> String {
        let (filters, packages) = (self.filters.canonical(), self.packages.canonical());
        format!("{}|{filters}|{packages}|{}|{}", self.aggregation.name, self.sort_by, self.is_descending)
    }

    /// Returns the groups with their counts, in the order asked.
    fn groups(&self, inspector: &Inspector, asked: Asked) -> Vec<Counted> {
        let mut groups: HashMap<(usize, Group), Counts> = HashMap::new();
        let findings = inspector.rows_of(asked).map(|row| inspector.finding(row));
        let is_active = |finding: &Finding<'_>| finding.row.status == Status::Active;
        let meets = |finding: &Finding<'_>| self.filters.met_by(|read, visit| read(*finding, visit));
        for finding in findings.filter(is_active).filter(meets) {
            let account = usize::from(finding.row.scanned.resource.account);
            self.aggregation.groups.of(finding, |group| {
                groups.entry((account, group)).or_default().add(finding);
            });
        }
        let wanted = |((_, group), _): &Counted| match group {
            Group::Package(name) => self.packages.met_by(|read, visit| read(name, visit)),
            _ => true,
        };
        let mut groups: Vec<Counted> = groups.into_iter().filter(wanted).collect();
        groups.sort_by_cached_key(|((account, group), counts)| {
            let count = counts.of(self.sort_by);
            let rank = if self.is_descending { u64::MAX - count } else { count };
            (rank, name(inspector, group), *account)
        });
        groups
    }
}

impl Counts {
    fn add(&mut self, finding: Finding<'_>) {
        let Row { level, weakness, scanned, .. } = finding.row;
        self.by_level[*level as usize] += 1;
        self.exploitable += u64::from(finding.exploit() == Some("YES"));
        self.fixable += u64::from(finding.fix() == Some(Fix::Yes));
        self.network += u64::from(matches!(weakness, Weakness::Port(_)));
        self.affected.insert(*scanned);
    }

    fn all(&self) -> u64 {
        self.by_level.iter().sum()
    }

    /// Returns the count that `sortBy` names.
    fn of(&self, sort_by: &str) -> u64 {
        match sort_by {
            "CRITICAL" => self.by_level[Level::Critical as usize],
            "HIGH" => self.by_level[Level::High as usize],
            "NETWORK_FINDINGS" => self.network,
            "AFFECTED_IMAGES" | "AFFECTED_INSTANCES" => self.affected.len() as u64,
            _ => self.all(),
        }
    }

    fn severities(&self) -> Value {
        let of = |level: Level| self.by_level[level as usize];
        json!({
            "all": self.all(),
            "critical": of(Level::Critical),
            "high": of(Level::High),
            "medium": of(Level::Medium),
            "low": of(Level::Low),
            "informational": of(Level::Informational),
            "untriaged": of(Level::Untriaged),
        })
    }
}

/// Returns what a group is called.
fn name(inspector: &Inspector, group: &Group) -> String {
    match group {
        Group::Account => String::new(),
        Group::Weakness(weakness) => finding::title(&inspector.organisation, *weakness),
        Group::Package(name) => (*name).to_owned(),
        Group::Resource(scanned) => inspector.resource(*scanned).id(),
        Group::MachineImage(id) => id.clone(),
    }
}

/// Returns a member of the union AggregationResponse.
fn response(
    inspector: &Inspector,
    aggregation: &Aggregation,
    account: usize,
    group: &Group,
    counts: &Counts,
) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "accountId", inspector.organisation.accounts[account].id.as_str());
    put(&mut members, "severityCounts", counts.severities());
    match group {
        Group::Account => {
            put(&mut members, "exploitAvailableCount", counts.exploitable);
            put(&mut members, "fixAvailableCount", counts.fixable);
        }
        Group::Weakness(weakness) => {
            put(&mut members, "title", finding::title(&inspector.organisation, *weakness));
            let found = finding::vulnerability(&inspector.organisation, *weakness);
            put_some(&mut members, "vulnerabilityId", found.map(|found| found.id.as_str()));
        }
        Group::Package(name) => put(&mut members, "packageName", *name),
        Group::Resource(scanned) => resource(inspector.resource(*scanned), aggregation, counts, &mut members),
        Group::MachineImage(id) => {
            put(&mut members, "ami", id.as_str());
            put(&mut members, "affectedInstances", counts.affected.len());
        }
    }
    members
}

fn resource(resource: Resource<'_>, aggregation: &Aggregation, counts: &Counts, members: &mut Map<String, Value>) {
    match resource.details() {
        Details::Instance(details) => {
            put(members, "instanceId", resource.id());
            put(members, "ami", details.image_id);
            put(members, "operatingSystem", details.platform);
            put_some(members, "instanceTags", tags(resource.tags()));
            put(members, "networkFindings", counts.network);
        }
        Details::Image(details) if aggregation.name == "REPOSITORY" => {
            put(members, "repository", details.repository);
            put(members, "affectedImages", counts.affected.len());
        }
        Details::Image(details) => {
            put(members, "resourceId", resource.id());
            put(members, "imageSha", details.digest);
            put(members, "repository", details.repository);
            put(members, "architecture", details.architecture);
            put(members, "imageTags", details.tags);
            put_some(members, "lastInUseAt", details.usage.map(|(moment, _)| seconds(moment)));
            put_some(members, "inUseCount", details.usage.map(|(_, count)| count));
        }
        Details::Function(details) => {
            put(members, "resourceId", resource.id());
            put(members, "functionName", details.name);
            put(members, "runtime", details.runtime);
            put_some(members, "lambdaTags", tags(resource.tags()));
            put(members, "lastModifiedAt", seconds(details.modified));
        }
    }
}
