"""Checks the sandbox's Config with boto3, the client AWS itself ships.

    python config.py http://127.0.0.1:4566

The sandbox must be fresh, with its six default regions and at least 1,000 findings; throttled as AWS is, or not at
all. Every answer is parsed by botocore and its raw JSON is compared with botocore's model of the service. The checks
hold the operations to one another, change what people can change, and change it back where AWS can. One line a check,
exit code 1 on any failure.
"""

import collections
import json
import re
import sys
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from judge import check, missing_members, results, unknown_members

HOME = "us-east-1"
STOPPED = "ca-central-1"
REGIONS = [HOME, "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", STOPPED]
ACCOUNT = "111122223333"
PROCESS_CHECK = "vuln-management-plan-exists"
# The model spells the status of recorders and deliveries "Success"; AWS answers, and its examples show, "SUCCESS".
OTHERWISE_IN_THE_MODEL = re.compile(r"\.lastStatus \((SUCCESS|FAILURE|PENDING) is no (Recorder|Delivery)Status\)$")

raw_answers = []


def client(region=HOME, attempts=60, **config):
    made = boto3.client(
        "config",
        region_name=region,
        endpoint_url=sys.argv[1],
        aws_access_key_id="AKIDSANDBOX",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}, **config),
    )
    made.meta.events.register(
        "before-parse",
        lambda response_dict, operation_model, **_: raw_answers.append((operation_model, response_dict)),
    )
    return made


def listing(config, operation, member, **request):
    """Returns all items of a listing and the size of each of its pages, by the token the model names."""
    shape = config.meta.service_model.operation_model("".join(part.capitalize() for part in operation.split("_")))
    token = next(name for name in shape.input_shape.members if name.lower() == "nexttoken")
    items, sizes = [], []
    while True:
        page = getattr(config, operation)(**request)
        items += page[member]
        sizes.append(len(page[member]))
        if token not in page:
            return items, sizes
        request[token] = page[token]


def rules_of(config):
    return listing(config, "describe_config_rules", "ConfigRules")[0]


def compliance_of(config, **request):
    return listing(config, "describe_compliance_by_config_rule", "ComplianceByConfigRules", **request)[0]


def details_of(config, rule, **request):
    return listing(config, "get_compliance_details_by_config_rule", "EvaluationResults", ConfigRuleName=rule, Limit=100,
                   **request)[0]


def resources_of(config, **request):
    return listing(config, "describe_compliance_by_resource", "ComplianceByResources", **{"Limit": 100, **request})[0]


def history_of(config, kind, resource, **request):
    return listing(config, "get_resource_config_history", "configurationItems", resourceType=kind, resourceId=resource,
                   **request)[0]


def discovered(config, kind, **request):
    return listing(config, "list_discovered_resources", "resourceIdentifiers", resourceType=kind, **request)[0]


