//! Columns that are there once a statement names them: `"tag:team"` is one of every table whose rows have tags, cost tables
//! have `"category:NAME"` for cost categories, and what the data source knows of a row's account is `account_name` and
//! `"account:LABEL"`.
//!
//! Which keys there are is not known before a statement names them, so their columns are made on demand. A column's name
//! lives as long as the process; the number of keys is bounded, so that statements cannot fill the memory.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use thiserror::Error;

use super::{Column, Table};

/// What a column of a tag begins with.
pub const TAG: &str = "tag:";
/// What a column of a cost category begins with.
pub const CATEGORY: &str = "category:";
/// What a column of an account's label begins with.
const ACCOUNT: &str = "account:";
/// The column with an account's name, where AWS's rows have none.
const ACCOUNT_NAME: &str = "account_name";
/// The column whose account they speak of.
pub const ACCOUNT_ID: &str = "account_id";
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
    #[error("\"{0}\" names no tag, category or label: its key has 1 to {LONGEST_KEY} characters")]
    Key(String),
    /// More keys than are kept.
    #[error(
        "statements have named {MOST_KEYS} different tags, categories and labels since the plugin was started; no more are kept"
    )]
    TooMany,
}

/// Guards the names made so far.
static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// Whether a name may be a column of a tag or category, which AWS fills.
pub fn is_keyed(name: &str) -> bool {
    [TAG, CATEGORY].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a name may be one of these columns.
pub fn is_on_demand(name: &str) -> bool {
    is_keyed(name) || name == ACCOUNT_NAME || name.starts_with(ACCOUNT)
}

/// The column with the name of a row's account; `None` where the rows have one of their own, or no account.
pub fn account_name(table: &dyn Table) -> Option<Column> {
    let has = |name| table.columns().iter().any(|column| column.name == name);
    (has(ACCOUNT_ID) && !has(ACCOUNT_NAME)).then_some(NAME)
}

/// The name is a label like all others, which accounts of a list and of an organisation have.
const NAME: Column = Column::of_account(
    ACCOUNT_NAME,
    "name",
    "Name of the account, as the data source's list of accounts or the organisation has it. Null where it is not known.",
);

/// What such columns of a table begin with.
pub fn prefixes(table: &dyn Table) -> impl Iterator<Item = &'static str> {
    let of_rows = (!table.about().tag_members.is_empty()).then_some(TAG);
    let has_accounts = table.columns().iter().any(|column| column.name == ACCOUNT_ID);
    of_rows.into_iter().chain(table.prefixes().iter().copied()).chain(has_accounts.then_some(ACCOUNT))
}

/// What a table's columns with this prefix are like; the name is the prefix.
pub fn example(table: &dyn Table, prefix: &'static str) -> Column {
    keyed(table, prefix, prefix, prefix)
}

fn keyed(table: &dyn Table, prefix: &str, name: &'static str, key: &'static str) -> Column {
    match prefix {
        ACCOUNT => {
            Column::of_account(name, key, "Label of the account in the data source's list. Null where it has none.")
        }
        CATEGORY => Column::keyed(name, "Value of the cost category. Null where there is none.", &[]),
        _ => Column::keyed(name, "Value of the tag. Null where there is none.", table.about().tag_members),
    }
}

/// Returns a table's column by its name such as `tag:team`; `None` when the name is of another kind or the table has no
/// such columns.
///
/// # Errors
/// When the key cannot be one, or there are too many.
pub fn column(table: &dyn Table, name: &str) -> Result<Option<Column>, TagError> {
    if name == ACCOUNT_NAME {
        return Ok(account_name(table));
    }
    let Some((prefix, key)) = prefixes(table).find_map(|prefix| Some((prefix, name.strip_prefix(prefix)?))) else {
        return Ok(None);
    };
    if key.is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(TagError::Key(name.to_owned()));
    }
    let name = kept(name)?;
    Ok(Some(keyed(table, prefix, name, &name[prefix.len()..])))
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
