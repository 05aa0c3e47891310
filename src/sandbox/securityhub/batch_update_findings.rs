//! BatchUpdateFindings: what people decide about findings, written over what products report.
//!
//! Up to 100 findings get the same changes. A finding the caller cannot see, does not exist or is named twice is
//! reported in `UnprocessedFindings` and the rest is done all the same. `UpdatedAt` never moves: it is the
//! product's, which is why a reader that follows `UpdatedAt` alone misses these changes.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::super::body::Members;
use super::super::fault::Fault;
use super::super::organisation::changes::{Changes, Note, RelatedFinding, SeverityChange};
use super::super::organisation::labels::{Label, Severity, Verification, Workflow};
use super::{Asked, SecurityHub};

const MOST_IDENTIFIERS: usize = 100;
const MOST_TYPES: usize = 50;
const MOST_RELATED: usize = 10;

/// How a finding is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Identifier {
    id: String,
    product_arn: String,
}

/// A checked request.
struct Update {
    identifiers: Vec<Identifier>,
    workflow: Option<Workflow>,
    changes: Changes,
}

/// Answers a BatchUpdateFindings request.
pub(super) fn answer(hub: &SecurityHub, asked: &Asked, body: &Map<String, Value>) -> Result<Bytes, Fault> {
    let update = Update::parse(asked, body)?;
    let (mut processed, mut unprocessed) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for identifier in &update.identifiers {
        let refusal = if seen.insert(identifier) {
            match hub.find(&identifier.id, &identifier.product_arn, asked) {
                Some(row) => {
                    rows.push(row);
                    processed.push(identifier.json());
                    continue;
                }
                None => ("FindingNotFound", "Finding Not Found"),
            }
        } else {
            ("DuplicatedFindingIdentifier", "Finding Identifier is duplicated")
        };
        unprocessed.push(json!({
            "FindingIdentifier": identifier.json(), "ErrorCode": refusal.0, "ErrorMessage": refusal.1,
        }));
    }
    if !rows.is_empty() {
        update.write(hub, &rows);
    }
    let answer = json!({"ProcessedFindings": processed, "UnprocessedFindings": unprocessed});
    Ok(Bytes::from(answer.to_string()))
}

impl Identifier {
    fn json(&self) -> Value {
        json!({"Id": self.id, "ProductArn": self.product_arn})
    }
}

impl Update {
    fn parse(asked: &Asked, body: &Map<String, Value>) -> Result<Self, Fault> {
        let known = [
            "FindingIdentifiers",
            "Note",
            "Severity",
            "VerificationState",
            "Confidence",
            "Criticality",
            "Types",
            "UserDefinedFields",
            "Workflow",
            "RelatedFindings",
        ];
        let request = Members::root(body, &known)?;
        let identifiers: Vec<Identifier> = identifiers(&request, "FindingIdentifiers", MOST_IDENTIFIERS)?;
        if identifiers.is_empty() {
            return Err(request.refuse("FindingIdentifiers", "should NOT have fewer than 1 items"));
        }
        let workflow = match request.structure("Workflow", &["Status"])? {
            Some(members) => label(&members, "Status")?,
            None => None,
        };
        let verification = label::<Verification>(&request, "VerificationState")?;
        let ratio = |name: &str| Ok(request.whole(name, 0, 100)?.map(|number| number as u8));
        let changes = Changes {
            note: note(&request, asked.now)?,
            severity: severity(&request)?,
            verification,
            confidence: ratio("Confidence")?,
            criticality: ratio("Criticality")?,
            types: types(&request)?,
            user_defined: user_defined(&request)?,
            related: related(&request)?,
        };
        Ok(Self { identifiers, workflow, changes })
    }

    fn write(&self, hub: &SecurityHub, rows: &[u32]) {
        let mut state = hub.write();
        for row in rows {
            let row = &mut state.rows[*row as usize];
            row.workflow = self.workflow.unwrap_or(row.workflow);
            row.changes.get_or_insert_default().merge(&self.changes);
        }
        state.revision += 1;
    }
}

fn identifiers(request: &Members<'_>, name: &str, most: usize) -> Result<Vec<Identifier>, Fault> {
    let one = |(path, value): (String, &Value)| {
        let members = Members::of(value, path)?;
        members.only(&["Id", "ProductArn"])?;
        Ok(Identifier {
            id: members.required_text("Id")?.to_owned(),
            product_arn: members.required_text("ProductArn")?.to_owned(),
        })
    };
    request.list(name, most)?.into_iter().map(one).collect()
}

fn label<T: Label>(members: &Members<'_>, name: &str) -> Result<Option<T>, Fault> {
    let Some(text) = members.text(name)? else {
        return Ok(None);
    };
    let reason = format!("should be equal to one of the allowed values: {}", T::NAMES.join(", "));
    T::parse(text).map(Some).ok_or_else(|| members.refuse(name, &reason))
}

fn note(request: &Members<'_>, now: i64) -> Result<Option<Note>, Fault> {
    let Some(members) = request.structure("Note", &["Text", "UpdatedBy"])? else {
        return Ok(None);
    };
    Ok(Some(Note {
        text: members.required_text("Text")?.to_owned(),
        updated_by: members.required_text("UpdatedBy")?.to_owned(),
        updated: now,
    }))
}

/// Reads a severity; label and number follow from each other where only one is given.
fn severity(request: &Members<'_>) -> Result<Option<SeverityChange>, Fault> {
    let Some(members) = request.structure("Severity", &["Label", "Normalized", "Product"])? else {
        return Ok(None);
    };
    let product = members.number("Product")?;
    let number = members.whole("Normalized", 0, 100)?.map(|number| number as u8);
    let label = label::<Severity>(&members, "Label")?;
    let label = label.or(number.map(Severity::of_normalized));
    let label = label.ok_or_else(|| members.refuse("Label", "or Normalized is required"))?;
    // A label wins over a number that contradicts it.
    let number = number.filter(|number| Severity::of_normalized(*number) == label);
    Ok(Some(SeverityChange { label, normalized: number.unwrap_or(label.normalized()), product }))
}

fn types(request: &Members<'_>) -> Result<Option<Vec<String>>, Fault> {
    if request.get("Types").is_none() {
        return Ok(None);
    }
    let one = |(_, value): (String, &Value)| match value.as_str() {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(request.refuse("Types", "should have items of namespace/category/classifier")),
    };
    let types = request.list("Types", MOST_TYPES)?;
    types.into_iter().map(one).collect::<Result<_, _>>().map(Some)
}

fn user_defined(request: &Members<'_>) -> Result<Option<BTreeMap<String, String>>, Fault> {
    let Some(value) = request.get("UserDefinedFields") else {
        return Ok(None);
    };
    let members = Members::of(value, "UserDefinedFields".to_owned())?;
    let one = |name: &str| Ok((name.to_owned(), members.required_text(name)?.to_owned()));
    members.names().map(one).collect::<Result<_, _>>().map(Some)
}

fn related(request: &Members<'_>) -> Result<Option<Vec<RelatedFinding>>, Fault> {
    if request.get("RelatedFindings").is_none() {
        return Ok(None);
    }
    let named = identifiers(request, "RelatedFindings", MOST_RELATED)?;
    let one = |other: Identifier| RelatedFinding { product_arn: other.product_arn, id: other.id };
    Ok(Some(named.into_iter().map(one).collect()))
}
