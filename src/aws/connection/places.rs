//! Where a data source asks: its accounts and Regions, as its settings say or as AWS lists them.
//!
//! What AWS is asked for is kept for an hour, for whoever asks next; a check has it asked anew.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use moka::future::Cache;

use super::discovery::{self, Chosen};
use super::{Asker, Connection};
use crate::aws::error::AwsError;
use crate::aws::host::Host;
use crate::aws::request::Request;
use crate::aws::settings::{Account, Accounts, Endpoints, Members, Regions, Role, Scope};
use crate::aws::signing_in::{self, MemberRole};

/// The label with an account's name.
const NAME: &str = "name";
/// How long accounts and Regions stay as they were found.
const KEPT_FOR: Duration = Duration::from_secs(3_600);

/// The accounts and Regions that a data source asks.
#[derive(Debug)]
pub struct Places {
    /// The accounts; empty where it is the one that signs in.
    pub(super) askers: Vec<Asker>,
    pub(super) regions: Vec<String>,
    pub(super) is_aggregated: bool,
    /// What the settings name that is not there.
    notices: Vec<String>,
    /// Accounts that were left out as they are not active.
    inactive: usize,
}

impl Places {
    /// The accounts that are asked; empty where it is the one that signs in.
    pub fn accounts(&self) -> Vec<&str> {
        self.askers.iter().filter_map(|asker| asker.account.as_deref()).collect()
    }

    /// The Regions that are asked.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The accounts that have a label, with its value.
    pub fn labelled(&self, label: &str) -> impl Iterator<Item = (&str, &str)> {
        self.askers.iter().filter_map(move |asker| Some((asker.account.as_deref()?, asker.labels.get(label)?.as_str())))
    }

    /// Whether the account that signs in is asked for what it sees of all others, where a service shows it that.
    pub fn is_aggregated(&self) -> bool {
        self.is_aggregated
    }

    /// How many accounts of the organisation are not asked as they are not active.
    pub fn inactive(&self) -> usize {
        self.inactive
    }

    /// What the settings name that is not there, and what to do.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }
}

/// How a data source comes to its places.
#[derive(Debug)]
pub(super) struct Whereabouts {
    scope: Scope,
    region: String,
    own: Asker,
    host: Arc<Host>,
    /// Roles of other accounts are assumed with what the data source has signed in as.
    assuming: SdkConfig,
    endpoints: Endpoints,
    /// Guards the roles by their ARNs: each is assumed once, however often its account is found.
    roles: Mutex<HashMap<String, (Arc<MemberRole>, SharedCredentialsProvider)>>,
    found: Cache<(), Arc<Places>>,
}

impl Whereabouts {
    pub(super) fn new(
        scope: Scope,
        region: String,
        own: Asker,
        host: Arc<Host>,
        assuming: SdkConfig,
        endpoints: Endpoints,
    ) -> Self {
        let listed = matches!(scope.accounts, Accounts::Own | Accounts::Listed(_)) && scope.regions != Regions::Enabled;
        // What the settings list does not grow old.
        let found = Cache::builder().max_capacity(1);
        let found = if listed { found } else { found.time_to_live(KEPT_FOR) }.build();
        Self { scope, region, own, host, assuming, endpoints, roles: Mutex::default(), found }
    }

    /// Returns the places; AWS is asked where nobody has asked of late, and once for all who wait.
    ///
    /// # Errors
    /// When AWS does not list accounts or Regions.
    pub(super) async fn places(&self, request: &Arc<Request>) -> Result<Arc<Places>, AwsError> {
        self.found.try_get_with((), self.find(request)).await.map_err(Arc::unwrap_or_clone)
    }

    /// Returns the places, as they are now.
    ///
    /// # Errors
    /// When AWS does not list accounts or Regions.
    pub(super) async fn places_now(&self, request: &Arc<Request>) -> Result<Arc<Places>, AwsError> {
        self.found.invalidate(&()).await;
        self.roles.lock().unwrap_or_else(PoisonError::into_inner).values().for_each(|(role, _)| role.forget());
        self.places(request).await
    }

