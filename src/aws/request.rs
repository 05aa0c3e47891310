//! One query's way to AWS: it counts attempts, collects notices, and waits for quotas.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use tokio_util::task::AbortOnDropHandle;

use super::bulk::{BulkReader, Outcome};
use super::connection::Connection;
use super::error::{AwsError, Call, ErrorKind};
use super::identity::{self, Identity};
use super::kept::Course;

/// Who waits for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A person, at a panel or in Explore: a part of an answer with a notice is better than none.
    Panel,
    /// An alert rule: a part of an answer could resolve an alert that should fire.
    Alert,
    /// A check of whether AWS answers: what it said before is no answer to that.
    Check,
}

/// What was answered without asking AWS.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KeptUse {
    /// Answers.
    pub answers: u64,
    /// Age of the oldest.
    pub oldest: Duration,
    /// The operation the oldest is from.
    pub from: Option<Call>,
}

/// One query's way to AWS, at one of the places it asks.
#[derive(Debug)]
pub struct Request {
    connection: Arc<Connection>,
    /// What holds wherever it asks.
    query: Arc<Query>,
}

#[derive(Debug)]
struct Query {
    caller: Caller,
    /// Guards the HTTP requests sent for each operation, in the order of their first.
    attempts: Mutex<Vec<(Call, u64)>>,
    /// Guards what was answered without asking AWS.
    kept: Mutex<KeptUse>,
    /// Guards the currencies of the money in the answer.
    currencies: Mutex<BTreeSet<String>>,
    /// Guards where it asks: accounts, Regions.
    places: Mutex<BTreeSet<String>>,
    /// Whether a rule is content with a part of an answer.
    allows_partial: AtomicBool,
    /// Guards what the answer must say beside its rows.
    notices: Mutex<Vec<String>>,
    /// Guards what is good to know beside the rows.
    remarks: Mutex<Vec<String>>,
}

impl Request {
    /// Begins a query.
    pub fn new(connection: Arc<Connection>, caller: Caller) -> Self {
        let query = Query {
            caller,
            attempts: Mutex::default(),
            kept: Mutex::default(),
            currencies: Mutex::default(),
            places: Mutex::default(),
            allows_partial: AtomicBool::new(false),
            notices: Mutex::default(),
            remarks: Mutex::default(),
        };
        Self { connection, query: Arc::new(query) }
    }

    /// The same query, asking over another connection.
    pub fn over(&self, connection: Arc<Connection>) -> Arc<Self> {
        Arc::new(Self { connection, query: Arc::clone(&self.query) })
    }

    /// Who waits for the answer.
    pub fn caller(&self) -> Caller {
        self.query.caller
    }

    /// The connection it goes over.
    pub fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// HTTP requests sent so far, retries included.
    pub fn attempts(&self) -> u64 {
        self.attempts_by_call().iter().map(|(_, attempts)| attempts).sum()
    }

