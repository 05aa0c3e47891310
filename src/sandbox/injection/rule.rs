//! A rule that was judged: which requests it is about, and what happens to them.
//!
//! Names that the sandbox does not have are refused, since a misspelt rule would never match and a test of faults
//! would pass without any.

use std::time::Duration;

use http::StatusCode;
use thiserror::Error;

use super::super::operation::{Asked, OPERATIONS, Operation, services};
use super::super::parameters::is_region;
use super::plan::{FaultKind, FaultRule, LatePart, WrongJson};

const MOST_MILLISECONDS: u64 = 600_000;
const MOST_PAGES: u32 = 1_000_000;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Throttle,
    Internal,
    Unavailable,
    ExpiredToken,
    AccessDenied,
    Html(StatusCode),
    WrongJson(WrongJson),
    Reset,
    EmptyPages(u32),
    TokenLoop,
    Slow(LatePart, Duration),
}

/// A rule that can be matched.
#[derive(Debug)]
pub(super) struct Rule {
    named: Named,
    accounts: Vec<String>,
    regions: Vec<String>,
    times: u64,
    every: u64,
    pub(super) effect: Effect,
}

/// Why a rule cannot be followed.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum RuleError {
    /// Not of the form `service:Operation`.
    #[error("operation '{0}' must be service:Operation, such as securityhub:GetFindings; * stands for any of either")]
    Form(String),
    /// A service that is not simulated.
    #[error("service '{name}' is not simulated; these are: {}", services().join(", "))]
    Service {
        /// What was written.
        name: String,
    },
    /// An operation that is not simulated.
    #[error("operation '{name}' is not simulated; of {service} these are: {}", operations(service))]
    Operation {
        /// The service it would be of, or `*`.
        service: String,
        /// What was written.
        name: String,
    },
    /// An account that nobody can ask from.
    #[error("account '{0}' is none of the organisation's")]
    Account(String),
    /// What cannot be a Region.
    #[error("region '{0}' is not a region name such as us-east-1")]
    Region(String),
    /// A number out of bounds.
    #[error("{member} must be between {least} and {most}, not {given}")]
    Bounds {
        /// Which number.
        member: &'static str,
        /// The least it can be.
        least: u64,
        /// The most it can be.
        most: u64,
        /// What was written.
        given: u64,
    },
    /// A member that says nothing about this fault.
    #[error("{member} says nothing about the fault {}; leave it out", fault.name())]
    Stray {
        /// Which member.
        member: &'static str,
        /// What the rule does.
        fault: FaultKind,
    },
    /// A slow answer without a time.
    #[error("the fault slow needs milliseconds")]
    NoTime,
    /// A fault of listings for an operation that is none.
    #[error("{operation} has no pages, which the fault {} needs", fault.name())]
    NoPages {
        /// The operation.
        operation: String,
        /// What the rule does.
        fault: FaultKind,
    },
}

fn operations(service: &str) -> String {
    let all = OPERATIONS.iter().filter(|operation| service == "*" || operation.service == service);
    all.map(|operation| operation.name).collect::<Vec<_>>().join(", ")
}

impl Rule {
    /// Judges what was written for a sandbox with these accounts.
    pub(super) fn of(written: &FaultRule, accounts: &[String]) -> Result<Self, RuleError> {
        let named = Named::read(&written.operation)?;
        if let Some(unknown) = written.accounts.iter().find(|account| !accounts.contains(account)) {
            return Err(RuleError::Account(unknown.clone()));
        }
        if let Some(unknown) = written.regions.iter().find(|region| !is_region(region)) {
            return Err(RuleError::Region(unknown.clone()));
        }
        let effect = effect(written)?;
        let of_pages = matches!(effect, Effect::EmptyPages(_) | Effect::TokenLoop);
        if of_pages && !OPERATIONS.iter().any(|operation| named.has(operation) && operation.pages.is_some()) {
            return Err(RuleError::NoPages { operation: written.operation.clone(), fault: written.fault });
        }
        Ok(Self {
            named,
            accounts: written.accounts.clone(),
            regions: written.regions.clone(),
            times: bounded("times", written.times, u64::MAX, u64::MAX)?,
            every: bounded("every", written.every, 1, u64::MAX)?,
            effect,
        })
    }

