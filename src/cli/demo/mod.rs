//! `awsposture demo`: what the bundled dashboards and alert rules show, without Grafana.
//!
//! In come dashboards, alert rules and the provisioned data source as files, out goes each panel's result as a table,
//! with rows, milliseconds and AWS requests. The plugin runs as its own process, asked as Grafana asks it.

mod bundle;
mod show;

use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use thiserror::Error;

use super::grafana::{FrameError, Plugin, PluginError};
use bundle::{Bundle, BundleError, Panel};

/// The arguments of `awsposture demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The plugin's executable
    #[arg(long)]
    plugin: PathBuf,
    /// The folder with dashboards/ and provisioning/
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// Rows shown of each result
    #[arg(long, default_value_t = 10)]
    rows: usize,
}

/// The demo cannot run.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A bundled file cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The plugin cannot be started or asked.
    #[error(transparent)]
    Plugin(#[from] PluginError),
    /// The plugin's frames cannot be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl Demo {
    /// Runs every query, prints what it gives, and fails when one gives nothing.
    pub async fn run(self) -> Result<ExitCode, DemoError> {
        let bundle = Bundle::read(&self.root)?;
        let plugin = Plugin::start(&self.plugin, Stdio::null()).await?;
        let mut failed = 0;
        for panel in &bundle.panels {
            failed += usize::from(!self.ask(&plugin, &bundle, panel).await?);
        }
        plugin.shut_down().await?;
        println!("{} panels and rules asked, {failed} without an answer", bundle.panels.len());
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn ask(&self, plugin: &Plugin, bundle: &Bundle, panel: &Panel) -> Result<bool, DemoError> {
        let progress = ProgressBar::new_spinner().with_message(panel.title.clone());
        progress.set_style(ProgressStyle::default_spinner());
        progress.enable_steady_tick(std::time::Duration::from_millis(100));
        let begun = Instant::now();
        let answers = plugin.query(&bundle.data_source, panel.range, &panel.queries, None).await?;
        let took = begun.elapsed();
        progress.finish_and_clear();
        let mut answered = true;
        for query in &panel.queries {
            let answer = answers.get(&query.ref_id).cloned().unwrap_or_default();
            answered &= show::answer(panel, &query.ref_id, &answer, took, self.rows)?;
        }
        Ok(answered)
    }
}
