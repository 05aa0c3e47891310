//! A saved dashboard: its variables, its annotations and its panels, with the time each asks for.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::PLUGIN_ID;
use super::time::{Words, shifted, width};
use crate::cli::demo::shapes::ANNOTATIONS;
use crate::cli::grafana::Range;

/// A dashboard.
#[derive(Debug)]
pub struct Dashboard {
    /// Its title.
    pub title: String,
    /// Its variables that stand for texts, in the order in which they may depend on each other.
    pub variables: Vec<Variable>,
    /// Its panels that ask our data source, those of collapsed rows included; annotations are panels too.
    pub panels: Vec<Panel>,
}

/// A variable of the type query, custom, constant or textbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// What queries call it.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether several values may be chosen.
    #[serde(default)]
    pub multi: bool,
    /// Whether All may be chosen.
    #[serde(default)]
    pub include_all: bool,
    /// What All stands for; empty where it is every value.
    #[serde(default)]
    pub all_value: Option<String>,
    /// A query's model, or a custom variable's values.
    #[serde(default)]
    pub query: Value,
    /// What is chosen when the dashboard opens.
    #[serde(default)]
    pub current: Value,
    /// The range its query is asked for.
    #[serde(skip)]
    pub range: Range,
}

/// A panel.
#[derive(Debug)]
pub struct Panel {
    /// Its title.
    pub title: String,
    /// Its type, such as `table`.
    pub kind: String,
    /// Its time range.
    pub range: Range,
    /// Its queries to our data source.
    pub queries: Vec<Query>,
}

/// A saved query.
#[derive(Debug, Clone)]
pub struct Query {
    /// Its name within the panel.
    pub ref_id: String,
    /// The model, with variables in it.
    pub model: Value,
}

#[derive(Deserialize)]
struct Saved {
    title: String,
    time: Words,
    #[serde(default)]
    templating: Templating,
    #[serde(default)]
    annotations: Annotations,
    panels: Vec<SavedPanel>,
}

#[derive(Default, Deserialize)]
struct Templating {
    #[serde(default)]
    list: Vec<Variable>,
}

#[derive(Default, Deserialize)]
struct Annotations {
    #[serde(default)]
    list: Vec<SavedAnnotation>,
}

#[derive(Deserialize)]
struct SavedAnnotation {
    #[serde(default)]
    name: String,
    #[serde(default)]
    datasource: Value,
    #[serde(default)]
    target: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedPanel {
    #[serde(default)]
    title: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    targets: Vec<Value>,
    #[serde(default)]
    panels: Vec<SavedPanel>,
    /// The narrowest point, such as `1d`.
    interval: Option<String>,
    /// A range of its own, such as `30d`.
    time_from: Option<String>,
    /// How far its range is moved back, such as `1w`.
    time_shift: Option<String>,
}

impl Dashboard {
    /// Reads a saved dashboard; its ranges end at `now`.
    pub(super) fn read(json: &str, now: DateTime<Utc>) -> Result<Self, String> {
        let saved: Saved = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let range = saved.time.range(now, None)?;
        let mut variables = saved.templating.list;
        variables.retain(|variable| !matches!(variable.kind.as_str(), "datasource" | "adhoc"));
        for variable in &mut variables {
            variable.range = range;
        }
        let mut panels = Vec::new();
        add_panels(&mut panels, saved.panels, &saved.time, now)?;
        let ours = saved.annotations.list.into_iter().filter(|saved| kind_of(&saved.datasource) == Some(PLUGIN_ID));
        panels.extend(ours.map(|SavedAnnotation { name, target, .. }| Panel {
            title: name,
            kind: ANNOTATIONS.to_owned(),
            range,
            queries: vec![query(&target)],
        }));
        Ok(Self { title: saved.title, variables, panels })
    }
}

fn add_panels(all: &mut Vec<Panel>, panels: Vec<SavedPanel>, time: &Words, now: DateTime<Utc>) -> Result<(), String> {
    for panel in panels {
        let queries: Vec<Query> = panel.targets.iter().filter(|target| is_ours(target)).map(query).collect();
        if !queries.is_empty() {
            all.push(Panel { range: panel.range(time, now)?, title: panel.title, kind: panel.kind, queries });
        }
        add_panels(all, panel.panels, time, now)?;
    }
    Ok(())
}

impl SavedPanel {
    fn range(&self, time: &Words, now: DateTime<Utc>) -> Result<Range, String> {
        let least = match &self.interval {
            Some(text) => Some(width(text.trim_start_matches('>'))?.num_milliseconds()),
            None => None,
        };
        let own = self.time_from.as_ref().map(|from| Words { from: format!("now-{from}"), to: "now".to_owned() });
        let range = own.as_ref().unwrap_or(time).range(now, least)?;
        self.time_shift.as_ref().map_or(Ok(range), |shift| shifted(range, shift))
    }
}

fn query(target: &Value) -> Query {
    let ref_id = target.get("refId").and_then(Value::as_str).unwrap_or("A");
    Query { ref_id: ref_id.to_owned(), model: target.clone() }
}

fn is_ours(target: &Value) -> bool {
    // A target without a data source of its own has its panel's.
    let kind = target.get("datasource").and_then(kind_of);
    let hidden = target.get("hide").and_then(Value::as_bool).unwrap_or_default();
    kind.is_none_or(|kind| kind == PLUGIN_ID) && !hidden
}

fn kind_of(data_source: &Value) -> Option<&str> {
    data_source.get("type").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn annotations_of_our_data_source_are_asked_and_grafanas_own_are_not() {
        let saved = json!({
            "title": "Costs", "time": {"from": "now-30d", "to": "now"}, "panels": [],
            "annotations": {"list": [
                {"name": "Annotations & Alerts", "datasource": {"type": "grafana"}, "target": {"type": "dashboard"}},
                {"name": "Anomalies", "datasource": {"type": PLUGIN_ID}, "target": {"refId": "Anno", "sql": "SELECT 1"}},
            ]},
        });
        let read = Dashboard::read(&saved.to_string(), Utc::now()).unwrap();
        let asked = read.panels.iter().map(|panel| (&*panel.kind, &*panel.title, &*panel.queries[0].ref_id));
        assert_eq!(asked.collect::<Vec<_>>(), [(ANNOTATIONS, "Anomalies", "Anno")]);
    }
}
