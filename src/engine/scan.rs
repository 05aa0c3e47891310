//! The physical scan of a catalogue table.
//!
//! In comes the table's stream of pages, out go batches that satisfy every filter. Under ORDER BY … LIMIT the scan asks
//! AWS for its order and stops as soon as no later row can be among the first: the sort above says so through its
//! dynamic filter. AWS's order is a hint only; rows out of order just mean that the scan reads on.

mod stop;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::cast::as_boolean_array;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column as PhysicalColumn;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, SortOrderPushdownResult};
use futures::stream::{self, BoxStream, StreamExt};

use super::error::{Root, TooManyRows, find_root};
use super::labels::Labels;
use super::parts::{Ask, Asks};
use crate::aws::{ErrorKind, Request};
use crate::tables::column::schema;
use crate::tables::{Column, RowShape, Table};
use stop::Stop;

/// The most parts that are asked at once; what is read of them is bounded by what is asked for.
const MOST_AT_ONCE: usize = 32;
/// The most rows one scan may read: at AWS's rates they would take hours, so this ends runaway pages only.
const MOST_READ: usize = 1_000_000;

/// A filter that the scan evaluates itself.
#[derive(Debug, Clone)]
pub struct Residual {
    /// The filter over the fetched columns.
    pub filter: Arc<dyn PhysicalExpr>,
    /// The filter in words.
    pub text: String,
}

/// The physical scan of a catalogue table.
#[derive(Debug, Clone)]
pub struct ScanExec {
    table: &'static dyn Table,
    asks: Arc<Asks>,
    /// The columns of a page: those of the output first, then those only the residual needs.
    columns: Arc<[Column]>,
    output: usize,
    /// How some of the columns are made of what is fetched; they are what is fetched where there is none.
    labels: Option<Labels>,
    residual: Option<Residual>,
    limit: Option<usize>,
    order: Option<(&'static str, bool)>,
    /// Dynamic filters over the output: once they are false for all rows to come, the scan ends.
    stop: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
}

impl ScanExec {
    /// A scan whose first `output` columns are handed on.
    pub fn new(
        table: &'static dyn Table,
        asks: Asks,
        columns: Vec<Column>,
        output: usize,
        residual: Option<Residual>,
        limit: Option<usize>,
    ) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema(&columns[..output])),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            table,
            asks: Arc::new(asks),
            columns: columns.into(),
            output,
            labels: None,
            residual,
            limit,
            order: None,
            stop: Vec::new(),
            properties: Arc::new(properties),
        }
    }

    /// The same scan, some of whose columns are made of what is fetched.
    pub fn with_labels(self, labels: Option<Labels>) -> Self {
        Self { labels, ..self }
    }

    fn stream(&self) -> SendableRecordBatchStream {
        let read = Arc::new(AtomicUsize::new(0));
        let mut each: Vec<_> = self.asks.each.iter().map(|ask| self.rows(ask, &read)).collect();
        let batches = match each.len() {
            1 => each.remove(0),
            parts => {
                let failed = Arc::new(AtomicUsize::new(0));
                let requests = self.asks.each.iter().map(|ask| Arc::clone(&ask.request));
                let whole = requests.zip(each).map(move |(request, rows)| {
                    Tolerant { request, rows, parts, failed: Arc::clone(&failed) }.stream()
                });
                stream::iter(whole.collect::<Vec<_>>()).flatten_unordered(MOST_AT_ONCE).boxed()
            }
        };
        Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches))
    }

    /// The rows of one part.
    fn rows(&self, ask: &Ask, read: &Arc<AtomicUsize>) -> BoxStream<'static, Result<RecordBatch>> {
        let columns = Arc::clone(self.labels.as_ref().map_or(&self.columns, Labels::fetched));
        let is_whole = self.limit.is_none() && self.stop.is_empty();
        let shape = RowShape { columns, order: self.order, limit: self.page_limit(), is_whole };
        let scan = Running {
            pages: ask.fetch.fetch(shape, Arc::clone(&ask.request)),
            output: self.output,
            labels: self.labels.clone(),
            residual: self.residual.as_ref().map(|residual| Arc::clone(&residual.filter)),
            left: self.limit.unwrap_or(usize::MAX),
            table: self.table.name(),
            read: Arc::clone(read),
            stop: self.order.map(|(column, descending)| Stop::new(column, descending, &self.stop)),
            schema: self.schema(),
        };
        let batches = stream::try_unfold(scan, |mut scan| async move {
            let batch = scan.next().await?;
            Ok(batch.map(|batch| (batch, scan)))
        });
        batches.boxed()
    }

    /// Rows a page may be limited to: only where every row of a page counts.
    fn page_limit(&self) -> Option<usize> {
        self.limit.filter(|_| self.residual.is_none())
    }
}

