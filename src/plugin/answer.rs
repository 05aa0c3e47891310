//! Answers one query: saved JSON in, frames or a failure out. Whatever happens in here stays with its refId.

mod checks;

use std::sync::Arc;
use std::time::{Duration, Instant};

use grafana_plugin_sdk::pluginv2::DataQuery;
use serde_json::json;
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::failure::Failure;
use super::instances::Source;
use super::metrics::Metrics;
use super::wire::DataResponse;
use crate::aws::{Call, Caller, KeptUse, Request};
use crate::engine::{self, Engine, Suggestions};
use crate::frame::{self, Console, Filling, FrameBytes, Gaps, Meta, Notice, Rows, Stat, Wanted};
use crate::query::{self, Format, Interval, Purpose, Query, TimeFill, Times, Wrong};
use crate::tables::{Column, Table};

/// Younger than this, data is as new as it looks.
const LOOKS_NEW: Duration = Duration::from_secs(60);

/// What answering needs.
pub struct Answering {
    /// Plans and runs.
    pub engine: Arc<Engine>,
    /// The runtime queries run on: a heavy one there holds up neither health checks nor deadlines.
    pub queries: Handle,
    /// What is counted.
    pub metrics: Metrics,
}

impl Answering {
    /// Answers one query within a time limit. Dropping the future stops the query and its AWS requests.
    pub async fn answer(
        &self,
        source: Result<Arc<Source>, Failure>,
        caller: Caller,
        query: DataQuery,
        limit: Duration,
    ) -> DataResponse {
        let begun = Instant::now();
        let ref_id = query.ref_id.clone();
        let result = match source {
            Ok(source) => {
                let request = Arc::new(Request::new(Arc::clone(&source.connection), caller));
                self.frames(source, request, query, limit).await
            }
            Err(failure) => Err(failure),
        };
        let status = result.as_ref().map_or_else(|failure| failure.status, |_| 200);
        self.metrics.count(status, begun.elapsed());
        match result {
            Ok(frames) => DataResponse { frames, status: 200, ..DataResponse::default() },
            Err(failure) => {
                tracing::warn!(ref_id, status, source = ?failure.source, "query failed");
                failure.into()
            }
        }
    }

    /// Returns values of a column that begin with a text.
    ///
    /// # Errors
    /// When AWS refuses or does not answer in time.
    pub async fn suggestions(
        &self,
        source: Arc<Source>,
        table: &'static dyn Table,
        column: Column,
        beginning: String,
        limit: Duration,
    ) -> Result<Suggestions, Failure> {
        let request = Arc::new(Request::new(Arc::clone(&source.connection), Caller::Panel));
        let session = source.sessions.begin(Arc::clone(&request));
        let asking = async move { Ok(engine::suggestions(table, column, &beginning, &session).await?) };
        self.asking(request, asking, limit).await
    }

    /// Says what is wrong with a statement; asks AWS nothing.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn check(&self, sql: String, limit: Duration) -> Result<Result<(), Wrong>, Failure> {
        let session = self.engine.for_planning();
        self.apart(async move { Ok(query::check(&sql, session).await) }, limit, || 0).await
    }

    async fn frames(
        &self,
        source: Arc<Source>,
        request: Arc<Request>,
        query: DataQuery,
        limit: Duration,
    ) -> Result<Vec<FrameBytes>, Failure> {
        let running = run(source, Arc::clone(&request), query);
        self.asking(request, running, limit).await
    }

    /// Runs what asks AWS on the queries' runtime.
    async fn asking<T: Send + 'static>(
        &self,
        request: Arc<Request>,
        running: impl Future<Output = Result<T, Failure>> + Send + 'static,
        limit: Duration,
    ) -> Result<T, Failure> {
        self.apart(running, limit, || request.attempts()).await
    }

    /// Runs on the queries' runtime: a panic, a deep statement or a long join there is that query's alone.
    async fn apart<T: Send + 'static>(
        &self,
        running: impl Future<Output = Result<T, Failure>> + Send + 'static,
        limit: Duration,
        requests: impl Fn() -> u64,
    ) -> Result<T, Failure> {
        let task = AbortOnDropHandle::new(self.queries.spawn(running));
        match tokio::time::timeout(limit, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Failure::panicked()),
            Err(_) => Err(Failure::out_of_time(limit, requests())),
        }
    }
}

async fn run(source: Arc<Source>, request: Arc<Request>, asked: DataQuery) -> Result<Vec<FrameBytes>, Failure> {
    let begun = Instant::now();
    let query = Query::from_json(&asked.json)?;
    #[cfg(debug_assertions)]
    panic_if_asked(&query);
    if query.allow_partial {
        request.allow_partial();
    }
    let range = asked.time_range.unwrap_or_default();
    let times = Times::new(range.from_epoch_ms, range.to_epoch_ms, asked.interval_ms);
    let session = source.sessions.begin(Arc::clone(&request));
    let planned = query::plan(&query, times, session).await?;
    let gaps = gaps(query.time_fill, planned.buckets, times)?;
    let answer = engine::run(planned.plan, query.zero_fill, &planned.state).await?;
    let said =
        Said { sql: planned.sql, ad_hoc_filters: query.ad_hoc_filters.clone(), unused_filters: planned.unused_filters };
    let meta = meta(&said, &answer, &request, begun.elapsed());
    let console = request.connection().console_host();
    let console = console.map(|host| Console { host, region: request.connection().region().to_owned() });
    let currencies = request.currencies();
    let rows = Rows {
        schema: answer.schema,
        batches: answer.batches,
        aggregated: answer.aggregated,
        gaps,
        console,
        currencies,
    };
    Ok(frame::frames(&asked.ref_id, rows, &wanted(query), meta)?)
}

