//! The built plugin, asked over gRPC as Grafana asks it.
//!
//! A module is named after what users rely on: `door` (the process and its protocol), `questions` (SQL and builder),
//! `alerting` (shapes an alert rule can evaluate), `dashboards` (variables, annotations, ad hoc filters, logs), `editor`
//! (suggestions and checks), `config` (AWS Config), `failures` (AWS and the network misbehaving), `faults` (a sandbox that
//! misbehaves on demand), `health` ("Save & test"), `limits` (questions without measure), `rates` (who waits for whom),
//! `signing_in` (who the plugin is to AWS). `world` starts plugins, `aws_answers` plays an AWS that fails,
//! `credentials_host` the places credentials come from.

mod alerting;
mod aws_answers;
mod config;
mod credentials_host;
mod dashboards;
mod door;
mod editor;
mod failures;
mod faults;
mod health;
mod limits;
mod questions;
mod rates;
mod signing_in;
mod world;
