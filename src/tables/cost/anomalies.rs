//! `cost_anomalies`: costs that Cost Anomaly Detection calls unusual, from GetAnomalies.
//!
//! AWS selects by the last day of an anomaly, of the 90 days it keeps.

use std::sync::Arc;

use aws_sdk_costexplorer::operation::get_anomalies::{GetAnomaliesError, GetAnomaliesOutput};
use aws_sdk_costexplorer::types::{AnomalyDateInterval, AnomalyFeedbackType, NumericOperator, TotalImpactFilter};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use chrono::{DateTime, Days, NaiveDate};
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};

use super::USUAL;
use crate::aws::{BulkInterceptor, Call, Connection, Quota, Request, Spread};
use crate::tables::listing::{Ask, Listing, Operation, Paging, Sent};
use crate::tables::predicate::{Match, Predicate, Test};
use crate::tables::rows::Page;
use crate::tables::{About, Changes, Column, Fetch, RowShape, Table, Translation, Verdict};

const FEEDBACK: &[&str] = &["YES", "NO", "PLANNED_ACTIVITY"];
/// What AWS keeps.
const DAYS_KEPT: u64 = 90;
/// Impacts are told in dollars, whatever the currency of the bill.
const DOLLARS: &str = "currencyUSD";

/// The table over GetAnomalies.
#[derive(Debug)]
pub struct CostAnomalies;

#[rustfmt::skip]
static COLUMNS: &[Column] = &[
    Column::text("account_id", "RootCauses[0].LinkedAccount", "Account of the first root cause. Null where none is known."),
    Column::text("region", "RootCauses[0].Region", "Region of the first root cause. Null where none is known."),
    Column::text("anomaly_id", "AnomalyId", "Id of the anomaly."),
    Column::time("started_at", "AnomalyStartDate", "First day it was detected, 00:00 UTC."),
    Column::time("ended_at", "AnomalyEndDate", "Last day it was detected, 00:00 UTC. Null while it goes on."),
    Column::text("dimension_value", "DimensionValue", "What the monitor saw it in, such as a service or an account."),
    Column::text("service", "RootCauses[0].Service", "Service of the first root cause. Null where none is known."),
    Column::text("usage_type", "RootCauses[0].UsageType", "Usage type of the first root cause. Null where none is known."),
    Column::text("account_name", "RootCauses[0].LinkedAccountName", "Name of the account. Null where none is known."),
    Column::number("total_impact", "Impact.TotalImpact", "Actual less expected costs.").with_unit(DOLLARS),
    Column::number("total_impact_percentage", "Impact.TotalImpactPercentage", "Impact in percent of what was expected. Null where nothing was.").with_unit("percent"),
    Column::number("max_impact", "Impact.MaxImpact", "Impact of the dearest day.").with_unit(DOLLARS),
    Column::number("actual_spend", "Impact.TotalActualSpend", "Costs while it lasted. Null where AWS does not say.").with_unit(DOLLARS),
    Column::number("expected_spend", "Impact.TotalExpectedSpend", "What was expected. Null where AWS does not say.").with_unit(DOLLARS),
    Column::number("max_score", "AnomalyScore.MaxScore", "How unusual it was at most, 0 to 1.").with_decimals(2),
    Column::number("current_score", "AnomalyScore.CurrentScore", "How unusual it is now, 0 to 1.").with_decimals(2),
    Column::text("feedback", "Feedback", "What people said of it. Null where nobody did.").with_values(FEEDBACK),
    Column::text("monitor_arn", "MonitorArn", "ARN of the monitor that saw it."),
    Column::json("root_causes", "RootCauses", "All root causes as a JSON list."),
];

static ABOUT: About = About {
    name: "cost_anomalies",
    description: "Unusual costs of the last 90 days, from AWS Cost Anomaly Detection",
    service: "ce",
    scope: Spread::Global,
    changes: Changes::Daily,
    default_time_column: Some("started_at"),
    tag_members: &[],
};

impl Table for CostAnomalies {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        vec![(GetAnomalies::CALL, GetAnomalies::QUOTA)]
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        match column {
            "started_at" => Some(">, >= as a superset"),
            "ended_at" => Some("<, <=, >, >=, BETWEEN as a superset"),
            "total_impact" => Some(">, >= as a superset"),
            "feedback" | "monitor_arn" => Some("="),
            _ => None,
        }
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        let (mut asked, mut pushed) = (Anomalies::default(), Vec::new());
        let mut judge = |filter: &Expr| {
            let verdict = Predicate::of(filter).and_then(|predicate| asked.push(predicate));
            if verdict.is_some() {
                pushed.push(filter.to_string());
            }
            verdict.unwrap_or(Verdict::Unsupported)
        };
        let verdicts = filters.iter().map(|filter| judge(filter)).collect();
        Translation { verdicts, pushed: pushed.join(" AND "), fetch: Arc::new(asked) }
    }
}

