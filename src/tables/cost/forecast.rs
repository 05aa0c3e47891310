//! `cost_forecast`: what is expected to be paid from today on, from GetCostForecast.
//!
//! AWS forecasts one sum for each period and says nothing of its parts: a dimension is only there to filter by. Each
//! granularity and each metric is a request.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use aws_sdk_costexplorer::operation::get_cost_forecast::{GetCostForecastError, GetCostForecastOutput};
use aws_sdk_costexplorer::types::{DateInterval, Expression, Granularity, Metric};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use chrono::{DateTime, Months, NaiveDate, Utc};
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};
use serde::Deserialize;

use super::choice::Choice;
use super::period::{Bounds, Days, Grain};
use super::usage::{CURRENCY, PERIOD_END, PERIOD_START, PREFIXES, dimension, dimension_of, dimensions};
use super::{USUAL, expression, judged};
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::predicate::Predicate;
use crate::tables::rows::{Page, PageReader};
use crate::tables::{About, Changes, Column, Fetch, Grained, RowShape, Table, Translation, Unanswerable, Verdict};

const DAILY: &str = "DAILY";
const MONTHLY: &str = "MONTHLY";
const GRANULARITIES: &[&str] = &[MONTHLY, DAILY];
const METRICS: &[&str] =
    &["UNBLENDED_COST", "AMORTIZED_COST", "BLENDED_COST", "NET_UNBLENDED_COST", "NET_AMORTIZED_COST"];
/// How sure the bounds are, in percent: what Cost Explorer itself shows.
const LEVEL: i32 = 80;

/// The table over GetCostForecast.
#[derive(Debug)]
pub struct CostForecast;

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let own = [
        Column::time(PERIOD_START, "TimePeriod.Start", "Start of the period, 00:00 UTC; the first begins today."),
        Column::time(PERIOD_END, "TimePeriod.End", "End of the period: the start of the next."),
        Column::text("granularity", "@granularity", "MONTHLY, unless DAILY is asked for.").with_values(GRANULARITIES),
        Column::text("metric", "@metric", "UNBLENDED_COST, unless another is asked for.").with_values(METRICS),
        Column::text(CURRENCY, "Total.Unit", "Currency of the costs."),
        Column::money("mean_value", "MeanValue", "What is expected."),
        Column::money("lower_bound", "PredictionIntervalLowerBound", "Costs are above it with a probability of 90 %."),
        Column::money("upper_bound", "PredictionIntervalUpperBound", "Costs are below it with a probability of 90 %."),
    ];
    dimensions().chain(own).collect()
});

static ABOUT: About = About {
    name: "cost_forecast",
    description: "Costs that AWS expects from today on: 12 months or 30 days, up to 18 or 3 months where asked for",
    service: "ce",
    scope: Spread::Global,
    changes: Changes::Daily,
    default_time_column: None,
    tag_members: &[],
};

impl Table for CostForecast {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetCostForecast::CALL, GetCostForecast::QUOTA)]
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        Grained::translate(self, filters, &[])
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        match column {
            PERIOD_START => Some("<, <=, >, >=, BETWEEN as a superset"),
            "granularity" | "metric" => Some("=, IN"),
            _ => dimension_of(column).map(|_| "=, IN, !=, NOT IN"),
        }
    }

    fn grained(&'static self) -> Option<&'static dyn Grained> {
        Some(self)
    }

    fn prefixes(&self) -> &'static [&'static str] {
        PREFIXES
    }
}

impl Grained for CostForecast {
    fn most_dimensions(&self) -> usize {
        0
    }

