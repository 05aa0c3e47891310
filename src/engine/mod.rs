//! Plans and runs statements over the catalogue's tables.
//!
//! In comes a logical plan made in a session of [`Sessions`], out come record batches. A session belongs to one request;
//! what all sessions share (tables, functions, rules) is built once. Knows nothing of Grafana and nothing of AWS's
//! SDK: a session carries the [`Request`] for the tables.

mod error;
mod grain;
mod labels;
mod parts;
mod provider;
mod reach;
mod scan;
mod sessions;
mod statistics;
mod suggest;
mod units;
pub mod written;
mod zero_fill;

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList, MemorySchemaProvider,
    SchemaProvider, Session,
};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{displayable, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;

use crate::aws::{Caller, Request};
use crate::tables::{self, tags::MOST_NAMED};
pub use error::{Root, TooManyRows, UnknownValue, find_root};
pub use grain::settle as settle_grain;
use provider::CatalogueTable;
pub use reach::{MOST_PLACES, Outcome, Place, Reach, ReachError, Reached, reach};
pub use sessions::Sessions;
use statistics::CountAtAws;
pub use suggest::{Suggestions, suggestions};
use zero_fill::ZeroFillPlanner;

const CATALOG: &str = "aws";
const SCHEMA: &str = "public";
/// The most rows of an answer: more is no panel, and Grafana's own front end struggles with it.
const MOST_RETURNED: usize = 50_000;

/// Functions whose result can be of any size whatever the rows, which the memory pool does not see, and one whose time
/// grows with the square of a text's length: between two findings it would hold its thread for minutes.
const UNBOUNDED: [&str; 11] = [
    "levenshtein",
    "repeat",
    "lpad",
    "rpad",
    "range",
    "generate_series",
    "gen_series",
    "array_repeat",
    "list_repeat",
    "array_resize",
    "list_resize",
];

/// What all sessions share.
pub struct Engine {
    base: SessionState,
}

/// What a plan came to.
#[derive(Debug)]
pub struct Answer {
    /// Schema of the rows, also when there are none.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// Whether the rows are groups, not rows of a table.
    pub aggregated: bool,
    /// The physical plan, for the inspector.
    pub plan: String,
}

impl Engine {
    /// Builds what all sessions share.
    ///
    /// # Errors
    /// When DataFusion refuses a table or function; a bug.
    pub fn new() -> Result<Self> {
        let mut config = SessionConfig::new()
            .with_default_catalog_and_schema(CATALOG, SCHEMA)
            // Ours is registered below; a session built from the base would replace it by an empty one.
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(false)
            // One stream a scan, polled by whoever needs rows: a second partition would read ahead, and pages cost.
            .with_target_partitions(1)
            // Grafana's older servers read Utf8 only; one text type also spares casts in comparisons.
            .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false)
            // The dialect Grafana users know; in the generic one `finding->>'Id' = id` binds the wrong way round.
            .set_str("datafusion.sql_parser.dialect", "PostgreSQL")
            .set_bool("datafusion.sql_parser.collect_spans", true)
            // A recursion's rows are not bounded by those of AWS.
            .set_bool("datafusion.execution.enable_recursive_ctes", false);
        config.options_mut().execution.time_zone = Some("+00:00".to_owned());
        let state = Self::state(config, sessions::memory()?);
        let mut context = SessionContext::new_with_state(state);
        datafusion_functions_json::register_all(&mut context)?;
        for function in UNBOUNDED {
            context.deregister_udf(function);
        }
        context.register_catalog(CATALOG, catalog(&BTreeSet::new())?);
        Ok(Self { base: context.state() })
    }

    fn state(config: SessionConfig, runtime: Arc<RuntimeEnv>) -> SessionState {
        SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_default_features()
            // No files, no tables by location: a statement reaches the catalogue and nothing else.
            .with_file_formats(Vec::new())
            .with_table_function_list(Vec::new())
            .with_table_factories(Default::default())
            .with_query_planner(Arc::new(ZeroFillPlanner))
            // After DataFusion's own rules, which put filters into the scan.
            .with_optimizer_rule(Arc::new(CountAtAws))
            .build()
    }

    /// Makes the sessions of one data source, with memory of their own.
    ///
    /// # Errors
    /// When DataFusion refuses; a bug.
    pub fn sessions(&self) -> Result<Sessions> {
        let own = SessionStateBuilder::new_from_existing(self.base.clone()).with_runtime_env(sessions::memory()?);
        Ok(Sessions(own.build()))
    }

    /// A session in which statements are planned and never run.
    pub fn for_planning(&self) -> SessionState {
        let mut state = self.base.clone();
        state.mark_start_execution();
        state
    }
}