/// Anomalies that ended within some days, by what else AWS selects.
#[derive(Debug, Clone, Default)]
struct Anomalies {
    /// Moments in nanoseconds since the epoch.
    from: Option<i64>,
    to: Option<i64>,
    least_impact: Option<f64>,
    feedback: Option<String>,
    monitor: Option<String>,
}

impl Anomalies {
    fn push(&mut self, predicate: Predicate) -> Option<Verdict> {
        match (predicate.column.as_str(), predicate.test) {
            // None ends before it starts.
            ("started_at" | "ended_at", Test::From(from)) => self.from = self.from.max(Some(from)),
            ("ended_at", Test::To(to)) => self.to = Some(self.to.map_or(to, |known| known.min(to))),
            ("total_impact", Test::AtLeast(least)) => {
                self.least_impact = Some(self.least_impact.map_or(least, |known| known.max(least)));
            }
            ("feedback", Test::Any(matches)) => return only(&mut self.feedback, matches),
            ("monitor_arn", Test::Any(matches)) => return only(&mut self.monitor, matches),
            _ => return None,
        }
        Some(Verdict::Superset)
    }
}

/// AWS takes one value.
fn only(slot: &mut Option<String>, mut matches: Vec<Match>) -> Option<Verdict> {
    match (matches.pop()?, slot.is_none() && matches.is_empty()) {
        (Match::Equal(value), true) if !value.is_empty() => {
            *slot = Some(value);
            Some(Verdict::Exact)
        }
        _ => None,
    }
}

impl Fetch for Anomalies {
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let today = request.connection().now().date_naive();
        let oldest = today.checked_sub_days(Days::new(DAYS_KEPT)).unwrap_or(today);
        let day = |moment: i64| DateTime::from_timestamp_nanos(moment).date_naive();
        let (from, to) = (self.from.map(day), self.to.map(day));
        if from.is_some_and(|from| from < oldest) {
            let missing =
                format!("AWS keeps anomalies for {DAYS_KEPT} days, so that those before {oldest} are missing");
            if let Err(error) = request.incomplete(GetAnomalies::CALL, &missing) {
                return stream::once(std::future::ready(Err(error.into()))).boxed();
            }
        }
        let start = from.map_or(oldest, |from| from.max(oldest));
        if start > to.map_or(today, |to| to.min(today)) {
            return stream::empty().boxed();
        }
        let selected = self.clone();
        Listing::of(GetAnomalies { start, end: to, selected }).fetch(RowShape { limit: None, ..shape }, request)
    }
}

/// GetAnomalies of some days, both included.
#[derive(Debug)]
struct GetAnomalies {
    start: NaiveDate,
    end: Option<NaiveDate>,
    selected: Anomalies,
}

impl Operation for GetAnomalies {
    type Output = GetAnomaliesOutput;
    type Error = GetAnomaliesError;
    const CALL: Call = Call { service: "Cost Explorer", operation: "GetAnomalies", action: "ce:GetAnomalies" };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging =
        Paging { list: "Anomalies", token: Some("NextPageToken"), left_out: None, always: None, size: 100 };

    fn output() -> std::result::Result<Self::Output, BuildError> {
        GetAnomaliesOutput::builder().set_anomalies(Some(Vec::new())).build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        GetAnomaliesError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let Anomalies { least_impact, feedback, monitor, .. } = &self.selected;
        let interval = AnomalyDateInterval::builder()
            .start_date(self.start.to_string())
            .set_end_date(self.end.map(|end| end.to_string()))
            .build();
        let impact = |least: &f64| {
            let operator = NumericOperator::GreaterThanOrEqual;
            TotalImpactFilter::builder().numeric_operator(operator).start_value(*least).build().ok()
        };
        let operation = connection
            .cost_explorer()
            .get_anomalies()
            .set_date_interval(interval.ok())
            .set_total_impact(least_impact.as_ref().and_then(impact))
            .set_feedback(feedback.as_deref().map(AnomalyFeedbackType::from))
            .set_monitor_arn(monitor.clone())
            .max_results(ask.size)
            .set_next_page_token(ask.token)
            .customize()
            .interceptor(read);
        Box::pin(operation.send())
    }
}
