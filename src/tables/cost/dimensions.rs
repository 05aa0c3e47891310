//! `cost_dimensions`: the values that costs can be filtered and grouped by, for pickers, from GetDimensionValues and
//! GetTags.
//!
//! Each dimension is a request or more, so that a statement names those it wants.

use std::borrow::Cow;
use std::sync::Arc;

use aws_sdk_costexplorer::operation::get_dimension_values::{GetDimensionValuesError, GetDimensionValuesOutput};
use aws_sdk_costexplorer::operation::get_tags::{GetTagsError, GetTagsOutput};
use aws_sdk_costexplorer::types::{DateInterval, Dimension};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};
use serde::Deserialize;

use super::choice::Choice;
use super::period::{Bounds, Grain, Period};
use super::{USUAL, judged};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::rows::{Page, PageReader};
use crate::tables::tags::TAG;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation, Unanswerable};

/// The table over GetDimensionValues.
#[derive(Debug)]
pub struct CostDimensions;

#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    Column::text("dimension", "@dimension", "What the values are of: a dimension such as SERVICE or LINKED_ACCOUNT, TAG for the keys of tags, or tag:KEY for the values of one."),
    Column::text("value", "Value", "The value, as filters of cost tables take it. Empty for what has no such tag."),
    Column::text("description", "Attributes.description", "What it stands for, such as an account's name. Null where AWS says nothing."),
];

static ABOUT: About = About {
    name: "cost_dimensions",
    description: "Values of a dimension or a tag that costs of the last 13 months have; name the dimension",
    service: "ce",
    scope: Spread::Global,
    changes: Changes::Daily,
    default_time_column: None,
    tag_members: &[],
};

impl Table for CostDimensions {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetDimensionValues::CALL, GetDimensionValues::QUOTA), (GetTags::CALL, GetTags::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        (column == "dimension").then_some("=, IN; required")
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let mut dimension = Choice::of("dimension");
        let (verdicts, pushed) = judged(filters, |filter| dimension.hear(filter));
        Translation { verdicts, pushed: pushed.join(" AND "), fetch: Arc::new(Values { dimension }) }
    }
}

/// The values of some dimensions.
#[derive(Debug)]
struct Values {
    dimension: Choice,
}

impl Fetch for Values {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let dimensions = match self.dimension.values(ABOUT.name) {
            Ok(Some(dimensions)) => dimensions.to_vec(),
            Ok(None) => {
                return Unanswerable::stream(format!(
                    "{} lists one dimension a request, and each costs 0.01 USD: name those you want, such as dimension = 'SERVICE' or dimension = 'tag:team'.",
                    ABOUT.name
                ));
            }
            Err(Unanswerable(text)) => return Unanswerable::stream(text),
        };
        let Some(period) = Bounds::default().period(Grain::Day, request.connection().now()) else {
            return stream::empty().boxed();
        };
        let shape = RowShape { limit: None, ..shape };
        let pages = move |dimension: String| {
            let (shape, request, period) = (shape.clone(), Arc::clone(&request), period.clone());
            if dimension == "TAG" || dimension.starts_with(TAG) {
                Listing::of(GetTags { dimension, period }).fetch(shape, request)
            } else {
                Listing::of(GetDimensionValues { dimension, period }).fetch(shape, request)
            }
        };
        stream::iter(dimensions).flat_map(pages).boxed()
    }
}

fn interval(period: &Period) -> Option<DateInterval> {
    DateInterval::builder().start(period.start.to_string()).end(period.end.to_string()).build().ok()
}

/// GetDimensionValues of one dimension.
#[derive(Debug)]
struct GetDimensionValues {
    dimension: String,
    period: Period,
}

impl Operation for GetDimensionValues {
    type Output = GetDimensionValuesOutput;
    type Error = GetDimensionValuesError;
    const CALL: Call =
        Call { service: "Cost Explorer", operation: "GetDimensionValues", action: "ce:GetDimensionValues" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "DimensionValues",
        token: Some("NextPageToken"),
        left_out: None,
        always: None,
        size: usize::MAX,
    };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![("dimension", self.dimension.clone())]
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        GetDimensionValuesOutput::builder().set_dimension_values(Some(Vec::new())).return_size(0).total_size(0).build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetDimensionValuesError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .cost_explorer()
            .get_dimension_values()
            .dimension(Dimension::from(self.dimension.as_str()))
            .set_time_period(interval(&self.period))
            .set_next_page_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

/// GetTags: the keys of tags, or the values of one key.
#[derive(Debug)]
struct GetTags {
    dimension: String,
    period: Period,
}

impl Operation for GetTags {
    type Output = GetTagsOutput;
    type Error = GetTagsError;
    const CALL: Call = Call { service: "Cost Explorer", operation: "GetTags", action: "ce:GetTags" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "Tags", token: Some("NextPageToken"), left_out: None, always: None, size: usize::MAX };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![("dimension", self.dimension.clone())]
    }

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> std::result::Result<Page, serde_json::Error> {
        let answer: Tags = serde_json::from_slice(bytes)?;
        reader.page(answer.next_page_token, |sheet| {
            let value = reader.columns().iter().position(|column| column.name == "value");
            for tag in &answer.tags {
                if let Some(value) = value {
                    sheet.text(value, tag);
                }
                sheet.end_row();
            }
        })
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        GetTagsOutput::builder().set_tags(Some(Vec::new())).return_size(0).total_size(0).build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetTagsError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let operation = connection
            .cost_explorer()
            .get_tags()
            .set_tag_key(self.dimension.strip_prefix(TAG).map(str::to_owned))
            .set_time_period(interval(&self.period))
            .set_next_page_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tags<'a> {
    #[serde(borrow)]
    tags: Vec<Cow<'a, str>>,
    #[serde(default)]
    next_page_token: Option<String>,
}
