"""Checks the sandbox's faults with boto3, the client AWS itself ships.

    python faults.py http://127.0.0.1:4566

The sandbox must not be throttled. Each fault is switched on at the sandbox's own addresses, met by botocore, and
switched off. What simulated operations there are, and which of them have pages, is held to botocore's models. One line
a check, exit code 1 on any failure.
"""

import contextlib
import http.client
import json
import sys
import urllib.error
import urllib.request
from datetime import date, timedelta

import boto3
from botocore import exceptions
from botocore.config import Config
from botocore.parsers import ResponseParserError

from judge import check, results

HOME = "us-east-1"
PAYER = "111122223333"
SERVICES = ["account", "budgets", "ce", "config", "inspector2", "organizations", "securityhub", "sts"]


def control(method, place, body=None):
    """Returns status and answer of one of the sandbox's own addresses."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{sys.argv[1]}/_sandbox/{place}", data, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@contextlib.contextmanager
def faults(*rules):
    status, answer = control("PUT", "faults", {"rules": list(rules)})
    if status != 200:
        raise ValueError(answer["message"])
    try:
        yield
    finally:
        control("DELETE", "faults")


def rule(operation, fault, **members):
    return {"operation": operation, "fault": fault, **members}


def client(service, attempts=1, **config):
    return boto3.client(
        service,
        region_name=HOME,
        endpoint_url=sys.argv[1],
        aws_access_key_id="AKIDSANDBOX",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}, **config),
    )


def ask(service, attempts=1, **config):
    """Asks a service something small, and returns the answer."""
    operation, request = {
        "account": ("list_regions", {}),
        "budgets": ("describe_budgets", {"AccountId": PAYER}),
        "ce": ("get_tags", {"TimePeriod": last_month()}),
        "config": ("describe_config_rules", {}),
        "inspector2": ("list_findings", {}),
        "organizations": ("list_accounts", {}),
        "securityhub": ("get_findings", {}),
        "sts": ("get_caller_identity", {}),
    }[service]
    return getattr(client(service, attempts, **config), operation)(**request)


def last_month():
    today = date.today()
    return {"Start": (today - timedelta(days=30)).isoformat(), "End": today.isoformat()}


def outcome(call):
    """Returns what a call answers or raises."""
    try:
        return call()
    except Exception as error:  # Whatever it is, it is compared.
        return error


def token_of(shape):
    """Returns the name of a structure's token in the model, if it has one."""
    members = shape.members if shape else {}
    return next((name for name in members if name.lower() in ("nexttoken", "nextpagetoken")), None)


def check_names():
    for service in SERVICES:
        _, answer = control("PUT", "faults", {"rules": [rule(f"{service}:?", "throttle")]})
        names = answer["message"].split("these are: ")[1].split(", ")
        model = client(service).meta.service_model
        check(f"{service}: {len(names)} operations of the model are simulated", set(names) <= set(model.operation_names), names)
        paged = {name for name in names if token_of(model.operation_model(name).input_shape)}
        accepted = {name for name in names if control("PUT", "faults", {"rules": [rule(f"{service}:{name}", "tokenLoop")]})[0] == 200}
        check(f"{service}: {len(paged)} of them have pages", accepted == paged, accepted ^ paged)
    control("DELETE", "faults")


def check_retries():
    for service in SERVICES:
        with faults(rule(f"{service}:*", "throttle", times=2)):
            answer = ask(service, attempts=3)
            check(f"{service}: botocore's retries go through two throttles",
                  answer["ResponseMetadata"]["RetryAttempts"] == 2, answer["ResponseMetadata"])
    for fault in ("500", "503", "html"):
        with faults(rule("securityhub:GetFindings", fault, times=1)):
            answer = ask("securityhub", attempts=2)
            check(f"a second attempt goes through one {fault}", answer["ResponseMetadata"]["RetryAttempts"] == 1, answer)


def check_refusals():
    """Each service's own code and status, which is the model's exception where the model has it."""
    codes = {
        "throttle": {"budgets": ("ThrottlingException", 400), "ce": ("LimitExceededException", 400),
                     "config": ("ThrottlingException", 400), "inspector2": ("ThrottlingException", 429),
                     "organizations": ("TooManyRequestsException", 400), "account": ("TooManyRequestsException", 429),
                     "securityhub": ("TooManyRequestsException", 429), "sts": ("Throttling", 400)},
        "500": {"budgets": ("InternalErrorException", 500), "inspector2": ("InternalServerException", 500),
                "account": ("InternalServerException", 500), "organizations": ("ServiceException", 500),
                "securityhub": ("InternalException", 500), None: ("InternalFailure", 500)},
        "503": {None: ("ServiceUnavailable", 503)},
        "expiredToken": {"account": ("ExpiredTokenException", 403), "inspector2": ("ExpiredTokenException", 403), "securityhub": ("ExpiredTokenException", 403),
                         "sts": ("ExpiredToken", 403), None: ("ExpiredTokenException", 400)},
        "accessDenied": {"account": ("AccessDeniedException", 403), "inspector2": ("AccessDeniedException", 403), "securityhub": ("AccessDeniedException", 403),
                         "sts": ("AccessDenied", 403), None: ("AccessDeniedException", 400)},
    }
    for fault, by_service in codes.items():
        for service in SERVICES:
            code, status = by_service.get(service) or by_service[None]
            with faults(rule("*:*", fault)):
                error = outcome(lambda: ask(service))
            response = getattr(error, "response", {"Error": {}, "ResponseMetadata": {}})
            seen = (response["Error"].get("Code"), response["ResponseMetadata"].get("HTTPStatusCode"))
            kind = getattr(client(service).exceptions, code) if code in modelled(service) else exceptions.ClientError
            has_text = bool(response["Error"].get("Message"))
            check(f"{service}: {fault} is {code}", seen == (code, status) and isinstance(error, kind) and has_text, error)


