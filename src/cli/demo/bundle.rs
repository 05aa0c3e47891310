//! The bundled dashboards, alert rules and data source, read from the files Grafana is provisioned with.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::cli::grafana::{Asked, DataSource, Range};

const PLUGIN_ID: &str = "bulwark-awsposture-datasource";
/// Points a panel has room for.
const POINTS: i64 = 600;

/// What is bundled.
#[derive(Debug)]
pub struct Bundle {
    /// The provisioned data source.
    pub data_source: DataSource,
    /// Panels and alert rules, in the order of the files.
    pub panels: Vec<Panel>,
}

/// A panel or an alert rule.
#[derive(Debug)]
pub struct Panel {
    /// Dashboard or rule group, and title.
    pub title: String,
    /// Its time range.
    pub range: Range,
    /// Its queries to our data source.
    pub queries: Vec<Asked>,
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
struct Dashboard {
    title: String,
    time: TimeWords,
    panels: Vec<DashboardPanel>,
}

#[derive(Deserialize)]
struct TimeWords {
    from: String,
}

#[derive(Deserialize)]
struct DashboardPanel {
    #[serde(default)]
    title: String,
    #[serde(default)]
    targets: Vec<Value>,
    #[serde(default)]
    panels: Vec<DashboardPanel>,
}

#[derive(Deserialize)]
struct RuleFile {
    groups: Vec<RuleGroup>,
}

#[derive(Deserialize)]
struct RuleGroup {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    title: String,
    data: Vec<RuleQuery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleQuery {
    ref_id: String,
    datasource_uid: String,
    relative_time_range: Option<RelativeRange>,
    model: Value,
}

#[derive(Deserialize)]
struct RelativeRange {
    from: i64,
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
    /// Reads `dashboards/*.json` and `provisioning/` below a folder.
    ///
    /// # Errors
    /// When a file is missing or is not what it should be.
    pub fn read(root: &Path) -> Result<Self, BundleError> {
        let data_source = data_source(&root.join("provisioning/datasources"))?;
        let mut panels = Vec::new();
        for path in files(&root.join("dashboards"), "json")? {
            let dashboard: Dashboard = serde_json::from_str(&text(&path)?).map_err(|error| content(&path, error))?;
            let back = seconds_back(&dashboard.time.from).ok_or_else(|| content(&path, "time.from is not now-…"))?;
            add_panels(&mut panels, &dashboard.title, dashboard.panels, range(back));
        }
        for path in files(&root.join("provisioning/alerting"), "yaml")? {
            let file: RuleFile = serde_saphyr::from_str(&text(&path)?).map_err(|error| content(&path, error))?;
            for (group, rule) in file.groups.into_iter().flat_map(|group| {
                let name = group.name;
                group.rules.into_iter().map(move |rule| (name.clone(), rule))
            }) {
                panels.extend(rule_panel(&group, rule, &data_source.uid));
            }
        }
        panels.retain(|panel| !panel.queries.is_empty());
        Ok(Self { data_source, panels })
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

fn add_panels(all: &mut Vec<Panel>, dashboard: &str, panels: Vec<DashboardPanel>, range: Range) {
    for panel in panels {
        let queries = panel.targets.into_iter().filter(is_ours).map(|target| Asked {
            ref_id: target.get("refId").and_then(Value::as_str).unwrap_or("A").to_owned(),
            json: target.to_string(),
        });
        all.push(Panel { title: format!("{dashboard} / {}", panel.title), range, queries: queries.collect() });
        add_panels(all, dashboard, panel.panels, range);
    }
}

fn is_ours(target: &Value) -> bool {
    // A target without a data source of its own has its panel's.
    target
        .get("datasource")
        .and_then(|source| source.get("type"))
        .and_then(Value::as_str)
        .is_none_or(|kind| kind == PLUGIN_ID)
}

fn rule_panel(group: &str, rule: Rule, uid: &str) -> Option<Panel> {
    let ours: Vec<RuleQuery> = rule.data.into_iter().filter(|query| query.datasource_uid == uid).collect();
    let back = ours.first()?.relative_time_range.as_ref().map_or(3_600, |range| range.from);
    let queries = ours.into_iter().map(|query| Asked { ref_id: query.ref_id, json: query.model.to_string() }).collect();
    Some(Panel { title: format!("Alert rule {group} / {}", rule.title), range: range(back), queries })
}

/// The range that ends now, with the width Grafana would give a point.
fn range(seconds_back: i64) -> Range {
    let to_ms = Utc::now().timestamp_millis();
    let raw = (seconds_back * 1000 / POINTS).max(1);
    let nice = [
        1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 43_200_000,
        86_400_000,
    ];
    let interval_ms = nice.into_iter().find(|width| *width >= raw).unwrap_or(86_400_000);
    Range { from_ms: to_ms - seconds_back * 1000, to_ms, interval_ms }
}

/// Reads `now-90d` as seconds.
fn seconds_back(from: &str) -> Option<i64> {
    let width = from.strip_prefix("now-")?.split('/').next()?;
    let (number, unit) = width.split_at_checked(width.len().checked_sub(1)?)?;
    let unit = match unit {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        "M" => 2_592_000,
        "y" => 31_536_000,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
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
