//! AWS Budgets: figures that hold on any day for any organisation, limits that change, and the refusals.

use chrono::DateTime;
use http::header::CONTENT_TYPE;

use super::*;

const PAYER: &str = "111122223333";

/// Who asks the billing services of a sandbox.
struct Payer {
    sandbox: Sandbox,
}

impl Payer {
    fn new() -> Self {
        Self::at("2026-06-24T12:00:00Z", |_| ())
    }

    fn at(moment: &str, change: impl FnOnce(&mut Parameters)) -> Self {
        let clock = Clock::Fixed(moment.parse().unwrap());
        let client = Client::with(|parameters| {
            parameters.clock = clock;
            change(parameters);
        });
        Self { sandbox: client.sandbox }
    }

    fn send(&self, service: &str, target: &str, region: &str, body: &Value) -> (u16, Value) {
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260601/{region}/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        );
        let request = Request::builder()
            .method("POST")
            .uri("/")
            .header(AUTHORIZATION, signed)
            .header(CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(body.to_string().into())
            .unwrap();
        let response = block_on(self.sandbox.handle(request));
        (response.status().as_u16(), serde_json::from_slice(response.body().whole().unwrap()).unwrap())
    }

    /// Asks Budgets for the payer.
    fn budgets(&self, operation: &str, mut body: Value) -> (u16, Value) {
        body["AccountId"] = PAYER.into();
        self.send("budgets", &format!("AWSBudgetServiceGateway.{operation}"), HOME, &body)
    }

    fn all(&self) -> Vec<Value> {
        let (status, mut body) = self.budgets("DescribeBudgets", json!({}));
        assert_eq!(status, 200, "{body}");
        serde_json::from_value(body["Budgets"].take()).unwrap()
    }

    fn one(&self, name: &str) -> Value {
        self.budgets("DescribeBudget", json!({"BudgetName": name})).1["Budget"].take()
    }

    fn history(&self, name: &str) -> Vec<Value> {
        let (_, mut body) = self.budgets("DescribeBudgetPerformanceHistory", json!({"BudgetName": name}));
        serde_json::from_value(body["BudgetPerformanceHistory"]["BudgetedAndActualAmountsList"].take()).unwrap()
    }

    fn states(&self, name: &str) -> Vec<Value> {
        let (_, body) = self.budgets("DescribeNotificationsForBudget", json!({"BudgetName": name}));
        at(&body, "Notifications[].NotificationState").into_iter().cloned().collect()
    }

    /// Sets the limit of a budget as people do who change what they were told of it.
    fn limit(&self, name: &str, amount: &str) -> (u16, Value) {
        let mut budget = self.one(name);
        budget["BudgetLimit"]["Amount"] = amount.into();
        self.budgets("UpdateBudget", json!({"NewBudget": budget}))
    }
}

fn amount(budget: &Value, path: &str) -> Option<f64> {
    at(budget, path).first().map(|amount| amount.as_str().unwrap().parse().unwrap())
}

/// Returns the share of the limit that was spent, and the one that is forecast.
fn shares(budget: &Value) -> (Option<f64>, Option<f64>) {
    let limit = amount(budget, "BudgetLimit.Amount");
    let share = |path: &str| Some(amount(budget, path)? / limit?);
    (share("CalculatedSpend.ActualSpend.Amount"), share("CalculatedSpend.ForecastedSpend.Amount"))
}

#[test]
fn on_any_day_one_budget_is_used_up_and_one_is_forecast_over_its_limit() {
    for moment in ["2026-01-01T00:30:00Z", "2026-02-28T23:00:00Z", "2026-06-01T07:00:00Z", "2028-02-29T12:00:00Z"] {
        for (seed, accounts, regions) in [(1, 12, 4), (2, 1, 1), (3, 20, 2), (77, 3, 1)] {
            let payer = Payer::at(moment, |parameters| {
                parameters.seed = seed;
                parameters.accounts = accounts;
                parameters.regions.truncate(regions);
            });
            let (used, forecast): (Vec<_>, Vec<_>) = payer.all().iter().map(shares).unzip();
            let [used, forecast] = [used, forecast].map(|shares| shares.into_iter().flatten().fold(0.0, f64::max));
            assert!(used > 1.0 && forecast > 1.0, "{moment} {seed}: {used} {forecast}");
            let (_, month) = shares(&payer.one("Organisation month"));
            assert!(month.unwrap() > 1.0, "{moment} {seed}: {month:?}");
        }
    }
}

#[test]
fn the_month_of_the_organisation_is_nearly_used_up_towards_its_end() {
    for seed in 1..=5 {
        let payer = Payer::at("2026-06-27T12:00:00Z", |parameters| parameters.seed = seed);
        let (used, forecast) = shares(&payer.one("Organisation month"));
        assert!((0.8..1.0).contains(&used.unwrap()), "{seed}: {used:?}");
        assert!((1.0..1.4).contains(&forecast.unwrap()), "{seed}: {forecast:?}");
    }
}

