//! What the columns of an answer are measured in.
//!
//! In comes a plan, out goes the unit of each of its columns, as far as it follows from the columns of tables: a sum of
//! money is money, a share of it is not. DataFusion's own schemas keep what is said of a column only where it is passed on as it is.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::logical_expr::expr::AggregateFunctionParams;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};

use crate::tables::column::{DECIMALS_KEY, UNIT_KEY};

/// Field metadata that is about the measure, not about the column it comes from.
type Measure = Vec<(&'static str, String)>;

/// Returns the measure of each of a plan's columns; empty where there is none.
pub fn measures(plan: &LogicalPlan) -> Vec<Measure> {
    let below = || plan.inputs().into_iter().flat_map(measures).collect::<Vec<_>>();
    let of = |expressions: &[Expr]| {
        let inputs = Inputs { plan, measures: below() };
        expressions.iter().map(|expression| inputs.measure(expression)).collect::<Vec<_>>()
    };
    let found = match plan {
        LogicalPlan::TableScan(scan) => {
            scan.projected_schema.fields().iter().map(|field| said(field.metadata())).collect()
        }
        LogicalPlan::Projection(projection) => of(&projection.expr),
        LogicalPlan::Aggregate(aggregate) => [of(&aggregate.group_expr), of(&aggregate.aggr_expr)].concat(),
        LogicalPlan::Window(window) => [below(), of(&window.window_expr)].concat(),
        LogicalPlan::Union(union) => union.inputs.first().map(|input| measures(input)).unwrap_or_default(),
        _ => below(),
    };
    let columns = plan.schema().fields().len();
    // Of another form, such as a semi join: nothing is said rather than something wrong.
    if found.len() == columns { found } else { vec![Measure::new(); columns] }
}

/// Puts measures into the metadata of an answer's columns.
pub fn apply(
    measures: &[Measure],
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
    if measures.len() != schema.fields().len() || measures.iter().all(Vec::is_empty) {
        return Ok((schema, batches));
    }
    let fields = schema.fields().iter().zip(measures).map(|(field, measure)| {
        let mut metadata = field.metadata().clone();
        metadata.extend(measure.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        field.as_ref().clone().with_metadata(metadata)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let batches = batches.into_iter().map(|batch| {
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&schema), batch.columns().to_vec(), &options)
    });
    Ok((Arc::clone(&schema), batches.collect::<Result<_, _>>()?))
}

fn said(metadata: &HashMap<String, String>) -> Measure {
    let one = |key| metadata.get(key).map(|value| (key, value.clone()));
    [UNIT_KEY, DECIMALS_KEY].into_iter().filter_map(one).collect()
}

/// What a node's expressions are made of.
struct Inputs<'a> {
    plan: &'a LogicalPlan,
    measures: Vec<Measure>,
}

impl Inputs<'_> {
    fn measure(&self, expression: &Expr) -> Measure {
        match expression {
            Expr::Column(column) => {
                let mut before = 0;
                for input in self.plan.inputs() {
                    if let Some(index) = input.schema().maybe_index_of_column(column) {
                        return self.measures.get(before + index).cloned().unwrap_or_default();
                    }
                    before += input.schema().fields().len();
                }
                Measure::new()
            }
            Expr::Alias(alias) => self.measure(&alias.expr),
            Expr::Cast(cast) => self.measure(&cast.expr),
            Expr::Negative(inner) => self.measure(inner),
            Expr::AggregateFunction(call) => self.of_call(call.func.name(), &call.params),
            Expr::WindowFunction(call) => match call.params.args.as_slice() {
                [argument, ..] if keeps_measure(call.fun.name()) => self.measure(argument),
                _ => Measure::new(),
            },
            Expr::ScalarFunction(call) => match (call.name(), call.args.as_slice()) {
                (
                    "coalesce" | "round" | "abs" | "ceil" | "floor" | "trunc" | "nullif" | "greatest" | "least",
                    [first, ..],
                ) => self.measure(first),
                _ => Measure::new(),
            },
            Expr::BinaryExpr(binary) => self.of_operation(binary),
            _ => Measure::new(),
        }
    }

    fn of_call(&self, name: &str, AggregateFunctionParams { args, .. }: &AggregateFunctionParams) -> Measure {
        match args.as_slice() {
            [argument, ..] if keeps_measure(name) => self.measure(argument),
            _ => Measure::new(),
        }
    }

    fn of_operation(&self, BinaryExpr { left, op, right }: &BinaryExpr) -> Measure {
        let (one, other) = (self.measure(left), self.measure(right));
        match op {
            Operator::Plus | Operator::Minus if one == other => one,
            // Twice as much money is money; money by money is not.
            Operator::Multiply if other.is_empty() => one,
            Operator::Multiply if one.is_empty() => other,
            Operator::Divide if other.is_empty() => one,
            _ => Measure::new(),
        }
    }
}

fn keeps_measure(function: &str) -> bool {
    matches!(
        function,
        "sum"
            | "avg"
            | "min"
            | "max"
            | "median"
            | "first_value"
            | "last_value"
            | "lag"
            | "lead"
            | "approx_median"
            | "approx_percentile_cont"
    )
}
