//! Writing a finding in the AWS Security Finding Format, member by member as the service's model names them.
//!
//! Products leave out what they do not know; a member is absent then, never null. One finding in many carries a
//! member the model does not have, as AWS adds members before clients learn of them.

mod resources;
mod vulnerabilities;

use serde_json::{Map, Value, json};

use super::super::organisation::labels::{Compliance, Product, Severity};
use super::super::random::mix;
use super::attributes::product_fields;
use super::finding::Finding;

/// The member that the service's model does not have.
pub(super) const UNKNOWN_MEMBER: &str = "ExposureScore";
const ONE_IN_HAS_UNKNOWN_MEMBER: u64 = 97;

/// Returns `finding` as AWS writes it.
pub(super) fn finding(finding: Finding<'_>) -> Value {
    let mut members = Map::new();
    identity(finding, &mut members);
    times(finding, &mut members);
    assessment(finding, &mut members);
    evidence(finding, &mut members);
    people(finding, &mut members);
    if finding.row.key.is_multiple_of(ONE_IN_HAS_UNKNOWN_MEMBER) {
        put(&mut members, UNKNOWN_MEMBER, mix(finding.row.key) % 101);
    }
    Value::Object(members)
}

fn put(members: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    members.insert(name.to_owned(), value.into());
}

fn put_some(members: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(members, name, value);
    }
}

fn identity(finding: Finding<'_>, members: &mut Map<String, Value>) {
    let product = finding.product();
    put(members, "SchemaVersion", "2018-10-08");
    put(members, "Id", finding.id());
    put(members, "ProductArn", finding.product_arn());
    put(members, "ProductName", product.name());
    put(members, "CompanyName", product.company());
    put(members, "GeneratorId", finding.generator_id());
    put(members, "Region", finding.region());
    put(members, "AwsAccountId", finding.account().id.as_str());
    put(members, "AwsAccountName", finding.account().name.as_str());
    put(members, "Title", finding.title());
    put(members, "Description", finding.description());
    put_some(members, "SourceUrl", finding.source_url());
    put_some(members, "Sample", finding.sample());
    let mut fields = Map::new();
    product_fields(finding, &mut |key, value| put(&mut fields, key, value));
    put(members, "ProductFields", fields);
    if let Some((text, url)) = finding.recommendation() {
        put(members, "Remediation", json!({"Recommendation": {"Text": text, "Url": url}}));
    }
}

fn times(finding: Finding<'_>, members: &mut Map<String, Value>) {
    let style = finding.style();
    put(members, "FirstObservedAt", style.write(finding.first_observed()));
    put(members, "LastObservedAt", style.write(finding.last_observed()));
    put(members, "CreatedAt", style.write(finding.created()));
    put(members, "UpdatedAt", style.write(finding.updated()));
    // Security Hub's own clock, whatever the product's habit.
    let processed = super::timestamps::Style::Milliseconds.write(finding.processed());
    put(members, "ProcessedAt", processed);
}

/// Writes severity, types and states: what is filtered and counted most.
fn assessment(finding: Finding<'_>, members: &mut Map<String, Value>) {
    let reported = finding.provider_severity().map(Severity::name);
    let mut severity = Map::new();
    put_some(&mut severity, "Label", finding.severity_shown().map(Severity::name));
    put(&mut severity, "Normalized", finding.severity_normalized());
    put_some(&mut severity, "Original", reported);
    put_some(&mut severity, "Product", finding.severity_product());
    put(members, "Severity", severity);
    let mut types = Vec::<Value>::new();
    finding.types(&mut |kind| types.push(kind.into()));
    put(members, "Types", types);
    let mut provider = Map::new();
    put_some(&mut provider, "Severity", reported.map(|label| json!({"Label": label, "Original": label})));
    put(&mut provider, "Types", finding.provider_types());
    put_some(&mut provider, "Confidence", finding.provider_confidence());
    put_some(&mut provider, "Criticality", finding.provider_criticality());
    put(members, "FindingProviderFields", provider);
    put_some(members, "Confidence", finding.confidence());
    put_some(members, "Criticality", finding.criticality());
    put(members, "RecordState", finding.row.record.name());
    put(members, "WorkflowState", "NEW");
    put(members, "Workflow", json!({"Status": finding.row.workflow.name()}));
    put_some(members, "Compliance", compliance(finding));
}

