"""Reads AWS Config with boto3, and lets the plugin show the same rows.

    python config_tables.py http://127.0.0.1:4566

Pages each operation with AWS's own client, puts together in Python what each of the plugin's tables over Config is to
show, and runs the Go test that asks the plugin in SQL: in a Region where recording goes on and in one where it stopped.
The sandbox at the address must not throttle.
"""

import sys
from datetime import datetime, timedelta, timezone

import boto3

from rows import Questions, read

REGIONS = ["us-east-1", "ca-central-1"]
# How many resources' histories are compared.
HISTORIES = 12


class Account:
    """What boto3 reads of Config in one Region."""

    def __init__(self, endpoint, region):
        keys = {"aws_access_key_id": "AKIDSANDBOX", "aws_secret_access_key": "secret"}
        client = lambda service: boto3.client(service, region_name=region, endpoint_url=endpoint, **keys)
        self.config, self.region = client("config"), region
        self.account = client("sts").get_caller_identity()["Account"]

    def all(self, operation, member, **request):
        """Returns the items of all pages."""
        items, token = [], "NextToken" if member[0].isupper() else "nextToken"
        while True:
            answer = getattr(self.config, operation)(**request)
            items += answer[member]
            if not answer.get(token):
                return items
            request[token] = answer[token]

    def rules(self):
        status = self.all("describe_config_rule_evaluation_status", "ConfigRulesEvaluationStatus")
        status = {rule["ConfigRuleName"]: rule for rule in status}
        for rule in self.all("describe_config_rules", "ConfigRules"):
            yield {**rule, **status[rule["ConfigRuleName"]], "Account": rule["ConfigRuleArn"].split(":")[4]}

    def evaluations(self):
        for rule in self.all("describe_config_rules", "ConfigRules"):
            name = rule["ConfigRuleName"]
            yield from self.all("get_compliance_details_by_config_rule", "EvaluationResults", ConfigRuleName=name, Limit=100)

    def packs(self):
        status = self.all("describe_conformance_pack_status", "ConformancePackStatusDetails")
        for pack in self.all("describe_conformance_packs", "ConformancePackDetails"):
            names = [pack["ConformancePackName"]]
            summary = self.all(
                "get_conformance_pack_compliance_summary", "ConformancePackComplianceSummaryList", ConformancePackNames=names)
            score = self.all(
                "list_conformance_pack_compliance_scores", "ConformancePackComplianceScores",
                Filters={"ConformancePackNames": names})
            of_it = next(one for one in status if one["ConformancePackName"] == names[0])
            percent = score[0]["Score"]
            percent = None if percent == "INSUFFICIENT_DATA" else float(percent)
            yield {**of_it, **pack, **summary[0], **score[0], "Percent": percent}

    def recorders(self):
        status = self.config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        channels = self.config.describe_delivery_channels()["DeliveryChannels"]
        delivered = self.config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
        for recorder in self.config.describe_configuration_recorders()["ConfigurationRecorders"]:
            of_it = next(one for one in status if one["name"] == recorder["name"])
            yield {**recorder, **of_it, "channel": channels[0], "delivered": delivered[0]}


def main(endpoint):
    return max(compare(Account(endpoint, region), endpoint) for region in REGIONS)


