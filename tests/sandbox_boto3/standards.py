"""Checks what the sandbox's Security Hub says of standards, controls and insights with boto3.

    python standards.py http://127.0.0.1:4566

The sandbox must run with at least 2,000 findings; throttled as AWS is, or not at all. Every answer is compared
with botocore's model of its operation and with the findings of the same organisation. One line a check, exit
code 1 on any failure.
"""

import json
import sys
from collections import Counter

from botocore.exceptions import ClientError

from check import HOME, LINKED, client, equals, listing
from judge import check, missing_members, results, severity_label, unknown_members

ACCOUNT = "111122223333"
MANAGED = "arn:aws:securityhub:::insight/securityhub/default/{}"
NUMBERS = [1, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, *range(16, 20), *range(21, 38)]

answers = []


def observed(hub):
    """Keeps every answer of hub with the model of its operation."""

    def keep(operation_model, response_dict, **_):
        if response_dict["status_code"] == 200:
            answers.append((operation_model, json.loads(response_dict["body"])))

    hub.meta.events.register("before-parse", keep)
    return hub


def pages(hub, operation, result, **request):
    """Returns all items of an operation's listing, following tokens by hand."""
    items = []
    while True:
        answer = getattr(hub, operation)(**request)
        items += answer[result]
        if "NextToken" not in answer:
            return items
        request["NextToken"] = answer["NextToken"]


def standards_id(arn):
    return arn.split("::")[-1]


def named_standards(finding):
    return {standard["StandardsId"] for standard in finding["Compliance"]["AssociatedStandards"]}


def check_standards(hub, controls_found):
    enabled = pages(hub, "get_enabled_standards", "StandardsSubscriptions", MaxResults=3)
    named = set().union(*(named_standards(finding) for finding in controls_found))
    ids = {standards_id(standard["StandardsArn"]) for standard in enabled}
    check(f"the enabled standards are those of the findings ({len(ids)})", ids == named, ids ^ named)
    check("all are ready", all(s["StandardsStatus"] == "READY" and s["StandardsControlsUpdatable"] == "READY_FOR_UPDATES"
                               for s in enabled), enabled)
    some = [standard["StandardsSubscriptionArn"] for standard in enabled[1:3]]
    answered = hub.get_enabled_standards(StandardsSubscriptionArns=some)["StandardsSubscriptions"]
    check("subscriptions are found by ARN", [s["StandardsSubscriptionArn"] for s in answered] == some, answered)
    offered = pages(hub, "describe_standards", "Standards", MaxResults=4)
    arns = {standard["StandardsArn"] for standard in offered}
    paged = hub.get_paginator("describe_standards").paginate().build_full_result()["Standards"]
    check(f"more standards are offered than enabled ({len(arns)})",
          len(arns) == len(offered) > len(enabled) and {s["StandardsArn"] for s in enabled} < arns, arns)
    check("the paginator sees the same", paged == offered, len(paged))
    check("some are enabled by default", 0 < sum(s["EnabledByDefault"] for s in offered) < len(offered))
    linked = client(LINKED).get_enabled_standards()["StandardsSubscriptions"]
    check("ARNs carry the region that is asked",
          all(f":{LINKED}:{ACCOUNT}:" in s["StandardsSubscriptionArn"] for s in linked) and len(linked) == len(enabled))
    return enabled, offered


def check_controls(hub, controls_found, enabled, offered):
    definitions = pages(hub, "list_security_control_definitions", "SecurityControlDefinitions")
    by_id = {control["SecurityControlId"]: control for control in definitions}
    found = {finding["Compliance"]["SecurityControlId"] for finding in controls_found}
    check(f"every control of a finding is defined ({len(found)} of {len(by_id)})", found < set(by_id), found - set(by_id))
    differing = [finding["Id"] for finding in controls_found for control in
                 [by_id[finding["Compliance"]["SecurityControlId"]]]
                 if (finding["Title"], finding["Description"], finding["Remediation"]["Recommendation"]["Url"])
                 != (control["Title"], control["Description"], control["RemediationUrl"])
                 or finding["Compliance"]["Status"] == "FAILED"
                 and finding["FindingProviderFields"]["Severity"]["Label"] != control["SeverityRating"]]
    check("title, description, remediation and severity agree with the findings", not differing, differing[:3])
    sizes = [len(page["SecurityControlDefinitions"])
             for page in hub.get_paginator("list_security_control_definitions").paginate()]
    check("a page has 25 definitions unless asked otherwise", sizes[0] == 25 and sum(sizes) == len(by_id), sizes)
    for standard in offered:
        of_standard = pages(hub, "list_security_control_definitions", "SecurityControlDefinitions",
                            StandardsArn=standard["StandardsArn"], MaxResults=100)
        check(f"{standard['Name']} has controls ({len(of_standard)})", 0 < len(of_standard) < len(by_id))
    check_batch(hub, by_id, found)
    check_associations(hub, controls_found, by_id, enabled)


