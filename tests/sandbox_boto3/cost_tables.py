"""Reads Cost Explorer and Budgets with boto3, and lets the plugin show the same rows.

    python cost_tables.py http://127.0.0.1:4566

Pages each operation with AWS's own client, puts together in Python what the tables of forecasts, anomalies, dimensions,
budgets and notifications are to show, and runs the Go test that asks the plugin in SQL. Money is compared to the last
digit. The sandbox at the address must not throttle, and its clock must be the system's, as the plugin's is.
"""

import json
import sys
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal

from billing import HOME, PAYER, client, dimension, first_of_month, forecast, period, present
from budgets import budget_period, limit, spent
from cost import anomalies, listed
from rows import Questions, exactly

# How sure the plugin's bounds of a forecast are, in percent.
LEVEL = 80
DIMENSIONS = ["SERVICE", "LINKED_ACCOUNT", "REGION", "USAGE_TYPE", "INSTANCE_TYPE", "OPERATION", "RECORD_TYPE", "PURCHASE_TYPE"]


def midnight(day):
    return datetime.combine(day, time.min, timezone.utc)


def moment(text):
    """Reads a time that botocore leaves as text."""
    return text and datetime.fromisoformat(text.replace("Z", "+00:00"))


def written(value):
    """Writes JSON as the sandbox does."""
    return None if value is None else json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def forecasts(ask, ce, today):
    service, other = [item["Value"] for item in listed(
        ce.get_dimension_values, "DimensionValues", today, Dimension="SERVICE", MaxResults=2,
        SortBy=[{"Key": "UnblendedCost", "SortOrder": "DESCENDING"}])[0][:2]]

    def expected(end, granularity="MONTHLY", metric="UNBLENDED_COST", start=today, **request):
        answer = forecast(ce, start, end, granularity, metric, PredictionIntervalLevel=LEVEL, **request)
        return [{**result, "granularity": granularity, "metric": metric, "unit": answer["Total"]["Unit"]}
                for result in answer["ForecastResultsByTime"]]

    amounts = {"mean_value": "MeanValue", "lower_bound": "PredictionIntervalLowerBound",
               "upper_bound": "PredictionIntervalUpperBound"}
    shows = {
        "period_start": lambda item: moment(item["TimePeriod"]["Start"] + "T00:00:00Z"), "granularity": "granularity",
        "metric": "metric", "period_end": lambda item: moment(item["TimePeriod"]["End"] + "T00:00:00Z"), "currency": "unit",
        **{column: lambda item, member=member: Decimal(item[member]) for column, member in amounts.items()},
    }
    year, days = first_of_month(today, 12), today + timedelta(days=30)
    later = first_of_month(today, 2)
    env = {"Tags": {"Key": "env", "Values": ["prod"]}}
    account = dimension("LINKED_ACCOUNT", PAYER)
    both = {"And": [dimension("SERVICE", service, other), dimension("REGION", HOME)]}
    metrics = ["AMORTIZED_COST", "BLENDED_COST", "NET_UNBLENDED_COST", "NET_AMORTIZED_COST"]
    for where, items in [
        ("", expected(year)),
        ("WHERE granularity = 'DAILY'", expected(days, "DAILY")),
        ("WHERE granularity IN ('DAILY', 'MONTHLY') AND metric = 'AMORTIZED_COST'",
         expected(year, metric="AMORTIZED_COST") + expected(days, "DAILY", "AMORTIZED_COST")),
        ("WHERE metric IN ({})".format(", ".join(f"'{metric}'" for metric in metrics)),
         [item for metric in metrics for item in expected(year, metric=metric)]),
        (f"WHERE account_id = '{PAYER}'", expected(year, Filter=account)),
        (f"WHERE account_id <> '{PAYER}'", expected(year, Filter={"Not": account})),
        (f"WHERE service IN ('{service}', '{other}') AND region = '{HOME}'", expected(year, Filter=both)),
        (f"WHERE service NOT IN ('{service}', '{other}')",
         expected(year, Filter={"Not": dimension("SERVICE", service, other)})),
        ("WHERE \"tag:env\" = 'prod'", expected(year, Filter=env)),
        (f"WHERE period_start BETWEEN '{first_of_month(today, 1)}T00:00:00Z' AND '{later}T00:00:00Z'",
         expected(first_of_month(later, 1), start=first_of_month(today, 1))),
        (f"WHERE granularity = 'DAILY' AND period_start < '{later}T00:00:00Z'", expected(later, "DAILY")),
    ]:
        ask("cost_forecast", shows, items, where, selects=exactly(*amounts))