    fn dimension(&self, column: &Column) -> Option<&'static str> {
        dimension(column).filter(|name| !name.starts_with('@'))
    }

    fn translate(&self, filters: &[&Expr], _: &[Column]) -> Translation {
        let (mut granularity, mut metric) = (Choice::of("granularity"), Choice::of("metric"));
        let (mut bounds, mut expressions) = (Bounds::default(), Vec::new());
        let (verdicts, pushed) = judged(filters, |filter| {
            if let Some(verdict) = granularity.hear(filter).or_else(|| metric.hear(filter)) {
                return Some(verdict);
            }
            let predicate = Predicate::of(filter)?;
            if let Some(verdict) = bounds.narrow(&predicate) {
                return Some(verdict);
            }
            expressions.push(expression::of(&predicate)?);
            Some(Verdict::Exact)
        });
        let forecast = Forecast { bounds, granularity, metric, filter: expression::all(expressions) };
        Translation { verdicts, pushed: pushed.join(" AND "), fetch: Arc::new(forecast) }
    }
}

/// Forecasts of some metrics, for some granularities.
#[derive(Debug)]
struct Forecast {
    bounds: Bounds,
    granularity: Choice,
    metric: Choice,
    filter: Option<Expression>,
}

impl Forecast {
    /// The requests: one for each granularity and metric.
    fn requests(&self, request: &Arc<Request>) -> std::result::Result<Vec<GetCostForecast>, Unanswerable> {
        let now = request.connection().now();
        let chosen = |choice: &Choice, known: &'static [&'static str]| {
            let asked = choice.values(ABOUT.name)?;
            let is_asked = |value: &&str| asked.is_none_or(|asked| asked.iter().any(|asked| asked == value));
            let most = if asked.is_some() { known.len() } else { 1 };
            Ok(known.iter().copied().filter(is_asked).take(most).collect::<Vec<_>>())
        };
        let metrics = chosen(&self.metric, METRICS)?;
        let mut requests = Vec::new();
        for granularity in chosen(&self.granularity, GRANULARITIES)? {
            let (period, is_cut) = ahead(self.bounds, granularity, now);
            if is_cut || period.is_none() {
                let most = reach(granularity).2;
                request.notice(format!(
                    "{} {granularity}: AWS forecasts from today on, {most} months ahead, and nothing beyond.",
                    ABOUT.name
                ));
            }
            let Some((start, end)) = period else { continue };
            requests.extend(metrics.iter().map(|metric| {
                let (filter, request) = (self.filter.clone(), Arc::clone(request));
                GetCostForecast { start, end, granularity, metric, filter, request }
            }));
        }
        Ok(requests)
    }
}

impl Fetch for Forecast {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let requests = match self.requests(&request) {
            Ok(requests) => requests,
            Err(Unanswerable(text)) => return Unanswerable::stream(text),
        };
        let pages = move |one| {
            Listing::<GetCostForecast>::of(one).fetch(RowShape { limit: None, ..shape.clone() }, Arc::clone(&request))
        };
        stream::iter(requests).flat_map(pages).boxed()
    }
}

/// A granularity's period, how many AWS is asked for where a statement does not say, and how many months ahead it forecasts.
fn reach(granularity: &str) -> (Grain, u32, u32) {
    if granularity == DAILY { (Grain::Day, 30, 3) } else { (Grain::Month, 12, 18) }
}

/// The first day and the one after the last of the periods that begin within the bounds, none when there are none, and
/// whether the bounds go further than AWS does.
fn ahead(bounds: Bounds, granularity: &str, now: DateTime<Utc>) -> (Option<(NaiveDate, NaiveDate)>, bool) {
    let (grain, usual, most_months) = reach(granularity);
    let today = now.date_naive();
    let day = |moment: i64| DateTime::from_timestamp_nanos(moment).date_naive();
    let start = bounds.from.map_or(today, |from| grain.begin(day(from)).max(today));
    let asked = match bounds.to {
        Some(to) => grain.next(grain.begin(day(to)), 1),
        None => grain.next(grain.begin(start), usual),
    };
    let furthest = today.checked_add_months(Months::new(most_months)).map(|last| grain.begin(last));
    let (Some(asked), Some(furthest)) = (asked, furthest) else { return (None, true) };
    let end = asked.min(furthest);
    ((start < end).then_some((start, end)), bounds.to.is_some() && asked > furthest)
}

/// GetCostForecast of one metric.
#[derive(Debug)]
struct GetCostForecast {
    start: NaiveDate,
    end: NaiveDate,
    granularity: &'static str,
    metric: &'static str,
    filter: Option<Expression>,
    request: Arc<Request>,
}

