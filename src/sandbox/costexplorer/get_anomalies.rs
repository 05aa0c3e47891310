//! GetAnomalies: the surges of the last 90 days as Cost Anomaly Detection tells them.
//!
//! The interval that is asked for is one of the days on which anomalies end. One that goes on has no such day yet and
//! is told as if it ended today. Amounts are doubles here, not texts.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::amounts::{Metric, ONE, rounded};
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::surges::{self, Surge, Surges};
use super::super::organisation::bill::{self, Bill};
use super::super::organisation::uuid;
use super::super::pages::TokenError;
use super::super::random::{SplitMix64, mix};
use super::INVALID;
use super::periods::moment;
use super::tokens::{Place, canonical};

const DAYS_OF_HISTORY: u64 = 90;
/// The model does not say how many anomalies a page has.
const PAGE: i64 = 10;
const MOST: i64 = 100;
/// What is not worth a dollar is no anomaly.
const LEAST_IMPACT: f64 = 1.0;
const OPERATORS: [&str; 6] =
    ["EQUAL", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "GREATER_THAN", "LESS_THAN", "BETWEEN"];
const FEEDBACK: [&str; 3] = ["YES", "NO", "PLANNED_ACTIVITY"];

/// An anomaly, and what it can be selected by.
struct Anomaly {
    ended: NaiveDate,
    total: f64,
    written: Value,
}

/// Answers a GetAnomalies request.
pub(super) fn answer(bill: &Bill, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let known = ["MonitorArn", "DateInterval", "Feedback", "TotalImpact", "NextPageToken", "MaxResults"];
    let request = Members::root(body, &known, INVALID)?;
    let interval = request.structure("DateInterval")?.ok_or_else(|| request.missing("DateInterval"))?;
    interval.only(&["StartDate", "EndDate"])?;
    let start = moment(&interval, "StartDate")?.ok_or_else(|| interval.missing("StartDate"))?;
    let end = moment(&interval, "EndDate")?;
    if end.is_some_and(|end| end < start) {
        return Err(request.invalid("Start date should be before end date"));
    }
    let monitor = request.text("MonitorArn", 0, 1_024)?;
    let feedback = request.one_of("Feedback", &FEEDBACK)?;
    let impact = Impact::parse(&request)?;
    let most = request.whole("MaxResults", 1, MOST)?.unwrap_or(PAGE) as usize;
    let canonical = canonical(body, "NextPageToken");
    // The model has no refusal for a token of another question.
    let invalid = |_| TokenError::Unreadable.fault();
    let place = Place::read(request.text("NextPageToken", 0, 8_192)?, bill.seed, &canonical, now).map_err(invalid)?;
    let is_selected = |anomaly: &Anomaly| {
        anomaly.ended >= start
            && end.is_none_or(|end| anomaly.ended <= end)
            && monitor.is_none_or(|monitor| anomaly.written["MonitorArn"] == monitor)
            && feedback.is_none_or(|feedback| anomaly.written["Feedback"] == feedback)
            && impact.as_ref().is_none_or(|impact| impact.met_by(anomaly.total))
    };
    let selected: Vec<Value> =
        anomalies(bill, place.asked).into_iter().filter(is_selected).map(|anomaly| anomaly.written).collect();
    let total = selected.len();
    let page: Vec<Value> = selected.into_iter().skip(place.offset).take(most).collect();
    let next = Place { offset: place.offset + page.len(), ..place };
    let mut answer = json!({"Anomalies": page});
    if next.offset < total {
        answer["NextPageToken"] = next.write(bill.seed, &canonical).into();
    }
    Ok(answer)
}

/// The member `TotalImpact`.
struct Impact {
    operator: &'static str,
    start: f64,
    end: Option<f64>,
}

impl Impact {
    fn parse(request: &Members<'_>) -> Result<Option<Self>, Fault> {
        let Some(impact) = request.structure("TotalImpact")? else {
            return Ok(None);
        };
        impact.only(&["NumericOperator", "StartValue", "EndValue"])?;
        let operator = impact.one_of("NumericOperator", &OPERATORS)?;
        let operator = operator.ok_or_else(|| impact.missing("NumericOperator"))?;
        let start = impact.number("StartValue")?.ok_or_else(|| impact.missing("StartValue"))?;
        let end = impact.number("EndValue")?;
        if operator == "BETWEEN" && end.is_none() {
            return Err(impact.missing("EndValue"));
        }
        Ok(Some(Self { operator, start, end }))
    }

