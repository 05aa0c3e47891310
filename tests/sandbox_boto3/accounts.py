"""Checks the sandbox's accounts with boto3: assumes a role in each and compares the parts with the whole.

    python accounts.py http://127.0.0.1:4566

The sandbox must not throttle, and no service may be off. Which accounts and Regions there are and whether Security Hub
gathers findings in one Region is found out. Every answer is compared with botocore's model of its operation. One line a
check, exit code 1 on any failure.
"""

import collections
import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, unknown_members

HOME = "us-east-1"
ADMINISTRATOR = "111122223333"
UNKNOWN_TO_THE_MODEL = {"GetFindings: Findings[].ExposureScore", "ListFindings: findings[].riskScore"}

answers = []


def keep(response_dict, operation_model, **_):
    if response_dict["status_code"] == 200 and not response_dict["body"].startswith(b"<"):
        answers.append((operation_model, json.loads(response_dict["body"])))


class Who:
    """The keys of one account, and its clients."""

    def __init__(self, credentials=None):
        credentials = credentials or {"AccessKeyId": "AKIDSANDBOX", "SecretAccessKey": "secret"}
        self.keys = {
            "aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials["SecretAccessKey"],
            "aws_session_token": credentials.get("SessionToken"),
        }
        self.made = {}

    def client(self, service, region=HOME):
        if (service, region) not in self.made:
            made = boto3.client(service, region_name=region, endpoint_url=sys.argv[1], **self.keys,
                                config=Config(retries={"total_max_attempts": 1}))
            made.meta.events.register("before-parse", keep)
            self.made[service, region] = made
        return self.made[service, region]

    def listed(self, service, region, operation, member, **request):
        paginator = self.client(service, region).get_paginator(operation)
        return [item for page in paginator.paginate(**request) for item in page[member]]

    def assumed(self, account, name="Audit", **request):
        return self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{name}", RoleSessionName="accounts.py", **request)


def refused(rule, code, status, call, modelled=True):
    try:
        call()
        check(f"error: {rule}", False, "no error")
    except ClientError as error:
        seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
        is_modelled = type(error).__name__ == code
        check(f"error: {rule}", seen == (code, status) and is_modelled == modelled
              and bool(error.response["Error"].get("Message")), error)


def check_roles(plain, accounts):
    account = next(account for account in accounts if account != ADMINISTRATOR)
    answer = plain.assumed(account)
    model = plain.client("sts").meta.service_model.operation_model("AssumeRole")
    missing = set(missing_members(model.output_shape, answer))
    lifetime = answer["Credentials"]["Expiration"] - datetime.now(timezone.utc)
    is_hour = abs(lifetime - timedelta(hours=1)) < timedelta(minutes=5)
    check("an assumed role has all members and an hour", not missing and is_hour, missing or lifetime)
    who = Who(answer["Credentials"])
    identity = who.client("sts").get_caller_identity()
    check("one is the assumed role then",
          identity["Account"] == account and identity["Arn"] == answer["AssumedRoleUser"]["Arn"]
          and identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"], identity)
    check("plain keys are the administrator's", plain.client("sts").get_caller_identity()["Account"] == ADMINISTRATOR)
    external = {"ExternalId": "sandbox-external-id"}
    check("a role may want an external id", plain.assumed(account, "ExternalAudit", **external)["Credentials"])
    denied = ("AccessDenied", 403)
    refused("without it", *denied, lambda: plain.assumed(account, "ExternalAudit"), False)
    refused("a role that does not exist", *denied, lambda: plain.assumed(account, "MissingAudit"), False)
    refused("an account outside the organisation", *denied, lambda: plain.assumed("999999999999"), False)
    refused("too long within a session", "ValidationError", 400,
            lambda: who.assumed(account, DurationSeconds=3601), False)
    without = Who({**answer["Credentials"], "SessionToken": None})
    refused("an issued key without its token", "InvalidClientTokenId", 403,
            without.client("sts").get_caller_identity, False)
    for service, status, call in (("securityhub", 403, "get_findings"), ("config", 400, "describe_config_rules")):
        refused(f"{service}: an issued key without its token", "UnrecognizedClientException", status,
                getattr(without.client(service), call), False)


def check_directory(plain):
    organizations = plain.client("organizations")
    accounts = plain.listed("organizations", HOME, "list_accounts", "Accounts")
    status = collections.Counter(account["Status"] for account in accounts)
    active = [account["Id"] for account in accounts if account["Status"] == "ACTIVE"]
    check(f"accounts are listed ({dict(status)})",
          status["SUSPENDED"] == 1 and len(set(active)) == len(active) > 1, status)
    management = organizations.describe_organization()["Organization"]["MasterAccountId"]
    check("the administrator manages the organisation", management == ADMINISTRATOR == active[0], management)
    found = collections.Counter()
    open_parents = [root["Id"] for root in plain.listed("organizations", HOME, "list_roots", "Roots")]
    while open_parents:
        parent = {"ParentId": open_parents.pop()}
        found.update(account["Id"] for account in
                     plain.listed("organizations", HOME, "list_accounts_for_parent", "Accounts", **parent))
        units = plain.listed("organizations", HOME, "list_organizational_units_for_parent", "OrganizationalUnits",
                             **parent)
        open_parents += [unit["Id"] for unit in units]
    check("every account is in one organizational unit", found == collections.Counter(a["Id"] for a in accounts), found)
    parents = organizations.list_parents(ChildId=active[-1])["Parents"]
    check("a unit is found from its account", [unit["Type"] for unit in parents] == ["ORGANIZATIONAL_UNIT"], parents)
    usable = plain.listed("account", HOME, "list_regions", "Regions",
                          RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])
    regions = [region["RegionName"] for region in usable]
    every = plain.listed("account", HOME, "list_regions", "Regions", PaginationConfig={"PageSize": 7})
    check(f"some Regions are off ({len(regions)} of {len(every)} are on)", 1 < len(regions) < len(every), every)
    suspended = next(account["Id"] for account in accounts if account["Status"] == "SUSPENDED")
    refused("a role of the suspended account", "AccessDenied", 403, lambda: plain.assumed(suspended), False)
    refused("a parent that does not exist", "ParentNotFoundException", 400,
            lambda: organizations.list_accounts_for_parent(ParentId="ou-abcd-12345678"))
    refused("a child that does not exist", "ChildNotFoundException", 400,
            lambda: organizations.list_parents(ChildId="999999999999"))
    refused("a token that is none", "InvalidInputException", 400, lambda: organizations.list_accounts(NextToken="none"))
    return active, regions


