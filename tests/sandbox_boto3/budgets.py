"""Checks the sandbox's Budgets with boto3, the client AWS itself ships.

    python budgets.py http://127.0.0.1:4566 [2026-06-24]

The sandbox must not be throttled; the day is that of its clock, if that is not the system's. Figures are held to Cost
Explorer's to the last digit, and every answer to botocore's model of the service. One line a check, exit code 1 on any
failure.
"""

import collections
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from billing import (PAYER, amount, check_model, client, dimension, dimension_groups, finish, first_of_month, forecast,
                     present, refusals, total, usage)
from judge import check

AMOUNT = re.compile(r"([0-9]*\.)?[0-9]+")


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
    raised = {**budget, "BudgetLimit": {"Amount": calm, "Unit": "USD"}}
    answer = budgets.update_budget(AccountId=PAYER, NewBudget=raised)
    answer.pop("ResponseMetadata")
    changed = budgets.describe_budget(AccountId=PAYER, BudgetName=name)["Budget"]
    check("update: a raised limit calms the alarms", answer == {} and set(state()) == {"OK"}
          and changed["BudgetLimit"] == raised["BudgetLimit"], (changed["BudgetLimit"], state()))
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


def check_errors(budgets, by_name):
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
        AccountId=PAYER, BudgetName="Daily guardrail",
        TimePeriod={"Start": datetime(2026, 2, 1), "End": datetime(2026, 1, 1)}))
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


def main():
    today = present()
    ce, budgets = client("ce"), client("budgets")
    check_identity()
    by_name = check_budgets(ce, budgets, today)
    check_notifications(budgets, by_name)
    check_history(ce, budgets, by_name, today)
    check_errors(budgets, by_name)
    check_update(budgets)
    check_model("budgets", 6)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
