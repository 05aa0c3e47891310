"""Checks the sandbox's Security Hub with boto3, the client AWS itself ships.

    python check.py http://127.0.0.1:4566

The sandbox must run with at least 2,000 findings; throttled as AWS is, or not at all. Every answer is parsed
by botocore and its raw JSON is compared with botocore's model of the service. One line a check, exit code 1 on
any failure.
"""

import json
import sys
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, severity_label, unknown_members

HOME = "us-east-1"
LINKED = "eu-west-1"
UNKNOWN_TO_THE_MODEL = {"Findings[].ExposureScore"}

raw_answers = []


def client(region=HOME, attempts=40):
    made = boto3.client(
        "securityhub",
        region_name=region,
        endpoint_url=sys.argv[1],
        aws_access_key_id="AKIDSANDBOX",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
    )
    made.meta.events.register("before-parse", lambda response_dict, **_: raw_answers.append(response_dict))
    return made


def equals(*values):
    return [{"Value": value, "Comparison": "EQUALS"} for value in values]


def listing(hub, **request):
    """Returns all findings of a listing and the size of each of its pages."""
    findings, sizes = [], []
    for page in hub.get_paginator("get_findings").paginate(**request):
        findings += page["Findings"]
        sizes.append(len(page["Findings"]))
    return findings, sizes


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def resource_types(finding):
    return [resource["Type"] for resource in finding["Resources"]]


def tags(finding, key):
    return [resource.get("Tags", {}).get(key) for resource in finding["Resources"]]


def check_listing(hub, everything):
    ids = [finding["Id"] for finding in everything]
    check("a listing has every finding once", len(ids) == len(set(ids)) and len(ids) >= 2000, len(ids))
    _, sizes = listing(hub, Filters={"ProductName": equals("Inspector")}, PaginationConfig={"PageSize": 20})
    check("pages may be short before the last", any(size < 20 for size in sizes[:-1]), sizes)
    check("no page is larger than asked", max(sizes) <= 20, sizes)
    linked, _ = listing(client(LINKED))
    own = [finding["Id"] for finding in everything if finding["Region"] == LINKED]
    check("a linked region has its own findings only", [finding["Id"] for finding in linked] == own, len(linked))
    newest, _ = listing(hub, SortCriteria=[{"Field": "UpdatedAt", "SortOrder": "desc"}])
    updated = [moment(finding["UpdatedAt"]) for finding in newest]
    check("sorting by UpdatedAt is by moment, whatever its format", updated == sorted(updated, reverse=True))
    check("sorting loses nothing", sorted(finding["Id"] for finding in newest) == sorted(ids))


