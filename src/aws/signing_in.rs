//! Signing in: from what a data source says to credentials for the SDK, which caches and renews them.
//!
//! First come base credentials, by the data source's way of signing in, then a role that is assumed with them. The machine's
//! own credentials (metadata, web identity, SSO) are asked at AWS's addresses only; the data source's endpoint
//! serves AssumeRole, beside its data.

mod member;
mod problem;

use std::sync::Arc;
use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_config::{Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, Result as Provided, SharedCredentialsProvider, future};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::os_shim_internal::{Env, Fs};
use secrecy::ExposeSecret;

use super::host::Host;
use super::regions;
use super::settings::{Credentials, Role};
pub use member::MemberRole;
pub use problem::SignInError;
pub(super) use problem::problem;

/// The profile of Grafana Cloud's own credentials, and the folder that holds them where there is no such profile.
const GRAFANA_PROFILE: &str = "assume_role_credentials";
const GRAFANA_FILES: &str = "/tmp/aws.credentials";
/// What assumed roles are seen as in CloudTrail.
const SESSION_NAME: &str = "GrafanaAwsPosture";
/// The most source profiles that are followed.
const MOST_SOURCES: usize = 20;

/// Makes base credentials ready; nothing is asked before they are needed.
pub fn base(
    credentials: Credentials,
    host: &Arc<Host>,
    region: Region,
    http: SharedHttpClient,
) -> SharedCredentialsProvider {
    let config = ProviderConfig::without_region().with_region(Some(region)).with_http_client(http);
    match credentials {
        Credentials::Keys { access_key_id, secret_access_key, session_token } => {
            let token = session_token.map(|token| token.expose_secret().to_owned());
            let secret = secret_access_key.expose_secret();
            let key = aws_credential_types::Credentials::new(access_key_id, secret, token, None, "settings");
            SharedCredentialsProvider::new(key)
        }
        Credentials::DefaultChain { profile } => SharedCredentialsProvider::new(
            CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
                .or_else("Profile", Profile::new(profile, host, &config))
                .or_else("WebIdentityToken", WebIdentityTokenCredentialsProvider::builder().configure(&config).build())
                .or_else("EcsContainer", container(&config))
                .or_else("Ec2InstanceMetadata", machine(&config)),
        ),
        Credentials::Profile { name } => SharedCredentialsProvider::new(Profile::new(name, host, &config)),
        Credentials::Machine => SharedCredentialsProvider::new(
            CredentialsProviderChain::first_try("EcsContainer", container(&config))
                .or_else("Ec2InstanceMetadata", machine(&config)),
        ),
        Credentials::GrafanaCloud => {
            SharedCredentialsProvider::new(GrafanaCloud(Profile::new(Some(GRAFANA_PROFILE.to_owned()), host, &config)))
        }
    }
}

/// Makes a role ready that is assumed with the credentials of `config`, and through its endpoint.
pub fn assumed(role: &Role, host: &Host, config: &SdkConfig) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Assumed::new(role, host, config))
}

/// Makes the role of another account ready, as [`assumed`] does.
pub fn member(role: &Role, host: &Host, config: &SdkConfig) -> Arc<MemberRole> {
    Arc::new(MemberRole::new(Assumed::new(role, host, config)))
}

/// Where STS is asked instead: in Regions that accounts opt into, the account that asks may not have done so.
fn sts_region(region: &str) -> Option<Region> {
    regions::is_opt_in(region).then(|| Region::from_static("us-east-1"))
}

fn container(config: &ProviderConfig) -> EcsCredentialsProvider {
    EcsCredentialsProvider::builder().configure(config).build()
}

fn machine(config: &ProviderConfig) -> ImdsCredentialsProvider {
    ImdsCredentialsProvider::builder().configure(config).build()
}

/// A profile of the server's AWS files; one that runs a program only where the administrator allows it.
#[derive(Debug)]
struct Profile {
    name: Option<String>,
    files: EnvConfigFiles,
    allows_process: bool,
    inner: ProfileFileCredentialsProvider,
}

impl Profile {
    fn new(name: Option<String>, host: &Host, config: &ProviderConfig) -> Self {
        let files = files(host);
        let mut builder = ProfileFileCredentialsProvider::builder().configure(config).profile_files(files.clone());
        if let Some(name) = &name {
            builder = builder.profile_name(name);
        }
        Self { name, files, allows_process: host.allows_credential_process, inner: builder.build() }
    }

