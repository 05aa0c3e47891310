//! Notifications: at which share or amount of a budget people are told, and whether it is passed.

use serde_json::{Value, json};

use super::super::organisation::bill::amounts::ONE;
use super::super::organisation::labels::{Label, labels};
use super::figures::Figures;

labels! {
    /// Which figure is compared.
    NotificationType { Actual = "ACTUAL", Forecasted = "FORECASTED" }
}

labels! {
    /// What a threshold is.
    ThresholdType { Percentage = "PERCENTAGE", Absolute = "ABSOLUTE_VALUE" }
}

labels! {
    /// On which side of the threshold there is an alarm.
    ComparisonOperator { Greater = "GREATER_THAN", Less = "LESS_THAN" }
}

/// A notification of a budget.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notification {
    pub(super) kind: NotificationType,
    pub(super) operator: ComparisonOperator,
    /// Percent of the limit, or whole units.
    pub(super) threshold: i128,
    pub(super) threshold_type: ThresholdType,
}

impl Notification {
    /// Returns a notification of more than `threshold` percent of the limit.
    pub(super) fn above(kind: NotificationType, threshold: i128) -> Self {
        Self { kind, operator: ComparisonOperator::Greater, threshold, threshold_type: ThresholdType::Percentage }
    }

    /// Returns whether the threshold is passed; what is not known passes none.
    fn is_passed(&self, figures: Figures, limit: Option<i128>) -> bool {
        let figure = match self.kind {
            NotificationType::Actual => figures.actual,
            NotificationType::Forecasted => figures.forecast,
        };
        let bound = match self.threshold_type {
            ThresholdType::Percentage => limit.map(|limit| limit * self.threshold / 100),
            ThresholdType::Absolute => Some(self.threshold * ONE),
        };
        figure.zip(bound).is_some_and(|(figure, bound)| match self.operator {
            ComparisonOperator::Greater => figure > bound,
            ComparisonOperator::Less => figure < bound,
        })
    }

    /// Returns the notification with its state for `figures`.
    pub(super) fn written(&self, figures: Figures, limit: Option<i128>) -> Value {
        json!({
            "NotificationType": self.kind.name(),
            "ComparisonOperator": self.operator.name(),
            "Threshold": self.threshold as f64,
            "ThresholdType": self.threshold_type.name(),
            "NotificationState": if self.is_passed(figures, limit) { "ALARM" } else { "OK" },
        })
    }
}