def check_filters(hub, everything):
    now = datetime.now(timezone.utc)
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    rules = [
        ("critical and high", {"SeverityLabel": equals("CRITICAL", "HIGH")},
         lambda f: severity_label(f) in ("CRITICAL", "HIGH")),
        ("high, of a product that may leave the label out",
         {"SeverityLabel": equals("HIGH"), "ProductName": equals("Default")},
         lambda f: severity_label(f) == "HIGH" and f["ProductName"] == "Default"),
        ("new and active", {"WorkflowStatus": equals("NEW"), "RecordState": equals("ACTIVE")},
         lambda f: f["Workflow"]["Status"] == "NEW" and f["RecordState"] == "ACTIVE"),
        ("not passed, missing values included",
         {"ComplianceStatus": [{"Value": "PASSED", "Comparison": "NOT_EQUALS"}]},
         lambda f: f.get("Compliance", {}).get("Status") != "PASSED"),
        ("title prefix", {"Title": [{"Value": "S3 ", "Comparison": "PREFIX"}]},
         lambda f: f["Title"].startswith("S3 ")),
        ("control ids", {"ComplianceSecurityControlId": equals("S3.8", "IAM.6")},
         lambda f: f.get("Compliance", {}).get("SecurityControlId") in ("S3.8", "IAM.6")),
        ("a standard",
         {"ComplianceAssociatedStandardsId": [{"Value": "standards/cis", "Comparison": "PREFIX"}]},
         lambda f: any(standard["StandardsId"].startswith("standards/cis")
                       for standard in f.get("Compliance", {}).get("AssociatedStandards", []))),
        ("any resource of a type", {"ResourceType": equals("AwsIamRole")},
         lambda f: "AwsIamRole" in resource_types(f)),
        ("no resource of a type", {"ResourceType": [{"Value": "AwsS3Bucket", "Comparison": "NOT_EQUALS"}]},
         lambda f: "AwsS3Bucket" not in resource_types(f)),
        ("prefix before not equal",
         {"ResourceType": [{"Value": "AwsEc2", "Comparison": "PREFIX"},
                           {"Value": "AwsEc2Instance", "Comparison": "NOT_EQUALS"}]},
         lambda f: any(kind.startswith("AwsEc2") for kind in resource_types(f))
         and "AwsEc2Instance" not in resource_types(f)),
        ("a tag", {"ResourceTags": [{"Key": "team", "Value": "payments", "Comparison": "EQUALS"}]},
         lambda f: "payments" in tags(f, "team")),
        ("not a tag", {"ResourceTags": [{"Key": "env", "Value": "prod", "Comparison": "NOT_EQUALS"}]},
         lambda f: "prod" not in tags(f, "env")),
        ("updated between", {"UpdatedAt": [{"Start": month.isoformat(), "End": week.isoformat()}]},
         lambda f: month.replace(microsecond=0) <= moment(f["UpdatedAt"]) <= week),
        ("created within 30 days", {"CreatedAt": [{"DateRange": {"Value": 30, "Unit": "DAYS"}}]},
         lambda f: moment(f["CreatedAt"]) >= month),
        ("numbers", {"SeverityNormalized": [{"Gte": 40, "Lte": 70}]},
         lambda f: 40 <= f["Severity"]["Normalized"] <= 70),
        ("exploitable", {"VulnerabilitiesExploitAvailable": equals("YES")},
         lambda f: any(found["ExploitAvailable"] == "YES" for found in f.get("Vulnerabilities", []))),
        ("without a fix", {"VulnerabilitiesFixAvailable": equals("NO")},
         lambda f: any(found["FixAvailable"] == "NO" for found in f.get("Vulnerabilities", []))),
        ("account and region", {"AwsAccountId": equals("111122223333"), "Region": equals(LINKED)},
         lambda f: f["AwsAccountId"] == "111122223333" and f["Region"] == LINKED),
        ("samples", {"Sample": [{"Value": True}]}, lambda f: f.get("Sample") is True),
        ("notes", {"NoteText": [{"Value": "Ticket", "Comparison": "PREFIX"}]},
         lambda f: f.get("Note", {}).get("Text", "").startswith("Ticket")),
        ("what never occurs", {"MalwareName": equals("worm")}, lambda f: False),
    ]
    for rule, filters, selects in rules:
        found, _ = listing(hub, Filters=filters)
        expected = [finding["Id"] for finding in everything if selects(finding)]
        counts = f"{len(found)} instead of {len(expected)}"
        check(f"filter: {rule} ({len(expected)})", [finding["Id"] for finding in found] == expected, counts)


def check_model(hub):
    operation = hub.meta.service_model.operation_model("GetFindings")
    unknown, missing = set(), set()
    for answer in raw_answers:
        value = json.loads(answer["body"])
        if "Findings" in value:
            unknown.update(unknown_members(operation.output_shape, value))
            missing.update(missing_members(operation.output_shape, value))
    check("every member is in the model, with its type and enum, except one", unknown == UNKNOWN_TO_THE_MODEL, unknown)
    check("every required member is there", not missing, missing)