def check_batch(hub, by_id, found):
    ids = sorted(by_id)
    answer = hub.batch_get_security_controls(SecurityControlIds=ids)
    controls = answer["SecurityControls"]
    check("all controls are returned by id",
          [c["SecurityControlId"] for c in controls] == ids and not answer["UnprocessedIds"], answer["UnprocessedIds"])
    again = hub.batch_get_security_controls(SecurityControlIds=[c["SecurityControlArn"] for c in controls])
    check("and the same by ARN", again["SecurityControls"] == controls)
    status = {c["SecurityControlId"]: c["SecurityControlStatus"] for c in controls}
    check("controls with findings are enabled", all(status[control] == "ENABLED" for control in found))
    silent = Counter(status[control] for control in set(by_id) - found)
    check(f"some enabled and some disabled controls have no findings ({dict(silent)})",
          silent["ENABLED"] > 1 and silent["DISABLED"] > 1, silent)
    parameters = [c for c in controls if c["Parameters"]]
    check(f"parameters are defined where they are set ({len(parameters)})",
          parameters and all(set(c["Parameters"]) == set(by_id[c["SecurityControlId"]]["ParameterDefinitions"])
                             for c in parameters))
    answer = hub.batch_get_security_controls(SecurityControlIds=["S3.8", "S3.999", "nonsense"])
    codes = [(u["SecurityControlId"], u["ErrorCode"]) for u in answer["UnprocessedIds"]]
    check("unknown controls are unprocessed",
          len(answer["SecurityControls"]) == 1
          and codes == [("S3.999", "RESOURCE_NOT_FOUND"), ("nonsense", "INVALID_INPUT")], answer)


def check_associations(hub, controls_found, by_id, enabled):
    associations = {control: pages(hub, "list_standards_control_associations", "StandardsControlAssociationSummaries",
                                   SecurityControlId=control) for control in by_id}
    standards_of = {control: {standards_id(a["StandardsArn"]) for a in of_control
                              if a["AssociationStatus"] == "ENABLED"} for control, of_control in associations.items()}
    check("a finding names the standards its control is enabled in",
          all(named_standards(f) == standards_of[f["Compliance"]["SecurityControlId"]] for f in controls_found))
    disabled = [a for of_control in associations.values() for a in of_control if a["AssociationStatus"] == "DISABLED"]
    check(f"every disabled association has a reason ({len(disabled)})",
          len(disabled) > 5 and all(a.get("UpdatedReason") for a in disabled), disabled)
    for standard in enabled:
        controls = pages(hub, "describe_standards_controls", "Controls",
                         StandardsSubscriptionArn=standard["StandardsSubscriptionArn"], MaxResults=20)
        listed = {(c["Title"], c["ControlStatus"], c.get("DisabledReason"), c["ControlStatusUpdatedAt"])
                  for c in controls}
        expected = {(a["StandardsControlTitle"], a["AssociationStatus"], a.get("UpdatedReason"), a["UpdatedAt"])
                    for of_control in associations.values() for a in of_control
                    if a["StandardsArn"] == standard["StandardsArn"]}
        status = Counter(c["ControlStatus"] for c in controls)
        arns = {c["StandardsControlArn"] for c in controls}
        check(f"{standards_id(standard['StandardsArn'])} lists its controls ({dict(status)})",
              listed == expected and len(arns) == len(controls) and status["DISABLED"] > 0, listed ^ expected)


def grouped(findings, attribute):
    """Counts the values of an attribute as an insight does."""
    resources = "Resource"
    read = {
        "AwsAccountId": lambda f: [f["AwsAccountId"]],
        "ProductArn": lambda f: [f["ProductArn"]],
        "SeverityLabel": lambda f: [severity_label(f)],
        "ComplianceSecurityControlId": lambda f: [f.get("Compliance", {}).get("SecurityControlId")],
        "ThreatIntelIndicatorValue": lambda f: [i.get("Value") for i in f.get("ThreatIntelIndicators", [])],
        "ResourceId": lambda f: [r["Id"] for r in f["Resources"]],
        "ResourceType": lambda f: [r["Type"] for r in f["Resources"]],
    }
    if attribute not in read:
        kind, member = next((kind, attribute.removeprefix(resources + kind)) for kind in
                            ("AwsEc2Instance", "AwsIamAccessKey", "AwsIamUser")
                            if attribute.startswith(resources + kind))
        read[attribute] = lambda f: [r.get("Details", {}).get(kind, {}).get(member) for r in f["Resources"]]
    return Counter(value for f in findings for value in {v for v in read[attribute](f) if v is not None})


