//! How long the plugin takes from its start to its handshake, and how much memory it holds when idle.
//!
//! `cargo bench --bench startup` measures the release build against its limits: 100 ms (median of 20 starts) and
//! 60 MiB. `cargo bench --profile dev --bench startup` prints the figures of the debug build that tests and the demo
//! use; a part of its memory is its much larger executable, so it is not judged.

use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use awsposture::cli::grafana::{DataSource, Plugin, PluginError};

const STARTS: usize = 20;
const MOST_START: Duration = Duration::from_millis(100);
const MOST_MEMORY_KIB: u64 = 60 * 1024;

fn main() -> Result<ExitCode, PluginError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (start, memory) = runtime.block_on(measure())?;
    println!("start to handshake: {} ms (median of {STARTS}; limit {} ms)", start.as_millis(), MOST_START.as_millis());
    println!("idle memory: {:.1} MiB resident (limit {} MiB)", memory as f64 / 1024.0, MOST_MEMORY_KIB / 1024);
    let kept = cfg!(debug_assertions) || (start < MOST_START && memory < MOST_MEMORY_KIB);
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure() -> Result<(Duration, u64), PluginError> {
    let executable = Path::new(env!("CARGO_BIN_EXE_gpx_awsposture"));
    let mut starts = Vec::with_capacity(STARTS);
    let mut memory = 0;
    for _ in 0..STARTS {
        let begun = Instant::now();
        let plugin = Plugin::start(executable, Stdio::null()).await?;
        starts.push(begun.elapsed());
        // Answered once, so that everything lazy about serving has happened.
        plugin.resource(&DataSource::default(), "tables").await?;
        memory = memory.max(plugin.id().and_then(resident_kib).unwrap_or_default());
        plugin.shut_down().await?;
    }
    starts.sort();
    Ok((starts[STARTS / 2], memory))
}

/// Resident memory of a process in KiB, as Linux counts it.
fn resident_kib(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
