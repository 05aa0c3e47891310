//! One connection and one memory for each data source as it is set now.
//!
//! In comes what Grafana says of the data source with every request, out comes what its queries share: opened once, shared by
//! all requests, and dropped when the settings change or nobody has asked for an hour: Grafana does not say when a data
//! source is deleted.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use grafana_plugin_sdk::pluginv2::{DataSourceInstanceSettings, PluginContext};
use tokio::sync::OnceCell;

use super::failure::Failure;
use super::settings;
use crate::aws::{Connection, Host, LONGEST_KEPT, Spent};
use crate::engine::{Engine, Sessions};

/// What queries of one data source share.
#[derive(Debug)]
pub struct Source {
    /// The way to AWS.
    pub connection: Arc<Connection>,
    /// Their sessions, which share a memory.
    pub sessions: Sessions,
}

/// A data source: organisation and uid.
type Id = (i64, String);

type Cell = Arc<OnceCell<Arc<Source>>>;

/// How long a connection that nobody asks for is kept: as long as its answers, some of which were paid for.
const IDLE: Duration = LONGEST_KEPT;

/// A data source as it is set now.
#[derive(Debug)]
struct Instance {
    version: u64,
    source: Cell,
    last_asked: Instant,
}

/// The data sources that are asked.
pub struct Instances {
    engine: Arc<Engine>,
    host: Arc<Host>,
    /// Guards the map only; connections are opened without it.
    open: Mutex<HashMap<Id, Instance>>,
    /// Guards the map only. What was spent today does not depend on the settings, nor on who asked of late.
    spent: Mutex<HashMap<Id, Arc<Spent>>>,
}

impl Instances {
    /// None are asked yet.
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine, host: Arc::new(Host::of_process()), open: Mutex::default(), spent: Mutex::default() }
    }

    /// Returns the data source that a request is about.
    ///
    /// # Errors
    /// When its settings cannot be used.
    pub async fn source(&self, context: Option<&PluginContext>) -> Result<Arc<Source>, Failure> {
        let context = context.ok_or_else(Failure::no_data_source)?;
        let instance = context.data_source_instance_settings.as_ref().ok_or_else(Failure::no_data_source)?;
        let version = version(instance);
        let id = (context.org_id, instance.uid.clone());
        let cell = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            open.retain(|_, instance| now.duration_since(instance.last_asked) < IDLE);
            let fresh = || Instance { version, source: Cell::default(), last_asked: now };
            let known = open.entry(id.clone()).or_insert_with(fresh);
            if known.version != version {
                *known = fresh();
            }
            known.last_asked = now;
            Arc::clone(&known.source)
        };
        let source = cell.get_or_try_init(|| async {
            let settings = settings::read(&instance.json_data, &instance.decrypted_secure_json_data, &self.host)?;
            let connection = Arc::new(Connection::open(settings, self.spent_by(id)).await?);
            Ok::<_, Failure>(Arc::new(Source { connection, sessions: self.engine.sessions()? }))
        });
        source.await.map(Arc::clone)
    }

    fn spent_by(&self, id: Id) -> Arc<Spent> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(spent.entry(id).or_default())
    }
}

/// Tells two states of a data source's settings apart; not the secrets themselves.
fn version(instance: &DataSourceInstanceSettings) -> u64 {
    let mut hasher = DefaultHasher::new();
    instance.last_updated_ms.hash(&mut hasher);
    instance.json_data.hash(&mut hasher);
    let mut secrets: Vec<_> = instance.decrypted_secure_json_data.iter().collect();
    secrets.sort();
    secrets.hash(&mut hasher);
    hasher.finish()
}
