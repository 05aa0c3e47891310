//! Faults that are injected into the sandbox's answers, by a plan that can be changed while it runs.
//!
//! - `plan`: what a person writes; `rule`: the same, judged, and which requests it is about
//! - `refusals`: how AWS would refuse; `paging`: what becomes of listings
//!
//! A request is met before it is answered: [`Injector::meet`] decides what happens to it, and [`Injected`] then does
//! it. Nothing is left to chance: the n-th request that matches a rule always has the same fate.

mod paging;
mod plan;
mod refusals;
mod rule;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use serde::Serialize;
use thiserror::Error;

use super::delivery::Delivery;
use super::fault::Fault;
use super::operation::Asked;
use paging::Sent;
use rule::{Effect, Rule};

pub use plan::{FaultKind, FaultPlan, FaultRule, LatePart, WrongJson};
pub use rule::RuleError;

const MOST_RULES: usize = 100;

/// Why a plan cannot be followed.
#[derive(Debug, Error)]
pub enum FaultPlanError {
    /// It has more rules than anyone could mean.
    #[error("a fault plan has at most {MOST_RULES} rules, not {0}")]
    TooMany(usize),
    /// One of its rules cannot be followed.
    #[error("rule {number}: {error}")]
    Rule {
        /// Which rule, from 1.
        number: usize,
        /// What is wrong with it.
        error: RuleError,
    },
}

/// A rule and how often it was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultHits {
    /// The rule as it was written.
    pub rule: FaultRule,
    /// How many requests matched it.
    pub matched: u64,
    /// How many of them met its fault.
    pub applied: u64,
}

/// The plan of one sandbox.
#[derive(Debug, Default)]
pub(super) struct Injector {
    /// Guards the rules and their counts; held only to look at them.
    armed: Mutex<Vec<Armed>>,
}

#[derive(Debug)]
struct Armed {
    rule: Rule,
    hits: FaultHits,
}

/// What happens to one request.
#[derive(Debug)]
pub(super) struct Injected {
    /// How much later the answer comes.
    pub(super) wait: Duration,
    /// How much later the second half of its body comes.
    pause: Duration,
    effect: Option<Effect>,
    sent: Sent,
}

impl Injector {
    /// Follows `plan` from now on, with all counts at zero, in a sandbox with these accounts.
    pub(super) fn follow(&self, plan: &FaultPlan, accounts: &[String]) -> Result<(), FaultPlanError> {
        if plan.rules.len() > MOST_RULES {
            return Err(FaultPlanError::TooMany(plan.rules.len()));
        }
        let arm = |(index, written): (usize, &FaultRule)| {
            let rule =
                Rule::of(written, accounts).map_err(|error| FaultPlanError::Rule { number: index + 1, error })?;
            Ok(Armed { rule, hits: FaultHits { rule: written.clone(), matched: 0, applied: 0 } })
        };
        let armed = plan.rules.iter().enumerate().map(arm).collect::<Result<_, FaultPlanError>>()?;
        *self.lock() = armed;
        Ok(())
    }

    /// Follows no plan from now on.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// Returns the rules in their order with how often each was met.
    pub(super) fn hits(&self) -> Vec<FaultHits> {
        self.lock().iter().map(|armed| armed.hits.clone()).collect()
    }

    /// Decides what happens to a request, and returns it as the service shall see it.
    pub(super) fn meet(&self, asked: &Asked, request: Request<Bytes>) -> (Request<Bytes>, Injected) {
        let (request, sent) = match asked.operation.and_then(|operation| operation.pages) {
            Some(pages) => paging::receive(request, pages),
            None => (request, Sent::Nothing),
        };
        let mut injected = Injected { wait: Duration::ZERO, pause: Duration::ZERO, effect: None, sent };
        for Armed { rule, hits } in self.lock().iter_mut() {
            let is_slow = matches!(rule.effect, Effect::Slow(..));
            let is_decided = injected.effect.is_some() && !is_slow;
            if is_decided || !rule.matches(asked, injected.sent.empty_pages()) {
                continue;
            }
            hits.matched += 1;
            if !rule.applies(hits.matched, hits.applied) {
                continue;
            }
            hits.applied += 1;
            match rule.effect {
                Effect::Slow(LatePart::Answer, wait) => injected.wait += wait,
                Effect::Slow(LatePart::Body, wait) => injected.pause += wait,
                effect => injected.effect = Some(effect),
            }
        }
        (request, injected)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Injected {
    /// Returns what happens to a request that no rule can be about: nothing.
    pub(super) fn nothing() -> Self {
        Self { wait: Duration::ZERO, pause: Duration::ZERO, effect: None, sent: Sent::Nothing }
    }

    /// Returns the page of a proxy that answers in place of AWS, if one does.
    pub(super) fn foreign(&self) -> Option<Response<Bytes>> {
        let Some(Effect::Html(status)) = self.effect else {
            return None;
        };
        let title = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or("Status"));
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n\
             <body><h1>{title}</h1><p>The proxy of this network answers.</p></body></html>\n"
        );
        let mut response = Response::new(Bytes::from(page));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        Some(response)
    }

    /// Returns the answer to a request: a refusal, or what `serve` answers, changed or not.
    pub(super) fn answer(
        &self,
        asked: &Asked,
        request: &Request<Bytes>,
        serve: impl FnOnce() -> Result<Bytes, Fault>,
    ) -> Result<Bytes, Fault> {
        let pages = asked.operation.and_then(|operation| operation.pages);
        match (self.effect, pages) {
            (Some(Effect::Throttle), _) => Err(Fault::throttled(&asked.service)),
            (Some(Effect::Internal), _) => Err(refusals::internal(&asked.service)),
            (Some(Effect::Unavailable), _) => Err(refusals::unavailable()),
            (Some(Effect::ExpiredToken), _) => Err(Fault::expired_token()),
            (Some(Effect::AccessDenied), _) => Err(refusals::access_denied(asked, request)),
            (Some(Effect::WrongJson(wrong)), _) => serve().map(|answer| wrong_json(&answer, wrong)),
            (Some(Effect::EmptyPages(_)), Some(pages)) => {
                let page = self.sent.empty_pages().unwrap_or_default();
                serve().map(|answer| paging::emptied(&answer, pages, page))
            }
            (Some(Effect::TokenLoop), Some(pages)) => serve().map(|answer| paging::looping(&answer, pages, &self.sent)),
            _ => serve(),
        }
    }

    /// Returns the response as it travels.
    pub(super) fn deliver(&self, response: Response<Bytes>) -> Response<Delivery> {
        response.map(|bytes| match self.effect {
            Some(Effect::Reset) => Delivery::broken(&bytes),
            _ if !self.pause.is_zero() => Delivery::with_pause(bytes, self.pause),
            _ => Delivery::from(bytes),
        })
    }
}

fn wrong_json(answer: &Bytes, wrong: WrongJson) -> Bytes {
    match wrong {
        WrongJson::Truncated => answer.slice(..answer.len() / 2),
        WrongJson::Other => Bytes::from_static(br#"{"status":"ok"}"#),
    }
}
