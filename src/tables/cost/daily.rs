//! `cost_daily`: what an organisation pays, summed up for each UTC day by the columns a statement uses, from
//! GetCostAndUsage.

use datafusion::logical_expr::Expr;

use super::period::Grain;
use super::usage::{self, COLUMNS, PREFIXES};
use crate::aws::{Call, Quota};
use crate::tables::{About, Changes, Column, Grained, Scope, Table, Translation};

/// The table over daily costs.
#[derive(Debug)]
pub struct CostDaily;

static ABOUT: About = About {
    name: "cost_daily",
    description: "Costs and usage for each UTC day, summed up by the columns that are used",
    service: "ce",
    scope: Scope::Global,
    changes: Changes::Daily,
    default_time_column: Some("period_start"),
    tag_members: &[],
};

impl Table for CostDaily {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn operations(&self) -> Vec<(Call, Quota)> {
        usage::operations()
    }

    fn translate(&self, filters: &[&Expr]) -> Translation {
        Grained::translate(self, filters, &[])
    }

    fn filtered_by_aws(&self, column: &str) -> Option<&'static str> {
        usage::filtered_by_aws(column)
    }

    fn grained(&self) -> Option<&'static dyn Grained> {
        Some(&Self)
    }

    fn prefixes(&self) -> &'static [&'static str] {
        PREFIXES
    }
}

impl Grained for CostDaily {
    fn most_dimensions(&self) -> usize {
        usage::MOST_DIMENSIONS
    }

    fn dimension(&self, column: &Column) -> Option<&'static str> {
        usage::dimension(column)
    }

    fn translate(&self, filters: &[&Expr], grain: &[Column]) -> Translation {
        usage::translate(ABOUT.name, Grain::Day, filters, grain)
    }
}
