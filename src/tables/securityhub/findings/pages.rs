//! GetFindings: its filters, its order, its pages.

use std::time::Duration;

use aws_sdk_securityhub::operation::get_findings::{GetFindingsError, GetFindingsOutput};
use aws_sdk_securityhub::types::builders::AwsSecurityFindingFiltersBuilder as Builder;
use aws_sdk_securityhub::types::{
    AwsSecurityFindingFilters, DateFilter, SortCriterion, SortOrder, StringFilter, StringFilterComparison,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use super::{LIMITS, UPDATED_AT, definition};
use crate::aws::{BulkInterceptor, Call, Connection, Quota};
use crate::tables::filters::{Attribute, Attributes, Comparison, Condition, timestamp};
use crate::tables::listing::{Ask, Cuts, Operation, Paging, Sent};
use crate::tables::rows::Page;

/// How GetFindings is given an attribute.
#[derive(Debug, Clone, Copy)]
pub enum Set {
    /// Texts.
    Text(fn(Builder, StringFilter) -> Builder),
    /// A range of times.
    Time(fn(Builder, DateFilter) -> Builder),
}

/// GetFindings with its filters.
#[derive(Debug)]
pub struct GetFindings {
    attributes: Attributes<Set>,
}

/// Security Hub deletes findings 90 days after their last update.
const KEPT_FOR: Duration = Duration::from_secs(90 * 24 * 3_600);

impl GetFindings {
    /// Takes translated filters; without any, all findings are asked for.
    pub fn new(attributes: Attributes<Set>) -> Self {
        Self { attributes }
    }
}

fn filters(attributes: &Attributes<Set>) -> Option<AwsSecurityFindingFilters> {
    let builder = (!attributes.0.is_empty()).then(AwsSecurityFindingFilters::builder)?;
    Some(attributes.0.iter().fold(builder, with).build())
}

fn with(builder: Builder, attribute: &Attribute<Set>) -> Builder {
    match (attribute.set, &attribute.condition) {
        (Set::Text(set), Condition::Text(values)) => values.iter().fold(builder, |builder, (comparison, value)| {
            let comparison = match comparison {
                Comparison::Equals => StringFilterComparison::Equals,
                Comparison::Prefix => StringFilterComparison::Prefix,
                Comparison::NotEquals => StringFilterComparison::NotEquals,
            };
            set(builder, StringFilter::builder().comparison(comparison).value(value).build())
        }),
        // AWS wants both ends.
        (Set::Time(set), Condition::Time(range)) => {
            let start = range.from.map_or_else(|| "1970-01-01T00:00:00.000Z".to_owned(), timestamp);
            let end = range.to.map_or_else(|| "9999-12-31T23:59:59.000Z".to_owned(), timestamp);
            set(builder, DateFilter::builder().start(start).end(end).build())
        }
        // A column's kind and its setter are written side by side in one table.
        _ => builder,
    }
}

impl Operation for GetFindings {
    type Output = GetFindingsOutput;
    type Error = GetFindingsError;
    const CALL: Call = Call { service: "Security Hub", operation: "GetFindings", action: "securityhub:GetFindings" };
    const QUOTA: Quota = Quota { class: "securityhub:GetFindings", per_second: 3, burst: 6 };
    const PAGING: Paging =
        Paging { list: "Findings", token: Some("NextToken"), left_out: None, always: None, size: 100 };

    /// By their last update, which every finding has.
    fn cuts(&self) -> Option<Cuts> {
        let (column, _) = definition(UPDATED_AT).filter(|_| self.attributes.has_room_for(UPDATED_AT, LIMITS))?;
        let oldest = self.attributes.range(UPDATED_AT).and_then(|range| range.from);
        Some(Cuts { column: *column, oldest, kept_for: KEPT_FOR })
    }

    fn output() -> Result<Self::Output, BuildError> {
        Ok(GetFindingsOutput::builder().set_findings(Some(Vec::new())).build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetFindingsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let sort = ask.order.map(|(column, descending)| {
            let order = if descending { SortOrder::Descending } else { SortOrder::Ascending };
            let member = definition(column).map_or(column, |(known, _)| known.member);
            vec![SortCriterion::builder().field(member).sort_order(order).build()]
        });
        let filters = match ask.within {
            Some(range) => filters(&self.attributes.within(UPDATED_AT, Set::Time(Builder::updated_at), range)),
            None => filters(&self.attributes),
        };
        let operation = connection
            .securityhub()
            .get_findings()
            .set_filters(filters)
            .set_sort_criteria(sort)
            .max_results(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
