//! Which page of Inspector's listings was asked for.
//!
//! As at AWS a page may be shorter than asked, rarely empty, and still have a token; only a missing token ends a
//! listing.

use super::super::fault::Fault;
use super::super::pages::{Fill, Page, TokenError};
use super::members::Members;

const LONGEST_TOKEN: usize = 1_000_000;

/// How large pages are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) most: i64,
    pub(super) default: i64,
}

/// Reads `maxResults` and `nextToken` of a request that asks what `canonical` says.
pub(super) fn parse(request: &Members<'_>, size: Size, seed: u64, canonical: &str, now: i64) -> Result<Page, Fault> {
    let most = request.whole("maxResults", 1, size.most)?.unwrap_or(size.default) as usize;
    // An empty token is within the model's bounds and means none.
    let token = request.text("nextToken", 0, LONGEST_TOKEN)?;
    Page::first(most, Fill::Uneven, seed, canonical).at(token, now).map_err(|error| {
        request.refuse(
            "nextToken",
            match error {
                TokenError::Unreadable => "Invalid token",
                TokenError::Foreign => "Token was given for another request",
                TokenError::Expired => "Token has expired",
            },
        )
    })
}
