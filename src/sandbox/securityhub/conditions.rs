//! What a filter on one attribute demands, and whether a finding meets it.
//!
//! Positive filters on one attribute are joined by OR, negative ones by AND. An attribute with several values
//! meets a positive filter if one value does, and a negative filter if none is the one excluded; so does an
//! attribute without any value. Text is compared case-sensitively.

use super::attributes::Read;
use super::finding::Finding;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// All that is demanded of one attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Demand {
    Text(Sides<Text>),
    Time(Vec<Span>),
    Number(Vec<Bounds>),
    Map(Sides<Entry>),
    Flag(Vec<bool>),
    Address(Vec<Block>),
    Keyword(Vec<String>),
}

/// Positive and negative filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sides<T> {
    pub(super) wanted: Vec<T>,
    pub(super) excluded: Vec<T>,
}

/// A text, or with `is_prefix` the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) is_prefix: bool,
}

/// A value under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) value: String,
}

/// A span of time; both ends belong to it. Relative spans are resolved when they are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Between { start: i64, end: i64 },
    WithinDays(i64),
    OlderThanDays(i64),
}

/// Bounds of a number, all of which hold together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Bounds {
    pub(super) equal: Option<f64>,
    pub(super) at_least: Option<f64>,
    pub(super) at_most: Option<f64>,
    pub(super) above: Option<f64>,
    pub(super) below: Option<f64>,
}

/// A block of IP addresses in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) address: std::net::IpAddr,
    pub(super) length: u8,
}

impl Demand {
    /// Says whether the values that `read` finds in `finding` meet this demand at the moment `now`.
    pub(super) fn met_by(&self, finding: Finding<'_>, read: Read, now: i64) -> bool {
        match (self, read) {
            (Self::Text(sides), Read::Text(read)) => sides.met(|texts, found| {
                read(finding, &mut |value| *found |= texts.iter().any(|text| text.holds(value)));
            }),
            (Self::Map(sides), Read::Map(read)) => sides.met(|entries, found| {
                read(finding, &mut |key, value| {
                    *found |= entries.iter().any(|entry| entry.key == key && entry.value == value);
                });
            }),
            (Self::Time(spans), Read::Time(read)) => {
                any(|found| read(finding, &mut |at| *found |= spans.iter().any(|s| s.holds(at, now))))
            }
            (Self::Number(bounds), Read::Number(read)) => {
                any(|found| read(finding, &mut |n| *found |= bounds.iter().any(|b| b.hold(n))))
            }
            (Self::Flag(wanted), Read::Flag(read)) => {
                any(|found| read(finding, &mut |flag| *found |= wanted.contains(&flag)))
            }
            (Self::Address(blocks), Read::Address(read)) => any(|found| {
                read(finding, &mut |text| *found |= blocks.iter().any(|block| block.holds(text)));
            }),
            (Self::Keyword(words), Read::Keyword(read)) => any(|found| {
                read(finding, &mut |text| *found |= words.iter().any(|word| text.contains(word)));
            }),
            // A demand is always made for its own attribute, whose reader decided its kind.
            _ => false,
        }
    }

    /// Says whether the answer depends on the moment it is given.
    pub(super) fn is_relative(&self) -> bool {
        matches!(self, Self::Time(spans) if spans.iter().any(|s| !matches!(s, Span::Between { .. })))
    }
}

fn any(search: impl FnOnce(&mut bool)) -> bool {
    let mut found = false;
    search(&mut found);
    found
}

impl<T> Sides<T> {
    fn met(&self, search: impl Fn(&[T], &mut bool)) -> bool {
        let side = |filters: &[T]| any(|found| search(filters, found));
        (self.wanted.is_empty() || side(&self.wanted)) && (self.excluded.is_empty() || !side(&self.excluded))
    }
}

impl Text {
    fn holds(&self, value: &str) -> bool {
        if self.is_prefix { value.starts_with(&self.value) } else { value == self.value }
    }
}

impl Span {
    fn holds(self, moment: i64, now: i64) -> bool {
        match self {
            Self::Between { start, end } => (start..=end).contains(&moment),
            Self::WithinDays(days) => moment >= now - days * DAY,
            Self::OlderThanDays(days) => moment < now - days * DAY,
        }
    }
}

impl Bounds {
    fn hold(self, number: f64) -> bool {
        self.equal.is_none_or(|bound| number == bound)
            && self.at_least.is_none_or(|bound| number >= bound)
            && self.at_most.is_none_or(|bound| number <= bound)
            && self.above.is_none_or(|bound| number > bound)
            && self.below.is_none_or(|bound| number < bound)
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl Block {
    /// Reads `10.0.0.0/8`; an address alone is a block of one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.parse().ok()?, Some(length.parse().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let longest = if matches!(address, std::net::IpAddr::V4(_)) { 32 } else { 128 };
        let length = length.unwrap_or(longest);
        (length <= longest).then_some(Self { address, length })
    }

    fn holds(self, text: &str) -> bool {
        use std::net::IpAddr::{V4, V6};
        let length = u32::from(self.length);
        match (self.address, text.parse()) {
            (V4(block), Ok(V4(address))) => {
                let differing = u32::from(block) ^ u32::from(address);
                differing.checked_shr(32 - length).unwrap_or(0) == 0
            }
            (V6(block), Ok(V6(address))) => {
                let differing = u128::from(block) ^ u128::from(address);
                differing.checked_shr(128 - length).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_addresses_only() {
        let holds = |block: &str, address: &str| Block::parse(block).is_some_and(|b| b.holds(address));
        assert!(holds("10.1.0.0/16", "10.1.255.255"));
        assert!(!holds("10.1.0.0/16", "10.2.0.0"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("10.0.0.1", "10.0.0.1"));
        assert!(!holds("::/0", "10.0.0.1"));
        assert_eq!(Block::parse("10.0.0.0/33"), None);
        assert_eq!(Block::parse("everywhere"), None);
    }

    #[test]
    fn both_ends_of_a_span_belong_to_it() {
        let span = Span::Between { start: 10, end: 20 };
        let held: Vec<bool> = [9, 10, 20, 21].map(|moment| span.holds(moment, 0)).to_vec();
        assert_eq!(held, [false, true, true, false]);
    }

    #[test]
    fn the_bounds_of_one_filter_hold_together() {
        let bounds = Bounds { above: Some(1.0), at_most: Some(2.0), ..Bounds::default() };
        assert_eq!([1.0, 1.5, 2.0, 2.5].map(|n| bounds.hold(n)), [false, true, true, false]);
    }
}