def subject(result):
    qualifier = result["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
    return qualifier["ResourceType"], qualifier["ResourceId"]


def failures(details):
    return sum(result["ComplianceType"] == "NON_COMPLIANT" for result in details)


def capped(count, most):
    return {"CappedCount": min(count, most), "CapExceeded": count > most}


def kind_of(compliant, failed):
    return "NON_COMPLIANT" if failed else "COMPLIANT" if compliant else "INSUFFICIENT_DATA"


def counted(summary):
    return summary["CompliantResourceCount"], summary["NonCompliantResourceCount"]


def check_rules(config):
    rules, sizes = listing(config, "describe_config_rules", "ConfigRules")
    names = [rule["ConfigRuleName"] for rule in rules]
    check("rules come 25 a page", sizes[:-1] == [25] * (len(sizes) - 1) and len(sizes) > 1, sizes)
    check("each rule once, in the order of the names", names == sorted(set(names)), names)
    owners = collections.Counter(rule["Source"]["Owner"] for rule in rules)
    check("rules of all owners", set(owners) == {"AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"}, owners)
    creators = {rule.get("CreatedBy") for rule in rules}
    check("rules of people, Security Hub and packs",
          creators == {None, "securityhub.amazonaws.com", "config-conforms.amazonaws.com"}, creators)
    check("parameters are JSON", all(json.loads(rule.get("InputParameters", "{}")) is not None for rule in rules))
    check("one rule is being deleted", [rule["ConfigRuleState"] for rule in rules].count("DELETING") == 1)
    two = config.describe_config_rules(ConfigRuleNames=[names[7], names[3]])["ConfigRules"]
    check("rules can be named", two == [rules[3], rules[7]], two)
    none = config.describe_config_rules(Filters={"EvaluationMode": "PROACTIVE"})["ConfigRules"]
    check("no rule is proactive", none == [], none)
    statuses, sizes = listing(config, "describe_config_rule_evaluation_status", "ConfigRulesEvaluationStatus", Limit=10)
    check("a status a rule, as many a page as asked",
          [status["ConfigRuleName"] for status in statuses] == names and max(sizes) == 10, sizes)
    check("one rule fails and says why", sum("LastErrorCode" in status for status in statuses) == 1
          and all(status["LastErrorMessage"] for status in statuses if "LastErrorCode" in status))
    return rules


def check_compliance(config, rules):
    details = {rule["ConfigRuleName"]: details_of(config, rule["ConfigRuleName"]) for rule in rules}
    everything = [result for of_rule in details.values() for result in of_rule]
    compliances = compliance_of(config)
    check("compliance of every rule", [rule["ConfigRuleName"] for rule in compliances] == list(details))
    for compliance in compliances:
        name, of_rule = compliance["ConfigRuleName"], details[compliance["ConfigRuleName"]]
        failed = failures(of_rule)
        expected = {"ComplianceType": kind_of(len(of_rule), failed)}
        if failed:
            expected["ComplianceContributorCount"] = capped(failed, 25)
        check(f"compliance: {name} ({failed} of {len(of_rule)})", compliance["Compliance"] == expected, compliance)
    kinds = collections.Counter(compliance["Compliance"]["ComplianceType"] for compliance in compliances)
    check("rules of all kinds of compliance", len(kinds) == 3, kinds)
    check("a count exceeds the cap", any(failures(of_rule) > 25 for of_rule in details.values()))
    share = failures(everything) / len(everything)
    check("a fifth to a third of all results fail", 0.2 < share < 0.33, share)
    for kind in kinds:
        found = compliance_of(config, ComplianceTypes=[kind])
        check(f"filter: rules that are {kind}",
              found == [rule for rule in compliances if rule["Compliance"]["ComplianceType"] == kind], len(found))
    failed = details_of(config, "required-tags", ComplianceTypes=["NON_COMPLIANT"])
    check("filter: results that fail",
          failed == [one for one in details["required-tags"] if one["ComplianceType"] == "NON_COMPLIANT"], len(failed))
    _, sizes = listing(config, "get_compliance_details_by_config_rule", "EvaluationResults",
                       ConfigRuleName="required-tags")
    check("results come 10 a page unless asked", set(sizes[:-1]) == {10}, sizes)
    moments = [(one["EvaluationResultIdentifier"]["OrderingTimestamp"], one["ConfigRuleInvokedTime"],
                one["ResultRecordedTime"]) for one in everything]
    now = datetime.now(timezone.utc)
    check("what happened, the run and its result are in this order, and past",
          all(ordering <= invoked <= recorded <= now for ordering, invoked, recorded in moments))
    check_resources(config, everything, compliances)


def check_resources(config, everything, compliances):
    by_resource = collections.defaultdict(list)
    for result in everything:
        by_resource[subject(result)].append(result)
    listed, sizes = listing(config, "describe_compliance_by_resource", "ComplianceByResources", Limit=20)
    check("pages of resources may be short before the last, and never too long",
          max(sizes) <= 20 and any(size < 20 for size in sizes[:-1]), sizes)
    check("150 resources are evaluated", len(listed) >= 150, len(listed))
    shown = {(one["ResourceType"], one["ResourceId"]): one["Compliance"] for one in listed}
    expected = {}
    for resource, of_resource in by_resource.items():
        failed = failures(of_resource)
        expected[resource] = {"ComplianceType": kind_of(len(of_resource), failed)}
        if failed:
            expected[resource]["ComplianceContributorCount"] = capped(failed, 25)
    check("compliance of every resource equals the results", shown == expected and len(listed) == len(shown))
    failed = resources_of(config, ResourceType="AWS::S3::Bucket", ComplianceTypes=["NON_COMPLIANT"])
    check("filter: buckets that fail", failed and failed == [
        one for one in listed if one["ResourceType"] == "AWS::S3::Bucket"
        and one["Compliance"]["ComplianceType"] == "NON_COMPLIANT"], len(failed))
    (kind, resource), of_resource = max(by_resource.items(), key=lambda item: len(item[1]))
    found, _ = listing(config, "get_compliance_details_by_resource", "EvaluationResults", ResourceType=kind,
                       ResourceId=resource)
    check(f"results of one resource ({len(found)})", sorted(map(str, found)) == sorted(map(str, of_resource)), found)
    kinds = collections.Counter(one["Compliance"]["ComplianceType"] for one in compliances)
    summary = config.get_compliance_summary_by_config_rule()["ComplianceSummary"]
    check("the summary counts rules up to 25",
          counted(summary) == (capped(kinds["COMPLIANT"], 25), capped(kinds["NON_COMPLIANT"], 25)), summary)
    types = ["AWS::EC2::Instance", "AWS::::Account", "AWS::Lambda::Function"]
    summaries = config.get_compliance_summary_by_resource_type(ResourceTypes=types)["ComplianceSummariesByResourceType"]
    summaries += config.get_compliance_summary_by_resource_type()["ComplianceSummariesByResourceType"]
    for kind, summary in zip([*types, None], summaries):
        kinds = collections.Counter(
            one["ComplianceType"] for (of, _), one in shown.items() if kind is None or of == kind)
        check(f"the summary counts resources up to 100: {kind or 'all'}", summary.get("ResourceType") == kind
              and counted(summary["ComplianceSummary"]) == (capped(kinds["COMPLIANT"], 100),
                                                            capped(kinds["NON_COMPLIANT"], 100)), summary)


def check_packs(config):
    packs, sizes = listing(config, "describe_conformance_packs", "ConformancePackDetails", Limit=1)
    names = [pack["ConformancePackName"] for pack in packs]
    check("three packs, one a page", sizes == [1, 1, 1] and names == sorted(names), sizes)
    statuses, _ = listing(config, "describe_conformance_pack_status", "ConformancePackStatusDetails")
    check("a status a pack", [(one["ConformancePackName"], one["ConformancePackArn"]) for one in statuses]
          == [(one["ConformancePackName"], one["ConformancePackArn"]) for one in packs])
    scores, _ = listing(config, "list_conformance_pack_compliance_scores", "ConformancePackComplianceScores")
    summaries = config.get_conformance_pack_compliance_summary(ConformancePackNames=names)
    states = {one["ConformancePackName"]: one["ConformancePackComplianceStatus"]
              for one in summaries["ConformancePackComplianceSummaryList"]}
    by_rule = {one["ConfigRuleName"]: one["Compliance"]["ComplianceType"] for one in compliance_of(config)}
    for score in scores:
        name = score["ConformancePackName"]
        rules, _ = listing(config, "describe_conformance_pack_compliance", "ConformancePackRuleComplianceList",
                           ConformancePackName=name)
        check(f"pack: {name} tells of its rules what they tell",
              rules and all(by_rule[rule["ConfigRuleName"]] == rule["ComplianceType"] for rule in rules), rules)
        pairs = [one for rule in rules for one in details_of(config, rule["ConfigRuleName"])]
        compliant = len(pairs) - failures(pairs)
        expected = f"{compliant * 100 / len(pairs):.2f}" if pairs else "INSUFFICIENT_DATA"
        check(f"pack: {name} has the score {expected}", score["Score"] == expected, score)
        check(f"pack: {name} as a whole", states[name] == kind_of(len(pairs), failures(pairs)), states)
    check("of one pack nothing is known", list(states.values()).count("INSUFFICIENT_DATA") == 1, states)
    known = sorted((float(score["Score"]) for score in scores if score["Score"] != "INSUFFICIENT_DATA"))
    sorted_scores = [one["Score"] for one in listing(
        config, "list_conformance_pack_compliance_scores", "ConformancePackComplianceScores", SortBy="SCORE",
        SortOrder="DESCENDING")[0]]
    check("sorted by score, what is unknown first when descending", sorted_scores
          == ["INSUFFICIENT_DATA", *(f"{score:.2f}" for score in reversed(known))], sorted_scores)


def check_histories(config):
    counts, _ = listing(config, "get_discovered_resource_counts", "resourceCounts", limit=7)
    expected = {one["resourceType"]: len(discovered(config, one["resourceType"])) for one in counts}
    check(f"counts of {len(counts)} types equal the lists",
          {one["resourceType"]: one["count"] for one in counts} == expected and len(expected) == len(counts))
    total = config.get_discovered_resource_counts()["totalDiscoveredResources"]
    check(f"the total is the sum ({total})", total == sum(expected.values()), expected)
    instances = discovered(config, "AWS::EC2::Instance", includeDeletedResources=True)
    imds = {subject(one)[1]: one["ComplianceType"] for one in details_of(config, "ec2-imdsv2-check")}
    lengths, is_agreed, deleted = set(), True, 0
    for instance in instances:
        items = history_of(config, "AWS::EC2::Instance", instance["resourceId"])
        moments = [item["configurationItemCaptureTime"] for item in items]
        lengths.add(len(items))
        is_agreed &= moments == sorted(moments, reverse=True)
        is_agreed &= items[-1]["configurationItemStatus"] == "ResourceDiscovered"
        if "resourceDeletionTime" in instance:
            deleted += 1
            is_agreed &= items[0]["configurationItemStatus"] == "ResourceDeleted"
            is_agreed &= items[0]["configurationItemCaptureTime"] == instance["resourceDeletionTime"]
            continue
        tokens = json.loads(items[0]["configuration"])["metadataOptions"]["httpTokens"]
        is_agreed &= (tokens == "required") == (imds[instance["resourceId"]] == "COMPLIANT")
        is_agreed &= items[0]["arn"].endswith(instance["resourceId"])
    check(f"histories of {len(instances)} instances end as the lists and the rules say", is_agreed)
    check("histories have 3 to 12 items", min(lengths) >= 3 and max(lengths) <= 12 and len(lengths) > 3, lengths)
    volume = discovered(config, "AWS::EC2::Volume")[0]["resourceId"]
    items = history_of(config, "AWS::EC2::Volume", volume)
    forward = history_of(config, "AWS::EC2::Volume", volume, chronologicalOrder="Forward", limit=2)
    check("a history forwards, two a page", forward == items[::-1], len(forward))
    middle = items[len(items) // 2]["configurationItemCaptureTime"]
    later = history_of(config, "AWS::EC2::Volume", volume, earlierTime=middle + timedelta(seconds=1))
    check("a history since", later == [item for item in items
                                       if item["configurationItemCaptureTime"] >= middle + timedelta(seconds=1)])
    user = discovered(config, "AWS::IAM::User")[0]
    named = discovered(config, "AWS::IAM::User", resourceName=user["resourceName"])
    check("a user has an id and a name", named == [user] and user["resourceId"].startswith("AIDA"), named)


def check_recorders():
    for region in REGIONS:
        config = client(region)
        recorder = config.describe_configuration_recorders()["ConfigurationRecorders"][0]
        status = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
        channel = config.describe_delivery_channels()["DeliveryChannels"][0]
        deliveries = config.describe_delivery_channel_status()["DeliveryChannelsStatus"][0]
        expected = (False, "FAILURE") if region == STOPPED else (True, "SUCCESS")
        check(f"recorder: {region} records: {expected[0]}", status["arn"] == recorder["arn"]
              and (status["recording"], status["lastStatus"]) == expected
              and ("lastErrorMessage" in status) == (region == STOPPED), status)
        check(f"channel: {region} delivers", deliveries["name"] == channel["name"] == "default"
              and deliveries["configHistoryDeliveryInfo"]["lastStatus"] == expected[1], deliveries)
        rules = rules_of(config)
        check(f"rules: {region} has its own", rules and all(f":{region}:" in rule["ConfigRuleArn"] for rule in rules))
    nowhere = client("sa-east-1")
    check("a region without Config has no recorder and no rules",
          nowhere.describe_configuration_recorders()["ConfigurationRecorders"] == []
          and nowhere.describe_config_rules()["ConfigRules"] == [])


def check_changes(config):
    def state(rule):
        return compliance_of(config, ConfigRuleNames=[rule])[0]["Compliance"]["ComplianceType"]

    def attest(kind):
        config.put_external_evaluation(ConfigRuleName=PROCESS_CHECK, ExternalEvaluation={
            "ComplianceResourceType": "AWS::::Account", "ComplianceResourceId": ACCOUNT, "ComplianceType": kind,
            "Annotation": f"It is {kind}.", "OrderingTimestamp": datetime.now(timezone.utc)})

    for kind in ("NON_COMPLIANT", "COMPLIANT"):
        attest(kind)
        details = details_of(config, PROCESS_CHECK)
        check(f"change: a person says {kind}", state(PROCESS_CHECK) == kind and len(details) == 1
              and details[0]["Annotation"] == f"It is {kind}.", details)
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    status = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
    counts = config.get_discovered_resource_counts()
    check("change: a stopped recorder counts nothing", not status["recording"] and "lastStopTime" in status
          and counts["resourceCounts"] == [], status)
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    status = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]
    check("change: a started recorder is pending at first", status["recording"] and status["lastStatus"] == "PENDING"
          and config.get_discovered_resource_counts()["totalDiscoveredResources"] > 150, status)
    config.delete_config_rule(ConfigRuleName="restricted-ssh")
    rule = config.describe_config_rules(ConfigRuleNames=["restricted-ssh"])["ConfigRules"][0]
    check("change: a deleted rule is being deleted at first", rule["ConfigRuleState"] == "DELETING", rule)
    end = time.monotonic() + 45
    while time.monotonic() < end and any(rule["ConfigRuleName"] == "restricted-ssh" for rule in rules_of(config)):
        time.sleep(2)
    names = [rule["ConfigRuleName"] for rule in compliance_of(config)]
    check("change: and then gone", "restricted-ssh" not in names, names)


def check_model():
    unknown, missing, operations = set(), set(), set()
    for operation, answer in raw_answers:
        if answer["status_code"] == 200 and answer["body"]:
            value = json.loads(answer["body"])
            operations.add(operation.name)
            unknown.update(unknown_members(operation.output_shape, value))
            missing.update(missing_members(operation.output_shape, value))
    unknown = {path for path in unknown if not OTHERWISE_IN_THE_MODEL.search(path)}
    check(f"every member of {len(operations)} operations is in the model, with its type, enum and length",
          not unknown and len(operations) == 21, unknown or operations)
    check("every required member is there", not missing, missing)


def check_errors(config):
    lenient = client(parameter_validation=False)

    def refused(rule, code, call, modelled=True):
        try:
            call()
            check(f"error: {rule}", False, "no error")
        except ClientError as error:
            seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
            is_known = not modelled or type(error).__name__ == getattr(config.exceptions, code).__name__
            has_text = not modelled or bool(error.response["Error"].get("Message"))
            check(f"error: {rule}", seen == (code, 400) and is_known and has_text, error)

    service_rule = next(rule["ConfigRuleName"] for rule in rules_of(config) if "CreatedBy" in rule)
    token = config.describe_config_rules()["NextToken"]
    bucket = discovered(config, "AWS::S3::Bucket")[0]["resourceId"]
    s3 = "operational-best-practices-for-s3"
    now = datetime.now(timezone.utc)
    refused("too many names", "ValidationException",
            lambda: lenient.describe_config_rules(ConfigRuleNames=[f"rule-{n}" for n in range(26)]))
    refused("too large a page", "ValidationException", lambda: lenient.describe_compliance_by_resource(Limit=101))
    refused("an unknown compliance type", "ValidationException",
            lambda: lenient.describe_compliance_by_config_rule(ComplianceTypes=["GOOD"]))
    refused("a resource without its type", "InvalidParameterValueException",
            lambda: config.describe_compliance_by_resource(ResourceId=bucket))
    refused("a compliance type no result has", "InvalidParameterValueException",
            lambda: config.get_compliance_details_by_config_rule(ConfigRuleName=PROCESS_CHECK,
                                                                 ComplianceTypes=["INSUFFICIENT_DATA"]))
    for operation in ("describe_config_rules", "describe_compliance_by_config_rule",
                      "describe_config_rule_evaluation_status"):
        refused(f"an unknown rule in {operation}", "NoSuchConfigRuleException",
                lambda: getattr(config, operation)(ConfigRuleNames=["none"]))
        refused(f"a token that is none in {operation}", "InvalidNextTokenException",
                lambda: getattr(config, operation)(NextToken="none"))
    refused("details of an unknown rule", "NoSuchConfigRuleException",
            lambda: config.get_compliance_details_by_config_rule(ConfigRuleName="none"))
    refused("a token of another operation", "InvalidNextTokenException",
            lambda: config.describe_compliance_by_config_rule(NextToken=token))
    refused("a token of another region", "InvalidNextTokenException",
            lambda: client("eu-west-1").describe_config_rules(NextToken=token))
    refused("too large a page of packs", "InvalidLimitException",
            lambda: lenient.describe_conformance_packs(Limit=21))
    refused("an unknown pack", "NoSuchConformancePackException",
            lambda: config.describe_conformance_pack_compliance(ConformancePackName="none"))
    refused("a rule of no pack", "NoSuchConfigRuleInConformancePackException",
            lambda: config.describe_conformance_pack_compliance(
                ConformancePackName=s3, Filters={"ConfigRuleNames": [PROCESS_CHECK]}))
    refused("too large a page of a history", "InvalidLimitException", lambda: lenient.get_resource_config_history(
        resourceType="AWS::S3::Bucket", resourceId=bucket, limit=101))
    refused("a time that ends before it begins", "InvalidTimeRangeException",
            lambda: config.get_resource_config_history(resourceType="AWS::S3::Bucket", resourceId=bucket,
                                                       laterTime=now - timedelta(days=1), earlierTime=now))
    refused("an unknown resource", "ResourceNotDiscoveredException", lambda: config.get_resource_config_history(
        resourceType="AWS::S3::Bucket", resourceId="none"))
    refused("a region without a recorder", "NoAvailableConfigurationRecorderException",
            lambda: client("sa-east-1").list_discovered_resources(resourceType="AWS::S3::Bucket"))
    refused("an unknown recorder", "NoSuchConfigurationRecorderException",
            lambda: config.describe_configuration_recorder_status(ConfigurationRecorderNames=["none"]))
    refused("an unknown channel", "NoSuchDeliveryChannelException",
            lambda: config.describe_delivery_channel_status(DeliveryChannelNames=["none"]))
    refused("a rule that is being deleted", "ResourceInUseException",
            lambda: config.delete_config_rule(ConfigRuleName="subnet-auto-assign-public-ip-disabled"))
    refused("a rule of a service", "AccessDeniedException",
            lambda: config.delete_config_rule(ConfigRuleName=service_rule), modelled=False)
    refused("an operation that is not simulated", "UnknownOperationException",
            config.describe_configuration_aggregators, modelled=False)


def check_throttle():
    impatient = client("eu-central-1", attempts=1)
    codes = []
    for _ in range(60):
        try:
            impatient.describe_configuration_recorders()
            codes.append(200)
        except ClientError as error:
            codes.append((error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]))
    if codes == [200] * 60:
        print("skip the throttle is off in this sandbox")
        return
    check("the burst of 20 is allowed", codes[:20] == [200] * 20, codes)
    check("then 400 ThrottlingException", (400, "ThrottlingException") in codes[20:], codes)
    time.sleep(1.1)
    check("a second later there is room again", bool(impatient.describe_configuration_recorders()), codes)


def main():
    check_throttle()
    config = client()
    rules = check_rules(config)
    check_compliance(config, rules)
    check_packs(config)
    check_histories(config)
    check_recorders()
    check_errors(config)
    check_changes(config)
    check_model()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
