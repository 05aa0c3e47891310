//! `NextToken`: where a listing goes on, opaque to the client and bound to what it asked.
//!
//! A token holds the fingerprint of filters, sort and region, the offset, a count of pages and when it was given,
//! so that it cannot be used with another question or a day later. Nothing is kept on this side.

use super::super::random::{SplitMix64, mix};

const LIFETIME: i64 = 24 * 60 * 60 * 1_000;

/// Where a listing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// Identifies the question the listing answers.
    pub(super) fingerprint: u64,
    /// How many selected findings were answered already.
    pub(super) offset: u32,
    /// How many pages were answered already.
    pub(super) page: u32,
    /// When the token was given, in milliseconds since 1970.
    pub(super) given: i64,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenError {
    /// Not a token of this organisation.
    Unreadable,
    /// A token of another question.
    Foreign,
    /// A token that is too old.
    Expired,
}

impl TokenError {
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Unreadable => "is not a valid token",
            Self::Foreign => "was given for other filters or another sort order",
            Self::Expired => "has expired",
        }
    }
}

impl Token {
    /// Returns the text a client gets.
    pub(super) fn write(self, seed: u64) -> String {
        let words = [self.fingerprint, u64::from(self.offset) << 32 | u64::from(self.page), self.given as u64];
        let check = check(words, seed);
        let mut mask = SplitMix64::new(seed ^ check);
        let masked = words.map(|word| word ^ mask.next());
        format!("{check:016x}{:016x}{:016x}{:016x}", masked[0], masked[1], masked[2])
    }

    /// Reads a token for the question `fingerprint` at the moment `now`.
    pub(super) fn read(text: &str, seed: u64, fingerprint: u64, now: i64) -> Result<Self, TokenError> {
        let [check_word, masked @ ..] = parse(text).ok_or(TokenError::Unreadable)?;
        let mut mask = SplitMix64::new(seed ^ check_word);
        let words = masked.map(|word| word ^ mask.next());
        if check(words, seed) != check_word {
            return Err(TokenError::Unreadable);
        }
        let token = Self {
            fingerprint: words[0],
            offset: (words[1] >> 32) as u32,
            page: words[1] as u32,
            given: words[2] as i64,
        };
        if token.fingerprint != fingerprint {
            return Err(TokenError::Foreign);
        }
        if now - token.given > LIFETIME {
            return Err(TokenError::Expired);
        }
        Ok(token)
    }
}

fn check(words: [u64; 3], seed: u64) -> u64 {
    words.into_iter().fold(mix(seed), |check, word| mix(check ^ word))
}

fn parse(text: &str) -> Option<[u64; 4]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut words = [0; 4];
    for (word, start) in words.iter_mut().zip((0..64).step_by(16)) {
        *word = u64::from_str_radix(text.get(start..start + 16)?, 16).ok()?;
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: Token = Token { fingerprint: 77, offset: 100, page: 1, given: 1_000 };

    #[test]
    fn a_token_goes_on_where_it_was_given() {
        assert_eq!(Token::read(&TOKEN.write(1), 1, 77, 2_000), Ok(TOKEN));
    }

    #[test]
    fn a_token_is_refused_for_another_question_or_organisation() {
        let text = TOKEN.write(1);
        assert_eq!(Token::read(&text, 1, 78, 2_000), Err(TokenError::Foreign));
        assert_eq!(Token::read(&text, 2, 77, 2_000), Err(TokenError::Unreadable));
    }

    #[test]
    fn a_token_that_was_tampered_with_is_unreadable() {
        let text = TOKEN.write(1);
        let tampered = text.replace(&text[20..21], if &text[20..21] == "0" { "1" } else { "0" });
        for text in ["", "2", "ä", &tampered, &text[1..]] {
            assert_eq!(Token::read(text, 1, 77, 2_000), Err(TokenError::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_token_lives_for_a_day() {
        let text = TOKEN.write(1);
        assert!(Token::read(&text, 1, 77, 1_000 + LIFETIME).is_ok());
        assert_eq!(Token::read(&text, 1, 77, 1_001 + LIFETIME), Err(TokenError::Expired));
    }
}
