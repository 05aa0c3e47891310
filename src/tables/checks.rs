//! Which table says whether a service can be read: for each service one whose first page is free and cheap.
//!
//! Services that cost money are not among them: nobody is to pay for looking whether all is well.

use super::{CATALOGUE, Table, budgets, config, inspector, securityhub};

/// How a service is checked.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The table that is asked for one row.
    pub table: &'static dyn Table,
    /// Its column that takes no other request than the table's first.
    pub column: &'static str,
    /// Whether the service is not enabled where there are no rows: AWS answers all the same.
    pub is_off_without_rows: bool,
}

/// The services that are checked, in the order of the catalogue.
pub static CHECKS: [Check; 4] = [
    Check { table: &securityhub::findings::SecurityHubFindings, column: "id", is_off_without_rows: false },
    Check { table: &inspector::coverage::InspectorCoverage, column: "resource_id", is_off_without_rows: false },
    // Whatever else Config is asked, it has rules and answers only where a recorder is.
    Check { table: &config::recorders::ConfigRecorders, column: "recorder_name", is_off_without_rows: true },
    Check { table: &budgets::budgets::BudgetsBudgets, column: "budget_name", is_off_without_rows: false },
];

/// Returns a table's service, as AWS writes it.
pub fn service(table: &dyn Table) -> &'static str {
    table.operations().first().map_or("", |(call, _)| call.service)
}

/// Returns the services that cost money, with what they charge for a request in USD, each once.
pub fn priced() -> Vec<(&'static str, f64)> {
    let mut all: Vec<(&str, f64)> = Vec::new();
    for table in CATALOGUE.iter().filter(|table| table.terms().is_priced()) {
        let service = service(*table);
        if !all.iter().any(|(known, _)| *known == service) {
            all.push((service, table.terms().price_usd));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_checked_for_free_or_is_known_to_cost_money() {
        let mut known: Vec<_> = CHECKS.iter().map(|check| service(check.table)).collect();
        assert_eq!(known, ["Security Hub", "Inspector", "Config", "Budgets"]);
        assert_eq!(priced(), [("Cost Explorer", 0.01)]);
        known.extend(priced().iter().map(|(service, _)| service));
        for table in CATALOGUE {
            assert!(known.contains(&service(*table)), "{} is of a service that no check knows", table.name());
        }
        for Check { table, column, .. } in CHECKS {
            assert!(!table.terms().is_priced() && table.columns().iter().any(|one| one.name == column), "{column}");
        }
    }
}
