//! How long the engine and the frames take over 100,000 findings, and how much memory a scan of them needs.
//!
//! `cargo bench --bench engine` measures the release build. The findings are fetched once, from the sandbox in process.
//! Budgets are for findings in memory, in batches of the engine's own size; what the same costs over the batches of at
//! most 100 rows that AWS's pages are is shown beside it, and disappears beside the time a page takes. Marshalling is
//! also held to Grafana's own SDK for Go, which `benches/marshal` measures on the same machine in the same minute.

mod support;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use awsposture::aws::{Caller, Connection, Memory, Request, Settings};
use awsposture::cli::grafana::{Asked, DataSource, Frame, Plugin, Range};
use awsposture::engine::{self, Engine, Sessions};
use awsposture::frame::{self, Format, FrameBytes, Meta, Rows};
use awsposture::query::{self, Query, Times};
use awsposture::sandbox::{Parameters, Throttle};
use criterion::{BatchSize, Criterion};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::datasource::MemTable;
use datafusion::execution::SessionState;
use datafusion::physical_plan::collect;
use datafusion::prelude::SessionContext;
use serde_json::{Value, json};
use support::Figures;
use support::process::memory_mib;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FINDINGS: u32 = 100_000;
/// Rows of the frame that is marshalled.
const ROWS: usize = 10_000;
/// Columns of the frame that is marshalled, as many and as long as those of `benches/marshal`.
const COLUMNS: &str = "account_id, region, id, title, description, severity, severity_normalized, product_arn,
    product_name, company_name, generator_id, control_id, compliance_status, workflow_status, record_state,
    resource_type, resource_id, resource_region, created_at, updated_at";
/// Rows of a batch as DataFusion prefers them.
const LARGE: usize = 8_192;
/// A statement over what was fetched, with the columns that its scan fetches.
const COUNT: (&str, &[&str]) = ("SELECT severity, count(*) FROM fetched GROUP BY severity", &["severity"]);
const GROUPS: (&str, &[&str]) = (
    "SELECT account_id, severity, workflow_status, count(*) FROM fetched
    WHERE record_state = 'ACTIVE' AND updated_at > now() - INTERVAL '90 days' GROUP BY 1, 2, 3",
    &["account_id", "severity", "workflow_status", "record_state", "updated_at"],
);
/// Of the dashboard.
const PANEL: &str = "SELECT $__timeGroup(created_at, $__interval) AS time, severity, count(*) AS count
    FROM securityhub_findings WHERE $__timeFilter(created_at) AND record_state = 'ACTIVE'
    AND severity IN ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW') GROUP BY 1, 2 ORDER BY 1";
const BUILDER: &str = include_str!("../tests/fixtures/queries/builder_count_by_severity_over_time.json");
const YEAR: Times = Times { from_ms: 1_750_000_000_000, to_ms: 1_781_536_000_000, interval_ms: 3_600_000 };

