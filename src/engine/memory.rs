//! The memory that the queries of one data source may hold together.

use std::fmt;
use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};

/// For sorts, joins and groups of all queries of a data source that run at once.
const BYTES: usize = 512 << 20;

/// The memory that the queries of one data source may hold together.
#[derive(Clone)]
pub struct Memory(pub(super) Arc<RuntimeEnv>);

impl Memory {
    /// Memory of its own for one data source.
    ///
    /// # Errors
    /// When DataFusion refuses; a bug.
    pub fn new() -> Result<Self> {
        // Findings are not written to a temporary folder: what does not fit into memory is an error.
        let no_disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(BYTES)))
            .with_disk_manager_builder(no_disk);
        Ok(Self(runtime.build_arc()?))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Memory({} of {BYTES} bytes reserved)", self.0.memory_pool.reserved())
    }
}
