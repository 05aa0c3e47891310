//! The clients of one configured data source.
//!
//! In come [`Settings`], out come SDK clients that are ready to be asked. AWS I/O runs on the runtime that opened the
//! connection, whichever runtime polls the answer.

use std::sync::Arc;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{FrameworkMetadata, Region, SdkConfig};
use aws_smithy_http_client::proxy::ProxyError;
use aws_smithy_runtime_api::shared::IntoShared;
use chrono::{DateTime, Utc};
use thiserror::Error;
use tokio::runtime::Handle;

use super::error::Call;
use super::host::Host;
use super::kept::{Clock, KeptAnswers};
use super::network::network;
use super::quotas::Quotas;
use super::sandbox_door::SandboxDoor;
use super::settings::Settings;
use super::signing_in;
use super::spend::{Purse, Spent};
use crate::sandbox::{ParametersError, Sandbox, Throttle};

/// The longest that credentials are waited for: a chain of roles asks several times.
const LONGEST_SIGN_IN: Duration = Duration::from_secs(10);

/// A connection that cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A sandbox that cannot be made.
    #[error("the sandbox cannot be made: {0}")]
    Sandbox(#[from] ParametersError),
    /// A proxy that is none.
    #[error("the data source's proxy cannot be used: its address must be http://host:port or https://host:port")]
    Proxy(#[from] ProxyError),
}

/// The clients of one configured data source.
#[derive(Debug)]
pub struct Connection {
    budgets: aws_sdk_budgets::Client,
    config: aws_sdk_config::Client,
    cost_explorer: aws_sdk_costexplorer::Client,
    inspector: aws_sdk_inspector2::Client,
    securityhub: aws_sdk_securityhub::Client,
    sts: aws_sdk_sts::Client,
    region: String,
    io: Handle,
    sandbox: bool,
    clock: Clock,
}

impl Connection {
    /// Opens a connection; no request is made. AWS is asked on the runtime this is called on.
    ///
    /// # Errors
    /// When the sandbox's parameters are out of bounds, or the proxy's address is none.
    pub async fn open(settings: Settings, spent: Arc<Spent>) -> Result<Self, OpenError> {
        let sandbox = settings.sandbox.is_some();
        let region = settings.region.clone();
        let clock = settings.memory.clock;
        let config = Self::configure(settings, spent).await?;
        // Some services have one endpoint for all Regions; requests to it are signed for its own.
        let global = config.to_builder().region(Region::new(global_region(&region))).build();
        Ok(Self {
            budgets: aws_sdk_budgets::Client::new(&global),
            config: aws_sdk_config::Client::new(&config),
            cost_explorer: aws_sdk_costexplorer::Client::new(&global),
            inspector: aws_sdk_inspector2::Client::new(&config),
            securityhub: aws_sdk_securityhub::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            region,
            io: Handle::current(),
            sandbox,
            clock,
        })
    }

    async fn configure(settings: Settings, spent: Arc<Spent>) -> Result<SdkConfig, OpenError> {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).read_timeout(Duration::from_secs(20));
        let region = Region::new(settings.region);
        let keeps_quotas = settings.sandbox.as_ref().is_none_or(|sandbox| sandbox.throttle == Throttle::Aws);
        let outside = network(&settings.proxy)?;
        let inside = match settings.sandbox {
            Some(parameters) => SandboxDoor::new(Sandbox::new(parameters)?).into_shared(),
            None => outside.clone(),
        };
        let purse = Purse { cap: settings.cap, spent };
        let client = KeptAnswers::new(inside, settings.memory, Quotas::new(keeps_quotas), purse);
        let host = settings.host;
        let mut config = aws_config::defaults(BehaviorVersion::latest())
            .region(region.clone())
            .profile_files(signing_in::files(&host))
            .credentials_provider(signing_in::base(settings.credentials, &host, region, outside))
            // One for all clients: they share credentials, and renew them once.
            .identity_cache(IdentityCache::lazy().load_timeout(LONGEST_SIGN_IN).build())
            // Adaptive retry was measured to hold a panel for 38 s where this took one.
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts.build())
            .use_fips(settings.endpoints.fips)
            .use_dual_stack(settings.endpoints.dual_stack)
            .http_client(client);
        for framework in frameworks(&host) {
            config = config.framework_metadata(framework);
        }
        if let Some(endpoint) = settings.endpoints.all {
            config = config.endpoint_url(endpoint);
        }
        let config = config.load().await;
        let Some(role) = settings.role else { return Ok(config) };
        let asking = match settings.endpoints.sts {
            Some(endpoint) => config.to_builder().endpoint_url(endpoint).build(),
            None => config.clone(),
        };
        Ok(config.to_builder().credentials_provider(signing_in::assumed(&role, &host, &asking)).build())
    }

    /// The Budgets client.
    pub fn budgets(&self) -> &aws_sdk_budgets::Client {
        &self.budgets
    }

    /// The Config client.
    pub fn config(&self) -> &aws_sdk_config::Client {
        &self.config
    }

    /// The Cost Explorer client.
    pub fn cost_explorer(&self) -> &aws_sdk_costexplorer::Client {
        &self.cost_explorer
    }

    /// The Inspector client.
    pub fn inspector(&self) -> &aws_sdk_inspector2::Client {
        &self.inspector
    }

    /// The Security Hub client.
    pub fn securityhub(&self) -> &aws_sdk_securityhub::Client {
        &self.securityhub
    }

    /// The STS client.
    pub(super) fn sts(&self) -> &aws_sdk_sts::Client {
        &self.sts
    }

    /// The Region that an operation is asked in.
    pub fn region_of(&self, call: Call) -> &str {
        if call.terms().is_global { global_region(&self.region) } else { &self.region }
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
        (self.clock)()
    }

    /// Whether the sandbox stands in AWS's place.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    /// The runtime AWS is asked on.
    pub(super) fn io(&self) -> &Handle {
        &self.io
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
    match region.split('-').next() {
        Some("cn") => "cn-northwest-1",
        Some("us") if region.starts_with("us-gov-") => "us-gov-west-1",
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
