//! The plugin process: started, asked over gRPC, and ended, as go-plugin does it.

use std::collections::HashMap;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use grafana_plugin_sdk::pluginv2::diagnostics_client::DiagnosticsClient;
use grafana_plugin_sdk::pluginv2::resource_client::ResourceClient;
use grafana_plugin_sdk::pluginv2::{
    CallResourceRequest, CallResourceResponse, CheckHealthRequest, CheckHealthResponse, CollectMetricsRequest,
    DataQuery, DataSourceInstanceSettings, PluginContext, QueryDataRequest, TimeRange, User,
};
use serde_json::Value;
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tonic::client::Grpc;
use tonic::codec::ProstCodec;
use tonic::transport::{Channel, Endpoint};

use crate::plugin::wire::{DataResponse, Empty, QueryDataResponse};

/// Longest wait for the handshake; go-plugin waits as long.
const START: Duration = Duration::from_secs(60);

/// A running plugin.
#[derive(Debug)]
pub struct Plugin {
    child: Child,
    stdout: BufReader<ChildStdout>,
    channel: Channel,
}

/// The plugin cannot be started or asked.
#[derive(Debug, Error)]
pub enum PluginError {
    /// The process cannot be started or ended.
    #[error("the plugin process: {0}")]
    Io(#[from] std::io::Error),
    /// It printed something else than the handshake.
    #[error("the plugin printed \"{0}\" where its handshake should be")]
    Handshake(String),
    /// It took too long.
    #[error("the plugin gave no handshake within {} s", START.as_secs())]
    Silent,
    /// It cannot be connected to.
    #[error("the plugin's address: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// It refused a request as a whole.
    #[error("the plugin refused the request: {0}")]
    Status(#[from] Box<tonic::Status>),
}

/// A data source as Grafana describes it with every request.
#[derive(Debug, Clone, Default)]
pub struct DataSource {
    /// Its uid.
    pub uid: String,
    /// Its settings.
    pub json_data: Value,
    /// Its secrets.
    pub secrets: HashMap<String, String>,
    /// The role of the user who asks; nobody is named when `None`.
    pub role: Option<String>,
}

/// One query of a request.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name.
    pub ref_id: String,
    /// The saved JSON; text, so that it may be wrong.
    pub json: String,
}

/// Time around the queries of a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range {
    /// Start, milliseconds since the epoch.
    pub from_ms: i64,
    /// End, milliseconds since the epoch.
    pub to_ms: i64,
    /// Width of a point, milliseconds.
    pub interval_ms: i64,
}

impl Plugin {
    /// Starts the executable and reads its handshake. Its log goes to `log`.
    ///
    /// # Errors
    /// When it cannot be started, or says something else than the handshake.
    pub async fn start(executable: &Path, log: Stdio) -> Result<Self, PluginError> {
        Self::start_with(executable, &[], log).await
    }

    /// As [`Plugin::start`], with more variables in its environment than Grafana always sets.
    ///
    /// # Errors
    /// When it cannot be started, or says something else than the handshake.
    pub async fn start_with(executable: &Path, environment: &[(&str, &str)], log: Stdio) -> Result<Self, PluginError> {
        let mut child = Command::new(executable)
            .env_clear()
            .envs(environment.iter().copied())
            .env("grafana_plugin_type", "datasource")
            .env("PLUGIN_PROTOCOL_VERSIONS", "2")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let Some(stdout) = child.stdout.take() else { return Err(PluginError::Handshake(String::new())) };
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        tokio::time::timeout(START, stdout.read_line(&mut line)).await.map_err(|_| PluginError::Silent)??;
        let parts: Vec<&str> = line.trim_end().split('|').collect();
        let ["1", "2", "tcp", address, "grpc"] = parts.as_slice() else { return Err(PluginError::Handshake(line)) };
        let channel = Endpoint::from_shared(format!("http://{address}"))?.connect().await?;
        Ok(Self { child, stdout, channel })
    }

    /// The process's id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Asks queries, as one request.
    ///
    /// # Errors
    /// When the request as a whole is refused; a query's own error is in its response.
    pub async fn query(
        &self,
        data_source: &DataSource,
        range: Range,
        queries: &[Asked],
        timeout: Option<Duration>,
    ) -> Result<HashMap<String, DataResponse>, PluginError> {
        self.query_with(data_source, range, queries, HashMap::new(), timeout).await
    }

    /// Asks queries as Grafana's alerting does.
    ///
    /// # Errors
    /// When the request as a whole is refused; a query's own error is in its response.
    pub async fn query_for_alert(
        &self,
        data_source: &DataSource,
        range: Range,
        queries: &[Asked],
    ) -> Result<HashMap<String, DataResponse>, PluginError> {
        let headers = ["FromAlert", "X-Cache-Skip"].map(|name| (name.to_owned(), "true".to_owned()));
        self.query_with(data_source, range, queries, HashMap::from(headers), None).await
    }

