//! Which budgets accounts have, sized by what is expected of their bills: the payer one of each kind people make, any
//! other account a few of its own.
//!
//! Limits are shares of what the period in which the organisation was created is expected to come to, so they hold for
//! any seed and on any day, and stay as they are while the figures grow. Whatever the day, the custom budget is
//! exceeded long since, and the organisation's month and that of computing are forecast over their limits.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};

use super::super::costexplorer::expression::Attribute;
use super::super::costexplorer::periods::Period;
use super::super::organisation::bill::amounts::{Metric, ONE};
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::{Bill, meters, month_start};
use super::figures::{expected, midnight};
use super::notifications::{ComparisonOperator, Notification, NotificationType, ThresholdType};
use super::plan::{Limit, Plan, TimeUnit};
use super::subject::{BudgetType, Subject};

const SECURITY: [&str; 5] =
    ["AWS CloudTrail", "AWS Config", "AWS Security Hub", "Amazon GuardDuty", "Amazon Inspector"];
const ACTUAL: NotificationType = NotificationType::Actual;
const FORECASTED: NotificationType = NotificationType::Forecasted;

/// Returns the budgets of the account whose `bill` it is, in an organisation created on `today`, by name.
pub(super) fn plans(bill: &Bill, today: NaiveDate) -> Vec<Plan> {
    let catalogue = Catalogue { bill, today };
    if !bill.is_payers() {
        return vec![catalogue.own_month(), catalogue.daily(), catalogue.computing()];
    }
    let mut plans = vec![
        catalogue.account(),
        catalogue.auto_adjusting(),
        catalogue.computing(),
        catalogue.daily(),
        catalogue.instance_hours(),
        catalogue.month(),
        catalogue.next_plan(),
        catalogue.planned(),
        catalogue.project(),
        catalogue.savings_plans(),
        catalogue.security(),
        catalogue.year(),
    ];
    plans.sort_by(|one, other| one.name.cmp(&other.name));
    plans
}

struct Catalogue<'a> {
    bill: &'a Bill,
    today: NaiveDate,
}

