//! What a panel asks: saved JSON becomes a checked [`Query`], and that one logical plan.
//!
//! `model` reads the saved JSON, `macros` expands Grafana's macros, `sql` and `builder` make the plan. Nothing here
//! does I/O, and nothing knows of AWS or gRPC.

mod builder;
mod error;
mod interval;
mod macros;
mod model;
mod operators;
mod sql;

use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;

pub use builder::AGGREGATES;
pub use error::QueryError;
pub use model::{Format, Mode, Query};
pub use operators::operators;

/// What the dashboard or rule around a query says of time.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Start of the range, milliseconds since the epoch.
    pub from_ms: i64,
    /// End of the range, milliseconds since the epoch.
    pub to_ms: i64,
    /// Width of one point on the panel, milliseconds.
    pub interval_ms: i64,
}

/// A question that can run.
#[derive(Debug)]
pub struct Planned {
    /// The logical plan.
    pub plan: LogicalPlan,
    /// The SQL it stands for.
    pub sql: String,
}

/// Plans a query in a session.
///
/// # Errors
/// When the query names what is not there, or cannot be read; the message says where.
pub async fn plan(query: &Query, times: Times, state: &SessionState) -> Result<Planned, QueryError> {
    match &query.mode {
        Mode::Sql(text) => sql::plan(text, times, state).await,
        Mode::Builder(builder) => builder::plan(builder, times, state).await,
    }
}
