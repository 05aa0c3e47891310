//! Inspector of the simulated organisation: REST with JSON bodies, each region for itself.
//!
//! The delegated administrator sees all accounts, a member its own, and both only what is in the region that was asked:
//! Inspector aggregates no regions. Operations are told apart by method and path; each has a file.
//!
//! - `list_findings`, `list_finding_aggregations`, `list_coverage`, `list_coverage_statistics`: what there is
//! - `list_members`, `get_delegated_admin_account`, `batch_get_account_status`: whose it is and where Inspector is on
//! - `finding`, `resources`, `coverage`: what they show; `written` writes it
//! - `attributes`, `coverage_attributes`: what can be filtered by; `filters`, `conditions`, `sorting`: how
//! - `pages`: cutting listings

mod aggregations;
mod attributes;
mod batch_get_account_status;
mod conditions;
mod coverage;
mod coverage_attributes;
mod filters;
mod finding;
mod get_delegated_admin_account;
mod list_coverage;
mod list_coverage_statistics;
mod list_finding_aggregations;
mod list_findings;
mod list_members;
mod pages;
mod resources;
mod sorting;
mod written;

#[cfg(test)]
pub(super) mod checks;

use std::sync::OnceLock;
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Method, Request};

use super::body;
use super::caller::{ADMINISTRATORS, Caller};
use super::fault::Fault;
use super::members;
use super::organisation::Organisation;
use super::organisation::inspected::{self, Row, Scanned};
use super::parameters::{Parameters, Service};
use super::throttle::{Buckets, RateClass};
use coverage::Covered;
use finding::Finding;
use list_findings::Selections;
use resources::Resource;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "inspector2";

/// The region without Inspector to which buckets of foreign regions belong.
const NO_REGION: usize = usize::MAX;

/// Returns the name of the operation at a method and path, if it is simulated.
pub(super) fn operation(method: &Method, path: &str) -> Option<&'static str> {
    Operation::of(method, path).map(Operation::name)
}

/// Inspector in all regions of one organisation.
#[derive(Debug)]
pub(super) struct Inspector {
    organisation: Organisation,
    buckets: Buckets,
    rows: Vec<Row>,
    /// The rows of each region.
    by_region: Vec<Vec<u32>>,
    /// How many resources of one kind an account has in a region.
    pool: u32,
    /// The covered resources of each region; made when first needed.
    coverage: OnceLock<Vec<Vec<Covered>>>,
    selections: Selections,
}

/// By whom, where and when an operation was asked.
#[derive(Debug, Clone, Copy)]
struct Asked {
    account: usize,
    region: usize,
    /// Milliseconds since 1970.
    now: i64,
}

impl Asked {
    /// Says whether what is about this resource of the region is seen.
    fn sees(self, scanned: Scanned) -> bool {
        self.account == ADMINISTRATORS || self.account == usize::from(scanned.resource.account)
    }

    /// Returns what tells one place to ask from another.
    fn place(self) -> String {
        match self.account {
            ADMINISTRATORS => self.region.to_string(),
            account => format!("{}/{account}", self.region),
        }
    }
}

/// What is listed.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Findings,
    FindingAggregations,
    Coverage,
    CoverageStatistics,
    Members,
    DelegatedAdministrator,
    AccountStatus,
}

impl Operation {
    fn of(method: &Method, path: &str) -> Option<Self> {
        match (method.as_str(), path) {
            ("POST", "/findings/list") => Some(Self::Findings),
            ("POST", "/findings/aggregation/list") => Some(Self::FindingAggregations),
            ("POST", "/coverage/list") => Some(Self::Coverage),
            ("POST", "/coverage/statistics/list") => Some(Self::CoverageStatistics),
            ("POST", "/members/list") => Some(Self::Members),
            ("POST", "/delegatedadminaccounts/get") => Some(Self::DelegatedAdministrator),
            ("POST", "/status/batch/get") => Some(Self::AccountStatus),
            _ => None,
        }
    }

