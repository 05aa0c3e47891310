//! Rows to which several operations contribute: a page of one, and beside it what others say of the same things.
//!
//! An operation is asked only when a statement uses a column of it, and only for the things on the page at hand, so
//! rows still come page by page. A thing that an operation does not know has nulls in its columns.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use datafusion::arrow::compute::{concat_batches, take};
use datafusion::common::cast::as_string_array;
use datafusion::error::Result;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::AT_ONCE;
use crate::aws::Request;
use crate::tables::column::schema;
use crate::tables::{Column, Fetch, RowShape};

/// What another operation says of rows.
#[derive(Debug)]
pub struct Beside {
    /// Its columns.
    pub columns: &'static [Column],
    /// The member of the first operation's rows that says which row of the other belongs to them.
    pub member: &'static str,
    /// Which row that is.
    pub by: By,
}

/// Which row of another operation belongs to one of the first.
#[derive(Debug)]
pub enum By {
    /// The row with the same name.
    Name {
        /// The member with the name.
        member: &'static str,
        /// The most names in a request.
        most: usize,
        /// Asks for the rows of some names.
        ask: fn(Vec<String>) -> Box<dyn Fetch>,
    },
    /// The only row there is belongs to all that lack the member.
    Lack(fn() -> Box<dyn Fetch>),
}

/// A first operation's rows with what others say of them.
#[derive(Debug)]
pub struct Joined {
    /// The first operation.
    pub first: Arc<dyn Fetch>,
    /// The others.
    pub beside: &'static [Beside],
}

impl Fetch for Joined {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let sides: Arc<[Side]> = self.beside.iter().filter_map(|beside| Side::of(beside, &shape.columns)).collect();
        let is_first = |index: &usize| !sides.iter().any(|side| side.places.contains(index));
        let places: Vec<usize> = (0..shape.columns.len()).filter(is_first).collect();
        // Behind its own columns come those that say which rows of the others belong to a row.
        let members =
            sides.iter().map(|side| Column::text("member", side.beside.member, "What rows belong together by."));
        let columns = places.iter().map(|place| shape.columns[*place]).chain(members).collect();
        let pages = self.first.fetch(RowShape { columns, ..shape.clone() }, Arc::clone(&request));
        let all = shape.columns;
        pages
            .and_then(move |page| {
                let (sides, places, all) = (Arc::clone(&sides), places.clone(), Arc::clone(&all));
                let request = Arc::clone(&request);
                async move {
                    let own = places.iter().enumerate().map(|(index, place)| (*place, Arc::clone(page.column(index))));
                    let mut arrays: Vec<(usize, ArrayRef)> = own.collect();
                    for (index, side) in sides.iter().enumerate() {
                        let members = as_string_array(page.column(places.len() + index))?;
                        let found = side.rows_of(members, &request).await?;
                        arrays.extend(side.places.iter().copied().zip(found));
                    }
                    arrays.sort_by_key(|(place, _)| *place);
                    let arrays = arrays.into_iter().map(|(_, array)| array).collect();
                    let rows = RecordBatchOptions::new().with_row_count(Some(page.num_rows()));
                    Ok(RecordBatch::try_new_with_options(schema(all.iter()), arrays, &rows)?)
                }
            })
            .boxed()
    }
}

/// An operation of which a statement uses columns.
#[derive(Debug)]
struct Side {
    beside: &'static Beside,
    /// The columns that are used.
    columns: Vec<Column>,
    /// Their places in the statement's rows.
    places: Vec<usize>,
}

impl Side {
    fn of(beside: &'static Beside, all: &[Column]) -> Option<Self> {
        let is_its = |column: &Column| beside.columns.iter().any(|its| its.name == column.name);
        let used = all.iter().enumerate().filter(|(_, column)| is_its(column));
        let (places, columns): (Vec<_>, Vec<_>) = used.map(|(place, column)| (place, *column)).unzip();
        (!places.is_empty()).then_some(Self { beside, columns, places })
    }

    /// Returns its columns for rows of the first operation, of which these are the members.
    async fn rows_of(
        &self,
        members: &datafusion::arrow::array::StringArray,
        request: &Arc<Request>,
    ) -> Result<Vec<ArrayRef>> {
        let (pages, name) = match &self.beside.by {
            By::Name { member, most, ask } => {
                let name = Column::text("member", member, "What rows belong together by.");
                let shape = self.shape(Some(name));
                let names: Vec<String> = members.iter().flatten().map(str::to_owned).collect();
                let asked = names
                    .chunks(*most)
                    .map(|names| ask(names.to_vec()).fetch(shape.clone(), Arc::clone(request)).try_collect::<Vec<_>>());
                let pages = stream::iter(asked.collect::<Vec<_>>()).buffered(AT_ONCE).try_concat().await?;
                (pages, Some(self.columns.len()))
            }
            By::Lack(ask) if members.null_count() > 0 => {
                (ask().fetch(self.shape(None), Arc::clone(request)).try_collect().await?, None)
            }
            By::Lack(_) => (Vec::new(), None),
        };
        let Some(first) = pages.first() else {
            return Ok(self
                .columns
                .iter()
                .map(|column| new_null_array(column.field().data_type(), members.len()))
                .collect());
        };
        let found = concat_batches(&first.schema(), &pages)?;
        let rows: UInt32Array = match name {
            Some(name) => {
                let names = as_string_array(found.column(name))?.iter().zip(0_u32..);
                let rows: HashMap<&str, u32> = names.filter_map(|(name, row)| Some((name?, row))).collect();
                members.iter().map(|member| rows.get(member?).copied()).collect()
            }
            None => members.iter().map(|member| member.is_none().then_some(0)).collect(),
        };
        let columns = found.columns().iter().take(self.columns.len());
        Ok(columns.map(|column| take(column, &rows, None)).collect::<std::result::Result<_, _>>()?)
    }

    fn shape(&self, name: Option<Column>) -> RowShape {
        RowShape::all(self.columns.iter().copied().chain(name).collect())
    }
}

#[cfg(test)]
mod tests;
