"""Reads the answers that AWS prints as examples of its command line: awscli/examples/<service>/<command>.rst.

Some are no JSON, for whoever typed them forgot a comma. TYPOS lists those with what puts them right, so that none
goes unused unseen: a block that is neither JSON nor in the list is an error, and so is one in the list that is JSON now.
"""

import collections
import json
import re

from botocore import xform_name

# Folders that are named otherwise than the service.
FOLDERS = {"config": "configservice"}

# What is wrong in which block of a file, and what puts it right.
TYPOS = {
    ("securityhub", "BatchGetSecurityControls", 1): [
        ('"SecurityControlStatus": "ENABLED"\n', '"SecurityControlStatus": "ENABLED",\n'),
        ('"ValueType": CUSTOM', '"ValueType": "CUSTOM"'),
    ],
    ("securityhub", "GetFindings", 2): [('"FindingProviderFields" {', '"FindingProviderFields": {')],
    ("securityhub", "GetInsights", 1): [("],\n                },", "]\n                },")],
}

# A paragraph that begins with "Output" and ends with "::", and the indented lines after it.
OUTPUT = re.compile(r"^[ ]*Output\b[^\n]*::[ ]*\n((?:[ \t]*\n|[ \t]+[^\n]*\n?)+)", re.MULTILINE)

# The command line's own tokens, which no service knows.
TOKENS = {"NextToken", "nextToken", "NextPageToken"}

Example = collections.namedtuple("Example", "service operation number answer was_mended")


class Unusable(Exception):
    """An example that is neither JSON nor known to be none."""


def of_operation(folder, service, operation):
    """Returns the examples of an operation's answer, without tokens of further pages."""
    path = folder / FOLDERS.get(service, service) / f"{xform_name(operation, '-')}.rst"
    if not path.exists():
        return []
    blocks = OUTPUT.findall(path.read_text())
    return [read(service, operation, number, text) for number, text in enumerate(blocks, 1)]


def read(service, operation, number, text):
    place = f"{service} {operation}, example {number}"
    typos = TYPOS.get((service, operation, number), [])
    parsed = parse(text)
    if parsed is not None and typos:
        raise Unusable(f"{place} is JSON now: remove it from TYPOS")
    for wrong, right in typos:
        if wrong not in text:
            raise Unusable(f"{place} has no {wrong!r} any more")
        text = text.replace(wrong, right)
    parsed = parse(text)
    if parsed is None:
        raise Unusable(f"{place} is no JSON: add what puts it right to TYPOS")
    answer = {name: value for name, value in parsed.items() if name not in TOKENS}
    return Example(service, operation, number, answer, bool(typos))


def parse(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None
