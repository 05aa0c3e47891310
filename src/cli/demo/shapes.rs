//! What each type of panel can draw, and what an alert rule can evaluate: one table of rules.
//!
//! In comes an answer, out comes what is wrong with it. Transformations are left out of account: the data has to be
//! there before they run.

use datafusion::arrow::array::Array;
use datafusion::arrow::datatypes::DataType;
use thiserror::Error;

use crate::cli::grafana::{Frame, FrameError};
use crate::plugin::wire::DataResponse;

/// What is wrong with an answer.
#[derive(Debug, Error)]
pub enum Failure {
    /// The plugin answers with an error.
    #[error("status {status} ({source_of_error}): {text}")]
    Refused {
        /// The HTTP status.
        status: i32,
        /// Whose error it is.
        source_of_error: String,
        /// What it says.
        text: String,
    },
    /// A frame cannot be read.
    #[error(transparent)]
    Unreadable(#[from] FrameError),
    /// There is no row.
    #[error("no rows, where the sandbox has data")]
    Empty,
    /// The panel cannot draw it.
    #[error("a {drawer} needs {needs}, and the answer has {found}")]
    Shape {
        /// The type of the panel.
        drawer: String,
        /// What it needs.
        needs: &'static str,
        /// The kinds and types of the answer.
        found: String,
    },
    /// Nobody has said what this type of panel draws.
    #[error("no rule says what a {0} can draw: add one to SHAPES")]
    UnknownDrawer(String),
}

/// Who draws an answer.
struct Shape {
    drawers: &'static [&'static str],
    needs: &'static str,
    draws: fn(&[Frame]) -> bool,
}

/// What marks moments on the panels of a dashboard.
pub const ANNOTATIONS: &str = "query for annotations";
/// An alert rule whose threshold follows its query directly.
pub const RULE: &str = "alert rule";
/// An alert rule that reduces its query first.
pub const REDUCED_RULE: &str = "alert rule with a reduce";

const SHAPES: &[Shape] = &[
    Shape {
        drawers: &["stat", "gauge", "bargauge", "piechart"],
        needs: "a number field with a value",
        draws: |frames| frames.iter().any(|frame| fields(frame, Role::Number).any(|at| has_value(frame, at))),
    },
    Shape {
        drawers: &["timeseries", "heatmap", "state-timeline"],
        needs: "frames of a kind timeseries-* with a time and a number field",
        draws: |frames| frames.iter().all(is_series),
    },
    Shape {
        drawers: &["barchart"],
        needs: "a text or time field and a number field with a value",
        draws: |frames| {
            frames.iter().any(|frame| {
                let named = has(frame, Role::Text) || has(frame, Role::Time);
                named && fields(frame, Role::Number).any(|at| has_value(frame, at))
            })
        },
    },
    Shape { drawers: &["table"], needs: "a field", draws: |frames| frames.iter().any(|f| f.rows.num_columns() > 0) },
    Shape {
        drawers: &["logs"],
        needs: "frames of the kind log-lines",
        draws: |frames| frames.iter().all(|frame| kind(frame) == "log-lines"),
    },
    Shape {
        drawers: &[ANNOTATIONS],
        needs: "a time field and a text field",
        draws: |frames| frames.iter().all(|frame| has(frame, Role::Time) && has(frame, Role::Text)),
    },
    Shape {
        drawers: &[RULE],
        needs: "frames of a kind numeric-* with one number field and texts only",
        draws: |frames| frames.iter().all(is_numeric),
    },
    Shape {
        drawers: &[REDUCED_RULE],
        needs: "frames of a kind timeseries-* with a time and a number field, or numbers",
        draws: |frames| frames.iter().all(|frame| is_series(frame) || is_numeric(frame)),
    },
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Time,
    Number,
    Text,
    Other,
}

/// Reads an answer's frames, without judging them.
pub fn frames(answer: &DataResponse) -> Result<Vec<Frame>, Failure> {
    if !answer.error.is_empty() {
        let (status, text) = (answer.status, answer.error.clone());
        return Err(Failure::Refused { status, source_of_error: answer.error_source.clone(), text });
    }
    Ok(answer.frames.iter().map(|bytes| Frame::read(bytes)).collect::<Result<_, _>>()?)
}

/// Judges whether frames have rows and can be drawn.
pub fn judge(frames: &[Frame], drawer: &str) -> Result<(), Failure> {
    let shape = SHAPES.iter().find(|shape| shape.drawers.contains(&drawer));
    let shape = shape.ok_or_else(|| Failure::UnknownDrawer(drawer.to_owned()))?;
    if frames.iter().all(|frame| frame.rows.num_rows() == 0) {
        return Err(Failure::Empty);
    }
    if (shape.draws)(frames) {
        return Ok(());
    }
    let found = frames.iter().take(1).map(described).collect();
    Err(Failure::Shape { drawer: drawer.to_owned(), needs: shape.needs, found })
}

fn is_series(frame: &Frame) -> bool {
    kind(frame).starts_with("timeseries-") && has(frame, Role::Time) && has(frame, Role::Number)
}

fn is_numeric(frame: &Frame) -> bool {
    let all = frame.rows.num_columns();
    let numbers = fields(frame, Role::Number).count();
    kind(frame).starts_with("numeric-") && numbers == 1 && fields(frame, Role::Text).count() == all - 1
}

fn kind(frame: &Frame) -> String {
    frame.meta()["type"].as_str().unwrap_or_default().to_owned()
}

fn has(frame: &Frame, role: Role) -> bool {
    fields(frame, role).next().is_some()
}

fn has_value(frame: &Frame, field: usize) -> bool {
    let column = frame.rows.column(field);
    column.null_count() < column.len()
}

fn fields(frame: &Frame, role: Role) -> impl Iterator<Item = usize> + '_ {
    let found = frame.schema.fields().iter().enumerate();
    found.filter(move |(_, field)| role_of(field.data_type()) == role).map(|(at, _)| at)
}

fn role_of(data_type: &DataType) -> Role {
    match data_type {
        DataType::Timestamp(..) => Role::Time,
        DataType::Utf8 => Role::Text,
        number if number.is_numeric() => Role::Number,
        _ => Role::Other,
    }
}

fn described(frame: &Frame) -> String {
    let field = |field: &std::sync::Arc<datafusion::arrow::datatypes::Field>| {
        let role = match role_of(field.data_type()) {
            Role::Time => "time",
            Role::Number => "number",
            Role::Text => "text",
            Role::Other => "other",
        };
        format!("{} ({role})", field.name())
    };
    let fields: Vec<String> = frame.schema.fields().iter().map(field).collect();
    format!("the kind \"{}\" with {}", kind(frame), fields.join(", "))
}

#[cfg(test)]
mod tests;
