//! What is asked at which place: a table's question, narrowed for each part of what there is to ask.
//!
//! In come the filters of a scan, out come requests that together return every row once. A filter on the account or the
//! Region decides here which parts are asked at all. AWS is asked for nothing but accounts and Regions, where the settings
//! leave them to it.

use std::sync::Arc;

use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, ident, lit};

use crate::aws::{Part, Request, Sees, Spread};
use crate::tables::predicate::Predicate;
use crate::tables::{Fetch, Table, Translation, Verdict};

/// A request to one part, and the way there.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The way there.
    pub request: Arc<Request>,
    /// What is asked.
    pub fetch: Arc<dyn Fetch>,
}

/// The requests that together return every row once.
#[derive(Debug, Clone)]
pub struct Asks {
    /// One for each part; none when no part has such rows.
    pub each: Vec<Ask>,
    /// What AWS is asked, in words, for the inspector.
    pub pushed: String,
    /// For each of the filters, whether AWS evaluates it exactly at every part.
    pub exact: Vec<bool>,
}

/// Returns the requests for rows that pass the filters; `translate` makes one of some filters.
///
/// # Errors
/// When AWS is to list accounts or Regions, and does not; when it cannot narrow a table as it says, a bug.
pub async fn asks(
    table: &dyn Table,
    filters: &[Expr],
    request: &Arc<Request>,
    translate: impl Fn(&[&Expr]) -> Result<Translation> + Send + Sync,
) -> Result<Asks> {
    let whole = translate(&filters.iter().collect::<Vec<_>>())?;
    let exact = |translation: &Translation| translation.verdicts.iter().map(|one| *one == Verdict::Exact).collect();
    let parts = request.parts(table.about().scope, table.sees()).await?;
    if let [Part { accounts: None, regions: None, connection }] = &parts[..] {
        request.asks_at(connection.place());
        let each = vec![Ask { request: request.over(Arc::clone(connection)), fetch: Arc::clone(&whole.fetch) }];
        return Ok(Asks { each, exact: exact(&whole), pushed: whole.pushed });
    }
    let mut asks =
        Asks { each: Vec::with_capacity(parts.len()), exact: vec![true; filters.len()], pushed: whole.pushed };
    for part in parts {
        let Some((narrowed, kept)) = narrow(table, &part, filters) else { continue };
        let translation = translate(&narrowed.iter().collect::<Vec<_>>())?;
        let verdicts: Vec<bool> = exact(&translation);
        let (added, others) = verdicts.split_at_checked(narrowed.len() - kept.len()).unwrap_or_default();
        if added.contains(&false) {
            let text = format!("{} cannot be narrowed to an account and Region", table.name());
            return Err(DataFusionError::Internal(text));
        }
        for (index, is_exact) in kept.into_iter().zip(others) {
            asks.exact[index] &= is_exact;
        }
        request.asks_at(part.connection.place());
        asks.each.push(Ask { request: request.over(part.connection), fetch: translation.fetch });
    }
    Ok(asks)
}

/// The filters for one part: those that narrow it first, then those of `filters` that they do not answer, with their places.
/// `None` when the part has no row that passes.
fn narrow(table: &dyn Table, part: &Part, filters: &[Expr]) -> Option<(Vec<Expr>, Vec<usize>)> {
    let own = (table.sees() == Sees::Own).then(|| part.connection.account()).flatten();
    let is_regional = table.about().scope == Spread::Region && table.sees() != Sees::MembersAndRegions;
    let here = is_regional.then(|| part.connection.region());
    let of_column = |name: &'static str, narrowed: &Option<Vec<String>>, known: Option<&str>| Values {
        name,
        narrows: narrowed.is_some(),
        left: narrowed.clone().or_else(|| known.map(|value| vec![value.to_owned()])),
    };
    let mut columns = [of_column("account_id", &part.accounts, own), of_column("region", &part.regions, here)];
    let mut kept = Vec::new();
    for (index, filter) in filters.iter().enumerate() {
        let predicate = Predicate::of(filter);
        let column = predicate.as_ref().and_then(|one| columns.iter_mut().find(|column| column.name == one.column));
        let is_answered = predicate.as_ref().zip(column).is_some_and(|(one, column)| column.apply(one));
        if !is_answered {
            kept.push(index);
        }
    }
    if columns.iter().any(Values::is_none) {
        return None;
    }
    let narrowing = columns.iter().filter_map(Values::filter);
    Some((narrowing.chain(kept.iter().map(|index| filters[*index].clone())).collect(), kept))
}

/// The values of a column that rows of a part can have.
struct Values {
    name: &'static str,
    /// Whether AWS must be asked for these only; otherwise there are no others.
    narrows: bool,
    /// The values; any when `None`.
    left: Option<Vec<String>>,
}

impl Values {
    /// Leaves the values that pass, and says whether the filter is answered by that.
    fn apply(&mut self, predicate: &Predicate) -> bool {
        let Some(left) = &mut self.left else { return false };
        if left.iter().any(|value| predicate.test.admits(value).is_none()) {
            return false;
        }
        left.retain(|value| predicate.test.admits(value) == Some(true));
        self.narrows
    }

    fn is_none(&self) -> bool {
        self.left.as_ref().is_some_and(Vec::is_empty)
    }

    fn filter(&self) -> Option<Expr> {
        let left = self.left.as_deref().filter(|_| self.narrows)?;
        Some(match left {
            [one] => ident(self.name).eq(lit(one)),
            many => ident(self.name).in_list(many.iter().map(lit).collect(), false),
        })
    }
}

#[cfg(test)]
mod tests;
