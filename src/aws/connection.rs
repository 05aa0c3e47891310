//! The clients and quotas of one configured data source.
//!
//! In come [`Settings`], out come SDK clients that are ready to be asked. AWS I/O runs on the runtime that opened the
//! connection, whichever runtime polls the answer.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use governor::{DefaultDirectRateLimiter, RateLimiter};
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use super::sandbox_door::SandboxDoor;
use super::settings::{Credentials, Settings};
use crate::sandbox::{ParametersError, Sandbox, Throttle};

/// How often an operation may be called before AWS throttles it.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// The operation.
    pub operation: &'static str,
    /// Requests a second.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

/// The clients and quotas of one configured data source.
#[derive(Debug)]
pub struct Connection {
    inspector: aws_sdk_inspector2::Client,
    securityhub: aws_sdk_securityhub::Client,
    region: String,
    io: Handle,
    /// Whether requests wait here for their quota instead of being throttled there.
    keeps_quotas: bool,
    sandbox: bool,
    /// Guards the map only; a limiter is waited for without it.
    limiters: Mutex<HashMap<&'static str, Arc<DefaultDirectRateLimiter>>>,
}

impl Connection {
    /// Opens a connection; no request is made. AWS is asked on the runtime this is called on.
    ///
    /// # Errors
    /// When the sandbox's parameters are out of bounds.
    pub async fn open(settings: Settings) -> Result<Self, ParametersError> {
        let keeps_quotas = settings.sandbox.as_ref().is_none_or(|sandbox| sandbox.throttle == Throttle::Aws);
        let sandbox = settings.sandbox.is_some();
        let region = settings.region.clone();
        let config = Self::configure(settings).await?;
        Ok(Self {
            inspector: aws_sdk_inspector2::Client::new(&config),
            securityhub: aws_sdk_securityhub::Client::new(&config),
            region,
            io: Handle::current(),
            keeps_quotas,
            sandbox,
            limiters: Mutex::default(),
        })
    }

    async fn configure(settings: Settings) -> Result<SdkConfig, ParametersError> {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).read_timeout(Duration::from_secs(20));
        let region = Region::new(settings.region);
        let config = match settings.credentials {
            Credentials::Keys { access_key_id, secret_access_key, session_token } => {
                let token = session_token.map(|token| token.expose_secret().to_owned());
                let secret = secret_access_key.expose_secret();
                let key = aws_credential_types::Credentials::new(access_key_id, secret, token, None, "settings");
                SdkConfig::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .credentials_provider(SharedCredentialsProvider::new(key))
            }
            Credentials::DefaultChain => {
                aws_config::defaults(BehaviorVersion::latest()).region(region.clone()).load().await.into_builder()
            }
        };
        let config = config
            .region(region)
            // Adaptive retry was measured to hold a panel for 38 s where this took one.
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts.build());
        let config = match settings.endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        Ok(match settings.sandbox {
            Some(parameters) => config.http_client(SandboxDoor::new(Sandbox::new(parameters)?)).build(),
            None => config.build(),
        })
    }

    /// The Inspector client.
    pub fn inspector(&self) -> &aws_sdk_inspector2::Client {
        &self.inspector
    }

    /// The Security Hub client.
    pub fn securityhub(&self) -> &aws_sdk_securityhub::Client {
        &self.securityhub
    }

    /// The Region that is asked.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The host of the console that shows the Region; `None` for partitions whose consoles are not known here.
    pub fn console_host(&self) -> Option<String> {
        console_host(&self.region)
    }

    /// Whether the sandbox stands in AWS's place.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    /// The runtime AWS is asked on.
    pub(super) fn io(&self) -> &Handle {
        &self.io
    }

    /// Waits until the operation may be called without being throttled.
    pub(super) async fn wait_for(&self, quota: Quota) {
        if !self.keeps_quotas {
            return;
        }
        let limiter = {
            let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(limiters.entry(quota.operation).or_insert_with(|| {
                let count = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
                // One less at once than AWS allows: a request may reach AWS later than it left, the next one sooner.
                let burst = count(quota.burst.saturating_sub(1));
                let rate = governor::Quota::per_second(count(quota.per_second)).allow_burst(burst);
                Arc::new(RateLimiter::direct(rate))
            }))
        };
        limiter.until_ready().await;
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
