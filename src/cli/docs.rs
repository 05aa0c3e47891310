//! `awsposture docs` and `awsposture iam-policy`: what the catalogue says, for people and for IAM.
//!
//! A page for each table, the policy for all, and a page of errors; a test fails where one of them is not current.

mod errors;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use thiserror::Error;

use crate::aws::Spread;
use crate::tables::{self, About, CATALOGUE, Changes, Column, Table};

/// The arguments of `awsposture docs`.
#[derive(Debug, Args)]
pub struct Docs {
    /// The folder with the page of errors and, in tables/, a page for each table and the policy for all
    #[arg(long, default_value = "docs")]
    out: PathBuf,
    /// Write nothing; fail when a page is not current
    #[arg(long)]
    check: bool,
}

/// The arguments of `awsposture iam-policy`.
#[derive(Debug, Args)]
pub struct IamPolicy {
    /// Tables to allow; all when left out
    #[arg(long, value_delimiter = ',')]
    tables: Vec<String>,
}

/// The pages or the policy cannot be written.
#[derive(Debug, Error)]
pub enum DocsError {
    /// A page cannot be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// A page is not what the catalogue says.
    #[error("not current: {0}. Run `awsposture docs` and commit the pages.")]
    Stale(String),
    /// A table that is not there.
    #[error("there is no table {0}; there are: {1}")]
    UnknownTable(String, String),
}

impl Docs {
    /// Writes or checks the pages.
    pub fn run(self) -> Result<ExitCode, DocsError> {
        let mut stale = Vec::new();
        let tables = CATALOGUE.iter().map(|table| (format!("tables/{}.md", table.name()), page(*table)));
        let policy = ("tables/iam-policy.json".to_owned(), format!("{:#}\n", policy(CATALOGUE)));
        for (name, current) in tables.chain([policy, ("errors.md".to_owned(), errors::page())]) {
            let path = self.out.join(name);
            if self.check {
                if fs::read_to_string(&path).ok().as_deref() != Some(&current) {
                    stale.push(path.display().to_string());
                }
            } else {
                write(&path, &current)?;
            }
        }
        if stale.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(DocsError::Stale(stale.join(", "))) }
    }
}

fn write(path: &Path, text: &str) -> Result<(), DocsError> {
    let io = |error| DocsError::Io(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    fs::write(path, text).map_err(io)
}

/// The page of a table. Written so that the front end's formatter has nothing to change.
fn page(table: &dyn Table) -> String {
    let mut page = format!(
        "<!-- Made by `awsposture docs` from the catalogue; change src/tables/, not this page. -->\n\n# `{}`\n\n{}.\n\n",
        table.name(),
        table.about().description
    );
    for (call, quota) in table.operations() {
        let _ = writeln!(
            page,
            "- {} {} (`{}`), at most {} requests a second, {} at once",
            call.service, call.operation, call.action, quota.per_second, quota.burst
        );
    }
    let About { scope, changes, .. } = table.about();
    let price_usd = table.terms().price_usd;
    let covers = match scope {
        Spread::Global => "the organisation",
        Spread::Account => "an account, all its Regions together",
        Spread::Region => "an account in one Region",
    };
    let changes = match changes {
        Changes::AnyTime => "at any time",
        Changes::Daily => "a few times a day",
    };
    let price = if price_usd > 0.0 { format!("{price_usd} USD") } else { "nothing".to_owned() };
    let _ = writeln!(page, "- an answer covers {covers}; it changes {changes}; AWS charges {price} for a request");
    match table.about().default_time_column {
        Some(column) => {
            let _ = writeln!(page, "- time column of the dashboard's range, unless another is chosen: `{column}`");
        }
        None => page.push_str("- shows the present state: no column follows the dashboard's range by itself\n"),
    }
    page.push('\n');
    let rows: Vec<[String; 5]> = table.columns().iter().map(|column| row(table, column)).collect();
    page.push_str(&aligned(
        ["column", "type", "what it is", "member of AWS's answer", "what AWS filters itself"],
        &rows,
    ));
    page
}

fn row(table: &dyn Table, column: &Column) -> [String; 5] {
    let kind = format!("{:?}", column.kind).to_lowercase();
    let values = column.values.map(|values| format!(" One of {}.", values.join(", "))).unwrap_or_default();
    let unit = column.unit.map(|unit| format!(" Unit: {unit}.")).unwrap_or_default();
    let member = match column.member {
        "" => "the row itself".to_owned(),
        "@region" => "the Region that is asked".to_owned(),
        asked if column.asked().is_some() => format!("what is asked (`{}`)", &asked[1..]),
        member if column.is_arn_account => format!("the account in `{member}`"),
        member => format!("`{member}`"),
    };
    let filtered = table.filtered_by_aws(column.name).map(|said| format!("`{said}`")).unwrap_or_default();
    [format!("`{}`", column.name), kind, format!("{}{values}{unit}", column.description), member, filtered]
}

/// A Markdown table with its cells padded, as formatters want it.
fn aligned<const COLUMNS: usize>(header: [&str; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let width = |index: usize| {
        let cells = rows.iter().map(|row| row[index].chars().count());
        cells.chain([header[index].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..COLUMNS).map(width).collect();
    let line = |cells: &[&str]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!(" {cell:width$} "));
        format!("|{}|\n", cells.collect::<Vec<_>>().join("|"))
    };
    let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let dashes = dashes.iter().map(String::as_str).collect::<Vec<_>>();
    let body = rows.iter().map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>()));
    line(&header) + &line(&dashes) + &body.collect::<String>()
}

impl IamPolicy {
    /// Prints the least that the tables need.
    pub fn run(self) -> Result<ExitCode, DocsError> {
        let chosen = if self.tables.is_empty() {
            CATALOGUE.to_vec()
        } else {
            self.tables.iter().map(|name| table(name)).collect::<Result<Vec<_>, _>>()?
        };
        println!("{:#}", policy(&chosen));
        Ok(ExitCode::SUCCESS)
    }
}

fn table(name: &str) -> Result<&'static dyn Table, DocsError> {
    let known = || CATALOGUE.iter().map(|table| table.name()).collect::<Vec<_>>().join(", ");
    tables::find(name).ok_or_else(|| DocsError::UnknownTable(name.to_owned(), known()))
}

/// None of these actions can be narrowed to a resource.
fn policy(tables: &[&dyn Table]) -> serde_json::Value {
    let mut actions: Vec<&str> =
        tables.iter().flat_map(|table| table.operations()).map(|(call, _)| call.action).collect();
    actions.sort_unstable();
    actions.dedup();
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "AwsPostureRead", "Effect": "Allow", "Action": actions, "Resource": "*" }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_what_the_tables_call_and_no_more() {
        let findings = table("securityhub_findings").unwrap();
        assert_eq!(policy(&[findings])["Statement"][0]["Action"], json!(["securityhub:GetFindings"]));
        assert_eq!(table("findings").unwrap_err().to_string().split(';').next(), Some("there is no table findings"));
    }

    #[test]
    fn the_pages_are_current() {
        let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        assert!(Docs { out, check: true }.run().is_ok(), "run `cargo run -- docs` and commit docs");
    }
}
