//! How long the plugin takes from its start to its handshake, and how much memory it holds when idle.
//!
//! `cargo bench --bench startup` measures the release build against its limits: 100 ms (median of 20 starts) and
//! 60 MiB. `cargo bench --profile dev --bench startup` prints the figures of the debug build that tests and the demo
//! use; a part of its memory is its much larger executable, so it is not judged.

mod support;

use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use awsposture::cli::grafana::{DataSource, Plugin, PluginError};
use support::Figures;
use support::process::memory_mib;

const STARTS: usize = 20;

fn main() -> Result<ExitCode, PluginError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (start, memory) = runtime.block_on(measure())?;
    let mut figures = Figures::default();
    figures.add(format!("start to handshake, {STARTS} starts"), start.as_secs_f64() * 1_000.0, "ms", ..=100.0);
    figures.add("idle memory, the most of them", memory, "MiB", ..=60.0);
    Ok(figures.judge())
}

async fn measure() -> Result<(Duration, f64), PluginError> {
    let executable = Path::new(env!("CARGO_BIN_EXE_gpx_awsposture"));
    let mut starts = Vec::with_capacity(STARTS);
    let mut memory = 0.0_f64;
    for _ in 0..STARTS {
        let begun = Instant::now();
        let plugin = Plugin::start(executable, Stdio::null()).await?;
        starts.push(begun.elapsed());
        // Answered once, so that everything lazy about serving has happened.
        plugin.resource(&DataSource::default(), "tables").await?;
        memory = memory.max(plugin.id().and_then(|id| memory_mib(id, "VmRSS")).unwrap_or(f64::INFINITY));
        plugin.shut_down().await?;
    }
    starts.sort();
    Ok((starts[STARTS / 2], memory))
}
