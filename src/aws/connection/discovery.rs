//! Finding out which accounts the organisation has, and which Regions are enabled.
//!
//! In come selectors, out come accounts and Regions, each as AWS lists them for the account that signs in. What is asked
//! is free, and allowed by `organizations:List…` and `account:ListRegions`.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Debug;
use std::sync::Arc;

use aws_sdk_account::operation::list_regions::{ListRegionsError, ListRegionsOutput};
use aws_sdk_account::types::RegionOptStatus;
use aws_sdk_organizations::operation::list_accounts::{ListAccountsError, ListAccountsOutput};
use aws_sdk_organizations::operation::list_accounts_for_parent::{
    ListAccountsForParentError, ListAccountsForParentOutput,
};
use aws_sdk_organizations::operation::list_organizational_units_for_parent::{
    ListOrganizationalUnitsForParentError, ListOrganizationalUnitsForParentOutput,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::aws::bulk::{BulkInterceptor, BulkReader};
use crate::aws::error::{AwsError, Call};
use crate::aws::quotas::Quota;
use crate::aws::request::Request;
use crate::aws::settings::{Members, Selector};
use crate::aws::turns::Turns;

/// AWS documents no numbers; a few pages are asked an hour.
const QUOTA: Quota = Quota { class: "discovery", per_second: 5, burst: 10 };
const ORGANIZATIONS: &str = "Organizations";
const LIST_ACCOUNTS: Call =
    Call { service: ORGANIZATIONS, operation: "ListAccounts", action: "organizations:ListAccounts" };
const LIST_ACCOUNTS_FOR_PARENT: Call =
    Call { service: ORGANIZATIONS, operation: "ListAccountsForParent", action: "organizations:ListAccountsForParent" };
const LIST_UNITS: Call = Call {
    service: ORGANIZATIONS,
    operation: "ListOrganizationalUnitsForParent",
    action: "organizations:ListOrganizationalUnitsForParent",
};
const LIST_REGIONS: Call =
    Call { service: "Account Management", operation: "ListRegions", action: "account:ListRegions" };

/// Accounts that were chosen of an organisation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Ids of the active ones, with their names, sorted.
    pub accounts: BTreeMap<String, String>,
    /// Chosen too, but not active: closed, suspended, or not open yet.
    pub inactive: usize,
    /// Selectors that no account matches, in words.
    pub unmatched: Vec<String>,
}

