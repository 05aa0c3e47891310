//! What broke on the way to AWS: a name that is not known, the proxy, TLS, or the connection itself.
//!
//! The causes of the HTTP client's error decide, by their types, never by their words.

use std::error::Error;
use std::io;

use aws_smithy_runtime_api::client::result::ConnectorError;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use tower::Service;

use super::super::network::Unresolved;
use super::super::regions;
use super::ErrorKind;

/// What goes wrong between a proxy and what it connects to; its type has no name of its own.
type TunnelError = <Tunnel<HttpConnector> as Service<http::Uri>>::Error;

/// The kind and message of a connection that failed.
pub(in super::super) fn problem(error: &(dyn Error + 'static)) -> (ErrorKind, String) {
    let told = |kind: ErrorKind, text: &str| (kind, kind.message(&[("cause", text)]));
    if cause::<ConnectorError>(error).is_some_and(ConnectorError::is_timeout) {
        return told(ErrorKind::TimedOut, "");
    }
    // A proxy's own name, connection and certificate are inside it.
    if cause::<TunnelError>(error).is_some() {
        return told(ErrorKind::ProxyFailed, &root(error));
    }
    if let Some(failed) = cause::<rustls::Error>(error) {
        return told(ErrorKind::TlsFailed, &failed.to_string());
    }
    let Some(Unresolved { host, cause }) = cause::<Unresolved>(error) else {
        return told(ErrorKind::Unreachable, &root(error));
    };
    match regions::of_host(host) {
        Some(region) if !regions::is_known(region) => {
            let kind = ErrorKind::NoSuchRegion;
            (kind, kind.message(&[("region", region), ("host", host)]))
        }
        // Not all services are in all partitions, and AWS gives those that are not no name there.
        Some(region) if regions::partition(region) != regions::COMMERCIAL => {
            let kind = ErrorKind::NotInPartition;
            let partition = regions::partition(region);
            (kind, kind.message(&[("region", region), ("host", host), ("partition", partition)]))
        }
        _ => told(ErrorKind::Unreachable, &format!("{host}: {cause}")),
    }
}

/// The first cause of a type.
pub(in super::super) fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The innermost cause: an operating system's or library's words, such as "Connection refused".
pub(in super::super) fn root(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| next(*error))
}

/// An I/O error counts what it was made of as its cause; the standard library leaves that one out.
fn next<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests;
