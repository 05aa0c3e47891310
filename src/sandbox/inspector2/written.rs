//! Writing findings and resources, member by member as the service's model names them.
//!
//! What Inspector does not know is absent, never null; moments are seconds since 1970 with a fraction. One finding
//! in many carries a member the model does not have, as AWS adds members before clients learn of them.

use serde_json::{Map, Value, json};

use super::super::random::mix;
pub(super) use super::super::written::{put, put_some, seconds};
use super::conditions::Package;
use super::finding::Finding;
use super::resources::{Details, Function, Image, Instance, Resource};

/// The member that the service's model does not have.
const UNKNOWN_MEMBER: &str = "riskScore";
const ONE_IN_HAS_UNKNOWN_MEMBER: u64 = 97;

/// Returns `tags` as a map, if there are any.
pub(super) fn tags(tags: Vec<(&'static str, String)>) -> Option<Map<String, Value>> {
    let members: Map<_, _> = tags.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    (!members.is_empty()).then_some(members)
}

/// Returns `finding` as AWS writes it.
pub(super) fn finding(finding: Finding<'_>) -> Value {
    let row = finding.row;
    let mut members = Map::new();
    put(&mut members, "findingArn", finding.arn());
    put(&mut members, "awsAccountId", finding.account());
    put(&mut members, "type", finding.type_name());
    put(&mut members, "title", finding.title());
    put(&mut members, "description", finding.description());
    put(&mut members, "severity", row.level.name());
    put(&mut members, "status", row.status.name());
    put(&mut members, "firstObservedAt", seconds(row.first_observed));
    put(&mut members, "lastObservedAt", seconds(row.last_observed));
    put(&mut members, "updatedAt", seconds(row.updated));
    let (text, url) = finding.recommendation();
    let mut recommendation = Map::new();
    put(&mut recommendation, "text", text);
    put_some(&mut recommendation, "Url", url);
    put(&mut members, "remediation", json!({"recommendation": recommendation}));
    put(&mut members, "resources", vec![resource(finding.resource())]);
    put_some(&mut members, "packageVulnerabilityDetails", vulnerability(finding));
    put_some(&mut members, "networkReachabilityDetails", network(finding));
    put_some(&mut members, "codeVulnerabilityDetails", code(finding));
    assessment(finding, &mut members);
    if row.key.is_multiple_of(ONE_IN_HAS_UNKNOWN_MEMBER) {
        put(&mut members, UNKNOWN_MEMBER, mix(row.key) % 101);
    }
    Value::Object(members)
}

/// Writes how bad a vulnerability is, and whether it can be exploited or fixed.
fn assessment(finding: Finding<'_>, members: &mut Map<String, Value>) {
    put_some(members, "fixAvailable", finding.fix().map(|fix| fix.name()));
    put_some(members, "exploitAvailable", finding.exploit());
    let exploited = finding.exploited().map(|moment| json!({"lastKnownExploitAt": seconds(moment)}));
    put_some(members, "exploitabilityDetails", exploited);
    put_some(members, "epss", finding.epss().map(|score| json!({"score": score})));
    let Some((score, source)) = finding.score().zip(finding.source()) else {
        return;
    };
    let adjustments = match finding.is_adjusted() {
        true => json!([{"metric": "AV", "reason": "The instance cannot be reached from the internet."}]),
        false => json!([]),
    };
    put(members, "inspectorScore", score);
    let adjusted = json!({
        "score": score,
        "scoreSource": source,
        "cvssSource": source,
        "version": "3.1",
        "scoringVector": VECTOR,
        "adjustments": adjustments,
    });
    put(members, "inspectorScoreDetails", json!({"adjustedCvss": adjusted}));
}

const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

fn vulnerability(finding: Finding<'_>) -> Option<Map<String, Value>> {
    let found = finding.vulnerability()?;
    let (id, source) = (&found.id, finding.source()?);
    let related = finding.related();
    let mut packages = Vec::new();
    finding.packages(|affected| packages.push(package(affected)));
    let score = |score| json!({"baseScore": score, "scoringVector": VECTOR, "version": "3.1", "source": source});
    let mut members = Map::new();
    put(&mut members, "vulnerabilityId", id.as_str());
    put(&mut members, "source", source);
    put(&mut members, "sourceUrl", format!("https://nvd.nist.gov/vuln/detail/{id}"));
    put(&mut members, "cvss", finding.vendor_score().map(score).into_iter().collect::<Vec<_>>());
    put(&mut members, "relatedVulnerabilities", related.iter().map(|id| id.as_ref()).collect::<Vec<_>>());
    put(&mut members, "referenceUrls", vec![format!("https://www.cve.org/CVERecord?id={id}")]);
    put_some(&mut members, "vendorSeverity", finding.vendor_severity());
    put_some(&mut members, "vendorCreatedAt", finding.known_since().map(seconds));
    put_some(&mut members, "vendorUpdatedAt", finding.vendor_updated().map(seconds));
    put(&mut members, "vulnerablePackages", packages);
    Some(members)
}

fn package(package: &Package<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "name", package.name);
    put(&mut members, "version", package.version);
    put(&mut members, "epoch", package.epoch);
    put_some(&mut members, "release", package.release);
    put(&mut members, "arch", package.architecture);
    put(&mut members, "packageManager", package.manager);
    put_some(&mut members, "filePath", package.file_path.as_deref());
    put_some(&mut members, "sourceLayerHash", package.layer.as_deref());
    put(&mut members, "purl", package.url.as_str());
    put_some(&mut members, "runtimeReachability", package.use_seen.map(|(reachability, _)| reachability));
    put_some(&mut members, "runtimeReachabilityReason", package.use_seen.map(|(_, reason)| reason));
    // As Security Hub's, a package without a fix says so in the place of a version.
    put(&mut members, "fixedInVersion", package.fixed.unwrap_or("NotAvailable"));
    if package.fixed.is_some() && package.manager == "OS" {
        put(&mut members, "remediation", format!("dnf update {}", package.name));
    }
    members
}

