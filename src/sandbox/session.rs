//! Sessions of assumed roles: the keys that the sandbox's STS issues, and how they are read again.
//!
//! Nothing is kept on this side. An access key id is `ASIA`, the account's 12 digits and 4 hexadecimal digits, so that
//! it says whose it is; no key that AWS itself gave is likely to look like that. The session token seals the account,
//! when it expires and what it belongs to, and holds the names of the role and of the session.

use super::random::hash;
use super::sealed::{open, seal};

/// Keeps these tokens apart from those of listings.
const SALT: u64 = 0x5E55;
const SEALED: usize = 64;
const PREFIX: &str = "ASIA";
const ACCOUNT: usize = 12;
const KEY: usize = PREFIX.len() + ACCOUNT + 4;

/// The session of a role that was assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// The role's name without its path.
    pub(super) role: String,
    pub(super) name: String,
    /// Milliseconds since 1970.
    pub(super) expires: i64,
}

/// What AWS gives for a session; the secret is the same for all, because signatures are not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) id: String,
    pub(super) token: String,
}

/// Why a key is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SessionError {
    /// There is no token, or not that of this key and this organisation.
    Unrecognized,
    Expired,
}

impl Session {
    /// Returns keys for this session in `account`, a 12-digit id.
    pub(super) fn keys(&self, account: &str, seed: u64) -> Keys {
        let names = format!("{}/{}", self.role, self.name);
        let id = format!("{PREFIX}{account}{:04X}", (hash(&names) ^ self.expires as u64) & 0xFFFF);
        let words = [number(account), self.expires as u64, hash(&format!("{id} {names}"))];
        let names: String = names.bytes().map(|byte| format!("{byte:02x}")).collect();
        Keys { token: format!("{}{names}", seal(words, seed ^ SALT)), id }
    }

    /// Reads the session that the key `id` and its `token` stand for at the moment `now`.
    pub(super) fn read(id: &str, token: Option<&str>, seed: u64, now: i64) -> Result<Self, SessionError> {
        let unrecognized = SessionError::Unrecognized;
        let (sealed, names) = token.and_then(|token| token.split_at_checked(SEALED)).ok_or(unrecognized)?;
        let [account, expires, belongs] = open(sealed, seed ^ SALT).ok_or(unrecognized)?;
        let names = decoded(names).ok_or(unrecognized)?;
        let is_its = belongs == hash(&format!("{id} {names}")) && account_of(id).map(number) == Some(account);
        let (role, name) = names.split_once('/').filter(|_| is_its).ok_or(unrecognized)?;
        let expires = expires as i64;
        if now >= expires {
            return Err(SessionError::Expired);
        }
        Ok(Self { role: role.to_owned(), name: name.to_owned(), expires })
    }

    /// Returns the unique id of the assumed role: that of the role, and the session's name.
    pub(super) fn assumed_role_id(&self, account: &str) -> String {
        let own = super::organisation::hex(hash(&format!("{account}/{}", self.role))).to_uppercase();
        format!("AROA{}:{}", &own[..17], self.name)
    }

    /// Returns the ARN of the assumed role.
    pub(super) fn arn(&self, account: &str, partition: &str) -> String {
        format!("arn:{partition}:sts::{account}:assumed-role/{}/{}", self.role, self.name)
    }
}

/// Returns the account that an access key id names, if STS issued it.
pub(super) fn account_of(id: &str) -> Option<&str> {
    let (account, rest) = id.strip_prefix(PREFIX)?.split_at_checked(ACCOUNT)?;
    let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
    let is_issued =
        id.len() == KEY && account.bytes().all(|byte| byte.is_ascii_digit()) && rest.bytes().all(is_hexadecimal);
    is_issued.then_some(account)
}

fn number(account: &str) -> u64 {
    account.parse().unwrap_or_default()
}

fn decoded(hexadecimal: &str) -> Option<String> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = hexadecimal.as_bytes().chunks(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT_ID: &str = "222233334444";

    fn session() -> Session {
        Session { role: "Audit".into(), name: "a@b".into(), expires: 1_000 }
    }

    #[test]
    fn a_session_is_read_as_it_was_issued_until_it_expires() {
        let Keys { id, token } = session().keys(ACCOUNT_ID, 1);
        assert_eq!(account_of(&id), Some(ACCOUNT_ID));
        assert!((16..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
        assert_eq!(Session::read(&id, Some(&token), 1, 999), Ok(session()));
        assert_eq!(Session::read(&id, Some(&token), 1, 1_000), Err(SessionError::Expired));
    }

    #[test]
    fn a_token_is_that_of_one_key_and_one_organisation() {
        let Keys { id, token } = session().keys(ACCOUNT_ID, 1);
        let other = session().keys("222233334445", 1);
        let renamed = token.replace("61", "62");
        for (id, token, seed) in [
            (&id, None, 1),
            (&id, Some(""), 1),
            (&id, Some("ä".repeat(40).as_str()), 1),
            (&id, Some(&token[1..]), 1),
            (&id, Some(renamed.as_str()), 1),
            (&id, Some(other.token.as_str()), 1),
            (&other.id, Some(token.as_str()), 1),
            (&id, Some(token.as_str()), 2),
        ] {
            assert_eq!(Session::read(id, token, seed, 0), Err(SessionError::Unrecognized), "{token:?}");
        }
    }

    #[test]
    fn a_key_that_was_not_issued_names_no_account() {
        for id in ["AKIDSANDBOX", "ASIAIOSFODNN7EXAMPLE", "ASIA22223333444400", "AKIA2222333344440000", "ASIA", "ä"] {
            assert_eq!(account_of(id), None, "{id}");
        }
    }
}
