//! Filters as Cost Explorer writes them.
//!
//! Dimensions always have a value (`NoRegion` where there is none), so that negations are exact too; a tag or category
//! may be absent, and there only equality is.

use aws_sdk_costexplorer::types::{CostCategoryValues, Dimension, DimensionValues, Expression, TagValues};

use super::usage::dimension_of;
use crate::tables::predicate::{Match, Predicate, Test};
use crate::tables::tags::{CATEGORY, TAG};

/// The most values of one filter.
const MOST_VALUES: usize = 500;

/// Returns the filter that asks exactly this of a dimension, tag or category; `None` when there is none.
pub fn of(predicate: &Predicate) -> Option<Expression> {
    let (values, negated) = match &predicate.test {
        Test::Any(matches) => (matches.iter().map(whole).collect::<Option<Vec<_>>>()?, false),
        Test::None(values) => (values.clone(), true),
        _ => return None,
    };
    let is_asked = !values.is_empty() && values.len() <= MOST_VALUES && values.iter().all(|value| !value.is_empty());
    let name = predicate.column.as_str();
    let builder = Expression::builder();
    let expression = if let Some(key) = dimension_of(name) {
        let values = DimensionValues::builder().key(Dimension::from(key)).set_values(Some(values)).build();
        builder.dimensions(values)
    } else if negated {
        return None;
    } else if let Some(key) = name.strip_prefix(TAG) {
        builder.tags(TagValues::builder().key(key).set_values(Some(values)).build())
    } else {
        let key = name.strip_prefix(CATEGORY)?;
        builder.cost_categories(CostCategoryValues::builder().key(key).set_values(Some(values)).build())
    };
    let expression = expression.build();
    is_asked.then(|| if negated { Expression::builder().not(expression).build() } else { expression })
}

fn whole(one: &Match) -> Option<String> {
    match one {
        Match::Equal(value) => Some(value.clone()),
        Match::Prefix(_) => None,
    }
}

/// All of these at once; `None` for none.
pub fn all(mut expressions: Vec<Expression>) -> Option<Expression> {
    match expressions.len() {
        0 | 1 => expressions.pop(),
        _ => Some(Expression::builder().set_and(Some(expressions)).build()),
    }
}
