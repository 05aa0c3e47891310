//! How long listings take beside what AWS's rates allow, over a sandbox with AWS's buckets.
//!
//! `cargo bench --bench rates` takes about 5 minutes, nearly all of it waiting, so that `--profile dev` measures the same.
//! The bound of a listing in one place is (requests − 6) / 3 s: AWS lets 6 requests through at once and then 3 a second.
//! That of several places is what the slowest of them takes alone. A ratio above its limit is a failure.

#[path = "support/process.rs"]
mod process;

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use awsposture::aws::{
    Account, Accounts, Caller, Connection, Memory, Regions, Request, Role, Scope, Settings, Traffic,
};
use awsposture::engine::{self, Engine, Sessions};
use awsposture::query::{self, Query, Times};
use awsposture::sandbox::{Parameters, Throttle};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::util::display::array_value_to_string;
use process::{memory_mib, status_of};
use prometheus::Registry;
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FINDINGS: u32 = 20_000;
const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"];
const ALL: &str = "SELECT severity, count(*) AS n FROM securityhub_findings GROUP BY severity";
const NONE: &str = "SELECT severity, count(*) AS n FROM securityhub_findings WHERE id = 'none' GROUP BY severity";
const PLACES: &str = "SELECT account_id, region, count(*) AS n FROM securityhub_findings GROUP BY 1, 2 ORDER BY n DESC";
const YEAR: Times = Times { from_ms: 1_750_000_000_000, to_ms: 1_781_536_000_000, interval_ms: 3_600_000 };
/// In which AWS's buckets and ours are full again.
const REST: Duration = Duration::from_secs(3);

