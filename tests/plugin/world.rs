//! A running plugin with a data source, and answers as text.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use awsposture::cli::grafana::{Asked, DataSource, Frame, Plugin, Range};
use awsposture::plugin::wire::DataResponse;
use serde_json::{Value, json};

/// A year up to the end of 2030: the sandbox's clock is the system's.
pub fn range() -> Range {
    let to_ms = chrono::Utc::now().timestamp_millis() + 60_000;
    Range { from_ms: to_ms - 365 * 86_400_000, to_ms, interval_ms: 86_400_000 }
}

/// A running plugin with a data source.
pub struct World {
    pub plugin: Plugin,
    pub data_source: DataSource,
}

/// One answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: i32,
    pub error: String,
    pub source: String,
    pub frames: Vec<Frame>,
}

impl World {
    /// A plugin over its own sandbox of 300 findings.
    pub async fn sandbox() -> Self {
        Self::with(json!({"sandbox": {"enabled": true, "seed": 1, "findings": 300, "throttle": "off"}})).await
    }

    /// A plugin over an endpoint.
    pub async fn at(endpoint: &str) -> Self {
        Self::with(json!({"authType": "keys", "defaultRegion": "us-east-1", "endpoint": endpoint})).await
    }

    pub async fn with(json_data: Value) -> Self {
        Self::on_host(&[], json_data).await
    }

    /// A plugin in an environment of its own.
    pub async fn on_host(environment: &[(&str, &str)], json_data: Value) -> Self {
        let executable = Path::new(env!("CARGO_BIN_EXE_gpx_awsposture"));
        let plugin = Plugin::start_with(executable, environment, Stdio::inherit()).await.unwrap();
        let secrets = [("accessKey", "AKIAEXAMPLE"), ("secretKey", "hush-hush")];
        let secrets: HashMap<_, _> = secrets.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Self { plugin, data_source: DataSource { uid: "aws".to_owned(), json_data, secrets, role: None } }
    }

    /// Asks one statement.
    pub async fn sql(&self, sql: &str) -> Answer {
        self.ask(json!({"schemaVersion": 1, "mode": "sql", "sql": sql})).await
    }

    /// Asks one saved query.
    pub async fn ask(&self, query: Value) -> Answer {
        self.ask_within(query, None).await
    }

    pub async fn ask_within(&self, query: Value, timeout: Option<Duration>) -> Answer {
        let asked = [Asked { ref_id: "A".to_owned(), json: query.to_string() }];
        let mut answers = self.plugin.query(&self.data_source, range(), &asked, timeout).await.unwrap();
        Answer::read(answers.remove("A").unwrap())
    }
}

impl Answer {
    pub fn read(answer: DataResponse) -> Self {
        let frames = answer.frames.iter().map(|bytes| Frame::read(bytes).unwrap()).collect();
        Self { status: answer.status, error: answer.error, source: answer.error_source, frames }
    }

    /// The rows of the only frame, cells joined by a comma.
    pub fn rows(&self) -> Vec<String> {
        assert_eq!((self.status, self.error.as_str(), self.frames.len()), (200, "", 1), "{self:?}");
        let frame = &self.frames[0];
        (0..frame.rows.num_rows()).map(|row| frame.cells(row).unwrap().join(",")).collect()
    }

    pub fn kind(&self) -> String {
        self.frames[0].meta()["type"].as_str().unwrap_or_default().to_owned()
    }

    pub fn aws_requests(&self) -> u64 {
        self.frames[0].meta()["custom"]["awsRequests"].as_u64().unwrap()
    }

    /// Status, source and message of a failure.
    pub fn failure(&self) -> (i32, &str, &str) {
        assert!(self.frames.is_empty());
        (self.status, &self.source, &self.error)
    }
}
