//! Pages and tokens of Inspector's listings.
//!
//! As at AWS a page may be shorter than asked, rarely empty, and still have a token; only a missing token ends a
//! listing. A token says where a listing goes on and is bound to what was asked, so that it cannot be used with
//! another question or a day later. Nothing is kept on this side.

use std::ops::Range;

use super::super::fault::Fault;
use super::super::random::{SplitMix64, hash, mix};
use super::members::Members;

const LIFETIME: i64 = 24 * 60 * 60 * 1_000;
const LONGEST_TOKEN: usize = 1_000_000;

/// How large pages are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) most: i64,
    pub(super) default: i64,
}

/// Which page of a listing was asked for.
#[derive(Debug)]
pub(super) struct Page {
    /// Identifies the question the listing answers.
    pub(super) fingerprint: u64,
    seed: u64,
    most: usize,
    /// How many items were answered already.
    offset: usize,
    /// How many pages were answered already.
    number: u32,
}

impl Page {
    /// Reads `maxResults` and `nextToken` of a request that asks what `canonical` says.
    pub(super) fn parse(
        request: &Members<'_>,
        size: Size,
        seed: u64,
        canonical: &str,
        now: i64,
    ) -> Result<Self, Fault> {
        let most = request.whole("maxResults", 1, size.most)?.unwrap_or(size.default) as usize;
        let fingerprint = hash(canonical);
        let first = Self { fingerprint, seed, most, offset: 0, number: 0 };
        // An empty token is within the model's bounds and means none.
        let Some(text) = request.text("nextToken", 0, LONGEST_TOKEN)?.filter(|text| !text.is_empty()) else {
            return Ok(first);
        };
        let [of, place, given] = open(text, seed).ok_or_else(|| request.refuse("nextToken", "Invalid token"))?;
        if of != fingerprint {
            return Err(request.refuse("nextToken", "Token was given for another request"));
        }
        if now - given as i64 > LIFETIME {
            return Err(request.refuse("nextToken", "Token has expired"));
        }
        Ok(Self { offset: (place >> 32) as usize, number: place as u32, ..first })
    }

    /// Returns which of `total` items this page has.
    pub(super) fn cut(&self, total: usize) -> Range<usize> {
        let start = self.offset.min(total);
        let full = self.most.min(total - start);
        start..start + shortened(full, self.fingerprint, self.number)
    }

    /// Returns the token of the page after `cut`; sometimes one is given although nothing is left.
    pub(super) fn next(&self, cut: &Range<usize>, total: usize, now: i64) -> Option<String> {
        let mut random = SplitMix64::new(mix(self.fingerprint) ^ u64::from(self.number));
        let goes_on = cut.end < total || (!cut.is_empty() && random.chance(0.1));
        let place = (cut.end as u64) << 32 | u64::from(self.number + 1);
        goes_on.then(|| seal([self.fingerprint, place, now as u64], self.seed))
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

fn seal(words: [u64; 3], seed: u64) -> String {
    let check = check(words, seed);
    let mut mask = SplitMix64::new(seed ^ check);
    let masked = words.map(|word| format!("{:016x}", word ^ mask.next()));
    format!("{check:016x}{}", masked.concat())
}

fn open(text: &str, seed: u64) -> Option<[u64; 3]> {
    let is_token = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let word = |place: usize| u64::from_str_radix(text.get(16 * place..16 * (place + 1))?, 16).ok();
    let given = word(0).filter(|_| is_token)?;
    let mut mask = SplitMix64::new(seed ^ given);
    let mut unmasked = |place: usize| Some(word(place)? ^ mask.next());
    let words = [unmasked(1)?, unmasked(2)?, unmasked(3)?];
    (check(words, seed) == given).then_some(words)
}

fn check(words: [u64; 3], seed: u64) -> u64 {
    words.into_iter().fold(mix(seed), |check, word| mix(check ^ word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let words = [77, 100 << 32 | 1, 1_000];
        assert_eq!(open(&seal(words, 1), 1), Some(words));
    }

    #[test]
    fn a_token_that_was_tampered_with_or_is_of_another_organisation_is_unreadable() {
        let text = seal([77, 1, 2], 1);
        let tampered = text.replace(&text[20..21], if &text[20..21] == "0" { "1" } else { "0" });
        for (text, seed) in [("", 1), ("2", 1), ("ä", 1), (&text[1..], 1), (&tampered, 1), (&text, 2)] {
            assert_eq!(open(text, seed), None, "{text}");
        }
    }

    #[test]
    fn no_two_pages_in_a_row_are_empty() {
        for fingerprint in 0..2_000 {
            let sizes: Vec<usize> = (0..20).map(|number| shortened(10, fingerprint, number)).collect();
            assert!(!sizes.windows(2).any(|two| two == [0, 0]), "{fingerprint}");
        }
    }
}