def check_errors(hub):
    def refused(rule, code, status, modelled, call):
        try:
            call()
            check(f"error: {rule}", False, "no error")
        except ClientError as error:
            seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            kind = getattr(hub.exceptions, code, ClientError) if modelled else ClientError
            has_text = bool(error.response["Error"].get("Message"))
            check(f"error: {rule}", seen == (code, status) and isinstance(error, kind) and has_text, error)

    def title(*filters):
        return lambda: hub.get_findings(Filters={"Title": list(filters)})

    invalid = ("InvalidInputException", 400, True)
    contains = {"Value": "a", "Comparison": "CONTAINS"}
    refused("CONTAINS", *invalid, title(contains))
    refused("EQUALS beside NOT_EQUALS", *invalid,
            title(*equals("a"), {"Value": "b", "Comparison": "NOT_EQUALS"}))
    refused("more than 20 values", *invalid, title(*equals(*"abcdefghijklmnopqrstu")))
    refused("a blank value", *invalid, title(*equals(" ")))
    refused("a date without an end", *invalid,
            lambda: hub.get_findings(Filters={"UpdatedAt": [{"Start": "2026-01-01T00:00:00Z"}]}))
    refused("an unknown sort field", *invalid,
            lambda: hub.get_findings(SortCriteria=[{"Field": "Nothing", "SortOrder": "asc"}]))
    refused("a token that is none", *invalid, lambda: hub.get_findings(NextToken="none"))
    token = hub.get_findings(MaxResults=1)["NextToken"]
    refused("a token of other filters", *invalid,
            lambda: hub.get_findings(NextToken=token, Filters={"RecordState": equals("ACTIVE")}))
    refused("a region without Security Hub", "InvalidAccessException", 401, True,
            lambda: client("sa-east-1").get_findings())
    refused("an operation that is not simulated", "UnknownOperationException", 404, False,
            hub.list_automation_rules)


def check_throttle():
    impatient = client("eu-central-1", attempts=1)
    codes = []
    for _ in range(12):
        try:
            impatient.get_findings(MaxResults=1)
            codes.append(200)
        except ClientError as error:
            codes.append((error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]))
    if codes == [200] * 12:
        print("skip the throttle is off in this sandbox")
        return
    check("the burst of 6 is allowed", codes[:6] == [200] * 6, codes)
    check("then 429 TooManyRequestsException", (429, "TooManyRequestsException") in codes[6:], codes)
    time.sleep(1.1)
    check("a second later there is room again", bool(impatient.get_findings(MaxResults=1)), codes)


def check_updates(hub):
    new = {"WorkflowStatus": equals("NEW"), "SeverityLabel": equals("CRITICAL")}
    before, _ = listing(hub, Filters=new)
    finding = before[0]
    identifier = {"Id": finding["Id"], "ProductArn": finding["ProductArn"]}
    unknown = {"Id": "nowhere", "ProductArn": finding["ProductArn"]}
    answer = hub.batch_update_findings(
        FindingIdentifiers=[identifier, unknown],
        Workflow={"Status": "RESOLVED"},
        Note={"Text": "done", "UpdatedBy": "check.py"},
    )
    check("an update processes what exists", answer["ProcessedFindings"] == [identifier], answer)
    codes = [failed["ErrorCode"] for failed in answer["UnprocessedFindings"]]
    check("and reports what does not", codes == ["FindingNotFound"], answer)
    after, _ = listing(hub, Filters=new)
    check("a resolved finding is no longer new", len(after) == len(before) - 1, len(after))
    changed = hub.get_findings(Filters={"Id": equals(finding["Id"])})["Findings"]
    while not changed:  # an empty first page goes on
        changed, _ = listing(hub, Filters={"Id": equals(finding["Id"])})
    check("its status and note are seen",
          changed[0]["Workflow"]["Status"] == "RESOLVED" and changed[0]["Note"]["Text"] == "done", changed)
    check("its UpdatedAt has not moved", changed[0]["UpdatedAt"] == finding["UpdatedAt"])
    hub.batch_update_findings(FindingIdentifiers=[identifier], Workflow={"Status": "NEW"})
    restored, _ = listing(hub, Filters=new)
    check("and it can be reopened", len(restored) == len(before), len(restored))


def main():
    hub = client()
    everything, _ = listing(hub)
    check_listing(hub, everything)
    check_filters(hub, everything)
    check_model(hub)
    check_errors(hub)
    check_throttle()
    check_updates(hub)
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
