//! The messages of `pluginv2.Data` that the Grafana SDK for Rust has in an older form.
//!
//! Its `DataResponse` lacks `errorSource`, without which Grafana books AWS's throttling as a bug of this plugin.

use std::collections::HashMap;

/// Answer to a request: one response for each refId.
#[derive(Clone, PartialEq, prost::Message)]
pub struct QueryDataResponse {
    /// Responses by refId.
    #[prost(map = "string, message", tag = "1")]
    pub responses: HashMap<String, DataResponse>,
}

/// Answer to one query.
#[derive(Clone, PartialEq, prost::Message)]
pub struct DataResponse {
    /// Frames, each an Arrow IPC file.
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub frames: Vec<Vec<u8>>,
    /// What went wrong; empty when nothing did.
    #[prost(string, tag = "2")]
    pub error: String,
    /// Unused by Grafana's front end.
    #[prost(bytes = "vec", tag = "3")]
    pub json_meta: Vec<u8>,
    /// HTTP status.
    #[prost(int32, tag = "4")]
    pub status: i32,
    /// Whose error it is: `downstream` or `plugin`.
    #[prost(string, tag = "5")]
    pub error_source: String,
}

/// A message without members.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Empty {}
