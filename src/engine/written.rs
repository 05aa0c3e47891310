//! Writes plans and filters as SQL, for people to read and to run again.

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::sql::sqlparser::keywords::ALL_KEYWORDS;
use datafusion::sql::unparser::Unparser;
use datafusion::sql::unparser::dialect::Dialect;

/// DataFusion's default dialect, whose own test of a name compiles a regular expression for every column: a tenth of
/// the time that planning takes.
struct Readable;

impl Dialect for Readable {
    fn identifier_quote_style(&self, name: &str) -> Option<char> {
        let is_plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && name.chars().all(|other| other.is_ascii_lowercase() || other.is_ascii_digit() || other == '_');
        let is_keyword = ALL_KEYWORDS.binary_search(&name.to_ascii_uppercase().as_str()).is_ok();
        (!is_plain || (is_keyword && name != "id")).then_some('"')
    }
}

/// Returns the SQL of a plan; empty where SQL has no words for it.
pub fn plan(plan: &LogicalPlan) -> String {
    Unparser::new(&Readable).plan_to_sql(plan).map(|statement| statement.to_string()).unwrap_or_default()
}

/// Returns the SQL of a filter, or how the engine writes it.
pub fn filter(filter: &Expr) -> String {
    Unparser::new(&Readable).expr_to_sql(filter).map_or_else(|_| filter.to_string(), |sql| sql.to_string())
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{ident, lit};

    use super::*;

    #[test]
    fn a_name_is_quoted_where_it_must_be() {
        let rows = [
            ("severity", "severity"),
            ("id", "id"),
            ("type", "\"type\""),
            ("select", "\"select\""),
            ("tag:team", "\"tag:team\""),
            ("Upper", "\"Upper\""),
            ("1st", "\"1st\""),
            ("", "\"\""),
            ("a\"b", "\"a\"\"b\""),
        ];
        for (name, expected) in rows {
            assert_eq!(filter(&ident(name).eq(lit("it's"))), format!("({expected} = 'it''s')"));
        }
    }
}
