//! Which proxy AWS is asked through: `proxyType`, `proxyUrl`, `proxyUsername` and the secret `proxyPassword`.

use std::collections::HashMap;

use super::{JsonData, SettingsError, filled, secret};
use crate::aws::{Host, Proxy};

/// Reads which proxy AWS is asked through.
pub(super) fn read(data: &JsonData, secrets: &HashMap<String, String>, host: &Host) -> Result<Proxy, SettingsError> {
    let own = match filled(data.proxy_type.clone()).as_deref() {
        None | Some("env") => return Ok(Proxy::Environment),
        Some("none") => Proxy::None,
        Some("url") => Proxy::Url {
            url: address(filled(data.proxy_url.clone()).unwrap_or_default())?,
            user: filled(data.proxy_username.clone())
                .zip(secret(secrets, "proxyPassword"))
                .map(|(name, password)| (name, password.into())),
        },
        Some(other) => return Err(SettingsError::ProxyType(other.to_owned())),
    };
    if host.allows_proxies { Ok(own) } else { Err(SettingsError::NoProxies) }
}

/// An address with a host and without credentials, which would be shown wherever it is.
fn address(url: String) -> Result<String, SettingsError> {
    let uri = url.parse::<http::Uri>().map_err(|_| SettingsError::ProxyAddress)?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    if is_http && uri.host().is_some() && !url.contains('@') { Ok(url) } else { Err(SettingsError::ProxyAddress) }
}
