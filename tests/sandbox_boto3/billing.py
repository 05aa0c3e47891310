"""Asks the sandbox's billing services for the checks of costs and budgets, which share it."""

import collections
import json
import sys
import time
from datetime import date, datetime, timezone
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, unknown_members

HOME = "us-east-1"
PAYER = "111122223333"

raw_answers = []


def client(service, region=HOME, **config):
    made = boto3.client(
        service,
        region_name=region,
        endpoint_url=sys.argv[1],
        aws_access_key_id="AKIDSANDBOX",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )
    made.meta.events.register(
        "before-parse",
        lambda response_dict, operation_model, **_: raw_answers.append((operation_model, response_dict)),
    )
    return made


def first_of_month(day, months=0):
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def period(start, end):
    return {"Start": start.isoformat(), "End": end.isoformat()}


def dimension(key, *values):
    return {"Dimensions": {"Key": key, "Values": list(values)}}


def usage(ce, start, end, granularity="DAILY", metrics=("UnblendedCost",), **request):
    """Returns the results of all pages, those of one period joined."""
    request = {"TimePeriod": period(start, end), "Granularity": granularity, "Metrics": list(metrics), **request}
    by_time = {}
    while True:
        answer = ce.get_cost_and_usage(**request)
        for result in answer["ResultsByTime"]:
            seen = by_time.setdefault(result["TimePeriod"]["Start"], result)
            if seen is not result:
                seen["Groups"] += result["Groups"]
        if "NextPageToken" not in answer:
            return list(by_time.values())
        request["NextPageToken"] = answer["NextPageToken"]


def amount(metrics, name="UnblendedCost"):
    return Decimal(metrics[name]["Amount"])


def total(found, name="UnblendedCost"):
    return sum((amount(result["Total"], name) for result in found), Decimal(0))


def dimension_groups(*keys):
    return [{"Type": "DIMENSION", "Key": key} for key in keys]


def forecast(ce, start, end, granularity="MONTHLY", metric="UNBLENDED_COST", **request):
    return ce.get_cost_forecast(TimePeriod=period(start, end), Granularity=granularity, Metric=metric, **request)


def check_model(service, count):
    """Holds all answers of a service, of which `count` operations are asked, to its model."""
    unknown, missing, operations = set(), set(), collections.Counter()
    for operation, answer in raw_answers:
        if answer["status_code"] == 200 and operation.service_model.service_name == service:
            value = json.loads(answer["body"])
            unknown.update(unknown_members(operation.output_shape, value))
            missing.update(missing_members(operation.output_shape, value))
            operations[operation.name] += 1
    check("every member is in the model, with its type, enum and length", not unknown, unknown)
    check("every required member is there", not missing, missing)
    check("every operation was asked", len(operations) == count, operations)


def refusals(client_exceptions):
    """Returns a check that a call is refused with a code, which the model of the service may list."""
    def refused(rule, code, call, modelled=True):
        try:
            call()
            check(f"error: {rule}", False, "no error")
        except ClientError as error:
            seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            is_known = not modelled or isinstance(error, getattr(client_exceptions, code))
            # Of an operation it does not know, AWS tells nothing but the code.
            has_text = bool(error.response["Error"].get("Message")) or code == "UnknownOperationException"
            check(f"error: {rule}", seen == (code, 400) and is_known and has_text, error)
    return refused


def present():
    """Returns the sandbox's day, not while new figures are about to come in: that is so every eight hours."""
    if len(sys.argv) > 2:
        return date.fromisoformat(sys.argv[2])
    now = datetime.now(timezone.utc)
    left = 8 * 3600 - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).seconds % (8 * 3600)
    if left < 120:
        time.sleep(left + 1)
    return datetime.now(timezone.utc).date()


def finish():
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0