def unusual(ask, ce, today):
    found, _ = anomalies(ce, today)
    cause = lambda member: lambda item: next(iter(item.get("RootCauses", [])), {}).get(member)
    shows = {
        "anomaly_id": "AnomalyId", "account_id": cause("LinkedAccount"), "region": cause("Region"),
        "started_at": lambda item: moment(item["AnomalyStartDate"]),
        "ended_at": lambda item: moment(item.get("AnomalyEndDate")),
        "dimension_value": "DimensionValue", "service": cause("Service"), "usage_type": cause("UsageType"),
        "account_name": cause("LinkedAccountName"), "total_impact": "Impact.TotalImpact",
        "total_impact_percentage": "Impact.TotalImpactPercentage", "max_impact": "Impact.MaxImpact",
        "actual_spend": "Impact.TotalActualSpend", "expected_spend": "Impact.TotalExpectedSpend",
        "max_score": "AnomalyScore.MaxScore", "current_score": "AnomalyScore.CurrentScore", "feedback": "Feedback",
        "monitor_arn": "MonitorArn", "root_causes": lambda item: written(item.get("RootCauses")),
    }
    middle = sorted(item["Impact"]["TotalImpact"] for item in found)[len(found) // 2]
    monitor, old, new = found[0]["MonitorArn"], midnight(today - timedelta(days=60)), midnight(today - timedelta(days=20))
    started, ended = shows["started_at"], shows["ended_at"]
    for where, holds in [
        ("", lambda item: True),
        (f"WHERE total_impact >= {middle}", lambda item: item["Impact"]["TotalImpact"] >= middle),
        (f"WHERE total_impact < {middle}", lambda item: item["Impact"]["TotalImpact"] < middle),
        (f"WHERE monitor_arn = '{monitor}'", lambda item: item["MonitorArn"] == monitor),
        ("WHERE feedback = 'NO'", lambda item: item.get("Feedback") == "NO"),
        ("WHERE feedback IS NULL", lambda item: "Feedback" not in item),
        ("WHERE ended_at IS NULL", lambda item: "AnomalyEndDate" not in item),
        (f"WHERE ended_at BETWEEN '{old.isoformat()}' AND '{new.isoformat()}'",
         lambda item: ended(item) is not None and old <= ended(item) <= new),
    ]:
        ask("cost_anomalies", shows, filter(holds, found), where)
    ask("cost_anomalies", shows, [item for item in found if old <= started(item) <= new],
        "WHERE $__timeFilter(started_at)", old.isoformat(), new.isoformat())


def dimensions(ask, ce, today):
    found, kept = {}, period(first_of_month(today, -13), today + timedelta(days=1))
    for name in DIMENSIONS:
        values, _ = listed(ce.get_dimension_values, "DimensionValues", today, Dimension=name, TimePeriod=kept)
        found[name] = [(name, item["Value"], item["Attributes"].get("description")) for item in values]
    tags, _ = listed(ce.get_tags, "Tags", today, TimePeriod=kept)
    found["TAG"] = [("TAG", tag, None) for tag in tags]
    for tag in tags:
        values, _ = listed(ce.get_tags, "Tags", today, TagKey=tag, TimePeriod=kept)
        found[f"tag:{tag}"] = [(f"tag:{tag}", value, None) for value in values]
    columns = ["dimension", "value", "description"]
    shows = {column: lambda item, index=index: item[index] for index, column in enumerate(columns)}
    for name, items in found.items():
        ask("cost_dimensions", shows, items, f"WHERE dimension = '{name}'")
    some = ["SERVICE", "TAG", f"tag:{tags[0]}"]
    ask("cost_dimensions", shows, [item for name in some for item in found[name]],
        "WHERE dimension IN ({})".format(", ".join(f"'{name}'" for name in some)))


def current_limit(budget, now):
    """Returns the limit that AWS names, else the last of those planned that has begun."""
    begun = [int(second) for second in budget.get("PlannedBudgetLimits", {}) if int(second) <= now.timestamp()]
    planned = budget["PlannedBudgetLimits"][str(max(begun))] if begun else None
    return budget.get("BudgetLimit", planned)


def millionths(amount, of):
    """Returns a share of a limit in millionths of a percent."""
    return None if amount is None or not of else round(amount * 100 / of * 10**6)


def budgets(ask, client_of_budgets, today):
    found = [budget for page in client_of_budgets.get_paginator("describe_budgets").paginate(
        AccountId=PAYER, ShowFilterExpression=True) for budget in page["Budgets"]]
    now = datetime.now(timezone.utc)
    for budget in found:
        # What has not begun is shown with the calendar's period.
        begins = min(budget["TimePeriod"]["Start"], midnight(today))
        of_calendar = {**budget, "TimePeriod": {**budget["TimePeriod"], "Start": begins}}
        budget["start"], budget["end"] = map(midnight, budget_period(of_calendar, today))
        budget["limit"] = current_limit(budget, now)
        budget["amount"] = budget["limit"] and Decimal(budget["limit"]["Amount"])
    shows = {
        "budget_name": "BudgetName", "account_id": lambda _: PAYER, "budget_type": "BudgetType", "time_unit": "TimeUnit",
        "limit_amount": "amount", "actual_amount": spent, "forecast_amount": lambda budget: spent(budget, "ForecastedSpend"),
        "unit": lambda budget: (budget["limit"] or budget["CalculatedSpend"]["ActualSpend"])["Unit"],
        "used_percent": lambda budget: millionths(spent(budget), budget["amount"]),
        "forecast_percent": lambda budget: millionths(spent(budget, "ForecastedSpend"), budget["amount"]),
        "period_start": "start", "period_end": "end", "time_left": lambda _: True,
        "started_at": "TimePeriod.Start", "ends_at": "TimePeriod.End", "updated_at": "LastUpdatedTime",
        "auto_adjust_type": "AutoAdjustData.AutoAdjustType", "health_status": "HealthStatus.Status",
        "health_status_reason": "HealthStatus.StatusReason", "cost_filters": lambda budget: written(budget.get("CostFilters")),
        "filter_expression": lambda budget: written(budget.get("FilterExpression")),
    }
    selects = {
        **exactly("limit_amount", "actual_amount", "forecast_amount"),
        **{column: f"CAST(round({column} * 1000000) AS BIGINT)" for column in ("used_percent", "forecast_percent")},
        # The plugin is asked within ten minutes.
        "time_left": f"greatest(date_part('epoch', period_end) - {int(now.timestamp())}, 0) - time_left BETWEEN 0 AND 600",
    }
    for where, holds in [
        ("", lambda budget: True),
        *((f"WHERE time_unit = '{unit}'", lambda budget, unit=unit: budget["TimeUnit"] == unit)
          for unit in ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")),
        ("WHERE used_percent > 100", lambda budget: limit(budget) and spent(budget) > limit(budget)),
        ("WHERE limit_amount IS NULL", lambda budget: budget["limit"] is None),
    ]:
        ask("budgets_budgets", shows, filter(holds, found), where, selects=selects)


def notifications(ask, client_of_budgets):
    found = [{**notification, "BudgetName": entry["BudgetName"]}
             for page in client_of_budgets.get_paginator("describe_budget_notifications_for_account").paginate(AccountId=PAYER)
             for entry in page["BudgetNotificationsForAccount"] for notification in entry["Notifications"]]
    shows = {
        "budget_name": "BudgetName", "notification_type": "NotificationType", "threshold": "Threshold",
        "comparison_operator": "ComparisonOperator", "threshold_type": "ThresholdType",
        "notification_state": "NotificationState", "account_id": lambda _: PAYER,
    }
    ask("budgets_notifications", shows, found)
    alarmed = [notification for notification in found if notification["NotificationState"] == "ALARM"]
    ask("budgets_notifications", shows, alarmed, "WHERE notification_state = 'ALARM'")


def main(endpoint):
    today = present()
    ce, client_of_budgets = client("ce"), client("budgets")
    questions = Questions(endpoint, HOME)
    forecasts(questions.ask, ce, today)
    unusual(questions.ask, ce, today)
    dimensions(questions.ask, ce, today)
    budgets(questions.ask, client_of_budgets, today)
    notifications(questions.ask, client_of_budgets)
    return questions.compare()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
