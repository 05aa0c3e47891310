"""Questions to the plugin whose rows boto3 has read already, for the checks of tables.

A question shows columns of a table, each of which is put together in Python from the items of AWS's answers. The Go test
TestRowsEqualBoto3s asks the plugin in SQL and compares every value, amounts of money as text, to the last digit.
"""

import collections
import json
import os
import pathlib
import subprocess
import tempfile
from datetime import datetime
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parents[2]
LATER = "2040-01-01T00:00:00Z"
EARLIER = "2000-01-01T00:00:00Z"
# Digits after the point of the plugin's money.
PLACES = 12


class Questions:
    """What the plugin is asked at an endpoint, in a Region, beside the rows that it is to show."""

    def __init__(self, endpoint, region):
        self.endpoint, self.region, self.questions = endpoint, region, []

    def ask(self, table, shows, items, where="", start=EARLIER, end=LATER, selects=None):
        """Adds a question; the first three of the columns order the rows, and `selects` has SQL other than their names."""
        selects = selects or {}
        listed = ", ".join(f'{selects.get(column, quoted(column))} AS {quoted(column)}' for column in shows)
        rows = [[of(item) for of in map(reader, shows.values())] for item in items]
        # As SQL does: what is absent comes last.
        rows.sort(key=lambda row: [(value is None, value) for value in row[:3]])
        self.questions.append({
            "name": f"{table}_{len(self.questions)}",
            "accessKey": "AKIDSANDBOX",
            "sql": f"SELECT {listed} FROM {table} {where} ORDER BY 1, 2, 3",
            "from": start,
            "to": end,
            "rows": len(rows),
            "values": {column: [shown(row[index]) for row in rows] for index, column in enumerate(shows)},
        })

    def compare(self):
        """Lets the plugin answer, and returns the exit code."""
        rows = collections.Counter()
        for question in self.questions:
            rows[question["name"].rsplit("_", 1)[0]] += question["rows"]
        print(f"boto3 read {dict(rows)} in {self.region}", flush=True)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"endpoint": self.endpoint, "region": self.region, "questions": self.questions}, file)
            file.flush()
            environment = dict(os.environ, BOTO3_ROWS=file.name)
            command = ["go", "test", "-count=1", "-v", "-run", "^TestRowsEqualBoto3s$", "./tests/conformance"]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def quoted(column):
    return f'"{column}"'


def exactly(*columns):
    """Returns what selects amounts of money as text, for Grafana's numbers have fewer digits."""
    return {column: f"CAST({quoted(column)} AS VARCHAR)" for column in columns}


def read(item, path):
    """Returns what an item has at a path such as Source.Owner."""
    for name in path.split("."):
        item = (item or {}).get(name)
    return item


def reader(show):
    return show if callable(show) else lambda item: read(item, show)


def shown(value):
    """Writes a value as the Go test does: a time in milliseconds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return str(round(value.timestamp() * 1000))
    if isinstance(value, Decimal):
        return f"{value:.{PLACES}f}"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)
