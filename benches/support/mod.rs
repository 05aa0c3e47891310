//! What the benches have in common: figures held to budgets; `process` reads what Linux says of a process.

pub mod process;

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::process::ExitCode;

/// Figures, each with its budget.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

#[derive(Debug)]
struct Figure {
    what: String,
    measured: String,
    budget: String,
    within: bool,
}

impl Figures {
    /// Adds a figure in its unit; one whose budget has no bounds is shown and not judged.
    pub fn add(&mut self, what: impl fmt::Display, measured: f64, unit: &str, budget: impl RangeBounds<f64>) {
        let bound = |bound: Bound<&f64>, side: &str| match bound {
            Bound::Included(limit) | Bound::Excluded(limit) if limit.is_finite() => format!("{side} {limit} {unit}"),
            _ => String::new(),
        };
        self.0.push(Figure {
            what: what.to_string(),
            measured: format!("{measured:.2} {unit}"),
            budget: bound(budget.start_bound(), "at least") + &bound(budget.end_bound(), "at most"),
            within: budget.contains(&measured),
        });
    }

    /// Prints the table; a failure when a budget is broken by a release build. Others are not judged.
    pub fn judge(self) -> ExitCode {
        println!("\n{:<72} | {:>12} | {:>16} | within", "what", "median", "budget");
        for Figure { what, measured, budget, within } in &self.0 {
            let verdict = match (budget.is_empty(), within) {
                (true, _) => "",
                (false, true) => "yes",
                (false, false) => "NO",
            };
            println!("{what:<72} | {measured:>12} | {budget:>16} | {verdict}");
        }
        let kept = cfg!(debug_assertions) || self.0.iter().all(|figure| figure.within);
        if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
