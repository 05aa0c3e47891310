//! DescribeDeliveryChannels and its status: the columns of `config_recorders` about the delivery of what was recorded.
//!
//! A Region has one channel at most. By it go the history of changes every six hours, snapshots where they are wanted,
//! and notices of changes where there is a topic.

use aws_sdk_config::operation::describe_delivery_channel_status::{
    DescribeDeliveryChannelStatusError, DescribeDeliveryChannelStatusOutput,
};
use aws_sdk_config::operation::describe_delivery_channels::{
    DescribeDeliveryChannelsError, DescribeDeliveryChannelsOutput,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use super::{FREQUENCIES, SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota};
use crate::tables::Column;
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::Page;

/// The columns of DescribeDeliveryChannels.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    Column::text("delivery_channel_name", "name", "Name of the delivery channel. Null where there is none."),
    Column::text("delivery_s3_bucket", "s3BucketName", "Bucket that history and snapshots are delivered to."),
    Column::text("delivery_sns_topic", "snsTopicARN", "ARN of the topic that notices of changes are sent to. Null where there is none."),
    Column::text("delivery_frequency", "configSnapshotDeliveryProperties.deliveryFrequency", "How often snapshots are delivered. Null where they are not.").with_values(FREQUENCIES),
];

/// The columns of DescribeDeliveryChannelStatus.
#[rustfmt::skip]
pub static STATUS: &[Column] = &[
    Column::text("delivery_last_status", "configHistoryDeliveryInfo.lastStatus", "How the last delivery of history went, such as SUCCESS. Null where there was none."),
    Column::text("delivery_last_error_code", "configHistoryDeliveryInfo.lastErrorCode", "Code of its failure. Null where it did not fail."),
    Column::text("delivery_last_error_message", "configHistoryDeliveryInfo.lastErrorMessage", "Message of its failure. Null where it did not fail."),
    Column::time("delivery_last_attempt_at", "configHistoryDeliveryInfo.lastAttemptTime", "When history was last tried to be delivered. Null where it never was."),
    Column::time("delivery_last_success_at", "configHistoryDeliveryInfo.lastSuccessfulTime", "When history was last delivered. Null where it never was."),
    Column::time("delivery_next_at", "configHistoryDeliveryInfo.nextDeliveryTime", "When history is delivered next. Null where AWS does not say."),
    Column::text("snapshot_last_status", "configSnapshotDeliveryInfo.lastStatus", "How the last delivery of a snapshot went. Null where there was none."),
    Column::text("snapshot_last_error_code", "configSnapshotDeliveryInfo.lastErrorCode", "Code of its failure. Null where it did not fail."),
    Column::time("snapshot_last_success_at", "configSnapshotDeliveryInfo.lastSuccessfulTime", "When a snapshot was last delivered. Null where none was."),
    Column::text("stream_last_status", "configStreamDeliveryInfo.lastStatus", "How the last notice of a change went. Null where there was none."),
    Column::text("stream_last_error_code", "configStreamDeliveryInfo.lastErrorCode", "Code of its failure. Null where it did not fail."),
];

/// DescribeDeliveryChannels for the Region's.
#[derive(Debug)]
pub struct DescribeDeliveryChannels;

impl Operation for DescribeDeliveryChannels {
    type Output = DescribeDeliveryChannelsOutput;
    type Error = DescribeDeliveryChannelsError;
    const CALL: Call =
        Call { service: SERVICE, operation: "DescribeDeliveryChannels", action: "config:DescribeDeliveryChannels" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "DeliveryChannels", token: None, left_out: None, always: None, size: usize::MAX };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeDeliveryChannelsOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeDeliveryChannelsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        Box::pin(connection.config().describe_delivery_channels().customize().interceptor(read).send())
    }
}

/// DescribeDeliveryChannelStatus for the Region's.
#[derive(Debug)]
pub struct DescribeDeliveryChannelStatus;

impl Operation for DescribeDeliveryChannelStatus {
    type Output = DescribeDeliveryChannelStatusOutput;
    type Error = DescribeDeliveryChannelStatusError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "DescribeDeliveryChannelStatus",
        action: "config:DescribeDeliveryChannelStatus",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "DeliveryChannelsStatus", token: None, left_out: None, always: None, size: usize::MAX };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(DescribeDeliveryChannelStatusOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        DescribeDeliveryChannelStatusError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        Box::pin(connection.config().describe_delivery_channel_status().customize().interceptor(read).send())
    }
}
