//! What a data source says of how AWS is to be reached. Checked by the layer that reads it; secrets print as dots.

use secrecy::SecretString;

use super::kept::Memory;
use super::spend::Cap;
use crate::sandbox;

/// How AWS is to be reached.
#[derive(Debug)]
pub struct Settings {
    /// Who asks.
    pub credentials: Credentials,
    /// Region that is asked.
    pub region: String,
    /// Address that stands for all services; AWS's own when `None`.
    pub endpoint: Option<String>,
    /// A simulated organisation in AWS's place.
    pub sandbox: Option<sandbox::Parameters>,
    /// How answers are kept.
    pub memory: Memory,
    /// The most that may be spent.
    pub cap: Cap,
}

impl Settings {
    /// A sandbox in AWS's place: it accepts any key, and requests are signed all the same.
    pub fn sandbox(region: impl Into<String>, parameters: sandbox::Parameters) -> Self {
        let credentials = Credentials::Keys {
            access_key_id: "SANDBOX".to_owned(),
            secret_access_key: "sandbox".to_owned().into(),
            session_token: None,
        };
        let (memory, cap) = Default::default();
        Self { credentials, region: region.into(), endpoint: None, sandbox: Some(parameters), memory, cap }
    }
}

/// Who asks.
#[derive(Debug)]
pub enum Credentials {
    /// An access key.
    Keys {
        /// Access key id.
        access_key_id: String,
        /// Secret access key.
        secret_access_key: SecretString,
        /// Session token, for temporary keys.
        session_token: Option<SecretString>,
    },
    /// The SDK's default chain: environment, profile, container or instance role.
    DefaultChain,
}