#[test]
fn actual_and_forecast_are_those_of_cost_explorer() {
    let payer = Payer::new();
    let ce = |operation: &str, start: &str, end: &str, metric: Value| {
        let mut body = json!({"TimePeriod": {"Start": start, "End": end}, "Granularity": "MONTHLY"});
        body[if operation == "GetCostForecast" { "Metric" } else { "Metrics" }] = metric;
        payer.send("ce", &format!("AWSInsightsIndexService.{operation}"), HOME, &body).1
    };
    let charged = |end: &str| {
        let answer = ce("GetCostAndUsage", "2026-06-01", end, json!(["UnblendedCost"]));
        amount(&answer["ResultsByTime"][0], "Total.UnblendedCost.Amount").unwrap()
    };
    let left = amount(&ce("GetCostForecast", "2026-06-24", "2026-07-01", json!("UNBLENDED_COST")), "Total.Amount");
    let budget = payer.one("Organisation month");
    assert_eq!(amount(&budget, "CalculatedSpend.ActualSpend.Amount"), Some(charged("2026-06-25")));
    let forecast = amount(&budget, "CalculatedSpend.ForecastedSpend.Amount").unwrap();
    assert!((forecast - charged("2026-06-24") - left.unwrap()).abs() < 1e-6, "{forecast}");
}

#[test]
fn a_raised_limit_ends_the_alarm_and_the_past_keeps_its_own() {
    let payer = Payer::new();
    assert_eq!(payer.states("EC2 compute"), ["ALARM", "ALARM"]);
    let before = payer.one("EC2 compute");
    assert_eq!(payer.limit("EC2 compute", "9999999.5"), (200, json!({})));
    assert_eq!(payer.states("EC2 compute"), ["OK", "OK"]);
    let after = payer.one("EC2 compute");
    assert_eq!(after["BudgetLimit"], json!({"Amount": "9999999.5", "Unit": "USD"}));
    assert_eq!(after["CalculatedSpend"], before["CalculatedSpend"]);
    let history = payer.history("EC2 compute");
    let budgeted: Vec<&Value> = history.iter().rev().map(|month| &month["BudgetedAmount"]).take(2).collect();
    assert_eq!(budgeted, [&after["BudgetLimit"], &before["BudgetLimit"]]);
}

#[test]
fn an_auto_adjusting_budget_stays_one_unless_it_is_given_a_limit_alone() {
    let payer = Payer::new();
    let name = "Auto-adjusting production";
    let before = payer.one(name);
    assert_eq!(payer.limit(name, "5").0, 200);
    assert_eq!(payer.one(name)["BudgetLimit"], before["BudgetLimit"]);
    let mut budget = before;
    budget["BudgetLimit"]["Amount"] = "5".into();
    budget.as_object_mut().unwrap().remove("AutoAdjustData");
    assert_eq!(payer.budgets("UpdateBudget", json!({"NewBudget": budget})).0, 200);
    let after = payer.one(name);
    assert_eq!((&after["BudgetLimit"]["Amount"], after.get("AutoAdjustData")), (&json!("5"), None));
}

#[test]
fn an_auto_adjusting_limit_is_the_mean_of_the_three_months_before() {
    let payer = Payer::new();
    let history = payer.history("Auto-adjusting production");
    let months = history.iter().rev().skip(1).take(3);
    let mean = months.map(|month| amount(month, "ActualAmount.Amount").unwrap()).sum::<f64>() / 3.0;
    let limit = amount(&payer.one("Auto-adjusting production"), "BudgetLimit.Amount").unwrap();
    assert!((mean - limit).abs() < 1e-6, "{mean} {limit}");
}

#[test]
fn a_plan_tells_the_limit_of_the_month_and_what_has_not_begun_tells_none() {
    let payer = Payer::new();
    let planned = payer.one("Planned production");
    let june = "2026-06-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp().to_string();
    assert_eq!(planned["BudgetLimit"], planned["PlannedBudgetLimits"][june]);
    assert_eq!(planned["PlannedBudgetLimits"].as_object().unwrap().len(), 12);
    let next = payer.one("Next quarters");
    assert_eq!((next.get("BudgetLimit"), next["CalculatedSpend"].get("ForecastedSpend")), (None, None));
    assert_eq!(next["CalculatedSpend"]["ActualSpend"]["Amount"], "0");
    assert_eq!(payer.history("Next quarters"), Vec::<Value>::new());
}