    /// Returns the operation's name in the service's model.
    fn name(self) -> &'static str {
        match self {
            Self::Findings => "ListFindings",
            Self::FindingAggregations => "ListFindingAggregations",
            Self::Coverage => "ListCoverage",
            Self::CoverageStatistics => "ListCoverageStatistics",
            Self::Members => "ListMembers",
            Self::DelegatedAdministrator => "GetDelegatedAdminAccount",
            Self::AccountStatus => "BatchGetAccountStatus",
        }
    }

    /// Returns what the operation does in the words of a refusal.
    fn action(self) -> &'static str {
        match self {
            Self::Findings => "list findings",
            Self::FindingAggregations => "list finding aggregations",
            Self::Coverage => "list coverage",
            Self::CoverageStatistics => "list coverage statistics",
            Self::Members => "list members",
            Self::DelegatedAdministrator => "get delegated admin account",
            Self::AccountStatus => "batch get account status",
        }
    }
}

impl Inspector {
    /// Makes Inspector and all its findings, of which none is later than `present`.
    pub(super) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let organisation = Organisation::new(parameters, present);
        let mut rows = inspected::rows(&organisation, parameters.findings);
        rows.retain(|row| row.scanned.is_scanned(&organisation));
        let mut by_region = vec![Vec::new(); organisation.regions.len()];
        for (row, number) in rows.iter().zip(0..) {
            by_region[usize::from(row.scanned.resource.region)].push(number);
        }
        Self {
            pool: inspected::pool(&organisation, parameters.findings),
            organisation,
            buckets: Buckets::new(parameters.throttle),
            rows,
            by_region,
            coverage: OnceLock::new(),
            selections: Selections::default(),
        }
    }

    /// Answers one request in the order AWS does: operation, rate, access, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        let operation = Operation::of(request.method(), request.uri().path()).ok_or_else(Fault::unknown_operation)?;
        let region = self.organisation.region(&caller.region);
        if !self.buckets.take(caller.account, region.unwrap_or(NO_REGION), RateClass::Inspector, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let members = body::object(request.body())?;
        let enabled = region.filter(|_| self.is_on(caller.account, region));
        let asked = enabled.map(|region| Asked { account: caller.account, region, now: now.timestamp_millis() });
        let asked = asked.ok_or_else(|| Fault::inspector_not_enabled(operation.action()));
        match operation {
            Operation::Findings => list_findings::answer(self, &asked?, &members),
            Operation::FindingAggregations => list_finding_aggregations::answer(self, &asked?, &members),
            Operation::Coverage => list_coverage::answer(self, &asked?, &members),
            Operation::CoverageStatistics => list_coverage_statistics::answer(self, &asked?, &members),
            Operation::Members => list_members::answer(self, &asked?, &members),
            Operation::DelegatedAdministrator => get_delegated_admin_account::answer(self, &asked?, &members),
            Operation::AccountStatus => batch_get_account_status::answer(self, caller.account, region, &members),
        }
    }

    /// Says whether an account has Inspector in a region.
    fn is_on(&self, account: usize, region: Option<usize>) -> bool {
        region.is_some_and(|region| self.organisation.is_on(Service::Inspector, account, region))
    }

    fn finding(&self, row: u32) -> Finding<'_> {
        Finding { organisation: &self.organisation, row: &self.rows[row as usize] }
    }

    fn resource(&self, scanned: Scanned) -> Resource<'_> {
        Resource { organisation: &self.organisation, scanned }
    }

    /// Returns the rows that are seen.
    fn rows_of(&self, asked: Asked) -> impl Iterator<Item = u32> {
        let rows = self.by_region[asked.region].iter().copied();
        rows.filter(move |row| asked.sees(self.rows[*row as usize].scanned))
    }

    /// Returns the covered resources that are seen.
    fn covered(&self, asked: Asked) -> impl Iterator<Item = &Covered> {
        let coverage = self.coverage.get_or_init(|| coverage::coverage(&self.organisation, &self.rows, self.pool));
        coverage[asked.region].iter().filter(move |entry| asked.sees(entry.scanned))
    }
}
