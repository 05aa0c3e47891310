//! Whether a listing still gets on: tokens must be new, and rows must come.
//!
//! The engine bounds the rows of a scan; this bounds pages that bring none.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use thiserror::Error;

/// The most pages without a row in one listing. AWS returns some where it filters after reading, a few in a row;
/// this many take minutes at its rates, and mean that the end does not come.
const MOST_EMPTY: usize = 1_000;

/// Why a listing would not end.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Endless {
    /// A token leads to a page that was read before.
    #[error("AWS repeats a page")]
    Repeats,
    /// Page after page has no rows.
    #[error("AWS returned more than {MOST_EMPTY} pages without a row")]
    Empty,
}

/// The pages of one listing so far.
#[derive(Debug, Default)]
pub struct Turns {
    /// Tokens are long and may be many, so that their hashes are kept: two of 10,000 tokens have the same one less than once in
    /// a hundred billion listings.
    tokens: HashSet<u64>,
    hasher: RandomState,
    empty: usize,
}

impl Turns {
    /// Takes note of a page with so many rows whose next page has this token.
    ///
    /// # Errors
    /// When the listing would not end.
    pub fn next(&mut self, token: &str, rows: usize) -> Result<(), Endless> {
        if !self.tokens.insert(self.hasher.hash_one(token)) {
            return Err(Endless::Repeats);
        }
        if rows == 0 {
            self.empty += 1;
        }
        if self.empty > MOST_EMPTY { Err(Endless::Empty) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for pages until the listing is given up; returns how many were read.
    fn read(pages: impl Iterator<Item = (String, usize)>) -> (usize, Option<Endless>) {
        let mut turns = Turns::default();
        for (number, (token, rows)) in pages.enumerate() {
            if let Err(endless) = turns.next(&token, rows) {
                return (number + 1, Some(endless));
            }
        }
        (0, None)
    }

    #[test]
    fn a_token_that_comes_again_ends_the_listing_at_once() {
        let circle = |length: usize| (0..).map(move |number| ((number % length).to_string(), 100));
        assert_eq!(read(circle(1)), (2, Some(Endless::Repeats)));
        assert_eq!(read(circle(7)), (8, Some(Endless::Repeats)));
    }

    #[test]
    fn pages_without_rows_end_the_listing_however_new_their_tokens_are() {
        assert_eq!(read((0..10_000).map(|number| (number.to_string(), 0))), (1_001, Some(Endless::Empty)));
    }

    #[test]
    fn pages_with_rows_may_be_as_many_as_there_are() {
        assert_eq!(read((0..10_000).map(|number| (number.to_string(), 1))), (0, None));
        assert_eq!(read((0..2_000).map(|number| (number.to_string(), number % 2))), (0, None));
    }
}
