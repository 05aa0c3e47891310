"""Checks the sandbox's Inspector with boto3, the client AWS itself ships.

    python inspector2.py http://127.0.0.1:4566

The sandbox must run with at least 2,000 findings; throttled as AWS is, or not at all. Every answer is parsed
by botocore and its raw JSON is compared with botocore's model of the service. One line a check, exit code 1 on
any failure.
"""

import collections
import json
import sys
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, unknown_members

HOME = "us-east-1"
REGIONS = [HOME, "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", "ca-central-1"]
UNKNOWN_TO_THE_MODEL = {"findings[].riskScore"}
SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED"]

raw_answers = []


def client(region=HOME, attempts=40):
    made = boto3.client(
        "inspector2",
        region_name=region,
        endpoint_url=sys.argv[1],
        aws_access_key_id="AKIDSANDBOX",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
    )
    made.meta.events.register(
        "before-parse",
        lambda response_dict, operation_model, **_: raw_answers.append((operation_model, response_dict)),
    )
    return made


def is_one_of(*values):
    return [{"comparison": "EQUALS", "value": value} for value in values]


def is_not(*values):
    return [{"comparison": "NOT_EQUALS", "value": value} for value in values]


def listing(inspector, operation, **request):
    """Returns all items of a listing and the size of each of its pages."""
    member = {"list_findings": "findings", "list_finding_aggregations": "responses",
              "list_coverage_statistics": "countsByGroup"}.get(operation, "coveredResources")
    items, sizes = [], []
    for page in inspector.get_paginator(operation).paginate(**request):
        # Statistics have no list where it would be empty; check_model misses it anywhere else.
        found = page.get(member, [])
        items += found
        sizes.append(len(found))
    return items, sizes


def findings_of(inspector, **request):
    return listing(inspector, "list_findings", maxResults=100, **request)[0]


def resource(finding):
    return finding["resources"][0]


def packages(finding):
    return finding.get("packageVulnerabilityDetails", {}).get("vulnerablePackages", [])


def check_listing(inspector, everything):
    arns = [finding["findingArn"] for finding in everything]
    check("a listing has every finding once", len(arns) == len(set(arns)) and len(arns) > 300, len(arns))
    check("a region has its own findings only",
          {resource(finding)["region"] for finding in everything} == {HOME})
    accounts = {finding["awsAccountId"] for finding in everything}
    check("the administrator sees its members' findings", len(accounts) > 1 and "111122223333" in accounts, accounts)
    _, sizes = listing(inspector, "list_findings", maxResults=20)
    check("pages may be short before the last", any(size < 20 for size in sizes[:-1]), sizes)
    check("no page is larger than asked", max(sizes) <= 20, sizes)
    newest = findings_of(inspector, sortCriteria={"field": "LAST_OBSERVED_AT", "sortOrder": "DESC"})
    observed = [finding["lastObservedAt"] for finding in newest]
    check("findings are sorted by a moment", observed == sorted(observed, reverse=True))
    check("sorting loses nothing", sorted(finding["findingArn"] for finding in newest) == sorted(arns))
    worst = findings_of(inspector, sortCriteria={"field": "SEVERITY", "sortOrder": "DESC"})
    ranks = [SEVERITIES.index(finding["severity"]) for finding in worst]
    check("findings are sorted by the rank of their severity", ranks == sorted(ranks))
    check("moments are parsed with a fraction", any(finding["updatedAt"].microsecond for finding in everything))


