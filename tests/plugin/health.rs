//! "Save & test" and the check that costs money: what is said, what is asked, and who may ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use awsposture::sandbox::{FaultKind, FaultPlan, FaultRule, Parameters, Sandbox, Throttle, serve};
use serde_json::{Value, json};

use crate::aws_answers::FailingAws;
use crate::world::World;

/// A simulated organisation over HTTP.
struct Aws {
    endpoint: String,
    sandbox: Arc<Sandbox>,
}

impl Aws {
    /// Services are off at some places, and some operations are denied.
    async fn start(off: &[&str], denied: &[&str]) -> Self {
        let off = off.iter().map(|off| off.parse().unwrap()).collect();
        let parameters = Parameters { findings: 300, off, throttle: Throttle::Off, ..Parameters::default() };
        let sandbox = Arc::new(Sandbox::new(parameters).unwrap());
        let rules = denied.iter().map(|operation| FaultRule::new(operation, FaultKind::AccessDenied)).collect();
        sandbox.set_faults(&FaultPlan { rules }).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(Arc::clone(&sandbox), listener, std::future::pending()));
        Self { endpoint, sandbox }
    }

    /// How often each operation was asked.
    fn asked(&self) -> BTreeMap<&'static str, u64> {
        let mut asked = BTreeMap::new();
        for count in self.sandbox.counts().requests {
            *asked.entry(count.operation.unwrap()).or_default() += count.received;
        }
        asked
    }
}

/// A data source that asks this AWS with more settings.
async fn world(aws: &Aws, more: Value) -> World {
    let mut settings = json!({"authType": "keys", "defaultRegion": "us-east-1", "endpoint": aws.endpoint});
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    World::with(settings).await
}

/// Status, sentence, lines and details.
async fn health(world: &World) -> (i32, String, Vec<String>, Value) {
    let health = world.plugin.health(&world.data_source).await.unwrap();
    let details: Value = serde_json::from_slice(&health.json_details).unwrap();
    let lines = details["verboseMessage"].as_str().unwrap().lines().map(str::to_owned).collect();
    assert!(!format!("{details}{}", health.message).contains("hush"));
    (health.status, health.message, lines, details)
}

const ARN: &str = "arn:aws:sts::111122223333:assumed-role/SecurityAudit/sandbox";
/// What a check of one place asks. Budgets asks once more for the account, which its requests name.
const FREE: [(&str, u64); 5] = [
    ("DescribeBudgets", 1),
    ("DescribeConfigurationRecorders", 1),
    ("GetCallerIdentity", 2),
    ("GetFindings", 1),
    ("ListCoverage", 1),
];
const COSTS: &str =
    "Cost Explorer: not asked, as each request costs 0.01 USD. The settings have a button that asks it once.";

#[tokio::test]
async fn where_all_is_well_each_service_is_asked_anew_and_nothing_that_costs_money() {
    let aws = Aws::start(&[], &[]).await;
    let world = world(&aws, json!({})).await;
    for times in 1..=2 {
        let (status, message, lines, details) = health(&world).await;
        assert_eq!((status, message), (1, format!("Signed in as {ARN}: all 4 services can be read.")));
        assert_eq!(
            lines,
            [
                "1. Security Hub: reachable in 111122223333/us-east-1",
                "2. Inspector: reachable in 111122223333/us-east-1",
                "3. Config: reachable in 111122223333/us-east-1",
                "4. Budgets: reachable in 111122223333",
                &format!("5. {COSTS}"),
                "6. Asked: 111122223333 in us-east-1, for all that it is shown there.",
            ]
        );
        assert_eq!((&details["account"], &details["principal"]), (&json!("111122223333"), &json!(ARN)));
        assert_eq!(aws.asked(), FREE.map(|(operation, once)| (operation, once * times)).into());
    }
    assert_eq!(aws.sandbox.charged_usd(), 0.0);
}

#[tokio::test]
async fn the_sandbox_inside_the_plugin_says_that_it_is_one() {
    let world = World::sandbox().await;
    let (status, message, ..) = health(&world).await;
    assert_eq!((status, message), (1, format!("Signed in to the sandbox as {ARN}: all 4 services can be read.")));
}

