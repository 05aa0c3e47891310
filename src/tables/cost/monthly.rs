//! `cost_monthly`: what an organisation pays, summed up for each month by the columns a statement uses, from
//! GetCostAndUsage.

use super::period::Grain;
use super::usage::CostAndUsage;
use crate::aws::Spread;
use crate::tables::{About, Changes};

/// The table over monthly costs.
pub static COST_MONTHLY: CostAndUsage = CostAndUsage {
    about: &About {
        name: "cost_monthly",
        description: "Costs and usage for each month, summed up by the columns that are used",
        service: "ce",
        scope: Spread::Global,
        changes: Changes::Daily,
        default_time_column: Some("period_start"),
        tag_members: &[],
    },
    grain: Grain::Month,
};
