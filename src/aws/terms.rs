//! What holds for all operations of an AWS service: its price, how long its answers are kept, where it is asked.

use std::time::Duration;

use super::error::Call;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// The longest that an answer is kept.
pub const LONGEST_KEPT: Duration = HOUR.saturating_mul(12);

/// What holds for all operations of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// What AWS charges for a request, in USD.
    pub price_usd: f64,
    /// How long an answer is kept.
    pub kept_for: Duration,
    /// Whether the service has one endpoint for all Regions.
    pub is_global: bool,
}

impl Terms {
    /// Whether a request costs money.
    pub fn is_priced(&self) -> bool {
        self.price_usd > 0.0
    }
}

impl Call {
    /// What holds for all operations of its service, which the IAM action names.
    pub fn terms(&self) -> Terms {
        let free = |kept_for, is_global| Terms { price_usd: 0.0, kept_for, is_global };
        match self.action.split(':').next() {
            Some("securityhub") => free(5 * MINUTE, false),
            // Costs change about once a day, and each page of each request is billed.
            Some("ce") => Terms { price_usd: 0.01, kept_for: LONGEST_KEPT, is_global: true },
            Some("budgets" | "organizations" | "account") => free(10 * MINUTE, true),
            // Credentials keep their account.
            Some("sts") => free(LONGEST_KEPT, false),
            _ => free(10 * MINUTE, false),
        }
    }
}