#[tokio::test]
async fn a_service_that_is_off_is_named_and_is_no_error() {
    let aws = Aws::start(&["inspector2/111122223333/eu-west-1"], &[]).await;
    let world = world(&aws, json!({"regions": ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"]})).await;
    let (status, message, lines, details) = health(&world).await;
    let expected =
        "Signed in to 111122223333: 3 of 4 services can be read, 1 in part; Inspector is not enabled in eu-west-1.";
    assert_eq!((status, message.as_str()), (1, expected));
    assert_eq!(
        lines[..4],
        [
            "1. Security Hub: reachable in 111122223333 in 4 Regions",
            "2. Inspector: reachable in 111122223333 in eu-central-1, us-east-1, us-west-2",
            "3. Inspector: not enabled in 111122223333/eu-west-1",
            "4. Config: reachable in 111122223333 in 4 Regions",
        ]
    );
    assert_eq!(details["services"][2]["outcome"], "not enabled");
    assert_eq!(lines.last().unwrap(), "7. Asked: 111122223333 in 4 Regions, each for its own.");
}

#[tokio::test]
async fn a_service_that_is_denied_is_an_error_with_what_to_grant_to_whom() {
    let aws = Aws::start(&[], &["config:*"]).await;
    let (status, message, lines, details) = health(&world(&aws, json!({})).await).await;
    assert_eq!(status, 2);
    assert_eq!(message, "Signed in to 111122223333: 3 of 4 services can be read; Config is denied in us-east-1.");
    assert_eq!(
        lines[2],
        format!(
            "3. Config: denied in 111122223333/us-east-1: access denied. Grant config:DescribeConfigurationRecorders to {ARN}."
        )
    );
    assert_eq!(details["services"][2]["outcome"], "denied");
    assert_eq!((aws.asked(), aws.sandbox.charged_usd()), (FREE.into(), 0.0));
}

#[tokio::test]
async fn an_account_that_cannot_be_signed_in_to_is_denied_for_itself() {
    let aws = Aws::start(&[], &[]).await;
    let ids = world(&aws, json!({}))
        .await
        .sql("SELECT account_id FROM securityhub_findings GROUP BY 1 ORDER BY count(*) DESC")
        .await;
    let other = ids.rows()[1].clone();
    let list =
        json!([{"id": "111122223333"}, {"id": other, "roleArn": format!("arn:aws:iam::{other}:role/MissingAudit")}]);
    let (status, _, lines, _) = health(&world(&aws, json!({"accounts": {"mode": "list", "list": list}})).await).await;
    assert_eq!((status, lines[0].as_str()), (2, "1. Security Hub: reachable in 111122223333/us-east-1"));
    let expected = format!(
        "2. Security Hub: denied in {other}/us-east-1: cannot assume the role arn:aws:iam::{other}:role/MissingAudit: "
    );
    assert!(lines[1].starts_with(&expected), "{}", lines[1]);
}

#[tokio::test]
async fn with_wrong_keys_nothing_else_is_asked() {
    let body = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>";
    let headers = "content-type: text/xml\r\nx-amzn-requestid: 1\r\n";
    let aws = FailingAws::answering("403 Forbidden", headers, body).await;
    let (status, message, lines, details) = health(&World::at(&aws.endpoint).await).await;
    assert_eq!(status, 2);
    let expected = "STS GetCallerIdentity in us-east-1: AWS does not accept the credentials (InvalidClientTokenId). Check the access key";
    assert!(message.starts_with(expected), "{message}");
    assert_eq!(lines[1], "2. Security Hub, Inspector, Config, Budgets: not asked, as nobody is signed in.");
    assert_eq!((&details["services"], aws.requests()), (&json!([]), 1));
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_said() {
    let mut world = World::sandbox().await;
    world.data_source.json_data = json!({"authType": "keys", "endpoint": "ftp://x"});
    let health = world.plugin.health(&world.data_source).await.unwrap();
    assert_eq!((health.status, health.json_details.len()), (2, 0));
    assert!(health.message.contains("must begin with http"), "{}", health.message);
}

/// Asks Cost Explorer by the button, as a user of a role.
async fn check_costs(world: &mut World, role: Option<&str>) -> (i32, Value) {
    world.data_source.role = role.map(str::to_owned);
    let answer = world.plugin.post(&world.data_source, "check-costs", &json!({})).await.unwrap();
    (answer.code, serde_json::from_slice(&answer.body).unwrap())
}

#[tokio::test]
async fn costs_are_checked_by_administrators_only() {
    let aws = Aws::start(&[], &[]).await;
    let mut world = world(&aws, json!({})).await;
    for role in [None, Some(""), Some("None"), Some("Viewer"), Some("Editor"), Some("admin")] {
        let (code, body) = check_costs(&mut world, role).await;
        let text = "check-costs needs the role Admin in this Grafana organisation. Ask an administrator for it.";
        assert_eq!((code, body["message"].as_str()), (403, Some(text)), "{role:?}");
    }
    assert_eq!((aws.asked(), aws.sandbox.charged_usd()), (BTreeMap::new(), 0.0));
    for times in 1..=2 {
        let (code, body) = check_costs(&mut world, Some("Admin")).await;
        let text = "Cost Explorer can be read. This check cost 0.01 USD.";
        assert_eq!((code, body), (200, json!({"message": text, "spentUsd": 0.01})));
        assert_eq!(aws.asked(), [("GetCostAndUsage", times)].into());
        assert_eq!(aws.sandbox.charged_usd(), 0.01 * times as f64);
    }
}

#[tokio::test]
async fn a_check_of_costs_keeps_to_the_cap_and_says_what_is_denied() {
    let aws = Aws::start(&[], &["ce:*"]).await;
    let mut world = world(&aws, json!({"spend": {"maxRequestsPerDay": 1, "alertReserve": 0}})).await;
    let (code, body) = check_costs(&mut world, Some("Admin")).await;
    let expected =
        format!("Cost Explorer GetCostAndUsage in us-east-1: access denied. Grant ce:GetCostAndUsage to {ARN}.");
    assert_eq!((code, body["message"].as_str()), (403, Some(expected.as_str())));
    let (code, body) = check_costs(&mut world, Some("Admin")).await;
    assert_eq!(code, 429);
    assert!(body["message"].as_str().unwrap().contains("Its cap is 1 a day"), "{body}");
    assert_eq!(aws.asked(), [("GetCostAndUsage", 1)].into());
}