def modelled(service):
    return [shape.name for shape in client(service).meta.service_model.error_shapes]


def check_broken_answers():
    """What botocore makes of answers that are not AWS's: of a body that is no JSON nothing is left, and no error comes."""
    def met(fault, service="securityhub", read_timeout=60, **members):
        with faults(rule("*:*", fault, **members)):
            return outcome(lambda: ask(service, read_timeout=read_timeout))

    def is_empty(answer):
        return isinstance(answer, dict) and list(answer) == ["ResponseMetadata"]

    # botocore stopped holding a body to its declared length, so that half a body is half an answer to it.
    seen = met("reset")
    check("reset: nothing of an answer", is_empty(seen), repr(seen))
    with faults(rule("*:*", "reset")):
        seen = outcome(cut_off)
    check("reset: the connection is closed after half of the declared length",
          isinstance(seen, http.client.IncompleteRead) and 0 <= seen.expected - len(seen.partial) <= 1, repr(seen)[:200])
    seen = met("slow", read_timeout=0.5, milliseconds=5000)
    check("slow: the read timed out", isinstance(seen, exceptions.ReadTimeoutError), repr(seen))
    seen = met("slow", read_timeout=0.5, milliseconds=5000, late="body")
    check("slow in the middle: so it did", isinstance(seen, exceptions.ReadTimeoutError), repr(seen))
    seen = met("html")
    check("html: an error without a code of AWS's", seen.response["Error"]["Code"] == "502", repr(seen))
    check("html: and without its headers", "RequestId" not in seen.response["ResponseMetadata"], repr(seen))
    seen = met("html", status=200)
    check("html with status 200: nothing of an answer", is_empty(seen), repr(seen))
    for service in SERVICES[:-1]:
        seen = met("wrongJson", service)
        check(f"{service}: half an answer is none", is_empty(seen), repr(seen))
    seen = met("wrongJson", "sts")
    check("sts: half an answer is no XML", isinstance(seen, ResponseParserError), repr(seen))
    seen = met("wrongJson", json="other")
    check("another program's JSON: nothing of an answer", is_empty(seen), repr(seen))


def cut_off():
    """Reads an answer with Python's own client, which holds a body to its length."""
    scope = f"AKIDSANDBOX/20260101/{HOME}/securityhub/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"
    request = urllib.request.Request(f"{sys.argv[1]}/findings", b"{}", {"Authorization": signed})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def paged_requests():
    """Returns a request that every operation with pages can answer, by service and operation."""
    config, hub = client("config"), client("securityhub")
    pack = config.describe_conformance_packs()["ConformancePackDetails"][0]["ConformancePackName"]
    resource = config.list_discovered_resources(resourceType="AWS::S3::Bucket")["resourceIdentifiers"][0]
    by_resource = {"ResourceType": resource["resourceType"], "ResourceId": resource["resourceId"]}
    history = {"resourceType": resource["resourceType"], "resourceId": resource["resourceId"]}
    a_rule = config.describe_config_rules()["ConfigRules"][0]["ConfigRuleName"]
    subscription = hub.get_enabled_standards()["StandardsSubscriptions"][0]["StandardsSubscriptionArn"]
    control_id = hub.list_security_control_definitions()["SecurityControlDefinitions"][0]["SecurityControlId"]
    budget = client("budgets").describe_budgets(AccountId=PAYER)["Budgets"][0]["BudgetName"]
    period, named = {"TimePeriod": last_month()}, {"AccountId": PAYER, "BudgetName": budget}
    root = client("organizations").list_roots()["Roots"][0]["Id"]
    return {
        ("organizations", "ListAccountsForParent"): {"ParentId": root},
        ("organizations", "ListOrganizationalUnitsForParent"): {"ParentId": root},
        ("organizations", "ListParents"): {"ChildId": PAYER},
        ("budgets", "DescribeBudgets"): {"AccountId": PAYER},
        ("budgets", "DescribeBudgetNotificationsForAccount"): {"AccountId": PAYER},
        ("budgets", "DescribeBudgetPerformanceHistory"): named,
        ("budgets", "DescribeNotificationsForBudget"): named,
        ("ce", "GetAnomalies"): {"DateInterval": {"StartDate": last_month()["Start"]}},
        ("ce", "GetCostAndUsage"): {**period, "Granularity": "DAILY", "Metrics": ["UnblendedCost"]},
        ("ce", "GetCostCategories"): period,
        ("ce", "GetDimensionValues"): {**period, "Dimension": "SERVICE"},
        ("ce", "GetTags"): period,
        ("config", "DescribeComplianceByResource"): {"ResourceType": resource["resourceType"]},
        ("config", "DescribeConformancePackCompliance"): {"ConformancePackName": pack},
        ("config", "GetConformancePackComplianceSummary"): {"ConformancePackNames": [pack]},
        ("config", "GetComplianceDetailsByConfigRule"): {"ConfigRuleName": a_rule},
        ("config", "GetComplianceDetailsByResource"): by_resource,
        ("config", "GetResourceConfigHistory"): history,
        ("config", "ListDiscoveredResources"): {"resourceType": resource["resourceType"]},
        ("inspector2", "ListFindingAggregations"): {"aggregationType": "ACCOUNT"},
        ("inspector2", "ListCoverageStatistics"): {"groupBy": "ACCOUNT_ID"},
        ("securityhub", "DescribeStandardsControls"): {"StandardsSubscriptionArn": subscription},
        ("securityhub", "ListStandardsControlAssociations"): {"SecurityControlId": control_id},
    }


