//! The configuration items of a resource: what it was like at the moments Config captured.
//!
//! The last item is the resource as it is now, or its deletion. Before, each setting was now and then the other way
//! round, tags were missing at first and instances were stopped at times. Resources are related to those that can have
//! findings, which are never deleted.

use serde_json::{Map, Value, json};

use super::super::super::random::{SplitMix64, hash, mix};
use super::super::kinds::Kind;
use super::super::labels::{Label, labels};
use super::super::resource::Resource;
use super::kinds::{self, Zone};
use super::settings::{SETTINGS, Setting};
use super::{Recorded, Records};

/// An item is captured before the present by at least this long, and its deletion's after what came before.
const SETTLING: i64 = 20 * 60 * 1_000;

labels! {
    /// `configurationItemStatus`, of those there are here.
    ItemStatus { Ok = "OK", Discovered = "ResourceDiscovered", Deleted = "ResourceDeleted" }
}

/// A resource that another one is related to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) type_name: &'static str,
    pub(crate) id: String,
    pub(crate) name: &'static str,
}

/// Returns 3 to 12 moments between the discovery and the end of a resource's records, in their order.
pub(super) fn captured(discovered: i64, deleted: Option<i64>, until: i64, random: &mut SplitMix64) -> Vec<i64> {
    let count = 3 + random.below(10);
    let end = deleted.unwrap_or(until) - SETTLING;
    let span = (end - discovered).max(count as i64) as f64;
    let mut moments = vec![discovered];
    // An item as it is captured late tells of a change late, more of which happen of late.
    let last = count - usize::from(deleted.is_some());
    moments.extend((1..last).map(|_| discovered + (span * random.unit().powf(0.6)) as i64));
    moments.sort_unstable();
    moments.extend(deleted);
    moments
}

impl Recorded {
    /// Returns the status of an item, by its place in `captured`.
    pub(crate) fn status(&self, item: usize) -> ItemStatus {
        if item == 0 {
            ItemStatus::Discovered
        } else if self.deleted.is_some() && item + 1 == self.captured.len() {
            ItemStatus::Deleted
        } else {
            ItemStatus::Ok
        }
    }

    /// Returns when the resource last changed, or was first seen.
    pub(crate) fn last_captured(&self) -> i64 {
        self.captured.last().copied().unwrap_or(self.discovered)
    }

    /// Returns `availabilityZone`.
    pub(crate) fn zone(&self, records: &Records) -> String {
        let region = &records.organisation.regions[usize::from(self.resource.region)];
        match self.facts.zone {
            Zone::One => format!("{region}{}", ['a', 'b', 'c'][(self.hash >> 30) as usize % 3]),
            Zone::Said(text) => text.to_owned(),
        }
    }

    /// Returns the resource's tags at an item.
    pub(crate) fn tags(&self, records: &Records, item: usize) -> Vec<(&'static str, String)> {
        let untagged = (self.hash >> 40) as usize % 3;
        let is_tagged = item + 1 == self.captured.len() || item >= untagged;
        if is_tagged { self.resource.describe(&records.organisation).tags() } else { Vec::new() }
    }

    /// Returns the members of `configuration` and of `supplementaryConfiguration` at an item.
    pub(crate) fn configuration(&self, records: &Records, item: usize) -> (Map<String, Value>, Map<String, Value>) {
        let (mut configuration, mut supplement) = (self.base(records, item), Map::new());
        for setting in SETTINGS.iter().filter(|setting| setting.kind == self.resource.kind) {
            let value = setting.value(self.met(records, setting, item));
            match setting.path.strip_prefix('+') {
                Some(path) => put(&mut supplement, path, value),
                None => put(&mut configuration, setting.path, value),
            }
        }
        (configuration, supplement)
    }

    /// Says whether a setting was as rules demand at an item: at the last as it is now, and before some item of its own
    /// the other way round.
    fn met(&self, records: &Records, setting: &Setting, item: usize) -> bool {
        let now = records.meets(self.resource, self.hash, setting);
        let own = mix(self.hash ^ mix(hash(setting.key)));
        let is_changed = own % 5 >= 3;
        let since = (own >> 8) as usize % self.captured.len();
        if is_changed && item < since { !now } else { now }
    }

