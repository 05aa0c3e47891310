"""Checks the plugin against moto, an AWS that others wrote: signing, paging and parsing, independently of our sandbox.

Starts moto on a free port, imports findings of mixed severities with boto3, counts them here, and lets the Go test
TestMoto ask the plugin for the same counts; then the same for another account, whose role is assumed, for both at
once, and for an organization, whose accounts the plugin finds: moto keeps accounts apart. moto ignores filters and sort order but pages as AWS does (100 a request).
Needs tests/requirements.txt; PLUGIN_BINARY names the plugin (default target/debug/gpx_awsposture).
"""

import collections
import contextlib
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import time

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
ACCOUNT = "123456789012"
OTHER_ACCOUNT = "444455556666"
ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/Posture"
REGION = "us-east-1"
FINDINGS = 250
OTHER_FINDINGS = 130
MEMBER_FINDINGS = 110
IMPORT_LIMIT = 100  # BatchImportFindings takes no more at once.
SEVERITIES = {"CRITICAL": 0.05, "HIGH": 0.15, "MEDIUM": 0.4, "LOW": 0.2, "INFORMATIONAL": 0.2}


def main() -> int:
    with moto_server() as endpoint:
        expected = loaded(client("securityhub", endpoint, KEY), ACCOUNT, FINDINGS)
        of_role = loaded(client("securityhub", endpoint, assumed(endpoint, OTHER_ACCOUNT)), OTHER_ACCOUNT, OTHER_FINDINGS)
        member, of_member = organization(endpoint)
        print(
            f"moto at {endpoint} holds {dict(expected)}, in {OTHER_ACCOUNT} {dict(of_role)}, in {member} {dict(of_member)}",
            flush=True,
        )
        return go_test(endpoint, expected, of_role, of_member)


def organization(endpoint: str) -> tuple[str, collections.Counter]:
    """Makes an organization with a member that has findings; returns the member and its counts."""
    directory = client("organizations", endpoint, KEY)
    directory.create_organization(FeatureSet="ALL")
    status = directory.create_account(AccountName="Shop", Email="shop@example.com")["CreateAccountStatus"]
    member = status["AccountId"]
    return member, loaded(client("securityhub", endpoint, assumed(endpoint, member)), member, MEMBER_FINDINGS)


def assumed(endpoint: str, account: str) -> tuple:
    arn = f"arn:aws:iam::{account}:role/Posture"
    role = client("sts", endpoint, KEY).assume_role(RoleArn=arn, RoleSessionName="check")["Credentials"]
    return role["AccessKeyId"], role["SecretAccessKey"], role["SessionToken"]


def client(service: str, endpoint: str, key: tuple):
    access_key, secret_key, token = key
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
    )


def loaded(hub, account: str, count: int) -> collections.Counter:
    """Imports findings into an account and counts by severity what it then holds."""
    findings = list(made_up_findings(account, count))
    for start in range(0, len(findings), IMPORT_LIMIT):
        answer = hub.batch_import_findings(Findings=findings[start : start + IMPORT_LIMIT])
        assert answer["FailedCount"] == 0, answer["FailedFindings"]
    stored = list(all_findings(hub))
    assert len(stored) == count, f"moto holds {len(stored)} findings in {account}, {count} were imported"
    return collections.Counter(finding["Severity"]["Label"] for finding in stored)


def go_test(
    endpoint: str, expected: collections.Counter, of_role: collections.Counter, of_member: collections.Counter
) -> int:
    environment = dict(
        os.environ,
        MOTO_URL=endpoint,
        MOTO_EXPECTED=json.dumps(expected),
        MOTO_ROLE=ROLE,
        MOTO_EXPECTED_OF_ROLE=json.dumps(of_role),
        MOTO_EXPECTED_OF_MEMBER=json.dumps(of_member),
    )
    command = ["go", "test", "-count=1", "-v", "-run", "^TestMoto", "./tests/conformance"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextlib.contextmanager
def moto_server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    log = ROOT / ".cache" / "moto.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_listening(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_until_listening(server: subprocess.Popen, port: int, log: pathlib.Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"moto ended while starting:\n{log.read_text()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    sys.exit(f"moto does not listen on port {port} after 60 s:\n{log.read_text()}")


def all_findings(hub):
    for page in hub.get_paginator("get_findings").paginate(MaxResults=100):
        yield from page["Findings"]


def made_up_findings(account: str, count: int):
    """Yields complete ASFF findings, the same ones on every run."""
    chance = random.Random(1)
    labels = chance.choices(list(SEVERITIES), weights=SEVERITIES.values(), k=count)
    for number, label in enumerate(labels):
        day = f"2026-01-{1 + number % 28:02}T{number % 24:02}:00:00.000Z"
        bucket = f"arn:aws:s3:::bucket-{number:04}"
        yield {
            "SchemaVersion": "2018-10-08",
            "Id": f"arn:aws:securityhub:{REGION}:{account}:security-control/S3.1/finding/{number:08}",
            "ProductArn": f"arn:aws:securityhub:{REGION}:{account}:product/{account}/default",
            "ProductName": "Default",
            "CompanyName": "Example",
            "GeneratorId": "security-control/S3.1",
            "AwsAccountId": account,
            "Region": REGION,
            "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
            "CreatedAt": day,
            "UpdatedAt": day,
            "Severity": {"Label": label},
            "Title": f"S3.1 bucket {number} should block public access, \"quoted\" and <b>marked up</b>",
            "Description": "This control checks whether the bucket blocks public access.",
            "Remediation": {"Recommendation": {"Text": "See the documentation.", "Url": "https://docs.aws.amazon.com/s3"}},
            "Resources": [{"Type": "AwsS3Bucket", "Id": bucket, "Partition": "aws", "Region": REGION, "Tags": {"team": "web"}}],
            "Compliance": {"Status": chance.choice(["PASSED", "FAILED"]), "SecurityControlId": "S3.1"},
            "Workflow": {"Status": chance.choice(["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"])},
            "RecordState": "ACTIVE",
        }


if __name__ == "__main__":
    sys.exit(main())
