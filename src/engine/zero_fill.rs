//! Zero fill: a count grouped by a column with known values has a row for each value that the WHERE admits.
//!
//! In comes a logical plan, out goes the same plan with a node above its outermost aggregate that adds the missing
//! groups: counts become 0, other aggregates null. Without it an alert on a count goes to No Data where it should
//! resolve. Not done under HAVING, LIMIT, DISTINCT, windows or joins, where an absent group means something.

mod exec;

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::Session;
use datafusion::common::cast::as_boolean_array;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, DFSchemaRef, ExprSchema};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{
    Aggregate, Expr, Extension, LogicalPlan, UserDefinedLogicalNode, UserDefinedLogicalNodeCore,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};

use crate::tables::column::known_values;
use exec::ZeroFillExec;

/// Puts zero fill above the outermost aggregate, where its conditions hold.
///
/// # Errors
/// When a condition of the WHERE cannot be evaluated.
pub fn apply(plan: LogicalPlan, state: &SessionState) -> Result<LogicalPlan> {
    let filled = plan.transform_down(|node| match node {
        LogicalPlan::Aggregate(aggregate) => Ok(match Fill::of(&aggregate, state)? {
            Some(fill) => {
                let input = Arc::new(LogicalPlan::Aggregate(aggregate));
                let node =
                    ZeroFillNode { fill, schema: Arc::clone(input.schema()), input: Arc::unwrap_or_clone(input) };
                Transformed::new(
                    LogicalPlan::Extension(Extension { node: Arc::new(node) }),
                    true,
                    TreeNodeRecursion::Stop,
                )
            }
            None => Transformed::new(LogicalPlan::Aggregate(aggregate), false, TreeNodeRecursion::Stop),
        }),
        LogicalPlan::Sort(sort) if sort.fetch.is_none() => Ok(Transformed::no(LogicalPlan::Sort(sort))),
        LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_) => Ok(Transformed::no(node)),
        other => Ok(Transformed::new(other, false, TreeNodeRecursion::Stop)),
    })?;
    Ok(filled.data)
}

/// Which groups there must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fill {
    /// Group columns with known values, by index in the aggregate's output, with the values the WHERE admits.
    pub domains: Vec<(usize, Vec<String>)>,
    /// How many group columns there are.
    pub groups: usize,
    /// Which aggregates count, in their order.
    pub counts: Vec<bool>,
}

impl Fill {
    fn of(aggregate: &Aggregate, state: &SessionState) -> Result<Option<Self>> {
        let counts: Vec<bool> = aggregate.aggr_expr.iter().map(is_count).collect();
        if !counts.contains(&true) || matches!(aggregate.group_expr.as_slice(), [Expr::GroupingSet(_)]) {
            return Ok(None);
        }
        let mut domains = Vec::new();
        for (index, group) in aggregate.group_expr.iter().enumerate() {
            let Expr::Column(column) = group.clone().unalias() else { continue };
            let field = aggregate.input.schema().field_from_column(&column)?;
            let rows = known_values(field).zip(RowsOfATable::below(&aggregate.input, &column.name));
            if let Some((known, rows)) = rows {
                domains.push((index, admitted(&rows, known, state)?));
            }
        }
        let groups = aggregate.group_expr.len();
        Ok((!domains.is_empty()).then_some(Self { domains, groups, counts }))
    }
}

/// Aggregates that are 0 where there are no rows.
fn is_count(aggregate: &Expr) -> bool {
    let counts = ["count", "approx_distinct", "regr_count"];
    matches!(aggregate.clone().unalias(), Expr::AggregateFunction(call) if counts.contains(&call.func.name()))
}

/// A column of one table, as it is called there, and every condition on the table's rows.
struct RowsOfATable {
    column: String,
    conditions: Vec<Expr>,
}

impl RowsOfATable {
    /// Follows a column down to its table; `None` when the rows are not simply a table's, or the column is computed.
    fn below(input: &LogicalPlan, column: &str) -> Option<Self> {
        let mut rows = Self { column: column.to_owned(), conditions: Vec::new() };
        let mut node = input;
        loop {
            node = match node {
                LogicalPlan::Filter(filter) => {
                    rows.conditions.extend(split_conjunction(&filter.predicate).into_iter().cloned());
                    &filter.input
                }
                LogicalPlan::SubqueryAlias(alias) => &alias.input,
                LogicalPlan::Projection(projection) => {
                    rows.pass(&projection.expr)?;
                    &projection.input
                }
                LogicalPlan::TableScan(scan) => {
                    rows.conditions.extend(scan.filters.iter().cloned());
                    return Some(rows);
                }
                _ => return None,
            };
        }
    }

