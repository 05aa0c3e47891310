//! What an answer that is no page means: its kind and its message.
//!
//! AWS's code decides. Where AWS has one code for several things, and only there, its words decide between them.

use super::super::bulk::Answer;
use super::super::regions;
use super::{Call, ErrorKind};

/// The kind and message of an answer of `call` in a Region.
pub(super) fn problem(call: Call, region: &str, answer: &Answer) -> (ErrorKind, String) {
    let kind = kind(call, region, answer);
    let Answer { status, content_type, length, .. } = answer;
    let (status, length) = (status.to_string(), length.to_string());
    let said = answer.message.as_deref().unwrap_or("it gave no reason");
    let message = kind.message(&[
        ("action", call.action),
        ("cause", "it wants a user and password"),
        ("code", answer.code.as_deref().unwrap_or("no error code")),
        ("length", &length),
        ("policy", denying_policy(said).unwrap_or("a")),
        ("principal", principal(said).unwrap_or("the credentials of this data source")),
        ("region", region),
        ("said", said.trim_end_matches('.')),
        ("service", &not_enabled(call)),
        ("status", &status),
        ("type", content_type),
    ]);
    (kind, message)
}

/// The kind of an answer of `call` in a Region.
pub(in super::super) fn kind(call: Call, region: &str, answer: &Answer) -> ErrorKind {
    let said = answer.message.as_deref().unwrap_or_default();
    let by_code =
        answer.code.as_deref().and_then(|code| of_words(call, code, said).or_else(|| ErrorKind::of_code(code)));
    match (by_code, answer.status, &answer.code) {
        (Some(ErrorKind::BadCredentials), ..) if is_unknown_key(answer) && regions::is_opt_in(region) => {
            ErrorKind::RegionOff
        }
        (Some(kind), ..) => kind,
        // AWS has no proxies that want passwords.
        (None, 407, None) => ErrorKind::ProxyFailed,
        (None, 429, _) => ErrorKind::Throttled,
        (None, 401, Some(_)) => ErrorKind::BadCredentials,
        (None, 403, Some(_)) => ErrorKind::Denied,
        (None, 400 | 404, Some(_)) => ErrorKind::Invalid,
        (None, 500.., None) if answer.content_type.contains("html") => ErrorKind::NotAws,
        (None, 500.., _) => ErrorKind::ServiceFailed,
        _ => ErrorKind::NotAws,
    }
}

/// What the words say that come with a code of several meanings; none of the codes' models tells these apart.
fn of_words(call: Call, code: &str, said: &str) -> Option<ErrorKind> {
    match code {
        "AccessDeniedException" if said == "User not enabled for cost explorer access" => Some(ErrorKind::CostsHidden),
        // Where Inspector is not activated it denies this to everybody; a real denial names the principal.
        "AccessDeniedException"
            if call.is_of("inspector2") && said.starts_with("Invoking account does not have access") =>
        {
            Some(ErrorKind::NotEnabled)
        }
        // To an account that may not list it; a denial by the account's own policies names the principal.
        "AccessDeniedException" if call.is_of("organizations") && said.starts_with("You don't have permissions") => {
            Some(ErrorKind::NoOrganization)
        }
        "AccessDeniedException" | "AccessDenied" if denying_policy(said).is_some() => Some(ErrorKind::Forbidden),
        // Also for an account that may not do this: that must not pass for one without findings.
        "InvalidAccessException" if said.contains("not subscribed") => Some(ErrorKind::NotEnabled),
        "InvalidAccessException" => Some(ErrorKind::Denied),
        "InvalidSignatureException" | "SignatureDoesNotMatch"
            if said.starts_with("Signature expired") || said.starts_with("Signature not yet current") =>
        {
            Some(ErrorKind::ClockSkew)
        }
        _ => None,
    }
}

/// Whether AWS does not know the access key at all, rather than what was signed with it.
fn is_unknown_key(answer: &Answer) -> bool {
    matches!(answer.code.as_deref(), Some("UnrecognizedClientException" | "InvalidClientTokenId"))
}

/// What a service that is not enabled is, in its own words.
fn not_enabled(call: Call) -> String {
    let what = match call.action.split(':').next() {
        Some("inspector2") => "is not activated",
        Some("config") => "has no recorder",
        _ => "is not enabled",
    };
    format!("{} {what}", call.service)
}

/// The principal in AWS's words for a denial: `User: arn:… is not authorized to perform: …`.
pub(in super::super) fn principal(said: &str) -> Option<&str> {
    let arn = said.split_once("User: ")?.1.split_whitespace().next()?;
    arn.starts_with("arn:").then_some(arn)
}

/// The kind of policy, in AWS's words for a denial: `… with an explicit deny in a service control policy`.
fn denying_policy(said: &str) -> Option<&str> {
    Some(said.split_once("with an explicit deny in ")?.1.split_once(" policy")?.0)
}
