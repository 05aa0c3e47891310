//! Values of a column, as suggestions for a filter.
//!
//! A column with a fixed list costs nothing. For others AWS is asked for as little as it can be: its own counts where a
//! table has them, else the first rows, those that begin with what was typed where AWS can filter by that.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_list_array, as_string_array};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;
use datafusion::functions::expr_fn::starts_with;
use datafusion::logical_expr::{ident, lit};
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionContext;
use futures::stream::{self, BoxStream, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::{request_of, with_tags};
use crate::aws::Part;
use crate::tables::{COUNT, Column, ColumnType, RowShape, Table, Verdict};

/// The most rows that are read: five full pages of most operations.
const MOST_READ: usize = 500;
/// The most AWS requests that are made: a page may be short.
const MOST_REQUESTS: u64 = 8;
/// The most values that are suggested.
const MOST_VALUES: usize = 200;
/// Somebody waits with an open list: what is there by then is shown.
const PATIENCE: Duration = Duration::from_secs(8);

/// Values of a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Suggestions {
    /// The values: a fixed list in its order, others sorted.
    pub values: Vec<String>,
    /// Whether these are all the column has.
    pub complete: bool,
}

/// Returns values of a column that begin with a text.
///
/// # Errors
/// When AWS refuses.
pub async fn suggestions(
    table: &dyn Table,
    column: Column,
    beginning: &str,
    state: &SessionState,
) -> Result<Suggestions> {
    if let Some(known) = column.values {
        let values = known.iter().filter(|value| value.starts_with(beginning)).map(ToString::to_string);
        return Ok(Suggestions { values: values.collect(), complete: true });
    }
    if let Some(label) = column.label {
        let request = request_of(state)?;
        let places = request.connection().places(&request).await?;
        let values = places.labelled(label).map(|(_, value)| value).filter(|value| value.starts_with(beginning));
        let values: BTreeSet<String> = values.map(str::to_owned).collect();
        return Ok(Suggestions { values: values.into_iter().collect(), complete: true });
    }
    // Where each look would cost money, people type.
    if !matches!(column.kind, ColumnType::Text | ColumnType::List) || table.terms().is_priced() {
        return Ok(Suggestions { values: Vec::new(), complete: false });
    }
    let request = request_of(state)?;
    let (mut rows, may_be_all) = rows(table, column, beginning, state).await?;
    let (mut values, mut read, mut ended) = (BTreeSet::new(), 0, false);
    let deadline = Instant::now() + PATIENCE;
    while values.len() <= MOST_VALUES && request.attempts() <= MOST_REQUESTS {
        match timeout_at(deadline, rows.next()).await {
            Ok(Some(batch)) => {
                let batch = batch?;
                read += batch.num_rows();
                collect(batch.column(0), beginning, &mut values)?;
            }
            Ok(None) => {
                ended = true;
                break;
            }
            Err(_) => break,
        }
    }
    // A notice says that something is missing.
    let is_whole = ended && request.notices().is_empty();
    let complete = is_whole && may_be_all && read < MOST_READ && values.len() <= MOST_VALUES;
    Ok(Suggestions { values: values.into_iter().take(MOST_VALUES).collect(), complete })
}

type Rows = BoxStream<'static, Result<RecordBatch>>;

/// The rows to take values from, the column first, and whether no value is missing among all of them.
async fn rows(table: &dyn Table, column: Column, beginning: &str, state: &SessionState) -> Result<(Rows, bool)> {
    let tags: BTreeSet<String> = column.key().map(|_| column.name.to_owned()).into_iter().collect();
    let state = with_tags(state.clone(), &tags)?;
    let all = SessionContext::new_with_state(state.clone()).table(table.name()).await?;
    let filter = starts_with(ident(column.name), lit(beginning));
    // Otherwise all rows would be read for the few that begin so.
    let filters_at_aws = || table.translate(&[&filter]).verdicts.first() != Some(&Verdict::Unsupported);
    let narrowed = !beginning.is_empty() && column.kind == ColumnType::Text && filters_at_aws();
    if let Some(statistics) = table.suggestions(column.name).filter(|_| !narrowed) {
        let shape = RowShape::all(Arc::new([column, COUNT]));
        let request = request_of(&state)?;
        let parts = request.parts(table.about().scope, table.sees()).await?;
        let fetch = statistics.fetch;
        let rows = move |part: Part| fetch.fetch(shape.clone(), request.over(part.connection));
        return Ok((stream::iter(parts).flat_map(rows).boxed(), false));
    }
    let rows = if narrowed { all.filter(filter)? } else { all };
    let rows = rows.select([ident(column.name)])?.limit(0, Some(MOST_READ))?;
    let plan = state.create_physical_plan(&rows.into_unoptimized_plan()).await?;
    Ok((execute_stream(plan, state.task_ctx())?.boxed(), true))
}

fn collect(column: &ArrayRef, beginning: &str, values: &mut BTreeSet<String>) -> Result<()> {
    match column.data_type() {
        DataType::Utf8 => {
            let texts = as_string_array(column)?.iter().flatten();
            values.extend(texts.filter(|text| !text.is_empty() && text.starts_with(beginning)).map(str::to_owned));
            Ok(())
        }
        DataType::List(_) => collect(as_list_array(column)?.values(), beginning, values),
        other => Err(DataFusionError::Internal(format!("values of {other} cannot be suggested"))),
    }
}
