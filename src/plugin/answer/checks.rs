//! Checks of a data source: what "Save & test" asks for free, and what its page asks for a price.

use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveTime};
use grafana_plugin_sdk::pluginv2::{DataQuery, TimeRange};
use serde_json::json;

use super::Answering;
use crate::aws::{Caller, Request};
use crate::engine::{self, Reach, ReachError};
use crate::plugin::failure::Failure;
use crate::plugin::instances::Source;

/// What a check may take beyond its own limit to say what it found.
const GRACE: Duration = Duration::from_secs(1);

impl Answering {
    /// Asks who the data source is to AWS, and whether each service can be read at each place; nothing that costs money.
    ///
    /// # Errors
    /// When the check itself fails; what AWS says is inside.
    pub async fn reach(&self, source: Arc<Source>, limit: Duration) -> Result<Result<Reach, ReachError>, Failure> {
        let request = Arc::new(Request::new(Arc::clone(&source.connection), Caller::Check));
        let asked = Arc::clone(&request);
        let asking = async move { Ok(engine::reach(&asked, limit).await) };
        // The check keeps to its limit itself, so that what was answered by then is said.
        self.asking(request, asking, limit + GRACE).await
    }

    /// Asks Cost Explorer for the costs of the day before, once. Returns what that cost, in USD.
    ///
    /// # Errors
    /// What a panel would show: AWS's refusal, or that the cap is reached.
    pub async fn check_costs(&self, source: Arc<Source>, limit: Duration) -> Result<f64, Failure> {
        let request = Arc::new(Request::new(Arc::clone(&source.connection), Caller::Check));
        let day = source.connection.now().date_naive() - Days::new(1);
        let day_ms = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let sql = "SELECT sum(unblended_cost) FROM cost_daily WHERE $__timeFilter(period_start)";
        let query = DataQuery {
            json: json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string().into_bytes(),
            time_range: Some(TimeRange { from_epoch_ms: day_ms, to_epoch_ms: day_ms }),
            ..DataQuery::default()
        };
        self.frames(source, Arc::clone(&request), query, limit).await?;
        Ok(request.spent_usd())
    }
}
