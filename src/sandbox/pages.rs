//! Pages of listings, and the tokens that lead from one to the next.
//!
//! A token says where a listing goes on and is bound to what was asked, so that it cannot be used with another
//! question or a day later. Some services' pages are shorter than asked, rarely empty, and still have a token; only a
//! missing token ends such a listing. How a bad token is refused is the service's business.

use std::ops::Range;

use super::random::{SplitMix64, hash, mix};
use super::sealed::{open, seal};

const LIFETIME: i64 = 24 * 60 * 60 * 1_000;

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenError {
    /// Not a token of this organisation.
    Unreadable,
    /// A token of another question.
    Foreign,
    /// A token of more than a day ago.
    Expired,
}

/// How even a listing's pages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// Every page but the last is as large as asked, and the last has no token.
    Full,
    /// A page may be short or empty, and sometimes a token leads to nothing.
    Uneven,
}

/// Which page of a listing was asked for.
#[derive(Debug)]
pub(super) struct Page {
    /// Identifies the question the listing answers.
    pub(super) fingerprint: u64,
    seed: u64,
    most: usize,
    fill: Fill,
    /// How many items were answered already.
    offset: usize,
    /// How many pages were answered already.
    number: u32,
}

impl Page {
    /// Returns the first page, of `most` items, of a listing that answers what `canonical` says.
    pub(super) fn first(most: usize, fill: Fill, seed: u64, canonical: &str) -> Self {
        Self { fingerprint: hash(canonical), seed, most, fill, offset: 0, number: 0 }
    }

    /// Returns the page of the same listing that `token` leads to; an empty token means the first.
    pub(super) fn at(self, token: Option<&str>, now: i64) -> Result<Self, TokenError> {
        let Some(text) = token.filter(|text| !text.is_empty()) else {
            return Ok(self);
        };
        let [of, place, given] = open(text, self.seed).ok_or(TokenError::Unreadable)?;
        if of != self.fingerprint {
            return Err(TokenError::Foreign);
        }
        if now - given as i64 > LIFETIME {
            return Err(TokenError::Expired);
        }
        Ok(Self { offset: (place >> 32) as usize, number: place as u32, ..self })
    }

    /// Returns which of `total` items this page has.
    pub(super) fn cut(&self, total: usize) -> Range<usize> {
        let start = self.offset.min(total);
        let full = self.most.min(total - start);
        let count = match self.fill {
            Fill::Full => full,
            Fill::Uneven => shortened(full, self.fingerprint, self.number),
        };
        start..start + count
    }

    /// Returns the token of the page after `cut`, if there is one.
    pub(super) fn next(&self, cut: &Range<usize>, total: usize, now: i64) -> Option<String> {
        let mut random = SplitMix64::new(mix(self.fingerprint) ^ u64::from(self.number));
        let leads_nowhere = self.fill == Fill::Uneven && !cut.is_empty() && random.chance(0.1);
        let place = (cut.end as u64) << 32 | u64::from(self.number + 1);
        (cut.end < total || leads_nowhere).then(|| seal([self.fingerprint, place, now as u64], self.seed))
    }
}

/// Returns how many of `full` items page `number` really has: one page in nine is short, one in fifty empty, but
/// never two empty ones in a row.
fn shortened(full: usize, fingerprint: u64, number: u32) -> usize {
    let is_empty = |number: u32| SplitMix64::new(fingerprint ^ mix(u64::from(number))).chance(0.02);
    if is_empty(number) && !number.checked_sub(1).is_some_and(is_empty) {
        return 0;
    }
    let mut random = SplitMix64::new(mix(fingerprint) ^ mix(u64::from(number)));
    if full > 1 && random.chance(0.11) { full - random.below(full / 2 + 1) } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pages_in_a_row_are_empty() {
        for fingerprint in 0..2_000 {
            let sizes: Vec<usize> = (0..20).map(|number| shortened(10, fingerprint, number)).collect();
            assert!(!sizes.windows(2).any(|two| two == [0, 0]), "{fingerprint}");
        }
    }
}
