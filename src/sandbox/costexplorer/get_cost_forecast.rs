//! GetCostForecast: what is expected to be charged from today on.
//!
//! The mean is what the days' shape and growth give without chance and surges. Bounds are only there if a prediction
//! interval was asked for; they widen with the level and with how far away a period is.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::amounts::{Metric, ONE, decimal};
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::{self, Bill, Charge};
use super::super::organisation::labels::Label;
use super::INVALID;
use super::expression::Expression;
use super::periods::{Granularity, Period};

/// The names of metrics here, which differ from those of GetCostAndUsage; usage has an operation of its own.
const METRICS: [(&str, Metric); 5] = [
    ("AMORTIZED_COST", Metric::Amortized),
    ("BLENDED_COST", Metric::Blended),
    ("NET_AMORTIZED_COST", Metric::NetAmortized),
    ("NET_UNBLENDED_COST", Metric::NetUnblended),
    ("UNBLENDED_COST", Metric::Unblended),
];
/// Half the width of a normal distribution's interval, in deviations, by its level in percent.
const DEVIATIONS: [(i64, f64); 7] =
    [(50, 0.674), (60, 0.842), (70, 1.036), (80, 1.282), (90, 1.645), (95, 1.96), (99, 2.576)];

/// Answers a GetCostForecast request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = ["TimePeriod", "Metric", "Granularity", "Filter", "BillingViewArn", "PredictionIntervalLevel"];
    let request = Members::root(body, &known, INVALID)?;
    let metric = metric(&request)?;
    let granularity = request.one_of("Granularity", Granularity::NAMES)?;
    let granularity = granularity.and_then(Granularity::parse).ok_or_else(|| request.missing("Granularity"))?;
    let level = request.whole("PredictionIntervalLevel", 51, 99)?;
    let today = now.date_naive();
    let period = ahead(&request, granularity, today)?;
    let filter = Expression::parse(&request)?;
    if let Some(dimension) = filter.names_one_of(&[Dimension::Payer, Dimension::Invoicing]) {
        let name = dimension.name();
        return Err(request.invalid(format!("Dimension {name} is not supported for forecasts")));
    }
    let selected: Vec<&Charge> = bill.charges().filter(|charge| filter.met_by(bill, charge)).collect();
    if selected.is_empty() {
        let message = "Insufficient amount of historical data to generate forecast";
        return Err(Fault::json("DataUnavailableException", message));
    }
    let mut total = 0;
    let mut results = Vec::new();
    for part in period.split(granularity) {
        let days = bill::days(part.start, part.end, now);
        let amounts = days.flat_map(|day| selected.iter().filter_map(move |charge| bill.expected(charge, day)));
        let mean: i128 = amounts.map(|amounts| amounts.of(metric)).sum();
        total += mean;
        let mut result = json!({"TimePeriod": part.written(), "MeanValue": decimal(mean)});
        if let Some(level) = level {
            let width = width(mean, level, (part.start - today).num_days());
            result["PredictionIntervalLowerBound"] = decimal(mean - width).into();
            result["PredictionIntervalUpperBound"] = decimal(mean + width).into();
        }
        results.push(result);
    }
    Ok(json!({"Total": {"Amount": decimal(total), "Unit": "USD"}, "ForecastResultsByTime": results}))
}

fn metric(request: &Members<'_>) -> Result<Metric, Fault> {
    let name = request.required_text("Metric", 0, 1_024)?;
    let found = METRICS.iter().find(|(known, _)| *known == name).map(|(_, metric)| *metric);
    let valid = METRICS.map(|(name, _)| name).join(", ");
    found.ok_or_else(|| request.refuse("Metric", &format!("Member must satisfy enum value set: [{valid}]")))
}

/// Reads a `TimePeriod` that can be forecast.
fn ahead(request: &Members<'_>, granularity: Granularity, today: NaiveDate) -> Result<Period, Fault> {
    let period = Period::parse(request)?;
    let most = match granularity {
        Granularity::Daily => 3,
        Granularity::Monthly => 18,
        Granularity::Hourly => return Err(request.invalid("HOURLY granularity is not supported for forecasts")),
    };
    if period.start >= period.end {
        let Period { start, end } = period;
        return Err(request.invalid(format!("Requested Start: {start} must be before requested End: {end}")));
    }
    if period.start < today {
        return Err(request.invalid(format!("Start date must not be in the past, today is {today}")));
    }
    if today.checked_add_months(Months::new(most)).is_some_and(|last| period.end > last) {
        let name = granularity.name();
        return Err(request.invalid(format!("{name} forecasts reach at most {most} months ahead")));
    }
    Ok(period)
}

/// Returns half the width of the interval around `mean` that begins `days` from now.
fn width(mean: i128, level: i64, days: i64) -> i128 {
    let between = DEVIATIONS.windows(2).find(|two| level <= two[1].0);
    let deviations = between.map_or(2.576, |two| {
        let ((low, least), (high, most)) = (two[0], two[1]);
        least + (most - least) * (level - low) as f64 / (high - low) as f64
    });
    let share = 0.05 * deviations * (1.0 + days as f64 / 90.0);
    mean.abs() * (share * ONE as f64) as i128 / ONE
}
