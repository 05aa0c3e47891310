//! Answers one query: saved JSON in, frames or a failure out. Whatever happens in here stays with its refId.

use std::sync::Arc;
use std::time::{Duration, Instant};

use grafana_plugin_sdk::pluginv2::DataQuery;
use serde_json::json;
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::failure::Failure;
use super::metrics::Metrics;
use super::wire::DataResponse;
use crate::aws::{Caller, Connection, Request};
use crate::engine::{self, Engine};
use crate::frame::{self, Filling, FrameBytes, Gaps, Meta, Notice, Rows, Stat, Wanted};
use crate::query::{self, Format, Interval, Query, TimeFill, Times};

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
        connection: Result<Arc<Connection>, Failure>,
        caller: Caller,
        query: DataQuery,
        limit: Duration,
    ) -> DataResponse {
        let begun = Instant::now();
        let ref_id = query.ref_id.clone();
        let result = match connection {
            Ok(connection) => self.frames(Arc::new(Request::new(connection, caller)), query, limit).await,
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

    /// Asks for one finding, through the same path as every query.
    ///
    /// # Errors
    /// What a panel would show.
    pub async fn probe(&self, request: Arc<Request>, limit: Duration) -> Result<(), Failure> {
        let json = json!({"schemaVersion": 1, "mode": "sql", "sql": "SELECT id FROM securityhub_findings LIMIT 1"});
        let query = DataQuery { json: json.to_string().into_bytes(), ..DataQuery::default() };
        self.frames(request, query, limit).await.map(drop)
    }

    /// Runs a query on the queries' runtime: a panic or a long join there is that query's alone.
    async fn frames(
        &self,
        request: Arc<Request>,
        query: DataQuery,
        limit: Duration,
    ) -> Result<Vec<FrameBytes>, Failure> {
        let _counted = Counted { metrics: &self.metrics, request: Arc::clone(&request) };
        let running = run(Arc::clone(&self.engine), Arc::clone(&request), query);
        let task = AbortOnDropHandle::new(self.queries.spawn(running));
        match tokio::time::timeout(limit, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Failure::panicked()),
            Err(_) => Err(Failure::out_of_time(limit, request.attempts())),
        }
    }
}

/// Counts a request's AWS requests however it ends: what was cancelled was sent all the same.
struct Counted<'a> {
    metrics: &'a Metrics,
    request: Arc<Request>,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.metrics.count_aws_requests(self.request.attempts());
    }
}

async fn run(engine: Arc<Engine>, request: Arc<Request>, asked: DataQuery) -> Result<Vec<FrameBytes>, Failure> {
    let begun = Instant::now();
    let query = Query::from_json(&asked.json)?;
    #[cfg(debug_assertions)]
    panic_if_asked(&query);
    let range = asked.time_range.unwrap_or_default();
    let times = Times::new(range.from_epoch_ms, range.to_epoch_ms, asked.interval_ms);
    let session = engine.session(Arc::clone(&request));
    let planned = query::plan(&query, times, session).await?;
    let gaps = gaps(query.time_fill, planned.buckets, times)?;
    let answer = engine::run(planned.plan, query.zero_fill, &planned.state).await?;
    let meta = meta(planned.sql, &answer, &request, begun.elapsed());
    let wanted = match query.format {
        Format::Auto => Wanted::Auto,
        Format::Table => Wanted::Table,
        Format::Timeseries => Wanted::Timeseries,
        Format::Numeric => Wanted::Numeric,
    };
    let rows = Rows { schema: answer.schema, batches: answer.batches, aggregated: answer.aggregated, gaps };
    Ok(frame::frames(&asked.ref_id, rows, wanted, meta)?)
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
fn meta(sql: String, answer: &engine::Answer, request: &Request, took: Duration) -> Meta {
    let sandbox = request.connection().is_sandbox();
    let mut notices: Vec<Notice> = request.notices().into_iter().map(Notice::warning).collect();
    if sandbox {
        notices.push(Notice::info("Simulated data from the sandbox, not from an AWS account."));
    }
    let custom = json!({
        "source": if sandbox { "sandbox" } else { "aws" },
        "awsRequests": request.attempts(),
        "plan": answer.plan,
    });
    Meta {
        executed_query_string: sql,
        notices,
        stats: vec![
            Stat::new("AWS requests", request.attempts() as f64, None),
            Stat::new("Time in the plugin", took.as_secs_f64() * 1000.0, Some("ms")),
        ],
        custom: Some(custom),
        ..Meta::default()
    }
}

/// Lets tests show that a panic stays with its query; not in release builds.
#[cfg(debug_assertions)]
fn panic_if_asked(query: &Query) {
    if matches!(&query.mode, query::Mode::Sql(sql) if sql == "awsposture:panic") {
        panic!("asked to panic");
    }
}
