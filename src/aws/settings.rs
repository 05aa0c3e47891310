//! What a data source says of how AWS is to be reached. Checked by the layer that reads it; secrets print as dots.

use std::collections::BTreeMap;
use std::fmt;
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
    /// The accounts.
    pub accounts: Accounts,
    /// The Regions.
    pub regions: Regions,
    /// Whether the account that signs in is asked for what it sees of all others, where a service shows it that.
    pub is_aggregated: bool,
}

/// Which accounts are asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Accounts {
    /// The one that signs in.
    #[default]
    Own,
    /// These, at least one.
    Listed(Vec<Account>),
    /// The active ones of the organisation, as Organizations lists them.
    Organization(Members),
}

/// Which Regions are asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Regions {
    /// That of the settings.
    #[default]
    Own,
    /// These, at least one, sorted.
    Listed(Vec<String>),
    /// Those that are enabled for the account that signs in.
    Enabled,
}

/// Accounts of the organisation, and how they are reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// What ARNs of their roles begin with, such as `arn:aws:iam::`.
    pub arn_prefix: String,
    /// The role that is assumed in each but the one that signs in; name, with its path where it has one.
    pub role_name: String,
    /// The external id the roles' trust policies ask for.
    pub external_id: Option<String>,
    /// Only these; all when empty.
    pub include: Vec<Selector>,
    /// Not these.
    pub exclude: Vec<Selector>,
}

/// What selects accounts of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// An account's id.
    Id(String),
    /// An account's name, whatever its case.
    Name(String),
    /// The id of an organizational unit or of the root: all accounts below.
    Unit(String),
}

impl Selector {
    /// Reads an id, with dashes or without, a unit's or the root's id, or else a name.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let digits = text.replace('-', "");
        if digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Self::Id(digits);
        }
        let is_id = |rest: &str| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_root = text.strip_prefix("r-").is_some_and(is_id);
        let is_unit = text
            .strip_prefix("ou-")
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(root, unit)| is_id(root) && is_id(unit));
        if is_root || is_unit { Self::Unit(text.to_owned()) } else { Self::Name(text.to_owned()) }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(formatter, "the account {id}"),
            Self::Name(name) => write!(formatter, "the name {name}"),
            Self::Unit(unit) => write!(formatter, "the organizational unit {unit}"),
        }
    }
}

/// An account that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id, twelve digits.
    pub id: String,
    /// The role that is assumed in it; the credentials as they are when `None`.
    pub role: Option<Role>,
    /// What is known of it beside its id, such as its `name`.
    pub labels: BTreeMap<String, String>,
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

impl Endpoints {
    /// What AWS counts the requests of an account by: another world counts for itself.
    pub(super) fn counted(&self, account: &str) -> String {
        format!("{} {account}", self.all.as_deref().unwrap_or_default())
    }
}

/// A role to assume.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// The external id its trust policy asks for.
    pub external_id: Option<String>,
}

impl Role {
    /// The account that it is of.
    pub fn account(&self) -> Option<&str> {
        self.arn.split(':').nth(4)
    }
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

impl Credentials {
    /// Tells two ways of signing in apart, without secrets.
    pub(super) fn who(&self) -> String {
        match self {
            Self::Keys { access_key_id, .. } => format!("key {access_key_id}"),
            Self::DefaultChain { profile } => format!("chain {}", profile.as_deref().unwrap_or_default()),
            Self::Profile { name } => format!("profile {}", name.as_deref().unwrap_or_default()),
            Self::Machine => "machine".to_owned(),
            Self::GrafanaCloud => "Grafana Cloud".to_owned(),
        }
    }
}
