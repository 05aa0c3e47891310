//! A provisioned alert rule: its queries to our data source and the expressions that follow them.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::dashboard::Query;
use super::time::between;
use crate::cli::grafana::Range;

/// The range of a query that does not say.
const HOUR: i64 = 3_600;

/// An alert rule.
#[derive(Debug)]
pub struct Rule {
    /// Group and title.
    pub title: String,
    /// The refId whose value decides.
    pub condition: String,
    /// The time range of its queries.
    pub range: Range,
    /// Its queries to our data source.
    pub queries: Vec<Query>,
    /// What is made of their answers.
    pub expressions: Vec<Expression>,
}

/// A server-side expression.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Its name within the rule.
    pub ref_id: String,
    /// The model.
    pub model: Value,
}

#[derive(Deserialize)]
struct File {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    rules: Vec<Saved>,
}

#[derive(Deserialize)]
struct Saved {
    title: String,
    condition: String,
    data: Vec<SavedQuery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedQuery {
    ref_id: String,
    datasource_uid: String,
    relative_time_range: Option<Back>,
    model: Value,
}

/// Seconds before the evaluation.
#[derive(Deserialize)]
struct Back {
    from: i64,
    #[serde(default)]
    to: i64,
}

impl Rule {
    /// Reads a provisioning file; ranges end at `now`. Rules that do not ask the data source `uid` are left out.
    pub(super) fn read(yaml: &str, uid: &str, now: DateTime<Utc>) -> Result<Vec<Self>, String> {
        let file: File = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        let rules = file
            .groups
            .into_iter()
            .flat_map(|Group { name, rules }| rules.into_iter().filter_map(move |rule| rule.checked(&name, uid, now)));
        Ok(rules.collect())
    }
}

impl Saved {
    fn checked(self, group: &str, uid: &str, now: DateTime<Utc>) -> Option<Rule> {
        let (ours, others): (Vec<_>, Vec<_>) = self.data.into_iter().partition(|query| query.datasource_uid == uid);
        let first = ours.first()?;
        let (from, to) = first.relative_time_range.as_ref().map_or((HOUR, 0), |back| (back.from, back.to));
        let least = first.model.get("intervalMs").and_then(Value::as_i64);
        let range = between(now - Duration::seconds(from), now - Duration::seconds(to), least);
        let queries = ours.into_iter().map(|query| Query { ref_id: query.ref_id, model: query.model });
        let expressions = others.into_iter().filter(|query| query.datasource_uid == "__expr__");
        Some(Rule {
            title: format!("Alert rule {group} / {}", self.title),
            condition: self.condition,
            range,
            queries: queries.collect(),
            expressions: expressions.map(|query| Expression { ref_id: query.ref_id, model: query.model }).collect(),
        })
    }
}
