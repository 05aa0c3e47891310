//! GetCostAndUsage: how its pages are asked for, and read into rows of one period and one group each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_costexplorer::operation::get_cost_and_usage::{GetCostAndUsageError, GetCostAndUsageOutput};
use aws_sdk_costexplorer::types::{DateInterval, Granularity, GroupDefinition, GroupDefinitionType};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use serde::Deserialize;

use super::super::USUAL;
use super::super::period::{Days, Grain, Period};
use super::{CURRENCY, METRICS, PERIOD_END, PERIOD_START, Seen, Usage, dimension};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request};
use crate::tables::ColumnType;
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::{Page, PageReader, Sheet};

/// GetCostAndUsage of some days.
#[derive(Debug)]
pub(super) struct GetCostAndUsage {
    pub(super) usage: Usage,
    pub(super) period: Period,
    pub(super) request: Arc<Request>,
    pub(super) seen: Arc<Seen>,
}

impl Operation for GetCostAndUsage {
    type Output = GetCostAndUsageOutput;
    type Error = GetCostAndUsageError;
    const CALL: Call = Call { service: "Cost Explorer", operation: "GetCostAndUsage", action: "ce:GetCostAndUsage" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ResultsByTime", token: Some("NextPageToken"), left_out: None, always: None, size: usize::MAX };

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> std::result::Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        let names = answer.dimension_value_attributes.iter();
        let names =
            names.filter_map(|value| Some((value.value.as_ref(), value.attributes.get("description")?.as_ref())));
        let names: HashMap<&str, &str> = names.collect();
        reader.page(answer.next_page_token.map(Cow::into_owned), |sheet| {
            for result in &answer.results_by_time {
                if result.estimated {
                    self.request.remark(
                        "Costs of the current month are estimated: AWS can change them until its bill is final."
                            .to_owned(),
                    );
                }
                let total = Group { keys: Vec::new(), metrics: result.total.clone() };
                let whole = (self.usage.groups.is_empty() && !total.metrics.is_empty()).then_some(&total);
                for group in result.groups.iter().chain(whole) {
                    self.fill(reader, sheet, result, group, &names);
                    sheet.end_row();
                }
            }
        })
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetCostAndUsageOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetCostAndUsageError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let Usage { period, groups, filter, .. } = &self.usage;
        let granularity = if *period == Grain::Day { Granularity::Daily } else { Granularity::Monthly };
        let groups = groups.iter().map(|group| {
            let (kind, key) = match group.split_once(':') {
                Some(("tag", key)) => (GroupDefinitionType::Tag, key),
                Some((_, key)) => (GroupDefinitionType::CostCategory, key),
                None => (GroupDefinitionType::Dimension, *group),
            };
            GroupDefinition::builder().r#type(kind).key(key).build()
        });
        let groups: Vec<_> = groups.collect();
        let days =
            DateInterval::builder().start(self.period.start.to_string()).end(self.period.end.to_string()).build();
        let operation = connection
            .cost_explorer()
            .get_cost_and_usage()
            .set_time_period(days.ok())
            .granularity(granularity)
            .set_metrics(Some(METRICS.map(str::to_owned).to_vec()))
            .set_group_by((!groups.is_empty()).then_some(groups))
            .set_filter(filter.clone())
            .set_next_page_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}

impl GetCostAndUsage {
    fn fill(
        &self,
        reader: &PageReader,
        sheet: &mut Sheet<'_>,
        result: &ResultByTime<'_>,
        group: &Group<'_>,
        names: &HashMap<&str, &str>,
    ) {
        // Without groups there is a sum of nothing too.
        if !self.usage.groups.is_empty() || group.metrics.values().any(|amount| !amount.is_zero()) {
            let values = self.usage.groups.iter().zip(&group.keys);
            self.seen.row(values.map(|(name, key)| !value(name, key).is_empty()));
        }
        for (index, column) in reader.columns().iter().enumerate() {
            let metric = || group.metrics.get(column.member);
            match column.name {
                PERIOD_START => sheet.text(index, &result.time_period.start),
                PERIOD_END => sheet.text(index, &result.time_period.end),
                "estimated" => sheet.boolean(index, result.estimated),
                CURRENCY => {
                    if let Some(cost) = group.metrics.get(METRICS[0]) {
                        sheet.text(index, &cost.unit);
                    }
                }
                _ if column.kind == ColumnType::Money => {
                    if let Some(cost) = metric() {
                        self.request.has_currency(&cost.unit);
                        sheet.text(index, &cost.amount);
                    }
                }
                _ if column.kind == ColumnType::Number => {
                    if let Some(amount) = metric().and_then(|amount| amount.amount.parse().ok()) {
                        sheet.number(index, amount);
                    }
                }
                _ => {
                    let place =
                        dimension(column).and_then(|dimension| self.usage.groups.iter().position(|g| *g == dimension));
                    let Some(key) = place.and_then(|place| group.keys.get(place)) else { continue };
                    match column.key() {
                        // Without a value there is no such tag.
                        Some(_) if value(column.name, key).is_empty() => {}
                        Some(_) => sheet.text(index, value(column.name, key)),
                        None if column.name == "account_name" => {
                            if let Some(name) = names.get(key.as_ref()) {
                                sheet.text(index, name);
                            }
                        }
                        None => sheet.text(index, key),
                    }
                }
            }
        }
    }
}

/// The value in a group's key: AWS writes those of tags and categories `key$value`.
fn value<'a>(group: &str, key: &'a str) -> &'a str {
    let Some((_, name)) = group.split_once(':') else { return key };
    key.strip_prefix(name).and_then(|rest| rest.strip_prefix('$')).unwrap_or(key)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    #[serde(borrow, default)]
    next_page_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    results_by_time: Vec<ResultByTime<'a>>,
    #[serde(borrow, default)]
    dimension_value_attributes: Vec<Attributes<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
    #[serde(borrow, default)]
    attributes: HashMap<&'a str, Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultByTime<'a> {
    #[serde(borrow)]
    time_period: Days<'a>,
    #[serde(borrow, default)]
    total: HashMap<&'a str, Amount<'a>>,
    #[serde(borrow, default)]
    groups: Vec<Group<'a>>,
    #[serde(default)]
    estimated: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'a> {
    #[serde(borrow)]
    keys: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    metrics: HashMap<&'a str, Amount<'a>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Amount<'a> {
    #[serde(borrow)]
    amount: Cow<'a, str>,
    #[serde(borrow, default)]
    unit: Cow<'a, str>,
}

impl Amount<'_> {
    fn is_zero(&self) -> bool {
        !self.amount.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
    }
}