    /// Says whether the rule is about a request, whose page of a listing is `page` if a fault could empty it.
    pub(super) fn matches(&self, asked: &Asked, page: Option<u32>) -> bool {
        let is_named = self.named.service.is_none_or(|service| service == asked.service)
            && self.named.operation.is_none_or(|name| asked.operation.is_some_and(|operation| operation.name == name));
        let has_pages = asked.operation.is_some_and(|operation| operation.pages.is_some());
        let is_page = match self.effect {
            Effect::EmptyPages(most) => has_pages && page.is_some_and(|page| page < most),
            Effect::TokenLoop => has_pages,
            _ => true,
        };
        is_named && is_page && is_among(&self.accounts, &asked.account) && is_among(&self.regions, &asked.region)
    }

    /// Says whether the fault happens to match number `matched` after it has happened `applied` times.
    pub(super) fn applies(&self, matched: u64, applied: u64) -> bool {
        applied < self.times && matched.is_multiple_of(self.every)
    }
}

fn is_among(chosen: &[String], name: &str) -> bool {
    chosen.is_empty() || chosen.iter().any(|one| one == name)
}

/// What a rule is about; none stands for any.
#[derive(Debug, Clone, Copy)]
struct Named {
    service: Option<&'static str>,
    operation: Option<&'static str>,
}

impl Named {
    fn read(text: &str) -> Result<Self, RuleError> {
        let (service, name) = text.split_once(':').ok_or_else(|| RuleError::Form(text.to_owned()))?;
        let known = services().into_iter().find(|known| *known == service);
        if known.is_none() && service != "*" {
            return Err(RuleError::Service { name: service.to_owned() });
        }
        let any = Self { service: known, operation: None };
        if name == "*" {
            return Ok(any);
        }
        let operation = OPERATIONS.iter().find(|operation| operation.name == name && any.has(operation));
        let unknown = || RuleError::Operation { service: service.to_owned(), name: name.to_owned() };
        Ok(Self { operation: Some(operation.ok_or_else(unknown)?.name), ..any })
    }

    fn has(self, operation: &Operation) -> bool {
        self.service.is_none_or(|service| service == operation.service)
            && self.operation.is_none_or(|name| name == operation.name)
    }
}

fn effect(written: &FaultRule) -> Result<Effect, RuleError> {
    let fault = written.fault;
    let is_paged = matches!(fault, FaultKind::EmptyPages | FaultKind::LongListing);
    for (member, is_given, belongs) in [
        ("milliseconds", written.milliseconds.is_some(), fault == FaultKind::Slow),
        ("late", written.late.is_some(), fault == FaultKind::Slow),
        ("status", written.status.is_some(), fault == FaultKind::Html),
        ("json", written.json.is_some(), fault == FaultKind::WrongJson),
        ("pages", written.pages.is_some(), is_paged),
    ] {
        if is_given && !belongs {
            return Err(RuleError::Stray { member, fault });
        }
    }
    let pages = |default| bounded("pages", written.pages.map(u64::from), default, MOST_PAGES.into());
    Ok(match fault {
        FaultKind::Throttle => Effect::Throttle,
        FaultKind::Internal => Effect::Internal,
        FaultKind::Unavailable => Effect::Unavailable,
        FaultKind::ExpiredToken => Effect::ExpiredToken,
        FaultKind::AccessDenied => Effect::AccessDenied,
        FaultKind::Reset => Effect::Reset,
        FaultKind::TokenLoop => Effect::TokenLoop,
        FaultKind::WrongJson => Effect::WrongJson(written.json.unwrap_or(WrongJson::Truncated)),
        FaultKind::EmptyPages => Effect::EmptyPages(pages(3)? as u32),
        FaultKind::LongListing => Effect::EmptyPages(pages(10_000)? as u32),
        FaultKind::Html => {
            let given = written.status.unwrap_or(502);
            let known = StatusCode::from_u16(given).ok().filter(|status| (200..600).contains(&status.as_u16()));
            let bounds = RuleError::Bounds { member: "status", least: 200, most: 599, given: given.into() };
            Effect::Html(known.ok_or(bounds)?)
        }
        FaultKind::Slow => {
            let given = written.milliseconds.ok_or(RuleError::NoTime)?;
            let wait = Duration::from_millis(bounded("milliseconds", Some(given), 1, MOST_MILLISECONDS)?);
            Effect::Slow(written.late.unwrap_or(LatePart::Answer), wait)
        }
    })
}

/// Returns a number from 1 to `most`, or `default` where none is given.
fn bounded(member: &'static str, given: Option<u64>, default: u64, most: u64) -> Result<u64, RuleError> {
    match given {
        None => Ok(default),
        Some(given) if (1..=most).contains(&given) => Ok(given),
        Some(given) => Err(RuleError::Bounds { member, least: 1, most, given }),
    }
}