fn main() -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let world = runtime.block_on(World::new())?;
    let measured = Measured::new();
    let mut figures = Figures::default();

    let mut criterion = Criterion::default().without_plots().output_directory(&measured.0);
    let large = world.in_batches_of(LARGE)?;
    for (id, (sql, columns), batches) in [
        ("count", COUNT, &world.batches),
        ("count-large", COUNT, &large),
        ("groups", GROUPS, &world.batches),
        ("groups-large", GROUPS, &large),
    ] {
        let state = world.session_over(batches, columns)?;
        let plan = runtime.block_on(state.create_logical_plan(sql))?;
        // What fails would be fast.
        runtime.block_on(engine::run(plan.clone(), true, &state))?;
        criterion.bench_function(id, |bencher| {
            bencher.iter(|| runtime.block_on(engine::run(plan.clone(), true, &state)));
        });
    }
    for (id, json) in [("plan-builder", BUILDER.to_owned()), ("plan-sql", sql(PANEL))] {
        let query = Query::from_json(json.as_bytes())?;
        runtime.block_on(world.plan(&query))?;
        criterion.bench_function(id, |bencher| bencher.iter(|| runtime.block_on(world.plan(&query))));
    }
    let bytes: usize = world.frames().iter().map(Vec::len).sum();
    criterion.bench_function("frame", |bencher| {
        bencher.iter_batched(|| world.rows(), frames, BatchSize::LargeInput);
    });
    let (go, go_bytes) = marshalled_by_go()?;
    if bytes.abs_diff(go_bytes) > bytes / 10 {
        return Err(format!("frames of {bytes} and, in Go, {go_bytes} bytes cannot be compared").into());
    }

    let frame = measured.median_ms("frame")?;
    let mut time = |what: &str, id: &str, most: f64| -> Result<()> {
        figures.add(what, measured.median_ms(id)?, "ms", ..=most);
        Ok(())
    };
    time("count by severity over 100,000 findings", "count-large", 5.0)?;
    time("  in the pages they came in", "count", f64::INFINITY)?;
    time("GROUP BY of three columns with two filters over the same", "groups-large", 20.0)?;
    time("  in the pages they came in", "groups", f64::INFINITY)?;
    time("planning a query of the builder, its session included", "plan-builder", 2.0)?;
    time("planning a statement, its session included", "plan-sql", 2.0)?;
    time("frame of 10,000 rows and 20 columns to bytes", "frame", 10.0)?;
    figures.add("  by grafana-plugin-sdk-go, from structs", go, "ms", ..);
    figures.add("  how many times as long that takes", go / frame, "times", 5.0..);
    let (own, peak) = runtime.block_on(scan())?;
    figures.add("plugin's memory once its sandbox has all findings", own, "MiB", ..);
    figures.add("plugin's peak memory, that included: GROUP BY over all of them", peak, "MiB", ..=150.0);
    Ok(figures.judge())
}

/// Where criterion keeps what it measured.
struct Measured(PathBuf);

impl Measured {
    /// Forgets what was measured before.
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn median_ms(&self, id: &str) -> Result<f64> {
        let estimates: Value = serde_json::from_slice(&std::fs::read(self.0.join(id).join("new/estimates.json"))?)?;
        let nanoseconds = estimates["median"]["point_estimate"].as_f64();
        Ok(nanoseconds.ok_or("criterion wrote no median")? / 1e6)
    }
}

/// The engine, and all findings as they were fetched.
struct World {
    connection: Arc<Connection>,
    sessions: Sessions,
    batches: Vec<RecordBatch>,
}

impl World {
    async fn new() -> Result<Self> {
        let parameters = Parameters { findings: FINDINGS, throttle: Throttle::Off, ..Parameters::default() };
        let memory = Memory { keeps: false, ..Memory::default() };
        let settings = Settings { memory, ..Settings::sandbox("us-east-1", parameters) };
        let connection = Arc::new(Connection::open(settings, Arc::default()).await?);
        let mut world = Self { connection, sessions: Engine::new()?.sessions()?, batches: Vec::new() };
        let query = Query::from_json(sql(&format!("SELECT {COLUMNS} FROM securityhub_findings")).as_bytes())?;
        let planned = query::plan(&query, YEAR, world.session()).await?;
        let scan = planned.state.create_physical_plan(&planned.plan).await?;
        world.batches = collect(scan, planned.state.task_ctx()).await?;
        Ok(world)
    }

    fn session(&self) -> SessionState {
        self.sessions.begin(Arc::new(Request::new(Arc::clone(&self.connection), Caller::Panel)))
    }

    /// A session with some columns of these batches in the table `fetched`, beside the catalogue's tables.
    fn session_over(&self, batches: &[RecordBatch], columns: &[&str]) -> Result<SessionState> {
        let schema = batches[0].schema();
        let indices =
            columns.iter().map(|column| schema.index_of(column)).collect::<std::result::Result<Vec<_>, _>>()?;
        let batches =
            batches.iter().map(|batch| batch.project(&indices)).collect::<std::result::Result<Vec<_>, _>>()?;
        let context = SessionContext::new_with_state(self.session());
        context.deregister_table("fetched")?;
        context.register_table("fetched", Arc::new(MemTable::try_new(batches[0].schema(), vec![batches])?))?;
        Ok(context.state())
    }

