"""Checks the sandbox's Cost Explorer with boto3, the client AWS itself ships.

    python cost.py http://127.0.0.1:4566 [2026-06-24]

The sandbox must not be throttled; the day is that of its clock, if that is not the system's. Every answer is parsed by
botocore and its raw JSON is compared with botocore's model of the service; amounts are added up as decimals, to the
last digit. One line a check, exit code 1 on any failure.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal

from billing import (HOME, PAYER, amount, check_model, client, dimension, dimension_groups, finish, first_of_month,
                     forecast, period, present, refusals, total, usage)
from judge import check

METRICS = ["AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "NormalizedUsageAmount",
           "UnblendedCost", "UsageQuantity"]
FORECASTS = ["AMORTIZED_COST", "BLENDED_COST", "NET_AMORTIZED_COST", "NET_UNBLENDED_COST", "UNBLENDED_COST"]
GROUPS = ["AZ", "INSTANCE_TYPE", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY", "LINKED_ACCOUNT", "OPERATION", "PLATFORM",
          "PURCHASE_TYPE", "SERVICE", "TENANCY", "RECORD_TYPE", "USAGE_TYPE", "REGION"]
CAUSE = {"Service", "Region", "LinkedAccount", "LinkedAccountName", "UsageType", "Impact"}


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
    closed = usage(ce, first_of_month(today, -4), first_of_month(today, -3))
    check("a bill long closed is final", not any(result["Estimated"] for result in closed))
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
        if answer["ReturnSize"] != len(answer[member]):
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
    found, size = listed(ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE",
                         SearchString="elastic")
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
          causes and all(CAUSE <= set(cause)
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


def check_errors(ce, today, paged):
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
    invalid("two roots", lambda: usage(ce, month, tomorrow, Filter={
        **dimension("REGION", HOME), "Not": dimension("AZ", "a")}))
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


def main():
    today = present()
    ce = client("ce")
    check_usage(ce, today)
    check_groups(ce, today)
    paged = check_pages(ce, today)
    check_filters(ce, today)
    check_listings(ce, today)
    check_forecasts(ce, today)
    check_anomalies(ce, today)
    check_errors(ce, today, paged)
    check_model("ce", 6)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