def check_filters(inspector, everything):
    now = datetime.now(timezone.utc)
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    rules = [
        ("critical and high", {"severity": is_one_of("CRITICAL", "HIGH")},
         lambda f: f["severity"] in ("CRITICAL", "HIGH")),
        ("active and untriaged", {"findingStatus": is_one_of("ACTIVE"), "severity": is_one_of("UNTRIAGED")},
         lambda f: f["status"] == "ACTIVE" and f["severity"] == "UNTRIAGED"),
        ("neither low nor medium", {"severity": is_not("LOW", "MEDIUM")},
         lambda f: f["severity"] not in ("LOW", "MEDIUM")),
        ("no fix, missing values included", {"fixAvailable": is_not("YES")}, lambda f: f.get("fixAvailable") != "YES"),
        ("exploitable", {"exploitAvailable": is_one_of("YES")}, lambda f: f.get("exploitAvailable") == "YES"),
        ("title prefix", {"title": [{"comparison": "PREFIX", "value": "CVE-2023"}]},
         lambda f: f["title"].startswith("CVE-2023")),
        ("resource type", {"resourceType": is_one_of("AWS_LAMBDA_FUNCTION")},
         lambda f: resource(f)["type"] == "AWS_LAMBDA_FUNCTION"),
        ("a tag", {"resourceTags": [{"comparison": "EQUALS", "key": "env", "value": "prod"}]},
         lambda f: resource(f).get("tags", {}).get("env") == "prod"),
        ("a score", {"inspectorScore": [{"lowerInclusive": 7.0, "upperInclusive": 8.0}]},
         lambda f: 7.0 <= f.get("inspectorScore", 0) <= 8.0),
        ("EPSS", {"epssScore": [{"lowerInclusive": 0.001}]}, lambda f: f.get("epss", {}).get("score", 0) >= 0.001),
        ("updated between", {"updatedAt": [{"startInclusive": month, "endInclusive": week}]},
         lambda f: month <= f["updatedAt"] <= week),
        ("observed since", {"firstObservedAt": [{"startInclusive": week}]}, lambda f: f["firstObservedAt"] >= week),
        ("a package", {"vulnerablePackages": [{"name": {"comparison": "EQUALS", "value": "curl"}}]},
         lambda f: any(package["name"] == "curl" for package in packages(f))),
        ("a port", {"portRange": [{"beginInclusive": 22, "endInclusive": 22}]},
         lambda f: f.get("networkReachabilityDetails", {}).get("openPortRange") == {"begin": 22, "end": 22}),
        ("an account", {"awsAccountId": is_one_of("111122223333")}, lambda f: f["awsAccountId"] == "111122223333"),
        ("a detector's tag", {"codeVulnerabilityDetectorTags": is_one_of("injection")},
         lambda f: "injection" in f.get("codeVulnerabilityDetails", {}).get("detectorTags", [])),
        ("what never occurs", {"machineImageId": is_one_of("ami-0")}, lambda f: False),
    ]
    for rule, criteria, selects in rules:
        found = findings_of(inspector, filterCriteria=criteria)
        expected = [finding["findingArn"] for finding in everything if selects(finding)]
        counts = f"{len(found)} instead of {len(expected)}"
        check(f"filter: {rule} ({len(expected)})", [finding["findingArn"] for finding in found] == expected, counts)


def check_aggregations(inspector, everything):
    active = [finding for finding in everything if finding["status"] == "ACTIVE"]

    def counted(kind, member, name, request=None):
        extra = {"aggregationRequest": {member: request}} if request else {}
        responses, _ = listing(inspector, "list_finding_aggregations", aggregationType=kind, **extra)
        groups = [response[member] for response in responses]
        return {(group["accountId"], group.get(name)): {severity: count for severity, count in
                                                       group["severityCounts"].items() if count} for group in groups}

    def counting(findings, groups):
        counts = collections.defaultdict(collections.Counter)
        for finding in findings:
            for group in set(groups(finding)):
                counts[finding["awsAccountId"], group].update([finding["severity"].lower(), "all"])
        return {group: dict(count) for group, count in counts.items()}

    def resources(kind):
        return lambda f: [resource(f)["id"]] if resource(f)["type"] == kind else []

    rules = [
        ("ACCOUNT", "accountAggregation", None, lambda f: [None]),
        ("FINDING_TYPE", "findingTypeAggregation", None, lambda f: [None]),
        ("TITLE", "titleAggregation", "title", lambda f: [f["title"]]),
        ("PACKAGE", "packageAggregation", "packageName", lambda f: [package["name"] for package in packages(f)]),
        ("AWS_EC2_INSTANCE", "ec2InstanceAggregation", "instanceId", resources("AWS_EC2_INSTANCE")),
        ("AWS_ECR_CONTAINER", "awsEcrContainerAggregation", "resourceId", resources("AWS_ECR_CONTAINER_IMAGE")),
        ("AWS_LAMBDA_FUNCTION", "lambdaFunctionAggregation", "resourceId", resources("AWS_LAMBDA_FUNCTION")),
        ("REPOSITORY", "repositoryAggregation", "repository",
         lambda f: [details["repositoryName"] for details in
                    [resource(f)["details"].get("awsEcrContainerImage")] if details]),
    ]
    for kind, member, name, groups in rules:
        expected = counting(active, groups)
        found = counted(kind, member, name)
        check(f"aggregation: {kind} equals the active findings ({len(expected)})", found == expected, found)
    for kind in ("PACKAGE_VULNERABILITY", "NETWORK_REACHABILITY", "CODE_VULNERABILITY"):
        expected = counting([finding for finding in active if finding["type"] == kind], lambda f: [None])
        found = counted("FINDING_TYPE", "findingTypeAggregation", None, {"findingType": kind})
        check(f"aggregation: findings of type {kind}", found == expected, found)