    fn base(&self, records: &Records, item: usize) -> Map<String, Value> {
        let organisation = &records.organisation;
        let mut members = Map::new();
        let (id, path) = match self.resource.kind {
            Kind::Ec2Instance => (&self.id, "instanceId"),
            Kind::Ec2SecurityGroup => (&self.id, "groupId"),
            Kind::Ec2Volume => (&self.id, "volumeId"),
            Kind::Ec2Vpc => (&self.id, "vpcId"),
            Kind::Ec2Subnet => (&self.id, "subnetId"),
            Kind::Ec2NetworkInterface => (&self.id, "networkInterfaceId"),
            Kind::KmsKey => (&self.id, "keyId"),
            Kind::FileSystem => (&self.id, "FileSystemId"),
            _ => (&self.name(organisation).unwrap_or_else(|| self.id.clone()), "name"),
        };
        put(&mut members, path, json!(id));
        if self.resource.kind == Kind::Ec2Instance {
            let kinds = ["t3.micro", "m6i.large", "c7g.xlarge", "r6i.2xlarge"];
            put(&mut members, "instanceType", json!(kinds[(self.hash & 3) as usize]));
            let is_stopped = item + 1 < self.captured.len() && mix(self.hash ^ item as u64).is_multiple_of(4);
            put(&mut members, "state.name", json!(if is_stopped { "stopped" } else { "running" }));
        } else {
            put(&mut members, "arn", json!(self.resource.id(organisation)));
        }
        members
    }

    /// Returns what the resource is related to.
    pub(crate) fn relations(&self, records: &Records) -> Vec<Relation> {
        const GROUP: (Kind, &str) = (Kind::Ec2SecurityGroup, "Is associated with SecurityGroup");
        const SUBNET: (Kind, &str) = (Kind::Ec2Subnet, "Is contained in Subnet");
        const VPC: (Kind, &str) = (Kind::Ec2Vpc, "Is contained in Vpc");
        let wanted: &[(Kind, &'static str)] = match self.resource.kind {
            Kind::Ec2Instance => &[GROUP, (Kind::Ec2Volume, "Is attached to Volume"), SUBNET, VPC],
            Kind::Ec2NetworkInterface => &[GROUP, SUBNET, VPC],
            Kind::Ec2SecurityGroup | Kind::Ec2Subnet => &[VPC],
            Kind::RdsInstance | Kind::LoadBalancer => &[GROUP, VPC],
            Kind::IamUser => &[(Kind::IamPolicy, "Is attached to CustomerManagedPolicy")],
            _ => &[],
        };
        let relation = |(kind, name): &(Kind, &'static str)| {
            let related = self.related(records, *kind);
            let facts = kinds::of(*kind)?;
            let pattern = if facts.id.is_empty() { kind.pattern() } else { facts.id };
            let id = related.filled(pattern, &records.organisation);
            Some(Relation { type_name: facts.type_name, id, name })
        };
        wanted.iter().filter_map(relation).collect()
    }

    /// Returns the resource of `kind` that this one is related to: a VPC is that of the subnet or security group.
    fn related(&self, records: &Records, kind: Kind) -> Resource {
        let of = |resource: Resource, own: u64, kind: Kind| {
            let serial = (mix(own ^ kind as u64) % u64::from(records.pool)) as u32;
            Resource { serial, kind, ..resource }
        };
        let direct = of(self.resource, self.hash, kind);
        let is_in_network = matches!(self.resource.kind, Kind::Ec2Instance | Kind::Ec2NetworkInterface);
        if kind == Kind::Ec2Vpc && is_in_network {
            let subnet = of(self.resource, self.hash, Kind::Ec2Subnet);
            return of(subnet, subnet.describe(&records.organisation).hash, kind);
        }
        direct
    }
}

/// Writes `value` where `path` leads to; null is nothing, and so is an empty path.
fn put(members: &mut Map<String, Value>, path: &str, value: Value) {
    if value.is_null() || path.is_empty() {
        return;
    }
    match path.split_once('.') {
        None => {
            members.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
