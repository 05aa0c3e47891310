//! `pluginv2.Diagnostics`: "Save & test" and metrics.
//!
//! A check signs in and asks each service at each place that the data source asks; what came of it `health` puts into words.

use std::sync::Arc;
use std::time::Duration;

use grafana_plugin_sdk::pluginv2::check_health_response::HealthStatus;
use grafana_plugin_sdk::pluginv2::collect_metrics_response::Payload;
use grafana_plugin_sdk::pluginv2::diagnostics_server::Diagnostics;
use grafana_plugin_sdk::pluginv2::{
    CheckHealthRequest, CheckHealthResponse, CollectMetricsRequest, CollectMetricsResponse, PluginContext,
};
use tonic::{Request, Response, Status};

use super::answer::Answering;
use super::failure::Failure;
use super::health::Health;
use super::instances::Instances;

/// "Save & test" answers within this time.
const LIMIT: Duration = Duration::from_secs(20);

/// Health and metrics.
pub struct Checks {
    /// How a query is answered.
    pub answering: Arc<Answering>,
    /// Where data sources come from.
    pub instances: Arc<Instances>,
}

#[tonic::async_trait]
impl Diagnostics for Checks {
    async fn check_health(
        &self,
        request: Request<CheckHealthRequest>,
    ) -> Result<Response<CheckHealthResponse>, Status> {
        let context = request.into_inner().plugin_context;
        let answer = match self.check(context.as_ref()).await {
            Ok(Health { is_well, message, details }) => {
                let status = if is_well { HealthStatus::Ok } else { HealthStatus::Error };
                let json_details = details.to_string().into_bytes();
                CheckHealthResponse { status: status as i32, message, json_details }
            }
            Err(Failure { message, .. }) => {
                CheckHealthResponse { status: HealthStatus::Error as i32, message, json_details: Vec::new() }
            }
        };
        Ok(Response::new(answer))
    }

    async fn collect_metrics(
        &self,
        _: Request<CollectMetricsRequest>,
    ) -> Result<Response<CollectMetricsResponse>, Status> {
        let payload = Payload { prometheus: self.answering.metrics.text() };
        Ok(Response::new(CollectMetricsResponse { metrics: Some(payload) }))
    }
}

impl Checks {
    async fn check(&self, context: Option<&PluginContext>) -> Result<Health, Failure> {
        let source = self.instances.source(context).await?;
        let reached = self.answering.reach(Arc::clone(&source), LIMIT).await?;
        Ok(Health::of(reached, source.connection.is_sandbox()))
    }
}
