//! One connection for each data source as it is set now.
//!
//! In comes what Grafana says of the data source with every request, out comes its connection: opened once, shared by
//! all requests, and dropped when the settings change.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use grafana_plugin_sdk::pluginv2::{DataSourceInstanceSettings, PluginContext};
use tokio::sync::OnceCell;

use super::failure::Failure;
use super::settings;
use crate::aws::Connection;

type Cell = Arc<OnceCell<Arc<Connection>>>;

/// The open connections.
#[derive(Debug, Default)]
pub struct Instances {
    /// Guards the map only; connections are opened without it.
    open: Mutex<HashMap<(i64, String), (u64, Cell)>>,
}

impl Instances {
    /// Returns the connection of the data source that a request is about.
    ///
    /// # Errors
    /// When its settings cannot be used.
    pub async fn connection(&self, context: Option<&PluginContext>) -> Result<Arc<Connection>, Failure> {
        let context = context.ok_or_else(Failure::no_data_source)?;
        let instance = context.data_source_instance_settings.as_ref().ok_or_else(Failure::no_data_source)?;
        let version = version(instance);
        let cell = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let known = open.entry((context.org_id, instance.uid.clone())).or_default();
            if known.0 != version {
                *known = (version, Cell::default());
            }
            Arc::clone(&known.1)
        };
        let connection = cell.get_or_try_init(|| async {
            let settings = settings::read(&instance.json_data, &instance.decrypted_secure_json_data)?;
            Ok::<_, Failure>(Arc::new(Connection::open(settings).await?))
        });
        connection.await.map(Arc::clone)
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
