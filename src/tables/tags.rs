//! Columns of tags: `"tag:team"` is a column of every table whose rows have tags.
//!
//! Which keys there are is not known before a statement names them, so their columns are made on demand. A column's name
//! lives as long as the process; the number of keys is bounded, so that statements cannot fill the memory.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use thiserror::Error;

use super::{Column, Table};

/// What a column of tags begins with.
pub const PREFIX: &str = "tag:";
/// AWS's own limit on a tag's key.
const LONGEST_KEY: usize = 128;
/// The most keys that are kept: some megabytes of names.
const MOST_KEYS: usize = 100_000;
/// The most keys of one statement, so that nobody uses up those of all others.
pub const MOST_NAMED: usize = 20;

/// A key that cannot be a column.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TagError {
    /// No key AWS would accept.
    #[error("\"{0}\" names no tag: a key has 1 to {LONGEST_KEY} characters")]
    Key(String),
    /// More keys than are kept.
    #[error("statements have named {MOST_KEYS} different tags since the plugin was started; no more are kept")]
    TooMany,
}

/// Guards the names made so far.
static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// Returns the column of a tag in a table, by its name such as `tag:team`; `None` when the name is of another kind or
/// the table's rows have no tags.
///
/// # Errors
/// When the key cannot be one, or there are too many.
pub fn column(table: &dyn Table, name: &str) -> Result<Option<Column>, TagError> {
    let Some(key) = name.strip_prefix(PREFIX).filter(|_| !table.about().tag_members.is_empty()) else {
        return Ok(None);
    };
    if key.is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(TagError::Key(name.to_owned()));
    }
    Ok(Some(Column::tag(kept(name)?, table.about().tag_members)))
}

fn kept(name: &str) -> Result<&'static str, TagError> {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if let Some(known) = names.get(name) {
        return Ok(known);
    }
    if names.len() >= MOST_KEYS {
        return Err(TagError::TooMany);
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    Ok(name)
}