def compare(account, endpoint):
    questions = Questions(endpoint, account.region)
    ask = questions.ask
    place = {"account_id": lambda _: account.account, "region": lambda _: account.region}
    rules = list(account.rules())
    shows = {
        "rule_name": "ConfigRuleName", "rule_arn": "ConfigRuleArn", "rule_id": "ConfigRuleId", **place, "account_id": "Account",
        "description": "Description", "state": "ConfigRuleState", "source_owner": "Source.Owner",
        "source_identifier": "Source.SourceIdentifier", "input_parameters": "InputParameters",
        "maximum_execution_frequency": "MaximumExecutionFrequency", "created_by": "CreatedBy",
        "first_activated_at": "FirstActivatedTime", "last_successful_invocation_at": "LastSuccessfulInvocationTime",
        "last_failed_evaluation_at": "LastFailedEvaluationTime", "last_error_code": "LastErrorCode",
        "last_error_message": "LastErrorMessage", "first_evaluation_started": "FirstEvaluationStarted",
    }
    ask("config_rules", shows, rules)
    some = [rule["ConfigRuleName"] for rule in rules[::7]]
    named = "rule_name IN ({})".format(", ".join(f"'{name}'" for name in some))
    ask("config_rules", shows, [rule for rule in rules if rule["ConfigRuleName"] in some], f"WHERE {named}")

    count = "Compliance.ComplianceContributorCount."
    counted = {"contributor_count": count + "CappedCount", "contributor_count_capped": count + "CapExceeded"}
    compliance = account.all("describe_compliance_by_config_rule", "ComplianceByConfigRules")
    shows = {"rule_name": "ConfigRuleName", "compliance_type": "Compliance.ComplianceType", **counted, **place}
    ask("config_rule_compliance", shows, compliance)
    for kind in ("COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"):
        of_kind = [one for one in compliance if one["Compliance"]["ComplianceType"] == kind]
        ask("config_rule_compliance", shows, of_kind, f"WHERE compliance_type = '{kind}'")

    resources = account.all("describe_compliance_by_resource", "ComplianceByResources", Limit=100)
    shows = {"resource_type": "ResourceType", "resource_id": "ResourceId", "compliance_type": "Compliance.ComplianceType",
             **counted, **place}
    ask("config_resource_compliance", shows, resources)
    instances = [one for one in resources if one["ResourceType"] == "AWS::EC2::Instance"]
    ask("config_resource_compliance", shows, instances, "WHERE resource_type = 'AWS::EC2::Instance'")

    evaluations = list(account.evaluations())
    of = "EvaluationResultIdentifier.EvaluationResultQualifier."
    shows = {
        "rule_name": of + "ConfigRuleName", "resource_type": of + "ResourceType", "resource_id": of + "ResourceId",
        "compliance_type": "ComplianceType", "annotation": "Annotation", "evaluation_mode": of + "EvaluationMode",
        "result_recorded_at": "ResultRecordedTime", "rule_invoked_at": "ConfigRuleInvokedTime",
        "triggered_at": "EvaluationResultIdentifier.OrderingTimestamp", **place,
    }
    for kind in ("COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"):
        of_kind = [one for one in evaluations if one["ComplianceType"] == kind]
        ask("config_evaluations", shows, of_kind, f"WHERE compliance_type = '{kind}'")
    ask("config_evaluations", shows, [one for one in evaluations if read(one, of + "ConfigRuleName") in some], f"WHERE {named}")
    ask("config_evaluations", shows, evaluations)

    shows = {
        "conformance_pack_name": "ConformancePackName", "conformance_pack_arn": "ConformancePackArn",
        "conformance_pack_id": "ConformancePackId", **place, "conformance_pack_type": "Type", "state": "ConformancePackState",
        "stack_arn": "StackArn", "compliance_type": "ConformancePackComplianceStatus", "compliance_score": "Percent",
        "score_updated_at": "LastUpdatedTime", "last_update_requested_at": "LastUpdateRequestedTime",
        "last_update_completed_at": "LastUpdateCompletedTime", "delivery_s3_bucket": "DeliveryS3Bucket",
    }
    ask("config_conformance_packs", shows, account.packs())

    shows = {
        "recorder_name": "name", "role_arn": "roleARN", "recorder_arn": "arn", **place,
        "all_supported": "recordingGroup.allSupported", "recording_frequency": "recordingMode.recordingFrequency",
        "recording": "recording", "last_status": "lastStatus", "last_started_at": "lastStartTime",
        "last_stopped_at": "lastStopTime", "last_status_changed_at": "lastStatusChangeTime",
        "delivery_channel_name": "channel.name", "delivery_s3_bucket": "channel.s3BucketName",
        "delivery_sns_topic": "channel.snsTopicARN",
        "delivery_last_status": "delivered.configHistoryDeliveryInfo.lastStatus",
        "delivery_last_error_code": "delivered.configHistoryDeliveryInfo.lastErrorCode",
        "delivery_last_success_at": "delivered.configHistoryDeliveryInfo.lastSuccessfulTime",
        "stream_last_status": "delivered.configStreamDeliveryInfo.lastStatus",
    }
    ask("config_recorders", shows, account.recorders())

    shows = {
        "captured_at": "configurationItemCaptureTime", "state_id": "configurationStateId", "arn": "arn",
        "account_id": "accountId", "region": "awsRegion", "resource_name": "resourceName", "status": "configurationItemStatus",
        "availability_zone": "availabilityZone", "resource_created_at": "resourceCreationTime", "configuration": "configuration",
        "tag:team": "tags.team",
    }
    month = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=30)
    for one in resources[:: max(1, len(resources) // HISTORIES)]:
        key = {"resourceType": one["ResourceType"], "resourceId": one["ResourceId"]}
        if key["resourceType"] == "AWS::::Account":
            # An account has compliance but no states.
            continue
        states = account.all("get_resource_config_history", "configurationItems", limit=100, **key)
        where = f"WHERE resource_type = '{key['resourceType']}' AND resource_id = '{key['resourceId']}'"
        ask("config_resource_history", shows, states, where)
        latest = [state for state in states if state["configurationItemCaptureTime"] >= month]
        ask("config_resource_history", shows, latest, f"{where} AND $__timeFilter(captured_at)", month.isoformat())
    return questions.compare()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