    async fn query_with(
        &self,
        data_source: &DataSource,
        range: Range,
        queries: &[Asked],
        headers: HashMap<String, String>,
        timeout: Option<Duration>,
    ) -> Result<HashMap<String, DataResponse>, PluginError> {
        let queries = queries.iter().map(|asked| DataQuery {
            ref_id: asked.ref_id.clone(),
            max_data_points: (range.to_ms - range.from_ms) / range.interval_ms.max(1),
            interval_ms: range.interval_ms,
            time_range: Some(TimeRange { from_epoch_ms: range.from_ms, to_epoch_ms: range.to_ms }),
            json: asked.json.clone().into_bytes(),
            query_type: String::new(),
        });
        let mut ask = tonic::Request::new(QueryDataRequest {
            plugin_context: Some(data_source.context()),
            headers,
            queries: queries.collect(),
        });
        if let Some(timeout) = timeout {
            ask.set_timeout(timeout);
        }
        let answer: QueryDataResponse = self.unary("/pluginv2.Data/QueryData", ask).await?;
        Ok(answer.responses)
    }

    /// Asks "Save & test".
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub async fn health(&self, data_source: &DataSource) -> Result<CheckHealthResponse, PluginError> {
        let ask = CheckHealthRequest { plugin_context: Some(data_source.context()), headers: HashMap::new() };
        let answer = DiagnosticsClient::new(self.channel.clone()).check_health(ask).await.map_err(Box::new)?;
        Ok(answer.into_inner())
    }

    /// Reads the process's metrics, Prometheus text.
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub async fn metrics(&self) -> Result<String, PluginError> {
        let ask = CollectMetricsRequest { plugin_context: None };
        let answer = DiagnosticsClient::new(self.channel.clone()).collect_metrics(ask).await.map_err(Box::new)?;
        let payload = answer.into_inner().metrics.unwrap_or_default();
        Ok(String::from_utf8_lossy(&payload.prometheus).into_owned())
    }

    /// Reads a resource, as the query editor does; the address is its path and query.
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub async fn resource(&self, data_source: &DataSource, address: &str) -> Result<CallResourceResponse, PluginError> {
        self.call_resource(data_source, "GET", address, Vec::new()).await
    }

    /// Sends a body to a resource.
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub async fn post(
        &self,
        data_source: &DataSource,
        address: &str,
        body: &Value,
    ) -> Result<CallResourceResponse, PluginError> {
        self.call_resource(data_source, "POST", address, body.to_string().into_bytes()).await
    }

    async fn call_resource(
        &self,
        data_source: &DataSource,
        method: &str,
        address: &str,
        body: Vec<u8>,
    ) -> Result<CallResourceResponse, PluginError> {
        let ask = CallResourceRequest {
            plugin_context: Some(data_source.context()),
            path: address.split('?').next().unwrap_or_default().to_owned(),
            method: method.to_owned(),
            url: address.to_owned(),
            body: body.into(),
            ..CallResourceRequest::default()
        };
        let mut client = ResourceClient::new(self.channel.clone());
        let mut answer = client.call_resource(ask).await.map_err(Box::new)?.into_inner();
        Ok(answer.message().await.map_err(Box::new)?.unwrap_or_default())
    }

    /// Asks the process to end, and returns how it ended and what it printed after the handshake.
    ///
    /// # Errors
    /// When the request is refused or the process cannot be waited for.
    pub async fn shut_down(mut self) -> Result<(ExitStatus, String), PluginError> {
        let Empty {} = self.unary("/plugin.GRPCController/Shutdown", tonic::Request::new(Empty {})).await?;
        // go-plugin closes its connection too.
        drop(std::mem::replace(&mut self.channel, Endpoint::from_static("http://127.0.0.1:1").connect_lazy()));
        let status = self.child.wait().await?;
        let mut printed = String::new();
        while self.stdout.read_line(&mut printed).await? > 0 {}
        Ok((status, printed))
    }

    /// Waits until the process has ended by itself.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub async fn wait(mut self) -> Result<ExitStatus, PluginError> {
        Ok(self.child.wait().await?)
    }

    async fn unary<Ask, Answer>(&self, path: &'static str, ask: tonic::Request<Ask>) -> Result<Answer, PluginError>
    where
        Ask: prost::Message + 'static,
        Answer: prost::Message + Default + 'static,
    {
        let mut client = Grpc::new(self.channel.clone()).max_decoding_message_size(1 << 30);
        client.ready().await?;
        let codec = ProstCodec::<Ask, Answer>::default();
        let answer = client.unary(ask, http::uri::PathAndQuery::from_static(path), codec).await.map_err(Box::new)?;
        Ok(answer.into_inner())
    }
}

impl DataSource {
    fn context(&self) -> PluginContext {
        PluginContext {
            org_id: 1,
            plugin_id: "bulwark-awsposture-datasource".to_owned(),
            data_source_instance_settings: Some(DataSourceInstanceSettings {
                id: 1,
                uid: self.uid.clone(),
                name: self.uid.clone(),
                json_data: self.json_data.to_string().into_bytes(),
                decrypted_secure_json_data: self.secrets.clone(),
                ..DataSourceInstanceSettings::default()
            }),
            user: self.role.clone().map(|role| User { role, ..User::default() }),
            ..PluginContext::default()
        }
    }
}
