//! `config_resource_history`: the states that AWS Config recorded of one resource, from GetResourceConfigHistory.
//!
//! AWS has no history of all resources, so a statement names one by its type and id. Its pages cover seven days at most
//! and may be short or empty.

use std::sync::{Arc, LazyLock};

use aws_sdk_config::operation::get_resource_config_history::{
    GetResourceConfigHistoryError, GetResourceConfigHistoryOutput,
};
use aws_sdk_config::types::{ChronologicalOrder, ResourceType};
use aws_smithy_types::DateTime;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};

use super::named::known;
use super::{RECORDING_FREQUENCIES, RESOURCE_PAGE, SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::filters::{Condition, Filter, Limits, Range, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation, Unanswerable};

/// In AWS's own spelling.
const STATUSES: &[&str] =
    &["OK", "ResourceDiscovered", "ResourceNotRecorded", "ResourceDeleted", "ResourceDeletedNotRecorded"];
const CAPTURED_AT: &str = "captured_at";

/// The table over histories.
#[derive(Debug)]
pub struct ConfigResourceHistory;

/// What a filter narrows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Set {
    Type,
    Id,
    Time,
}

/// Every column with what its filter narrows.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<Set>)] = &[
    (Column::text("account_id", "accountId", "Account of the resource."), Filter::None),
    (Column::text("region", "awsRegion", "Region of the resource."), Filter::None),
    (Column::text("resource_type", "resourceType", "Type of the resource, such as AWS::S3::Bucket. A statement names one.").with_console(RESOURCE_PAGE), Filter::Equal(Set::Type)),
    (Column::text("resource_id", "resourceId", "Id of the resource. A statement names one.").with_console(RESOURCE_PAGE), Filter::Equal(Set::Id)),
    (Column::text("resource_name", "resourceName", "Name of the resource. Null where it has none."), Filter::None),
    (Column::text("arn", "arn", "ARN of the resource."), Filter::None),
    (Column::time(CAPTURED_AT, "configurationItemCaptureTime", "When the state was recorded."), Filter::Time(Set::Time)),
    (Column::text("status", "configurationItemStatus", "Whether the resource was there, and recorded.").with_values(STATUSES), Filter::None),
    (Column::text("state_id", "configurationStateId", "Orders the states of the resource."), Filter::None),
    (Column::text("availability_zone", "availabilityZone", "Availability Zone of the resource. Null where it has none."), Filter::None),
    (Column::time("resource_created_at", "resourceCreationTime", "When the resource was created. Null where AWS does not say."), Filter::None),
    (Column::json("tags", "tags", "Tags as a JSON object."), Filter::None),
    (Column::json("configuration", "configuration", "The state itself as a JSON object. Null where the resource was deleted."), Filter::None),
    (Column::json("supplementary_configuration", "supplementaryConfiguration", "What belongs to the state beside it, as a JSON object of JSON texts."), Filter::None),
    (Column::json("relationships", "relationships", "Related resources as a JSON list."), Filter::None),
    (Column::list("related_events", "relatedEvents[]", "Ids of the CloudTrail events behind the change. AWS sends none today."), Filter::None),
    (Column::text("recording_frequency", "recordingFrequency", "How often changes are recorded. Null where AWS does not say.").with_values(RECORDING_FREQUENCIES), Filter::None),
    (Column::time("delivered_at", "configurationItemDeliveryTime", "When the state was delivered. Null unless recorded daily."), Filter::None),
];

/// GetResourceConfigHistory is about one resource.
const LIMITS: Limits = Limits { attributes: usize::MAX, values: 1, prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "config_resource_history",
    description: "States that AWS Config recorded of one resource, which a statement names by type and id",
    service: "config",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: Some(CAPTURED_AT),
    tag_members: &["tags"],
};

impl Table for ConfigResourceHistory {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetResourceConfigHistory::CALL, GetResourceConfigHistory::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        match column {
            "resource_type" | "resource_id" => Some("=, which it needs"),
            _ => in_words(column, DEFINITIONS, LIMITS),
        }
    }

    fn sorts_by(&self, column: &str) -> bool {
        column == CAPTURED_AT
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let one = |set| attributes.equal_to(set).and_then(|values| values.into_iter().next());
        let times = attributes.0.iter().find_map(|attribute| match attribute.condition {
            Condition::Time(range) => Some(range),
            _ => None,
        });
        let times = times.unwrap_or(Range { from: None, to: None });
        let fetch = History { resource: one(Set::Type).zip(one(Set::Id)), times };
        Translation { verdicts, pushed: attributes.to_string(), fetch: Arc::new(fetch) }
    }
}

/// The states of a resource within some time.
#[derive(Debug)]
struct History {
    /// Type and id; none where a statement does not name both.
    resource: Option<(String, String)>,
    times: Range<i64>,
}

impl Fetch for History {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let Some((resource_type, id)) = self.resource.clone() else {
            return Unanswerable::stream(format!(
                "{} shows one resource, and AWS has no history of all. Add resource_type = 'AWS::S3::Bucket' AND resource_id = 'its id' to WHERE, each with one value.",
                ABOUT.name
            ));
        };
        let now = request.connection().now();
        let Range { from: earlier, to } = self.times;
        let nanoseconds = |moment: chrono::DateTime<chrono::Utc>| moment.timestamp_nanos_opt().unwrap_or(i64::MAX);
        // AWS refuses a time that ends before it begins; there is nothing in it.
        if earlier.is_some_and(|earlier| earlier >= to.unwrap_or(i64::MAX).min(nanoseconds(now))) {
            return stream::empty().boxed();
        }
        // AWS goes up to the present by itself. What ended a moment ago asks for that, too: the same time asked again
        // is then the same question for as long as its answer is kept.
        let long_ago = nanoseconds(now - GetResourceConfigHistory::CALL.terms().kept_for);
        let later = to.filter(|to| *to < long_ago);
        let one = GetResourceConfigHistory { resource_type, id, earlier, later };
        known(Listing::of(one).fetch(shape, Arc::clone(&request)), request)
    }
}

/// GetResourceConfigHistory of one resource; moments are nanoseconds since the epoch.
#[derive(Debug)]
struct GetResourceConfigHistory {
    resource_type: String,
    id: String,
    earlier: Option<i64>,
    later: Option<i64>,
}

impl Operation for GetResourceConfigHistory {
    type Output = GetResourceConfigHistoryOutput;
    type Error = GetResourceConfigHistoryError;
    const CALL: Call =
        Call { service: SERVICE, operation: "GetResourceConfigHistory", action: "config:GetResourceConfigHistory" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "configurationItems", token: Some("nextToken"), left_out: None, always: None, size: 100 };

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetResourceConfigHistoryOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetResourceConfigHistoryError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let moment = |nanoseconds: i64| DateTime::from_nanos(i128::from(nanoseconds)).ok();
        let order = ask.order.map(
            |(_, descends)| {
                if descends { ChronologicalOrder::Reverse } else { ChronologicalOrder::Forward }
            },
        );
        let operation = connection
            .config()
            .get_resource_config_history()
            .resource_type(ResourceType::from(self.resource_type.as_str()))
            .resource_id(&self.id)
            .set_earlier_time(self.earlier.and_then(moment))
            .set_later_time(self.later.and_then(moment))
            .set_chronological_order(order)
            .limit(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