    /// HTTP requests sent so far for each operation, retries included, in the order of their first.
    pub fn attempts_by_call(&self) -> Vec<(Call, u64)> {
        self.query.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn count_attempt(&self, call: Call) {
        let mut attempts = self.query.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        match attempts.iter_mut().find(|(known, _)| *known == call) {
            Some((_, count)) => *count += 1,
            None => attempts.push((call, 1)),
        }
    }

    /// What its HTTP requests cost, in USD.
    pub fn spent_usd(&self) -> f64 {
        self.attempts_by_call().iter().map(|(call, attempts)| call.terms().price_usd * *attempts as f64).sum()
    }

    /// Counts an answer for which AWS was not asked.
    pub(super) fn count_kept(&self, call: Call, age: Duration) {
        let mut kept = self.query.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers += 1;
        if kept.from.is_none() || age > kept.oldest {
            (kept.oldest, kept.from) = (age, Some(call));
        }
    }

    /// Returns what was answered without asking AWS.
    pub fn kept(&self) -> KeptUse {
        *self.query.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that there is money of a currency in the answer, such as USD.
    pub fn has_currency(&self, currency: &str) {
        let mut currencies = self.query.currencies.lock().unwrap_or_else(PoisonError::into_inner);
        if !currencies.contains(currency) {
            currencies.insert(currency.to_owned());
        }
    }

    /// Returns the currencies of the money in the answer.
    pub fn currencies(&self) -> BTreeSet<String> {
        self.query.currencies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the account that asks: as the settings say, or by GetCallerIdentity.
    ///
    /// # Errors
    /// When AWS does not say.
    pub async fn account(self: &Arc<Self>) -> Result<String, AwsError> {
        match self.connection.account() {
            Some(account) => Ok(account.to_owned()),
            None => Ok(self.identity().await?.account),
        }
    }

    /// Returns who asks, by GetCallerIdentity, which needs no permission.
    ///
    /// # Errors
    /// When AWS does not say.
    pub async fn identity(self: &Arc<Self>) -> Result<Identity, AwsError> {
        identity::identity(self).await
    }

    /// Says where rows are asked for.
    pub fn asks_at(&self, place: String) {
        self.query.places.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
    }

    /// Returns where rows are asked for, sorted: `111122223333/eu-west-1`, or the Region alone for the account that signs in.
    pub fn places(&self) -> Vec<String> {
        self.query.places.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Adds what the answer must say beside its rows; said twice, it is there once.
    pub fn notice(&self, text: String) {
        add(&self.query.notices, text);
    }

    /// Adds what is good to know beside rows that are all there; said twice, it is there once.
    pub fn remark(&self, text: String) {
        add(&self.query.remarks, text);
    }

    /// Returns what is good to know beside the rows.
    pub fn remarks(&self) -> Vec<String> {
        self.query.remarks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says that a part of an answer will do, also for an alert rule.
    pub fn allow_partial(&self) {
        self.query.allows_partial.store(true, Ordering::Relaxed);
    }

    /// Says that rows are missing from what a call returned: beside the rows, or as an error to a rule, which a part of
    /// an answer could resolve.
    ///
    /// # Errors
    /// When an alert rule asks that has not allowed it.
    pub fn incomplete(&self, call: Call, missing: &str) -> Result<(), AwsError> {
        if self.needs_all() {
            return Err(AwsError::incomplete(call, &self.connection.place_of(call), missing));
        }
        self.notice(format!("{} {}: {missing}.", call.service, call.operation));
        Ok(())
    }

    /// Makes the error of a listing whose pages do not come to an end.
    pub fn endless(&self, call: Call, why: &str) -> AwsError {
        AwsError::endless(call, &self.connection.place_of(call), why)
    }

    /// Whether an answer is one without this place, one of several: for a person, beside a notice; not for a rule that has not
    /// allowed it.
    pub fn goes_on_without(&self, error: &AwsError) -> bool {
        if self.needs_all() {
            return false;
        }
        self.notice(format!("{error} What it would have shown is missing here."));
        true
    }

    /// Whether there is nothing to be had as the service is not enabled: known to be empty, which is not a failure, and said in
    /// a notice. To a check it is the answer itself.
    pub fn is_empty_for(&self, error: &AwsError) -> bool {
        if error.kind() != ErrorKind::NotEnabled || self.caller() == Caller::Check {
            return false;
        }
        self.notice(error.to_string());
        true
    }

    fn needs_all(&self) -> bool {
        self.caller() == Caller::Alert && !self.query.allows_partial.load(Ordering::Relaxed)
    }

    /// Returns what the answer must say beside its rows.
    pub fn notices(&self) -> Vec<String> {
        self.query.notices.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends one bulk operation and returns its page, and how it came. Dropping the future stops the request.
    ///
    /// # Errors
    /// When AWS cannot be reached, refuses, or answers what nobody can read; the SDK has retried by then.
    pub async fn send<P, O, E>(
        &self,
        call: Call,
        bulk: BulkReader<P>,
        operation: impl Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send + 'static,
    ) -> Result<(P, Course), AwsError>
    where
        P: Send + 'static,
        O: Send + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        let place = self.connection.place_of(call);
        let task = AbortOnDropHandle::new(self.connection.io().spawn(operation));
        let sent = match task.await {
            Ok(sent) => sent,
            // A bug of ours must not pass for the network's.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => return Err(AwsError::interrupted(call, &place)),
        };
        match (sent, bulk.take()) {
            (Ok(_), Some(Outcome::Read(page, course))) => Ok((page, course)),
            (_, Some(Outcome::Failed(answer))) => Err(AwsError::answered(call, &place, &answer)),
            (Err(error), _) => Err(AwsError::unanswered(call, &place, &error)),
            (Ok(_), None) => Err(AwsError::interrupted(call, &place)),
        }
    }
}

fn add(texts: &Mutex<Vec<String>>, text: String) {
    let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
    if !texts.contains(&text) {
        texts.push(text);
    }
}
