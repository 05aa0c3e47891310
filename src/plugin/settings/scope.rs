//! Which accounts and Regions are asked: `accounts`, `regions`, `aggregation`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{AccountData, Id, JsonData, SettingsError, checked_region, filled, signing_in};
use crate::aws::{Account, Accounts, Host, Members, Regions, Scope, Selector, partition};

/// Reads which accounts and Regions are asked; `region` is the data source's own.
pub(super) fn read(data: &JsonData, host: &Host, region: &str) -> Result<Scope, SettingsError> {
    let accounts = match filled(data.accounts.mode.clone()).as_deref() {
        None | Some("current") => Accounts::Own,
        Some("list") => Accounts::Listed(accounts(data, host, region)?),
        Some("organization") => Accounts::Organization(members(data, host, region)?),
        Some(other) => return Err(SettingsError::AccountsMode(other.to_owned())),
    };
    let regions = match &data.regions {
        // What other AWS data sources save has no list.
        None => Regions::Own,
        Some(listed) => regions(listed)?,
    };
    let is_aggregated = match filled(data.aggregation.clone()).as_deref() {
        // Each account and Region asked for its own is right whoever administers whom.
        None | Some("auto" | "never") => false,
        Some("always") => true,
        Some(other) => return Err(SettingsError::Aggregation(other.to_owned())),
    };
    Ok(Scope { accounts, regions, is_aggregated })
}

fn regions(listed: &[String]) -> Result<Regions, SettingsError> {
    let mut names: Vec<String> = listed.iter().filter_map(|name| filled(Some(name.clone()))).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(Regions::Enabled);
    }
    Ok(Regions::Listed(names.into_iter().map(checked_region).collect::<Result<_, _>>()?))
}

/// Reads how the accounts of the organisation are reached, and which of them.
fn members(data: &JsonData, host: &Host, region: &str) -> Result<Members, SettingsError> {
    let role_name = filled(data.accounts.role_name.clone()).ok_or(SettingsError::NoRoleName)?;
    let external_id = filled(data.external_id.clone());
    let arn_prefix = format!("arn:{}:iam::", partition(region));
    // The same check as for a role that is listed; the account is any.
    signing_in::role(format!("{arn_prefix}000000000000:role/{role_name}"), external_id.clone(), host)?;
    let selectors = |texts: &[Id]| {
        let texts = texts.iter().filter_map(|text| filled(Some(text.text())));
        texts.map(|text| Selector::of(&text)).collect()
    };
    let (include, exclude) = (selectors(&data.accounts.include), selectors(&data.accounts.exclude));
    Ok(Members { arn_prefix, role_name, external_id, include, exclude })
}

fn accounts(data: &JsonData, host: &Host, region: &str) -> Result<Vec<Account>, SettingsError> {
    let mut accounts: Vec<Account> = Vec::with_capacity(data.accounts.list.len());
    for listed in &data.accounts.list {
        let account = account(listed, data, host, region)?;
        if accounts.iter().any(|known| known.id == account.id) {
            return Err(SettingsError::Account(account.id));
        }
        accounts.push(account);
    }
    if accounts.is_empty() { Err(SettingsError::NoAccounts) } else { Ok(accounts) }
}

fn account(listed: &AccountData, data: &JsonData, host: &Host, region: &str) -> Result<Account, SettingsError> {
    let id = listed.id.digits();
    if id.len() != 12 || !id.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(SettingsError::Account(id));
    }
    let named = || {
        filled(data.accounts.role_name.clone()).map(|name| format!("arn:{}:iam::{id}:role/{name}", partition(region)))
    };
    let mut labels: BTreeMap<String, String> = listed.labels.iter().flatten().filter_map(label).collect();
    labels.extend(filled(listed.name.clone()).map(|name| ("name".to_owned(), name)));
    let Some(arn) = filled(listed.role_arn.clone()).or_else(named) else {
        return Ok(Account { id, role: None, labels });
    };
    let external_id = filled(listed.external_id.clone()).or_else(|| filled(data.external_id.clone()));
    let role = signing_in::role(arn, external_id, host)?;
    if role.account() != Some(id.as_str()) {
        return Err(SettingsError::OtherAccountsRole { account: id, role: role.arn });
    }
    Ok(Account { id, role: Some(role), labels })
}

/// A label as text: YAML reads numbers and truths where nobody quotes them.
fn label((key, value): (&String, &Value)) -> Option<(String, String)> {
    let text = match value {
        Value::String(text) => filled(Some(text.clone()))?,
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some((key.clone(), text))
}

impl Id {
    /// Twelve digits, if these are an id's; the console writes them with dashes.
    fn digits(&self) -> String {
        self.text().trim().replace('-', "")
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => format!("{number:012}"),
        }
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::Text(String::new())
    }
}