impl Catalogue<'_> {
    /// One account, far below its limit.
    fn account(&self) -> Plan {
        let account = self.bill.accounts().get(1).unwrap_or(self.bill.account());
        let subject = cost(Some((Attribute::Dimension(Dimension::LinkedAccount), vec![account.id.clone()])));
        let name = format!("Account {}", account.name);
        let notifications = vec![Notification::above(ACTUAL, 80), Notification::above(FORECASTED, 100)];
        self.plan(&name, subject, TimeUnit::Monthly, 240, notifications)
    }

    /// Production, by the mean of three months.
    fn auto_adjusting(&self) -> Plan {
        let subject = cost(Some((Attribute::Category("Stage".into()), vec!["Production".into()])));
        let notifications = vec![Notification::above(FORECASTED, 110)];
        let plan = self.plan("Auto-adjusting production", subject, TimeUnit::Monthly, 100, notifications);
        Plan { limit: Limit::Historical(3), ..plan }
    }

    /// One service without what was given back for it, above its limit from the middle of each month.
    fn computing(&self) -> Plan {
        let scope = (Attribute::Dimension(Dimension::Service), vec![meters::COMPUTE.to_owned()]);
        let subject = Subject { excluded: &["Credit", "Refund"], ..cost(Some(scope)) };
        let notifications = vec![Notification::above(ACTUAL, 80), Notification::above(ACTUAL, 100)];
        self.plan("EC2 compute", subject, TimeUnit::Monthly, 45, notifications)
    }

    /// A usual day of all that is charged, without what falls on one day of a month.
    fn daily(&self) -> Plan {
        let subject = Subject { excluded: &["Refund", "Support", "Tax"], ..cost(None) };
        let notifications = vec![Notification::above(ACTUAL, 100)];
        self.plan("Daily guardrail", subject, TimeUnit::Daily, 125, notifications)
    }

    /// Hours of instances.
    fn instance_hours(&self) -> Plan {
        let scope = (Attribute::Dimension(Dimension::UsageGroup), vec!["EC2: Running Hours".to_owned()]);
        let subject = Subject { kind: BudgetType::Usage, metric: Metric::Usage, unit: "Hrs", ..cost(Some(scope)) };
        let notifications = vec![Notification::above(ACTUAL, 90)];
        self.plan("EC2 instance hours", subject, TimeUnit::Monthly, 108, notifications)
    }

    /// All accounts, nearly used up towards the month's end and forecast above the limit.
    fn month(&self) -> Plan {
        let notifications = vec![
            Notification::above(ACTUAL, 50),
            Notification::above(ACTUAL, 80),
            Notification::above(ACTUAL, 100),
            Notification::above(FORECASTED, 100),
        ];
        self.plan("Organisation month", cost(None), TimeUnit::Monthly, 94, notifications)
    }

    /// Planned for quarters that are yet to come: until then there is no limit to tell.
    fn next_plan(&self) -> Plan {
        let begins = month_start(self.today, 3 - self.today.month0() as i32 % 3);
        let plan = self.plan("Next quarters", cost(None), TimeUnit::Quarterly, 100, Vec::new());
        let limit = Limit::Planned(self.planned_limits(&plan.subject, begins, 3, 0..=3));
        Plan { begins, limit, ..plan }
    }

    /// All that an account other than the payer is charged.
    fn own_month(&self) -> Plan {
        let notifications = vec![Notification::above(ACTUAL, 80), Notification::above(FORECASTED, 100)];
        self.plan("Account month", cost(None), TimeUnit::Monthly, 105, notifications)
    }

    /// What is tagged as production, planned month by month four months ago.
    fn planned(&self) -> Plan {
        let subject = cost(Some((Attribute::Tag("env".into()), vec!["prod".into()])));
        let begins = month_start(self.today, -4);
        let notifications = vec![Notification::above(FORECASTED, 100)];
        let plan = self.plan("Planned production", subject, TimeUnit::Monthly, 100, notifications);
        let limit = Limit::Planned(self.planned_limits(&plan.subject, begins, 1, 0..=11));
        Plan { begins, limit, ..plan }
    }

    /// One team's project over five months, which used up its limit in the first of them.
    fn project(&self) -> Plan {
        let team = vec!["Shared services".to_owned()];
        let subject = cost(Some((Attribute::Category("CostCenter".into()), team)));
        let (begins, ends) = (month_start(self.today, -2), month_start(self.today, 3));
        let first = Period { start: begins, end: month_start(begins, 1) };
        let limit = Limit::Fixed(round(expected(&subject, self.bill, first)));
        let absolute = Notification { threshold_type: ThresholdType::Absolute, ..Notification::above(ACTUAL, 1_000) };
        let notifications = vec![Notification::above(ACTUAL, 100), absolute];
        let plan = self.plan("Project landing zone", subject, TimeUnit::Custom, 100, notifications);
        Plan { begins, ends: Some(ends), limit, ..plan }
    }

    /// How much of the Savings Plan is used.
    fn savings_plans(&self) -> Plan {
        let subject = Subject { kind: BudgetType::SavingsPlansUtilization, unit: "PERCENTAGE", ..cost(None) };
        let low = Notification { operator: ComparisonOperator::Less, ..Notification::above(ACTUAL, 95) };
        let plan = self.plan("Savings Plans utilization", subject, TimeUnit::Monthly, 100, vec![low]);
        // AWS accepts no other limit of these.
        Plan { limit: Limit::Fixed(100 * ONE), ..plan }
    }

    /// The services that watch the others, a quarter long.
    fn security(&self) -> Plan {
        let services = SECURITY.map(str::to_owned).to_vec();
        let subject = cost(Some((Attribute::Dimension(Dimension::Service), services)));
        let notifications = vec![Notification::above(FORECASTED, 100)];
        self.plan("Security services", subject, TimeUnit::Quarterly, 115, notifications)
    }

    /// The year of all accounts, with commitments spread over their time.
    fn year(&self) -> Plan {
        let subject = Subject { metric: Metric::Amortized, ..cost(None) };
        let notifications = vec![Notification::above(ACTUAL, 90), Notification::above(FORECASTED, 100)];
        self.plan("Organisation year", subject, TimeUnit::Annually, 104, notifications)
    }

    /// Returns a budget whose limit is `percent` of what its present period is expected to come to.
    fn plan(
        &self,
        name: &str,
        subject: Subject,
        time_unit: TimeUnit,
        percent: i128,
        notifications: Vec<Notification>,
    ) -> Plan {
        // They began with a year, before the oldest month of which Cost Explorer has figures.
        let begins = month_start(self.today, -24 - self.today.month0() as i32);
        let plan = Plan {
            name: name.to_owned(),
            subject,
            time_unit,
            begins,
            ends: None,
            notifications,
            limit: Limit::Fixed(0),
            changes: Vec::new(),
            updated: midnight(begins),
        };
        // A usual day is one of seven, whatever day it is.
        let (period, days) = match (time_unit, self.today.checked_add_days(Days::new(7))) {
            (TimeUnit::Daily, Some(end)) => (Period { start: self.today, end }, 7),
            _ => (plan.period(self.today), 1),
        };
        let limit = Limit::Fixed(round(expected(&plan.subject, self.bill, period) * percent / 100 / days));
        Plan { limit, ..plan }
    }

    /// Returns limits for periods of so many `months` from `begins` on, a little above what is expected.
    fn planned_limits(
        &self,
        subject: &Subject,
        begins: NaiveDate,
        months: i32,
        periods: RangeInclusive<i32>,
    ) -> Vec<(NaiveDate, i128)> {
        let limit = |period: i32| {
            let start = month_start(begins, period * months);
            let end = month_start(start, months);
            (start, round(expected(subject, self.bill, Period { start, end }) * 103 / 100))
        };
        periods.map(limit).collect()
    }
}

/// Returns the subject of a budget of costs as they are charged.
fn cost(scope: Option<(Attribute, Vec<String>)>) -> Subject {
    Subject { kind: BudgetType::Cost, metric: Metric::Unblended, unit: "USD", scope, excluded: &[] }
}

/// Returns a limit as people set it: three digits, and no less than one.
fn round(amount: i128) -> i128 {
    let mut step = ONE;
    while amount / step >= 1_000 {
        step *= 10;
    }
    (amount / step * step).max(ONE)
}