def check_coverage(inspector, everything):
    covered, sizes = listing(inspector, "list_coverage", maxResults=200)
    check("coverage is paged", len(sizes) > 1 and max(sizes) <= 200, sizes)
    scans = {(entry["resourceId"], entry["scanType"]) for entry in covered}
    check("a resource is covered once a scan type", len(scans) == len(covered))
    uncovered = [finding["findingArn"] for finding in everything
                 if (resource(finding)["id"], finding["type"].split("_")[0]) not in scans]
    check("every resource with findings is covered", not uncovered, uncovered[:3])
    inactive = [entry for entry in covered if entry["scanStatus"]["statusCode"] == "INACTIVE"]
    check("about one in ten is not scanned", 0.05 < len(inactive) / len(covered) < 0.16,
          f"{len(inactive)} of {len(covered)}")
    found, _ = listing(inspector, "list_coverage", filterCriteria={
        "scanStatusCode": is_one_of("INACTIVE"), "resourceType": is_not("AWS_LAMBDA_FUNCTION")})
    expected = [entry for entry in inactive if entry["resourceType"] != "AWS_LAMBDA_FUNCTION"]
    check("filter: what is not scanned", found == expected, f"{len(found)} instead of {len(expected)}")
    day = datetime.now(timezone.utc) - timedelta(days=2)
    found, _ = listing(inspector, "list_coverage", filterCriteria={"lastScannedAt": [{"endInclusive": day}]})
    expected = [entry for entry in covered if "lastScannedAt" in entry and entry["lastScannedAt"] <= day]
    check("filter: scanned before", found == expected and bool(found), f"{len(found)} instead of {len(expected)}")


def check_coverage_statistics(inspector):
    """Holds the counts to the listing. A group's key is its value, as in AWS's CLI examples, not the model's enum."""
    rules = [
        ("SCAN_STATUS_CODE", lambda e: e["scanStatus"]["statusCode"]),
        ("SCAN_STATUS_REASON", lambda e: e["scanStatus"]["reason"]),
        ("ACCOUNT_ID", lambda e: e["accountId"]),
        ("RESOURCE_TYPE", lambda e: e["resourceType"]),
        ("ECR_REPOSITORY_NAME", lambda e: e["resourceMetadata"].get("ecrRepository", {}).get("name")),
        ("PROVIDER_REGION", lambda e: e["providerRegion"]),
        ("PROVIDER_ORG_ID", lambda e: e.get("providerOrgId")),
    ]
    for criteria in ({}, {"scanStatusCode": is_one_of("INACTIVE")}, {"resourceType": is_not("AWS_EC2_INSTANCE")}):
        covered, _ = listing(inspector, "list_coverage", filterCriteria=criteria)
        for key, group in rules:
            expected = collections.defaultdict(set)
            for entry in covered:
                expected[group(entry)].add(entry["resourceId"])
            expected.pop(None, None)
            expected = {value: len(resources) for value, resources in expected.items()}
            found, sizes = listing(inspector, "list_coverage_statistics", groupBy=key, filterCriteria=criteria)
            total = inspector.list_coverage_statistics(groupBy=key, filterCriteria=criteria)["totalCounts"]
            check(f"coverage statistics: {key} of {list(criteria) or 'everything'} ({len(expected)})",
                  {count["groupKey"]: count["count"] for count in found} == expected and len(found) == len(expected)
                  and max(sizes) <= 5 and total == sum(expected.values()), found)
    nothing = inspector.list_coverage_statistics(filterCriteria={"accountId": is_one_of("999999999999")})
    check("coverage statistics: nothing is no list", "countsByGroup" not in nothing and nothing["totalCounts"] == 0)


