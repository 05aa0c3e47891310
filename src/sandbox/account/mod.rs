//! AWS Account Management of the simulated organisation: REST with JSON bodies, one endpoint for the world.
//!
//! Only ListRegions is simulated.

mod list_regions;

use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Method, Request};

use super::body;
use super::caller::{Caller, Directory};
use super::fault::Fault;
use super::parameters::Parameters;
use super::throttle::{Buckets, RateClass};

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "account";

/// What the accounts of one organisation can use.
#[derive(Debug)]
pub(super) struct AccountManagement {
    /// The regions of the organisation.
    regions: Vec<String>,
    buckets: Buckets,
}

/// Returns the name of the operation at a method and path, if it is simulated.
pub(super) fn operation(method: &Method, path: &str) -> Option<&'static str> {
    ((method.as_str(), path) == ("POST", "/listRegions")).then_some("ListRegions")
}

impl AccountManagement {
    pub(super) fn new(parameters: &Parameters) -> Self {
        Self { regions: parameters.regions.clone(), buckets: Buckets::new(parameters.throttle) }
    }

    /// Answers one request in the order AWS does: signature, operation, rate, then the input.
    pub(super) fn answer(
        &self,
        caller: &Caller,
        directory: &Directory,
        request: &Request<Bytes>,
        now: DateTime<Utc>,
    ) -> Result<Bytes, Fault> {
        caller.only_global()?;
        operation(request.method(), request.uri().path()).ok_or_else(Fault::unknown_operation)?;
        if !self.buckets.take(caller.account, 0, RateClass::Accounts, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let members = body::object(request.body())?;
        list_regions::answer(&self.regions, caller, directory, &members, now.timestamp_millis())
    }
}