def check_members(plain, whos, region):
    hub, inspector = plain.client("securityhub", region), plain.client("inspector2", region)
    others = {account for account in whos if account != ADMINISTRATOR}
    members = plain.listed("securityhub", region, "list_members", "Members", PaginationConfig={"PageSize": 5})
    check(f"{region}: members are the other accounts",
          {member["AccountId"] for member in members} == others and len(members) == len(others)
          and all(member["AdministratorId"] == ADMINISTRATOR for member in members), members)
    check(f"{region}: the administrator has none", "Administrator" not in hub.get_administrator_account())
    scanned = plain.listed("inspector2", region, "list_members", "members")
    check(f"{region}: Inspector has the same members", {member["accountId"] for member in scanned} == others, scanned)
    status = inspector.batch_get_account_status(accountIds=sorted(whos))
    check(f"{region}: Inspector is enabled everywhere", not status["failedAccounts"]
          and {state["state"]["status"] for state in status["accounts"]} == {"ENABLED"}, status)
    for account in others:
        own = whos[account].client("securityhub", region)
        administrator, hub_arn = own.get_administrator_account()["Administrator"], own.describe_hub()["HubArn"]
        delegated = whos[account].client("inspector2", region).get_delegated_admin_account()["delegatedAdmin"]
        told = administrator["AccountId"], delegated["accountId"], hub_arn
        if told != (ADMINISTRATOR, ADMINISTRATOR, f"arn:aws:securityhub:{region}:{account}:hub/default"):
            check(f"{region}: {account} knows its administrator and hub", False, told)
    refused(f"{region}: a member asks for members", "AccessDeniedException", 403,
            whos[others.pop()].client("inspector2", region).list_members)


def home_region(plain, regions):
    """Returns the Region where findings are gathered, if there is one, and checks that all say so."""
    listed = [plain.listed("securityhub", region, "list_finding_aggregators", "FindingAggregators")
              for region in regions]
    check("every Region tells of the same aggregator",
          all(found == listed[0] for found in listed) and len(listed[0]) < 2, listed)
    if not listed[0]:
        return None
    found = plain.client("securityhub").get_finding_aggregator(**listed[0][0])
    home = found["FindingAggregationRegion"]
    check(f"it gathers all other Regions' findings in {home}",
          found["RegionLinkingMode"] == "SPECIFIED_REGIONS" and set(found["Regions"]) == set(regions) - {home}, found)
    return home


