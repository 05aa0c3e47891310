use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use rustls::CertificateError;

use super::*;

fn unresolved(host: &str) -> ConnectorError {
    let cause = io::Error::other("Name or service not known");
    ConnectorError::io(Box::new(ResolveDnsError::new(Unresolved { host: host.to_owned(), cause })))
}

#[test]
fn a_name_that_is_not_known_is_the_regions_fault_where_no_such_region_is_known() {
    let rows = [
        (
            "securityhub.eu-west-9.amazonaws.com",
            ErrorKind::NoSuchRegion,
            "there is no Region eu-west-9: the name securityhub.eu-west-9.amazonaws.com is not known. Check the Regions of this \
             data source; where they are right, check the DNS of the Grafana server.",
        ),
        (
            "securityhub.eu-west-1.amazonaws.com",
            ErrorKind::Unreachable,
            "cannot be reached (securityhub.eu-west-1.amazonaws.com: Name or service not known). Check the endpoint, the \
             Region, the proxy and the network.",
        ),
        (
            "inspector2.cn-north-1.amazonaws.com.cn",
            ErrorKind::NotInPartition,
            "the name inspector2.cn-north-1.amazonaws.com.cn is not known: the service may not be offered in the partition \
             aws-cn. Leave the tables of this service out for cn-north-1; where AWS lists it there, check the DNS of the \
             Grafana server.",
        ),
        (
            "moto.example.com",
            ErrorKind::Unreachable,
            "cannot be reached (moto.example.com: Name or service not known). Check the endpoint, the Region, the proxy and \
             the network.",
        ),
    ];
    for (host, kind, text) in rows {
        assert_eq!(problem(&unresolved(host)), (kind, text.to_owned()));
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_found_under_two_io_errors() {
    let rejected = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
    let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, rejected));
    let expected = "no TLS connection (invalid peer certificate: UnknownIssuer). Check the endpoint; where a proxy inspects the \
                    traffic, add its certificate authority to those the Grafana server trusts.";
    let error = ConnectorError::other(Box::new(wrapped), None);
    assert_eq!(problem(&error), (ErrorKind::TlsFailed, expected.to_owned()));
}

#[test]
fn a_proxys_refusal_is_the_proxys_whatever_caused_it() {
    let refused = io::Error::new(io::ErrorKind::ConnectionRefused, "Connection refused");
    let rows = [
        (TunnelError::ConnectFailed(Box::new(refused)), "Connection refused"),
        (TunnelError::ProxyAuthRequired, "tunnel error: proxy authorization required"),
    ];
    for (error, cause) in rows {
        let expected = format!(
            "the proxy does not let the request through ({cause}). Check the address, user and password of the proxy of this \
             data source or server, and that it allows AWS's hosts."
        );
        assert_eq!(problem(&ConnectorError::io(Box::new(error))), (ErrorKind::ProxyFailed, expected));
    }
}

#[test]
fn a_timeout_is_one_wherever_it_happens() {
    let text = "no answer in time. Check the endpoint, the proxy and the network.".to_owned();
    assert_eq!(problem(&ConnectorError::timeout("late".into())), (ErrorKind::TimedOut, text));
}
