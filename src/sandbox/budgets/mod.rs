//! AWS Budgets of the simulated organisation: JSON 1.1, one endpoint for the world. The payer has budgets of what the
//! organisation is charged, every other account of what is charged for itself.
//!
//! - `describe_budgets`, `describe_budget`, `describe_budget_performance_history`,
//!   `describe_budget_notifications_for_account`, `describe_notifications_for_budget`, `update_budget`: the operations
//! - `catalogue`: which budgets there are; `plan`: a budget, its periods and its limit; `subject`: what it measures
//! - `figures`: what a period came to and is forecast to come to; `notifications`: who is told when
//! - `written`: budgets in AWS's words; `pages`: cutting listings
//!
//! Figures are those of Cost Explorer: both read `organisation::bill`, which is brought up to date every 8 hours as
//! AWS does it up to three times a day. Nothing is charged for asking.

mod catalogue;
mod describe_budget;
mod describe_budget_notifications_for_account;
mod describe_budget_performance_history;
mod describe_budgets;
mod describe_notifications_for_budget;
mod figures;
mod notifications;
mod pages;
mod plan;
mod subject;
mod update_budget;
mod written;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use http::Request;
use serde_json::{Map, Value};

use super::body;
use super::caller::Caller;
use super::fault::Fault;
use super::members::Members;
use super::organisation::bill::Bill;
use super::parameters::Throttle;
use super::protocol;
use super::throttle::{Buckets, RateClass};
use plan::Plan;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "budgets";

const TARGET_PREFIX: &str = "AWSBudgetServiceGateway";
/// The error code for what the model does not allow.
const INVALID: &str = "InvalidParameterException";
const LONGEST_NAME: usize = 100;

/// The budgets of one organisation.
#[derive(Debug)]
pub(super) struct Budgets {
    /// The payer's.
    bill: Bill,
    created: NaiveDate,
    buckets: Buckets,
    /// Guards the budgets by the numbers of their accounts; written when an account first asks and by UpdateBudget.
    plans: RwLock<HashMap<usize, Vec<Plan>>>,
}

/// The budgets as one request finds them.
#[derive(Debug, Clone, Copy)]
struct View<'a> {
    bill: &'a Bill,
    plans: &'a [Plan],
    now: DateTime<Utc>,
}

type Answer = Result<Value, Fault>;

/// How an operation that only reads answers.
type Reading = fn(View<'_>, &Map<String, Value>) -> Answer;
/// How an operation that changes budgets answers.
type Writing = fn(&Bill, &mut [Plan], &Map<String, Value>, DateTime<Utc>) -> Answer;

/// An operation by what it needs.
enum Operation {
    Read(Reading),
    Write(Writing),
}

impl Budgets {
    /// Returns the budgets as people made them before `created`.
    pub(super) fn new(bill: Bill, created: DateTime<Utc>, throttle: Throttle) -> Self {
        Self { bill, created: created.date_naive(), buckets: Buckets::new(throttle), plans: RwLock::default() }
    }

    /// Answers one request in the order AWS does: signature, operation, rate, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        caller.only_global()?;
        let operation = match protocol::target(request, TARGET_PREFIX)? {
            "DescribeBudget" => Operation::Read(describe_budget::answer),
            "DescribeBudgetNotificationsForAccount" => {
                Operation::Read(describe_budget_notifications_for_account::answer)
            }
            "DescribeBudgetPerformanceHistory" => Operation::Read(describe_budget_performance_history::answer),
            "DescribeBudgets" => Operation::Read(describe_budgets::answer),
            "DescribeNotificationsForBudget" => Operation::Read(describe_notifications_for_budget::answer),
            "UpdateBudget" => Operation::Write(update_budget::answer),
            _ => return Err(Fault::json("UnknownOperationException", "")),
        };
        if !self.buckets.take(caller.account, 0, RateClass::Billing, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let members = body::object(request.body())?;
        let bill = self.bill.of(caller.account);
        self.make_plans(caller.account, &bill);
        let answer = match operation {
            Operation::Read(answer) => {
                let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
                let plans = plans.get(&caller.account).map_or(&[][..], Vec::as_slice);
                answer(View { bill: &bill, plans, now }, &members)
            }
            Operation::Write(answer) => {
                let mut plans = self.plans.write().unwrap_or_else(PoisonError::into_inner);
                answer(&bill, plans.entry(caller.account).or_default(), &members, now)
            }
        };
        answer.map(|answer| Bytes::from(answer.to_string()))
    }

    /// Makes the budgets of an account that asks for the first time.
    fn make_plans(&self, account: usize, bill: &Bill) {
        if !self.plans.read().unwrap_or_else(PoisonError::into_inner).contains_key(&account) {
            let made = catalogue::plans(bill, self.created);
            // Who asks at the same time makes the same ones; those that are there may have been changed since.
            self.plans.write().unwrap_or_else(PoisonError::into_inner).entry(account).or_insert(made);
        }
    }
}

impl<'a> View<'a> {
    /// Returns the budgets that have not ended: AWS deletes a budget at its end.
    fn kept(self) -> impl Iterator<Item = &'a Plan> {
        self.plans.iter().filter(move |plan| plan.is_kept(self.now.date_naive()))
    }

    /// Returns the budget the member `BudgetName` of `request` names.
    fn named(self, request: &Members<'_>) -> Result<&'a Plan, Fault> {
        let name = request.required_text("BudgetName", 1, LONGEST_NAME)?;
        self.kept().find(|plan| plan.name == name).ok_or_else(|| not_found(name))
    }
}

/// Reads a request of the bill's owner, whose members must be among `known` or be `AccountId`.
fn request<'a>(bill: &Bill, body: &'a Map<String, Value>, known: &[&str]) -> Result<Members<'a>, Fault> {
    let request = Members::root(body, &[known, &["AccountId"]].concat(), INVALID)?;
    let account = request.required_text("AccountId", 12, 12)?;
    if !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(request.refuse("AccountId", r"Member must satisfy regular expression pattern: \d{12}"));
    }
    let owner = &bill.account().id;
    if account != owner {
        let message = format!("Account {owner} is not authorized to access the budgets of account {account}");
        return Err(Fault::json("AccessDeniedException", message));
    }
    Ok(request)
}

fn not_found(name: &str) -> Fault {
    Fault::json("NotFoundException", format!("Unable to get budget: {name} - the budget doesn't exist."))
}
