"""Checks the sandbox's billing services with boto3, the client AWS itself ships.

    python cost.py http://127.0.0.1:4566

Cost Explorer, Budgets and who asks. The sandbox must not be throttled. Every answer is parsed by botocore and its raw
JSON is compared with botocore's model of the service; amounts are added up as decimals, to the last digit. One line a
check, exit code 1 on any failure.
"""

import collections
import json
import re
import sys
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, unknown_members

HOME = "us-east-1"
PAYER = "111122223333"
METRICS = ["AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "NormalizedUsageAmount",
           "UnblendedCost", "UsageQuantity"]
FORECASTS = ["AMORTIZED_COST", "BLENDED_COST", "NET_AMORTIZED_COST", "NET_UNBLENDED_COST", "UNBLENDED_COST"]
GROUPS = ["AZ", "INSTANCE_TYPE", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY", "LINKED_ACCOUNT", "OPERATION", "PLATFORM",
          "PURCHASE_TYPE", "SERVICE", "TENANCY", "RECORD_TYPE", "USAGE_TYPE", "REGION"]
AMOUNT = re.compile(r"([0-9]*\.)?[0-9]+")

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


def check_usage(ce, today):
    month = first_of_month(today)
    start, end = first_of_month(today, -2), month
    daily = usage(ce, start, end, "DAILY", METRICS)
    days = [start + timedelta(days=day) for day in range((end - start).days)]
    check("a result a day", [result["TimePeriod"] for result in daily]
          == [period(day, day + timedelta(days=1)) for day in days])
    monthly = usage(ce, start, end, "MONTHLY", METRICS)
    check("a result a month", [result["TimePeriod"] for result in monthly]
          == [period(start, first_of_month(today, -1)), period(first_of_month(today, -1), end)])
    for metric in METRICS:
        for result in monthly:
            of_month = [day for day in daily if day["TimePeriod"]["Start"][:7] == result["TimePeriod"]["Start"][:7]]
            check(f"days sum to {result['TimePeriod']['Start'][:7]}: {metric}",
                  total(of_month, metric) == amount(result["Total"], metric) != 0,
                  (total(of_month, metric), amount(result["Total"], metric)))
    check("money is in USD and mixed usage in N/A",
          {monthly[0]["Total"]["UnblendedCost"]["Unit"], monthly[0]["Total"]["UsageQuantity"]["Unit"]}
          == {"USD", "N/A"}, monthly[0]["Total"])
    check("what AWS may still change is estimated", usage(ce, month, today + timedelta(days=1))[-1]["Estimated"])
    check("a bill long closed is final", not usage(ce, first_of_month(today, -4), first_of_month(today, -3))[0]["Estimated"])
    cut = usage(ce, start + timedelta(days=9), start + timedelta(days=12), "MONTHLY")
    check("a month can be cut", total(cut) == total(daily[9:12]) and len(cut) == 1, cut)
    oldest = first_of_month(today, -13)
    check("there are 13 months before this one", len(usage(ce, oldest, month, "MONTHLY")) == 13)


def check_groups(ce, today):
    start, end = first_of_month(today, -1), first_of_month(today)
    whole = total(usage(ce, start, end, "MONTHLY"))
    groupings = [dimension_groups(key) for key in GROUPS]
    groupings += [dimension_groups("LINKED_ACCOUNT", "SERVICE"), dimension_groups("SERVICE", "USAGE_TYPE")]
    groupings += [[{"Type": "TAG", "Key": "team"}], [{"Type": "COST_CATEGORY", "Key": "Stage"}],
                  [{"Type": "TAG", "Key": "env"}, *dimension_groups("RECORD_TYPE")]]
    for groups in groupings:
        name = " and ".join(group["Key"] for group in groups)
        [result] = usage(ce, start, end, "MONTHLY", GroupBy=groups)
        summed = sum((amount(group["Metrics"]) for group in result["Groups"]), Decimal(0))
        keys = [tuple(group["Keys"]) for group in result["Groups"]]
        check(f"groups of {name} sum to the total ({len(keys)})",
              summed == whole and len(set(keys)) == len(keys) and result["Total"] == {}, (summed, whole))
    [result] = usage(ce, start, end, "MONTHLY", GroupBy=[{"Type": "TAG", "Key": "team"}])
    check("a tag's group is its key and value",
          all(group["Keys"][0].startswith("team$") for group in result["Groups"]), result["Groups"][:3])
    check("what is not tagged is a group", ["team$"] in [group["Keys"] for group in result["Groups"]])
    answer = ce.get_cost_and_usage(TimePeriod=period(start, end), Granularity="MONTHLY", Metrics=["UnblendedCost"],
                                   GroupBy=dimension_groups("LINKED_ACCOUNT"))
    names = {value["Value"]: value["Attributes"]["description"] for value in answer["DimensionValueAttributes"]}
    check("accounts have names", set(names) == {group["Keys"][0] for group in answer["ResultsByTime"][0]["Groups"]}
          and PAYER in names and all(names.values()), names)
    check("the groups asked for are told", answer["GroupDefinitions"] == dimension_groups("LINKED_ACCOUNT"))


def check_pages(ce, today):
    start, end = first_of_month(today, -1), first_of_month(today)
    request = {"TimePeriod": period(start, end), "Granularity": "DAILY", "Metrics": ["UnblendedCost"],
               "GroupBy": dimension_groups("LINKED_ACCOUNT", "USAGE_TYPE")}
    first = ce.get_cost_and_usage(**request)
    check("many groups are paged", "NextPageToken" in first
          and sum(len(result["Groups"]) for result in first["ResultsByTime"]) == 1_000)
    joined = usage(ce, start, end, GroupBy=request["GroupBy"])
    whole = {result["TimePeriod"]["Start"]: amount(result["Total"]) for result in usage(ce, start, end)}
    summed = {result["TimePeriod"]["Start"]: sum((amount(group["Metrics"]) for group in result["Groups"]), Decimal(0))
              for result in joined}
    check("pages lose nothing", summed == whole)
    keys = [(result["TimePeriod"]["Start"], *group["Keys"]) for result in joined for group in result["Groups"]]
    check("pages repeat nothing", len(keys) == len(set(keys)))
    return request, first["NextPageToken"]


