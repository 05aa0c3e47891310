//! What a person writes to have the sandbox misbehave: a list of rules, as JSON or in Rust.
//!
//! This is the written form only. `rule` judges it and makes of it what can be matched.

use serde::{Deserialize, Serialize};

/// Faults that a sandbox injects into its answers. For each request the rules are looked at in their order: all `slow`
/// ones that match add up, and of the others the first that matches decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// The rules; none means no faults.
    pub rules: Vec<FaultRule>,
}

/// Which requests are met by which fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRule {
    /// Service and operation as IAM writes them, such as `securityhub:GetFindings`; `*` stands for any of either.
    pub operation: String,
    /// The accounts that ask; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    /// The Regions that are asked; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// How often the fault happens at most; without end when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The fault happens to each so-manieth request that matches; to each one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// What happens.
    pub fault: FaultKind,
    /// Of `slow`: how much later the answer comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// Of `slow`: what is late; the whole answer when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<LatePart>,
    /// Of `html`: the status of the page; 502 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Of `wrongJson`: what comes instead; `truncated` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<WrongJson>,
    /// Of `emptyPages` and `longListing`: how many pages are empty; 3 and 10,000 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// The service's own refusal of too many requests.
    Throttle,
    /// Status 500 with the service's own error.
    #[serde(rename = "500")]
    Internal,
    /// Status 503.
    #[serde(rename = "503")]
    Unavailable,
    /// The answer comes later, or its second half does.
    Slow,
    /// The connection breaks off at the half of the answer.
    Reset,
    /// The web page of a proxy, without AWS's headers.
    Html,
    /// Status 200 with JSON that is cut off or is not the service's.
    WrongJson,
    /// The session of who asks is over.
    ExpiredToken,
    /// A policy does not allow the operation.
    AccessDenied,
    /// A listing begins with empty pages that have a token.
    EmptyPages,
    /// A page's next token is the one that was sent, so that the listing never ends.
    TokenLoop,
    /// As `emptyPages`, ten thousand of them.
    LongListing,
}

/// What of a `slow` answer is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LatePart {
    /// All of it.
    Answer,
    /// The second half of its body.
    Body,
}

/// What a `wrongJson` answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WrongJson {
    /// The first half of the right answer.
    Truncated,
    /// An object of another program.
    Other,
}

impl FaultRule {
    /// Returns a rule by which every request for `operation` meets `fault`.
    pub fn new(operation: &str, fault: FaultKind) -> Self {
        Self {
            operation: operation.to_owned(),
            accounts: Vec::new(),
            regions: Vec::new(),
            times: None,
            every: None,
            fault,
            milliseconds: None,
            late: None,
            status: None,
            json: None,
            pages: None,
        }
    }
}

impl FaultKind {
    /// Returns the name people write.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Throttle => "throttle",
            Self::Internal => "500",
            Self::Unavailable => "503",
            Self::Slow => "slow",
            Self::Reset => "reset",
            Self::Html => "html",
            Self::WrongJson => "wrongJson",
            Self::ExpiredToken => "expiredToken",
            Self::AccessDenied => "accessDenied",
            Self::EmptyPages => "emptyPages",
            Self::TokenLoop => "tokenLoop",
            Self::LongListing => "longListing",
        }
    }
}
