//! AssumeRole: keys for a role of an account, until they expire.
//!
//! Policies, tags and the like would narrow what a session may do, which nothing here depends on: they are accepted.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::resource::partition;
use super::super::session::{Keys, Session};
use super::Asked;

/// The error code for what the model does not allow; STS spells it without "Exception".
const INVALID: &str = "ValidationError";
const EXTERNAL_ID: &str = "sandbox-external-id";
const DEFAULT_SECONDS: i64 = 3_600;
/// How long a session can be that is begun within another one.
const MOST_CHAINED_SECONDS: i64 = 3_600;
/// Says what it is: signatures are not verified.
const SECRET: &str = "sandbox/does/not/verify/signatures/00000";

/// A checked request.
struct Role {
    arn: String,
    account: String,
    name: String,
}

/// Returns the members of the answer.
pub(super) fn answer(asked: &Asked<'_>) -> Result<String, Fault> {
    let form = form(asked);
    let request = Members::root(&form, &MEMBERS, INVALID)?;
    let arn = request.required_text("RoleArn", 20, 2_048)?;
    let name = request.required_text("RoleSessionName", 2, 64)?;
    words(&request, "RoleSessionName", name, "=,.@-")?;
    let external = request.text("ExternalId", 2, 1_224)?;
    external.map_or(Ok(()), |text| words(&request, "ExternalId", text, "=,.@:/-"))?;
    let seconds = request.whole("DurationSeconds", 900, 43_200)?.unwrap_or(DEFAULT_SECONDS);
    if asked.caller.session.is_some() && seconds > MOST_CHAINED_SECONDS {
        let message =
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
        return Err(request.invalid(message));
    }
    let partition = partition(&asked.caller.region);
    let role = Role::parse(arn, partition).ok_or_else(|| request.invalid(format!("{arn} is invalid")))?;
    if !role.trusts(asked, external) {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            asked.caller.arn(asked.directory),
            role.arn
        );
        return Err(Fault::access_denied("AccessDenied", message));
    }
    let expires = asked.now + TimeDelta::seconds(seconds);
    let session = Session { role: role.name, name: name.to_owned(), expires: expires.timestamp_millis() };
    let Keys { id, token } = session.keys(&role.account, asked.directory.seed);
    Ok(format!(
        "<Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>\
         <SessionToken>{token}</SessionToken><Expiration>{}</Expiration></Credentials>\
         <AssumedRoleUser><AssumedRoleId>{}</AssumedRoleId><Arn>{}</Arn></AssumedRoleUser>",
        expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        session.assumed_role_id(&role.account),
        session.arn(&role.account, partition),
    ))
}

/// The members that decide something.
const MEMBERS: [&str; 4] = ["RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"];

/// Returns those members as if they had come in JSON; a number that is none stays a text, so that it is refused.
fn form(asked: &Asked<'_>) -> Map<String, Value> {
    let value = |name: &str, text: String| match text.parse::<i64>() {
        Ok(number) if name == "DurationSeconds" => Value::from(number),
        _ => Value::String(text),
    };
    MEMBERS.iter().filter_map(|name| Some(((*name).to_owned(), value(name, asked.member(name)?)))).collect()
}

/// Refuses a member that has anything but letters, digits, underscores, pluses and `others`.
fn words(request: &Members<'_>, name: &str, text: &str, others: &str) -> Result<(), Fault> {
    if text.chars().all(|c| is_word(c) || others.contains(c)) {
        return Ok(());
    }
    let others = others.replace('/', r"\/");
    Err(request.refuse(name, &format!(r"Member must satisfy regular expression pattern: [\w+{others}]*")))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '+'
}

impl Role {
    /// Reads `arn:aws:iam::111122223333:role/path/Name`.
    fn parse(arn: &str, partition: &str) -> Option<Self> {
        let rest = arn.strip_prefix(&format!("arn:{partition}:iam::"))?;
        let (account, path) = rest.split_once(":role/")?;
        let name = path.rsplit('/').next()?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = (1..=64).contains(&name.len()) && name.chars().all(|c| is_word(c) || "=,.@-".contains(c));
        let role = || Self { arn: arn.to_owned(), account: account.to_owned(), name: name.to_owned() };
        (is_account && is_name).then(role)
    }

    /// Says whether who asks may assume this role.
    fn trusts(&self, asked: &Asked<'_>, external: Option<&str>) -> bool {
        asked.directory.account(&self.account).is_some()
            && !self.name.starts_with("Missing")
            && (!self.name.starts_with("External") || external == Some(EXTERNAL_ID))
    }
}
