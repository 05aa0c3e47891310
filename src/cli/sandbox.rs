//! `awsposture sandbox`: the simulated organisation over HTTP.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::sandbox::{self, Aggregation, Clock, Off, Parameters, ParametersError, Sandbox};

/// What can be changed and seen while it runs, for the end of the help.
pub const ADDRESSES: &str = "\
While it runs, beside what AWS's clients ask (docs/sandbox.md has the faults):
  PUT, GET, DELETE /_sandbox/faults    inject faults: {\"rules\":[{\"operation\":\"securityhub:GetFindings\",\"fault\":\"throttle\",\"times\":2}]}
  PUT, GET /_sandbox/latency           hold every answer back: {\"milliseconds\":200}
  GET /_sandbox/requests               count requests, and those throttled, by service, operation, account and Region";

/// The arguments of `awsposture sandbox`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:4566")]
    listen: SocketAddr,
    /// Where all chance comes from: equal seeds give equal organisations
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Accounts of the organisation
    #[arg(long, default_value_t = 12)]
    accounts: u32,
    /// Regions
    #[arg(long, value_delimiter = ',')]
    regions: Vec<String>,
    /// Region in which Security Hub gathers the findings of all, or none; the first Region when left out
    #[arg(long)]
    aggregation: Option<Aggregation>,
    /// Findings of the organisation
    #[arg(long, default_value_t = 5_000)]
    findings: u32,
    /// Where a service is off, such as inspector2/111122223333/eu-west-1
    #[arg(long, value_delimiter = ',')]
    off: Vec<Off>,
    /// The present, such as 2026-11-24T12:00:00Z; the system's clock when left out
    #[arg(long)]
    clock: Option<DateTime<Utc>>,
    /// Whether rates are limited as AWS limits them
    #[arg(long, value_enum, default_value_t = Throttle::Aws)]
    throttle: Throttle,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Throttle {
    Aws,
    Off,
}

/// The sandbox cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Its parameters are out of bounds.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// Its address cannot be listened on.
    #[error("cannot listen: {0}")]
    Io(#[from] std::io::Error),
}

impl Serve {
    /// Serves until Ctrl-C.
    pub async fn run(self) -> Result<ExitCode, ServeError> {
        let default = Parameters::default();
        let parameters = Parameters {
            seed: self.seed,
            accounts: self.accounts,
            regions: if self.regions.is_empty() { default.regions } else { self.regions },
            aggregation: self.aggregation.unwrap_or(default.aggregation),
            findings: self.findings,
            off: self.off,
            clock: self.clock.map_or(Clock::System, Clock::Fixed),
            throttle: match self.throttle {
                Throttle::Aws => sandbox::Throttle::Aws,
                Throttle::Off => sandbox::Throttle::Off,
            },
            latency: default.latency,
        };
        let sandbox = Arc::new(Sandbox::new(parameters)?);
        let listener = TcpListener::bind(self.listen).await?;
        println!("sandbox listening on http://{}", listener.local_addr()?);
        let interrupted = async {
            // Without a handler for Ctrl-C the process ends by the signal itself.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        sandbox::serve(sandbox, listener, interrupted).await?;
        Ok(ExitCode::SUCCESS)
    }
}
