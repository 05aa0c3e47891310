//! The sandbox as the SDK's HTTP client: the same signed requests, answered in process without a network.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use crate::sandbox::Sandbox;

/// An HTTP client whose every address is the sandbox.
#[derive(Clone)]
pub struct SandboxDoor(Arc<Sandbox>);

impl SandboxDoor {
    /// Opens the door to a sandbox.
    pub fn new(sandbox: Sandbox) -> Self {
        Self(Arc::new(sandbox))
    }

    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
        // Every body this SDK sends is in memory.
        let request = request.map(|body| body.bytes().map(Bytes::copy_from_slice).unwrap_or_default());
        let response = self.0.handle(request).await.map(SdkBody::from);
        HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
    }
}

impl std::fmt::Debug for SandboxDoor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SandboxDoor")
    }
}

impl HttpConnector for SandboxDoor {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().answer(request))
    }
}

impl HttpClient for SandboxDoor {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