/// Returns the request that a session was begun for.
fn request_of(session: &dyn Session) -> Result<Arc<Request>> {
    let missing = || DataFusionError::Internal("the session has no request".to_owned());
    session.config().get_extension::<Request>().ok_or_else(missing)
}

/// Returns a session in which tables with tags also have columns for these, such as `tag:team`.
///
/// # Errors
/// When a name is no tag's.
pub fn with_tags(mut state: SessionState, names: &BTreeSet<String>) -> Result<SessionState> {
    if names.is_empty() {
        return Ok(state);
    }
    if names.len() > MOST_NAMED {
        return Err(DataFusionError::Plan(format!(
            "the query names {} tags; at most {MOST_NAMED} are columns at once",
            names.len()
        )));
    }
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), catalog(names)?);
    state.register_catalog_list(Arc::new(catalogs));
    Ok(state)
}

/// The catalogue as DataFusion knows it, with columns of tags where there are any.
fn catalog(tags: &BTreeSet<String>) -> Result<Arc<dyn CatalogProvider>> {
    let schema = MemorySchemaProvider::new();
    for table in tables::CATALOGUE {
        let columns = tags.iter().filter_map(|name| tables::tags::column(*table, name).transpose());
        let columns = columns.collect::<std::result::Result<Vec<_>, _>>();
        let columns = columns.map_err(|error| DataFusionError::Plan(error.to_string()))?;
        let provider = CatalogueTable::with_tags(*table, columns);
        schema.register_table(table.name().to_owned(), Arc::new(provider))?;
    }
    let catalog = MemoryCatalogProvider::new();
    catalog.register_schema(SCHEMA, Arc::new(schema))?;
    Ok(Arc::new(catalog))
}

/// Runs a plan to its end. Dropping the future stops it and the AWS requests under way.
///
/// # Errors
/// What planning or AWS says, or that there are too many rows; [`find_root`] tells which.
pub async fn run(plan: LogicalPlan, zero_fill: bool, state: &SessionState) -> Result<Answer> {
    let (aggregated, list) = (is_grouped(&plan), is_list(&plan));
    let measures = units::measures(&plan);
    let plan = if zero_fill { zero_fill::apply(plan, state)? } else { plan };
    let physical = state.create_physical_plan(&plan).await?;
    let schema = physical.schema();
    let text = displayable(physical.as_ref()).indent(false).to_string();
    let request = request_of(state)?;
    let may_be_cut = list && request.caller() == Caller::Panel;
    let mut rows = execute_stream(physical, state.task_ctx())?;
    let (mut batches, mut count) = (Vec::new(), 0);
    while let Some(batch) = rows.next().await.transpose()? {
        count += batch.num_rows();
        if count <= MOST_RETURNED {
            batches.push(batch);
            continue;
        }
        if !may_be_cut {
            return Err(DataFusionError::External(Box::new(TooManyRows::Returned { most: MOST_RETURNED })));
        }
        batches.push(batch.slice(0, batch.num_rows() - (count - MOST_RETURNED)));
        request.notice(format!("Only the first {MOST_RETURNED} rows are shown; there are more. Filter or group more."));
        break;
    }
    let (schema, batches) = units::apply(&measures, schema, batches)?;
    Ok(Answer { schema, batches, aggregated, plan: text })
}

/// Whether each row of the answer is a row of a table, so that a part of them is still right.
fn is_list(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::TableScan(_) => true,
        LogicalPlan::Projection(_) | LogicalPlan::Filter(_) | LogicalPlan::SubqueryAlias(_) | LogicalPlan::Limit(_) => {
            plan.inputs().into_iter().all(is_list)
        }
        _ => false,
    }
}

/// Whether the plan's rows are groups rather than rows of a table: whether an aggregate is what its rows come from.
fn is_grouped(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Aggregate(_) => true,
        LogicalPlan::Projection(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Limit(_)
        | LogicalPlan::Filter(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Window(_)
        | LogicalPlan::Union(_) => plan.inputs().into_iter().all(is_grouped),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
