//! Opens the dashboards, as a browser does: variables first, then every panel; and evaluates the rules once.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::bundle::{Bundle, Dashboard, Panel, Query, Rule, Variable};
use super::choices::{Choices, custom_values};
use super::firing;
use super::shapes::{self, Failure};
use super::show;
use super::tally::Tally;
use crate::cli::grafana::{Asked, Frame, Plugin, PluginError, Range};
use crate::plugin::wire::DataResponse;

/// Variables of which each panel is also asked with a single value.
const NARROWING: [&str; 2] = ["account", "region"];

/// What is printed.
#[derive(Debug, Clone, Copy)]
pub enum Said {
    /// Every answer, with some of its rows.
    Everything {
        /// How many rows.
        rows: usize,
    },
    /// Only what failed.
    Failures,
}

/// One opening of all dashboards.
pub struct Opening<'a> {
    plugin: &'a Plugin,
    bundle: &'a Bundle,
    said: Said,
    /// What it took.
    pub tally: Tally,
}

/// An answer with what is asked of it.
struct Judged<'a> {
    title: String,
    drawer: &'a str,
    /// Whether it may have no rows.
    may_be_empty: bool,
    took: Duration,
}

impl<'a> Opening<'a> {
    /// Opens nothing yet.
    pub fn new(plugin: &'a Plugin, bundle: &'a Bundle, said: Said) -> Self {
        Self { plugin, bundle, said, tally: Tally::default() }
    }

    /// Asks every panel with the variables' defaults.
    pub async fn dashboards(&mut self) -> Result<(), PluginError> {
        for dashboard in &self.bundle.dashboards {
            let (choices, _) = self.choose(dashboard).await?;
            for panel in &dashboard.panels {
                self.panel(dashboard, panel, &choices, "").await?;
            }
        }
        Ok(())
    }

    /// Asks the panels that know an account or a Region with the first of them alone. That one may have nothing of
    /// what a panel shows, so only errors and shapes count.
    pub async fn one_value_at_a_time(&mut self) -> Result<(), PluginError> {
        for dashboard in &self.bundle.dashboards {
            let (choices, options) = self.choose(dashboard).await?;
            let narrowing = dashboard.variables.iter().zip(options);
            for (variable, values) in narrowing.filter(|(variable, _)| NARROWING.contains(&variable.name.as_str())) {
                let Some(value) = values.into_iter().next() else { continue };
                let with = format!(" with {} {value}", variable.name);
                let mut choices = choices.clone();
                choices.select_one(variable, value);
                for panel in dashboard.panels.iter().filter(|panel| mentions(panel, variable)) {
                    self.panel(dashboard, panel, &choices, &with).await?;
                }
            }
        }
        Ok(())
    }

    /// Evaluates every rule.
    pub async fn rules(&mut self) -> Result<(), PluginError> {
        for rule in &self.bundle.rules {
            let asked = asked(&rule.queries, &Choices::default());
            let begun = Instant::now();
            let answers = self.plugin.query_for_alert(&self.bundle.data_source, rule.range, &asked).await?;
            let took = begun.elapsed();
            let mut frames = Vec::new();
            for query in &rule.queries {
                let answer = answers.get(&query.ref_id).cloned().unwrap_or_default();
                let title = format!("{} [{}]", rule.title, query.ref_id);
                let judged = Judged { title, drawer: drawer(rule, query), may_be_empty: false, took };
                frames.push((query.ref_id.as_str(), self.judge(&judged, &answer)));
            }
            if let Said::Everything { .. } = self.said {
                println!("  {}", firing::described(rule, &frames));
            }
        }
        Ok(())
    }

    async fn panel(
        &mut self,
        dashboard: &Dashboard,
        panel: &Panel,
        choices: &Choices,
        with: &str,
    ) -> Result<(), PluginError> {
        let asked = asked(&panel.queries, choices);
        let begun = Instant::now();
        let answers = self.ask(&panel.title, panel.range, &asked).await?;
        let took = begun.elapsed();
        for query in &panel.queries {
            let answer = answers.get(&query.ref_id).cloned().unwrap_or_default();
            let title = format!("{} / {} [{}]{with}", dashboard.title, panel.title, query.ref_id);
            self.judge(&Judged { title, drawer: &panel.kind, may_be_empty: !with.is_empty(), took }, &answer);
        }
        Ok(())
    }