    fn met_by(&self, total: f64) -> bool {
        match self.operator {
            "EQUAL" => total == self.start,
            "GREATER_THAN_OR_EQUAL" => total >= self.start,
            "LESS_THAN_OR_EQUAL" => total <= self.start,
            "GREATER_THAN" => total > self.start,
            "LESS_THAN" => total < self.start,
            _ => total >= self.start && self.end.is_some_and(|end| total <= end),
        }
    }
}

/// Returns the anomalies known at `now`, those that ended last first.
fn anomalies(bill: &Bill, now: DateTime<Utc>) -> Vec<Anomaly> {
    let today = now.date_naive();
    let oldest = today.checked_sub_days(Days::new(DAYS_OF_HISTORY)).unwrap_or(today);
    let found = surges::surges(bill, oldest, today);
    let mut anomalies: Vec<Anomaly> = found.iter().filter_map(|surge| anomaly(bill, surge, now)).collect();
    anomalies.retain(|anomaly| anomaly.ended >= oldest);
    anomalies.sort_by_key(|anomaly| std::cmp::Reverse(anomaly.ended));
    anomalies
}

/// Returns a surge as an anomaly, unless too little is known of it.
fn anomaly(bill: &Bill, surge: &Surge, now: DateTime<Utc>) -> Option<Anomaly> {
    let today = now.date_naive();
    let charge = surge.charge(bill);
    let surges = Surges::between(bill, surge.first(), surge.last());
    let (mut actual, mut expected, mut greatest) = (0, 0, 0);
    for day in bill::days(surge.first(), bill::after(surge.last()), bill::updated(now)) {
        let of = |amounts: Option<bill::amounts::Amounts>| amounts.map_or(0, |amounts| amounts.of(Metric::Unblended));
        let (is, would_be) = (of(bill.amounts(charge, day, &surges)), of(bill.usual(charge, day)));
        actual += is;
        expected += would_be;
        greatest = (is - would_be).max(greatest);
    }
    let total = dollars(actual - expected);
    if total < LEAST_IMPACT {
        return None;
    }
    let mut random = SplitMix64::new(mix(surge.hash));
    let ended = Some(surge.last()).filter(|last| *last < today);
    let service = bill.dimension(charge, Dimension::Service);
    let account = &bill.accounts()[charge.account];
    let score = (0.35 + 0.64 * random.unit()) * 100.0;
    let score = score.round() / 100.0;
    let is_by_service = random.chance(0.75);
    let monitor = uuid(bill.seed ^ u64::from(is_by_service));
    let mut written = json!({
        "AnomalyId": uuid(surge.hash),
        "AnomalyStartDate": midnight(surge.first()),
        "DimensionValue": if is_by_service { &*service } else { account.id.as_str() },
        "AnomalyScore": {"MaxScore": score, "CurrentScore": if ended.is_some() { score / 2.0 } else { score }},
        "Impact": {
            "MaxImpact": dollars(greatest),
            "TotalImpact": total,
            "TotalActualSpend": dollars(actual),
            "TotalExpectedSpend": dollars(expected),
            "TotalImpactPercentage": (total / dollars(expected).max(0.01) * 10_000.0).round() / 100.0,
        },
        "MonitorArn": format!("arn:aws:ce::{}:anomalymonitor/{monitor}", bill.account().id),
    });
    if let Some(ended) = ended {
        written["AnomalyEndDate"] = midnight(ended).into();
    }
    if random.chance(0.4) {
        written["Feedback"] = random.pick(&FEEDBACK).into();
    }
    // For some anomalies no cause is found.
    let has_cause = random.chance(0.9);
    let cause = json!({
        "Service": service,
        "Region": bill.dimension(charge, Dimension::Region),
        "LinkedAccount": account.id,
        "LinkedAccountName": account.name,
        "UsageType": bill.dimension(charge, Dimension::UsageType),
        "Impact": {"Contribution": total},
    });
    written["RootCauses"] = if has_cause { json!([cause]) } else { json!([]) };
    Some(Anomaly { ended: ended.unwrap_or(today), total, written })
}

fn midnight(date: NaiveDate) -> String {
    format!("{date}T00:00:00Z")
}

/// Returns an amount in dollars and cents.
fn dollars(value: i128) -> f64 {
    (rounded(value, 2) * 100 / ONE) as f64 / 100.0
}
