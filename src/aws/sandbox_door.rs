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

use crate::sandbox::{Delivery, Sandbox};

/// An HTTP client whose every address is the sandbox.
#[derive(Clone)]
pub struct SandboxDoor(Arc<Sandbox>);

impl SandboxDoor {
    /// Opens the door to a sandbox, which may be shared with who changes its faults.
    pub fn new(sandbox: impl Into<Arc<Sandbox>>) -> Self {
        Self(sandbox.into())
    }

    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
        // Every body this SDK sends is in memory.
        let request = request.map(|body| body.bytes().map(Bytes::copy_from_slice).unwrap_or_default());
        let response = self.0.handle(request).await.map(body);
        HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
    }
}

/// A whole answer stays in memory; one that breaks off or pauses is read as from a network.
fn body(delivery: Delivery) -> SdkBody {
    match delivery.whole() {
        Some(bytes) => SdkBody::from(bytes.clone()),
        None => SdkBody::from_body_1_x(delivery),
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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;
    use crate::sandbox::{FaultKind, FaultPlan, FaultRule, Parameters};

    #[tokio::test]
    async fn a_broken_connection_is_a_body_that_ends_in_an_error() {
        let parameters = Parameters { findings: 3, ..Parameters::default() };
        let sandbox = Arc::new(Sandbox::new(parameters).unwrap());
        let reset = FaultRule { times: Some(1), ..FaultRule::new("securityhub:GetFindings", FaultKind::Reset) };
        sandbox.set_faults(&FaultPlan { rules: vec![reset] }).unwrap();
        let door = SandboxDoor::new(Arc::clone(&sandbox));
        let ask = || {
            let request = http::Request::post("http://sandbox/findings")
                .header(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=A/20260601/us-east-1/securityhub/aws4_request, SignedHeaders=host, \
                     Signature=0",
                )
                .body(SdkBody::from("{}"));
            door.clone().answer(HttpRequest::try_from(request.unwrap()).unwrap())
        };
        let broken = ask().await.unwrap();
        assert_eq!(broken.status().as_u16(), 200);
        assert!(broken.into_body().collect().await.is_err());
        let whole = ask().await.unwrap();
        assert!(whole.into_body().bytes().is_some_and(|bytes| bytes.starts_with(b"{\"Findings\"")));
        assert_eq!(sandbox.counts().received, 2);
    }
}