    /// Goes below a SELECT, where the column may have another name. Conditions above it keep their names' meaning
    /// only if they speak of this column alone; others say nothing about it anyway.
    fn pass(&mut self, selected: &[Expr]) -> Option<()> {
        let source = selected.iter().find(|expr| match expr {
            Expr::Column(column) => column.name == self.column,
            Expr::Alias(alias) => alias.name == self.column,
            _ => false,
        });
        let Expr::Column(below) = source?.clone().unalias() else { return None };
        let above = std::mem::replace(&mut self.column, below.name);
        self.conditions.retain(|condition| speaks_of(condition, &above));
        for condition in &mut self.conditions {
            *condition = renamed(condition.clone(), &self.column).ok()?;
        }
        Some(())
    }
}

/// Whether a condition is on this column and nothing else.
fn speaks_of(condition: &Expr, column: &str) -> bool {
    let columns = condition.column_refs();
    !columns.is_empty() && columns.iter().all(|other| other.name == column) && !has_subquery(condition)
}

/// A condition on one column, with another name for it.
fn renamed(condition: Expr, column: &str) -> Result<Expr> {
    let renamed = condition.transform(|expr| {
        Ok(match expr {
            Expr::Column(_) => Transformed::yes(Expr::Column(Column::new_unqualified(column))),
            other => Transformed::no(other),
        })
    })?;
    Ok(renamed.data)
}

/// Returns the values for which no condition on the column alone is false.
fn admitted(rows: &RowsOfATable, known: Vec<String>, state: &SessionState) -> Result<Vec<String>> {
    let schema = Arc::new(Schema::new(vec![Field::new(&rows.column, DataType::Utf8, true)]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(StringArray::from(known.clone()))])?;
    let schema = DFSchema::try_from(schema)?;
    let mut keep = vec![true; known.len()];
    for condition in rows.conditions.iter().filter(|condition| speaks_of(condition, &rows.column)) {
        let condition = state.create_physical_expr(renamed(condition.clone(), &rows.column)?, &schema)?;
        let verdicts = condition.evaluate(&batch)?.into_array(known.len())?;
        for (keep, verdict) in keep.iter_mut().zip(as_boolean_array(&verdicts)?) {
            *keep &= verdict == Some(true);
        }
    }
    Ok(known.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(value, _)| value).collect())
}

fn has_subquery(condition: &Expr) -> bool {
    let is_subquery = |expr: &Expr| Ok(matches!(expr, Expr::InSubquery(_) | Expr::Exists(_) | Expr::ScalarSubquery(_)));
    condition.exists(is_subquery).unwrap_or(true)
}

/// The logical node: an aggregate's rows, and those of the groups it misses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ZeroFillNode {
    fill: Fill,
    input: LogicalPlan,
    schema: DFSchemaRef,
}

impl PartialOrd for ZeroFillNode {
    /// Plans of this node have no order of their own.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self == other).then_some(Ordering::Equal)
    }
}

impl UserDefinedLogicalNodeCore for ZeroFillNode {
    fn name(&self) -> &str {
        "ZeroFill"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "ZeroFill: {:?}", self.fill.domains)
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        let [input] = <[LogicalPlan; 1]>::try_from(inputs)
            .map_err(|_| DataFusionError::Internal("ZeroFill has one input".to_owned()))?;
        // Coercion of types may have changed the input's schema since this node was made.
        Ok(Self { fill: self.fill.clone(), schema: Arc::clone(input.schema()), input })
    }
}

/// Plans zero fill, and leaves all else to DataFusion.
#[derive(Debug)]
pub struct ZeroFillPlanner;

#[async_trait]
impl QueryPlanner for ZeroFillPlanner {
    async fn create_physical_plan(&self, plan: &LogicalPlan, session: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(Self)]).create_physical_plan(plan, session).await
    }
}

#[async_trait]
impl ExtensionPlanner for ZeroFillPlanner {
    async fn plan_extension(
        &self,
        _: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        _: &[&LogicalPlan],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &dyn Session,
        _: &PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let node = node.as_any().downcast_ref::<ZeroFillNode>();
        Ok(node.zip(inputs.first()).map(|(node, input)| -> Arc<dyn ExecutionPlan> {
            Arc::new(ZeroFillExec::new(node.fill.clone(), Arc::clone(input)))
        }))
    }
}