def check_filters(ce, today):
    start, end = first_of_month(today, -1), first_of_month(today)
    everything = usage(ce, start, end, "MONTHLY", GroupBy=dimension_groups("LINKED_ACCOUNT", "SERVICE"))[0]["Groups"]
    by_tag = usage(ce, start, end, "MONTHLY", GroupBy=[{"Type": "TAG", "Key": "team"},
                                                       {"Type": "COST_CATEGORY", "Key": "Stage"}])[0]["Groups"]
    ec2, s3 = "Amazon Elastic Compute Cloud - Compute", "Amazon Simple Storage Service"
    rules = [
        ("one account", dimension("LINKED_ACCOUNT", PAYER), everything, lambda a, s: a == PAYER),
        ("two services", dimension("SERVICE", ec2, s3), everything, lambda a, s: s in (ec2, s3)),
        ("both", {"And": [dimension("LINKED_ACCOUNT", PAYER), dimension("SERVICE", s3)]}, everything,
         lambda a, s: a == PAYER and s == s3),
        ("either", {"Or": [dimension("LINKED_ACCOUNT", PAYER), dimension("SERVICE", s3)]}, everything,
         lambda a, s: a == PAYER or s == s3),
        ("not", {"Not": dimension("SERVICE", ec2)}, everything, lambda a, s: s != ec2),
        ("none", dimension("SERVICE", "Amazon Neptune"), everything, lambda a, s: False),
        ("a tag", {"Tags": {"Key": "team", "Values": ["payments"]}}, by_tag, lambda t, c: t == "team$payments"),
        ("no tag", {"Tags": {"Key": "team", "MatchOptions": ["ABSENT"]}}, by_tag, lambda t, c: t == "team$"),
        ("a cost category", {"CostCategories": {"Key": "Stage", "Values": ["Production"]}}, by_tag,
         lambda t, c: c == "Stage$Production"),
        ("deeper", {"And": [{"Not": {"Tags": {"Key": "team", "Values": ["payments", "risk"]}}},
                            {"CostCategories": {"Key": "Stage", "Values": ["Production"]}}]}, by_tag,
         lambda t, c: t not in ("team$payments", "team$risk") and c == "Stage$Production"),
    ]
    for rule, expression, groups, selects in rules:
        expected = sum((amount(group["Metrics"]) for group in groups if selects(*group["Keys"])), Decimal(0))
        found = total(usage(ce, start, end, "MONTHLY", Filter=expression))
        check(f"filter: {rule}", found == expected and (expected != 0 or rule == "none"), (found, expected))


def listed(ask, member, today, **request):
    """Returns all values of a listing of last month's."""
    request = {"TimePeriod": period(first_of_month(today, -1), first_of_month(today)), **request}
    values = []
    while True:
        answer = ask(**request)
        values += answer[member]
        check_size = answer["ReturnSize"] == len(answer[member])
        if not check_size:
            check("ReturnSize counts a page", False, answer)
        if "NextPageToken" not in answer:
            return values, answer["TotalSize"]
        request["NextPageToken"] = answer["NextPageToken"]


def check_listings(ce, today):
    start, end = first_of_month(today, -1), first_of_month(today)

    def keys(group, metric="UnblendedCost"):
        [result] = usage(ce, start, end, "MONTHLY", GroupBy=[group])
        return {item["Keys"][0]: amount(item["Metrics"], metric) for item in result["Groups"]}

    for key in ("LINKED_ACCOUNT", "SERVICE", "REGION", "USAGE_TYPE", "RECORD_TYPE", "INSTANCE_TYPE", "AZ"):
        found, size = listed(ce.get_dimension_values, "DimensionValues", today, Dimension=key)
        values = [item["Value"] for item in found]
        check(f"dimension values: {key} ({len(values)})",
              set(values) == set(keys(*dimension_groups(key))) and size == len(values) == len(set(values)), values[:5])
    found, _ = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="LINKED_ACCOUNT")
    check("dimension values: accounts have names", all(item["Attributes"]["description"] for item in found))
    found, size = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE", SearchString="elastic")
    check("dimension values: a search heeds no case",
          size == len(found) > 1 and all("elastic" in item["Value"].lower() for item in found), found)
    found, _ = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE", MaxResults=3,
                      SortBy=[{"Key": "UnblendedCost", "SortOrder": "DESCENDING"}])
    services = keys(*dimension_groups("SERVICE"))
    check("dimension values: the most expensive first",
          [item["Value"] for item in found] == sorted(services, key=services.get, reverse=True)[:3], found)
    found, _ = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE",
                      Filter=dimension("LINKED_ACCOUNT", PAYER))
    [result] = usage(ce, start, end, "MONTHLY", GroupBy=dimension_groups("SERVICE"),
                     Filter=dimension("LINKED_ACCOUNT", PAYER))
    check("dimension values: of one account",
          {item["Value"] for item in found} == {group["Keys"][0] for group in result["Groups"]}, found)
    for context in ("RESERVATIONS", "SAVINGS_PLANS"):
        found, _ = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE", Context=context)
        check(f"dimension values: nothing in the context {context}", found == [], found)

    tags, _ = listed(ce.get_tags, "Tags", today)
    check("tags: keys", tags == ["env", "team"], tags)
    for tag in tags:
        values, _ = listed(ce.get_tags, "Tags", today, TagKey=tag)
        check(f"tags: values of {tag}",
              {f"{tag}${value}" for value in values} == set(keys({"Type": "TAG", "Key": tag})), values)
    names, _ = listed(ce.get_cost_categories, "CostCategoryNames", today)
    check("cost categories: names", names == ["CostCenter", "Stage"], names)
    for name in names:
        values, _ = listed(ce.get_cost_categories, "CostCategoryValues", today, CostCategoryName=name)
        expected = {key for key in keys({"Type": "COST_CATEGORY", "Key": name}) if not key.endswith("$")}
        check(f"cost categories: values of {name}", {f"{name}${value}" for value in values} == expected, values)


