//! Answers of AWS, kept for a while: the SDK's HTTP client with a memory.
//!
//! It stands below the SDK, where a question is what it is on the wire: operation, address and body, without signature
//! and time. Whoever asks the same while an answer is under way waits for that one. What is asked of AWS waits for its
//! quota and, where it costs money, is reserved first and never cancelled once sent. `outcome` is
//! what comes of one attempt.

mod outcome;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Limited};
use moka::Expiry;
use moka::future::Cache;
use tokio::runtime::Handle;

use super::error::{Call, ErrorKind};
use super::quotas::{Quota, Quotas};
use super::request::{Caller, Request};
use super::spend::Purse;
use super::traffic;
use outcome::{Answered, Outcome};
pub use outcome::{Broken, Course, Unreadable};

/// What the answers of one data source may take up.
const MOST_BYTES: u64 = 256 << 20;
/// The largest answer that is read.
const LARGEST_ANSWER: usize = 64 << 20;
/// The oldest answer a rule is given where asking again costs nothing.
const OLDEST_FOR_ALERTS: Duration = Duration::from_secs(60);

/// The longest that the rest of an answer is waited for.
const LONGEST_READ: Duration = Duration::from_secs(20);

/// Tells the present; tests have a clock of their own.
pub type Clock = fn() -> DateTime<Utc>;

/// How answers are kept.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Whether they are.
    pub keeps: bool,
    /// How old they are, and how long they took to come.
    pub clock: Clock,
}

impl Default for Memory {
    fn default() -> Self {
        Self { keeps: true, clock: Utc::now }
    }
}

/// Whose a request is and how it may be answered; it travels with the request to the HTTP client.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Whose it is.
    pub request: Arc<Request>,
    /// The operation.
    pub call: Call,
    /// How often AWS allows it.
    pub quota: Quota,
    /// Whether it was sent before, and failed.
    pub is_retry: bool,
}

/// The SDK's HTTP client with a memory.
#[derive(Clone)]
pub struct KeptAnswers {
    inner: SharedHttpClient,
    shared: Arc<Shared>,
}

struct Shared {
    answers: Cache<Question, Kept>,
    keeps: bool,
    quotas: Quotas,
    purse: Purse,
    /// Where what was paid for is waited for, whoever has gone.
    io: Handle,
    clock: Clock,
}

/// A question as it is on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    /// Who asks: answers of one account are not another's.
    asker: Arc<str>,
    action: &'static str,
    region: String,
    method: String,
    uri: String,
    body: Bytes,
}

/// What came of a question.
#[derive(Debug, Clone)]
struct Kept {
    outcome: Outcome,
    at: DateTime<Utc>,
    keep_for: Duration,
}

impl KeptAnswers {
    /// Puts a memory before an HTTP client.
    pub fn new(inner: SharedHttpClient, memory: Memory, quotas: Quotas, purse: Purse) -> Self {
        let answers = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|question: &Question, kept: &Kept| {
                let bytes = question.uri.len() + question.body.len() + kept.bytes() + 512;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .expire_after(KeepFor)
            .build();
        let Memory { keeps, clock } = memory;
        let io = Handle::current();
        Self { inner, shared: Arc::new(Shared { answers, keeps, quotas, purse, io, clock }) }
    }
}

impl HttpClient for KeptAnswers {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, shared: Arc::clone(&self.shared) })
    }
}

#[derive(Clone)]
struct Connector {
    inner: SharedHttpConnector,
    shared: Arc<Shared>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match request.extension::<Ticket>().cloned() {
            Some(ticket) => HttpConnectorFuture::new(self.clone().answer(request, ticket)),
            // The SDK's own requests for credentials are nobody's question.
            None => self.inner.call(request),
        }
    }
}

impl Connector {
    async fn answer(self, request: HttpRequest, ticket: Ticket) -> Result<HttpResponse, ConnectorError> {
        let question = Question::of(&request, &ticket);
        let is_priced = ticket.call.terms().is_priced();
        loop {
            let copy =
                request.try_clone().ok_or_else(|| ConnectorError::user("the body is no text in memory".into()))?;
            let flight = self.clone().flight(question.clone(), copy, ticket.clone());
            let (is_own, kept) = if is_priced {
                // The task goes on when nobody waits for it: its answer is paid for.
                self.shared.io.spawn(flight).await.map_err(|error| ConnectorError::other(error.into(), None))?
            } else {
                flight.await
            };
            if is_own {
                return kept.outcome.response(true);
            }
            // The cap refused whoever asked first; it may allow this caller.
            if !matches!(kept.outcome, Outcome::Refused(_)) {
                traffic::kept(ticket.call);
                ticket.request.count_kept(ticket.call, kept.age((self.shared.clock)()));
                return kept.outcome.response(false);
            }
        }
    }

