//! Reading `SortCriteria` of GetFindings and ordering findings by them.
//!
//! Text is ordered by code point, so severities sort alphabetically (CRITICAL, HIGH, INFORMATIONAL, …) unless
//! SeverityNormalized is used. Findings without the value come last in either direction; ties keep the order in
//! which Security Hub received the findings.

use std::cmp::Ordering;

use super::super::body::Members;
use super::super::fault::Fault;
use super::attributes::{Attribute, Read, attribute};
use super::finding::Finding;

const MOST_CRITERIA: usize = 10;

/// One checked criterion.
#[derive(Debug, Clone, Copy)]
struct Criterion {
    attribute: &'static Attribute,
    is_descending: bool,
}

/// Checked criteria, the most significant first.
#[derive(Debug, Default)]
pub(super) struct Sorting {
    criteria: Vec<Criterion>,
}

/// A value to order by.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Number(f64),
}

impl Sorting {
    /// Reads the member `SortCriteria` of a request.
    pub(super) fn parse(request: &Members<'_>) -> Result<Self, Fault> {
        let mut criteria = Vec::new();
        for (path, value) in request.list("SortCriteria", MOST_CRITERIA)? {
            let members = Members::of(value, path)?;
            members.only(&["Field", "SortOrder"])?;
            let sortable = attribute(members.required_text("Field")?)
                .filter(|known| matches!(known.read, Read::Text(_) | Read::Time(_) | Read::Number(_)))
                .ok_or_else(|| members.refuse("Field", "is not a sortable attribute"))?;
            let is_descending = match members.text("SortOrder")? {
                None | Some("asc") => false,
                Some("desc") => true,
                Some(_) => {
                    let reason = "should be equal to one of the allowed values: asc, desc";
                    return Err(members.refuse("SortOrder", reason));
                }
            };
            criteria.push(Criterion { attribute: sortable, is_descending });
        }
        Ok(Self { criteria })
    }

    /// Returns a text that is equal for equal criteria.
    pub(super) fn canonical(&self) -> String {
        let order = |c: &Criterion| format!("{} {};", c.attribute.name, c.is_descending);
        self.criteria.iter().map(order).collect()
    }

    /// Orders `selected`, rows that `finding` turns into findings.
    pub(super) fn sort<'a>(&self, selected: &mut Vec<u32>, finding: impl Fn(u32) -> Finding<'a>) {
        if self.criteria.is_empty() {
            return;
        }
        let keyed = |row: &u32| {
            let values = self.criteria.iter().map(|c| c.value(finding(*row)));
            (values.collect::<Vec<_>>(), *row)
        };
        let mut rows: Vec<_> = selected.iter().map(keyed).collect();
        rows.sort_by(|(a, _), (b, _)| self.compare(a, b));
        *selected = rows.into_iter().map(|(_, row)| row).collect();
    }

    fn compare(&self, a: &[Option<Value>], b: &[Option<Value>]) -> Ordering {
        let compared = self.criteria.iter().zip(a.iter().zip(b));
        compared
            .map(|(criterion, (a, b))| match (a, b) {
                (Some(a), Some(b)) if criterion.is_descending => b.order(a),
                (Some(a), Some(b)) => a.order(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl Criterion {
    /// Returns the value that stands for the finding: of several the smallest, when descending the largest.
    fn value(self, finding: Finding<'_>) -> Option<Value> {
        let mut best: Option<Value> = None;
        let mut offer = |value: Value| {
            let is_better = best.as_ref().is_none_or(|best| {
                let ordering = value.order(best);
                if self.is_descending { ordering.is_gt() } else { ordering.is_lt() }
            });
            if is_better {
                best = Some(value);
            }
        };
        match self.attribute.read {
            Read::Text(read) => read(finding, &mut |text| offer(Value::Text(text.to_owned()))),
            Read::Time(read) => read(finding, &mut |moment| offer(Value::Number(moment as f64))),
            Read::Number(read) => read(finding, &mut |number| offer(Value::Number(number))),
            _ => {}
        }
        best
    }
}

impl Value {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}