def check_insights(hub):
    custom = pages(hub, "get_insights", "Insights", MaxResults=3)
    check(f"custom insights are listed ({len(custom)})",
          len(custom) == 4 and all(f":insight/{ACCOUNT}/custom/" in i["InsightArn"] for i in custom), custom)
    managed = hub.get_insights(InsightArns=[MANAGED.format(number) for number in NUMBERS])["Insights"]
    check(f"managed insights are found by ARN ({len(managed)})",
          [i["InsightArn"] for i in managed] == [MANAGED.format(number) for number in NUMBERS])
    for insight in custom + managed:
        answer = hub.get_insight_results(InsightArn=insight["InsightArn"])["InsightResults"]
        values = [(value["GroupByAttributeValue"], value["Count"]) for value in answer["ResultValues"]]
        findings, _ = listing(hub, Filters=insight["Filters"])
        counts = grouped(findings, insight["GroupByAttribute"])
        numbers = [count for _, count in values]
        right = (numbers == sorted(counts.values(), reverse=True)[:100]
                 and all(counts[value] == count for value, count in values))
        check(f"insight: {insight['Name']} ({len(counts)} values, {len(values)} returned)", right, values[:3])
    linked = client(LINKED)
    severity = MANAGED.format(29)
    total = {hub: sum(v["Count"] for v in hub.get_insight_results(InsightArn=severity)["InsightResults"]["ResultValues"])
             for hub in (hub, linked)}
    check("a linked region counts its own findings only", 0 < total[linked] < total[hub], total)
    check("custom insights belong to a region",
          {i["InsightArn"] for i in linked.get_insights()["Insights"]}.isdisjoint(i["InsightArn"] for i in custom))


def check_errors(hub, enabled):
    def refused(rule, code, status, call):
        try:
            call()
            check(f"error: {rule}", False, "no error")
        except ClientError as error:
            seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            modelled = isinstance(error, getattr(hub.exceptions, code))
            check(f"error: {rule}", seen == (code, status) and modelled and error.response["Error"]["Message"], error)

    invalid, missing = ("InvalidInputException", 400), ("ResourceNotFoundException", 404)
    subscription = enabled[0]["StandardsSubscriptionArn"]
    token = hub.list_security_control_definitions(MaxResults=5)["NextToken"]
    refused("a token of another operation", *invalid, lambda: hub.describe_standards(NextToken=token))
    refused("a token that is none", *invalid, lambda: hub.get_insights(NextToken="none"))
    refused("more than 25 subscriptions", *invalid,
            lambda: hub.get_enabled_standards(StandardsSubscriptionArns=[subscription] * 26))
    refused("more than 100 controls", *invalid,
            lambda: hub.batch_get_security_controls(SecurityControlIds=["S3.8"] * 101))
    refused("an unknown control", *invalid,
            lambda: hub.list_standards_control_associations(SecurityControlId="S3.999"))
    refused("an unknown standard", *invalid,
            lambda: hub.list_security_control_definitions(StandardsArn="arn:aws:securityhub:::standards/none"))
    refused("a subscription that does not exist", *missing,
            lambda: hub.describe_standards_controls(StandardsSubscriptionArn=subscription.replace("/1.0.0", "/9.9.9")))
    refused("a subscription of another region", *missing,
            lambda: client(LINKED).describe_standards_controls(StandardsSubscriptionArn=subscription))
    refused("an unknown insight", *missing, lambda: hub.get_insight_results(InsightArn=MANAGED.format(999)))
    refused("an unknown insight among others", *missing,
            lambda: hub.get_insights(InsightArns=[MANAGED.format(1), MANAGED.format(999)]))
    elsewhere = client("sa-east-1")
    for call in (elsewhere.get_enabled_standards, elsewhere.describe_standards, elsewhere.get_insights,
                 elsewhere.list_security_control_definitions):
        refused("a region without Security Hub", "InvalidAccessException", 401, call)


def check_model():
    unknown, missing = set(), set()
    for operation, answer in answers:
        name = operation.name
        if name != "GetFindings":
            unknown.update(f"{name}: {path}" for path in unknown_members(operation.output_shape, answer))
            missing.update(f"{name}: {path}" for path in missing_members(operation.output_shape, answer))
    asked = {operation.name for operation, _ in answers} - {"GetFindings"}
    check(f"every member of {len(asked)} operations is in the model, with its type and enum", not unknown, unknown)
    check("every required member is there", len(asked) == 8 and not missing, missing or asked)


def main():
    hub = observed(client(HOME))
    everything, _ = listing(hub, Filters={"ProductName": equals("Security Hub CSPM")})
    enabled, offered = check_standards(hub, everything)
    check_controls(hub, everything, enabled, offered)
    check_insights(hub)
    check_errors(hub, enabled)
    check_model()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
