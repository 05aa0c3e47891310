//! What the data source knows of accounts, beside the rows that AWS returns: `account_name`, `"account:team"`.
//!
//! In come pages with `account_id`, out go the same pages with a column for each label. A filter on a label becomes one on
//! the accounts that pass, so that others are not asked.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::cast::as_string_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, ident, lit};

use crate::aws::{Places, Request};
use crate::tables::column::schema;
use crate::tables::predicate::Predicate;
use crate::tables::tags::ACCOUNT_ID;
use crate::tables::{Column, Table};

/// The columns of a scan: those that AWS is asked for, and those that are made of the account.
#[derive(Debug, Clone)]
pub struct Labels {
    /// What AWS is asked for.
    fetched: Arc<[Column]>,
    /// For each column of the scan, where its values are from.
    from: Arc<[Origin]>,
    schema: SchemaRef,
    /// Where `account_id` is among what is fetched.
    account: usize,
}

#[derive(Debug)]
enum Origin {
    /// What was fetched, by its place.
    Fetched(usize),
    /// The label of each account that has it.
    Label(HashMap<String, String>),
}

/// Puts filters on accounts in the place of filters on their labels.
///
/// # Errors
/// When AWS is to list accounts, and does not.
pub async fn filters(filters: &[Expr], columns: &[Column], request: &Arc<Request>) -> Result<Vec<Expr>> {
    let labelled = |name: &str| columns.iter().find(|column| column.name == name && column.label.is_some());
    let mut rewritten = Vec::with_capacity(filters.len());
    for filter in filters {
        let predicate = Predicate::of(filter).and_then(|predicate| Some((labelled(&predicate.column)?, predicate)));
        rewritten.push(match predicate {
            Some((column, predicate)) => {
                let places = request.connection().places(request).await?;
                of_accounts(column, &predicate, &places, request).unwrap_or_else(|| filter.clone())
            }
            None => filter.clone(),
        });
    }
    Ok(rewritten)
}

/// The filter on accounts that a filter on a label is. An account without the label passes none: it is null.
fn of_accounts(column: &Column, predicate: &Predicate, places: &Places, request: &Request) -> Option<Expr> {
    let known = known(column, places, request);
    let mut passing = Vec::new();
    for (account, value) in &known {
        if predicate.test.admits(value)? {
            passing.push(lit(*account));
        }
    }
    if passing.is_empty() && !known.is_empty() {
        request
            .notice(format!("No account of this data source matches the filter on {}. Check its values.", column.name));
    }
    Some(match &passing[..] {
        // No account has an empty id.
        [] => ident(ACCOUNT_ID).eq(lit("")),
        [one] => ident(ACCOUNT_ID).eq(one.clone()),
        _ => ident(ACCOUNT_ID).in_list(passing, false),
    })
}

/// The accounts that have a column's label, with its value; where none has, a misspelt label must not read as all clear.
fn known<'a>(column: &Column, places: &'a Places, request: &Request) -> Vec<(&'a str, &'a str)> {
    let known: Vec<_> = column.label.into_iter().flat_map(|label| places.labelled(label)).collect();
    if known.is_empty() {
        request.notice(format!(
            "{} is empty: no account of this data source has it. Accounts have names and labels where the data source lists them, and names where it asks an organisation for its accounts.",
            column.name
        ));
    }
    known
}

impl Labels {
    /// What a scan of these columns fetches and makes; `None` where it makes nothing.
    ///
    /// # Errors
    /// When AWS is to list accounts, and does not.
    pub async fn of(table: &dyn Table, columns: &[Column], request: &Arc<Request>) -> Result<Option<Self>> {
        if columns.iter().all(|column| column.label.is_none()) {
            return Ok(None);
        }
        let places = request.connection().places(request).await?;
        let mut fetched: Vec<Column> = columns.iter().filter(|column| column.label.is_none()).copied().collect();
        let position = |fetched: &[Column], name: &str| fetched.iter().position(|column| column.name == name);
        if position(&fetched, ACCOUNT_ID).is_none() {
            fetched.extend(table.columns().iter().find(|column| column.name == ACCOUNT_ID));
        }
        let missing = || DataFusionError::Internal(format!("{} has no accounts", table.name()));
        let account = position(&fetched, ACCOUNT_ID).ok_or_else(missing)?;
        let from = columns.iter().map(|column| match column.label {
            None => Ok(Origin::Fetched(position(&fetched, column.name).ok_or_else(missing)?)),
            Some(_) => {
                let known = known(column, &places, request).into_iter();
                Ok(Origin::Label(known.map(|(account, value)| (account.to_owned(), value.to_owned())).collect()))
            }
        });
        let from = from.collect::<Result<Vec<_>>>()?.into();
        Ok(Some(Self { fetched: fetched.into(), from, schema: schema(columns), account }))
    }

    /// What AWS is asked for.
    pub fn fetched(&self) -> &Arc<[Column]> {
        &self.fetched
    }

    /// Makes a page of the scan's columns of one that was fetched.
    pub fn put_on(&self, page: &RecordBatch) -> Result<RecordBatch> {
        let accounts = as_string_array(page.column(self.account))?;
        let column = |from: &Origin| -> ArrayRef {
            match from {
                Origin::Fetched(index) => Arc::clone(page.column(*index)),
                Origin::Label(known) => {
                    let values = accounts.iter().map(|account| Some(known.get(account?)?.as_str()));
                    Arc::new(values.collect::<StringArray>())
                }
            }
        };
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), self.from.iter().map(column).collect())?)
    }
}
