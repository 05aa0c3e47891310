//! What a data source is set to: Grafana's `jsonData` and decrypted secrets, checked.
//!
//! Names are those of Grafana's AWS SDK where it has them. Members that are not known are ignored, so that a data source
//! saved by a later version still opens.

mod endpoints;
mod proxy;
mod scope;
mod signing_in;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::aws::{Cap, Host, Memory, Settings};
use crate::sandbox;

/// The most findings a data source's own sandbox may hold.
const MOST_SANDBOX_FINDINGS: u32 = 200_000;
const DEFAULT_REGION: &str = "us-east-1";
/// What Grafana's AWS data sources write where nothing is chosen.
const USUAL: &str = "default";

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Not the JSON that is expected.
    #[error("the data source's settings cannot be read: {0}. Open its settings page and save it again.")]
    Json(#[from] serde_json::Error),
    /// A key is missing.
    #[error("the data source has no {0}. Open its settings page, enter the access key, or switch the sandbox on.")]
    NoKey(&'static str),
    /// A way of signing in that is none.
    #[error(
        "the data source's authentication \"{0}\" is none. Choose one of keys, default, credentials, ec2_iam_role and grafana_assume_role."
    )]
    AuthType(String),
    /// A way of signing in that the server does not allow.
    #[error(
        "this Grafana server does not allow the authentication \"{chosen}\", only {allowed}. Choose one of these, or let the administrator add it to allowed_auth_providers under [aws] in grafana.ini."
    )]
    Forbidden {
        /// What the data source chose.
        chosen: &'static str,
        /// What is allowed.
        allowed: String,
    },
    /// Roles on a server that does not allow them.
    #[error(
        "this Grafana server does not allow data sources to assume roles. Remove the role's ARN, or let the administrator set assume_role_enabled = true under [aws] in grafana.ini."
    )]
    NoRoles,
    /// Grafana Cloud's own account without a role.
    #[error("the authentication grafana_assume_role needs the ARN of a role to assume. Enter it as Assume Role ARN.")]
    NeedsRole,
    /// A role's ARN that is none.
    #[error("\"{0}\" is not the ARN of a role. Write one such as arn:aws:iam::111122223333:role/Posture.")]
    Role(String),
    /// A proxy of the data source's own on a server that does not allow it.
    #[error(
        "this Grafana server does not allow data sources a proxy of their own. Set the proxy type to env, or let the administrator set per_datasource_http_proxy_enabled = true under [aws] in grafana.ini."
    )]
    NoProxies,
    /// A kind of proxy that is none.
    #[error("the data source's proxy type \"{0}\" is none of env, none and url")]
    ProxyType(String),
    /// A proxy's address that is none.
    #[error(
        "the data source's proxy address must be http://host:port or https://host:port, without user and password: these have settings of their own."
    )]
    ProxyAddress,
    /// Accounts of an organisation without a role to reach them by.
    #[error(
        "the data source asks the accounts of an organisation, and names no role to assume in them. Set the role's name (accounts.roleName), such as Posture."
    )]
    NoRoleName,
    /// Accounts that are chosen in a way that is none.
    #[error("the accounts' mode \"{0}\" is none of current, list and organization")]
    AccountsMode(String),
    /// A list of accounts without any.
    #[error(
        "the data source asks a list of accounts, and the list is empty. Add accounts to it, or choose the account that signs in."
    )]
    NoAccounts,
    /// An account's id that is none, or comes twice.
    #[error("\"{0}\" is not an account id, or is in the list twice. Write each once, with its twelve digits.")]
    Account(String),
    /// A role of another account than the one it is listed for.
    #[error("the role {role} is not one of the account {account}, for which it is listed")]
    OtherAccountsRole {
        /// The account.
        account: String,
        /// The role.
        role: String,
    },
    /// An aggregation that is none.
    #[error("the aggregation \"{0}\" is none of auto, always and never")]
    Aggregation(String),
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
    region: Option<String>,
    default_region: Option<String>,
    endpoint: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
    sandbox: SandboxData,
    profile: Option<String>,
    // Grafana's own data sources read both.
    #[serde(alias = "assumeRoleARN")]
    assume_role_arn: Option<String>,
    external_id: Option<String>,
    grafana_external_id: Option<String>,
    use_per_datasource_external_id: bool,
    proxy_type: Option<String>,
    proxy_url: Option<String>,
    proxy_username: Option<String>,
    accounts: AccountsData,
    regions: Option<Vec<String>>,
    aggregation: Option<String>,
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
#[serde(rename_all = "camelCase", default)]
struct AccountsData {
    mode: Option<String>,
    list: Vec<AccountData>,
    role_name: Option<String>,
    include: Vec<Id>,
    exclude: Vec<Id>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AccountData {
    id: Id,
    name: Option<String>,
    labels: Option<BTreeMap<String, Value>>,
    role_arn: Option<String>,
    external_id: Option<String>,
}

/// An account's id; YAML reads one without quotes as a number, and drops the zeros before it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
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
/// When a setting is missing, cannot be used, or is not allowed by the server; the message names it and never its secret.
pub fn read(json_data: &[u8], secrets: &HashMap<String, String>, host: &Arc<Host>) -> Result<Settings, SettingsError> {
    let data: JsonData = if json_data.is_empty() { JsonData::default() } else { serde_json::from_slice(json_data)? };
    let region = data.region()?;
    let cap = data.spend.cap()?;
    let memory = Memory { keeps: data.cache.enabled.unwrap_or(true), ..Memory::default() };
    let scope = scope::read(&data, host, &region)?;
    if data.sandbox.enabled {
        return Ok(Settings { scope, memory, cap, ..Settings::sandbox(region, parameters(data.sandbox)?) });
    }
    let (credentials, role) = signing_in::read(&data, secrets, host)?;
    let proxy = proxy::read(&data, secrets, host)?;
    let endpoints = endpoints::read(&data)?;
    Ok(Settings {
        credentials,
        role,
        region,
        scope,
        endpoints,
        proxy,
        sandbox: None,
        memory,
        cap,
        host: Arc::clone(host),
    })
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
    /// The Region that is asked: `defaultRegion`, before which other AWS data sources also know `region`.
    fn region(&self) -> Result<String, SettingsError> {
        let mut named = [&self.region, &self.default_region].into_iter().filter_map(|name| filled(name.clone()));
        let region = named.find(|name| name != USUAL).unwrap_or_else(|| DEFAULT_REGION.to_owned());
        checked_region(region)
    }
}

fn checked_region(region: String) -> Result<String, SettingsError> {
    let is_name = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    if region.chars().all(is_name) { Ok(region) } else { Err(SettingsError::Region(region)) }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn secret(secrets: &HashMap<String, String>, name: &str) -> Option<String> {
    filled(secrets.get(name).cloned())
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

#[cfg(test)]
mod tests;