/// One of several parts, whose failure leaves the others whole.
struct Tolerant {
    request: Arc<Request>,
    rows: BoxStream<'static, Result<RecordBatch>>,
    parts: usize,
    failed: Arc<AtomicUsize>,
}

impl Tolerant {
    fn stream(self) -> BoxStream<'static, Result<RecordBatch>> {
        let Self { request, rows, parts, failed } = self;
        let kept = rows.filter_map(move |batch| {
            let batch = match batch {
                Err(error) if request_goes_on(&request, &error) => {
                    // Where nobody answers, there is nothing to show.
                    (failed.fetch_add(1, Ordering::Relaxed) + 1 == parts).then_some(Err(error))
                }
                other => Some(other),
            };
            std::future::ready(batch)
        });
        kept.boxed()
    }
}

/// Whether a part's failure leaves an answer; a cap that is reached is reached for all parts.
fn request_goes_on(request: &Request, error: &DataFusionError) -> bool {
    match find_root(error) {
        Root::Aws(error) => error.kind() != ErrorKind::CapReached && request.goes_on_without(error),
        _ => false,
    }
}

/// A part's scan under way.
struct Running {
    pages: BoxStream<'static, Result<RecordBatch>>,
    output: usize,
    labels: Option<Labels>,
    residual: Option<Arc<dyn PhysicalExpr>>,
    left: usize,
    table: &'static str,
    /// Rows read at all parts.
    read: Arc<AtomicUsize>,
    stop: Option<Stop>,
    schema: SchemaRef,
}

impl Running {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            let done = match &self.stop {
                Some(stop) => stop.is_reached(&self.schema)?,
                None => false,
            };
            if self.left == 0 || done {
                return Ok(None);
            }
            let Some(page) = self.pages.next().await else { return Ok(None) };
            let page = page?;
            let read = self.read.fetch_add(page.num_rows(), Ordering::Relaxed) + page.num_rows();
            if read > MOST_READ {
                let error = TooManyRows::Read { table: self.table, most: MOST_READ };
                return Err(DataFusionError::External(Box::new(error)));
            }
            if let Some(stop) = &mut self.stop {
                stop.observe(&page)?;
            }
            let page = match &self.labels {
                Some(labels) => labels.put_on(&page)?,
                None => page,
            };
            let page = match &self.residual {
                Some(filter) => {
                    let keep = filter.evaluate(&page)?.into_array(page.num_rows())?;
                    filter_record_batch(&page, as_boolean_array(&keep)?)?
                }
                None => page,
            };
            let page = page.project(&(0..self.output).collect::<Vec<_>>())?;
            let page = page.slice(0, page.num_rows().min(self.left));
            self.left -= page.num_rows();
            if page.num_rows() > 0 {
                return Ok(Some(page));
            }
        }
    }
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter) -> fmt::Result {
        let columns = self.columns[..self.output].iter().map(|column| column.name).collect::<Vec<_>>();
        write!(formatter, "AwsScan: {}, columns=[{}]", self.table.name(), columns.join(", "))?;
        if self.asks.each.len() != 1 {
            write!(formatter, ", accounts and Regions asked: {}", self.asks.each.len())?;
        }
        if !self.asks.pushed.is_empty() {
            write!(formatter, ", asked of AWS: {}", self.asks.pushed)?;
        }
        if let Some(residual) = &self.residual {
            write!(formatter, ", filtered here: {}", residual.text)?;
        }
        if let Some((column, descending)) = self.order {
            write!(formatter, ", AWS sorts by: {column}{}", if descending { " DESC" } else { "" })?;
        }
        if let Some(limit) = self.limit {
            write!(formatter, ", limit={limit}")?;
        }
        Ok(())
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &str {
        "AwsScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for filter in &self.stop {
            visit(filter)?;
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn try_pushdown_sort(&self, order: &[PhysicalSortExpr]) -> Result<SortOrderPushdownResult<Arc<dyn ExecutionPlan>>> {
        let column = order.first().and_then(|first| {
            let column = first.expr.downcast_ref::<PhysicalColumn>()?;
            let known = self.columns.iter().find(|known| known.name == column.name())?;
            self.table.sorts_by(known.name).then_some((known.name, first.options.descending))
        });
        Ok(match column {
            Some(order) => {
                SortOrderPushdownResult::Inexact { inner: Arc::new(Self { order: Some(order), ..self.clone() }) }
            }
            None => SortOrderPushdownResult::Unsupported,
        })
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters: Vec<_> = result.parent_filters.into_iter().map(|filter| filter.filter).collect();
        let answer = FilterPushdownPropagation::with_parent_pushdown_result(vec![PushedDown::No; filters.len()]);
        if phase != FilterPushdownPhase::Post || self.order.is_none() || filters.is_empty() {
            return Ok(answer);
        }
        Ok(answer.with_updated_node(Arc::new(Self { stop: filters, ..self.clone() })))
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        Ok(self.stream())
    }
}