    async fn find(&self, request: &Arc<Request>) -> Result<Arc<Places>, AwsError> {
        let regions = match &self.scope.regions {
            Regions::Own => vec![self.region.clone()],
            Regions::Listed(regions) => regions.clone(),
            Regions::Enabled => discovery::regions(request).await?,
        };
        let (accounts, chosen) = match &self.scope.accounts {
            Accounts::Own => (Vec::new(), Chosen::default()),
            Accounts::Listed(accounts) => (accounts.clone(), Chosen::default()),
            Accounts::Organization(members) => {
                let chosen = discovery::accounts(members, request).await?;
                if chosen.accounts.is_empty() {
                    return Err(discovery::nobody(request));
                }
                let own = request.identity().await?.account;
                (members.accounts(&chosen, &own), chosen)
            }
        };
        let notices = chosen.unmatched.iter().map(|what| {
            format!(
                "The data source's accounts name {what}, which the organisation does not have. Check include and exclude in its settings."
            )
        });
        Ok(Arc::new(Places {
            askers: accounts.iter().map(|account| self.asker(account)).collect(),
            regions,
            is_aggregated: self.scope.is_aggregated,
            notices: notices.collect(),
            inactive: chosen.inactive,
        }))
    }

    fn asker(&self, account: &Account) -> Asker {
        let role = account.role.as_ref();
        Asker {
            key: Arc::from(format!("{} {}", account.id, role.map_or("", |role| role.arn.as_str()))),
            counted: match role {
                Some(_) => Arc::from(self.endpoints.counted(&account.id)),
                None => Arc::clone(&self.own.counted),
            },
            account: Some(Arc::from(account.id.as_str())),
            labels: Arc::new(account.labels.clone()),
            credentials: match role {
                Some(role) => self.assumed(role),
                None => self.own.credentials.clone(),
            },
        }
    }

    fn assumed(&self, role: &Role) -> SharedCredentialsProvider {
        let mut roles = self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || {
            let role = signing_in::member(role, &self.host, &self.assuming);
            let provides: Arc<dyn ProvideCredentials> = Arc::<MemberRole>::clone(&role);
            (role, SharedCredentialsProvider::from(provides))
        };
        roles.entry(role.arn.clone()).or_insert_with(made).1.clone()
    }
}

impl Members {
    /// The accounts with the roles that are assumed in them; the one that signs in needs none.
    fn accounts(&self, chosen: &Chosen, own: &str) -> Vec<Account> {
        let role = |id: &str| Role {
            arn: format!("{}{id}:role/{}", self.arn_prefix, self.role_name),
            external_id: self.external_id.clone(),
        };
        let account = |(id, name): (&String, &String)| Account {
            id: id.clone(),
            role: (id != own).then(|| role(id)),
            labels: BTreeMap::from([(NAME.to_owned(), name.clone())]),
        };
        chosen.accounts.iter().map(account).collect()
    }
}

impl Connection {
    /// Returns where the data source asks; AWS is asked at most once an hour, where the settings leave it to AWS.
    ///
    /// # Errors
    /// When AWS does not list accounts or Regions.
    pub async fn places(&self, request: &Arc<Request>) -> Result<Arc<Places>, AwsError> {
        let places = self.source.whereabouts.places(request).await?;
        places.notices.iter().for_each(|notice| request.notice(notice.clone()));
        Ok(places)
    }

    /// Returns where the data source asks, as AWS says now.
    ///
    /// # Errors
    /// When AWS does not list accounts or Regions.
    pub async fn places_now(&self, request: &Arc<Request>) -> Result<Arc<Places>, AwsError> {
        self.source.whereabouts.places_now(request).await
    }
}
