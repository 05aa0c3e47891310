//! Tokens of listings: three words that only this organisation can read, as 64 hexadecimal digits.
//!
//! The words say where a listing goes on and what it answers, so that nothing is kept on this side. They are masked,
//! so that no client relies on what they say, and checked, so that none makes its own.

use super::random::{SplitMix64, mix};

/// Returns `words` as a token.
pub(super) fn seal(words: [u64; 3], seed: u64) -> String {
    let check = check(words, seed);
    let mut mask = SplitMix64::new(seed ^ check);
    let masked = words.map(|word| format!("{:016x}", word ^ mask.next()));
    format!("{check:016x}{}", masked.concat())
}

/// Returns the words of a token that was sealed with `seed`.
pub(super) fn open(text: &str, seed: u64) -> Option<[u64; 3]> {
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
}
