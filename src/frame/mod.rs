//! Record batches to Grafana frames.
//!
//! In come the rows of one query and what is to be said of them, out come frames as Arrow IPC files. `shape` decides
//! which dataplane kind the rows are, `series` splits rows into series, `gaps` fills these, `cast` turns columns into types Grafana decodes,
//! `encode` writes bytes. Nothing here knows where the rows came from.

mod cast;
mod encode;
mod gaps;
mod meta;
mod series;
mod shape;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use thiserror::Error;

pub use encode::FrameBytes;
pub use gaps::{Filling, Gaps};
pub use meta::{Meta, Notice, Stat};
pub use shape::Wanted;

/// Rows that cannot be shown as asked.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The rows have not what the format needs.
    #[error(
        "the format {format} needs {needs}; the result has: {has}. Change the SELECT, or use the format auto or table."
    )]
    Format {
        /// The format asked for.
        format: &'static str,
        /// What it needs.
        needs: &'static str,
        /// The result's columns with their types.
        has: String,
    },
    /// A bug of ours.
    #[error("the frame could not be written: {0}")]
    Arrow(#[from] ArrowError),
}

/// The rows of one query.
#[derive(Debug)]
pub struct Rows {
    /// Schema, also when there are no rows.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// Whether the rows are groups rather than rows of a table.
    pub aggregated: bool,
    /// What stands where a series has no point; `None` leaves it out.
    pub gaps: Option<Gaps>,
}

/// Makes the frames of one query.
///
/// # Errors
/// When the rows have not what the format needs.
pub fn frames(ref_id: &str, rows: Rows, wanted: Wanted, mut meta: Meta) -> Result<Vec<FrameBytes>, FrameError> {
    let batch = concat_batches(&rows.schema, &rows.batches)?;
    let batch = cast::for_grafana(&batch)?;
    let shape = shape::of(&batch.schema(), rows.aggregated, wanted)?;
    let parts = match &shape {
        shape::Shape::Table | shape::Shape::NumericLong => vec![series::Series::whole(batch)],
        shape::Shape::Timeseries { time, labels, values } => {
            let (mut parts, without_time) = series::split(&batch, *time, labels, values)?;
            if without_time > 0 {
                meta.notices
                    .push(Notice::info(format!("{without_time} rows have no time and are left out of the series")));
            }
            if parts.is_empty() {
                // No series still has a frame: it carries the metadata.
                parts.push(series::Series::whole(
                    series::split(&batch.slice(0, 0), *time, &[], values)?.0.remove(0).batch,
                ));
            }
            for part in &mut parts {
                if let Some(gaps) = &rows.gaps {
                    part.batch = gaps.fill(&part.batch)?;
                }
            }
            parts
        }
    };
    let kind = shape.kind(parts.len());
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            // What is to be said of the query is said once.
            let meta = if index == 0 { meta.clone() } else { Meta::default() };
            encode::encode(ref_id, part, &meta.with_kind(kind))
        })
        .collect()
}

#[cfg(test)]
mod tests;
