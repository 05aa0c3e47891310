//! What a data source is set to: Grafana's `jsonData` and decrypted secrets, checked.
//!
//! Names are those of Grafana's AWS SDK where it has them. Members that are not known are ignored, so that a data source
//! saved by a later version still opens.

use std::collections::HashMap;
use std::net::IpAddr;

use secrecy::SecretString;
use serde::Deserialize;
use thiserror::Error;

use crate::aws::{Cap, Credentials, Memory, Settings};
use crate::sandbox;

/// The most findings a data source's own sandbox may hold.
const MOST_SANDBOX_FINDINGS: u32 = 200_000;
const DEFAULT_REGION: &str = "us-east-1";

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Not the JSON that is expected.
    #[error("the data source's settings cannot be read: {0}. Open its settings page and save it again.")]
    Json(#[from] serde_json::Error),
    /// A key is missing.
    #[error("the data source has no {0}. Open its settings page, enter the access key, or switch the sandbox on.")]
    NoKey(&'static str),
    /// A way of signing in that is not there.
    #[error(
        "the data source's authentication \"{0}\" is not there yet. Choose an access key (keys) or the AWS SDK's default chain (default)."
    )]
    AuthType(String),
    /// A setting of the contract that is not there yet.
    #[error(
        "the data source's setting {0} is not there yet, and without it another account or Region would be shown than is asked for. Remove it."
    )]
    NotThere(&'static str),
    /// An address that cannot be used.
    #[error("the data source's endpoint {0}")]
    Endpoint(String),
    /// A Region that is none.
    #[error("\"{0}\" is not a Region. Set the default Region to one such as eu-west-1.")]
    Region(String),
    /// A sandbox that is too large.
    #[error(
        "the sandbox can hold at most {MOST_SANDBOX_FINDINGS} findings here, not {0}. For more, start `awsposture sandbox` and set its address as endpoint."
    )]
    SandboxSize(u32),
    /// A reserve that is larger than what it is a part of.
    #[error(
        "the data source keeps {for_alerts} priced requests a day for alert rules, but allows only {most}. Set the reserve to {most} or less."
    )]
    Reserve {
        /// All of a day.
        most: u32,
        /// Those kept for alert rules.
        for_alerts: u32,
    },
    /// A throttle that is none.
    #[error("the sandbox's throttle \"{0}\" is neither aws nor off")]
    Throttle(String),
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct JsonData {
    auth_type: Option<String>,
    default_region: Option<String>,
    endpoint: Option<String>,
    sandbox: SandboxData,
    profile: Option<String>,
    assume_role_arn: Option<String>,
    external_id: Option<String>,
    accounts: AccountsData,
    regions: Vec<String>,
    spend: SpendData,
    cache: CacheData,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SpendData {
    max_requests_per_day: Option<u32>,
    alert_reserve: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CacheData {
    enabled: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AccountsData {
    mode: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SandboxData {
    enabled: bool,
    seed: Option<u64>,
    findings: Option<u32>,
    throttle: Option<String>,
}

/// Reads a data source's settings.
///
/// # Errors
/// When a setting is missing or cannot be used; the message names it and never its secret.
pub fn read(json_data: &[u8], secrets: &HashMap<String, String>) -> Result<Settings, SettingsError> {
    let data: JsonData = if json_data.is_empty() { JsonData::default() } else { serde_json::from_slice(json_data)? };
    if !data.sandbox.enabled {
        data.refuse_what_is_not_there()?;
    }
    let region = filled(data.default_region).unwrap_or_else(|| DEFAULT_REGION.to_owned());
    if !region.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-')
    {
        return Err(SettingsError::Region(region));
    }
    let cap = data.spend.cap()?;
    let memory = Memory { keeps: data.cache.enabled.unwrap_or(true), ..Memory::default() };
    if data.sandbox.enabled {
        return Ok(Settings { memory, cap, ..Settings::sandbox(region, parameters(data.sandbox)?) });
    }
    let credentials = match filled(data.auth_type).as_deref() {
        None | Some("keys") => keys(secrets)?,
        Some("default") => Credentials::DefaultChain,
        Some(other) => return Err(SettingsError::AuthType(other.to_owned())),
    };
    let endpoint = filled(data.endpoint).map(checked_endpoint).transpose()?;
    Ok(Settings { credentials, region, endpoint, sandbox: None, memory, cap })
}

impl SpendData {
    fn cap(&self) -> Result<Cap, SettingsError> {
        let usual = Cap::default();
        let most = self.max_requests_per_day.unwrap_or(usual.most);
        // A cap below the usual reserve is a cap all the same: what people set is not refused for what they did not.
        let for_alerts = self.alert_reserve.unwrap_or(usual.for_alerts.min(most));
        if for_alerts > most {
            return Err(SettingsError::Reserve { most, for_alerts });
        }
        Ok(Cap { most, for_alerts })
    }
}

impl JsonData {
    /// Settings that choose whose findings are shown must not be passed over in silence.
    fn refuse_what_is_not_there(&self) -> Result<(), SettingsError> {
        let set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let other_accounts = self.accounts.mode.as_deref().is_some_and(|mode| !mode.is_empty() && mode != "current");
        let named = [
            ("profile", set(&self.profile)),
            ("assumeRoleArn", set(&self.assume_role_arn)),
            ("externalId", set(&self.external_id)),
            ("accounts", other_accounts),
            ("regions", !self.regions.is_empty()),
        ];
        named.into_iter().find(|(_, set)| *set).map_or(Ok(()), |(name, _)| Err(SettingsError::NotThere(name)))
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn keys(secrets: &HashMap<String, String>) -> Result<Credentials, SettingsError> {
    let secret = |name: &str| filled(secrets.get(name).cloned());
    Ok(Credentials::Keys {
        access_key_id: secret("accessKey").ok_or(SettingsError::NoKey("access key id"))?,
        secret_access_key: secret("secretKey").ok_or(SettingsError::NoKey("secret access key"))?.into(),
        session_token: secret("sessionToken").map(SecretString::from),
    })
}

fn parameters(data: SandboxData) -> Result<sandbox::Parameters, SettingsError> {
    let default = sandbox::Parameters::default();
    let findings = data.findings.unwrap_or(default.findings);
    if findings > MOST_SANDBOX_FINDINGS {
        return Err(SettingsError::SandboxSize(findings));
    }
    let throttle = match data.throttle.as_deref() {
        None | Some("aws") => sandbox::Throttle::Aws,
        Some("off") => sandbox::Throttle::Off,
        Some(other) => return Err(SettingsError::Throttle(other.to_owned())),
    };
    Ok(sandbox::Parameters { seed: data.seed.unwrap_or(default.seed), findings, throttle, ..default })
}

/// An http(s) address whose host is not link-local: instance metadata must not be reached through a setting.
fn checked_endpoint(endpoint: String) -> Result<String, SettingsError> {
    if endpoint.contains('@') {
        // Credentials in an address would be shown wherever the address is.
        return Err(SettingsError::Endpoint("must not contain a user or password.".to_owned()));
    }
    let refuse = |why: &str| Err(SettingsError::Endpoint(format!("\"{endpoint}\" {why}")));
    let Ok(uri) = endpoint.parse::<http::Uri>() else {
        return refuse("is not an address. Write one such as https://localhost.localstack.cloud:4566.");
    };
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return refuse("must begin with http:// or https://.");
    }
    let Some(host) = uri.host() else { return refuse("has no host.") };
    let host = host.trim_matches(['[', ']']).to_lowercase();
    match host.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(address) if is_link_local(address) => refuse("is a link-local address, which is refused."),
        Ok(_) => Ok(endpoint),
        // Resolvers read lone numbers as addresses too.
        Err(_) if host.starts_with("0x") || host.chars().all(|one| one.is_ascii_digit() || one == '.') => {
            refuse("has a host of numbers only. Write its name, or its address with four numbers.")
        }
        Err(_) if host == "metadata.google.internal" => refuse("is a metadata service, which is refused."),
        Err(_) => Ok(endpoint),
    }
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        // fd00:ec2::254 is where AWS serves instance metadata over IPv6.
        IpAddr::V6(address) => address.is_unicast_link_local() || address.segments()[..2] == [0xfd00, 0xec2],
    }
}

#[cfg(test)]
mod tests;
