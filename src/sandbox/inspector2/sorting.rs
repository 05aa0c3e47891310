//! Reading `sortCriteria` of ListFindings and ordering findings by it.
//!
//! Severities are ordered by rank, everything else by value. Findings without the value come last in either
//! direction; ties, and all findings without a criterion, keep the order in which Inspector made them.

use std::cmp::Ordering;

use super::super::fault::Fault;
use super::attributes::{Read, attribute};
use super::conditions::Value;
use super::finding::Finding;
use super::members::Members;

/// The fields of `SortField` with the attribute each orders by.
const FIELDS: [(&str, &str); 17] = [
    ("AWS_ACCOUNT_ID", "awsAccountId"),
    ("FINDING_TYPE", "findingType"),
    ("SEVERITY", "severity"),
    ("FIRST_OBSERVED_AT", "firstObservedAt"),
    ("LAST_OBSERVED_AT", "lastObservedAt"),
    ("FINDING_STATUS", "findingStatus"),
    ("RESOURCE_TYPE", "resourceType"),
    ("ECR_IMAGE_PUSHED_AT", "ecrImagePushedAt"),
    ("ECR_IMAGE_REPOSITORY_NAME", "ecrImageRepositoryName"),
    ("ECR_IMAGE_REGISTRY", "ecrImageRegistry"),
    ("NETWORK_PROTOCOL", "networkProtocol"),
    ("COMPONENT_TYPE", "componentType"),
    ("VULNERABILITY_ID", "vulnerabilityId"),
    ("VULNERABILITY_SOURCE", "vulnerabilitySource"),
    ("INSPECTOR_SCORE", "inspectorScore"),
    ("VENDOR_SEVERITY", "vendorSeverity"),
    ("EPSS_SCORE", "epssScore"),
];

/// A checked criterion.
#[derive(Debug)]
pub(super) struct Sorting {
    field: &'static str,
    read: Read,
    is_descending: bool,
}

/// A value to order by.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(f64),
    Text(String),
}

impl Sorting {
    /// Reads the member `sortCriteria` of a request, if it is there.
    pub(super) fn parse(request: &Members<'_>) -> Result<Option<Self>, Fault> {
        let Some(members) = request.structure("sortCriteria")? else {
            return Ok(None);
        };
        members.only(&["field", "sortOrder"])?;
        let field = members.one_of("field", &FIELDS.map(|(name, _)| name))?.ok_or_else(|| members.missing("field"))?;
        let order = is_descending(&members)?.ok_or_else(|| members.missing("sortOrder"))?;
        let known = FIELDS.iter().find(|(name, _)| *name == field).and_then(|(_, name)| attribute(name));
        let read = known.ok_or_else(|| members.missing("field"))?.read;
        Ok(Some(Self { field, read, is_descending: order }))
    }

    /// Returns a text that is equal for equal criteria.
    pub(super) fn canonical(&self) -> String {
        format!("{} {}", self.field, self.is_descending)
    }

    /// Orders `selected`, rows that `finding` turns into findings.
    pub(super) fn sort<'a>(&self, selected: &mut [u32], finding: impl Fn(u32) -> Finding<'a>) {
        let key = |row: &u32| self.key(finding(*row));
        let mut keyed: Vec<_> = selected.iter().map(|row| (key(row), *row)).collect();
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if self.is_descending => b.order(a),
            (Some(a), Some(b)) => a.order(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        selected.iter_mut().zip(keyed).for_each(|(place, (_, row))| *place = row);
    }

    /// Returns the value that stands for a finding: of several the first.
    fn key(&self, finding: Finding<'_>) -> Option<Key> {
        if self.field == "SEVERITY" {
            return Some(Key::Number(f64::from(finding.row.level as u8)));
        }
        let mut first = None;
        (self.read)(finding, &mut |value| {
            if first.is_none() {
                first = match value {
                    Value::Text(text) => Some(Key::Text(text.to_owned())),
                    Value::Time(moment) => Some(Key::Number(moment as f64)),
                    Value::Number(number) => Some(Key::Number(number)),
                    Value::Entry(..) | Value::Package(_) | Value::Ports(..) => None,
                };
            }
        });
        first
    }
}

/// Reads the member `sortOrder`.
pub(super) fn is_descending(members: &Members<'_>) -> Result<Option<bool>, Fault> {
    Ok(members.one_of("sortOrder", &["ASC", "DESC"])?.map(|order| order == "DESC"))
}

impl Key {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}
