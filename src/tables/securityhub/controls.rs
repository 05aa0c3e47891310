//! `securityhub_controls`: the security controls of Security Hub and whether they are enabled.
//!
//! ListSecurityControlDefinitions names the controls, BatchGetSecurityControls says how each is set: two requests for a
//! hundred controls, or one where the statement names its controls.

use std::sync::{Arc, LazyLock};

use aws_sdk_securityhub::operation::batch_get_security_controls::{
    BatchGetSecurityControlsError, BatchGetSecurityControlsOutput,
};
use aws_sdk_securityhub::operation::list_security_control_definitions::{
    ListSecurityControlDefinitionsError, ListSecurityControlDefinitionsOutput,
};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::cast::as_string_array;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::{CONTROL_PAGE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::filters::{Filter, Limits, in_words, translate};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation, looks};

const SEVERITIES: &[&str] = &["CRITICAL", "HIGH", "MEDIUM", "LOW"];
const STATUSES: &[&str] = &["ENABLED", "DISABLED"];
const UPDATES: &[&str] = &["READY", "UPDATING"];

/// The table over security controls.
#[derive(Debug)]
pub struct SecurityHubControls;

/// Every column; the control's id is what AWS can be asked by.
#[rustfmt::skip]
static DEFINITIONS: &[(Column, Filter<()>)] = &[
    (Column::text("account_id", "SecurityControlArn", "Account the control is set in.").with_account_of_arn(), Filter::None),
    (Column::text("region", "@region", "Region the control is set in."), Filter::None),
    (Column::text("control_id", "SecurityControlId", "Security control such as S3.1.").with_console(CONTROL_PAGE), Filter::Equal(())),
    (Column::text("control_arn", "SecurityControlArn", "ARN of the control."), Filter::None),
    (Column::text("title", "Title", "Title of the control.").with_console(CONTROL_PAGE), Filter::None),
    (Column::text("description", "Description", "Description of the control."), Filter::None),
    (Column::text("severity", "SeverityRating", "Severity of the control.").with_values(SEVERITIES).with_looks(&looks::SEVERITY), Filter::None),
    (Column::text("status", "SecurityControlStatus", "Whether the control is enabled in any standard.").with_values(STATUSES), Filter::None),
    (Column::text("update_status", "UpdateStatus", "Whether a change of its parameters is under way.").with_values(UPDATES), Filter::None),
    (Column::text("update_reason", "LastUpdateReason", "Why it was last changed. Null where nobody said."), Filter::None),
    (Column::text("remediation_url", "RemediationUrl", "Page that says how to mend what it finds.").with_address(), Filter::None),
    (Column::json("parameters", "Parameters", "Its parameters as a JSON object. Null where it has none."), Filter::None),
];

/// BatchGetSecurityControls takes 100 ids.
const LIMITS: Limits = Limits { attributes: 1, values: 100, prefixes: false };

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| DEFINITIONS.iter().map(|(column, _)| *column).collect());

static ABOUT: About = About {
    name: "securityhub_controls",
    description: "Security controls of AWS Security Hub, with severity and whether they are enabled",
    service: "securityhub",
    scope: Spread::Region,
    changes: Changes::AnyTime,
    default_time_column: None,
    tag_members: &[],
};

impl Table for SecurityHubControls {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![
            (ListDefinitions::CALL, ListDefinitions::QUOTA),
            (BatchGetSecurityControls::CALL, BatchGetSecurityControls::QUOTA),
        ]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        in_words(column, DEFINITIONS, LIMITS)
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (verdicts, attributes) = translate(filters, DEFINITIONS, LIMITS);
        let pushed = attributes.to_string();
        let named = attributes.0.first().and_then(|attribute| attribute.condition.equal_to());
        Translation { verdicts, pushed, fetch: Arc::new(Controls { named }) }
    }
}

/// The controls of these ids, or all.
#[derive(Debug)]
struct Controls {
    named: Option<Vec<String>>,
}

impl Fetch for Controls {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let id = Column::text("control_id", "SecurityControlId", "The control.");
        let ids = match &self.named {
            Some(named) => stream::iter([Ok(named.clone())]).boxed(),
            None => {
                let shape = RowShape::all(Arc::from([id]));
                let pages = Listing::of(ListDefinitions).fetch(shape, Arc::clone(&request));
                pages.map(|page| ids_of(&page?)).boxed()
            }
        };
        let details = move |ids| {
            let shape = RowShape { limit: None, ..shape.clone() };
            Listing::of(BatchGetSecurityControls { ids }).fetch(shape, Arc::clone(&request))
        };
        ids.map_ok(details).try_flatten().boxed()
    }
}

fn ids_of(page: &RecordBatch) -> Result<Vec<String>> {
    Ok(as_string_array(page.column(0))?.iter().flatten().map(str::to_owned).collect())
}

#[derive(Debug)]
struct ListDefinitions;

impl Operation for ListDefinitions {
    type Output = ListSecurityControlDefinitionsOutput;
    type Error = ListSecurityControlDefinitionsError;
    const CALL: Call = Call {
        service: "Security Hub",
        operation: "ListSecurityControlDefinitions",
        action: "securityhub:ListSecurityControlDefinitions",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "SecurityControlDefinitions",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: 100,
    };

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(ListSecurityControlDefinitionsOutput::builder().set_security_control_definitions(Some(Vec::new())).build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListSecurityControlDefinitionsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let client = connection.securityhub();
        let operation = client.list_security_control_definitions().max_results(ask.size).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[derive(Debug)]
struct BatchGetSecurityControls {
    ids: Vec<String>,
}

impl Operation for BatchGetSecurityControls {
    type Output = BatchGetSecurityControlsOutput;
    type Error = BatchGetSecurityControlsError;
    const CALL: Call = Call {
        service: "Security Hub",
        operation: "BatchGetSecurityControls",
        action: "securityhub:BatchGetSecurityControls",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "SecurityControls", token: None, left_out: Some("UnprocessedIds"), always: None, size: 100 };

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(BatchGetSecurityControlsOutput::builder().set_security_controls(Some(Vec::new())).build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        BatchGetSecurityControlsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection.securityhub().batch_get_security_controls();
        Box::pin(operation.set_security_control_ids(Some(self.ids.clone())).customize().interceptor(read).send())
    }
}
