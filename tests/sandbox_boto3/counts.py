"""Counts findings and uncovered resources with boto3, and lets the plugin count the same ones.

    python counts.py http://127.0.0.1:4566

Pages GetFindings without a filter, counts by severity what was updated within 30 days in Python, and runs the Go test
that asks the plugin the same question in SQL and in the builder. So it does with ListCoverage and the resources that
are not scanned, by account, which the plugin gets from ListCoverageStatistics, and with the costs of each account, to
the cent. The sandbox at the address must not throttle.
"""

import collections
import decimal
import json
import os
import pathlib
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]


def main(endpoint):
    hub, inspector, costs = (
        boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=endpoint,
            aws_access_key_id="AKIDSANDBOX",
            aws_secret_access_key="secret",
        )
        for service in ("securityhub", "inspector2", "ce")
    )
    # Whole milliseconds, as Grafana's ranges are.
    to = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(hours=5)
    start = to - timedelta(days=30)
    counts = collections.Counter({severity: 0 for severity in SEVERITIES})
    pages = 0
    for page in hub.get_paginator("get_findings").paginate(MaxResults=100):
        pages += 1
        for finding in page["Findings"]:
            if start <= datetime.fromisoformat(finding["UpdatedAt"].replace("Z", "+00:00")) <= to:
                # A finding without a label counts as such: what AWS filters by is not what it shows.
                counts[finding["Severity"].get("Label", "")] += 1
    print(f"boto3 read {pages} pages and counted {dict(counts)}", flush=True)
    uncovered = collections.defaultdict(set)
    not_scanned = {"scanStatusCode": [{"comparison": "EQUALS", "value": "INACTIVE"}]}
    for page in inspector.get_paginator("list_coverage").paginate(filterCriteria=not_scanned):
        for entry in page["coveredResources"]:
            uncovered[entry["accountId"]].add(entry["resourceId"])
    print(f"and resources that are not scanned in {len(uncovered)} accounts", flush=True)
    paid = collections.defaultdict(decimal.Decimal)
    # As far back as Cost Explorer goes, but for the current month, whose costs grow.
    month = to.date().replace(day=1)
    asked = {
        "TimePeriod": {"Start": str(month.replace(year=month.year - 1)), "End": str(month)},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}, {"Type": "DIMENSION", "Key": "SERVICE"}],
    }
    while True:
        answer = costs.get_cost_and_usage(**asked)
        for period in answer["ResultsByTime"]:
            for group in period["Groups"]:
                paid[group["Keys"][0]] += decimal.Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
        if "NextPageToken" not in answer:
            break
        asked["NextPageToken"] = answer["NextPageToken"]
    print(f"and costs of {sum(paid.values())} USD in {len(paid)} accounts", flush=True)
    counted = {
        "paidCents": {account: float(round(usd * 100)) for account, usd in paid.items()},
        "paidFrom": asked["TimePeriod"]["Start"],
        "paidTo": asked["TimePeriod"]["End"],
        "endpoint": endpoint,
        "fromMs": int(start.timestamp() * 1000),
        "toMs": int(to.timestamp() * 1000),
        "counts": counts,
        "uncovered": {account: len(resources) for account, resources in uncovered.items()},
    }
    environment = dict(os.environ, BOTO3_COUNTED=json.dumps(counted))
    command = ["go", "test", "-count=1", "-v", "-run", "EqualBoto3$", "./tests/conformance"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