def forecast(ce, start, end, granularity="MONTHLY", metric="UNBLENDED_COST", **request):
    return ce.get_cost_forecast(TimePeriod=period(start, end), Granularity=granularity, Metric=metric, **request)


def check_forecasts(ce, today):
    end = first_of_month(today, 2)
    for metric in FORECASTS:
        daily = forecast(ce, today, end, "DAILY", metric)
        days = daily["ForecastResultsByTime"]
        monthly = forecast(ce, today, end, "MONTHLY", metric)
        months = monthly["ForecastResultsByTime"]
        check(f"forecast: {metric} means of days sum to the total",
              sum(Decimal(day["MeanValue"]) for day in days) == Decimal(daily["Total"]["Amount"]) > 0
              and len(days) == (end - today).days and daily["Total"]["Unit"] == "USD", daily["Total"])
        check(f"forecast: {metric} means of months sum to the total and to that of days",
              sum(Decimal(month["MeanValue"]) for month in months) == Decimal(monthly["Total"]["Amount"])
              == Decimal(daily["Total"]["Amount"]), monthly["Total"])
        check(f"forecast: {metric} the first month is the rest of this one, and ends are exclusive",
              [month["TimePeriod"] for month in months]
              == [period(today, first_of_month(today, 1)), period(first_of_month(today, 1), end)], months)
        check(f"forecast: {metric} has no bounds unless asked",
              not any("PredictionIntervalLowerBound" in result for result in days + months))

    def bounds(level):
        found = forecast(ce, today, end, PredictionIntervalLevel=level)["ForecastResultsByTime"]
        return [tuple(Decimal(month[name]) for name in ("PredictionIntervalLowerBound", "MeanValue",
                                                        "PredictionIntervalUpperBound")) for month in found]

    narrow, wide = bounds(51), bounds(99)
    check("forecast: the mean is within the bounds", all(low < mean < high for low, mean, high in narrow + wide))
    check("forecast: bounds widen with the level", all(w[0] < n[0] and n[2] < w[2] for n, w in zip(narrow, wide)))
    later = today + timedelta(days=20)
    check("forecast: it can begin later",
          forecast(ce, later, later + timedelta(days=1), "DAILY")["ForecastResultsByTime"][0]["TimePeriod"]["Start"]
          == later.isoformat())
    check("forecast: 18 months", len(forecast(ce, today, first_of_month(today, 18))["ForecastResultsByTime"]) == 18)
    parts = [Decimal(forecast(ce, today, end, Filter=expression)["Total"]["Amount"]) for expression in
             (dimension("LINKED_ACCOUNT", PAYER), {"Not": dimension("LINKED_ACCOUNT", PAYER)})]
    check("forecast: filtered parts sum to the whole", sum(parts)
          == Decimal(forecast(ce, today, end)["Total"]["Amount"]) and all(parts), parts)


def anomalies(ce, today, **request):
    request = {"DateInterval": {"StartDate": (today - timedelta(days=90)).isoformat()}, "MaxResults": 7, **request}
    found, sizes = [], []
    while True:
        answer = ce.get_anomalies(**request)
        found += answer["Anomalies"]
        sizes.append(len(answer["Anomalies"]))
        if "NextPageToken" not in answer:
            return found, sizes
        request["NextPageToken"] = answer["NextPageToken"]