#[test]
fn history_has_the_periods_that_are_over_and_the_one_that_is_not() {
    let payer = Payer::new();
    for (name, count) in [("Daily guardrail", 61), ("Organisation month", 13), ("Security services", 5)] {
        let history = payer.history(name);
        assert_eq!(history.len(), count, "{name}");
        let bounds = |path| history.iter().flat_map(move |period| at(period, path)).collect::<Vec<_>>();
        assert_eq!(bounds("TimePeriod.End")[..count - 1], bounds("TimePeriod.Start")[1..], "{name}");
        let newest = history.last().unwrap()["TimePeriod"]["End"].as_f64().unwrap();
        assert!(newest > "2026-06-24T12:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp() as f64, "{name}");
    }
}

#[test]
fn asking_is_free() {
    let payer = Payer::new();
    payer.all();
    assert_eq!(payer.sandbox.charged_usd(), 0.0);
}

#[test]
fn more_than_the_burst_is_throttled() {
    let payer = Payer::at("2026-06-24T12:00:00Z", |parameters| parameters.throttle = Throttle::Aws);
    let ask = |_| payer.budgets("DescribeBudget", json!({"BudgetName": "Nowhere"})).1["__type"].clone();
    let codes: Vec<Value> = (0..60).map(ask).collect();
    assert!(codes[..20].iter().all(|code| code == "NotFoundException"), "{codes:?}");
    assert!(codes[20..].iter().any(|code| code == "ThrottlingException"), "{codes:?}");
}

#[test]
fn a_token_goes_on_where_it_was_given_for_a_day() {
    let listing = json!({"MaxResults": 5});
    let (_, first) = Payer::new().budgets("DescribeBudgets", listing.clone());
    let next = |moment: &str, request: &Value| {
        let mut request = request.clone();
        request["NextToken"] = first["NextToken"].clone();
        Payer::at(moment, |_| ()).budgets("DescribeBudgets", request)
    };
    let (status, second) = next("2026-06-24T13:00:00Z", &listing);
    assert_eq!(status, 200);
    let names = |page: &Value| at(page, "Budgets[].BudgetName").into_iter().cloned().collect::<Vec<_>>();
    assert!(names(&first).iter().all(|name| !names(&second).contains(name)) && names(&second).len() == 5);
    for (moment, request, code) in [
        ("2026-06-26T13:00:00Z", &listing, "ExpiredNextTokenException"),
        ("2026-06-24T13:00:00Z", &json!({"MaxResults": 6}), "InvalidNextTokenException"),
    ] {
        let (status, body) = next(moment, request);
        assert_eq!((status, &body["__type"]), (400, &json!(code)));
    }
}

#[test]
fn only_the_payer_is_told_and_only_in_the_home_region() {
    let payer = Payer::new();
    let target = "AWSBudgetServiceGateway.DescribeBudgets";
    for (account, region, code, message) in [
        (
            "999999999999",
            HOME,
            "AccessDeniedException",
            "Account 111122223333 is not authorized to access the budgets of account 999999999999",
        ),
        (
            "11112222333x",
            HOME,
            "InvalidParameterException",
            r"1 validation error detected: Value '11112222333x' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \d{12}",
        ),
        (PAYER, "eu-west-1", "InvalidSignatureException", "Credential should be scoped to a valid region."),
    ] {
        let (status, body) = payer.send("budgets", target, region, &json!({"AccountId": account}));
        assert_eq!((status, body), (400, json!({"__type": code, "message": message})));
    }
}

#[test]
fn what_update_budget_cannot_do_is_refused_and_changes_nothing() {
    let payer = Payer::new();
    let before = payer.one("Organisation month");
    let limit = json!({"Amount": "5", "Unit": "USD"});
    for (member, value, message) in [
        ("TimeUnit", json!("DAILY"), "'DAILY' at 'newBudget.timeUnit' failed to satisfy constraint: Member must stay"),
        ("CostFilters", json!({"Service": ["Tax"]}), "at 'newBudget.costFilters' failed"),
        ("CostTypes", json!({"UseBlended": true}), "at 'newBudget.costTypes' failed"),
        ("TimePeriod", json!({"Start": 0}), "at 'newBudget.timePeriod' failed"),
        ("Metrics", json!(["UnblendedCost"]), "FilterExpression and Metrics can't be used with CostFilters"),
        ("PlannedBudgetLimits", json!({"0": limit}), "Only one of BudgetLimit or PlannedBudgetLimits"),
        (
            "BudgetLimit",
            Value::Null,
            "at 'newBudget.budgetLimit' failed to satisfy constraint: Member must not be null",
        ),
        ("BudgetLimit", json!({"Amount": "0", "Unit": "USD"}), "Member must have value greater than 0"),
        ("BudgetLimit", json!({"Amount": "5", "Unit": "EUR"}), "Member must be the budget's unit, USD"),
        ("BudgetLimit", json!({"Amount": "-5", "Unit": "USD"}), "pattern: ([0-9]*\\.)?[0-9]+"),
        ("Colour", json!("red"), "Member is not part of the model"),
    ] {
        let mut budget = before.clone();
        budget["BudgetLimit"] = limit.clone();
        budget[member] = value;
        let (status, body) = payer.budgets("UpdateBudget", json!({"NewBudget": budget}));
        assert_eq!((status, &body["__type"]), (400, &json!("InvalidParameterException")), "{member}");
        assert!(body["message"].as_str().unwrap().contains(message), "{member}: {body}");
    }
    assert_eq!(payer.one("Organisation month"), before);
    assert_eq!(payer.limit("Savings Plans utilization", "90").1["__type"], "InvalidParameterException");
}
