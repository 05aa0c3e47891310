//! `config_recorders`: whether AWS Config records, what, and whether it delivers what it recorded.
//!
//! A row is a recorder: AWS lists the one that people manage, and one of a service only by its name. What is recorded goes
//! out by the delivery channel, of which a Region has one; recorders of services do without.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::describe_configuration_recorder_status::{
    DescribeConfigurationRecorderStatusError, DescribeConfigurationRecorderStatusOutput,
};
use aws_sdk_config::operation::describe_configuration_recorders::{
    DescribeConfigurationRecordersError, DescribeConfigurationRecordersOutput,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::logical_expr::Expr;

use super::delivery_channels::{self, DescribeDeliveryChannelStatus, DescribeDeliveryChannels};
use super::joined::{Beside, By, Joined};
use super::named::{ByName, Named, given};
use super::{RECORDING_FREQUENCIES, SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Table, Translation};

const STRATEGIES: &[&str] =
    &["ALL_SUPPORTED_RESOURCE_TYPES", "INCLUSION_BY_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"];
const SCOPES: &[&str] = &["INTERNAL", "PAID"];

/// The table over recorders.
#[derive(Debug)]
pub struct ConfigRecorders;

/// The columns of DescribeConfigurationRecorders; the name is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "@account_id", "Account of the recorder."), Filter::None),
    (Column::text("region", "@region", "Region of the recorder."), Filter::None),
    (Column::text("recorder_name", RECORDER_NAME, "Name of the recorder. Those of services are listed only by it."), Filter::Equal(())),
    (Column::text("recorder_arn", "arn", "ARN of the recorder. Null where AWS does not say."), Filter::None),
    (Column::text("service_principal", SERVICE_PRINCIPAL, "Service whose recorder it is. Null for that of people."), Filter::None),
    (Column::text("role_arn", "roleARN", "ARN of the role it reads resources with."), Filter::None),
    (Column::boolean("all_supported", "recordingGroup.allSupported", "Whether it records all types of resources that Config supports."), Filter::None),
    (Column::boolean("include_global_resource_types", "recordingGroup.includeGlobalResourceTypes", "Whether it records users, groups, roles and policies of IAM."), Filter::None),
    (Column::list("resource_types", "recordingGroup.resourceTypes[]", "Types of resources that it records. Null where it names none."), Filter::None),
    (Column::list("excluded_resource_types", "recordingGroup.exclusionByResourceTypes.resourceTypes[]", "Types of resources that it does not record. Null where it names none."), Filter::None),
    (Column::text("recording_strategy", "recordingGroup.recordingStrategy.useOnly", "How the types are chosen. Null where AWS does not say.").with_values(STRATEGIES), Filter::None),
    (Column::text("recording_frequency", "recordingMode.recordingFrequency", "How often changes are recorded. Null where AWS does not say.").with_values(RECORDING_FREQUENCIES), Filter::None),
    (Column::text("recording_scope", "recordingScope", "Whether AWS charges for what it records. Null where AWS does not say.").with_values(SCOPES), Filter::None),
];

/// The columns of DescribeConfigurationRecorderStatus.
#[rustfmt::skip]
static STATUS: &[Column] = &[
    Column::boolean("recording", "recording", "Whether it records at present."),
    Column::text("last_status", "lastStatus", "How the last recording went, such as SUCCESS. Null where there was none."),
    Column::time("last_status_changed_at", "lastStatusChangeTime", "When that last changed."),
    Column::time("last_started_at", "lastStartTime", "When it was last started. Null where it never was."),
    Column::time("last_stopped_at", "lastStopTime", "When it was last stopped. Null where it never was."),
    Column::text("last_error_code", "lastErrorCode", "Code of the last failure. Null where there was none."),
    Column::text("last_error_message", "lastErrorMessage", "Message of the last failure. Null where there was none."),
];

/// The member with a recorder's name, in both answers.
const RECORDER_NAME: &str = "name";
/// The member that a recorder of people lacks.
const SERVICE_PRINCIPAL: &str = "servicePrincipal";

/// Both operations take one name.
const LIMITS: Limits = Limits { attributes: 1, values: 1, prefixes: false };

static BESIDE: &[Beside] = &[
    Beside {
        columns: STATUS,
        member: RECORDER_NAME,
        by: By::Name {
            member: RECORDER_NAME,
            most: LIMITS.values,
            ask: |names| Box::new(Named(DescribeConfigurationRecorderStatus { names })),
        },
    },
    Beside {
        columns: delivery_channels::COLUMNS,
        member: SERVICE_PRINCIPAL,
        by: By::Lack(|| Box::new(Listing::of(DescribeDeliveryChannels))),
    },
    Beside {
        columns: delivery_channels::STATUS,
        member: SERVICE_PRINCIPAL,
        by: By::Lack(|| Box::new(Listing::of(DescribeDeliveryChannelStatus))),
    },
];

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let beside = BESIDE.iter().flat_map(|beside| beside.columns).copied();
    DEFINITIONS.iter().map(|(column, _)| *column).chain(beside).collect()
});

static ABOUT: About = About {
    name: "config_recorders",
    description: "Recorders of AWS Config: whether they record, what, and whether it is delivered",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for ConfigRecorders {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![
            (DescribeConfigurationRecorders::CALL, DescribeConfigurationRecorders::QUOTA),
            (DescribeConfigurationRecorderStatus::CALL, DescribeConfigurationRecorderStatus::QUOTA),
            (DescribeDeliveryChannels::CALL, DescribeDeliveryChannels::QUOTA),
            (DescribeDeliveryChannelStatus::CALL, DescribeDeliveryChannelStatus::QUOTA),
        ]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let names = attributes.equal_to(()).unwrap_or_default();
        let first = Arc::new(Named(DescribeConfigurationRecorders { names }));
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(Joined { first, beside: BESIDE }) }
    }
}

/// DescribeConfigurationRecorders for a name, or for the recorder of people.
#[derive(Debug, Clone)]
struct DescribeConfigurationRecorders {
    names: Vec<String>,
}

impl ByName for DescribeConfigurationRecorders {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeConfigurationRecorders {
    type Output = DescribeConfigurationRecordersOutput;
    type Error = DescribeConfigurationRecordersError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeConfigurationRecorders",
        action: "config:DescribeConfigurationRecorders",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ConfigurationRecorders", token: None, left_out: None, always: None, size: usize::MAX };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConfigurationRecordersOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConfigurationRecordersError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_configuration_recorders();
        let operation = operation.set_configuration_recorder_names(given(&self.names));
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// DescribeConfigurationRecorderStatus for a name.
#[derive(Debug, Clone)]
struct DescribeConfigurationRecorderStatus {
    names: Vec<String>,
}

impl ByName for DescribeConfigurationRecorderStatus {
    fn names(&mut self) -> &mut Vec<String> {
        &mut self.names
    }
}

impl Operation for DescribeConfigurationRecorderStatus {
    type Output = DescribeConfigurationRecorderStatusOutput;
    type Error = DescribeConfigurationRecorderStatusError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeConfigurationRecorderStatus",
        action: "config:DescribeConfigurationRecorderStatus",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ConfigurationRecordersStatus", token: None, left_out: None, always: None, size: usize::MAX };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeConfigurationRecorderStatusOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeConfigurationRecorderStatusError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.config().describe_configuration_recorder_status();
        let operation = operation.set_configuration_recorder_names(given(&self.names));
        Box::pin(operation.customize().interceptor(read).send())
    }
}