    /// The findings in batches of another size.
    fn in_batches_of(&self, rows: usize) -> Result<Vec<RecordBatch>> {
        let all = concat_batches(&self.batches[0].schema(), &self.batches)?;
        Ok((0..all.num_rows()).step_by(rows).map(|at| all.slice(at, rows.min(all.num_rows() - at))).collect())
    }

    /// Plans a query up to the point at which AWS would be asked.
    async fn plan(&self, query: &Query) -> Result<()> {
        let planned = query::plan(query, YEAR, self.session()).await?;
        planned.state.create_physical_plan(&planned.plan).await?;
        Ok(())
    }

    /// The rows of the frame, in the batches they came in.
    fn rows(&self) -> Rows {
        let (mut batches, mut left) = (Vec::new(), ROWS);
        for batch in &self.batches {
            let batch = batch.slice(0, batch.num_rows().min(left));
            left -= batch.num_rows();
            batches.push(batch);
            if left == 0 {
                break;
            }
        }
        Rows {
            schema: self.batches[0].schema(),
            batches,
            aggregated: false,
            gaps: None,
            console: None,
            currencies: Default::default(),
        }
    }

    fn frames(&self) -> Vec<FrameBytes> {
        frames(self.rows())
    }
}

fn sql(statement: &str) -> String {
    json!({"schemaVersion": 1, "mode": "sql", "sql": statement}).to_string()
}

fn frames(rows: Rows) -> Vec<FrameBytes> {
    frame::frames("A", rows, &Format::Table.into(), Meta::default()).unwrap_or_default()
}

/// The median in milliseconds, and the bytes, of the same frame made from structs by Grafana's SDK for Go.
fn marshalled_by_go() -> Result<(f64, usize)> {
    let run = Command::new("go")
        .args(["run", "./benches/marshal"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()?;
    let measured: Value = serde_json::from_slice(&run.stdout)?;
    let nanoseconds = measured["medianNs"].as_f64().ok_or("benches/marshal has no median")?;
    Ok((nanoseconds / 1e6, measured["bytes"].as_u64().unwrap_or_default() as usize))
}

/// The memory of a plugin process in MiB, before and at most during a scan of all findings.
///
/// Its sandbox is in the process, for an address is asked 3 times a second at most, as AWS is: 100,000 findings would
/// take 6 minutes, and a query ends after one.
async fn scan() -> Result<(f64, f64)> {
    let plugin = Plugin::start(Path::new(env!("CARGO_BIN_EXE_gpx_awsposture")), Stdio::null()).await?;
    let memory = |kind: &str| plugin.id().and_then(|id| memory_mib(id, kind)).ok_or("the plugin has no memory");
    counted(&plugin, "SELECT severity, 1 AS n FROM securityhub_findings LIMIT 1").await?;
    let own = memory("VmHWM")?;
    let groups = "SELECT account_id, severity, count(*) AS n FROM securityhub_findings GROUP BY 1, 2";
    let count = counted(&plugin, groups).await?;
    if count != f64::from(FINDINGS) {
        return Err(format!("{count} findings were counted").into());
    }
    let peak = memory("VmHWM")?;
    plugin.shut_down().await?;
    Ok((own, peak))
}

/// Asks the plugin and returns the sum of the last column.
async fn counted(plugin: &Plugin, statement: &str) -> Result<f64> {
    let data_source = DataSource {
        uid: "sandbox".to_owned(),
        json_data: json!({"sandbox": {"enabled": true, "findings": FINDINGS, "throttle": "off"}}),
        ..DataSource::default()
    };
    let range = Range { from_ms: YEAR.from_ms, to_ms: YEAR.to_ms, interval_ms: YEAR.interval_ms };
    let asked = [Asked { ref_id: "A".to_owned(), json: sql(statement) }];
    let answers = plugin.query(&data_source, range, &asked, Some(Duration::from_secs(60))).await?;
    let answer = answers.get("A").ok_or("the plugin gave no answer")?;
    let bytes = answer.frames.first().ok_or_else(|| answer.error.clone())?;
    let frame = Frame::read(bytes)?;
    let cells = (0..frame.rows.num_rows()).map(|row| frame.cells(row));
    let counts = cells.map(|cells| Ok(cells?.last().ok_or("no column")?.parse::<f64>()?));
    counts.sum::<Result<f64>>()
}
