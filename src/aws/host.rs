//! What the administrator of the Grafana server allows, and where the server's files are: the process's environment.
//!
//! Grafana hands its plugins almost none of its own environment; what it does hand over is read here, once.

use std::path::PathBuf;
use std::time::Duration;

/// What the administrator of the Grafana server allows, and where the server's files are.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// Ways of signing in that data sources may choose: `AWS_AUTH_AllowedAuthProviders`.
    pub allowed_providers: Vec<String>,
    /// Whether data sources may assume roles: `AWS_AUTH_AssumeRoleEnabled`.
    pub allows_roles: bool,
    /// How long an assumed role is asked for: `AWS_AUTH_SESSION_DURATION`.
    pub session_length: Option<Duration>,
    /// The external id of `grafana_assume_role`: `AWS_AUTH_EXTERNAL_ID`.
    pub external_id: Option<String>,
    /// Whether data sources may have proxies of their own: `AWS_AUTH_PerDatasourceHTTPProxyEnabled`.
    pub allows_proxies: bool,
    /// The AWS configuration file: `GF_PLUGIN_AWS_CONFIG_FILE`.
    pub config_file: Option<PathBuf>,
    /// The AWS credentials file: `GF_PLUGIN_AWS_CREDENTIALS_FILE`.
    pub credentials_file: Option<PathBuf>,
    /// Whether a profile may run a program: `GF_PLUGIN_ALLOW_CREDENTIAL_PROCESS`.
    pub allows_credential_process: bool,
    /// Grafana's version, for the user agent: `GF_VERSION`.
    pub grafana_version: Option<String>,
}

impl Default for Host {
    /// What Grafana allows where its administrator has said nothing.
    fn default() -> Self {
        Self {
            allowed_providers: ["default", "keys", "credentials"].map(str::to_owned).to_vec(),
            allows_roles: true,
            session_length: None,
            external_id: None,
            allows_proxies: false,
            config_file: None,
            credentials_file: None,
            allows_credential_process: false,
            grafana_version: None,
        }
    }
}

impl Host {
    /// Reads the process's environment.
    pub fn of_process() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    /// Reads an environment. What cannot be read is logged, and counts as not said, as in Grafana's own data sources.
    fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let filled = |name: &str| variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let flag = |name: &str, usual: bool| filled(name).map_or(usual, |text| read_flag(name, &text).unwrap_or(usual));
        let usual = Self::default();
        let providers = filled("AWS_AUTH_AllowedAuthProviders").unwrap_or_default();
        let providers: Vec<_> =
            providers.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let session_length = filled("AWS_AUTH_SESSION_DURATION").and_then(|text| {
            let length = duration(&text);
            if length.is_none() {
                tracing::warn!(text, "AWS_AUTH_SESSION_DURATION is no duration such as 30m");
            }
            length
        });
        Self {
            allowed_providers: if providers.is_empty() { usual.allowed_providers } else { providers },
            allows_roles: flag("AWS_AUTH_AssumeRoleEnabled", usual.allows_roles),
            session_length,
            external_id: filled("AWS_AUTH_EXTERNAL_ID"),
            allows_proxies: flag("AWS_AUTH_PerDatasourceHTTPProxyEnabled", usual.allows_proxies),
            config_file: filled("GF_PLUGIN_AWS_CONFIG_FILE").map(PathBuf::from),
            credentials_file: filled("GF_PLUGIN_AWS_CREDENTIALS_FILE").map(PathBuf::from),
            allows_credential_process: flag("GF_PLUGIN_ALLOW_CREDENTIAL_PROCESS", false),
            grafana_version: filled("GF_VERSION"),
        }
    }
}

/// Reads a flag as Grafana writes them.
fn read_flag(name: &str, text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "t" | "true" => Some(true),
        "0" | "f" | "false" => Some(false),
        _ => {
            tracing::warn!(name, text, "neither true nor false");
            None
        }
    }
}

/// Reads a duration such as `1h30m` or `2d`.
fn duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit =
            rest[digits..].find(|character: char| character.is_ascii_digit()).map_or(rest.len(), |at| at + digits);
        let seconds = match &rest[digits..unit] {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => return None,
        };
        total = total.checked_add(Duration::from_secs(number.checked_mul(seconds)?))?;
        rest = &rest[unit..];
    }
    (!total.is_zero()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(variables: &[(&str, &str)]) -> Host {
        Host::of(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_empty_environment_allows_what_grafana_allows() {
        assert_eq!(host(&[]), Host::default());
        assert_eq!(host(&[("AWS_AUTH_AllowedAuthProviders", " , ")]), Host::default());
    }

    #[test]
    fn everything_that_is_said_is_heard() {
        let said = host(&[
            ("AWS_AUTH_AllowedAuthProviders", "keys, ec2_iam_role"),
            ("AWS_AUTH_AssumeRoleEnabled", "false"),
            ("AWS_AUTH_SESSION_DURATION", "1h30m"),
            ("AWS_AUTH_EXTERNAL_ID", "stack-1"),
            ("AWS_AUTH_PerDatasourceHTTPProxyEnabled", "true"),
            ("GF_PLUGIN_AWS_CONFIG_FILE", "/etc/aws/config"),
            ("GF_PLUGIN_AWS_CREDENTIALS_FILE", "/etc/aws/credentials"),
            ("GF_PLUGIN_ALLOW_CREDENTIAL_PROCESS", "true"),
            ("GF_VERSION", "12.4.0"),
        ]);
        let expected = Host {
            allowed_providers: vec!["keys".to_owned(), "ec2_iam_role".to_owned()],
            allows_roles: false,
            session_length: Some(Duration::from_secs(5_400)),
            external_id: Some("stack-1".to_owned()),
            allows_proxies: true,
            config_file: Some("/etc/aws/config".into()),
            credentials_file: Some("/etc/aws/credentials".into()),
            allows_credential_process: true,
            grafana_version: Some("12.4.0".to_owned()),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_said() {
        let said = host(&[("AWS_AUTH_AssumeRoleEnabled", "maybe"), ("AWS_AUTH_SESSION_DURATION", "soon")]);
        assert_eq!(said, Host::default());
    }

    #[test]
    fn durations_are_read_as_grafana_writes_them() {
        let rows = [
            ("900s", Some(900)),
            ("15m", Some(900)),
            ("1h", Some(3_600)),
            ("1d12h", Some(129_600)),
            ("1w", Some(604_800)),
        ];
        for (text, seconds) in rows {
            assert_eq!(duration(text), seconds.map(Duration::from_secs), "{text}");
        }
        for text in ["", "m", "15", "1.5h", "-1h", "0s", "1h 5m", "99999999999999999999s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
