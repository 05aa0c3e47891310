//! ListFindingAggregations: counts of open findings by Inspector itself, per account, type, title, package or resource.

use aws_sdk_inspector2::operation::list_finding_aggregations::{
    ListFindingAggregationsError, ListFindingAggregationsOutput,
};
use aws_sdk_inspector2::types::{
    AggregationFindingType, AggregationRequest, AggregationType, FindingTypeAggregation, StringComparison, StringFilter,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use super::USUAL;
use crate::aws::{BulkInterceptor, Call, Connection, Quota};
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::Page;

/// One aggregation.
#[derive(Debug, Clone)]
pub struct ListFindingAggregations {
    /// What is aggregated by, in AWS's word.
    pub aggregation_type: &'static str,
    /// The type of finding counted; for the aggregation FINDING_TYPE only, whose answer does not name it.
    pub finding_type: Option<&'static str>,
    /// Accounts counted; all when empty.
    pub accounts: Vec<String>,
}

impl Operation for ListFindingAggregations {
    type Output = ListFindingAggregationsOutput;
    type Error = ListFindingAggregationsError;
    const CALL: Call = Call {
        service: "Inspector",
        operation: "ListFindingAggregations",
        action: "inspector2:ListFindingAggregations",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "responses", token: Some("nextToken"), left_out: None, always: None, size: 100 };

    fn asked(&self) -> Vec<(&'static str, String)> {
        let mut asked = vec![("aggregation_type", self.aggregation_type.to_owned())];
        asked.extend(self.finding_type.map(|finding_type| ("finding_type", finding_type.to_owned())));
        asked
    }

    fn output() -> Result<Self::Output, BuildError> {
        ListFindingAggregationsOutput::builder().aggregation_type(AggregationType::Account).build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListFindingAggregationsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let accounts = self.accounts.iter().filter_map(|account| {
            StringFilter::builder().comparison(StringComparison::Equals).value(account).build().ok()
        });
        let accounts: Vec<StringFilter> = accounts.collect();
        let one_type = self.finding_type.map(|finding_type| {
            let aggregation =
                FindingTypeAggregation::builder().finding_type(AggregationFindingType::from(finding_type));
            AggregationRequest::FindingTypeAggregation(aggregation.build())
        });
        let operation = connection
            .inspector()
            .list_finding_aggregations()
            .aggregation_type(AggregationType::from(self.aggregation_type))
            .set_aggregation_request(one_type)
            .set_account_ids((!accounts.is_empty()).then_some(accounts))
            .max_results(ask.size)
            .set_next_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
