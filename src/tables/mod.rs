//! The catalogue: every AWS read API as a table, one file a table.
//!
//! A [`Table`] says what there is to say of it once: columns, IAM actions, what AWS can filter and sort, and how its
//! rows are fetched. In comes a projection with filters, out goes a stream of record batches, page by page.
//! To add a table: one file in the folder of its service and one line in [`CATALOGUE`].

pub mod budgets;
pub mod checks;
pub mod column;
pub mod config;
pub mod cost;
pub mod filters;
pub mod inspector;
pub mod listing;
pub mod looks;
pub mod predicate;
pub mod rows;
pub mod securityhub;
pub mod tags;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use futures::stream::{self, BoxStream, StreamExt};
use serde::Serialize;
use thiserror::Error;

use crate::aws::{AwsError, Call, Quota, Request, Sees, Spread, Terms};
pub use column::{Column, ColumnType};

/// All tables there are, in the order users see them.
pub static CATALOGUE: &[&dyn Table] = &[
    &securityhub::findings::SecurityHubFindings,
    &securityhub::standards::SecurityHubStandards,
    &securityhub::controls::SecurityHubControls,
    &securityhub::insights::SecurityHubInsights,
    &securityhub::insight_results::SecurityHubInsightResults,
    &inspector::findings::InspectorFindings,
    &inspector::coverage::InspectorCoverage,
    &inspector::coverage_statistics::InspectorCoverageStatistics,
    &inspector::finding_counts::InspectorFindingCounts,
    &config::rules::ConfigRules,
    &config::rule_compliance::ConfigRuleCompliance,
    &config::resource_compliance::ConfigResourceCompliance,
    &config::evaluations::ConfigEvaluations,
    &config::conformance_packs::ConfigConformancePacks,
    &config::resource_history::ConfigResourceHistory,
    &config::recorders::ConfigRecorders,
    &cost::daily::COST_DAILY,
    &cost::monthly::COST_MONTHLY,
    &cost::forecast::CostForecast,
    &cost::anomalies::CostAnomalies,
    &cost::dimensions::CostDimensions,
    &budgets::budgets::BudgetsBudgets,
    &budgets::notifications::BudgetsNotifications,
];

/// What there is to say of a table in words.
#[derive(Debug)]
pub struct About {
    /// Name in SQL: service, underscore, plural noun.
    pub name: &'static str,
    /// One line for the table picker.
    pub description: &'static str,
    /// Service the rows come from, as its IAM prefix says it.
    pub service: &'static str,
    /// What one set of its rows belongs to.
    pub scope: Spread,
    /// How often AWS's own answer changes.
    pub changes: Changes,
    /// Column the dashboard's time range usually applies to; `None` for tables of the present state.
    pub default_time_column: Option<&'static str>,
    /// Members of a row that hold tags as objects; `"tag:KEY"` is then a column.
    pub tag_members: &'static [&'static str],
}

/// How often AWS's own answer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Changes {
    /// Whenever a service or a person changes something.
    #[serde(rename = "any time")]
    AnyTime,
    /// A few times a day.
    #[serde(rename = "daily")]
    Daily,
}

/// One AWS read API as a table.
pub trait Table: Debug + Send + Sync {
    /// What there is to say of it in words.
    fn about(&self) -> &'static About;
    /// The columns, in the order of `SELECT *`.
    fn columns(&self) -> &'static [Column];
    /// Operations a fetch calls, each with its IAM action and how often AWS allows it.
    fn operations(&self) -> Vec<(Call, Quota)>;
    /// Decides which filters AWS evaluates and translates them, in one walk.
    fn translate(&self, filters: &[&Expr]) -> Translation;
    /// Whose rows an account may be shown beside its own; filters by `account_id`, and by `region` where other Regions' are
    /// shown, must then be exact.
    fn sees(&self) -> Sees {
        Sees::Own
    }
    /// What AWS filters by this column, in words; `None` when nothing.
    fn filtered_by_aws(&self, _column: &str) -> Option<&'static str> {
        None
    }
    /// Whether AWS can return rows ordered by this column.
    fn sorts_by(&self, _column: &str) -> bool {
        false
    }
    /// Lets AWS count the rows that pass `filters` in groups of `columns`, where its own counts are exactly those.
    /// The fetch gives the columns in their order and the count, [`COUNT`], after them; a group may come in parts.
    fn statistics(&self, _columns: &[&str], _filters: &[Expr]) -> Option<Statistics> {
        None
    }

    /// Lets AWS list values of a column, as suggestions: columns as in [`Self::statistics`], and rows may be missing.
    fn suggestions(&self, _column: &'static str) -> Option<Statistics> {
        None
    }

    /// The table as one whose rows are as fine as the columns a statement uses; `None` where rows are rows.
    fn grained(&'static self) -> Option<&'static dyn Grained> {
        None
    }

    /// What comes before the key in names of columns that the table fills itself, beside those of `tag_members`.
    fn prefixes(&self) -> &'static [&'static str] {
        &[]
    }

    /// What holds for its requests; the dearest operation decides.
    fn terms(&self) -> Terms {
        let terms = self.operations().into_iter().map(|(call, _)| call.terms());
        let dearer = |one: Terms, other: Terms| if other.price_usd > one.price_usd { other } else { one };
        terms.reduce(dearer).unwrap_or(Terms { price_usd: 0.0, kept_for: Duration::ZERO, is_global: false })
    }

    /// Its name in SQL.
    fn name(&self) -> &'static str {
        self.about().name
    }
}

