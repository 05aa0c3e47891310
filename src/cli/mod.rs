//! The command line `awsposture`: a file a command.

mod demo;
mod docs;
pub mod grafana;
mod sandbox;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// AWS posture without Grafana: the sandbox, and what the bundled dashboards show.
#[derive(Debug, Parser)]
#[command(name = "awsposture", version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every query of the bundled dashboards and alert rules through the plugin and print what they show
    Demo(demo::Demo),
    /// Write a page for each table from the catalogue
    Docs(docs::Docs),
    /// Print the IAM policy that the tables need, and no more
    IamPolicy(docs::IamPolicy),
    /// Serve a simulated AWS organisation over HTTP, for any AWS client's --endpoint-url
    #[command(after_help = sandbox::ADDRESSES)]
    Sandbox(sandbox::Serve),
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let command = CommandLine::parse().command;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let done = runtime.block_on(async {
        match command {
            Command::Demo(demo) => demo.run().await.map_err(|error| failed(&error)),
            Command::Docs(docs) => docs.run().map_err(|error| failed(&error)),
            Command::IamPolicy(policy) => policy.run().map_err(|error| failed(&error)),
            Command::Sandbox(serve) => serve.run().await.map_err(|error| failed(&error)),
        }
    });
    done.unwrap_or_else(|code| code)
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("awsposture: {error}");
    ExitCode::FAILURE
}