fn compliance(finding: Finding<'_>) -> Option<Map<String, Value>> {
    let control = finding.control()?;
    let status = finding.row.compliance?;
    let mut members = Map::new();
    put(&mut members, "Status", status.name());
    put(&mut members, "SecurityControlId", control.id);
    let standard = |id| json!({"StandardsId": id});
    let standards: Vec<Value> = control.standards().map(standard).collect();
    put(&mut members, "AssociatedStandards", standards);
    let requirements = control.requirements();
    put_some(&mut members, "RelatedRequirements", (!requirements.is_empty()).then_some(requirements));
    if let Some((name, value)) = control.parameter() {
        let parameters = json!([{"Name": name, "Value": [value]}]);
        put(&mut members, "SecurityControlParameters", parameters);
    }
    let reason = match status {
        Compliance::Warning => Some(("CONFIG_EVALUATIONS_EMPTY", "AWS Config has no evaluation yet.")),
        Compliance::NotAvailable => Some(("CONFIG_RETURNS_NOT_APPLICABLE", "The rule did not apply.")),
        Compliance::Passed | Compliance::Failed => None,
    };
    if let Some((code, text)) = reason {
        let reasons = json!([{"ReasonCode": code, "Description": text}]);
        put(&mut members, "StatusReasons", reasons);
    }
    Some(members)
}

/// Writes what the finding rests on: resources, vulnerabilities, the API call that was seen.
fn evidence(finding: Finding<'_>, members: &mut Map<String, Value>) {
    let resources = finding.row.resources().iter();
    let resources: Vec<Value> = resources.map(|resource| resources::resource(finding, *resource)).collect();
    put(members, "Resources", resources);
    if let Some(vulnerability) = finding.vulnerability() {
        let written = vulnerabilities::vulnerability(vulnerability);
        put(members, "Vulnerabilities", vec![written]);
    }
    if finding.product() == Product::GuardDuty {
        put(members, "Action", action(finding));
    }
}

fn action(finding: Finding<'_>) -> Value {
    let [a, b, c, ..] = mix(finding.row.key ^ 5).to_be_bytes();
    let places = [("Germany", "Berlin"), ("Brazil", "São Paulo"), ("Japan", "大阪")];
    let (country, city) = places[usize::from(c % 3)];
    let style = finding.style();
    json!({
        "ActionType": "AWS_API_CALL",
        "AwsApiCallAction": {
            "Api": "GetObject",
            "ServiceName": "s3.amazonaws.com",
            "CallerType": "remoteIp",
            "RemoteIpDetails": {
                "IpAddressV4": format!("198.51.{a}.{b}"),
                "Country": {"CountryName": country},
                "City": {"CityName": city},
            },
            "FirstSeen": style.write(finding.first_observed()),
            "LastSeen": style.write(finding.last_observed()),
        },
    })
}

/// Writes what people added.
fn people(finding: Finding<'_>, members: &mut Map<String, Value>) {
    let Some(changes) = finding.changes() else {
        return;
    };
    if let Some(note) = &changes.note {
        let updated = super::timestamps::Style::Milliseconds.write(note.updated);
        let note = json!({"Text": note.text, "UpdatedBy": note.updated_by, "UpdatedAt": updated});
        put(members, "Note", note);
    }
    let verification = changes.verification.map(|state| state.name());
    put_some(members, "VerificationState", verification);
    if let Some(fields) = &changes.user_defined {
        put(members, "UserDefinedFields", json!(fields));
    }
    if let Some(related) = &changes.related {
        let related: Vec<Value> =
            related.iter().map(|other| json!({"ProductArn": other.product_arn, "Id": other.id})).collect();
        put(members, "RelatedFindings", related);
    }
}
