//! Recognises filters that an AWS API could evaluate: one column against constants.
//!
//! In comes one conjunct of a WHERE, out goes a [`Predicate`], or nothing when it is of another form. What a service
//! makes of it (exactly, as a superset, not at all) is the table's to say.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::utils::split_binary;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, expr::InList};

/// One column against constants.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// Name of the column.
    pub column: String,
    /// What is asked of it.
    pub test: Test,
}

/// What is asked of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Equals one of these or starts with one of these: `=`, `IN`, `LIKE 'x%'` and their OR.
    Any(Vec<Match>),
    /// Equals none of these: `<>`, `NOT IN`.
    None(Vec<String>),
    /// A list that has this element: `array_has`.
    Has(Vec<String>),
    /// At or after this moment, nanoseconds since the epoch.
    From(i64),
    /// At or before this moment, nanoseconds since the epoch.
    To(i64),
    /// This number or a greater one.
    AtLeast(f64),
    /// This number or a smaller one.
    AtMost(f64),
}

/// One way to match a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    /// The whole text.
    Equal(String),
    /// Its beginning.
    Prefix(String),
}

impl Test {
    /// Whether a text passes; `None` when this is no question to a text.
    pub fn admits(&self, text: &str) -> Option<bool> {
        match self {
            Self::Any(matches) => Some(matches.iter().any(|one| match one {
                Match::Equal(value) => text == value,
                Match::Prefix(beginning) => text.starts_with(beginning.as_str()),
            })),
            Self::None(values) => Some(!values.iter().any(|value| text == value)),
            Self::Has(_) | Self::From(_) | Self::To(_) | Self::AtLeast(_) | Self::AtMost(_) => None,
        }
    }
}

impl Predicate {
    /// Recognises a filter; `None` when it is not one column against constants.
    pub fn of(filter: &Expr) -> Option<Self> {
        match filter {
            // A list of alternatives is a chain as long as the list: it is followed in a loop.
            Expr::BinaryExpr(BinaryExpr { op: Operator::Or, .. }) => {
                let mut alternatives = split_binary(filter, Operator::Or).into_iter().map(Self::of);
                let first = alternatives.next()??;
                alternatives.try_fold(first, |all, one| Self::either(all, one?))
            }
            Expr::BinaryExpr(binary) => Self::comparison(binary),
            Expr::InList(InList { expr, list, negated }) => {
                let values = list.iter().map(text).collect::<Option<Vec<_>>>()?;
                let test = if *negated {
                    Test::None(values)
                } else {
                    Test::Any(values.into_iter().map(Match::Equal).collect())
                };
                Some(Self { column: column(expr)?, test })
            }
            Expr::Like(like) if !like.negated && !like.case_insensitive && like.escape_char.is_none() => {
                let prefix = prefix_of(&text(&like.pattern)?)?;
                Some(Self { column: column(&like.expr)?, test: Test::Any(vec![Match::Prefix(prefix)]) })
            }
            Expr::ScalarFunction(call) => match (call.name(), call.args.as_slice()) {
                ("starts_with", [subject, prefix]) => {
                    Some(Self { column: column(subject)?, test: Test::Any(vec![Match::Prefix(text(prefix)?)]) })
                }
                ("array_has", [list, element]) => {
                    Some(Self { column: column(list)?, test: Test::Has(vec![text(element)?]) })
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn either(left: Self, right: Self) -> Option<Self> {
        let test = match (left.test, right.test) {
            _ if left.column != right.column => return None,
            (Test::Any(mut some), Test::Any(more)) => {
                some.extend(more);
                Test::Any(some)
            }
            (Test::Has(mut some), Test::Has(more)) => {
                some.extend(more);
                Test::Has(some)
            }
            _ => return None,
        };
        Some(Self { column: left.column, test })
    }

    fn comparison(BinaryExpr { left, op, right }: &BinaryExpr) -> Option<Self> {
        let (column, op, constant) = match (column(left), column(right)) {
            (Some(column), None) => (column, *op, right),
            (None, Some(column)) => (column, op.swap()?, left),
            _ => return None,
        };
        // An open bound is asked as a closed one: AWS's own are closed, and ranges are filtered again anyway.
        let test = match (op, nanoseconds(constant), number(constant)) {
            (Operator::Eq, None, None) => Test::Any(vec![Match::Equal(text(constant)?)]),
            (Operator::NotEq, None, None) => Test::None(vec![text(constant)?]),
            (Operator::Gt | Operator::GtEq, Some(moment), _) => Test::From(moment),
            (Operator::Lt | Operator::LtEq, Some(moment), _) => Test::To(moment),
            (Operator::Gt | Operator::GtEq, _, Some(number)) => Test::AtLeast(number),
            (Operator::Lt | Operator::LtEq, _, Some(number)) => Test::AtMost(number),
            _ => return None,
        };
        Some(Self { column, test })
    }
}

fn column(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Column(column) => Some(column.name.clone()),
        _ => None,
    }
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten().map(str::to_owned),
        _ => None,
    }
}

fn nanoseconds(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(ScalarValue::TimestampNanosecond(value, _), _) => *value,
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Literal(ScalarValue::Float64(value), _) => *value,
        _ => None,
    }
}

/// The prefix that a LIKE pattern asks for, if that is all it asks.
fn prefix_of(pattern: &str) -> Option<String> {
    let prefix = pattern.strip_suffix('%')?;
    (!prefix.is_empty() && !prefix.contains(['%', '_', '\\'])).then(|| prefix.to_owned())
}
