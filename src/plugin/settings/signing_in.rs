//! Who signs in: `authType` with what belongs to it, and the role that is then assumed.

use std::collections::HashMap;

use super::{JsonData, SettingsError, filled, secret};
use crate::aws::{Credentials, Host, Role};

/// Reads who signs in, and as which role.
pub(super) fn read(
    data: &JsonData,
    secrets: &HashMap<String, String>,
    host: &Host,
) -> Result<(Credentials, Option<Role>), SettingsError> {
    let (name, credentials) = credentials(data, secrets)?;
    if !host.allowed_providers.iter().any(|allowed| allowed == name) {
        return Err(SettingsError::Forbidden { chosen: name, allowed: host.allowed_providers.join(", ") });
    }
    let role = own_role(data, host, matches!(credentials, Credentials::GrafanaCloud))?;
    Ok((credentials, role))
}

/// The way of signing in, with its present name.
fn credentials(
    data: &JsonData,
    secrets: &HashMap<String, String>,
) -> Result<(&'static str, Credentials), SettingsError> {
    let profile = || filled(data.profile.clone());
    let saved = filled(data.auth_type.clone());
    Ok(match saved.as_deref() {
        None | Some("keys") => ("keys", keys(secrets)?),
        // "arn" is what data sources saved by early versions of Grafana have.
        Some("default" | "arn") => ("default", Credentials::DefaultChain { profile: profile() }),
        Some("credentials" | "sharedCreds") => ("credentials", Credentials::Profile { name: profile() }),
        Some("ec2_iam_role") => ("ec2_iam_role", Credentials::Machine),
        Some("grafana_assume_role") => ("grafana_assume_role", Credentials::GrafanaCloud),
        Some(other) => return Err(SettingsError::AuthType(other.to_owned())),
    })
}

fn keys(secrets: &HashMap<String, String>) -> Result<Credentials, SettingsError> {
    Ok(Credentials::Keys {
        access_key_id: secret(secrets, "accessKey").ok_or(SettingsError::NoKey("access key id"))?,
        secret_access_key: secret(secrets, "secretKey").ok_or(SettingsError::NoKey("secret access key"))?.into(),
        session_token: secret(secrets, "sessionToken").map(Into::into),
    })
}

fn own_role(data: &JsonData, host: &Host, is_grafana_cloud: bool) -> Result<Option<Role>, SettingsError> {
    let Some(arn) = filled(data.assume_role_arn.clone()) else {
        return if is_grafana_cloud { Err(SettingsError::NeedsRole) } else { Ok(None) };
    };
    let external_id = match is_grafana_cloud {
        // Grafana Cloud chooses it, so that nobody can name another customer's.
        true => filled(data.grafana_external_id.clone())
            .filter(|_| data.use_per_datasource_external_id)
            .or_else(|| host.external_id.clone()),
        false => filled(data.external_id.clone()),
    };
    role(arn, external_id, host).map(Some)
}

/// Checks a role that is to be assumed.
pub(super) fn role(arn: String, external_id: Option<String>, host: &Host) -> Result<Role, SettingsError> {
    if !host.allows_roles {
        return Err(SettingsError::NoRoles);
    }
    if is_role(&arn) { Ok(Role { arn, external_id }) } else { Err(SettingsError::Role(arn)) }
}

/// `arn:<partition>:iam::<account>:role/<path and name>`
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [prefix, partition, service, region, account, resource] = parts[..] else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit());
    let is_named = resource.strip_prefix("role/").is_some_and(|name| !name.is_empty());
    prefix == "arn" && partition.starts_with("aws") && service == "iam" && region.is_empty() && is_account && is_named
}
