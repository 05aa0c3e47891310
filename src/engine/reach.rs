//! Whether services can be read: each is asked for one row of one table at every place, all at once and for a limited time.
//!
//! In come the checks of `tables`, out goes what came of each place. It is a table's own fetch that asks, so that what a check
//! finds is what a panel would find. Who signs in is asked first: where that fails, nothing else is asked.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use datafusion::error::DataFusionError;
use futures::stream::{self, StreamExt};
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use super::error::{Root, find_root};
use crate::aws::{AwsError, ErrorKind, Identity, Part, Places, Request, Spread};
use crate::tables::RowShape;
use crate::tables::checks::{CHECKS, Check, service};

/// The most places that a service is asked at: beyond, a check would keep panels waiting.
pub const MOST_PLACES: usize = 128;
/// The most places that are asked at once.
const AT_ONCE: usize = 32;
/// The HTTP status of all that AWS does not allow, in the table of errors.
const FORBIDDEN: u16 = 403;
const TOO_LATE: &str =
    "no answer by the end of the check. Test again; check the network, or ask fewer accounts and Regions.";

/// What is known of who signs in and of each service.
#[derive(Debug)]
pub struct Reach {
    /// Who signs in.
    pub identity: Identity,
    /// Where the data source asks.
    pub places: Arc<Places>,
    /// The services, in the order of their checks.
    pub services: Vec<Reached>,
}

/// What came of a service at the places that were asked.
#[derive(Debug)]
pub struct Reached {
    /// The service, as AWS writes it.
    pub service: &'static str,
    /// The places with what came of them.
    pub places: Vec<(Place, Outcome)>,
    /// How many places more there are.
    pub left_out: usize,
}

/// An account, or an account in a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The account's id.
    pub account: String,
    /// The Region; `None` for services that have none.
    pub region: Option<String>,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered.
    Reachable,
    /// The service is not enabled there.
    NotEnabled,
    /// AWS does not allow it, or does not let sign in; and what to do.
    Denied(String),
    /// It was not answered, and what to do.
    Failed(String),
}

/// It is not known who signs in, or what there is to ask.
#[derive(Debug, Error)]
pub enum ReachError {
    /// AWS refuses to say who signs in.
    #[error(transparent)]
    Refused(#[from] AwsError),
    /// AWS refuses to say which accounts or Regions there are.
    #[error("{1}")]
    Nowhere(Identity, AwsError),
    /// AWS does not answer.
    #[error("AWS did not answer within {} s. Check the endpoint, the Region, the proxy and the network.", .0.as_secs())]
    NoAnswer(Duration),
}

/// Asks who signs in, where that leads, then every service at every place; what is not answered within the time has
/// failed.
///
/// # Errors
/// When it is not known who signs in, or which accounts and Regions there are.
pub async fn reach(request: &Arc<Request>, limit: Duration) -> Result<Reach, ReachError> {
    let deadline = Instant::now() + limit;
    let identity = timeout_at(deadline, request.identity()).await.map_err(|_| ReachError::NoAnswer(limit))??;
    let found = timeout_at(deadline, request.connection().places_now(request)).await;
    let places = match found.map_err(|_| ReachError::NoAnswer(limit))? {
        Ok(places) => places,
        Err(error) => return Err(ReachError::Nowhere(identity, error)),
    };
    let services = services(request, &places, &identity.account, deadline).await;
    Ok(Reach { identity, places, services })
}

/// Asks every service at every place, up to a moment; `account` is the one that signs in.
pub(super) async fn services(
    request: &Arc<Request>,
    places: &Places,
    account: &str,
    deadline: Instant,
) -> Vec<Reached> {
    let mut services = Vec::with_capacity(CHECKS.len());
    let mut asks = Vec::new();
    for (index, check) in CHECKS.into_iter().enumerate() {
        let parts = spread_out(request.connection().parts(places, check.table.about().scope, check.table.sees()));
        let left_out = parts.len().saturating_sub(MOST_PLACES);
        services.push(Reached { service: service(check.table), places: Vec::new(), left_out });
        asks.extend(parts.into_iter().take(MOST_PLACES).map(|part| (index, check, part)));
    }
    let asks = asks.into_iter().enumerate().map(|(turn, (index, check, part))| async move {
        let place = Place::of(&check, &part, account);
        let late = || Outcome::Failed(TOO_LATE.to_owned());
        let outcome = timeout_at(deadline, ask(check, part, Arc::clone(request))).await.unwrap_or_else(|_| late());
        (turn, index, place, outcome)
    });
    let mut found: Vec<_> = stream::iter(asks).buffer_unordered(AT_ONCE).collect().await;
    found.sort_by_key(|(turn, ..)| *turn);
    for (_, index, place, outcome) in found {
        services[index].places.push((place, outcome));
    }
    services
}

/// Puts the places of one Region after the other: so every account is among the first, where not all are asked.
fn spread_out(parts: Vec<Part>) -> Vec<Part> {
    let mut regions: Vec<String> = Vec::new();
    let mut placed: Vec<(usize, Part)> = Vec::with_capacity(parts.len());
    for part in parts {
        let region = part.connection.region();
        let known = regions.iter().position(|one| one == region).unwrap_or_else(|| {
            regions.push(region.to_owned());
            regions.len() - 1
        });
        placed.push((known, part));
    }
    placed.sort_by_key(|(region, _)| *region);
    placed.into_iter().map(|(_, part)| part).collect()
}

/// Asks for one row.
async fn ask(check: Check, part: Part, request: Arc<Request>) -> Outcome {
    let columns = check.table.columns().iter().filter(|column| column.name == check.column).copied().collect();
    let shape = RowShape { limit: Some(1), is_whole: false, ..RowShape::all(columns) };
    let mut rows = check.table.translate(&[]).fetch.fetch(shape, request.over(part.connection));
    match rows.next().await {
        None if check.is_off_without_rows => Outcome::NotEnabled,
        None | Some(Ok(_)) => Outcome::Reachable,
        Some(Err(error)) => Outcome::of(&error),
    }
}

impl Outcome {
    fn of(error: &DataFusionError) -> Self {
        let Root::Aws(error) = find_root(error) else { return Self::Failed(error.strip_backtrace()) };
        match (error.kind(), error.kind().facts().status) {
            (ErrorKind::NotEnabled, _) => Self::NotEnabled,
            (_, FORBIDDEN) => Self::Denied(error.problem().to_owned()),
            _ => Self::Failed(error.problem().to_owned()),
        }
    }
}

impl Place {
    fn of(check: &Check, part: &Part, account: &str) -> Self {
        let account = part.connection.account().unwrap_or(account).to_owned();
        let is_regional = check.table.about().scope == Spread::Region;
        Self { account, region: is_regional.then(|| part.connection.region().to_owned()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match &self.region {
            Some(region) => write!(formatter, "{}/{region}", self.account),
            None => formatter.write_str(&self.account),
        }
    }
}