def check_anomalies(ce, today):
    found, sizes = anomalies(ce, today)
    check(f"anomalies: 90 days have some ({len(found)})", len(found) > 3 and max(sizes) <= 7, sizes)
    check("anomalies: each once", len({anomaly["AnomalyId"] for anomaly in found}) == len(found))

    def is_consistent(anomaly):
        impact = anomaly["Impact"]
        percentage = impact["TotalImpact"] / impact["TotalExpectedSpend"] * 100 if impact["TotalExpectedSpend"] else 0
        return (abs(impact["TotalActualSpend"] - impact["TotalExpectedSpend"] - impact["TotalImpact"]) < 0.011
                and 0 < impact["MaxImpact"] <= impact["TotalImpact"] + 0.011
                and (not impact["TotalExpectedSpend"] or abs(impact["TotalImpactPercentage"] - percentage) < 0.011)
                and 0 <= anomaly["AnomalyScore"]["CurrentScore"] <= anomaly["AnomalyScore"]["MaxScore"] <= 1)

    wrong = [anomaly for anomaly in found if not is_consistent(anomaly)]
    check("anomalies: impact is actual less expected, and its percentage", not wrong, wrong[:1])
    causes = [(anomaly, cause) for anomaly in found for cause in anomaly.get("RootCauses", [])]
    check("anomalies: causes have service, region, account, usage type and contribution",
          causes and all({"Service", "Region", "LinkedAccount", "LinkedAccountName", "UsageType", "Impact"} <= set(cause)
                         and cause["Impact"]["Contribution"] <= anomaly["Impact"]["TotalImpact"] + 0.011
                         for anomaly, cause in causes), causes[:1])
    check("anomalies: of two monitors", len({anomaly["MonitorArn"] for anomaly in found}) == 2
          and all(anomaly["MonitorArn"].startswith(f"arn:aws:ce::{PAYER}:anomalymonitor/") for anomaly in found))
    cause_sums = []
    for anomaly, cause in causes:
        if "AnomalyEndDate" not in anomaly or anomaly["AnomalyEndDate"][:10] > (today - timedelta(days=3)).isoformat():
            continue
        start, end = (date.fromisoformat(anomaly[name][:10]) for name in ("AnomalyStartDate", "AnomalyEndDate"))
        charged = total(usage(ce, start, end + timedelta(days=1), Filter={"And": [
            dimension("USAGE_TYPE", cause["UsageType"]), dimension("LINKED_ACCOUNT", cause["LinkedAccount"]),
            dimension("SERVICE", cause["Service"]), dimension("RECORD_TYPE", "Usage")]}))
        cause_sums.append(abs(charged - Decimal(str(anomaly["Impact"]["TotalActualSpend"]))) < Decimal("0.006"))
    check(f"anomalies: the actual spend is what was charged ({len(cause_sums)})", cause_sums and all(cause_sums),
          cause_sums)
    impacts = sorted(anomaly["Impact"]["TotalImpact"] for anomaly in found)
    middle = impacts[len(impacts) // 2]
    for operator, holds in [("GREATER_THAN", lambda total: total > middle), ("EQUAL", lambda total: total == middle),
                            ("GREATER_THAN_OR_EQUAL", lambda total: total >= middle),
                            ("LESS_THAN", lambda total: total < middle),
                            ("LESS_THAN_OR_EQUAL", lambda total: total <= middle)]:
        some, _ = anomalies(ce, today, TotalImpact={"NumericOperator": operator, "StartValue": middle})
        check(f"anomalies: {operator} an impact", some == [anomaly for anomaly in found
                                                           if holds(anomaly["Impact"]["TotalImpact"])], len(some))
    some, _ = anomalies(ce, today, TotalImpact={"NumericOperator": "BETWEEN", "StartValue": impacts[1],
                                                "EndValue": middle})
    check("anomalies: BETWEEN two impacts", some == [anomaly for anomaly in found
                                                     if impacts[1] <= anomaly["Impact"]["TotalImpact"] <= middle])
    monitor = found[0]["MonitorArn"]
    some, _ = anomalies(ce, today, MonitorArn=monitor)
    check("anomalies: of one monitor", some == [anomaly for anomaly in found if anomaly["MonitorArn"] == monitor])
    for feedback in ("YES", "NO", "PLANNED_ACTIVITY"):
        some, _ = anomalies(ce, today, Feedback=feedback)
        check(f"anomalies: feedback {feedback}", some == [anomaly for anomaly in found
                                                          if anomaly.get("Feedback") == feedback], len(some))
    old, new = today - timedelta(days=60), today - timedelta(days=20)
    some, _ = anomalies(ce, today, DateInterval={"StartDate": old.isoformat(), "EndDate": new.isoformat()})
    check("anomalies: that ended between two days", some == [
        anomaly for anomaly in found
        if old.isoformat() <= anomaly.get("AnomalyEndDate", today.isoformat())[:10] <= new.isoformat()], len(some))


def check_model():
    unknown, missing, operations = set(), set(), collections.Counter()
    for operation, answer in raw_answers:
        if answer["status_code"] == 200 and operation.metadata["protocol"] == "json":
            value = json.loads(answer["body"])
            unknown.update(unknown_members(operation.output_shape, value))
            missing.update(missing_members(operation.output_shape, value))
            operations[operation.name] += 1
    check("every member is in the model, with its type, enum and length", not unknown, unknown)
    check("every required member is there", not missing, missing)
    check("every operation was asked", len(operations) == 12, operations)


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


def check_cost_errors(ce, today, paged):
    refused = refusals(ce.exceptions)
    lenient = client("ce", parameter_validation=False)
    tomorrow, month = today + timedelta(days=1), first_of_month(today)

    def invalid(rule, call):
        refused(rule, "ValidationException", call, modelled=False)

    invalid("a period before the history", lambda: usage(ce, first_of_month(today, -14), month, "MONTHLY"))
    invalid("a period that begins in the future", lambda: usage(ce, tomorrow, tomorrow + timedelta(days=1)))
    invalid("a period that is empty", lambda: usage(ce, today, today))
    invalid("a date that is none", lambda: ce.get_cost_and_usage(
        TimePeriod={"Start": "2026-02-30", "End": "2026-03-01"}, Granularity="DAILY", Metrics=["UnblendedCost"]))
    invalid("hours, which nobody enabled", lambda: usage(ce, today, tomorrow, "HOURLY"))
    invalid("no metric", lambda: usage(ce, month, tomorrow, metrics=()))
    invalid("an unknown metric", lambda: usage(ce, month, tomorrow, metrics=("Cost",)))
    invalid("three groups", lambda: usage(ce, month, tomorrow, GroupBy=dimension_groups("SERVICE", "REGION", "AZ")))
    invalid("a group that cannot be one", lambda: usage(ce, month, tomorrow, GroupBy=dimension_groups("PAYER_ACCOUNT")))
    invalid("two roots", lambda: usage(ce, month, tomorrow, Filter={**dimension("REGION", HOME), "Not": dimension("AZ", "a")}))
    invalid("an And of one", lambda: usage(ce, month, tomorrow, Filter={"And": [dimension("REGION", HOME)]}))
    invalid("an unknown dimension", lambda: usage(lenient, month, tomorrow, Filter=dimension("COLOUR", "red")))
    invalid("a filter without values", lambda: usage(ce, month, tomorrow, Filter={"Dimensions": {"Key": "REGION"}}))
    request, token = paged
    refused("a token that is none", "InvalidNextTokenException",
            lambda: ce.get_cost_and_usage(**request, NextPageToken="none"))
    refused("a token of another question", "RequestChangedException",
            lambda: ce.get_cost_and_usage(**{**request, "Granularity": "MONTHLY"}, NextPageToken=token))
    refused("a token that is none, of anomalies", "InvalidNextTokenException", lambda: ce.get_anomalies(
        DateInterval={"StartDate": month.isoformat()}, NextPageToken="none"))
    refused("a token of other anomalies", "InvalidNextTokenException", lambda: ce.get_anomalies(
        DateInterval={"StartDate": month.isoformat()}, NextPageToken=token))
    invalid("anomalies that end before they begin", lambda: ce.get_anomalies(
        DateInterval={"StartDate": today.isoformat(), "EndDate": month.replace(year=2000).isoformat()}))
    invalid("BETWEEN without an end", lambda: ce.get_anomalies(
        DateInterval={"StartDate": month.isoformat()}, TotalImpact={"NumericOperator": "BETWEEN", "StartValue": 1}))
    invalid("a dimension that cannot be listed", lambda: ce.get_dimension_values(
        TimePeriod=period(month, tomorrow), Dimension="PAYER_ACCOUNT"))
    invalid("a key of a dimension that has none", lambda: ce.get_dimension_values(
        TimePeriod=period(month, tomorrow), Dimension="SERVICE", DimensionKey="model"))
    invalid("a search with an order", lambda: ce.get_dimension_values(
        TimePeriod=period(month, tomorrow), Dimension="SERVICE", SearchString="a", SortBy=[{"Key": "UnblendedCost"}]))
    invalid("a forecast of yesterday", lambda: forecast(ce, today - timedelta(days=1), tomorrow))
    invalid("a forecast of nothing", lambda: forecast(ce, today, today))
    invalid("a forecast of usage", lambda: forecast(ce, today, tomorrow, metric="USAGE_QUANTITY"))
    invalid("a forecast of hours", lambda: forecast(ce, today, tomorrow, "HOURLY"))
    invalid("days too far ahead", lambda: forecast(ce, today, today + timedelta(days=100), "DAILY"))
    invalid("months too far ahead", lambda: forecast(ce, today, first_of_month(today, 20)))
    for level in (50, 100):
        invalid(f"a level of {level}", lambda: forecast(lenient, today, tomorrow, PredictionIntervalLevel=level))
    invalid("a forecast of a payer", lambda: forecast(ce, today, tomorrow, Filter=dimension("INVOICING_ENTITY", "a")))
    refused("a forecast of what there is none of", "DataUnavailableException",
            lambda: forecast(ce, today, tomorrow, Filter=dimension("SERVICE", "Amazon Neptune")))
    refused("another region", "InvalidSignatureException",
            lambda: usage(client("ce", "eu-west-1"), month, tomorrow), modelled=False)
    refused("an operation that is not simulated", "UnknownOperationException",
            lambda: ce.get_reservation_utilization(TimePeriod=period(month, tomorrow)), modelled=False)


def budget_period(budget, day):
    """Returns the first day of the period that `day` is in, and the first one after it."""
    begins, ends = (budget["TimePeriod"][name].astimezone(timezone.utc).date() for name in ("Start", "End"))
    if budget["TimeUnit"] == "CUSTOM":
        return begins, ends
    day = max(day, begins)
    if budget["TimeUnit"] == "DAILY":
        return day, day + timedelta(days=1)
    months = {"MONTHLY": 1, "QUARTERLY": 3, "ANNUALLY": 12}[budget["TimeUnit"]]
    start = first_of_month(day, -((day.month - 1) % months))
    return start, first_of_month(start, months)


def old_filter(budget):
    """Returns the filter of Cost Explorer that CostFilters and CostTypes stand for."""
    keys = {"LinkedAccount": "LINKED_ACCOUNT", "Service": "SERVICE", "UsageTypeGroup": "USAGE_TYPE_GROUP"}
    parts = []
    for key, values in budget["CostFilters"].items():
        if key in keys:
            parts.append(dimension(keys[key], *values))
        else:
            member, prefix = {"TagKeyValue": ("Tags", "user:"), "CostCategory": ("CostCategories", "")}[key]
            name = values[0].removeprefix(prefix).split("$")[0]
            parts.append({member: {"Key": name, "Values": [value.split("$", 1)[1] for value in values]}})
    records = {"IncludeCredit": "Credit", "IncludeRefund": "Refund", "IncludeSupport": "Support", "IncludeTax": "Tax"}
    excluded = [record for name, record in records.items() if not budget.get("CostTypes", {}).get(name, True)]
    parts += [{"Not": dimension("RECORD_TYPE", *excluded)}] if excluded else []
    return {"And": parts} if len(parts) > 1 else parts[0] if parts else None


def metric(budget):
    if budget["BudgetType"] == "USAGE":
        return "UsageQuantity"
    return "AmortizedCost" if budget["CostTypes"]["UseAmortized"] else "UnblendedCost"


def charged(ce, start, end, today, expression, name):
    """Returns what Cost Explorer says was charged from `start` on to `end`, today included."""
    end = min(end, today + timedelta(days=1))
    if start >= end:
        return Decimal(0)
    filters = {"Filter": expression} if expression else {}
    return total(usage(ce, start, end, "DAILY", [name], **filters), name)


def utilization(ce, start, end, today):
    """Returns how much of the Savings Plan's commitment was used, in percent."""
    used = committed = Decimal(0)
    records = dimension("RECORD_TYPE", "SavingsPlanCoveredUsage", "SavingsPlanRecurringFee")
    for day in usage(ce, start, min(end, today + timedelta(days=1)), "DAILY", ["AmortizedCost", "UnblendedCost"],
                     Filter=records, GroupBy=dimension_groups("RECORD_TYPE")):
        groups = {group["Keys"][0]: group["Metrics"] for group in day["Groups"]}
        if groups:
            fee = amount(groups["SavingsPlanRecurringFee"])
            committed += fee
            used += min(fee, amount(groups.get("SavingsPlanCoveredUsage", {"AmortizedCost": {"Amount": "0"}}),
                                    "AmortizedCost"))
    return used * 100 / committed if committed else Decimal(0)


def expected_actual(ce, budget, start, end, today):
    if budget["BudgetType"] == "SAVINGS_PLANS_UTILIZATION":
        return utilization(ce, start, end, today)
    return max(charged(ce, start, end, today, old_filter(budget), metric(budget)), Decimal(0))


def spent(budget, name="ActualSpend"):
    found = budget["CalculatedSpend"].get(name)
    return found and Decimal(found["Amount"])


def limit(budget):
    return budget.get("BudgetLimit") and Decimal(budget["BudgetLimit"]["Amount"])


def check_budgets(ce, budgets, today):
    everything = budgets.describe_budgets(AccountId=PAYER, ShowFilterExpression=True)["Budgets"]
    names = [budget["BudgetName"] for budget in everything]
    check(f"budgets: each once, by name ({len(names)})", names == sorted(set(names)) and len(names) >= 8, names)
    pages = list(budgets.get_paginator("describe_budgets").paginate(AccountId=PAYER, ShowFilterExpression=True,
                                                                    PaginationConfig={"PageSize": 5}))
    check("budgets: pages lose nothing", [b for page in pages for b in page["Budgets"]] == everything
          and all(len(page["Budgets"]) <= 5 for page in pages) and len(pages) > 1)
    brief = budgets.describe_budgets(AccountId=PAYER)["Budgets"]
    without = [{name: value for name, value in budget.items() if name not in ("FilterExpression", "Metrics")}
               for budget in everything]
    check("budgets: the expression is shown on request only", brief == without and brief != everything)
    check("budgets: one is told as among all", all(
        budgets.describe_budget(AccountId=PAYER, BudgetName=budget["BudgetName"], ShowFilterExpression=True)["Budget"]
        == budget for budget in everything))
    amounts = [spend["Amount"] for budget in everything for spend in
               [*budget["CalculatedSpend"].values(), budget.get("BudgetLimit"),
                *budget.get("PlannedBudgetLimits", {}).values()] if spend]
    check("budgets: amounts are written as the model has it", all(AMOUNT.fullmatch(text) for text in amounts), amounts)
    check("budgets: of every kind", {budget["TimeUnit"] for budget in everything}
          == {"DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"}
          and {budget["BudgetType"] for budget in everything} == {"COST", "USAGE", "SAVINGS_PLANS_UTILIZATION"})
    for budget in everything:
        check_figures(ce, budget, today)
    by_name = {budget["BudgetName"]: budget for budget in everything}
    used = {name: spent(budget) / limit(budget) for name, budget in by_name.items() if limit(budget)}
    ahead = {name: spent(budget, "ForecastedSpend") / limit(budget) for name, budget in by_name.items()
             if limit(budget) and spent(budget, "ForecastedSpend")}
    check("budgets: one is exceeded", used["Project landing zone"] > 1, used)
    check("budgets: the organisation's month is forecast over its limit",
          1 < ahead["Organisation month"] < Decimal("1.4"), ahead)
    check("budgets: one is far below its limit", any(value < Decimal("0.6") for value in ahead.values()), ahead)
    check("budgets: what has not begun has no limit",
          [name for name in names if name not in used] == ["Next quarters"]
          and "PlannedBudgetLimits" in by_name["Next quarters"])
    check("budgets: days and utilization are not forecast",
          {budget["BudgetName"] for budget in everything if not spent(budget, "ForecastedSpend")}
          == {"Daily guardrail", "Savings Plans utilization", "Next quarters"})
    planned = by_name["Planned production"]
    key = str(int(datetime.combine(first_of_month(today), datetime.min.time(), timezone.utc).timestamp()))
    check("budgets: the limit of a plan is this month's",
          planned["BudgetLimit"] == planned["PlannedBudgetLimits"][key] and len(planned["PlannedBudgetLimits"]) == 12)
    adjusting = by_name["Auto-adjusting production"]
    start = first_of_month(today)
    if today.day > 3:
        mean = expected_actual(ce, adjusting, first_of_month(start, -3), start, today) / 3
        check("budgets: an auto-adjusting limit is the mean of three months",
              abs(mean - limit(adjusting)) < Decimal("1e-9")
              and adjusting["AutoAdjustData"]["HistoricalOptions"]["BudgetAdjustmentPeriod"] == 3,
              (mean, limit(adjusting)))
    return by_name


def check_figures(ce, budget, today):
    name = budget["BudgetName"]
    start, end = budget_period(budget, today)
    if start < first_of_month(today, -13):
        print(f"skip {name}: Cost Explorer has no figures before {first_of_month(today, -13)}")
        return
    actual = expected_actual(ce, budget, start, end, today)
    tolerance = Decimal("1e-9") if budget["BudgetType"] == "SAVINGS_PLANS_UTILIZATION" else 0
    check(f"budgets: {name}: the actual is Cost Explorer's", abs(spent(budget) - actual) <= tolerance,
          (spent(budget), actual))
    if budget["BudgetType"] == "SAVINGS_PLANS_UTILIZATION":
        check(f"budgets: {name}: a share of 100", limit(budget) == 100 and "CostTypes" not in budget
              and 0 <= actual <= 100 and budget["BudgetLimit"]["Unit"] == "PERCENTAGE", budget)
        return
    found = charged(ce, start, end, today, budget.get("FilterExpression"), budget["Metrics"][0])
    check(f"budgets: {name}: both ways of writing filters say the same", max(found, Decimal(0)) == actual,
          (found, actual))
    unit = budget["CalculatedSpend"]["ActualSpend"]["Unit"]
    check(f"budgets: {name}: units agree", budget.get("BudgetLimit", {"Unit": unit})["Unit"] == unit
          == ("Hrs" if budget["BudgetType"] == "USAGE" else "USD"), unit)
    if budget["BudgetType"] == "COST" and spent(budget, "ForecastedSpend") is not None:
        before = charged(ce, start, today, today, budget.get("FilterExpression"), budget["Metrics"][0])
        kind = {"UnblendedCost": "UNBLENDED_COST", "AmortizedCost": "AMORTIZED_COST"}[budget["Metrics"][0]]
        filters = {"Filter": budget["FilterExpression"]} if "FilterExpression" in budget else {}
        left = Decimal(forecast(ce, today, end, "MONTHLY", kind, **filters)["Total"]["Amount"])
        check(f"budgets: {name}: the forecast is what was charged and Cost Explorer's forecast",
              spent(budget, "ForecastedSpend") == max(before + left, actual),
              (spent(budget, "ForecastedSpend"), before, left))


def check_notifications(budgets, by_name):
    pages = list(budgets.get_paginator("describe_budget_notifications_for_account").paginate(
        AccountId=PAYER, PaginationConfig={"PageSize": 4}))
    found = [entry for page in pages for entry in page["BudgetNotificationsForAccount"]]
    of_account = {entry["BudgetName"]: entry["Notifications"] for entry in found}
    check("notifications: pages of budgets", len(pages) > 1 and len(of_account) == len(found))
    check("notifications: budgets without any are left out",
          set(by_name) - set(of_account) == {"Next quarters"} and all(of_account.values()), of_account.keys())
    states = collections.Counter()
    for name, budget in by_name.items():
        paginator = budgets.get_paginator("describe_notifications_for_budget")
        pages = list(paginator.paginate(AccountId=PAYER, BudgetName=name, PaginationConfig={"PageSize": 1}))
        notifications = [item for page in pages for item in page["Notifications"]]
        check(f"notifications: {name}: as told of the account", notifications == of_account.get(name, []))
        for item in notifications:
            figure = spent(budget, "ActualSpend" if item["NotificationType"] == "ACTUAL" else "ForecastedSpend")
            threshold = Decimal(item["Threshold"])
            bound = threshold if item["ThresholdType"] == "ABSOLUTE_VALUE" else limit(budget) * threshold / 100
            is_passed = figure > bound if item["ComparisonOperator"] == "GREATER_THAN" else figure < bound
            # Before the first figures of a month nothing is known of its utilization.
            if figure == 0 and item["ComparisonOperator"] == "LESS_THAN":
                continue
            states[item["NotificationState"]] += 1
            check(f"notifications: {name}: {item['NotificationType']} {item['ComparisonOperator']} {threshold}",
                  item["NotificationState"] == ("ALARM" if is_passed else "OK"), (figure, bound, item))
    check("notifications: some are in alarm and some are not", set(states) == {"OK", "ALARM"}, states)


def history(budgets, name, **request):
    """Returns the amounts of all pages."""
    found = []
    request = {"AccountId": PAYER, "BudgetName": name, **request}
    while True:
        answer = budgets.describe_budget_performance_history(**request)
        found += answer["BudgetPerformanceHistory"]["BudgetedAndActualAmountsList"]
        if "NextToken" not in answer:
            return found
        request["NextToken"] = answer["NextToken"]


def check_history(ce, budgets, by_name, today):
    for name, budget in by_name.items():
        if budget["TimeUnit"] in ("ANNUALLY", "CUSTOM"):
            continue
        found = history(budgets, name)
        check(f"history: {name}: pages lose nothing", history(budgets, name, MaxResults=5) == found)
        if name == "Next quarters":
            check("history: what has not begun has none", found == [], found)
            continue
        periods = [tuple(item["TimePeriod"][bound].astimezone(timezone.utc).date() for bound in ("Start", "End"))
                   for item in found]
        check(f"history: {name}: periods follow each other to this one ({len(periods)})",
              periods[-1] == budget_period(budget, today) and len(periods) > 3
              and all(one[1] == other[0] for one, other in zip(periods, periods[1:])), periods[-2:])
        tolerance = Decimal("1e-9") if budget["BudgetType"] == "SAVINGS_PLANS_UTILIZATION" else 0
        known = [(item, *bounds) for item, bounds in zip(found, periods) if bounds[0] >= first_of_month(today, -13)]
        wrong = [(start, item) for item, start, end in known[-7:] if abs(
            Decimal(item["ActualAmount"]["Amount"]) - expected_actual(ce, budget, start, end, today)) > tolerance]
        check(f"history: {name}: actual amounts are Cost Explorer's", not wrong, wrong[:1])
        check(f"history: {name}: the budgeted amount of this period is the limit",
              found[-1]["BudgetedAmount"] == budget["BudgetLimit"], found[-1])
        some = history(budgets, name, TimePeriod={"Start": found[1]["TimePeriod"]["Start"],
                                                  "End": found[3]["TimePeriod"]["Start"]})
        check(f"history: {name}: of some periods", some == found[1:3], some)


def check_update(budgets):
    name = "EC2 compute"

    def state():
        found = budgets.describe_notifications_for_budget(AccountId=PAYER, BudgetName=name)["Notifications"]
        return [item["NotificationState"] for item in found]

    budget = budgets.describe_budget(AccountId=PAYER, BudgetName=name)["Budget"]
    calm = str(int(spent(budget) * 2) + 1)
    answer = budgets.update_budget(AccountId=PAYER, NewBudget={**budget, "BudgetLimit": {"Amount": calm, "Unit": "USD"}})
    answer.pop("ResponseMetadata")
    changed = budgets.describe_budget(AccountId=PAYER, BudgetName=name)["Budget"]
    check("update: a raised limit calms the alarms", answer == {} and set(state()) == {"OK"}
          and changed["BudgetLimit"] == {"Amount": calm, "Unit": "USD"}, (changed["BudgetLimit"], state()))
    check("update: only limit and moment change", {key for key in budget if budget[key] != changed[key]}
          <= {"BudgetLimit", "LastUpdatedTime", "HealthStatus"}
          and changed["LastUpdatedTime"] > budget["LastUpdatedTime"], changed)
    past = history(budgets, name)
    check("update: the past keeps its limit", past[-1]["BudgetedAmount"]["Amount"] == calm
          and past[-2]["BudgetedAmount"] == budget["BudgetLimit"], past[-2:])
    small = {"Amount": "0.01", "Unit": "USD"}
    shown = budgets.describe_budget(AccountId=PAYER, BudgetName=name, ShowFilterExpression=True)["Budget"]
    new_way = {key: shown[key] for key in ("BudgetName", "BudgetType", "TimeUnit", "FilterExpression", "Metrics")}
    budgets.update_budget(AccountId=PAYER, NewBudget={**new_way, "BudgetLimit": small})
    if spent(budget):
        check("update: a lowered limit raises them, written the new way", set(state()) == {"ALARM"}, state())
    budgets.update_budget(AccountId=PAYER, NewBudget=budget)
    after = budgets.describe_budget(AccountId=PAYER, BudgetName=name)["Budget"]
    check("update: the old limit can be set again", after["BudgetLimit"] == budget["BudgetLimit"], after)
    planned = budgets.describe_budget(AccountId=PAYER, BudgetName="Planned production")["Budget"]
    planned.pop("PlannedBudgetLimits")
    fixed = {**planned, "BudgetLimit": {"Amount": "12345.5", "Unit": "USD"}}
    budgets.update_budget(AccountId=PAYER, NewBudget=fixed)
    after = budgets.describe_budget(AccountId=PAYER, BudgetName="Planned production")["Budget"]
    check("update: a fixed limit takes the place of a plan",
          after["BudgetLimit"]["Amount"] == "12345.5" and "PlannedBudgetLimits" not in after, after)


def check_budget_errors(budgets, by_name):
    refused = refusals(budgets.exceptions)
    lenient = client("budgets", parameter_validation=False)
    budget = {key: value for key, value in by_name["Organisation month"].items()
              if key not in ("FilterExpression", "Metrics")}

    def invalid(rule, call):
        refused(rule, "InvalidParameterException", call)

    def update(**members):
        return lambda: lenient.update_budget(AccountId=PAYER, NewBudget={**budget, **members})

    invalid("no account", lambda: lenient.describe_budgets())
    invalid("an account that is none", lambda: budgets.describe_budgets(AccountId="11112222333x"))
    invalid("an account that is too short", lambda: lenient.describe_budgets(AccountId="1111"))
    refused("another account", "AccessDeniedException", lambda: budgets.describe_budgets(AccountId="999999999999"))
    invalid("too large a page", lambda: lenient.describe_budgets(AccountId=PAYER, MaxResults=1_001))
    invalid("too large a page of history", lambda: lenient.describe_budget_performance_history(
        AccountId=PAYER, BudgetName="Daily guardrail", MaxResults=101))
    refused("a token that is none", "InvalidNextTokenException",
            lambda: budgets.describe_budgets(AccountId=PAYER, NextToken="none"))
    token = budgets.describe_budgets(AccountId=PAYER, MaxResults=2)["NextToken"]
    refused("a token of another listing", "InvalidNextTokenException",
            lambda: budgets.describe_budgets(AccountId=PAYER, MaxResults=2, NextToken=token, ShowFilterExpression=True))
    for operation in ("describe_budget", "describe_budget_performance_history", "describe_notifications_for_budget"):
        refused(f"{operation} of an unknown budget", "NotFoundException",
                lambda: getattr(budgets, operation)(AccountId=PAYER, BudgetName="Nowhere"))
    refused("an update of an unknown budget", "NotFoundException", update(BudgetName="Nowhere"))
    for name in ("Organisation year", "Project landing zone"):
        invalid(f"history of {name}", lambda: budgets.describe_budget_performance_history(
            AccountId=PAYER, BudgetName=name))
    invalid("a history that ends before it begins", lambda: budgets.describe_budget_performance_history(
        AccountId=PAYER, BudgetName="Daily guardrail", TimePeriod={"Start": datetime(2026, 2, 1), "End": datetime(2026, 1, 1)}))
    for text in ("-1", "1e3", "", "0"):
        invalid(f"a limit of '{text}'", update(BudgetLimit={"Amount": text, "Unit": "USD"}))
    invalid("a limit in another currency", update(BudgetLimit={"Amount": "1", "Unit": "EUR"}))
    invalid("a limit and a plan", update(PlannedBudgetLimits={"1": {"Amount": "1", "Unit": "USD"}}))
    invalid("both ways of writing filters", update(Metrics=["UnblendedCost"]))
    invalid("another kind of budget", update(BudgetType="USAGE"))
    invalid("another time unit", update(TimeUnit="DAILY"))
    invalid("other filters", update(CostFilters={"Service": ["Amazon Simple Storage Service"]}))
    invalid("other cost types", update(CostTypes={"IncludeTax": False}))
    invalid("no limit", lambda: budgets.update_budget(
        AccountId=PAYER, NewBudget={key: value for key, value in budget.items() if key != "BudgetLimit"}))
    utilization = budgets.describe_budget(AccountId=PAYER, BudgetName="Savings Plans utilization")["Budget"]
    invalid("utilization of another limit", lambda: budgets.update_budget(
        AccountId=PAYER, NewBudget={**utilization, "BudgetLimit": {"Amount": "90", "Unit": "PERCENTAGE"}}))
    check("error: refused updates change nothing", budgets.describe_budget(
        AccountId=PAYER, BudgetName="Organisation month")["Budget"] == budget)
    refused("another region", "InvalidSignatureException",
            lambda: client("budgets", "eu-west-1").describe_budgets(AccountId=PAYER), modelled=False)
    refused("an operation that is not simulated", "UnknownOperationException",
            lambda: budgets.list_tags_for_resource(ResourceARN=f"arn:aws:budgets::{PAYER}:budget/a"), modelled=False)


def check_identity():
    identity = client("sts").get_caller_identity()
    check("who asks is the payer", identity["Account"] == PAYER
          and identity["Arn"].startswith(f"arn:aws:sts::{PAYER}:assumed-role/") and identity["UserId"], identity)


def wait_for_figures():
    """Waits while new figures are about to come in: AWS and the sandbox bring them up to date every few hours."""
    now = datetime.now(timezone.utc)
    left = 8 * 3600 - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).seconds % (8 * 3600)
    if left < 120:
        time.sleep(left + 1)


def main():
    wait_for_figures()
    today = datetime.now(timezone.utc).date()
    ce, budgets = client("ce"), client("budgets")
    check_identity()
    check_usage(ce, today)
    check_groups(ce, today)
    paged = check_pages(ce, today)
    check_filters(ce, today)
    check_listings(ce, today)
    check_forecasts(ce, today)
    check_anomalies(ce, today)
    check_cost_errors(ce, today, paged)
    by_name = check_budgets(ce, budgets, today)
    check_notifications(budgets, by_name)
    check_history(ce, budgets, by_name, today)
    check_budget_errors(budgets, by_name)
    check_update(budgets)
    check_model()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
