//! `awsposture demo`: what the bundled dashboards and alert rules show, without Grafana.
//!
//! In come dashboards, alert rules and the provisioned data source as files, out goes each panel's result as a table,
//! with rows, milliseconds and AWS requests. The plugin runs as its own process, asked as Grafana asks it. It fails
//! where [`shapes`] finds something wrong, and where opening the dashboards again asks AWS anything.

mod bundle;
mod choices;
mod firing;
mod opening;
mod shapes;
mod show;
mod tally;

use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use clap::Args;
use thiserror::Error;

use super::grafana::{Plugin, PluginError};
use bundle::{Bundle, BundleError};
use opening::{Opening, Said};
use tally::Tally;

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
}

impl Demo {
    /// Runs every query, prints what it gives, and fails when one gives nothing or nothing that can be drawn.
    pub async fn run(self) -> Result<ExitCode, DemoError> {
        let bundle = Bundle::read(&self.root)?;
        let plugin = Plugin::start(&self.plugin, Stdio::null()).await?;
        let [first, again, narrowed] = self.open(&plugin, &bundle).await?;
        plugin.shut_down().await?;

        println!("\nfirst opening, and all rules: {first}");
        println!("all dashboards again: {again}");
        println!("with one account, and with one Region: {narrowed}");
        let asked_again = again.requests > 0;
        if asked_again {
            println!("FAILED: opening the dashboards again asked AWS: {}", again.askers.join(", "));
        }
        let failed = asked_again || [first, again, narrowed].iter().any(|tally| tally.failures > 0);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Opens all dashboards, opens them again, and then with one value of a variable at a time.
    async fn open(&self, plugin: &Plugin, bundle: &Bundle) -> Result<[Tally; 3], DemoError> {
        let mut first = Opening::new(plugin, bundle, Said::Everything { rows: self.rows });
        first.dashboards().await?;
        first.rules().await?;
        // The ranges are those of the first time: what moves with the clock would be another question.
        let mut again = Opening::new(plugin, bundle, Said::Failures);
        again.dashboards().await?;
        let mut narrowed = Opening::new(plugin, bundle, Said::Failures);
        narrowed.one_value_at_a_time().await?;
        Ok([first.tally, again.tally, narrowed.tally])
    }
}
