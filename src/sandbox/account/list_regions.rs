//! ListRegions: the regions that an account can use, and those it would have to opt into.
//!
//! All accounts of the organisation use its regions. Of AWS's others only those are listed that accounts have to opt
//! into, which none did. The management account, and no other, may ask about its members.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::caller::{ADMINISTRATORS, Caller, Directory};
use super::super::fault::Fault;
use super::super::members::Members;
use super::super::pages::{Fill, Page};

const INVALID: &str = "ValidationException";
const MOST_RESULTS: i64 = 50;
/// The model does not say how many regions one gets without asking.
const DEFAULT_RESULTS: i64 = 20;
const STATUSES: [&str; 5] = ["ENABLED", "ENABLING", "DISABLING", "DISABLED", "ENABLED_BY_DEFAULT"];
/// The regions that accounts have to opt into, as AWS's guide to account management lists them.
const OPT_IN: [&str; 15] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
];

/// Answers a ListRegions request in an organisation that uses `regions`.
pub(super) fn answer(
    regions: &[String],
    caller: &Caller,
    directory: &Directory,
    body: &Map<String, Value>,
    now: i64,
) -> Result<Bytes, Fault> {
    let known = ["AccountId", "MaxResults", "NextToken", "RegionOptStatusContains"];
    let request = Members::root(body, &known, INVALID)?;
    let wanted = request.texts("RegionOptStatusContains")?;
    if wanted.iter().any(|status| !STATUSES.contains(status)) {
        let reason = format!("Member must satisfy enum value set: [{}]", STATUSES.join(", "));
        return Err(request.refuse("RegionOptStatusContains", &reason));
    }
    let most = request.whole("MaxResults", 1, MOST_RESULTS)?.unwrap_or(DEFAULT_RESULTS) as usize;
    let token = request.text("NextToken", 0, 1_000)?;
    may_ask(&request, caller, directory)?;
    let canonical = format!("ListRegions|{}|{:?}|{wanted:?}", caller.account, request.get("AccountId"));
    let page = Page::first(most, Fill::Full, directory.seed, &canonical).at(token, now);
    let page = page.map_err(|_| request.invalid("The provided NextToken is not valid"))?;
    let mut listed: Vec<(&str, &str)> = regions.iter().map(|region| (region.as_str(), status(region))).collect();
    listed.extend(
        OPT_IN.into_iter().filter(|name| !regions.iter().any(|used| used == name)).map(|name| (name, "DISABLED")),
    );
    listed.retain(|(_, status)| wanted.is_empty() || wanted.contains(status));
    listed.sort_unstable();
    let cut = page.cut(listed.len());
    let written = |(name, status): &(&str, &str)| json!({"RegionName": name, "RegionOptStatus": status});
    let mut answer = json!({"Regions": listed[cut.clone()].iter().map(written).collect::<Vec<_>>()});
    if let Some(token) = page.next(&cut, listed.len(), now) {
        answer["NextToken"] = token.into();
    }
    Ok(Bytes::from(answer.to_string()))
}

fn status(region: &str) -> &'static str {
    if OPT_IN.contains(&region) { "ENABLED" } else { "ENABLED_BY_DEFAULT" }
}

/// Reads `AccountId` and refuses unless who asks may ask about that account.
fn may_ask(request: &Members<'_>, caller: &Caller, directory: &Directory) -> Result<(), Fault> {
    let Some(id) = request.text("AccountId", 0, usize::MAX)? else {
        return Ok(());
    };
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(request.refuse("AccountId", r"Member must satisfy regular expression pattern: \d{12}"));
    }
    // AWS wants the management account to leave its own id out.
    let is_allowed = match directory.account(id) {
        Some(account) => caller.account == ADMINISTRATORS && account != ADMINISTRATORS,
        None => false,
    };
    if is_allowed {
        return Ok(());
    }
    let message = format!("User: {} is not authorized to perform: account:ListRegions", caller.arn(directory));
    Err(Fault::access_denied("AccessDeniedException", message))
}