def check_findings(plain, whos, regions, home):
    everywhere = collections.Counter()
    for region in regions:
        seen = {account: [f["Id"] for f in who.listed("securityhub", region, "get_findings", "Findings")]
                for account, who in whos.items()}
        whole = plain.listed("securityhub", region, "get_findings", "Findings")
        of_account = collections.Counter(finding["AwsAccountId"] for finding in whole)
        parts = collections.Counter(id for account, ids in seen.items() if account != ADMINISTRATOR for id in ids)
        parts.update(f["Id"] for f in whole if f["AwsAccountId"] == ADMINISTRATOR)
        check(f"{region}: the accounts' findings are the administrator's, each once ({len(whole)})",
              parts == collections.Counter(f["Id"] for f in whole) and set(parts.values()) == {1}, len(parts))
        counts = {account: len(ids) for account, ids in seen.items() if account != ADMINISTRATOR}
        check(f"{region}: a member sees its own",
              all(of_account[account] == count for account, count in counts.items()), (counts, of_account))
        own = {finding["Region"] for finding in whole}
        check(f"{region}: findings are of {'all Regions' if region == home else 'the Region'}",
              own == (set(regions) if region == home else {region}), own)
        everywhere.update(f["Id"] for f in whole if f["Region"] == region)
        if region == home:
            gathered = collections.Counter(f["Id"] for f in whole)
    check(f"no finding is in two Regions ({len(everywhere)})", set(everywhere.values()) == {1})
    if home:
        check("the aggregator gathers what the Regions have", gathered == everywhere, len(gathered))


def check_inspector(plain, whos, regions):
    kinds = [("list_findings", "findings", "awsAccountId", lambda f: f["findingArn"]),
             ("list_coverage", "coveredResources", "accountId",
              lambda c: (c["resourceId"], c["scanType"], c["accountId"]))]
    for region in regions:
        for operation, member, of, name in kinds:
            whole = plain.listed("inspector2", region, operation, member)
            parts = collections.Counter(name(item) for account, who in whos.items() if account != ADMINISTRATOR
                                        for item in who.listed("inspector2", region, operation, member))
            parts.update(name(item) for item in whole if item[of] == ADMINISTRATOR)
            check(f"{region}: {operation} of the accounts is the administrator's ({len(whole)})",
                  parts == collections.Counter(name(item) for item in whole) and set(parts.values()) == {1}, len(parts))


def check_costs(plain, whos):
    end = datetime.now(timezone.utc).date().replace(day=1)
    start = (end - timedelta(days=1)).replace(day=1)
    request = {"TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()}, "Granularity": "MONTHLY",
               "Metrics": ["UnblendedCost"], "GroupBy": [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}]}

    def paid(who):
        answer = who.client("ce").get_cost_and_usage(**request)
        return {group["Keys"][0]: Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
                for result in answer["ResultsByTime"] for group in result["Groups"]}

    whole = paid(plain)
    own = {account: paid(who) for account, who in whos.items() if account != ADMINISTRATOR}
    check(f"each account pays what the payer sees of it ({len(whole)})",
          all(seen == {account: whole[account]} for account, seen in own.items()) and ADMINISTRATOR in whole, own)
    account, who = next((account, who) for account, who in whos.items() if account != ADMINISTRATOR)
    budgets = who.client("budgets").describe_budgets(AccountId=account)["Budgets"]
    check(f"an account has budgets of its own ({len(budgets)})", len(budgets) > 1)
    refused("budgets of another account", "AccessDeniedException", 400,
            lambda: who.client("budgets").describe_budgets(AccountId=ADMINISTRATOR))


def check_config(whos, regions):
    for region in regions[:2]:
        arns = collections.Counter()
        for who in whos.values():
            rules = who.listed("config", region, "describe_config_rules", "ConfigRules")
            recorders = who.client("config", region).describe_configuration_recorders()["ConfigurationRecorders"]
            arns.update([rule["ConfigRuleArn"] for rule in rules] + [recorder["arn"] for recorder in recorders])
        check(f"{region}: every account has a recorder and rules of its own ({len(arns)})",
              set(arns.values()) == {1} and len(arns) > 10 * len(whos))


def check_model():
    unknown, missing = set(), set()
    for operation, answer in answers:
        unknown.update(f"{operation.name}: {path}" for path in unknown_members(operation.output_shape, answer))
        missing.update(f"{operation.name}: {path}" for path in missing_members(operation.output_shape, answer))
    asked = {operation.name for operation, _ in answers}
    check(f"every member of {len(asked)} operations is in the model, with its type and enum, except two",
          unknown == UNKNOWN_TO_THE_MODEL, unknown)
    check("every required member is there", not missing, missing)


def main():
    plain = Who()
    accounts, regions = check_directory(plain)
    check_roles(plain, accounts)
    whos = {account: Who(plain.assumed(account)["Credentials"]) for account in accounts}
    refused("a member lists the accounts", "AccessDeniedException", 400,
            whos[accounts[1]].client("organizations").list_accounts)
    for region in regions:
        check_members(plain, whos, region)
    check_findings(plain, whos, regions, home_region(plain, regions))
    check_inspector(plain, whos, regions)
    check_costs(plain, whos)
    check_config(whos, regions)
    check_model()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
