//! Tokens of the billing services: where a listing goes on and as of when, bound to what was asked.
//!
//! A token remembers the state of the figures the first page was made from, so that the pages of one answer agree.
//! Nothing is kept on this side.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::fault::Fault;
pub(in super::super) use super::super::pages::TokenError;
use super::super::random::hash;
use super::super::sealed::{open, seal};

/// Keeps these tokens apart from those of other services.
const SALT: u64 = 0xB111;

/// Where a listing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Place {
    /// How many items were answered already.
    pub(in super::super) offset: usize,
    /// When the first page was asked for.
    pub(in super::super) asked: DateTime<Utc>,
}

impl TokenError {
    /// Returns Cost Explorer's refusal.
    pub(super) fn fault(self) -> Fault {
        match self {
            Self::Unreadable => Fault::json(
                "InvalidNextTokenException",
                "The pagination token is invalid. Try again without a pagination token.",
            ),
            Self::Foreign => Fault::json(
                "RequestChangedException",
                "Your request parameters changed between pages. Try again with the old parameters or without a \
                 pagination token.",
            ),
            Self::Expired => Fault::json(
                "BillExpirationException",
                "The requested report expired. Update the date interval and try again.",
            ),
        }
    }
}

impl Place {
    /// Reads a token given for the question `canonical`; without one a listing begins at `now`.
    pub(in super::super) fn read(
        token: Option<&str>,
        seed: u64,
        canonical: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, TokenError> {
        let Some(text) = token.filter(|text| !text.is_empty()) else {
            return Ok(Self { offset: 0, asked: now });
        };
        let [question, offset, asked] = open(text, seed ^ SALT).ok_or(TokenError::Unreadable)?;
        if question != hash(canonical) {
            return Err(TokenError::Foreign);
        }
        let asked = DateTime::from_timestamp_millis(asked as i64).ok_or(TokenError::Unreadable)?;
        if now - asked > TimeDelta::days(1) {
            return Err(TokenError::Expired);
        }
        Ok(Self { offset: offset as usize, asked })
    }

    /// Returns the token of a listing that goes on at this place.
    pub(in super::super) fn write(self, seed: u64, canonical: &str) -> String {
        seal([hash(canonical), self.offset as u64, self.asked.timestamp_millis() as u64], seed ^ SALT)
    }
}
