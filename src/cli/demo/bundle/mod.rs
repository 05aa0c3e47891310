//! The bundled dashboards, alert rules and data source, read from the files Grafana is provisioned with.
//!
//! In come the folders dashboards/ and provisioning/, out come panels, variables and rules as they are saved; what
//! a variable stands for is decided by [`choices`](super::choices) when a panel is asked.

mod dashboard;
mod rules;
mod time;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::cli::grafana::DataSource;

pub use dashboard::{Dashboard, Panel, Query, Variable};
pub use rules::Rule;

const PLUGIN_ID: &str = "bulwark-awsposture-datasource";

/// What is bundled.
#[derive(Debug)]
pub struct Bundle {
    /// The provisioned data source.
    pub data_source: DataSource,
    /// The dashboards, in the order of the files.
    pub dashboards: Vec<Dashboard>,
    /// The alert rules, in the order of the files.
    pub rules: Vec<Rule>,
}

/// A bundled file cannot be read.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The file or folder is not there.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path}: {problem}")]
    Content {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
}

#[derive(Deserialize)]
struct DataSourceFile {
    datasources: Vec<ProvisionedDataSource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProvisionedDataSource {
    uid: String,
    #[serde(rename = "type")]
    kind: String,
    json_data: Value,
}

impl Bundle {
    /// Reads `dashboards/*.json` and `provisioning/` below a folder, with ranges that end now.
    ///
    /// # Errors
    /// When a file is missing or is not what it should be.
    pub fn read(root: &Path) -> Result<Self, BundleError> {
        let now = Utc::now();
        let data_source = data_source(&root.join("provisioning/datasources"))?;
        let mut dashboards = Vec::new();
        for path in files(&root.join("dashboards"), "json")? {
            dashboards.push(Dashboard::read(&text(&path)?, now).map_err(|problem| content(&path, problem))?);
        }
        let mut rules = Vec::new();
        for path in files(&root.join("provisioning/alerting"), "yaml")? {
            rules.extend(Rule::read(&text(&path)?, &data_source.uid, now).map_err(|problem| content(&path, problem))?);
        }
        Ok(Self { data_source, dashboards, rules })
    }
}

fn data_source(folder: &Path) -> Result<DataSource, BundleError> {
    for path in files(folder, "yaml")? {
        let file: DataSourceFile = serde_saphyr::from_str(&text(&path)?).map_err(|error| content(&path, error))?;
        if let Some(ours) = file.datasources.into_iter().find(|source| source.kind == PLUGIN_ID) {
            return Ok(DataSource { uid: ours.uid, json_data: ours.json_data, ..DataSource::default() });
        }
    }
    Err(content(folder, format!("no data source of the type {PLUGIN_ID}")))
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, BundleError> {
    let io = |source| BundleError::Io { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn text(path: &Path) -> Result<String, BundleError> {
    fs::read_to_string(path).map_err(|source| BundleError::Io { path: path.to_owned(), source })
}

fn content(path: &Path, problem: impl ToString) -> BundleError {
    BundleError::Content { path: path.to_owned(), problem: problem.to_string() }
}
