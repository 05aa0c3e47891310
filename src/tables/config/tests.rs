//! Members that few accounts have, from the service's model: what the sandbox has no example of.

use datafusion::arrow::util::pretty::pretty_format_batches;

use crate::tables::listing::Paging;
use crate::tables::rows::PageReader;
use crate::tables::{Column, Table};

use super::conformance_packs::ConfigConformancePacks;
use super::evaluations::ConfigEvaluations;
use super::recorders::ConfigRecorders;
use super::resource_history::ConfigResourceHistory;
use super::rules::ConfigRules;

/// Reads a row of an operation into the named columns of a table.
fn read(table: &dyn Table, names: &[&str], row: &str) -> String {
    let column = |name: &&str| *table.columns().iter().find(|column| column.name == *name).unwrap();
    let columns: Vec<Column> = names.iter().map(column).collect();
    let paging = Paging { list: "Rows", token: None, left_out: None, always: None, size: 1 };
    let page = PageReader::new(paging, &columns, &[]).read(format!(r#"{{"Rows":[{row}]}}"#).as_bytes()).unwrap();
    let shown = pretty_format_batches(&[page.batch]).unwrap().to_string();
    shown.lines().nth(3).unwrap().trim_matches(['|', ' ']).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rare_members_become_columns() {
    let rows: [(&dyn Table, &[&str], &str, &str); 9] = [
        (
            &ConfigRules,
            &["scope_resource_types", "scope_resource_id", "scope_tag_key", "scope_tag_value", "evaluation_visibility"],
            r#"{"RuleEvaluationVisibility":"INTERNAL","Scope":{"ComplianceResourceTypes":["AWS::S3::Bucket"],
                "ComplianceResourceId":"b","TagKey":"env","TagValue":"prod"}}"#,
            "[AWS::S3::Bucket] | b | env | prod | INTERNAL",
        ),
        (
            &ConfigRules,
            &["last_deactivated_at", "first_evaluation_started", "last_failed_invocation_at"],
            r#"{"LastDeactivatedTime":1450311703.844,"FirstEvaluationStarted":false,"LastFailedInvocationTime":0}"#,
            "2015-12-17T00:21:43.844Z | false | 1970-01-01T00:00:00Z",
        ),
        (
            &ConfigEvaluations,
            &["evaluation_mode", "resource_evaluation_id", "triggered_at"],
            r#"{"EvaluationResultIdentifier":{"OrderingTimestamp":1.5,"ResourceEvaluationId":"e-1",
                "EvaluationResultQualifier":{"EvaluationMode":"PROACTIVE"}}}"#,
            "PROACTIVE | e-1 | 1970-01-01T00:00:01.500Z",
        ),
        (
            &ConfigConformancePacks,
            &["created_by", "conformance_pack_type", "template_document_name", "input_parameters"],
            r#"{"CreatedBy":"securityhub.amazonaws.com","Type":"MANAGED","TemplateSSMDocumentDetails":{"DocumentName":"d"},
                "ConformancePackInputParameters":[{"ParameterName":"a","ParameterValue":"1"}]}"#,
            r#"securityhub.amazonaws.com | MANAGED | d | [{"ParameterName":"a","ParameterValue":"1"}]"#,
        ),
        (
            &ConfigConformancePacks,
            &["state", "state_reason"],
            r#"{"ConformancePackState":"CREATE_FAILED","ConformancePackStatusReason":"The template is not valid."}"#,
            "CREATE_FAILED | The template is not valid.",
        ),
        (
            &ConfigRecorders,
            &["recorder_name", "service_principal", "resource_types", "excluded_resource_types", "recording_strategy"],
            r#"{"name":"AWSConfigurationRecorderForX","servicePrincipal":"x.amazonaws.com","recordingGroup":{
                "allSupported":false,"resourceTypes":["AWS::S3::Bucket","AWS::EC2::Instance"],
                "exclusionByResourceTypes":{"resourceTypes":["AWS::IAM::User"]},
                "recordingStrategy":{"useOnly":"EXCLUSION_BY_RESOURCE_TYPES"}}}"#,
            "AWSConfigurationRecorderForX | x.amazonaws.com | [AWS::S3::Bucket, AWS::EC2::Instance] | [AWS::IAM::User] \
             | EXCLUSION_BY_RESOURCE_TYPES",
        ),
        (
            &ConfigRecorders,
            &["last_stopped_at", "last_error_code", "last_error_message"],
            r#"{"lastStopTime":1441039992.835,"lastErrorCode":"AccessDenied","lastErrorMessage":"The role may not."}"#,
            "2015-08-31T16:53:12.835Z | AccessDenied | The role may not.",
        ),
        (
            &ConfigRecorders,
            &["delivery_last_error_message", "delivery_next_at", "snapshot_last_error_code", "stream_last_error_code"],
            r#"{"configHistoryDeliveryInfo":{"lastErrorMessage":"No bucket.","nextDeliveryTime":1},
                "configSnapshotDeliveryInfo":{"lastErrorCode":"NoSuchBucket"},"configStreamDeliveryInfo":{"lastErrorCode":"NoTopic"}}"#,
            "No bucket. | 1970-01-01T00:00:01Z | NoSuchBucket | NoTopic",
        ),
        (
            &ConfigResourceHistory,
            &["related_events", "recording_frequency", "delivered_at", "configuration"],
            r#"{"relatedEvents":["event"],"recordingFrequency":"DAILY","configurationItemDeliveryTime":2,
                "configuration":"{\"a\":\"b\"}"}"#,
            r#"[event] | DAILY | 1970-01-01T00:00:02Z | {"a":"b"}"#,
        ),
    ];
    for (table, columns, row, expected) in rows {
        assert_eq!(read(table, columns, row), expected, "{columns:?}");
    }
}