    /// Judges, counts and prints an answer.
    fn judge(&mut self, judged: &Judged<'_>, answer: &DataResponse) -> Vec<Frame> {
        let frames = shapes::frames(answer);
        let failure = match &frames {
            Ok(frames) => shapes::judge(frames, judged.drawer).err(),
            Err(_) => None,
        };
        let (frames, failure) = match frames {
            Ok(frames) => (frames, failure),
            Err(failure) => (Vec::new(), Some(failure)),
        };
        let failure = failure.filter(|failure| !(judged.may_be_empty && matches!(failure, Failure::Empty)));
        self.tally.add(&judged.title, &frames, failure.is_some());
        if let Said::Everything { rows } = self.said {
            println!("\n{}", judged.title);
            show::frames(&frames, judged.took, rows);
        }
        if let Some(failure) = failure {
            println!("FAILED: {}: {}", judged.title, show::whole(&failure.to_string()));
        }
        frames
    }

    /// The default selection of a dashboard's variables, and all values of each.
    async fn choose(&mut self, dashboard: &Dashboard) -> Result<(Choices, Vec<Vec<String>>), PluginError> {
        let mut choices = Choices::default();
        let mut all = Vec::new();
        for variable in &dashboard.variables {
            let options = match variable.kind.as_str() {
                "query" => self.options(dashboard, variable, &choices).await?,
                "custom" => custom_values(variable.query.as_str().unwrap_or_default()),
                _ => variable.query.as_str().map(str::to_owned).into_iter().collect(),
            };
            choices.select_default(variable, &options);
            all.push(options);
        }
        Ok((choices, all))
    }

    async fn options(
        &mut self,
        dashboard: &Dashboard,
        variable: &Variable,
        choices: &Choices,
    ) -> Result<Vec<String>, PluginError> {
        let query = Query { ref_id: "Variable".to_owned(), model: variable.query.clone() };
        let asked = asked(std::slice::from_ref(&query), choices);
        let begun = Instant::now();
        let answers = self.ask(&variable.name, variable.range, &asked).await?;
        let answer = answers.get(&query.ref_id).cloned().unwrap_or_default();
        let title = format!("{} / variable {}", dashboard.title, variable.name);
        let judged = Judged { title, drawer: "table", may_be_empty: false, took: begun.elapsed() };
        let frames = self.judge(&judged, &answer);
        let value = |frame: &Frame| frame.schema.index_of("value").ok();
        let texts = frames.iter().filter_map(|frame| Some((frame, value(frame)?))).flat_map(|(frame, field)| {
            (0..frame.rows.num_rows()).filter_map(move |row| frame.cells(row).ok()?.get(field).cloned())
        });
        Ok(texts.collect())
    }

    async fn ask(
        &self,
        title: &str,
        range: Range,
        asked: &[Asked],
    ) -> Result<std::collections::HashMap<String, DataResponse>, PluginError> {
        let progress = ProgressBar::new_spinner().with_message(title.to_owned());
        progress.set_style(ProgressStyle::default_spinner());
        progress.enable_steady_tick(Duration::from_millis(100));
        let answers = self.plugin.query(&self.bundle.data_source, range, asked, None).await;
        progress.finish_and_clear();
        answers
    }
}

fn asked(queries: &[Query], choices: &Choices) -> Vec<Asked> {
    let ask = |query: &Query| Asked { ref_id: query.ref_id.clone(), json: choices.put_into(&query.model).to_string() };
    queries.iter().map(ask).collect()
}

fn mentions(panel: &Panel, variable: &Variable) -> bool {
    panel.queries.iter().any(|query| Choices::mentions(&query.model, &variable.name))
}

/// Who draws a rule's query: the rule, or a reduce that comes before.
fn drawer(rule: &Rule, query: &Query) -> &'static str {
    let reduced = rule.expressions.iter().any(|expression| {
        expression.model.get("type").and_then(Value::as_str) == Some("reduce")
            && expression.model.get("expression").and_then(Value::as_str) == Some(&query.ref_id)
    });
    if reduced { shapes::REDUCED_RULE } else { shapes::RULE }
}
