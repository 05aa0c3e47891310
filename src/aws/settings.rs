//! What a data source says of how AWS is to be reached. Checked by the layer that reads it; secrets print as dots.

use std::sync::Arc;

use secrecy::SecretString;

use super::host::Host;
use super::kept::Memory;
use super::network::Proxy;
use super::spend::Cap;
use crate::sandbox;

/// How AWS is to be reached.
#[derive(Debug)]
pub struct Settings {
    /// Who signs in.
    pub credentials: Credentials,
    /// The role that is then assumed.
    pub role: Option<Role>,
    /// Where it signs in, and the Region that is asked where no others are.
    pub region: String,
    /// Which accounts and Regions are asked.
    pub scope: Scope,
    /// Which addresses are asked.
    pub endpoints: Endpoints,
    /// Which proxy they are asked through.
    pub proxy: Proxy,
    /// A simulated organisation in AWS's place.
    pub sandbox: Option<sandbox::Parameters>,
    /// How answers are kept.
    pub memory: Memory,
    /// The most that may be spent.
    pub cap: Cap,
    /// What the server allows, and where its files are.
    pub host: Arc<Host>,
}

impl Settings {
    /// A sandbox in AWS's place: it accepts any key, and requests are signed all the same.
    pub fn sandbox(region: impl Into<String>, parameters: sandbox::Parameters) -> Self {
        let credentials = Credentials::Keys {
            access_key_id: "SANDBOX".to_owned(),
            secret_access_key: "sandbox".to_owned().into(),
            session_token: None,
        };
        Self {
            credentials,
            role: None,
            region: region.into(),
            scope: Scope::default(),
            endpoints: Endpoints::default(),
            proxy: Proxy::None,
            sandbox: Some(parameters),
            memory: Memory::default(),
            cap: Cap::default(),
            host: Arc::default(),
        }
    }
}

/// Which accounts and Regions are asked; the account that signs in, in its Region, where nothing is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// The accounts; the one that signs in when empty.
    pub accounts: Vec<Account>,
    /// The Regions; the one of the settings when empty.
    pub regions: Vec<String>,
    /// Whether the account that signs in is asked for what it sees of all others, where a service shows it that.
    pub is_aggregated: bool,
}

/// An account that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id, twelve digits.
    pub id: String,
    /// The role that is assumed in it; the credentials as they are when `None`.
    pub role: Option<Role>,
}

/// Which addresses are asked; AWS's own where nothing is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Endpoints {
    /// Address that stands for all services.
    pub all: Option<String>,
    /// Address that stands for STS.
    pub sts: Option<String>,
    /// Whether AWS's FIPS endpoints are asked.
    pub fips: bool,
    /// Whether AWS's dual-stack endpoints (IPv4 and IPv6) are asked.
    pub dual_stack: bool,
}

/// A role to assume.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// The external id its trust policy asks for.
    pub external_id: Option<String>,
}

/// Who signs in.
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
    /// The SDK's default chain: environment, profile, web identity, container or instance role.
    DefaultChain {
        /// The profile; the environment's or `default` when `None`.
        profile: Option<String>,
    },
    /// A profile of the server's AWS files.
    Profile {
        /// Its name; the environment's or `default` when `None`.
        name: Option<String>,
    },
    /// The role of the machine or container that Grafana runs on.
    Machine,
    /// Grafana Cloud's own account.
    GrafanaCloud,
}