fn network(finding: Finding<'_>) -> Option<Value> {
    let port = finding.port()?;
    let step = |(id, kind): (String, &str)| json!({"componentId": id, "componentType": kind});
    let steps = finding.network_path().map(step);
    Some(json!({
        "openPortRange": {"begin": port.begin, "end": port.end},
        "protocol": port.protocol,
        "networkPath": {"steps": steps},
    }))
}

fn code(finding: Finding<'_>) -> Option<Value> {
    let detector = finding.detector()?;
    let line = 1 + mix(finding.row.key) % 400;
    let name = detector.file.rsplit('/').next().unwrap_or(detector.file);
    Some(json!({
        "detectorId": detector.id,
        "detectorName": detector.name,
        "detectorTags": detector.tags,
        "cwes": [detector.weakness],
        "referenceUrls": [format!("https://cwe.mitre.org/data/definitions/{}.html", detector.weakness.trim_start_matches("CWE-"))],
        "ruleId": format!("Rule-{:06}", mix(line) % 1_000_000),
        "filePath": {"fileName": name, "filePath": detector.file, "startLine": line, "endLine": line + 3},
    }))
}

fn resource(resource: Resource<'_>) -> Map<String, Value> {
    let details = match resource.details() {
        Details::Instance(details) => json!({"awsEc2Instance": instance(&details)}),
        Details::Image(details) => json!({"awsEcrContainerImage": image(&details)}),
        Details::Function(details) => json!({"awsLambdaFunction": function(&details)}),
    };
    let mut members = Map::new();
    put(&mut members, "type", resource.type_name());
    put(&mut members, "id", resource.id());
    put(&mut members, "partition", resource.partition());
    put(&mut members, "region", resource.region());
    put(&mut members, "provider", "AWS");
    put(&mut members, "providerAccountId", resource.account());
    put_some(&mut members, "tags", tags(resource.tags()));
    put(&mut members, "details", details);
    members
}

fn instance(details: &Instance) -> Value {
    json!({
        "type": details.instance_type,
        "imageId": details.image_id,
        "ipV4Addresses": [details.address],
        "ipV6Addresses": [],
        "iamInstanceProfileArn": details.profile,
        "vpcId": details.vpc_id,
        "subnetId": details.subnet_id,
        "launchedAt": seconds(details.launched),
        "platform": details.platform,
    })
}

fn image(details: &Image) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "repositoryName", details.repository.as_str());
    put(&mut members, "imageHash", details.digest.as_str());
    put(&mut members, "imageTags", details.tags.clone());
    put(&mut members, "pushedAt", seconds(details.pushed));
    put(&mut members, "architecture", details.architecture);
    put(&mut members, "registry", details.registry.as_str());
    put(&mut members, "platform", details.platform);
    put_some(&mut members, "lastInUseAt", details.usage.map(|(moment, _)| seconds(moment)));
    put_some(&mut members, "inUseCount", details.usage.map(|(_, count)| count));
    members
}

fn function(details: &Function) -> Value {
    json!({
        "functionName": details.name,
        "runtime": details.runtime,
        "codeSha256": details.code_sha256,
        "version": "$LATEST",
        "executionRoleArn": details.role,
        "packageType": "ZIP",
        "architectures": [details.architecture],
        "lastModifiedAt": seconds(details.modified),
    })
}
