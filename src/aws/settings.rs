//! What a data source says of how AWS is to be reached. Checked by the layer that reads it; secrets print as dots.

use secrecy::SecretString;

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