impl Operation for GetCostForecast {
    type Output = GetCostForecastOutput;
    type Error = GetCostForecastError;
    const CALL: Call = Call { service: "Cost Explorer", operation: "GetCostForecast", action: "ce:GetCostForecast" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "ForecastResultsByTime", token: None, left_out: None, always: None, size: usize::MAX };

    fn asked(&self) -> Vec<(&'static str, String)> {
        vec![("granularity", self.granularity.to_owned()), ("metric", self.metric.to_owned())]
    }

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> std::result::Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        if let Some(total) = &answer.total {
            self.request.has_currency(&total.unit);
        }
        reader.page(None, |sheet| {
            for result in &answer.forecast_results_by_time {
                for (index, column) in reader.columns().iter().enumerate() {
                    let text = match column.name {
                        PERIOD_START => Some(&result.time_period.start),
                        PERIOD_END => Some(&result.time_period.end),
                        CURRENCY => answer.total.as_ref().map(|total| &total.unit),
                        "mean_value" => result.mean_value.as_ref(),
                        "lower_bound" => result.prediction_interval_lower_bound.as_ref(),
                        "upper_bound" => result.prediction_interval_upper_bound.as_ref(),
                        _ => None,
                    };
                    if let Some(text) = text {
                        sheet.text(index, text);
                    }
                }
                sheet.end_row();
            }
        })
    }

    fn output() -> std::result::Result<Self::Output, BuildError> {
        Ok(GetCostForecastOutput::builder().build())
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetCostForecastError::generic(metadata)
    }

    fn send(&self, connection: &Connection, _: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let days = DateInterval::builder().start(self.start.to_string()).end(self.end.to_string()).build();
        let operation = connection
            .cost_explorer()
            .get_cost_forecast()
            .set_time_period(days.ok())
            .granularity(Granularity::from(self.granularity))
            .metric(Metric::from(self.metric))
            .set_filter(self.filter.clone())
            .prediction_interval_level(LEVEL);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    #[serde(borrow, default)]
    total: Option<Total<'a>>,
    #[serde(borrow)]
    forecast_results_by_time: Vec<ForecastResult<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Total<'a> {
    #[serde(borrow, default)]
    unit: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ForecastResult<'a> {
    #[serde(borrow)]
    time_period: Days<'a>,
    #[serde(borrow, default)]
    mean_value: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    prediction_interval_lower_bound: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    prediction_interval_upper_bound: Option<Cow<'a, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forecasts_begin_today_and_end_where_aws_ends() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let nanos = |text: &str| (!text.is_empty()).then(|| at(text).timestamp_nanos_opt().unwrap());
        let now = at("2026-11-26T11:00:00Z");
        let rows = [
            (MONTHLY, "", "", "2026-11-26..2027-11-01"),
            (DAILY, "", "", "2026-11-26..2026-12-26"),
            (MONTHLY, "2026-11-01T00:00:00Z", "2026-11-30T23:59:59Z", "2026-11-26..2026-12-01"),
            (DAILY, "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z", "2026-12-01..2026-12-03"),
            (MONTHLY, "2027-01-15T00:00:00Z", "2027-03-01T00:00:00Z", "2027-01-01..2027-04-01"),
            (MONTHLY, "", "2030-01-01T00:00:00Z", "2026-11-26..2028-05-01 cut"),
            (DAILY, "", "2027-06-01T00:00:00Z", "2026-11-26..2027-02-26 cut"),
            (DAILY, "", "2026-11-25T00:00:00Z", "none"),
        ];
        for (granularity, from, to, expected) in rows {
            let (period, is_cut) = ahead(Bounds { from: nanos(from), to: nanos(to) }, granularity, now);
            let shown = period.map_or("none".to_owned(), |(start, end)| format!("{start}..{end}"));
            assert_eq!(format!("{shown}{}", if is_cut { " cut" } else { "" }), expected, "{granularity} {from} {to}");
        }
    }
}
