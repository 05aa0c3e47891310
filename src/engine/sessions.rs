//! The sessions of one data source: they share its memory, and each request has its own.

use std::fmt;
use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};

use crate::aws::Request;

/// For sorts, joins and groups of all queries of a data source that run at once.
const MEMORY_BYTES: usize = 512 << 20;

/// The sessions of one data source.
pub struct Sessions(pub(super) SessionState);

impl Sessions {
    /// Begins a session for one request. Everything but the request is shared with the others.
    pub fn begin(&self, request: Arc<Request>) -> SessionState {
        let mut state = self.0.clone();
        state.config_mut().set_extension(request);
        // now() is the moment a session says it began, which else would be that of the process.
        state.mark_start_execution();
        state
    }
}

/// Memory for one data source, from which nothing is written to a disk.
pub(super) fn memory() -> Result<Arc<RuntimeEnv>> {
    // Findings are not written to a temporary folder: what does not fit into memory is an error.
    let no_disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(MEMORY_BYTES)))
        .with_disk_manager_builder(no_disk);
    runtime.build_arc()
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reserved = self.0.runtime_env().memory_pool.reserved();
        write!(formatter, "Sessions({reserved} of {MEMORY_BYTES} bytes reserved)")
    }
}
