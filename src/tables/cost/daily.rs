//! `cost_daily`: what an organisation pays, summed up for each UTC day by the columns a statement uses, from
//! GetCostAndUsage.

use super::period::Grain;
use super::usage::CostAndUsage;
use crate::aws::Spread;
use crate::tables::{About, Changes};

/// The table over daily costs.
pub static COST_DAILY: CostAndUsage = CostAndUsage {
    about: &About {
        name: "cost_daily",
        description: "Costs and usage for each UTC day, summed up by the columns that are used",
        service: "ce",
        scope: Spread::Global,
        changes: Changes::Daily,
        default_time_column: Some("period_start"),
        tag_members: &[],
    },
    grain: Grain::Day,
};
