//! The network: the HTTP client below everything that is asked of AWS, with its proxy.

use std::io;
use std::net::IpAddr;

use aws_smithy_http_client::proxy::{ProxyConfig, ProxyError};
use aws_smithy_http_client::{Builder, ConnectorBuilder, tls};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::shared::IntoShared;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// Which proxy requests to AWS go through.
#[derive(Debug, Clone, Default)]
pub enum Proxy {
    /// The one the process's environment names: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`.
    #[default]
    Environment,
    /// None.
    None,
    /// One of the data source's own.
    Url {
        /// Its address.
        url: String,
        /// User and password, where it asks for them.
        user: Option<(String, SecretString)>,
    },
}

impl Proxy {
    fn config(&self) -> Result<ProxyConfig, ProxyError> {
        Ok(match self {
            Self::Environment => ProxyConfig::from_env(),
            Self::None => ProxyConfig::disabled(),
            Self::Url { url, user } => {
                let config = ProxyConfig::all(url.as_str())?;
                match user {
                    Some((name, password)) => config.with_basic_auth(name.as_str(), password.expose_secret()),
                    None => config,
                }
            }
        })
    }
}

/// AWS over the network.
///
/// # Errors
/// When the proxy's address is none.
pub fn network(proxy: &Proxy) -> Result<SharedHttpClient, ProxyError> {
    Ok(Network { proxied: client(proxy.config()?), direct: client(ProxyConfig::disabled()) }.into_shared())
}

fn client(proxy: ProxyConfig) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
        let mut connector = ConnectorBuilder::default().tls_provider(provider);
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.set_proxy_config(Some(proxy.clone()));
        connector.build_with_resolver(Names)
    })
}

/// The system's names of hosts, whose errors say which name it was.
#[derive(Debug, Clone)]
struct Names;

/// A name that the system does not know.
#[derive(Debug, Error)]
#[error("{host}: {cause}")]
pub struct Unresolved {
    /// The name.
    pub host: String,
    /// Why, in the system's words.
    pub cause: io::Error,
}

impl ResolveDns for Names {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            match tokio::net::lookup_host((name, 0)).await {
                Ok(found) => Ok(found.map(|address| address.ip()).collect()),
                Err(cause) => Err(ResolveDnsError::new(Unresolved { host: name.to_owned(), cause })),
            }
        })
    }
}

/// The machine's own metadata is asked directly: a proxy would answer with its own, or not at all.
#[derive(Debug, Clone)]
struct Network {
    proxied: SharedHttpClient,
    direct: SharedHttpClient,
}

impl HttpClient for Network {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = |client: &SharedHttpClient| client.http_connector(settings, components);
        SharedHttpConnector::new(Connector { proxied: connector(&self.proxied), direct: connector(&self.direct) })
    }
}

#[derive(Debug, Clone)]
struct Connector {
    proxied: SharedHttpConnector,
    direct: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = request.uri().parse::<http::Uri>().ok().and_then(|uri| Some(uri.host()?.to_owned()));
        let address = host.and_then(|host| host.trim_matches(['[', ']']).parse().ok());
        if address.is_some_and(is_link_local) { self.direct.call(request) } else { self.proxied.call(request) }
    }
}

/// Whether an address is one of the machine's own link, where instance and container metadata are served.
pub fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        // fd00:ec2::254 is where AWS serves instance metadata over IPv6.
        IpAddr::V6(address) => address.is_unicast_link_local() || address.segments()[..2] == [0xfd00, 0xec2],
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[tokio::test]
    async fn a_name_that_is_not_known_is_named() {
        let error = Names.resolve_dns("aws.invalid").await.unwrap_err();
        let unresolved = error.source().and_then(|cause| cause.downcast_ref::<Unresolved>()).unwrap();
        assert_eq!(unresolved.host, "aws.invalid");
    }
}
