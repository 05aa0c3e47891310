//! What filters on one attribute demand, and whether values meet it.
//!
//! Positive filters (EQUALS, PREFIX, ranges) on one attribute are joined by OR, NOT_EQUALS by AND. An attribute
//! with several values meets a positive filter if one value does, and NOT_EQUALS if none is the one excluded; so
//! does an attribute without any value. Text is compared case-sensitively.

/// The values of an attribute are passed to a visitor, one by one.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Value<'_>);

/// A value of an attribute.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// Milliseconds since 1970.
    Time(i64),
    Number(f64),
    Entry(&'a str, &'a str),
    Package(&'a Package<'a>),
    /// The first and the last port of a range.
    Ports(u16, u16),
}

/// A package as a finding shows it.
#[derive(Debug, Clone)]
pub(super) struct Package<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) epoch: u32,
    pub(super) release: Option<&'static str>,
    pub(super) architecture: &'static str,
    pub(super) manager: &'static str,
    pub(super) file_path: Option<String>,
    pub(super) fixed: Option<&'a str>,
    /// The layer of the image it is in.
    pub(super) layer: Option<String>,
    /// The package URL.
    pub(super) url: String,
    /// Whether it was seen in use, and why that is said; only known of what runs for long.
    pub(super) use_seen: Option<(&'static str, &'static str)>,
}

/// All that is demanded of one attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Demand {
    Text(Vec<Text>),
    /// Of numbers, and of moments in milliseconds.
    Range(Vec<Range>),
    Map(Vec<Entry>),
    Package(Vec<Vec<PackagePart>>),
    Ports(Vec<Range>),
}

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equals,
    Prefix,
    NotEquals,
}

/// A comparison with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) comparison: Comparison,
    pub(super) value: String,
}

/// Inclusive bounds; an absent one does not bound.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Range {
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
}

/// A key, and the value under it unless any value will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

/// What a package filter demands of one member; all parts of a filter must hold of the same package.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PackagePart {
    Name(Text),
    Version(Text),
    Epoch(Range),
    Release(Text),
    Architecture(Text),
    FilePath(Text),
    Layer(Text),
    Reachability(Text),
    ReachabilityReason(Text),
    /// A member this organisation's packages never have.
    Absent(Text),
    /// A package URL's qualifier, which no package here has.
    Qualifier,
}

impl Demand {
    /// Says whether the values that `read` passes on meet this demand.
    pub(super) fn met_by(&self, read: impl Fn(Visit<'_>)) -> bool {
        let any = |holds: &dyn Fn(Value<'_>) -> bool| {
            let mut found = false;
            read(&mut |value| found |= holds(value));
            found
        };
        match self {
            Self::Text(texts) => {
                let is_excluded = |value: Value<'_>| matches!(value, Value::Text(text) if texts.iter().any(|t| t.comparison == Comparison::NotEquals && t.value == text));
                let is_wanted = |value: Value<'_>| matches!(value, Value::Text(text) if texts.iter().any(|t| t.comparison != Comparison::NotEquals && t.holds(Some(text))));
                let has_wanted = texts.iter().any(|text| text.comparison != Comparison::NotEquals);
                (!has_wanted || any(&is_wanted)) && !any(&is_excluded)
            }
            Self::Range(ranges) => any(&|value| match value {
                Value::Number(number) => ranges.iter().any(|range| range.holds(number)),
                Value::Time(moment) => ranges.iter().any(|range| range.holds(moment as f64)),
                _ => false,
            }),
            Self::Map(entries) => any(&|value| match value {
                Value::Entry(key, value) => entries.iter().any(|entry| entry.holds(key, value)),
                _ => false,
            }),
            Self::Package(filters) => any(&|value| match value {
                Value::Package(package) => filters.iter().any(|parts| parts.iter().all(|part| part.holds(package))),
                _ => false,
            }),
            Self::Ports(ranges) => any(&|value| match value {
                Value::Ports(begin, end) => {
                    ranges.iter().any(|range| range.holds(f64::from(begin)) && range.holds(f64::from(end)))
                }
                _ => false,
            }),
        }
    }
}

impl Text {
    /// Says whether a value, or the absence of one, meets this comparison.
    fn holds(&self, value: Option<&str>) -> bool {
        match self.comparison {
            Comparison::Equals => value == Some(self.value.as_str()),
            Comparison::Prefix => value.is_some_and(|value| value.starts_with(&self.value)),
            Comparison::NotEquals => value != Some(self.value.as_str()),
        }
    }
}

impl Range {
    fn holds(self, number: f64) -> bool {
        self.lower.is_none_or(|bound| number >= bound) && self.upper.is_none_or(|bound| number <= bound)
    }
}

impl Entry {
    fn holds(&self, key: &str, value: &str) -> bool {
        self.key == key && self.value.as_deref().is_none_or(|wanted| wanted == value)
    }
}

impl PackagePart {
    fn holds(&self, package: &Package<'_>) -> bool {
        match self {
            Self::Name(text) => text.holds(Some(package.name)),
            Self::Version(text) => text.holds(Some(package.version)),
            Self::Epoch(range) => range.holds(f64::from(package.epoch)),
            Self::Release(text) => text.holds(package.release),
            Self::Architecture(text) => text.holds(Some(package.architecture)),
            Self::FilePath(text) => text.holds(package.file_path.as_deref()),
            Self::Layer(text) => text.holds(package.layer.as_deref()),
            Self::Reachability(text) => text.holds(package.use_seen.map(|(reachability, _)| reachability)),
            Self::ReachabilityReason(text) => text.holds(package.use_seen.map(|(_, reason)| reason)),
            Self::Absent(text) => text.holds(None),
            Self::Qualifier => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(comparison: Comparison, value: &str) -> Text {
        Text { comparison, value: value.to_owned() }
    }

    fn met(demand: &Demand, values: &[&str]) -> bool {
        demand.met_by(|visit| values.iter().for_each(|value| visit(Value::Text(value))))
    }

    #[test]
    fn positives_are_alternatives_and_negatives_hold_together() {
        let demand = Demand::Text(vec![
            text(Comparison::Equals, "a"),
            text(Comparison::Prefix, "b"),
            text(Comparison::NotEquals, "bc"),
        ]);
        let expected = [(&["a"][..], true), (&["bb"], true), (&["bc"], false), (&["a", "bc"], false), (&[], false)];
        for (values, is_met) in expected {
            assert_eq!(met(&demand, values), is_met, "{values:?}");
        }
    }

    #[test]
    fn a_missing_value_is_not_equal_and_within_no_range() {
        assert!(met(&Demand::Text(vec![text(Comparison::NotEquals, "a")]), &[]));
        assert!(!Demand::Range(vec![Range::default()]).met_by(|_| ()));
    }

    #[test]
    fn both_bounds_of_a_range_belong_to_it_and_either_may_be_absent() {
        let range = Range { lower: Some(1.0), upper: Some(2.0) };
        assert_eq!([0.9, 1.0, 2.0, 2.1].map(|number| range.holds(number)), [false, true, true, false]);
        assert!(Range { lower: None, ..range }.holds(-5.0));
    }
}
