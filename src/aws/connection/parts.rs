//! Which accounts and Regions are asked so that every row comes once.
//!
//! A *part* is one account in one Region that is asked on its own. Some services show an administrator its members' rows, and
//! Security Hub shows an aggregation Region those of linked Regions. Where several parts are asked, each is narrowed to the
//! rows of its own account and Region, so that what two of them are shown is counted once.

use std::sync::Arc;

use serde::Serialize;

use super::{Connection, Places};
use crate::aws::error::AwsError;
use crate::aws::request::Request;

/// What one set of a table's rows belongs to: what has to be asked to have all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// The organisation: asked once.
    Global,
    /// An account: asked once for each.
    Account,
    /// An account in one Region: asked for each of both.
    Region,
}

/// Whose rows an account may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// Its own, of the Region that is asked.
    Own,
    /// Also those of members, where it is their administrator.
    Members,
    /// Also those of members, and in an aggregation Region those of linked Regions.
    MembersAndRegions,
}

/// One account in one Region that is asked on its own.
#[derive(Debug, Clone)]
pub struct Part {
    /// The way there.
    pub connection: Arc<Connection>,
    /// Only rows of these accounts; of all it is shown when `None`.
    pub accounts: Option<Vec<String>>,
    /// Only rows of these Regions; of all it is shown when `None`.
    pub regions: Option<Vec<String>>,
}

impl Connection {
    /// Returns what to ask so that every row comes once.
    pub fn parts(self: &Arc<Self>, places: &Places, spread: Spread, sees: Sees) -> Vec<Part> {
        let own = Part::own(self);
        let accounts: Vec<String> = places.accounts().into_iter().map(str::to_owned).collect();
        let accounts = (!accounts.is_empty()).then_some(accounts);
        // One place alone is asked for whatever it is shown.
        let is_alone = accounts.is_none() && places.regions == [self.region.as_str()];
        if spread == Spread::Global || is_alone {
            return vec![own];
        }
        if places.is_aggregated && sees == Sees::MembersAndRegions {
            return vec![Part { accounts, regions: Some(places.regions.clone()), ..own }];
        }
        let here = [self.region.clone()];
        let regions = if spread == Spread::Account { &here[..] } else { &places.regions };
        let answers_for_all = accounts.is_none() || places.is_aggregated && sees == Sees::Members;
        let askers: Vec<_> = match answers_for_all {
            true => vec![(&self.source.own, accounts)],
            false => places.askers.iter().map(|asker| (asker, asker.account.as_deref().map(one))).collect(),
        };
        let parts = askers.into_iter().flat_map(|(asker, accounts)| {
            regions.iter().map(move |region| Part {
                connection: self.other(asker, region),
                accounts: accounts.clone().filter(|_| sees != Sees::Own),
                regions: (sees == Sees::MembersAndRegions).then(|| one(region)),
            })
        });
        parts.collect()
    }
}

impl Request {
    /// Returns what to ask so that every row comes once.
    ///
    /// # Errors
    /// When AWS is to list accounts or Regions, and does not.
    pub async fn parts(self: &Arc<Self>, spread: Spread, sees: Sees) -> Result<Vec<Part>, AwsError> {
        // What the organisation is asked once for is there whatever accounts it has.
        if spread == Spread::Global {
            return Ok(vec![Part::own(self.connection())]);
        }
        let places = self.connection().places(self).await?;
        Ok(self.connection().parts(&places, spread, sees))
    }
}

impl Part {
    /// What the account that signs in is shown.
    fn own(connection: &Arc<Connection>) -> Self {
        Self { connection: Arc::clone(connection), accounts: None, regions: None }
    }
}

fn one(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}
