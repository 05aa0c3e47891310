"""Checks that the answers AWS publishes as examples of its command line become rows of the plugin's tables.

    python check.py FOLDER      the folder awscli/examples of tests/awscli_examples/requirements.txt

For each example of an operation that a table asks (docs/tables says which), a stub answers with it, and the Go test
TestExamplesOfAWSsCommandLine lets the plugin select every column: there must be no error, and as many rows as the example
has items. PLUGIN_BINARY names the plugin (default target/debug/gpx_awsposture). An operation without an example is printed.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from datetime import datetime

import examples
from stub import Stub

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What a table is to be asked: the operation whose items are its rows, where these are in its answer, members of the items
# with the columns that show them, a condition, columns where it cannot be all, and the time range (two days).
Table = collections.namedtuple("Table", "operation items shows where columns range", defaults=({}, None, None, None))

# Of no dimension or more than two there would be no rows.
COSTS = ["service", "period_start", "period_end", "estimated", "currency", "unblended_cost", "blended_cost", "usage_quantity"]

# A forecast is of one sum: it has no dimension to show.
FORECAST = ["period_start", "period_end", "granularity", "metric", "currency", "mean_value", "lower_bound", "upper_bound"]

# A list where the operation depends on the condition.
TABLES = {
    "securityhub_findings": Table("GetFindings", "Findings", {"Title": "title", "UpdatedAt": "updated_at"}),
    "securityhub_controls": Table("BatchGetSecurityControls", "SecurityControls", {"SecurityControlId": "control_id"}),
    "securityhub_standards": Table("GetEnabledStandards", "StandardsSubscriptions", {"StandardsStatus": "status"}),
    "securityhub_insights": Table("GetInsights", "Insights", {"InsightArn": "insight_arn"}),
    "securityhub_insight_results": Table("GetInsightResults", "InsightResults.ResultValues"),
    "inspector_findings": Table("ListFindings", "findings"),
    "inspector_finding_counts": Table("ListFindingAggregations", "responses", where="aggregation_type = 'ACCOUNT'"),
    "inspector_coverage": Table(
        "ListCoverage", "coveredResources", {"resourceId": "resource_id", "lastScannedAt": "last_scanned_at"}),
    "inspector_coverage_statistics": Table(
        "ListCoverageStatistics", "countsByGroup", {"count": "resource_count", "groupKey": "resource_type"},
        where="group_by = 'RESOURCE_TYPE' AND scan_status = 'ACTIVE'"),
    "config_rules": Table(
        "DescribeConfigRules", "ConfigRules",
        {"ConfigRuleName": "rule_name", "Source.Owner": "source_owner", "InputParameters": "input_parameters"}),
    "config_rule_compliance": Table(
        "DescribeComplianceByConfigRule", "ComplianceByConfigRules",
        {"ConfigRuleName": "rule_name", "Compliance.ComplianceContributorCount.CappedCount": "contributor_count"}),
    "config_resource_compliance": Table(
        "DescribeComplianceByResource", "ComplianceByResources",
        {"ResourceId": "resource_id", "Compliance.ComplianceType": "compliance_type"}),
    # Of these the rules are asked for that do not comply, too.
    "config_evaluations": Table(
        "GetComplianceDetailsByConfigRule", "EvaluationResults",
        {"ResultRecordedTime": "result_recorded_at", "ConfigRuleInvokedTime": "rule_invoked_at"},
        where="compliance_type = 'NON_COMPLIANT'"),
    "config_conformance_packs": Table("DescribeConformancePacks", "ConformancePackDetails"),
    "config_resource_history": Table("GetResourceConfigHistory", "configurationItems"),
    "config_recorders": Table(
        "DescribeConfigurationRecorders", "ConfigurationRecorders",
        {"name": "recorder_name", "roleARN": "role_arn"}),
    "cost_daily": Table("GetCostAndUsage", "ResultsByTime.Groups", columns=COSTS),
    "cost_monthly": Table("GetCostAndUsage", "ResultsByTime.Groups", columns=COSTS),
    "cost_forecast": Table("GetCostForecast", "ForecastResultsByTime", columns=FORECAST),
    "cost_anomalies": Table("GetAnomalies", "Anomalies", {"AnomalyId": "anomaly_id", "MonitorArn": "monitor_arn"}),
    "cost_dimensions": [
        Table("GetDimensionValues", "DimensionValues", {"Value": "value"}, where="dimension = 'SERVICE'"),
        Table("GetTags", "Tags", {"": "value"}, where="dimension = 'tag:Project'"),
    ],
    "budgets_budgets": Table(
        "DescribeBudgets", "Budgets",
        {"BudgetName": "budget_name", "BudgetLimit.Amount": "limit_amount", "CalculatedSpend.ActualSpend.Unit": "unit",
         "TimePeriod.Start": "started_at", "TimePeriod.End": "ends_at"}),
    "budgets_notifications": Table(
        "DescribeBudgetNotificationsForAccount", "BudgetNotificationsForAccount.Notifications",
        {"Threshold": "threshold", "NotificationState": "notification_state"}),
}


def main(folder):
    stub, questions, subjects, problems = Stub(), [], {}, []
    pages = sorted((ROOT / "docs" / "tables").glob("*.md"))
    problems += [f"{page.stem} has no line in TABLES" for page in pages if page.stem not in TABLES]
    for page in (page for page in pages if page.stem in TABLES):
        text = page.read_text()
        found = {}
        for operation, service in re.findall(r"^- .*?(\w+) \(`(\w+):\w+`\)", text, re.MULTILINE):
            try:
                found[operation] = examples.of_operation(folder, service, operation)
            except examples.Unusable as problem:
                problems.append(f"{page.stem}: {problem}")
        columns = re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)
        print(f"{page.stem}: " + (", ".join(map(counted, found.items())) or "asks nothing"), flush=True)
        # Each example once, beside the first of each other operation.
        for subject in (example for all_of_one in found.values() for example in all_of_one):
            answers = {operation: all_of_one[0].answer for operation, all_of_one in found.items() if all_of_one}
            answers[subject.operation] = subject.answer
            table = table_asking(subject.operation, TABLES[page.stem])
            if table.operation not in answers:
                problems.append(f"{page.stem}: {subject.operation} has examples that nothing uses without {table.operation}")
                continue
            key = f"AKIDEXAMPLE{len(questions):05}"
            stub.answers[key], subjects[key] = answers, (page.stem, subject)
            questions.append(question(key, page.stem, table, table.columns or columns, answers, subject))
    code = ask(stub, questions)
    for key, (name, subject) in subjects.items():
        if subject.operation not in stub.asked[key]:
            problems.append(f"{name}: {subject.operation}, example {subject.number}, was not asked for")
    for problem in problems:
        print(f"FAIL {problem}")
    used = {(example.operation, example.number): example.was_mended for _, example in subjects.values()}
    print(f"{len(used)} examples used in {len(questions)} questions, {sum(used.values())} of them with a typo put right")
    return 1 if problems or not questions else code


def table_asking(operation, tables):
    """Returns what of a table's ways to be asked has the operation's items as its rows, else the first."""
    tables = tables if isinstance(tables, list) else [tables]
    return next((table for table in tables if table.operation == operation), tables[0])


def counted(found):
    operation, all_of_one = found
    return f"{operation} {len(all_of_one)} examples" if all_of_one else f"{operation} NO EXAMPLE"


def question(key, name, table, columns, answers, subject):
    items = answers[table.operation]
    for step in table.items.split("."):
        # Below a list: the items of all its elements.
        items = [one for element in items for one in element[step]] if isinstance(items, list) else items[step]
    listed = ", ".join(f'"{column}"' for column in columns)
    where = f" WHERE {table.where}" if table.where else ""
    start, end = table.range or ("2000-01-01", "2030-01-01")
    return {
        "name": f"{name}/{subject.operation}_{subject.number}",
        "accessKey": key,
        "sql": f"SELECT {listed} FROM {name}{where}",
        "from": f"{start}T00:00:00Z",
        "to": f"{end}T00:00:00Z",
        "rows": len(items),
        "values": {column: [shown(member(item, path), column) for item in items] for path, column in table.shows.items()},
    }


def member(item, path):
    """Returns what an item has at a path such as Source.Owner, or at an empty one the item."""
    for name in filter(None, path.split(".")):
        item = (item or {}).get(name)
    return item


def shown(value, column):
    """Writes a value as the Go test does: a time in milliseconds, of which some services write seconds."""
    if value is None:
        return ""
    if isinstance(value, float) and column.endswith("_at"):
        return str(round(value * 1000))
    try:
        return str(round(datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp() * 1000))
    except (AttributeError, ValueError):
        return str(value)


def ask(stub, questions):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"endpoint": stub.address, "questions": questions}, file)
        file.flush()
        environment = dict(os.environ, AWSCLI_EXAMPLES=file.name)
        command = ["go", "test", "-count=1", "-v", "-run", "^TestExamplesOfAWSsCommandLine$", "./tests/conformance"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
