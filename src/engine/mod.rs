//! Plans and runs statements over the catalogue's tables.
//!
//! In comes a logical plan made in a [`Engine::session`], out come record batches. A session belongs to one request;
//! what all sessions share (tables, functions, rules) is built once. Knows nothing of Grafana and nothing of AWS's
//! SDK: a session carries the [`Request`] for the tables.

mod error;
mod provider;
mod scan;
mod zero_fill;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider};
use datafusion::error::Result;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{collect, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::aws::Request;
use crate::tables;
pub use error::{Root, UnknownValue, find_root};
use provider::CatalogueTable;
use zero_fill::ZeroFillPlanner;

const CATALOG: &str = "aws";
const SCHEMA: &str = "public";
/// Memory all queries of the process may hold together, for sorts, joins and groups.
const MEMORY_BYTES: usize = 512 << 20;

/// Functions whose result can be of any size whatever the rows: the memory pool does not see them.
const UNBOUNDED: [&str; 8] =
    ["repeat", "lpad", "rpad", "range", "generate_series", "gen_series", "array_repeat", "list_repeat"];

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
            .set_bool("datafusion.sql_parser.collect_spans", true);
        config.options_mut().execution.time_zone = Some("+00:00".to_owned());
        let runtime =
            RuntimeEnvBuilder::new().with_memory_pool(Arc::new(FairSpillPool::new(MEMORY_BYTES))).build_arc()?;
        let state = Self::state(config, runtime);
        let mut context = SessionContext::new_with_state(state);
        datafusion_functions_json::register_all(&mut context)?;
        for function in UNBOUNDED {
            context.deregister_udf(function);
        }
        let schema = MemorySchemaProvider::new();
        for table in tables::CATALOGUE {
            schema.register_table(table.name().to_owned(), Arc::new(CatalogueTable::new(*table)))?;
        }
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema(SCHEMA, Arc::new(schema))?;
        context.register_catalog(CATALOG, Arc::new(catalog));
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
            .build()
    }

    /// Begins a session for one request.
    pub fn session(&self, request: Arc<Request>) -> SessionState {
        let config = self.base.config().clone().with_extension(request);
        SessionStateBuilder::new_from_existing(self.base.clone()).with_config(config).build()
    }
}

/// Runs a plan to its end. Dropping the future stops it and the AWS requests under way.
///
/// # Errors
/// What planning or AWS says; [`find_root`] tells which.
pub async fn run(plan: LogicalPlan, zero_fill: bool, state: &SessionState) -> Result<Answer> {
    let aggregated = zero_fill::has_aggregate(&plan);
    let plan = if zero_fill { zero_fill::apply(plan, state)? } else { plan };
    let physical = state.create_physical_plan(&plan).await?;
    let schema = physical.schema();
    let text = displayable(physical.as_ref()).indent(false).to_string();
    let batches = collect(physical, state.task_ctx()).await?;
    Ok(Answer { schema, batches, aggregated, plan: text })
}

#[cfg(test)]
mod tests;
