//! A resource of the organisation: eight bytes from which its name, ARN, tags and age follow.
//!
//! Nothing about a resource is stored: a hash of what identifies it decides the rest, so that every finding
//! about the same resource agrees on it. An organisation is at hand wherever a resource is described.

use super::super::random::{SplitMix64, mix};
use super::Organisation;
use super::accounts::TEAMS;
use super::kinds::Kind;

const PURPOSES: [&str; 16] = [
    "api", "worker", "ledger", "events", "reports", "assets", "logs", "backup", "queue", "cache", "frontend", "ingest",
    "archive", "billing", "audit", "session",
];
const ENVIRONMENTS: [(&str, u32); 3] = [("prod", 5), ("staging", 2), ("dev", 3)];

/// What identifies a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Resource {
    pub(crate) serial: u32,
    pub(crate) account: u16,
    pub(crate) region: u8,
    pub(crate) kind: Kind,
}

/// What a resource is called and who owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) team: &'static str,
    pub(crate) environment: &'static str,
    pub(crate) purpose: &'static str,
    /// Most resources carry the organisation's tags; some were created by hand and do not.
    pub(crate) tagged: bool,
    /// Some resources belong to an application of Service Catalog AppRegistry.
    pub(crate) in_application: bool,
    /// A number of the resource's own.
    pub(crate) hash: u64,
}

impl Resource {
    /// Returns what there is to say of this resource.
    pub(crate) fn describe(self, organisation: &Organisation) -> Description {
        let place = u64::from(self.account) << 16 | u64::from(self.region) << 8 | self.kind as u64;
        let hash = mix(organisation.seed ^ mix(place << 32 | u64::from(self.serial)));
        let mut random = SplitMix64::new(hash);
        Description {
            team: random.pick(&TEAMS),
            environment: random.weighted(&ENVIRONMENTS),
            purpose: random.pick(&PURPOSES),
            tagged: self.kind.has_tags() && random.chance(0.88),
            in_application: self.kind.has_tags() && random.chance(0.15),
            hash,
        }
    }

    /// Returns `Resources[].Id`, with AWS's partition, region and account in their places.
    pub(crate) fn id(self, organisation: &Organisation) -> String {
        self.filled(self.kind.pattern(), organisation)
    }

    /// Returns `pattern`, written as those of [`kinds`](super::kinds), with what is this resource's in its places.
    pub(crate) fn filled(self, pattern: &'static str, organisation: &Organisation) -> String {
        let region = &organisation.regions[usize::from(self.region)];
        let mut text = String::with_capacity(96);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((placeholder, remaining)) = after.split_once('}') else {
                break;
            };
            text.push_str(before);
            match placeholder {
                "p" => text.push_str(partition(region)),
                "r" => text.push_str(region),
                "a" => text.push_str(&organisation.accounts[usize::from(self.account)].id),
                "n" => text.push_str(&self.describe(organisation).name()),
                "d" => text.push_str(&self.describe(organisation).digest(0)),
                "h" => text.push_str(&format!("{:016X}", self.describe(organisation).hash)),
                _ => text.push_str(&self.describe(organisation).hex_id()),
            }
            rest = remaining;
        }
        text.push_str(rest);
        text
    }
}

impl Description {
    /// Returns the name people gave the resource.
    pub(crate) fn name(&self) -> String {
        let number = self.hash & 0xFFF_FFFF;
        format!("{}-{}-{}-{number:07x}", self.team, self.environment, self.purpose)
    }

    /// Returns an id as EC2 makes them: 17 hexadecimal digits.
    pub(crate) fn hex_id(&self) -> String {
        format!("0{:016x}", mix(self.hash))
    }

    /// Returns the SHA-256 of a container image of this name as 64 hexadecimal digits; revision 0 is the newest.
    pub(crate) fn digest(&self, revision: u8) -> String {
        let value = self.hash.rotate_left(7) ^ u64::from(revision);
        format!("{}{}", super::hex(value), super::hex(mix(value)))
    }

    /// Returns the resource's tags in the order of their keys.
    pub(crate) fn tags(&self) -> Vec<(&'static str, String)> {
        if !self.tagged {
            return Vec::new();
        }
        let mut tags = vec![("env", self.environment.to_owned()), ("team", self.team.to_owned())];
        if self.hash.is_multiple_of(3) {
            tags.insert(0, ("Name", self.name()));
        }
        tags
    }

    /// Returns the name of the application the resource belongs to, if it belongs to one.
    pub(crate) fn application(&self) -> Option<String> {
        self.in_application.then(|| format!("{}-{}", self.team, self.purpose))
    }

    /// Returns how many days before the organisation's present the resource was created.
    pub(crate) fn age_days(&self) -> i64 {
        90 + (self.hash >> 20 & 0x3FF) as i64
    }
}

/// Returns the partition a region belongs to.
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
