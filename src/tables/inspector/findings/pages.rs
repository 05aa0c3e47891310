//! ListFindings: its filters, its order, its pages.

use aws_sdk_inspector2::operation::list_findings::{ListFindingsError, ListFindingsOutput};
use aws_sdk_inspector2::primitives::DateTime;
use aws_sdk_inspector2::types::builders::FilterCriteriaBuilder as Builder;
use aws_sdk_inspector2::types::{
    DateFilter, FilterCriteria, NumberFilter, PackageFilter, SortCriteria, SortField, SortOrder, StringComparison,
    StringFilter,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use crate::aws::{BulkInterceptor, Call, Connection, Quota};
use crate::tables::filters::{Attribute, Attributes, Comparison, Condition};
use crate::tables::inspector::USUAL;
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::Page;

/// How ListFindings is given a field.
#[derive(Debug, Clone, Copy)]
pub enum Set {
    /// Texts.
    Text(fn(Builder, StringFilter) -> Builder),
    /// A range of times.
    Time(fn(Builder, DateFilter) -> Builder),
    /// A range of numbers.
    Number(fn(Builder, NumberFilter) -> Builder),
    /// Names of packages, any of which the finding is about.
    Package,
}

/// ListFindings with its filters.
#[derive(Debug)]
pub struct ListFindings {
    filters: Option<FilterCriteria>,
}

impl ListFindings {
    /// Takes translated filters; without any, all findings are asked for.
    pub fn new(attributes: Attributes<Set>) -> Self {
        let asked =
            (!attributes.0.is_empty()).then(|| attributes.0.iter().fold(FilterCriteria::builder(), with).build());
        Self { filters: asked }
    }
}

fn with(builder: Builder, attribute: &Attribute<Set>) -> Builder {
    match (attribute.set, &attribute.condition) {
        (Set::Text(set), Condition::Text(values)) => {
            values.iter().filter_map(|(comparison, value)| text(*comparison, value)).fold(builder, set)
        }
        (Set::Package, Condition::Text(values)) => values
            .iter()
            .filter_map(|(comparison, value)| text(*comparison, value))
            .map(|name| PackageFilter::builder().name(name).build())
            .fold(builder, Builder::vulnerable_packages),
        (Set::Time(set), Condition::Time(range)) => {
            let moment = |nanoseconds: i64| DateTime::from_nanos(i128::from(nanoseconds)).ok();
            let filter = DateFilter::builder()
                .set_start_inclusive(range.from.and_then(moment))
                .set_end_inclusive(range.to.and_then(moment));
            set(builder, filter.build())
        }
        (Set::Number(set), Condition::Number(range)) => {
            let filter = NumberFilter::builder().set_lower_inclusive(range.from).set_upper_inclusive(range.to);
            set(builder, filter.build())
        }
        // A column's kind and its setter are written side by side in one table.
        _ => builder,
    }
}

/// Makes one filter; both of its required members are given, so the SDK never refuses.
fn text(comparison: Comparison, value: &str) -> Option<StringFilter> {
    let comparison = match comparison {
        Comparison::Equals => StringComparison::Equals,
        Comparison::Prefix => StringComparison::Prefix,
        Comparison::NotEquals => StringComparison::NotEquals,
    };
    StringFilter::builder().comparison(comparison).value(value).build().ok()
}

/// The field ListFindings sorts by for a column, where every finding has it.
pub fn sort_field(column: &str) -> Option<SortField> {
    match column {
        "first_observed_at" => Some(SortField::FirstObservedAt),
        "last_observed_at" => Some(SortField::LastObservedAt),
        _ => None,
    }
}

impl Operation for ListFindings {
    type Output = ListFindingsOutput;
    type Error = ListFindingsError;
    const CALL: Call = Call { service: "Inspector", operation: "ListFindings", action: "inspector2:ListFindings" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "findings", token: Some("nextToken"), left_out: None, always: None, size: 100 };

    fn output() -> Result<Self::Output, BuildError> {
        Ok(ListFindingsOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListFindingsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let sort = ask.order.and_then(|(column, descending)| {
            let order = if descending { SortOrder::Desc } else { SortOrder::Asc };
            SortCriteria::builder().field(sort_field(column)?).sort_order(order).build().ok()
        });
        let operation = connection
            .inspector()
            .list_findings()
            .set_filter_criteria(self.filters.clone())
            .set_sort_criteria(sort)
            .max_results(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
