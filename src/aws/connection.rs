//! Connections: the way of an account to a Region, and from the account that signs in to all others of its data source.
//!
//! In come [`Settings`], out come SDK clients that are ready to be asked. AWS I/O runs on the runtime that opened the
//! connection, whichever runtime polls the answer.

mod discovery;
mod parts;
mod places;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{FrameworkMetadata, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::proxy::ProxyError;
use aws_smithy_runtime_api::shared::IntoShared;
use chrono::{DateTime, Utc};
use thiserror::Error;
use tokio::runtime::Handle;

use super::error::{Call, Place};
use super::host::Host;
use super::kept::{Clock, KeptAnswers};
use super::network::network;
use super::quotas::Quotas;
use super::regions::partition;
use super::sandbox_door::SandboxDoor;
use super::settings::{Role, Settings};
use super::signing_in;
use super::spend::{Purse, Spent};
use crate::sandbox::{ParametersError, Sandbox, Throttle};
pub use parts::{Part, Sees, Spread};
pub use places::Places;
use places::Whereabouts;

/// The longest that credentials are waited for: a chain of roles asks several times.
const LONGEST_SIGN_IN: Duration = Duration::from_secs(10);

/// How often a request is sent at most, the first time included.
const MOST_ATTEMPTS: u32 = 4;

/// A connection that cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A sandbox that cannot be made.
    #[error("the sandbox cannot be made: {0}")]
    Sandbox(#[from] ParametersError),
    /// A proxy that is none.
    #[error("the data source's proxy cannot be used: its address must be http://host:port or https://host:port")]
    Proxy(#[from] ProxyError),
    /// An SDK configuration without credentials; a bug.
    #[error("the SDK was given no credentials")]
    NoCredentials,
}

/// The way of one account to one Region, with clients that are made when they are first asked.
#[derive(Debug)]
pub struct Connection {
    source: Arc<Source>,
    asker: Asker,
    region: String,
    clients: Clients,
}

/// What all connections of a data source share.
#[derive(Debug)]
struct Source {
    config: SdkConfig,
    own: Asker,
    whereabouts: Whereabouts,
    io: Handle,
    sandbox: bool,
    clock: Clock,
}

/// An account as it asks.
#[derive(Debug, Clone)]
struct Asker {
    /// Account and role: what one of them was answered is nobody else's.
    key: Arc<str>,
    /// Whose requests AWS counts, as far as it is known without asking.
    counted: Arc<str>,
    /// The account, where the settings say it.
    account: Option<Arc<str>>,
    labels: Arc<BTreeMap<String, String>>,
    credentials: SharedCredentialsProvider,
}

#[derive(Debug, Default)]
struct Clients {
    account: OnceLock<aws_sdk_account::Client>,
    budgets: OnceLock<aws_sdk_budgets::Client>,
    config: OnceLock<aws_sdk_config::Client>,
    cost_explorer: OnceLock<aws_sdk_costexplorer::Client>,
    inspector: OnceLock<aws_sdk_inspector2::Client>,
    organizations: OnceLock<aws_sdk_organizations::Client>,
    securityhub: OnceLock<aws_sdk_securityhub::Client>,
    sts: OnceLock<aws_sdk_sts::Client>,
}

impl Connection {
    /// Opens the connection of the account that signs in; no request is made. AWS is asked on the runtime this is called on.
    ///
    /// # Errors
    /// When the sandbox's parameters are out of bounds, or the proxy's address is none.
    pub async fn open(settings: Settings, spent: Arc<Spent>) -> Result<Self, OpenError> {
        let sandbox = settings.sandbox.is_some();
        let (region, scope) = (settings.region.clone(), settings.scope.clone());
        let (clock, host) = (settings.memory.clock, Arc::clone(&settings.host));
        let (endpoints, role) = (settings.endpoints.clone(), settings.role.clone());
        // Where a role is assumed, its account is the one that AWS counts.
        let account = role.as_ref().and_then(Role::account).map(str::to_owned);
        let counted = endpoints.counted(&account.unwrap_or_else(|| settings.credentials.who()));
        let base = Self::configure(settings, spent).await?;
        let assuming = |config: &SdkConfig| match &endpoints.sts {
            Some(endpoint) => config.to_builder().endpoint_url(endpoint).build(),
            None => config.clone(),
        };
        let config = match &role {
            Some(role) => {
                let assumed = signing_in::assumed(role, &host, &assuming(&base));
                base.to_builder().credentials_provider(assumed).build()
            }
            None => base,
        };
        let credentials = config.credentials_provider().ok_or(OpenError::NoCredentials)?;
        let own = Asker {
            key: Arc::from(""),
            counted: Arc::from(counted),
            account: None,
            labels: Arc::default(),
            credentials,
        };
        let config_of_roles = assuming(&config);
        let whereabouts = Whereabouts::new(scope, region.clone(), own.clone(), host, config_of_roles, endpoints);
        let source = Source { config, own: own.clone(), whereabouts, io: Handle::current(), sandbox, clock };
        Ok(Self { source: Arc::new(source), asker: own, region, clients: Clients::default() })
    }

    /// The connection of an account and Region of the same data source: this one, whose clients are there, or another.
    fn other(self: &Arc<Self>, asker: &Asker, region: &str) -> Arc<Self> {
        if asker.key == self.asker.key && region == self.region {
            return Arc::clone(self);
        }
        let source = Arc::clone(&self.source);
        Arc::new(Self { source, asker: asker.clone(), region: region.to_owned(), clients: Clients::default() })
    }

    /// The configuration of clients that ask in a Region.
    fn config_in(&self, region: &str) -> SdkConfig {
        let builder = self.source.config.to_builder().region(Region::new(region.to_owned()));
        builder.credentials_provider(self.asker.credentials.clone()).build()
    }

    /// The configuration of clients that ask in this Region.
    fn regional(&self) -> SdkConfig {
        self.config_in(&self.region)
    }

    /// Some services have one endpoint for all Regions; requests to it are signed for its own.
    fn global(&self) -> SdkConfig {
        self.config_in(global_region(&self.region))
    }

    async fn configure(settings: Settings, spent: Arc<Spent>) -> Result<SdkConfig, OpenError> {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).read_timeout(Duration::from_secs(20));
        let region = Region::new(settings.region);
        let outside = network(&settings.proxy)?;
        let (inside, quotas) = match settings.sandbox {
            Some(parameters) => {
                let quotas = Quotas::new(parameters.throttle == Throttle::Aws);
                (SandboxDoor::new(Sandbox::new(parameters)?).into_shared(), quotas)
            }
            None => (outside.clone(), Quotas::of_process()),
        };
        let purse = Purse { cap: settings.cap, spent };
        let client = KeptAnswers::new(inside, settings.memory, quotas, purse);
        let host = settings.host;
        let mut config = aws_config::defaults(BehaviorVersion::latest())
            .region(region.clone())
            .profile_files(signing_in::files(&host))
            .credentials_provider(signing_in::base(settings.credentials, &host, region, outside))
            // One for all clients: they share credentials, and renew them once.
            .identity_cache(IdentityCache::lazy().load_timeout(LONGEST_SIGN_IN).build())
            // Adaptive retry was measured to hold a panel for 38 s where this took one. The waits between attempts are
            // the SDK's, by chance between none and 1, 2 and 4 s; the query's deadline drops them with the request.
            .retry_config(RetryConfig::standard().with_max_attempts(MOST_ATTEMPTS))
            .timeout_config(timeouts.build())
            .http_client(client);
        // What the data source does not say, the server's environment may.
        if settings.endpoints.fips {
            config = config.use_fips(true);
        }
        if settings.endpoints.dual_stack {
            config = config.use_dual_stack(true);
        }
        for framework in frameworks(&host) {
            config = config.framework_metadata(framework);
        }
        if let Some(endpoint) = settings.endpoints.all {
            config = config.endpoint_url(endpoint);
        }
        Ok(config.load().await)
    }

    /// The Budgets client.
    pub fn budgets(&self) -> &aws_sdk_budgets::Client {
        self.clients.budgets.get_or_init(|| aws_sdk_budgets::Client::new(&self.global()))
    }

    /// The Config client.
    pub fn config(&self) -> &aws_sdk_config::Client {
        self.clients.config.get_or_init(|| aws_sdk_config::Client::new(&self.regional()))
    }

    /// The Cost Explorer client.
    pub fn cost_explorer(&self) -> &aws_sdk_costexplorer::Client {
        self.clients.cost_explorer.get_or_init(|| aws_sdk_costexplorer::Client::new(&self.global()))
    }

    /// The Inspector client.
    pub fn inspector(&self) -> &aws_sdk_inspector2::Client {
        self.clients.inspector.get_or_init(|| aws_sdk_inspector2::Client::new(&self.regional()))
    }

    /// The client of Account Management.
    pub(super) fn account_management(&self) -> &aws_sdk_account::Client {
        self.clients.account.get_or_init(|| aws_sdk_account::Client::new(&self.global()))
    }

    /// The Organizations client.
    pub(super) fn organizations(&self) -> &aws_sdk_organizations::Client {
        self.clients.organizations.get_or_init(|| aws_sdk_organizations::Client::new(&self.global()))
    }

    /// The Security Hub client.
    pub fn securityhub(&self) -> &aws_sdk_securityhub::Client {
        self.clients.securityhub.get_or_init(|| aws_sdk_securityhub::Client::new(&self.regional()))
    }

    /// The STS client.
    pub(super) fn sts(&self) -> &aws_sdk_sts::Client {
        self.clients.sts.get_or_init(|| aws_sdk_sts::Client::new(&self.regional()))
    }

    /// The Region that an operation is asked in.
    pub fn region_of(&self, call: Call) -> &str {
        if call.terms().is_global { global_region(&self.region) } else { &self.region }
    }

    /// Who asks, in a form that tells the accounts and roles of a data source apart.
    pub(super) fn asker(&self) -> &Arc<str> {
        &self.asker.key
    }

    /// The account that asks, where the settings say it.
    pub fn account(&self) -> Option<&str> {
        self.asker.account.as_deref()
    }

    /// Whose requests AWS counts: the account where it is known, or else who signs in.
    pub(super) fn counted(&self) -> &Arc<str> {
        &self.asker.counted
    }

    /// The account, where the settings say it, and the Region that are asked.
    pub fn place(&self) -> String {
        Place { account: self.account().map(str::to_owned), region: self.region.clone() }.to_string()
    }

    /// Where an operation is asked, for messages.
    pub(super) fn place_of(&self, call: Call) -> Place {
        Place { account: self.account().map(str::to_owned), region: self.region_of(call).to_owned() }
    }

    /// The Region that is asked.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The host of the console that shows the Region; `None` for partitions whose consoles are not known here.
    pub fn console_host(&self) -> Option<String> {
        console_host(&self.region)
    }

    /// The present, as the age of answers is counted by.
    pub fn now(&self) -> DateTime<Utc> {
        (self.source.clock)()
    }

    /// Whether the sandbox stands in AWS's place.
    pub fn is_sandbox(&self) -> bool {
        self.source.sandbox
    }

    /// The runtime AWS is asked on.
    pub(super) fn io(&self) -> &Handle {
        &self.source.io
    }
}

/// What requests say of who sends them, in their user agent.
fn frameworks(host: &Host) -> impl Iterator<Item = FrameworkMetadata> {
    let plugin = FrameworkMetadata::new("awsposture", Some(env!("CARGO_PKG_VERSION")));
    let grafana = FrameworkMetadata::new("grafana", host.grafana_version.clone());
    // A version that is none is left out rather than in the way.
    [plugin, grafana].into_iter().filter_map(Result::ok)
}

/// The Region of the services that have one endpoint, by partition.
fn global_region(region: &str) -> &'static str {
    match partition(region) {
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    }
}

fn console_host(region: &str) -> Option<String> {
    let mut words = region.split('-');
    let domain = match (words.next()?, words.next()?) {
        (_, word) if word.starts_with("iso") => return None,
        ("us", "gov") => "amazonaws-us-gov.com",
        ("cn", _) => "amazonaws.cn",
        ("af" | "ap" | "ca" | "eu" | "il" | "me" | "mx" | "sa" | "us", _) => "aws.amazon.com",
        _ => return None,
    };
    Some(format!("{region}.console.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_shown_by_the_console_of_its_partition() {
        let rows = [
            ("eu-central-2", Some("eu-central-2.console.aws.amazon.com")),
            ("us-gov-west-1", Some("us-gov-west-1.console.amazonaws-us-gov.com")),
            ("cn-north-1", Some("cn-north-1.console.amazonaws.cn")),
            ("us-iso-east-1", None),
            ("eu-isoe-west-1", None),
            ("eusc-de-east-1", None),
            ("nowhere", None),
        ];
        for (region, expected) in rows {
            assert_eq!(console_host(region).as_deref(), expected, "{region}");
        }
    }
}
