//! docs/errors.md: each kind of error on the way to AWS, from the table the messages are made of.

use super::aligned;
use crate::aws::{ErrorKind, Facts, filled};

/// What stands for the words that differ from message to message.
const WORDS: &[(&str, &str)] = &[
    ("action", "the IAM action"),
    ("missing", "… are missing"),
    ("policy", "a …"),
    ("principal", "the principal"),
    ("service", "… is not enabled"),
];

/// The page. Written so that the front end's formatter has nothing to change.
pub fn page() -> String {
    let rows: Vec<[String; 7]> = ErrorKind::ALL.iter().map(|kind| row(kind.facts())).collect();
    let header = ["kind", "message", "status", "error source", "again", "what it means", "what to do"];
    format!(
        "<!-- Made by `awsposture docs` from src/aws/error/kinds.rs; change that, not this page. -->\n\n# Errors on the way to AWS\n\n\
         A message begins with service, operation, account and Region, and ends with what to do. `again` says whether the same \
         request may\nsucceed later, with nothing changed; `kind` is its name in the plugin's metrics. Messages that are not here: [troubleshooting](troubleshooting.md).\n\n{}",
        aligned(header, &rows)
    )
}

fn row(facts: Facts) -> [String; 7] {
    let Facts { name, status, source, is_retryable, codes, says, means, to_do } = facts;
    let codes = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let codes = if codes.is_empty() { codes } else { format!(" ({codes})") };
    [
        format!("`{name}`"),
        format!("`{}`", filled(says, WORDS)),
        status.to_string(),
        source.name().to_owned(),
        if is_retryable { "yes" } else { "no" }.to_owned(),
        format!("{means}{codes}"),
        filled(to_do, WORDS),
    ]
}