fn main() -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<ExitCode> {
    let slow = Parameters { latency: Duration::from_millis(600), ..of(12, Throttle::Aws) };
    let places = places().await?;
    let accounts: Vec<&str> = places.iter().map(|(account, _)| account.as_str()).collect();
    let accounts = accounts.iter().enumerate().filter(|(place, id)| !accounts[..*place].contains(id));
    let accounts: Vec<Account> = accounts.map(|(_, id)| account(id)).collect();
    let regions = REGIONS.map(str::to_owned).to_vec();
    let parts = format!("{} accounts x {} Regions", accounts.len(), regions.len());
    let (accounts, regions) = (Accounts::Listed(accounts), Regions::Listed(regions));
    let fanned = Scope { accounts, regions, is_aggregated: false };
    let gathered = Scope { is_aggregated: true, ..fanned.clone() };
    let (account, region) = places.first().ok_or("there are no findings")?;
    let slowest = format!(
        "{} ",
        ALL.replace(" GROUP", &format!(" WHERE account_id = '{account}' AND region = '{region}' GROUP"))
    );

    println!("{FINDINGS} findings; threads and MiB are those of the process, with the sandbox in it\n");
    println!("{:<44} | requests | seconds |  bound | ratio | at most | 429 | threads | peak MiB", "what");
    let mut kept = true;
    let one = World::new(of(12, Throttle::Aws), Scope::default()).await?.run(ALL).await?;
    kept &= one.show("one Region, no latency", one.at_rates(), 1.03);
    let one = World::new(slow, Scope::default()).await?.run(ALL).await?;
    kept &= one.show("one Region, 600 ms a page", one.at_rates(), 1.03);
    let alone = World::new(of(8, Throttle::Aws), fanned.clone()).await?.run(&slowest).await?;
    // So short that the last answer's way counts: it is shown, and what all take is held to it.
    alone.show("the slowest part alone", alone.at_rates(), f64::INFINITY);
    let all = World::new(of(8, Throttle::Aws), fanned).await?.run(ALL).await?;
    kept &= all.show(&parts, alone.seconds, 1.10);
    let one = World::new(of(8, Throttle::Aws), gathered).await?.run(ALL).await?;
    kept &= one.show(&format!("{parts} by the aggregator"), one.at_rates(), 1.03);
    if [one.rows, all.rows] != [f64::from(FINDINGS); 2] {
        return Err(format!("{} and {} findings were counted", one.rows, all.rows).into());
    }
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn of(accounts: u32, throttle: Throttle) -> Parameters {
    let regions = REGIONS.map(str::to_owned).to_vec();
    Parameters { accounts, regions, findings: FINDINGS, throttle, ..Parameters::default() }
}

fn account(id: &str) -> Account {
    let role = Role { arn: format!("arn:aws:iam::{id}:role/Posture"), external_id: None };
    Account { id: id.to_owned(), role: Some(role), labels: BTreeMap::new() }
}

/// The accounts and Regions with findings, those with most first.
async fn places() -> Result<Vec<(String, String)>> {
    let world = World::new(of(8, Throttle::Off), Scope::default()).await?;
    let (cells, _) = world.cells(PLACES).await?;
    Ok(cells.into_iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect())
}

/// A data source over a sandbox of its own, whose findings are made and whose accounts are signed in to.
struct World {
    connection: Arc<Connection>,
    sessions: Sessions,
}

/// What came of a listing.
struct Measured {
    rows: f64,
    requests: u64,
    seconds: f64,
    throttled: f64,
    /// Before, and the most while it ran.
    threads: [u64; 2],
    peak_mib: f64,
}

impl World {
    async fn new(parameters: Parameters, scope: Scope) -> Result<Self> {
        let is_throttled = parameters.throttle == Throttle::Aws;
        let memory = Memory { keeps: false, ..Memory::default() };
        let settings = Settings { scope, memory, ..Settings::sandbox(REGIONS[0], parameters) };
        let connection = Arc::new(Connection::open(settings, Arc::default()).await?);
        let world = Self { connection, sessions: Engine::new()?.sessions()? };
        world.cells(NONE).await?;
        if is_throttled {
            tokio::time::sleep(REST).await;
        }
        Ok(world)
    }

    /// The cells of an answer, and the requests it took.
    async fn cells(&self, sql: &str) -> Result<(Vec<Vec<String>>, u64)> {
        let json = json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string();
        let request = Arc::new(Request::new(Arc::clone(&self.connection), Caller::Panel));
        let session = self.sessions.begin(Arc::clone(&request));
        let planned = query::plan(&Query::from_json(json.as_bytes())?, YEAR, session).await?;
        let answer = engine::run(planned.plan, true, &planned.state).await?;
        let mut cells = Vec::new();
        for batch in &answer.batches {
            for row in 0..batch.num_rows() {
                let cell = |column: &ArrayRef| array_value_to_string(column, row);
                cells.push(batch.columns().iter().map(cell).collect::<std::result::Result<_, _>>()?);
            }
        }
        Ok((cells, request.attempts()))
    }

    async fn run(&self, sql: &str) -> Result<Measured> {
        // Linux counts the peak anew.
        std::fs::write("/proc/self/clear_refs", "5")?;
        let (before, throttled) = (threads()?, throttled()?);
        let most = Arc::new(AtomicU64::new(before));
        let watch = Arc::clone(&most);
        let watching = tokio::spawn(async move {
            loop {
                watch.fetch_max(threads().unwrap_or_default(), Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        let begun = Instant::now();
        let (cells, requests) = self.cells(sql).await?;
        let seconds = begun.elapsed().as_secs_f64();
        watching.abort();
        let counts = cells.iter().map(|row| Ok(row.last().ok_or("no column")?.parse::<f64>()?));
        Ok(Measured {
            rows: counts.sum::<Result<f64>>()?,
            requests,
            seconds,
            throttled: self::throttled()? - throttled,
            threads: [before, most.load(Ordering::Relaxed)],
            peak_mib: memory_mib(std::process::id(), "VmHWM").ok_or("this process has no memory")?,
        })
    }
}

impl Measured {
    /// What AWS's rates allow for so many requests in one place.
    fn at_rates(&self) -> f64 {
        (self.requests as f64 - 6.0) / 3.0
    }

    /// Prints it, and says whether its time is within so many bounds.
    fn show(&self, what: &str, bound: f64, at_most: f64) -> bool {
        let Self { requests, seconds, throttled, threads: [before, most], peak_mib, .. } = self;
        let ratio = seconds / bound;
        let broken = if ratio > at_most { " BROKEN" } else { "" };
        let at_most = if at_most.is_finite() { format!("{at_most:.2}") } else { String::new() };
        println!(
            "{what:<44} | {requests:>8} | {seconds:>7.2} | {bound:>6.2} | {ratio:>5.3} | {at_most:>7} | {throttled:>3} | {:>7} | {peak_mib:>8.0}{broken}",
            format!("{before}-{most}")
        );
        broken.is_empty()
    }
}

fn threads() -> Result<u64> {
    Ok(status_of(std::process::id(), "Threads").ok_or("this process has no threads")? as u64)
}

/// How often AWS has refused a request as one too many.
fn throttled() -> Result<f64> {
    let registry = Registry::new();
    Traffic::collectors().into_iter().try_for_each(|collector| registry.register(collector))?;
    let families = registry.gather();
    let requests = families.iter().filter(|family| family.name() == "awsposture_aws_requests_total");
    let refused = requests.flat_map(|family| family.get_metric()).filter(|metric| {
        metric.get_label().iter().any(|label| label.name() == "outcome" && label.value() == "throttled")
    });
    Ok(refused.map(|metric| metric.get_counter().get_value()).sum())
}
