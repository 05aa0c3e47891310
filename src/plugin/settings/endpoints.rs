//! Which addresses are asked: `endpoint`, `useFips`, `useDualStack`.

use std::net::IpAddr;

use super::{JsonData, SettingsError, USUAL, filled};
use crate::aws::{Endpoints, is_link_local};

/// Reads which addresses are asked. As in Grafana's own AWS data sources, an endpoint of STS serves AssumeRole only, and one
/// with `-fips.` in it stands for AWS's FIPS endpoints.
pub(super) fn read(data: &JsonData) -> Result<Endpoints, SettingsError> {
    let mut endpoints = Endpoints { fips: data.use_fips, dual_stack: data.use_dual_stack, ..Endpoints::default() };
    let Some(endpoint) = filled(data.endpoint.clone()).filter(|endpoint| endpoint != USUAL) else {
        return Ok(endpoints);
    };
    let host = endpoint.strip_prefix("https://").unwrap_or(&endpoint);
    if host.starts_with("sts.") || host.starts_with("sts-fips.") {
        endpoints.sts = Some(checked(format!("https://{host}"))?);
    } else if endpoint.contains("-fips.") {
        endpoints.fips = true;
    } else if endpoints.fips || endpoints.dual_stack {
        let text =
            "stands alone: AWS's FIPS and dual-stack endpoints are other addresses. Remove it, or switch these off.";
        return Err(SettingsError::Endpoint(text.to_owned()));
    } else {
        endpoints.all = Some(checked(endpoint)?);
    }
    Ok(endpoints)
}

/// An http(s) address whose host is not link-local: instance metadata must not be reached through a setting.
fn checked(endpoint: String) -> Result<String, SettingsError> {
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
