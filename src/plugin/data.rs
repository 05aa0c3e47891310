//! `pluginv2.Data`: all queries of a request at once, each answered on its own.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use grafana_plugin_sdk::pluginv2::QueryDataRequest;
use tonic::{Request, Status};

use super::answer::Answering;
use super::instances::Instances;
use super::unary::Method;
use super::wire::QueryDataResponse;
use crate::aws::Caller;

/// The longest a query may take, whatever Grafana allows.
const LONGEST: Duration = Duration::from_secs(60);
/// Kept back from Grafana's deadline, so that the answer arrives before it.
const RESERVE: Duration = Duration::from_millis(300);

/// `pluginv2.Data/QueryData`.
pub struct QueryData {
    /// How a query is answered.
    pub answering: Arc<Answering>,
    /// Where its data source comes from.
    pub instances: Arc<Instances>,
}

impl Method for QueryData {
    const SERVICE: &'static str = "pluginv2.Data";
    const PATH: &'static str = "/pluginv2.Data/QueryData";
    type Ask = QueryDataRequest;
    type Answer = QueryDataResponse;

    async fn call(self: Arc<Self>, ask: Request<QueryDataRequest>) -> Result<QueryDataResponse, Status> {
        let limit = limit(ask.metadata().get("grpc-timeout").and_then(|value| value.to_str().ok()));
        let ask = ask.into_inner();
        let caller = match ask.headers.get("FromAlert").map(String::as_str) {
            Some("true") => Caller::Alert,
            _ => Caller::Panel,
        };
        let source = self.instances.source(ask.plugin_context.as_ref()).await;
        let answers = ask.queries.into_iter().map(|query| {
            let source = source.clone();
            async {
                let ref_id = query.ref_id.clone();
                (ref_id, self.answering.answer(source, caller, query, limit).await)
            }
        });
        Ok(QueryDataResponse { responses: join_all(answers).await.into_iter().collect() })
    }
}

/// Reads gRPC's timeout, such as `30S` or `29999m`.
fn limit(timeout: Option<&str>) -> Duration {
    let allowed = timeout.and_then(|text| {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: u64 = number.parse().ok()?;
        match unit {
            "H" => number.checked_mul(3600).map(Duration::from_secs),
            "M" => number.checked_mul(60).map(Duration::from_secs),
            "S" => Some(Duration::from_secs(number)),
            "m" => Some(Duration::from_millis(number)),
            "u" => Some(Duration::from_micros(number)),
            "n" => Some(Duration::from_nanos(number)),
            _ => None,
        }
    });
    allowed.map_or(LONGEST, |allowed| allowed.saturating_sub(RESERVE).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_ends_before_grafanas_deadline_and_after_a_minute_at_most() {
        let rows = [
            (None, LONGEST),
            (Some("30S"), Duration::from_millis(29_700)),
            (Some("29999m"), Duration::from_millis(29_699)),
            (Some("2H"), LONGEST),
            (Some("100u"), Duration::ZERO),
            (Some(""), LONGEST),
            (Some("x"), LONGEST),
        ];
        for (header, expected) in rows {
            assert_eq!(limit(header), expected, "{header:?}");
        }
    }
}
