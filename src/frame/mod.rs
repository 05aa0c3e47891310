//! Record batches to Grafana frames.
//!
//! In come the rows of one query and what is to be said of them, out come frames as Arrow IPC files. `cast` turns columns
//! into types Grafana decodes. `shape` decides which dataplane kind the rows are, `series` splits rows into series and
//! `gaps` fills these; `logs`, `variable` and `annotation` make what these need. `config` says how fields are shown, `encode`
//! writes bytes. Nothing here knows where the rows came from.

mod annotation;
mod cast;
mod config;
mod encode;
mod gaps;
mod logs;
mod meta;
mod roles;
mod series;
mod shape;
mod variable;

use std::collections::BTreeSet;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use thiserror::Error;

pub use annotation::AnnotationColumns;
pub use config::Console;
use encode::Encoding;
pub use encode::FrameBytes;
pub use gaps::{Filling, Gaps};
use meta::Kind;
pub use meta::{Meta, Notice, Stat};
use series::Series;
pub use shape::Format;
use shape::Shape;
pub use variable::VariableColumns;

/// What else would do where rows do not fit a format.
const OR_ANOTHER_FORMAT: &str = ", or use the format auto or table";

/// Rows that cannot be shown as asked.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The rows have not what is to be made of them.
    #[error("the {what} needs {needs}; the result has: {has}. Change the SELECT{or}.")]
    Needs {
        /// What is to be made: a format, a variable, an annotation.
        what: &'static str,
        /// What it needs.
        needs: &'static str,
        /// The result's columns with their types.
        has: String,
        /// What else would do, with a leading comma; empty when nothing.
        or: &'static str,
    },
    /// A column that the query names is not in the result.
    #[error(
        "the {what}'s column \"{name}\" is not in the result, which has: {has}. Name one of these, or add it to the SELECT."
    )]
    Column {
        /// What needs it.
        what: &'static str,
        /// Its name.
        name: String,
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
    /// The currencies of its money; of several, none is the unit.
    pub currencies: BTreeSet<String>,
    /// Where links of values lead; `None` leaves them out.
    pub console: Option<Console>,
}

/// What the rows are to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A table, numbers or series, for panels and alert rules.
    Rows(Format),
    /// Lines of a log.
    Logs,
    /// The values of a variable.
    Variable(VariableColumns),
    /// Annotations.
    Annotation(AnnotationColumns),
}

impl From<Format> for Wanted {
    fn from(format: Format) -> Self {
        Self::Rows(format)
    }
}

/// Makes the frames of one query.
///
/// # Errors
/// When the rows have not what the format needs.
pub fn frames(ref_id: &str, rows: Rows, wanted: &Wanted, meta: Meta) -> Result<Vec<FrameBytes>, FrameError> {
    let batch = concat_batches(&rows.schema, &rows.batches)?;
    let batch = config::with_currency(cast::for_grafana(&batch)?, &rows.currencies)?;
    let (parts, kind, meta) = match wanted {
        Wanted::Rows(format) => of_rows(batch, &rows, *format, meta)?,
        Wanted::Logs => {
            let (lines, without_time) = logs::of(&batch)?;
            let meta = Meta { preferred_visualisation: Some("logs"), ..meta.with_left_out(without_time, "the lines") };
            (vec![Series::whole(lines)], Some(Kind::LOG_LINES), meta)
        }
        Wanted::Variable(columns) => (vec![Series::whole(variable::of(&batch, columns)?)], None, meta),
        Wanted::Annotation(columns) => {
            let (annotations, without_time) = annotation::of(&batch, &rows.schema, columns)?;
            (vec![Series::whole(annotations)], None, meta.with_left_out(without_time, "the annotations"))
        }
    };
    let encoding = Encoding { ref_id, console: rows.console.as_ref() };
    // What is to be said of the query is said once.
    let metas = std::iter::once(meta).chain(std::iter::repeat_with(Meta::default));
    parts.iter().zip(metas).map(|(part, meta)| encoding.encode(part, &meta.with_kind(kind))).collect()
}

type Parts = (Vec<Series>, Option<Kind>, Meta);

fn of_rows(batch: RecordBatch, rows: &Rows, format: Format, meta: Meta) -> Result<Parts, FrameError> {
    let shape = shape::of(&batch.schema(), rows.aggregated, format)?;
    let Shape::Timeseries { time, labels, values } = &shape else {
        return Ok((vec![Series::whole(batch)], Some(shape.kind(1)), meta));
    };
    let (mut parts, without_time) = series::split(&batch, *time, labels, values)?;
    if parts.is_empty() {
        // No series still has a frame: it carries the metadata.
        parts.push(Series::whole(series::split(&batch.slice(0, 0), *time, &[], values)?.0.remove(0).batch));
    }
    if let Some(gaps) = &rows.gaps {
        for part in &mut parts {
            part.batch = gaps.fill(&part.batch)?;
        }
    }
    let kind = shape.kind(parts.len());
    Ok((parts, Some(kind), meta.with_left_out(without_time, "the series")))
}

#[cfg(test)]
mod tests;