    /// What is kept, what somebody else is waiting for, or what AWS says now; and whether it is the last.
    async fn flight(self, question: Question, request: HttpRequest, ticket: Ticket) -> (bool, Kept) {
        let now = (self.shared.clock)();
        let is_of_no_use = |kept: &Kept| !kept.serves(&ticket, now);
        let entry = self.shared.answers.entry(question);
        let entry = entry.or_insert_with_if(self.ask(request, &ticket), is_of_no_use).await;
        (entry.is_fresh(), entry.into_value())
    }

    async fn ask(&self, request: HttpRequest, ticket: &Ticket) -> Kept {
        let terms = ticket.call.terms();
        if terms.is_priced() {
            let Purse { cap, spent } = &self.shared.purse;
            let now = (self.shared.clock)();
            if let Err(reached) = spent.reserve(*cap, ticket.request.caller(), terms.price_usd, now) {
                return Kept { outcome: Outcome::Refused(reached), at: now, keep_for: Duration::ZERO };
            }
        }
        let connection = ticket.request.connection();
        let region = connection.region_of(ticket.call);
        let (quotas, account, quota) = (&self.shared.quotas, connection.counted(), ticket.quota);
        let (caller, arrived) = (ticket.request.caller(), Instant::now());
        quotas.wait_for(quota, account, region, caller).await;
        traffic::waited(ticket.call, caller, arrived.elapsed());
        ticket.request.count_attempt(ticket.call);
        // An answer is as old as its question.
        let (at, sent) = ((self.shared.clock)(), Instant::now());
        let outcome = match self.send(request, at).await {
            Ok(answered) => Outcome::Answered(Arc::new(answered)),
            Err(broken) => Outcome::Broken(Arc::new(broken)),
        };
        let failure = outcome.failure(ticket.call, region);
        traffic::sent(ticket.call, region, ticket.is_retry, sent.elapsed(), failure);
        if failure == Some(ErrorKind::Throttled) {
            quotas.was_throttled(quota, account, region);
        }
        let is_kept = self.shared.keeps && outcome.is_success();
        Kept { outcome, at, keep_for: if is_kept { terms.kept_for } else { Duration::ZERO } }
    }

    /// Sends a request, and reads all of its answer.
    async fn send(&self, request: HttpRequest, at: DateTime<Utc>) -> Result<Answered, Broken> {
        let response = self.inner.call(request).await.map_err(|error| Broken::unreachable(&error))?;
        let status = response.status().as_u16();
        let headers = response.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect();
        let body = tokio::time::timeout(LONGEST_READ, body).await.map_err(|_| Broken::timed_out())?;
        let body = body.map_err(|error| Broken::cut_off(error.as_ref()))?.to_bytes();
        let took = ((self.shared.clock)() - at).to_std().unwrap_or_default();
        Ok(Answered { status, headers, body, is_unreadable: Unreadable::default(), course: Course::of(took) })
    }
}

impl Question {
    fn of(request: &HttpRequest, ticket: &Ticket) -> Self {
        Self {
            asker: Arc::clone(ticket.request.connection().asker()),
            action: ticket.call.action,
            region: ticket.request.connection().region_of(ticket.call).to_owned(),
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            body: request.body().bytes().map(Bytes::copy_from_slice).unwrap_or_default(),
        }
    }
}

impl Kept {
    fn bytes(&self) -> usize {
        match &self.outcome {
            Outcome::Answered(answered) => answered.body.len(),
            Outcome::Broken(_) | Outcome::Refused(_) => 0,
        }
    }

    fn age(&self, now: DateTime<Utc>) -> Duration {
        (now - self.at).to_std().unwrap_or_default()
    }

    /// Whether it is still good for this caller.
    fn serves(&self, ticket: &Ticket, now: DateTime<Utc>) -> bool {
        let age = self.age(now);
        let is_too_old = match ticket.request.caller() {
            Caller::Panel => false,
            Caller::Check => true,
            Caller::Alert => !ticket.call.terms().is_priced() && age >= OLDEST_FOR_ALERTS,
        };
        self.outcome.is_readable() && age < self.keep_for && !is_too_old
    }
}

/// Keeps each answer for its own time.
struct KeepFor;

impl Expiry<Question, Kept> for KeepFor {
    fn expire_after_create(&self, _: &Question, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.keep_for)
    }

    fn expire_after_update(&self, _: &Question, kept: &Kept, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(kept.keep_for)
    }
}

impl fmt::Debug for KeptAnswers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeptAnswers({} answers)", self.shared.answers.entry_count())
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeptAnswers")
    }
}