    async fn credentials(&self) -> Provided {
        if !self.allows_process {
            let name = self.name.clone().map(Into::into);
            let profiles = aws_config::profile::load(&Fs::real(), &Env::real(), &self.files, name).await;
            if let Some(runs) = profiles.ok().and_then(|profiles| runs_program(&profiles)) {
                return Err(CredentialsError::invalid_configuration(SignInError::Process(runs)));
            }
        }
        self.inner.provide_credentials().await
    }
}

/// The files the administrator named, and the SDK's own where none is.
pub fn files(host: &Host) -> EnvConfigFiles {
    let mut files = EnvConfigFiles::builder()
        .include_default_config_file(host.config_file.is_none())
        .include_default_credentials_file(host.credentials_file.is_none());
    for (kind, path) in
        [(EnvConfigFileKind::Config, &host.config_file), (EnvConfigFileKind::Credentials, &host.credentials_file)]
    {
        if let Some(path) = path {
            files = files.with_file(kind, path);
        }
    }
    files.build()
}

/// The profile, of those that the selected one's credentials come from, that runs a program.
fn runs_program(profiles: &ProfileSet) -> Option<String> {
    let mut name = profiles.selected_profile();
    for _ in 0..MOST_SOURCES {
        let profile = profiles.get_profile(name)?;
        if profile.get("credential_process").is_some() {
            return Some(name.to_owned());
        }
        name = profile.get("source_profile")?;
    }
    None
}

/// Grafana Cloud's own credentials, with which it assumes the roles of its customers.
#[derive(Debug)]
struct GrafanaCloud(Profile);

impl GrafanaCloud {
    async fn credentials(&self) -> Provided {
        let read = |name: &str| tokio::fs::read_to_string(format!("{GRAFANA_FILES}/{name}"));
        match tokio::join!(read("access-key-id"), read("secret-access-key")) {
            (Ok(id), Ok(secret)) => {
                // They are replaced from time to time: read again after a while.
                let expires = std::time::SystemTime::now() + Duration::from_secs(900);
                Ok(aws_credential_types::Credentials::new(id.trim(), secret.trim(), None, Some(expires), "grafana"))
            }
            _ => self.0.credentials().await,
        }
    }
}

/// A role that is assumed.
#[derive(Debug)]
struct Assumed {
    role: Role,
    length: Option<Duration>,
    client: aws_sdk_sts::Client,
}

impl Assumed {
    fn new(role: &Role, host: &Host, config: &SdkConfig) -> Self {
        let client = match config.region().and_then(|region| sts_region(region.as_ref())) {
            Some(region) => aws_sdk_sts::Client::new(&config.to_builder().region(region).build()),
            None => aws_sdk_sts::Client::new(config),
        };
        Self { role: role.clone(), length: host.session_length, client }
    }

    async fn credentials(&self) -> Provided {
        let Role { arn, external_id } = &self.role;
        let seconds = self.length.map(|length| i32::try_from(length.as_secs()).unwrap_or(i32::MAX));
        let ask = self.client.assume_role().role_arn(arn).role_session_name(SESSION_NAME);
        let sent = ask.set_external_id(external_id.clone()).set_duration_seconds(seconds).send().await;
        let answer = sent.map_err(|error| CredentialsError::provider_error(SignInError::role(arn, &error)))?;
        let key = answer.credentials.ok_or_else(|| CredentialsError::unhandled("AWS answered without credentials"))?;
        let expires = key.expiration.try_into().map_err(CredentialsError::unhandled)?;
        let (id, secret, token) = (key.access_key_id, key.secret_access_key, Some(key.session_token));
        Ok(aws_credential_types::Credentials::new(id, secret, token, Some(expires), "AssumeRole"))
    }
}

macro_rules! provides_credentials {
    ($($provider:ty),*) => {$(
        impl ProvideCredentials for $provider {
            fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
            where
                Self: 'a,
            {
                future::ProvideCredentials::new(self.credentials())
            }
        }
    )*};
}

provides_credentials!(Profile, GrafanaCloud, Assumed);

#[cfg(test)]
mod tests;
