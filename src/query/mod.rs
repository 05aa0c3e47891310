//! What a panel asks: saved JSON becomes a checked [`Query`], and that one logical plan.
//!
//! `model` and `purpose` read the saved JSON, `macros` expands Grafana's macros, `sql` and `builder` make the plan, `ad_hoc`
//! narrows it; `check` says what is wrong with a statement and where. Nothing here does I/O, and nothing knows of AWS or gRPC.

mod ad_hoc;
mod builder;
mod check;
mod error;
mod interval;
mod macros;
mod model;
mod operators;
mod purpose;
mod sql;

use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;

use crate::{engine, tables};
pub use builder::AGGREGATES;
pub use check::{Wrong, check};
pub use error::QueryError;
pub use interval::Interval;
pub use model::{Filter, Format, Mode, Query, TimeFill};
pub use operators::operators;
pub use purpose::Purpose;

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
    /// The SQL it stands for, without ad hoc filters.
    pub sql: String,
    /// Columns of ad hoc filters that no table of the query has.
    pub unused_filters: Vec<String>,
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
    let tags = query.ad_hoc_filters.iter().map(|filter| &filter.column);
    let tags = tags.filter(|name| tables::tags::is_on_demand(name)).cloned().collect();
    let mut planned = match &query.mode {
        Mode::Sql(text) => sql::plan(text, times, state, tags).await?,
        Mode::Builder(builder) => builder::plan(&builder.with(&query.purpose), times, state, tags).await?,
    };
    (planned.plan, planned.unused_filters) = ad_hoc::apply(planned.plan, &query.ad_hoc_filters)?;
    planned.plan = engine::settle_grain(planned.plan).map_err(QueryError::Plan)?;
    Ok(planned)
}

#[cfg(test)]
mod tests;
