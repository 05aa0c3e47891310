//! Grafana's door: one process, its gRPC services, and what a data source is set to.
//!
//! `serve` starts and ends the process, `data` answers queries, `diagnostics` health and metrics, `health` says in words what
//! a check found, `resource` the editor's questions; `settings` and `instances` turn what Grafana says of a data source into a connection, `failure` is
//! the one place where errors get a status. Knows nothing of AWS's SDK and nothing of SQL.

mod answer;
mod data;
mod diagnostics;
mod failure;
mod health;
mod instances;
mod metrics;
mod resource;
mod serve;
mod settings;
mod unary;
pub mod wire;

pub use serve::run;
