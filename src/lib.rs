//! AWS Posture for Grafana: a data source that answers questions about an AWS organisation from the services' own APIs.
//!
//! # Layout
//! A query goes through the modules in this order, and each imports only from those after it:
//! * [`plugin`]: Grafana's door, the gRPC services of the plugin process.
//! * [`query`]: what a panel asks, as saved JSON, to one logical plan.
//! * [`engine`]: plans and runs over the catalogue; pushdown, limits, zero fill.
//! * [`tables`]: the catalogue, one file a table.
//! * [`aws`]: how AWS is reached: credentials, quotas, retries, errors.
//! * [`sandbox`]: a simulated organisation that speaks AWS's protocols.
//!
//! Beside the way: [`frame`] turns rows into Grafana's frames, [`cli`] is the command line.

#![warn(missing_docs)]

pub mod aws;
pub mod cli;
pub mod engine;
pub mod frame;
pub mod plugin;
pub mod query;
pub mod sandbox;
pub mod tables;
