//! Who asks: read from the credential scope of a Signature Version 4 `Authorization` header.
//!
//! The signature itself is not verified, so any access key works, but the scope is taken seriously: its region
//! decides which findings are seen and its service which API answers. The account is always the organisation's
//! administrator, because a key does not say whose it is.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::fault::Fault;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The region and service a request is signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Caller {
    /// Reads who signed a request from its headers.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Fault> {
        let header = headers.get(AUTHORIZATION).ok_or_else(Fault::missing_authentication)?;
        let text = header.to_str().unwrap_or_default();
        let parameters = text.strip_prefix(ALGORITHM).ok_or_else(|| Fault::incomplete_signature("Authorization"))?;
        let parameter = |name: &str| {
            parameters
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
                .ok_or_else(|| Fault::incomplete_signature(name))
        };
        parameter("SignedHeaders")?;
        parameter("Signature")?;
        Self::of_credential(parameter("Credential")?).ok_or_else(|| Fault::incomplete_signature("Credential"))
    }

    /// Reads `KEY/20260131/us-east-1/securityhub/aws4_request`; a key may itself contain slashes.
    fn of_credential(credential: &str) -> Option<Self> {
        let mut parts = credential.rsplit('/');
        (parts.next() == Some("aws4_request")).then_some(())?;
        let service = parts.next().filter(|part| !part.is_empty())?;
        let region = parts.next().filter(|part| !part.is_empty())?;
        let _date = parts.next()?;
        let _key = parts.next().filter(|part| !part.is_empty())?;
        Some(Self { region: region.to_owned(), service: service.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(authorization: Option<&'static str>) -> Result<Caller, &'static str> {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, http::HeaderValue::from_static(value));
        }
        Caller::of(&headers).map_err(|fault| fault.code)
    }

    #[test]
    fn region_and_service_come_from_the_credential_scope() {
        let signed = "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/securityhub/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=00ff";
        let expected = Caller { region: "eu-west-1".into(), service: "securityhub".into() };
        assert_eq!(asked(Some(signed)), Ok(expected));
    }

    #[test]
    fn an_unsigned_request_has_no_token() {
        assert_eq!(asked(None), Err("MissingAuthenticationTokenException"));
    }

    #[test]
    fn a_signature_without_its_parts_is_incomplete() {
        for header in [
            "Bearer abc",
            "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/securityhub/aws4_request",
            "AWS4-HMAC-SHA256 Credential=eu-west-1/aws4_request, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 Credential=AKID/1/eu-west-1/securityhub/x, SignedHeaders=h, Signature=0",
        ] {
            assert_eq!(asked(Some(header)), Err("IncompleteSignatureException"), "{header}");
        }
    }
}
