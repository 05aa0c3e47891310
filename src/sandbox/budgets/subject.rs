//! What a budget measures: which charges by which metric, and how AWS writes that.
//!
//! AWS has two ways to write it: `CostFilters` with `CostTypes`, which every answer has, and `FilterExpression` with
//! `Metrics`, which is shown on request.

use serde_json::{Map, Value, json};

use super::super::costexplorer::expression::{Attribute, Expression};
use super::super::organisation::bill::amounts::Metric;
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::{Bill, Charge};
use super::super::organisation::labels::{Label, labels};

labels! {
    /// What a budget's figures are.
    BudgetType {
        Cost = "COST", Usage = "USAGE", SavingsPlansUtilization = "SAVINGS_PLANS_UTILIZATION",
    }
}

/// The members of `CostTypes` that say what is included, with the `RECORD_TYPE` of it that an organisation has.
const INCLUDED: [(&str, Option<&str>); 9] = [
    ("IncludeTax", Some("Tax")),
    ("IncludeSubscription", None),
    ("IncludeRefund", Some("Refund")),
    ("IncludeCredit", Some("Credit")),
    ("IncludeUpfront", None),
    ("IncludeRecurring", None),
    ("IncludeOtherSubscription", None),
    ("IncludeSupport", Some("Support")),
    ("IncludeDiscount", None),
];

/// What a budget measures.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) kind: BudgetType,
    pub(super) metric: Metric,
    /// What is counted; money is USD.
    pub(super) unit: &'static str,
    /// What charges must have, if not all are meant.
    pub(super) scope: Option<(Attribute, Vec<String>)>,
    /// The record types that are left out.
    pub(super) excluded: &'static [&'static str],
}

impl Subject {
    /// Returns the charges that are measured.
    pub(super) fn charges<'a>(&self, bill: &'a Bill) -> Vec<&'a Charge> {
        let expression = self.expression();
        bill.charges().filter(|charge| expression.met_by(bill, charge)).collect()
    }

    fn expression(&self) -> Expression {
        let scope = self.scope.clone().map(|(attribute, values)| Expression::OneOf(attribute, values));
        let excluded = (!self.excluded.is_empty()).then(|| {
            let records = self.excluded.iter().map(|record| (*record).to_owned()).collect();
            Expression::Not(Box::new(Expression::OneOf(Attribute::Dimension(Dimension::Record), records)))
        });
        match (scope, excluded) {
            (Some(scope), Some(excluded)) => Expression::And(vec![scope, excluded]),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Expression::All,
        }
    }

    /// Returns `FilterExpression`, if not all charges are measured.
    pub(super) fn filter_expression(&self) -> Option<Value> {
        written(&self.expression())
    }

    /// Returns `CostFilters`.
    pub(super) fn cost_filters(&self) -> Value {
        let Some((attribute, values)) = &self.scope else {
            return json!({});
        };
        let prefixed = |name: &str| values.iter().map(|value| format!("{name}${value}")).collect();
        let (key, values) = match attribute {
            Attribute::Tag(key) => ("TagKeyValue", prefixed(&format!("user:{key}"))),
            Attribute::Category(name) => ("CostCategory", prefixed(name)),
            Attribute::Dimension(Dimension::LinkedAccount) => ("LinkedAccount", values.clone()),
            Attribute::Dimension(Dimension::Service) => ("Service", values.clone()),
            Attribute::Dimension(Dimension::UsageGroup) => ("UsageTypeGroup", values.clone()),
            Attribute::Dimension(_) | Attribute::Nothing => return json!({}),
        };
        json!({key: values})
    }

    /// Returns `CostTypes`, which only budgets of costs have.
    pub(super) fn cost_types(&self) -> Option<Value> {
        let mut types = default_cost_types();
        let excludes = |record: Option<&str>| record.is_some_and(|record| self.excluded.contains(&record));
        types.extend(INCLUDED.map(|(name, record)| (name.to_owned(), (!excludes(record)).into())));
        types.insert("UseAmortized".into(), (self.metric == Metric::Amortized).into());
        (self.kind == BudgetType::Cost).then_some(Value::Object(types))
    }

    /// Returns `Metrics`, which budgets of utilization have none of.
    pub(super) fn metrics(&self) -> Option<Value> {
        (self.kind != BudgetType::SavingsPlansUtilization).then(|| json!([self.metric.name()]))
    }
}

/// Returns `CostTypes` of which nothing was said: everything is included, as it is charged.
pub(super) fn default_cost_types() -> Map<String, Value> {
    let included = INCLUDED.map(|(name, _)| (name.to_owned(), true.into()));
    included.into_iter().chain(["UseAmortized", "UseBlended"].map(|name| (name.to_owned(), false.into()))).collect()
}

/// Returns an expression as requests and answers have it; one that asks for all is none.
fn written(expression: &Expression) -> Option<Value> {
    let all = |parts: &[Expression]| parts.iter().filter_map(written).collect::<Vec<_>>();
    match expression {
        Expression::And(parts) => Some(json!({"And": all(parts)})),
        Expression::Or(parts) => Some(json!({"Or": all(parts)})),
        Expression::Not(part) => written(part).map(|part| json!({"Not": part})),
        Expression::OneOf(attribute, values) => {
            let (member, key) = match attribute {
                Attribute::Dimension(dimension) => ("Dimensions", dimension.name()),
                Attribute::Tag(key) => ("Tags", key.as_str()),
                Attribute::Category(name) => ("CostCategories", name.as_str()),
                Attribute::Nothing => return None,
            };
            Some(json!({member: {"Key": key, "Values": values}}))
        }
        Expression::All => None,
    }
}