def check_pages():
    """Every operation with pages begins with an empty one, and then has the pages it has without the fault."""
    requests = paged_requests()
    for service in SERVICES:
        made = client(service)
        for name in made.meta.service_model.operation_names:
            token = token_of(made.meta.service_model.operation_model(name).input_shape)
            if not token or control("PUT", "faults", {"rules": [rule(f"{service}:{name}", "tokenLoop")]})[0] != 200:
                continue
            control("DELETE", "faults")
            request = requests.get((service, name), {})
            whole = answer_of(made, name, token, **request)
            with faults(rule(f"{service}:{name}", "emptyPages", pages=1)):
                empty = answer_of(made, name, token, **request)
                after = answer_of(made, name, token, **request, **{token: "fault.1"})
            emptied = {path for path, value in lists(whole) if value and dict(lists(empty)).get(path) == []}
            check(f"{service}:{name} has an empty page of {', '.join(emptied)}", len(emptied) == 1, empty)
            check(f"{service}:{name} goes on with its first page", after == whole, after)


def answer_of(made, name, token, **request):
    answer = getattr(made, made_name(made, name))(**request)
    return {member: value for member, value in answer.items() if member not in ("ResponseMetadata", token)}


def made_name(made, name):
    return next(method for method, operation in made.meta.method_to_api_mapping.items() if operation == name)


def lists(answer, path=""):
    """Yields the lists of an answer that are in no other list."""
    for member, value in answer.items():
        if isinstance(value, list):
            yield path + member, value
        elif isinstance(value, dict):
            yield from lists(value, f"{path}{member}.")


def check_listings():
    hub = client("securityhub")
    findings = hub.get_paginator("get_findings")
    expected = [finding["Id"] for page in findings.paginate() for finding in page["Findings"]]
    with faults(rule("securityhub:GetFindings", "longListing", pages=300)):
        pages = [page["Findings"] for page in findings.paginate()]
        applied = control("GET", "faults")[1]["rules"][0]["applied"]
    check("a long listing begins with its empty pages", applied == 300 and not any(pages[:300]), applied)
    check("and then has everything", [finding["Id"] for page in pages for finding in page] == expected, len(pages))
    with faults(rule("securityhub:GetFindings", "tokenLoop")):
        error = outcome(lambda: list(findings.paginate()))
    check("botocore gives up a loop of tokens", isinstance(error, exceptions.PaginationError), repr(error))


def check_counts():
    def counted():
        answer = control("GET", "requests")[1]
        key = {"service": "config", "operation": "DescribeConfigRules", "account": PAYER, "region": HOME}
        one = next(count for count in answer["requests"] if key.items() <= count.items())
        return [answer["received"], answer["throttled"], one["received"], one["throttled"]]

    ask("config")
    before = counted()
    with faults(rule("config:*", "throttle", times=2)):
        ask("config", attempts=3)
    check("three attempts are counted, two of them throttled", [new - old for new, old in zip(counted(), before)] == [3, 2, 3, 2])


def check_switches():
    status, answer = control("PUT", "latency", {"milliseconds": 2000})
    check("latency is set", (status, answer) == (200, {"milliseconds": 2000}), answer)
    error = outcome(lambda: ask("sts", read_timeout=0.5))
    check("and holds every answer back", isinstance(error, exceptions.ReadTimeoutError), repr(error))
    control("PUT", "latency", {"milliseconds": 0})
    check("until it is taken away", "Account" in ask("sts", read_timeout=0.5))
    for text, body in [("unknown variant `thirst`", rule("*:*", "thirst")), ("service 's3'", rule("s3:*", "reset")),
                       ("unknown field `time`", rule("*:*", "reset", time=1))]:
        status, answer = control("PUT", "faults", {"rules": [body]})
        check(f"refused with its reason: {text}", status == 400 and text in answer["message"], answer)


def main():
    check_names()
    check_retries()
    check_refusals()
    check_broken_answers()
    check_pages()
    check_listings()
    check_counts()
    check_switches()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
