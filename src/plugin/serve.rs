//! Starts and ends the plugin process, as go-plugin expects it.
//!
//! The handshake line is all that goes to stdout; logs go to stderr as hclog JSON. Two runtimes: this one for gRPC and
//! AWS, another for queries. Shutdown and SIGTERM let running queries end within a second, then the process exits
//! with 0.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use grafana_plugin_sdk::backend;
use grafana_plugin_sdk::pluginv2::diagnostics_server::DiagnosticsServer;
use grafana_plugin_sdk::pluginv2::resource_server::ResourceServer;
use thiserror::Error;
use tokio::runtime::{Builder, Handle};
use tokio::signal::unix::{SignalKind, signal};
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::answer::Answering;
use super::data::QueryData;
use super::diagnostics::Checks;
use super::instances::Instances;
use super::metrics::Metrics;
use super::resource::EditorResources;
use super::unary::{Method, Unary};
use super::wire::Empty;
use crate::engine::Engine;

/// How long running queries may go on after Grafana asked the process to end; it kills it after two seconds.
const GRACE: Duration = Duration::from_secs(1);
/// Address space of a query's thread; only what is used is held.
const QUERY_STACK: usize = 32 << 20;
/// The variable and value by which go-plugin tells a plugin from a program started by hand.
const COOKIE: (&str, &str) = ("grafana_plugin_type", "datasource");

/// The process could not be started.
#[derive(Debug, Error)]
enum StartError {
    #[error("no socket or runtime: {0}")]
    Io(#[from] std::io::Error),
    #[error("the engine: {0}")]
    Engine(#[from] datafusion::error::DataFusionError),
    #[error("the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    #[error("gRPC: {0}")]
    Grpc(#[from] tonic::transport::Error),
}

/// Runs the plugin until Grafana ends it.
pub fn run() -> ExitCode {
    if std::env::var(COOKIE.0).as_deref() != Ok(COOKIE.1) {
        eprintln!("This is the backend of a Grafana plugin and is started by Grafana. To try it: awsposture demo.");
        return ExitCode::FAILURE;
    }
    log_to_stderr();
    log_panics();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the plugin cannot run");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), StartError> {
    let io = Builder::new_multi_thread().thread_name("io").worker_threads(2).enable_all().build()?;
    // The stack bounds how deeply a statement's expressions may nest.
    let queries =
        Builder::new_multi_thread().thread_name("query").thread_stack_size(QUERY_STACK).enable_all().build()?;
    let served = io.block_on(serve(queries.handle().clone()));
    // A query that does not yield must not hold the process.
    queries.shutdown_background();
    io.shutdown_background();
    served
}

/// Libraries log at info at most: more of theirs could show requests or secrets.
fn log_to_stderr() {
    let own = match std::env::var("GF_PLUGIN_LOG_LEVEL").as_deref() {
        Ok("debug") => "info,awsposture=debug",
        _ => "info",
    };
    tracing_subscriber::registry().with(backend::layer()).with(EnvFilter::new(own)).init();
}

/// Says where a panic was, and not with which words: those may quote a finding or a statement.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a query or request panicked; others go on");
    }));
}

async fn serve(queries: Handle) -> Result<(), StartError> {
    let ending = CancellationToken::new();
    // Before the handshake, after which Grafana may end the process at any time.
    end_on_signals(ending.clone())?;
    let listener = backend::initialize().await?;
    let engine = Arc::new(Engine::new()?);
    let instances = Arc::new(Instances::new(Arc::clone(&engine)));
    let answering = Arc::new(Answering { engine, queries, metrics: Metrics::new()? });
    let (health, health_service) = tonic_health::server::health_reporter();
    let mut health = health;
    health.set_service_status("plugin", tonic_health::ServingStatus::Serving).await;
    let server = tonic::transport::Server::builder()
        .add_service(health_service)
        .add_service(Unary::new(Shutdown { ending: ending.clone() }))
        .add_service(Unary::new(QueryData { answering: Arc::clone(&answering), instances: Arc::clone(&instances) }))
        .add_service(DiagnosticsServer::new(Checks {
            answering: Arc::clone(&answering),
            instances: Arc::clone(&instances),
        }))
        .add_service(ResourceServer::new(EditorResources { answering, instances }))
        .serve_with_incoming_shutdown(TcpListenerStream::new(listener), ending.clone().cancelled_owned());
    tokio::select! {
        served = server => Ok(served?),
        () = grace_over(ending) => Ok(()),
    }
}

async fn grace_over(ending: CancellationToken) {
    ending.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

fn end_on_signals(ending: CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    // Ctrl-C in a terminal reaches Grafana and its plugins alike; Grafana then ends them in order.
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => return ending.cancel(),
                _ = interrupt.recv() => {}
            }
        }
    });
    Ok(())
}

/// `plugin.GRPCController/Shutdown`: how go-plugin ends a process.
struct Shutdown {
    ending: CancellationToken,
}

impl Method for Shutdown {
    const SERVICE: &'static str = "plugin.GRPCController";
    const PATH: &'static str = "/plugin.GRPCController/Shutdown";
    type Ask = Empty;
    type Answer = Empty;

    async fn call(self: Arc<Self>, _: Request<Empty>) -> Result<Empty, Status> {
        self.ending.cancel();
        Ok(Empty {})
    }
}
