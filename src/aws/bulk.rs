//! Reads the answers of bulk operations with our own reader instead of the SDK's types.
//!
//! The SDK still signs, sends and retries; only its parse is replaced, by an interceptor. Its own parse of a finding
//! needs stacks that no runtime thread has in a debug build, and ten times the time. The reader's result waits in a
//! slot, since the SDK's output types cannot carry it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextMut, Error, Output,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use super::error::{Call, ErrorKind, kind_of};
use super::kept::{Course, Ticket, Unreadable};
use super::quotas::Quota;
use super::request::Request;

/// What came back for one attempt.
#[derive(Debug)]
pub enum Outcome<P> {
    /// The page, read, and how it came.
    Read(P, Course),
    /// An answer that is an error or that nobody can read.
    Failed(Answer),
}

/// What may be said of an answer without repeating it: a foreign body never reaches a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Media type, without parameters.
    pub content_type: String,
    /// Length of the body in bytes.
    pub length: usize,
    /// AWS's error code.
    pub code: Option<String>,
    /// AWS's message, only where an AWS error code came with it.
    pub message: Option<String>,
}

type ReadPage<P> = Box<dyn Fn(&[u8]) -> Result<P, serde_json::Error> + Send + Sync>;
type MakeOutput = Box<dyn Fn() -> Result<Output, BuildError> + Send + Sync>;
type MakeError = Box<dyn Fn(ErrorMetadata) -> Error + Send + Sync>;

/// Reads one bulk answer.
pub struct BulkReader<P> {
    shared: Arc<Shared<P>>,
}

struct Shared<P> {
    read: ReadPage<P>,
    output: MakeOutput,
    error: MakeError,
    /// Guards the outcome of the latest attempt.
    outcome: Mutex<Option<Outcome<P>>>,
}

impl<P: Send + 'static> BulkReader<P> {
    /// `read` reads the body, `output` makes an output for the SDK to hand back, `error` the SDK's error.
    pub fn new<O, E>(
        read: impl Fn(&[u8]) -> Result<P, serde_json::Error> + Send + Sync + 'static,
        output: impl Fn() -> Result<O, BuildError> + Send + Sync + 'static,
        error: impl Fn(ErrorMetadata) -> E + Send + Sync + 'static,
    ) -> Self
    where
        O: fmt::Debug + Send + Sync + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        Self {
            shared: Arc::new(Shared {
                read: Box::new(read),
                output: Box::new(move || output().map(Output::erase)),
                error: Box::new(move |metadata| Error::erase(error(metadata))),
                outcome: Mutex::new(None),
            }),
        }
    }

    /// Returns the interceptor that puts the reader in place and says whose the request is.
    pub fn interceptor(&self, call: Call, quota: Quota, request: &Arc<Request>) -> BulkInterceptor<P> {
        let ticket = Ticket { request: Arc::clone(request), call, quota, is_retry: false };
        BulkInterceptor { shared: Arc::clone(&self.shared), ticket }
    }

    /// Takes what the latest attempt brought.
    pub(super) fn take(&self) -> Option<Outcome<P>> {
        self.shared.outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<P> fmt::Debug for Shared<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BulkReader")
    }
}

impl<P: Send + 'static> Shared<P> {
    fn clear(&self) {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn keep(&self, outcome: Outcome<P>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }
}

struct BulkDeserializer<P>(Arc<Shared<P>>);

impl<P> fmt::Debug for BulkDeserializer<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<P: Send + 'static> DeserializeResponse for BulkDeserializer<P> {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let body = response.body().bytes().unwrap_or_default();
        if !response.status().is_success() {
            let answer = Answer::of_error(response, body);
            // The SDK knows a throttle by its code only, and who stands before AWS may give none.
            let is_throttle = answer.status == 429;
            let code = answer.code.clone().or_else(|| is_throttle.then(|| "TooManyRequestsException".to_owned()));
            let metadata = ErrorMetadata::builder().code(code.unwrap_or_default()).build();
            self.0.keep(Outcome::Failed(answer));
            return Err(OrchestratorError::operation((self.0.error)(metadata)));
        }
        match (self.0.read)(body) {
            Ok(page) => {
                let course = response.extension::<Course>().cloned().unwrap_or_default();
                self.0.keep(Outcome::Read(page, course));
                (self.0.output)().map_err(OrchestratorError::other)
            }
            Err(error) => {
                if let Some(unreadable) = response.extension::<Unreadable>() {
                    unreadable.set();
                }
                self.0.keep(Outcome::Failed(Answer::of(response, body)));
                Err(OrchestratorError::other(error))
            }
        }
    }
}

/// Puts the reader in place of the SDK's and says whose the request is.
pub struct BulkInterceptor<P> {
    shared: Arc<Shared<P>>,
    ticket: Ticket,
}

impl<P> fmt::Debug for BulkInterceptor<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(formatter)
    }
}

#[dyn_dispatch_hint]
impl<P: Send + 'static> Intercept for BulkInterceptor<P> {
    fn name(&self) -> &'static str {
        "BulkInterceptor"
    }

    fn modify_before_serialization(
        &self,
        _: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let deserializer = BulkDeserializer(Arc::clone(&self.shared));
        config.interceptor_state().store_put(SharedResponseDeserializer::new(deserializer));
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let is_retry = config.load::<RequestAttempts>().is_some_and(|attempts| attempts.attempts() > 1);
        context.request_mut().add_extension(Ticket { is_retry, ..self.ticket.clone() });
        // A connection that breaks after a refused attempt must not be reported as that refusal.
        self.shared.clear();
        Ok(())
    }
}

impl Answer {
    /// What an answer that is an error means.
    pub(super) fn kind(call: Call, region: &str, response: &HttpResponse) -> ErrorKind {
        kind_of(call, region, &Self::of_error(response, response.body().bytes().unwrap_or_default()))
    }

    fn of(response: &HttpResponse, body: &[u8]) -> Self {
        let content_type = response.headers().get("content-type").unwrap_or("none");
        Self {
            status: response.status().as_u16(),
            content_type: printable(content_type.split(';').next().unwrap_or_default().trim(), 60),
            length: body.len(),
            code: None,
            message: None,
        }
    }

    /// Reads AWS's error code: in a header (rest-json) or in the body's `__type` or `code`.
    fn of_error(response: &HttpResponse, body: &[u8]) -> Self {
        let document = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
        let member = |names: [&str; 2]| names.iter().find_map(|name| document.get(name)?.as_str());
        let code = response.headers().get("x-amzn-errortype").or_else(|| member(["__type", "code"]));
        let code = code.or_else(|| between(std::str::from_utf8(body).ok()?, "<Code>", "</Code>"));
        // `com.amazonaws.securityhub#InvalidInputException:http://…` names its exception in the middle.
        let code = code.map(|code| code.rsplit('#').next().unwrap_or(code).split(':').next().unwrap_or(code));
        let code = code.filter(|code| !code.is_empty()).map(|code| printable(code, 80));
        // Only AWS's own words are repeated: whoever else answers in JSON may say what is not for this reader.
        let is_aws =
            ["x-amzn-errortype", "x-amzn-requestid"].iter().any(|name| response.headers().get(*name).is_some());
        let code = code.filter(|_| is_aws);
        let message = code.as_ref().and_then(|_| member(["Message", "message"])).map(|text| printable(text, 300));
        Self { code, message, ..Self::of(response, body) }
    }
}

/// The text between two others, for the few answers that are XML.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// Text of AWS's that goes into a message: no control characters, not too long.
pub(super) fn printable(text: &str, most: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(most).collect()
}