def check_model():
    unknown, missing = set(), set()
    for operation, answer in raw_answers:
        if answer["status_code"] == 200:
            value = json.loads(answer["body"])
            unknown.update(unknown_members(operation.output_shape, value))
            missing.update(missing_members(operation.output_shape, value))
    # The model has the names of keys where AWS answers a group's value.
    unknown = {path for path in unknown if not path.startswith("countsByGroup[].groupKey (")}
    check("every member is in the model, with its type, enum and length, except two",
          unknown == UNKNOWN_TO_THE_MODEL, unknown)
    check("every required member is there", not missing, missing)


def check_errors(inspector):
    unchecked = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    lenient = boto3.client("inspector2", region_name=HOME, endpoint_url=sys.argv[1], config=unchecked,
                           aws_access_key_id="AKIDSANDBOX", aws_secret_access_key="secret")

    def refused(rule, code, status, modelled, call):
        try:
            call()
            check(f"error: {rule}", False, "no error")
        except ClientError as error:
            seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            kind = getattr(inspector.exceptions, code) if modelled else ClientError
            is_known = not modelled or type(error).__name__ == kind.__name__
            has_text = bool(error.response["Error"].get("Message"))
            check(f"error: {rule}", seen == (code, status) and is_known and has_text, error)
            return error.response

    invalid = ("ValidationException", 400, True)
    answer = refused("a comparison that does not exist", *invalid, lambda: lenient.list_findings(
        filterCriteria={"title": [{"comparison": "CONTAINS", "value": "a"}]}))
    check("a validation error names its field",
          [field["name"] for field in answer["fields"]] == ["filterCriteria.title.1.member.comparison"]
          and answer["reason"] == "FIELD_VALIDATION_FAILED", answer)
    refused("more than 10 values", *invalid,
            lambda: lenient.list_findings(filterCriteria={"title": is_one_of(*"abcdefghijk")}))
    refused("too large a page", *invalid, lambda: lenient.list_findings(maxResults=101))
    refused("an unknown sort field", *invalid,
            lambda: lenient.list_findings(sortCriteria={"field": "TITLE", "sortOrder": "ASC"}))
    refused("PREFIX in coverage", *invalid, lambda: lenient.list_coverage(
        filterCriteria={"accountId": [{"comparison": "PREFIX", "value": "1"}]}))
    refused("an unknown group", *invalid, lambda: lenient.list_coverage_statistics(groupBy="SCAN_TYPE"))
    refused("PREFIX in coverage statistics", *invalid, lambda: lenient.list_coverage_statistics(
        filterCriteria={"accountId": [{"comparison": "PREFIX", "value": "1"}]}))
    refused("an aggregation request of another type", *invalid, lambda: inspector.list_finding_aggregations(
        aggregationType="TITLE", aggregationRequest={"packageAggregation": {}}))
    refused("a token that is none", *invalid, lambda: inspector.list_findings(nextToken="none"))
    token = inspector.list_findings(maxResults=1)["nextToken"]
    refused("a token of other filters", *invalid, lambda: inspector.list_findings(
        nextToken=token, filterCriteria={"findingStatus": is_one_of("ACTIVE")}))
    refused("a region without Inspector", "AccessDeniedException", 403, True,
            lambda: client("sa-east-1").list_findings())
    refused("an operation that is not simulated", "UnknownOperationException", 404, False, inspector.list_filters)


def check_throttle():
    impatient = client("eu-central-1", attempts=1)
    codes = []
    for _ in range(60):
        try:
            impatient.list_findings(maxResults=1)
            codes.append(200)
        except ClientError as error:
            codes.append((error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]))
    if codes == [200] * 60:
        print("skip the throttle is off in this sandbox")
        return
    check("the burst of 20 is allowed", codes[:20] == [200] * 20, codes)
    check("then 429 ThrottlingException", (429, "ThrottlingException") in codes[20:], codes)
    time.sleep(1.1)
    check("a second later there is room again", bool(impatient.list_findings(maxResults=1)), codes)


def main():
    check_throttle()
    inspector = client()
    everything = findings_of(inspector)
    check_listing(inspector, everything)
    check_filters(inspector, everything)
    check_aggregations(inspector, everything)
    check_coverage(inspector, everything)
    check_coverage_statistics(inspector)
    others = [len(findings_of(client(region))) for region in REGIONS[1:]]
    check("every region has findings", all(others), others)
    check_model()
    check_errors(inspector)
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
