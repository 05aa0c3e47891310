//! What waits for whom, under AWS's rates.

use std::sync::Arc;

use awsposture::cli::grafana::Asked;
use awsposture::sandbox::{Parameters, Sandbox, serve};
use futures::future::join_all;
use serde_json::json;

use crate::world::{Answer, World, range};

const PANELS: usize = 18;

/// Waits and requests of a caller, from the plugin's metrics.
fn waited(metrics: &str, caller: &str) -> (f64, f64) {
    let read = |what: &str| -> f64 {
        let name = format!(r#"awsposture_aws_wait_seconds_{what}{{caller="{caller}",service="Security Hub"}} "#);
        let line = metrics.lines().find_map(|line| line.strip_prefix(&name));
        line.unwrap_or_else(|| panic!("{name} in {metrics}")).parse().unwrap()
    };
    (read("sum"), read("count"))
}

fn asked(account: usize) -> [Asked; 1] {
    let sql =
        format!("SELECT title, severity_normalized AS n FROM securityhub_findings WHERE account_id = '{account:012}'");
    [Asked { ref_id: "A".to_owned(), json: json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string() }]
}

#[tokio::test]
async fn nothing_is_throttled_and_an_alert_rule_waits_least() {
    let sandbox = Arc::new(Sandbox::new(Parameters { findings: 200, ..Parameters::default() }).unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(Arc::clone(&sandbox), listener, std::future::pending()));
    let world = World::at(&endpoint).await;
    let panels = join_all((0..PANELS).map(async |account| {
        let mut answers = world.plugin.query(&world.data_source, range(), &asked(account), None).await.unwrap();
        Answer::read(answers.remove("A").unwrap())
    }));
    let alert = async {
        let mut answers = world.plugin.query_for_alert(&world.data_source, range(), &asked(PANELS)).await.unwrap();
        Answer::read(answers.remove("A").unwrap())
    };
    let (panels, alert) = tokio::join!(panels, alert);
    for answer in panels.iter().chain([&alert]) {
        assert_eq!((answer.status, answer.error.as_str()), (200, ""));
    }
    let metrics = world.plugin.metrics().await.unwrap();
    let ((of_panels, requests), (of_alert, one)) = (waited(&metrics, "panel"), waited(&metrics, "alert"));
    assert_eq!((requests, one), (PANELS as f64, 1.0));
    assert!(of_alert < of_panels / requests, "{of_alert} s and on average {} s", of_panels / requests);
    let counts = sandbox.counts();
    assert_eq!((counts.received, counts.throttled), (PANELS as u64 + 1, 0), "{counts:?}");
}
