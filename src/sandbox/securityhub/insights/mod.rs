//! Insights: saved filters with an attribute to group by, of which AWS manages some and people made others.
//!
//! Managed ones are those of AWS's list, with its numbers (which are not the order of the list); they can be asked
//! for by ARN only. Custom ones exist in every region. One of them has a hostile name on purpose.

mod catalogue;
pub(super) mod get_insight_results;
pub(super) mod get_insights;

use serde_json::{Map, Value, json};

use super::arns::Arns;
use catalogue::{CUSTOM, MANAGED};

/// One insight.
#[derive(Debug)]
struct Insight {
    /// AWS's number of a managed insight; none of a custom one.
    number: Option<u16>,
    name: &'static str,
    group_by: &'static str,
    /// Whether only active findings with the status NEW or NOTIFIED belong to it.
    is_open: bool,
    filters: &'static [Filter],
}

/// A filter of an insight.
#[derive(Debug)]
enum Filter {
    Equals(&'static str, &'static str),
    Prefix(&'static str, &'static [&'static str]),
    WithinDays(&'static str, i64),
    Tag(&'static str, &'static str),
}

impl Insight {
    fn arn(&self, arns: Arns<'_>) -> String {
        match self.number {
            Some(number) => arns.managed_insight(number),
            None => arns.custom_insight(self.name),
        }
    }

    /// Returns `Filters`.
    fn filters(&self) -> Value {
        const OPEN: [(&str, &[&str]); 2] = [("RecordState", &["ACTIVE"]), ("WorkflowStatus", &["NEW", "NOTIFIED"])];
        let compared = |values: &[&str], comparison: &str| {
            let filter = |value: &&str| json!({"Value": value, "Comparison": comparison});
            values.iter().map(filter).collect::<Value>()
        };
        let mut filters = Map::new();
        for filter in self.filters {
            let (name, value) = match *filter {
                Filter::Equals(name, value) => (name, compared(&[value], "EQUALS")),
                Filter::Prefix(name, values) => (name, compared(values, "PREFIX")),
                Filter::WithinDays(name, days) => (name, json!([{"DateRange": {"Value": days, "Unit": "DAYS"}}])),
                Filter::Tag(key, value) => {
                    ("ResourceTags", json!([{"Key": key, "Value": value, "Comparison": "EQUALS"}]))
                }
            };
            filters.insert(name.to_owned(), value);
        }
        for (name, values) in OPEN.into_iter().filter(|_| self.is_open) {
            filters.insert(name.to_owned(), compared(values, "EQUALS"));
        }
        Value::Object(filters)
    }
}

/// Returns the insight that `arn` names in the region that is asked.
fn insight(arn: &str, arns: Arns<'_>) -> Option<&'static Insight> {
    CUSTOM.iter().chain(MANAGED).find(|insight| insight.arn(arns) == arn)
}

#[cfg(test)]
mod tests {
    use super::super::super::body::Members;
    use super::super::attributes::{Read, attribute};
    use super::super::filters::Filters;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_insight_filters_and_groups_by_attributes_that_exist() {
        for insight in CUSTOM.iter().chain(MANAGED) {
            let request = json!({"Filters": insight.filters()});
            let members = Members::of(&request, String::new()).unwrap();
            assert!(Filters::parse(&members).is_ok(), "{}", insight.name);
            let group_by = attribute(insight.group_by).map(|attribute| attribute.read);
            assert!(matches!(group_by, Some(Read::Text(_))), "{}", insight.name);
        }
    }

    #[test]
    fn insights_have_names_and_numbers_of_their_own() {
        let all = || CUSTOM.iter().chain(MANAGED);
        assert_eq!(all().map(|insight| insight.name).collect::<HashSet<_>>().len(), all().count());
        assert_eq!(MANAGED.iter().filter_map(|i| i.number).collect::<HashSet<_>>().len(), MANAGED.len());
        assert!(CUSTOM.iter().all(|insight| insight.number.is_none()));
    }
}
