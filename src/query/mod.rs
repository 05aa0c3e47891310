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
pub use interval::Interval;
pub use model::{Format, Mode, Query, TimeFill};
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
    /// The session to run it in, which knows the tags it names.
    pub state: SessionState,
    /// Width of the buckets that times are grouped into.
    pub buckets: Option<Interval>,
    /// The SQL it stands for.
    pub sql: String,
}

/// The moments Arrow's nanoseconds reach, in milliseconds: the years 1677 to 2262.
const REACH_MS: i64 = i64::MAX / 1_000_000;

impl Times {
    /// Times as Grafana sends them; what lies beyond Arrow's reach is moved to its end.
    pub fn new(from_ms: i64, to_ms: i64, interval_ms: i64) -> Self {
        let within = |moment: i64| moment.clamp(-REACH_MS, REACH_MS);
        Self { from_ms: within(from_ms), to_ms: within(to_ms), interval_ms: interval_ms.max(1) }
    }
}

/// Plans a query in a session.
///
/// # Errors
/// When the query names what is not there, or cannot be read; the message says where.
pub async fn plan(query: &Query, times: Times, state: SessionState) -> Result<Planned, QueryError> {
    match &query.mode {
        Mode::Sql(text) => sql::plan(text, times, state).await,
        Mode::Builder(builder) => builder::plan(builder, times, state).await,
    }
}