/// An account as Organizations lists it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Member {
    id: String,
    #[serde(default)]
    name: String,
    /// AWS writes both, and will leave out the older `Status`.
    state: Option<String>,
    status: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unit {
    id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnabledRegion {
    region_name: String,
}

/// A page of any of these operations.
#[derive(Debug, Deserialize)]
struct Listed<T> {
    #[serde(rename = "Accounts", alias = "OrganizationalUnits", alias = "Regions")]
    rows: Vec<T>,
    #[serde(rename = "NextToken")]
    token: Option<String>,
}

/// Returns the Regions that are enabled for the account that signs in, sorted.
pub(super) async fn regions(request: &Arc<Request>) -> Result<Vec<String>, AwsError> {
    let send = |token, read| {
        let enabled = vec![RegionOptStatus::Enabled, RegionOptStatus::EnabledByDefault];
        let listing = request.connection().account_management().list_regions();
        let listing = listing.set_region_opt_status_contains(Some(enabled)).max_results(50).set_next_token(token);
        listing.customize().interceptor(read).send()
    };
    let regions: Vec<EnabledRegion> =
        all(request, LIST_REGIONS, || Ok(ListRegionsOutput::builder().build()), ListRegionsError::generic, send)
            .await?;
    let mut names: Vec<String> = regions.into_iter().map(|region| region.region_name).collect();
    names.sort_unstable();
    Ok(names)
}

/// Returns the accounts of the organisation that were chosen.
pub(super) async fn accounts(members: &Members, request: &Arc<Request>) -> Result<Chosen, AwsError> {
    let send = |token, read| {
        let listing = request.connection().organizations().list_accounts().max_results(20).set_next_token(token);
        listing.customize().interceptor(read).send()
    };
    let listed: Vec<Member> =
        all(request, LIST_ACCOUNTS, || Ok(ListAccountsOutput::builder().build()), ListAccountsError::generic, send)
            .await?;
    let mut below = BTreeMap::new();
    for selector in members.include.iter().chain(&members.exclude) {
        if let Selector::Unit(unit) = selector {
            below.insert(unit.clone(), accounts_below(unit, request).await?);
        }
    }
    Ok(chosen(listed, members, &below))
}

/// Says that none was chosen.
pub(super) fn nobody(request: &Request) -> AwsError {
    AwsError::no_accounts(LIST_ACCOUNTS, &request.connection().place_of(LIST_ACCOUNTS))
}

/// Returns the ids of all accounts in a unit, and in the units below it.
async fn accounts_below(unit: &str, request: &Arc<Request>) -> Result<HashSet<String>, AwsError> {
    let (mut accounts, mut seen, mut left) = (HashSet::new(), HashSet::new(), vec![unit.to_owned()]);
    while let Some(parent) = left.pop() {
        // Units do not lie in themselves; whatever answers must not keep this going.
        if !seen.insert(parent.clone()) {
            continue;
        }
        let client = request.connection().organizations();
        let send = |token, read| {
            let listing = client.list_accounts_for_parent().parent_id(&parent).max_results(20).set_next_token(token);
            listing.customize().interceptor(read).send()
        };
        let members: Vec<Member> = all(
            request,
            LIST_ACCOUNTS_FOR_PARENT,
            || Ok(ListAccountsForParentOutput::builder().build()),
            ListAccountsForParentError::generic,
            send,
        )
        .await?;
        accounts.extend(members.into_iter().map(|member| member.id));
        let send = |token, read| {
            let listing = client.list_organizational_units_for_parent().parent_id(&parent).max_results(20);
            listing.set_next_token(token).customize().interceptor(read).send()
        };
        let units: Vec<Unit> = all(
            request,
            LIST_UNITS,
            || Ok(ListOrganizationalUnitsForParentOutput::builder().build()),
            ListOrganizationalUnitsForParentError::generic,
            send,
        )
        .await?;
        left.extend(units.into_iter().map(|unit| unit.id));
    }
    Ok(accounts)
}

/// Chooses among accounts; `below` has the accounts of each unit that is named.
fn chosen(listed: Vec<Member>, members: &Members, below: &BTreeMap<String, HashSet<String>>) -> Chosen {
    let matches = |selector: &Selector, member: &Member| match selector {
        Selector::Id(id) => *id == member.id,
        Selector::Name(name) => name.to_lowercase() == member.name.to_lowercase(),
        Selector::Unit(unit) => below.get(unit).is_some_and(|accounts| accounts.contains(&member.id)),
    };
    let any = |selectors: &[Selector], member: &Member| selectors.iter().any(|selector| matches(selector, member));
    let all = members.include.iter().chain(&members.exclude);
    let is_unmatched = |selector: &&Selector| !listed.iter().any(|member| matches(selector, member));
    let unmatched = all.filter(is_unmatched).map(ToString::to_string).collect();
    let is_chosen = |member: &Member| {
        (members.include.is_empty() || any(&members.include, member)) && !any(&members.exclude, member)
    };
    let (active, inactive): (Vec<_>, Vec<_>) =
        listed.iter().filter(|one| is_chosen(one)).partition(|one| one.is_active());
    let accounts = active.into_iter().map(|member| (member.id.clone(), member.name.clone())).collect();
    Chosen { accounts, inactive: inactive.len(), unmatched }
}

impl Member {
    fn is_active(&self) -> bool {
        self.state.as_deref().or(self.status.as_deref()) == Some("ACTIVE")
    }
}

/// Asks page after page; `output` and `error` make what the SDK hands back in place of the rows.
async fn all<T, O, E, F>(
    request: &Arc<Request>,
    call: Call,
    output: impl Fn() -> Result<O, BuildError> + Copy + Send + Sync + 'static,
    error: impl Fn(ErrorMetadata) -> E + Copy + Send + Sync + 'static,
    send: impl Fn(Option<String>, BulkInterceptor<Listed<T>>) -> F,
) -> Result<Vec<T>, AwsError>
where
    T: DeserializeOwned + Send + 'static,
    O: Debug + Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send + 'static,
{
    let (mut all, mut token, mut turns) = (Vec::new(), None, Turns::default());
    loop {
        let bulk = BulkReader::new(|bytes: &[u8]| serde_json::from_slice(bytes), output, error);
        let sent = send(token.take(), bulk.interceptor(call, QUOTA, request));
        let (Listed { rows, token: next }, _) = request.send(call, bulk, sent).await?;
        let count = rows.len();
        all.extend(rows);
        let Some(next) = next else { return Ok(all) };
        turns.next(&next, count).map_err(|endless| request.endless(call, &endless.to_string()))?;
        token = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{Caller, Connection, ErrorKind, Settings};

    fn members(include: &[&str], exclude: &[&str]) -> Members {
        let read = |texts: &[&str]| texts.iter().map(|text| Selector::of(text)).collect();
        Members {
            arn_prefix: "arn:aws:iam::".to_owned(),
            role_name: "Posture".to_owned(),
            external_id: None,
            include: read(include),
            exclude: read(exclude),
        }
    }

    #[test]
    fn accounts_are_chosen_by_id_name_and_unit() {
        let listed = || -> Vec<Member> {
            serde_json::from_value(serde_json::json!([
                {"Id": "111111111111", "Name": "Audit", "State": "ACTIVE"},
                {"Id": "222222222222", "Name": "shop-prod", "Status": "ACTIVE", "State": "ACTIVE"},
                {"Id": "333333333333", "Name": "shop-dev", "Status": "ACTIVE"},
                {"Id": "444444444444", "Name": "old", "Status": "ACTIVE", "State": "CLOSED"},
            ]))
            .unwrap()
        };
        let shop = ["222222222222", "333333333333", "444444444444"].map(str::to_owned);
        let below = BTreeMap::from([("ou-ab12-shop1234".to_owned(), HashSet::from(shop))]);
        type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], usize, &'a [&'a str]);
        let rows: [Row<'_>; 6] = [
            (&[], &[], &["111111111111", "222222222222", "333333333333"], 1, &[]),
            (&["audit"], &[], &["111111111111"], 0, &[]),
            (&["1111-1111-1111", "shop-dev"], &[], &["111111111111", "333333333333"], 0, &[]),
            (&["ou-ab12-shop1234"], &["shop-dev"], &["222222222222"], 1, &[]),
            (&[], &["ou-ab12-shop1234"], &["111111111111"], 0, &[]),
            (
                &["Audit", "nope"],
                &["999999999999"],
                &["111111111111"],
                0,
                &["the name nope", "the account 999999999999"],
            ),
        ];
        for (include, exclude, ids, inactive, unmatched) in rows {
            let found = chosen(listed(), &members(include, exclude), &below);
            assert_eq!(found.accounts.keys().map(String::as_str).collect::<Vec<_>>(), ids, "{include:?} {exclude:?}");
            assert_eq!(
                (found.inactive, &found.unmatched[..]),
                (inactive, &unmatched.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()[..])
            );
        }
    }
    #[tokio::test]
    async fn the_accounts_below_the_root_are_all_there_are() {
        let parameters = crate::sandbox::Parameters { accounts: 30, ..Default::default() };
        let connection = Connection::open(Settings::sandbox("eu-west-1", parameters), Arc::default()).await.unwrap();
        let request = Arc::new(Request::new(Arc::new(connection), Caller::Panel));
        let roots = request.connection().organizations().list_roots().send().await.unwrap();
        let root = roots.roots()[0].id().unwrap();
        let all = accounts(&members(&[], &[]), &request).await.unwrap();
        assert_eq!((all.accounts.len(), all.inactive, &all.unmatched[..]), (30, 1, &[][..]));
        assert_eq!(accounts(&members(&[root], &[]), &request).await.unwrap(), all);
        assert_eq!(accounts(&members(&[], &[root]), &request).await.unwrap(), Chosen::default());
        let unit = accounts(&members(&["ou-zz99-12345678"], &[]), &request).await.unwrap_err();
        assert_eq!(unit.kind(), ErrorKind::NoSuchUnit, "{unit}");
        assert_eq!(
            regions(&request).await.unwrap(),
            crate::sandbox::Parameters::default()
                .regions
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
}
