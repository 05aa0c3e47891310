//! The physical operator of zero fill.
//!
//! In come the rows of an aggregate, out goes one batch: for every combination of the other group columns that was
//! observed, one row for each known value in its own order, then what was observed beyond the known values.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray, UInt64Array, new_null_array};
use datafusion::arrow::compute::{cast, concat_batches, take, take_record_batch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::common::cast::as_string_array;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{
    Boundedness, ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, InputDistributionRequirements, PlanProperties, collect,
};
use futures::stream;

use super::Fill;
use crate::aws::Request;

/// The most groups that are made: beside many observed groups zeros are no answer but noise.
const MOST_ROWS: usize = 10_000;
const NOT_FILLED: &str = "Groups without rows are not shown as 0, since there would be more than 10,000 groups. Group by fewer columns, or switch zero fill off.";

/// An aggregate's rows, and those of the groups it misses.
#[derive(Debug)]
pub struct ZeroFillExec {
    fill: Fill,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl ZeroFillExec {
    /// Fills the rows of `input`.
    pub fn new(fill: Fill, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { fill, input, properties: Arc::new(properties) }
    }
}

impl Fill {
    /// Returns the rows with the missing groups added; `None` where they would be too many, or cannot be made.
    pub fn rows(&self, rows: &RecordBatch) -> Result<Option<RecordBatch>> {
        let tuples = self.tuples();
        let others: Vec<usize> =
            (0..self.groups).filter(|index| self.domains.iter().all(|(domain, _)| domain != index)).collect();
        let keys = Keys::of(rows, &others)?;
        let nulls_fit =
            |(index, is_count): (usize, &bool)| *is_count || rows.schema().field(self.groups + index).is_nullable();
        if keys.first_rows.len().saturating_mul(tuples.len()) > MOST_ROWS
            || !self.counts.iter().enumerate().all(nulls_fit)
        {
            return Ok(None);
        }
        let observed = self.observed(rows, &tuples)?;
        // Where each output row comes from: a row there is, or one to be made for a key and a tuple.
        let (mut there, mut beyond) = (HashMap::new(), Vec::new());
        for (row, (tuple, key)) in observed.iter().zip(&keys.of_row).enumerate() {
            match tuple {
                Some(tuple) => drop(there.insert((*key, *tuple), row as u64)),
                None => beyond.push(row as u64),
            }
        }
        let (mut order, mut made) = (Vec::new(), Vec::new());
        for key in 0..keys.first_rows.len() {
            for tuple in 0..tuples.len() {
                order.push(there.get(&(key, tuple)).copied().unwrap_or_else(|| {
                    made.push((key, tuple));
                    (rows.num_rows() + made.len() - 1) as u64
                }));
            }
        }
        order.extend(beyond);
        let all = concat_batches(&rows.schema(), [rows, &self.make(rows, &keys, &tuples, &made)?])?;
        Ok(Some(take_record_batch(&all, &UInt64Array::from(order))?))
    }

    /// Every combination of known values, the first column's slowest.
    fn tuples(&self) -> Vec<Vec<&str>> {
        let mut tuples = vec![Vec::new()];
        for (_, values) in &self.domains {
            let longer = |tuple: &Vec<_>| {
                values.iter().map(|value| [tuple.as_slice(), &[value.as_str()]].concat()).collect::<Vec<_>>()
            };
            tuples = tuples.iter().flat_map(longer).collect();
        }
        tuples
    }

    /// Which tuple each row has; `None` for rows with a value that is not known, or null.
    fn observed(&self, rows: &RecordBatch, tuples: &[Vec<&str>]) -> Result<Vec<Option<usize>>> {
        let index: HashMap<&[&str], usize> =
            tuples.iter().enumerate().map(|(index, tuple)| (tuple.as_slice(), index)).collect();
        let columns = self.domains.iter().map(|(column, _)| as_string_array(rows.column(*column)));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let tuple = |row: usize| {
            let values = columns.iter().map(|column| column.is_valid(row).then(|| column.value(row)));
            index.get(values.collect::<Option<Vec<&str>>>()?.as_slice()).copied()
        };
        Ok((0..rows.num_rows()).map(tuple).collect())
    }

    fn make(
        &self,
        rows: &RecordBatch,
        keys: &Keys,
        tuples: &[Vec<&str>],
        made: &[(usize, usize)],
    ) -> Result<RecordBatch> {
        let schema = rows.schema();
        let column = |index: usize| -> Result<ArrayRef> {
            if let Some(domain) = self.domains.iter().position(|(column, _)| *column == index) {
                let values = made.iter().map(|(_, tuple)| tuples[*tuple][domain]);
                return Ok(Arc::new(StringArray::from_iter_values(values)));
            }
            if index < self.groups {
                let rows_of_keys = made.iter().map(|(key, _)| keys.first_rows[*key]);
                return Ok(take(rows.column(index), &UInt64Array::from_iter_values(rows_of_keys), None)?);
            }
            Ok(match self.counts.get(index - self.groups) {
                Some(true) => cast(&Int64Array::from(vec![0; made.len()]), schema.field(index).data_type())?,
                _ => new_null_array(schema.field(index).data_type(), made.len()),
            })
        };
        let columns = (0..schema.fields().len()).map(column).collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new(Arc::clone(&schema), columns)?)
    }
}

/// The combinations of the other group columns that were observed.
struct Keys {
    of_row: Vec<usize>,
    /// A row with each key.
    first_rows: Vec<u64>,
}

impl Keys {
    fn of(rows: &RecordBatch, columns: &[usize]) -> Result<Self> {
        if columns.is_empty() {
            // One key, also when no row was observed: that is when zeros matter most.
            return Ok(Self { of_row: vec![0; rows.num_rows()], first_rows: vec![0] });
        }
        let arrays: Vec<ArrayRef> = columns.iter().map(|column| Arc::clone(rows.column(*column))).collect();
        let fields = arrays.iter().map(|array| SortField::new(array.data_type().clone())).collect();
        let converted = RowConverter::new(fields)?.convert_columns(&arrays)?;
        let mut known: HashMap<OwnedRow, usize> = HashMap::new();
        let mut keys = Self { of_row: Vec::with_capacity(rows.num_rows()), first_rows: Vec::new() };
        for (row, key) in converted.iter().enumerate() {
            let key = *known.entry(key.owned()).or_insert_with(|| {
                keys.first_rows.push(row as u64);
                keys.first_rows.len() - 1
            });
            keys.of_row.push(key);
        }
        Ok(keys)
    }
}

impl DisplayAs for ZeroFillExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter) -> fmt::Result {
        let values: usize = self.fill.domains.iter().map(|(_, values)| values.len()).product();
        write!(formatter, "ZeroFill: {values} groups")
    }
}

impl ExecutionPlan for ZeroFillExec {
    fn name(&self) -> &str {
        "ZeroFill"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::SinglePartition])
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [input] = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children)
            .map_err(|_| DataFusionError::Internal("ZeroFill has one input".to_owned()))?;
        Ok(Arc::new(Self::new(self.fill.clone(), input)))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (input, fill, schema) = (Arc::clone(&self.input), self.fill.clone(), self.schema());
        let request = context.session_config().get_extension::<Request>();
        let batches = stream::once(async move {
            let rows = gather(input, context).await?;
            Ok(fill.rows(&rows)?.unwrap_or_else(|| {
                if let Some(request) = request {
                    request.notice(NOT_FILLED.to_owned());
                }
                rows
            }))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }
}

async fn gather(input: Arc<dyn ExecutionPlan>, context: Arc<TaskContext>) -> Result<RecordBatch> {
    let schema: SchemaRef = input.schema();
    Ok(concat_batches(&schema, &collect(input, context).await?)?)
}