/// What the rows are to become.
fn wanted(query: Query) -> Wanted {
    match query.purpose {
        Purpose::Variable(columns) => Wanted::Variable(columns),
        Purpose::Annotation(columns) => Wanted::Annotation(columns),
        Purpose::Panel => match query.format {
            Format::Auto => frame::Format::Auto.into(),
            Format::Table => frame::Format::Table.into(),
            Format::Timeseries => frame::Format::Timeseries.into(),
            Format::Numeric => frame::Format::Numeric.into(),
            Format::Logs => Wanted::Logs,
        },
    }
}

/// The buckets to fill; without groups by time there are none.
fn gaps(fill: TimeFill, buckets: Option<Interval>, times: Times) -> Result<Option<Gaps>, Failure> {
    let filling = match fill {
        TimeFill::None => return Ok(None),
        TimeFill::Null => Filling::Null,
        TimeFill::Zero => Filling::Zero,
        TimeFill::Previous => Filling::Previous,
    };
    Ok(buckets.map(|buckets| buckets.starts(times)).transpose()?.map(|starts| Gaps { starts, filling }))
}

/// What the answer says of itself: SQL, source, requests, time, plan.
fn meta(said: &Said, answer: &engine::Answer, request: &Request, took: Duration) -> Meta {
    let sandbox = request.connection().is_sandbox();
    let mut notices: Vec<Notice> = request.notices().into_iter().map(Notice::warning).collect();
    notices.extend(said.unused_filters.iter().map(|column| {
        Notice::info(format!("The filter on {column} has no effect here: no table of the query has this column."))
    }));
    notices.extend(request.remarks().into_iter().map(Notice::info));
    let kept = request.kept();
    notices.extend(kept.from.filter(|_| kept.oldest >= LOOKS_NEW).map(|call| {
        let (age, limit) = (in_words(kept.oldest), in_words(call.terms().kept_for));
        Notice::info(format!("Data up to {age} old: answers of {} are kept for {limit}.", call.service))
    }));
    if sandbox {
        notices.push(Notice::info("Simulated data from the sandbox, not from an AWS account."));
    }
    let attempts = request.attempts_by_call();
    let requests = attempts.iter().map(|(call, requests)| (call.action.to_owned(), json!(requests)));
    let custom = json!({
        "source": if sandbox { "sandbox" } else { "aws" },
        "awsRequests": request.attempts(),
        "keptAnswers": kept.answers,
        "oldestSeconds": kept.oldest.as_secs(),
        "spentUsd": request.spent_usd(),
        "awsRequestsByAction": requests.collect::<serde_json::Map<_, _>>(),
        "asked": request.places(),
        "plan": answer.plan,
    });
    Meta {
        executed_query_string: said.explained(&attempts, kept, &answer.plan),
        notices,
        stats: vec![
            Stat::new("AWS requests", request.attempts() as f64, None),
            Stat::new("Answers kept from before", kept.answers as f64, None),
            Stat::new("Age of the oldest", kept.oldest.as_secs_f64(), Some("s")),
            Stat::new("Spent", request.spent_usd(), Some("currencyUSD")),
            Stat::new("Time in the plugin", took.as_secs_f64() * 1000.0, Some("ms")),
        ],
        custom: Some(custom),
        ..Meta::default()
    }
}

/// Writes an age in its largest whole unit.
fn in_words(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

/// What there is to say of a query beside its answer.
struct Said {
    sql: String,
    ad_hoc_filters: Vec<query::Filter>,
    unused_filters: Vec<String>,
}

impl Said {
    /// The SQL with the requests and the plan below it, as comments, so that all of it can be run again.
    fn explained(&self, attempts: &[(Call, u64)], kept: KeptUse, plan: &str) -> String {
        let mut text = format!("{}\n", self.sql.trim_end());
        let mut say = |line: &str| {
            // A line of its own for each: a comment ends with its line.
            for line in line.split(['\n', '\r']) {
                text.push_str(format!("\n-- {line}").trim_end());
            }
        };
        for filter in &self.ad_hoc_filters {
            let values = filter.values.iter().map(ToString::to_string).collect::<Vec<_>>();
            say(&format!("ad hoc filter: {} {} {}", filter.column, filter.operator, values.join(", ")));
        }
        if attempts.is_empty() {
            say("AWS requests: none");
        }
        if kept.answers > 0 {
            say(&format!("answers kept from before: {}, up to {} old", kept.answers, in_words(kept.oldest)));
        }
        for (call, requests) in attempts {
            say(&format!("AWS requests: {} {} × {requests}", call.service, call.operation));
        }
        say("plan:");
        say(plan);
        text
    }
}

/// Lets tests show that a panic stays with its query; not in release builds.
#[cfg(debug_assertions)]
fn panic_if_asked(query: &Query) {
    if matches!(&query.mode, query::Mode::Sql(sql) if sql == "awsposture:panic") {
        panic!("asked to panic");
    }
}
