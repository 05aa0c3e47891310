//! Who asks: the account, read from the access key id, and the credential scope of a Signature Version 4
//! `Authorization` header.
//!
//! The signature itself is not verified. A key that the sandbox's STS issued (see [`session`](super::session)) is that
//! of its account and needs its session token; any other key is the administrator's. The scope is taken seriously: its
//! region decides which findings are seen and its service which API answers.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::fault::Fault;
use super::organisation::accounts::Account;
use super::organisation::resource::partition;
use super::session::{self, Session, SessionError};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TOKEN: &str = "x-amz-security-token";
/// The number of the organisation's administrator among its accounts.
pub(crate) const ADMINISTRATORS: usize = 0;

/// Who there is to ask.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) seed: u64,
    /// The administrator first.
    pub(crate) accounts: Vec<Account>,
}

impl Directory {
    /// Returns the number of the account with this id.
    pub(crate) fn account(&self, id: &str) -> Option<usize> {
        self.accounts.iter().position(|account| account.id == id)
    }
}

/// The account that asks, and the region and service its request is signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The account's number in the organisation.
    pub(crate) account: usize,
    /// The role that was assumed; none for the administrator's own keys.
    pub(super) session: Option<Session>,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Caller {
    /// Reads who signed a request from its headers, at a moment in milliseconds since 1970.
    pub(crate) fn of(headers: &HeaderMap, directory: &Directory, now: i64) -> Result<Self, Fault> {
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
        let scope = Scope::of(parameter("Credential")?).ok_or_else(|| Fault::incomplete_signature("Credential"))?;
        let (account, session) = match session::account_of(scope.key) {
            None => (ADMINISTRATORS, None),
            Some(id) => {
                let account = directory.account(id).ok_or_else(Fault::unrecognized_client)?;
                let token = headers.get(TOKEN).and_then(|value| value.to_str().ok());
                let session = Session::read(scope.key, token, directory.seed, now).map_err(|error| match error {
                    SessionError::Unrecognized => Fault::unrecognized_client(),
                    SessionError::Expired => Fault::expired_token(),
                })?;
                (account, Some(session))
            }
        };
        Ok(Self { account, session, region: scope.region.to_owned(), service: scope.service.to_owned() })
    }

    /// Refuses what is not signed for us-east-1: the only region of the services that have one endpoint for the world.
    pub(crate) fn only_global(&self) -> Result<(), Fault> {
        if self.region == "us-east-1" { Ok(()) } else { Err(Fault::wrong_region()) }
    }

    /// Returns the ARN of who asks.
    pub(crate) fn arn(&self, directory: &Directory) -> String {
        self.identity().arn(&directory.accounts[self.account].id, partition(&self.region))
    }

    /// Returns the unique id of who asks.
    pub(crate) fn user_id(&self, directory: &Directory) -> String {
        match &self.session {
            Some(session) => session.assumed_role_id(&directory.accounts[self.account].id),
            None => "AROASANDBOXAUDITROLE1:sandbox".to_owned(),
        }
    }

    fn identity(&self) -> Session {
        let own = || Session { role: "SecurityAudit".to_owned(), name: "sandbox".to_owned(), expires: i64::MAX };
        self.session.clone().unwrap_or_else(own)
    }
}

/// What a credential says.
struct Scope<'a> {
    key: &'a str,
    region: &'a str,
    service: &'a str,
}

impl<'a> Scope<'a> {
    /// Reads `KEY/20260131/us-east-1/securityhub/aws4_request`; a key may itself contain slashes.
    fn of(credential: &'a str) -> Option<Self> {
        let mut parts = credential.rsplitn(5, '/');
        (parts.next() == Some("aws4_request")).then_some(())?;
        let service = parts.next().filter(|part| !part.is_empty())?;
        let region = parts.next().filter(|part| !part.is_empty())?;
        let _date = parts.next()?;
        let key = parts.next().filter(|part| !part.is_empty())?;
        Some(Self { key, region, service })
    }
}

#[cfg(test)]
mod tests {
    use super::super::organisation::accounts::accounts;
    use super::super::session::Keys;
    use super::*;

    fn directory() -> Directory {
        Directory { seed: 1, accounts: accounts(1, 3) }
    }

    fn asked(authorization: Option<&str>, token: Option<&str>, now: i64) -> Result<Caller, &'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(AUTHORIZATION.as_str(), authorization), (TOKEN, token)] {
            if let Some(value) = value {
                headers.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
            }
        }
        Caller::of(&headers, &directory(), now).map_err(|fault| fault.code)
    }

    fn signed(key: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260131/eu-west-1/securityhub/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00ff"
        )
    }

    #[test]
    fn region_and_service_come_from_the_credential_scope_and_any_key_is_the_administrators() {
        for key in ["AKID", "a/key/with/slashes"] {
            let expected =
                Caller { account: 0, session: None, region: "eu-west-1".into(), service: "securityhub".into() };
            assert_eq!(asked(Some(&signed(key)), None, 0), Ok(expected));
        }
    }

    #[test]
    fn an_issued_key_is_its_accounts_with_its_token_until_it_expires() {
        let session = Session { role: "Audit".into(), name: "test".into(), expires: 1_000 };
        let Keys { id, token } = session.keys(&directory().accounts[2].id, 1);
        let caller = asked(Some(&signed(&id)), Some(&token), 999).unwrap();
        assert_eq!((caller.account, caller.session), (2, Some(session.clone())));
        assert_eq!(asked(Some(&signed(&id)), Some(&token), 1_000), Err("ExpiredTokenException"));
        assert_eq!(asked(Some(&signed(&id)), None, 0), Err("UnrecognizedClientException"));
        let Keys { id, token } = session.keys("999999999999", 1);
        assert_eq!(asked(Some(&signed(&id)), Some(&token), 0), Err("UnrecognizedClientException"), "of no account");
    }

    #[test]
    fn an_unsigned_request_has_no_token() {
        assert_eq!(asked(None, None, 0), Err("MissingAuthenticationTokenException"));
    }

    #[test]
    fn a_signature_without_its_parts_is_incomplete() {
        for header in [
            "Bearer abc",
            "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/securityhub/aws4_request",
            "AWS4-HMAC-SHA256 Credential=eu-west-1/aws4_request, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 Credential=AKID/1/eu-west-1/securityhub/x, SignedHeaders=h, Signature=0",
        ] {
            assert_eq!(asked(Some(header), None, 0), Err("IncompleteSignatureException"), "{header}");
        }
    }
}
