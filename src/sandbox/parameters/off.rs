//! Where services are off: what a user types as `securityhub/111122223333/us-east-1`.
//!
//! Whether an organisation has such an account and region is judged with the other parameters.

use std::str::FromStr;

use thiserror::Error;

/// A service that can be off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Security Hub: the account is not subscribed to it.
    SecurityHub,
    /// Inspector: the account has not enabled it.
    Inspector,
    /// Config: the account never set it up.
    Config,
}

/// A service that is off in an account and region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    /// Which service.
    pub service: Service,
    /// The account's id.
    pub account: String,
    /// The region's name.
    pub region: String,
}

impl FromStr for Off {
    type Err = OffError;

    /// Reads `securityhub/111122223333/us-east-1`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || OffError(text.to_owned());
        let [service, account, region] = text.split('/').collect::<Vec<_>>().try_into().map_err(|_| error())?;
        let service = match service {
            "securityhub" => Service::SecurityHub,
            "inspector2" => Service::Inspector,
            "config" => Service::Config,
            _ => return Err(error()),
        };
        Ok(Self { service, account: account.to_owned(), region: region.to_owned() })
    }
}

/// A text does not say where which service is off.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "'{0}' is not a service, an account and a region such as securityhub/111122223333/us-east-1; services are securityhub, inspector2 and config"
)]
pub struct OffError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_service_is_off_is_written_with_slashes() {
        let off = Off { service: Service::Inspector, account: "111122223333".into(), region: "us-east-1".into() };
        assert_eq!("inspector2/111122223333/us-east-1".parse(), Ok(off));
        for text in ["", "inspector2", "s3/111122223333/us-east-1", "config/1/2/3"] {
            assert_eq!(text.parse::<Off>(), Err(OffError(text.to_owned())));
        }
    }
}
