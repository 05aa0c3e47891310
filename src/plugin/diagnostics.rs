//! `pluginv2.Diagnostics`: "Save & test" and metrics.

use std::sync::Arc;
use std::time::Duration;

use grafana_plugin_sdk::pluginv2::check_health_response::HealthStatus;
use grafana_plugin_sdk::pluginv2::collect_metrics_response::Payload;
use grafana_plugin_sdk::pluginv2::diagnostics_server::Diagnostics;
use grafana_plugin_sdk::pluginv2::{
    CheckHealthRequest, CheckHealthResponse, CollectMetricsRequest, CollectMetricsResponse,
};
use tonic::{Request, Response, Status};

use super::answer::Answering;
use super::failure::Failure;
use super::instances::Instances;
use crate::aws;

/// "Save & test" asks one finding, and answers within this time.
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
        let (status, message) = match self.instances.source(context.as_ref()).await {
            Err(failure) => (HealthStatus::Error, failure.message),
            Ok(source) => {
                let asking = Arc::new(aws::Request::new(Arc::clone(&source.connection), aws::Caller::Panel));
                match self.answering.probe(source, Arc::clone(&asking), LIMIT).await {
                    Ok(()) => said(&asking),
                    Err(Failure { message, .. }) => (HealthStatus::Error, message),
                }
            }
        };
        Ok(Response::new(CheckHealthResponse { status: status as i32, message, json_details: Vec::new() }))
    }

    async fn collect_metrics(
        &self,
        _: Request<CollectMetricsRequest>,
    ) -> Result<Response<CollectMetricsResponse>, Status> {
        let payload = Payload { prometheus: self.answering.metrics.text() };
        Ok(Response::new(CollectMetricsResponse { metrics: Some(payload) }))
    }
}

/// Notices are what a panel would show beside an empty answer: reason enough not to call the data source healthy.
fn said(request: &aws::Request) -> (HealthStatus, String) {
    let connection = request.connection();
    let place = if connection.is_sandbox() { "The sandbox" } else { "AWS" };
    match request.notices().as_slice() {
        [] => {
            let region = connection.region();
            (HealthStatus::Ok, format!("{place} answers in {region}: Security Hub's findings can be read."))
        }
        notices => (HealthStatus::Error, notices.join(" ")),
    }
}