/// A table that has no rows of its own: AWS sums up by the columns a statement uses, its grain.
///
/// The engine finds the grain before it plans; [`Table::translate`] is then not called.
pub trait Grained: Debug + Send + Sync {
    /// The most dimensions AWS sums up by at once.
    fn most_dimensions(&self) -> usize;
    /// The dimension of AWS's that a column shows; several may show one. `None` for what no grain depends on.
    fn dimension(&self, column: &Column) -> Option<&'static str>;
    /// As [`Table::translate`], for rows as fine as the columns of `grain`.
    fn translate(&self, filters: &[&Expr], grain: &[Column]) -> Translation;
}

/// The column of counts in a table's statistics.
pub const COUNT: Column = Column::number("count", "", "Rows in the group.");

/// Counts by AWS itself.
#[derive(Debug)]
pub struct Statistics {
    /// What AWS is asked, in words, for the inspector.
    pub pushed: String,
    /// The request.
    pub fetch: Arc<dyn Fetch>,
}

/// How much of a filter AWS evaluates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// AWS returns exactly the rows for which it is true.
    Exact,
    /// AWS returns these rows and some more; the scan filters again.
    Superset,
    /// AWS is not asked; the engine filters.
    Unsupported,
}

/// What became of a list of filters.
#[derive(Debug)]
pub struct Translation {
    /// One verdict for each filter, in order.
    pub verdicts: Vec<Verdict>,
    /// What AWS is asked, in words, for the inspector.
    pub pushed: String,
    /// The request that carries the translated filters.
    pub fetch: Arc<dyn Fetch>,
}

/// A request to AWS that is ready but for the shape of its rows.
pub trait Fetch: Debug + Send + Sync {
    /// Streams the rows, a batch a page; nothing is asked before the first poll and nothing beyond what is polled.
    ///
    /// # Errors
    /// The stream ends with the first error; AWS's is inside as [`crate::aws::AwsError`].
    fn fetch(&self, shape: RowShape, request: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>>;
}

/// A question that a table cannot answer as it is asked; the text says what to write instead.
///
/// A fetch for which a filter is missing ends with it: [`Unanswerable::stream`].
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Unanswerable(pub String);

impl Unanswerable {
    /// What a fetch gives that asks AWS nothing.
    pub fn stream(text: impl Into<String>) -> BoxStream<'static, Result<RecordBatch>> {
        let error = DataFusionError::from(Self(text.into()));
        stream::once(std::future::ready(Err(error))).boxed()
    }
}

impl From<AwsError> for DataFusionError {
    fn from(error: AwsError) -> Self {
        Self::External(Box::new(error))
    }
}

impl From<Unanswerable> for DataFusionError {
    fn from(error: Unanswerable) -> Self {
        Self::External(Box::new(error))
    }
}

/// Which columns, in which order, and how many rows a fetch is asked for.
#[derive(Debug, Clone)]
pub struct RowShape {
    /// Columns of each batch, in order.
    pub columns: Arc<[Column]>,
    /// Order AWS is asked for: column and whether it descends. A hint: what AWS returns is sorted again.
    pub order: Option<(&'static str, bool)>,
    /// No more than this many rows are needed.
    pub limit: Option<usize>,
    /// Whether all rows are needed, whichever comes first; otherwise the first ones may do.
    pub is_whole: bool,
}

impl RowShape {
    /// All rows, in any order.
    pub fn all(columns: Arc<[Column]>) -> Self {
        Self { columns, order: None, limit: None, is_whole: true }
    }
}

/// Returns a table's column by its name, also one of a tag; `None` when it has no such column.
///
/// # Errors
/// When the name is a tag's that cannot be a column.
pub fn column_of(table: &dyn Table, name: &str) -> std::result::Result<Option<Column>, tags::TagError> {
    match table.columns().iter().find(|column| column.name == name) {
        Some(column) => Ok(Some(*column)),
        None => tags::column(table, name),
    }
}

/// Returns the table of this name.
pub fn find(name: &str) -> Option<&'static dyn Table> {
    CATALOGUE.iter().copied().find(|table| table.name() == name)
}
