//! Each fault that the sandbox injects, as a panel and an alert rule meet it: the right status, source and message, no hang,
//! and nothing of it in the other queries of the same request.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use awsposture::cli::grafana::{Asked, DataSource};
use awsposture::plugin::wire::DataResponse;
use awsposture::sandbox::{self, FaultKind, FaultPlan, FaultRule, Parameters, Sandbox, WrongJson};
use futures::future::join_all;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::world::{Answer, World, range};

const FINDINGS: &str = "SELECT count(*) FROM securityhub_findings";
/// What the faults are not about.
const BUDGETS: &str = "SELECT budget_name FROM budgets_budgets ORDER BY 1";
const GET_FINDINGS: &str = "securityhub:GetFindings";

/// A sandbox over HTTP that misbehaves on demand.
struct FaultyAws {
    sandbox: Arc<Sandbox>,
    endpoint: String,
}

impl FaultyAws {
    async fn start(rules: Vec<FaultRule>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let parameters = Parameters { findings: 150, throttle: sandbox::Throttle::Off, ..Parameters::default() };
        let sandbox = Arc::new(Sandbox::new(parameters).unwrap());
        sandbox.set_faults(&FaultPlan { rules }).unwrap();
        tokio::spawn(sandbox::serve(Arc::clone(&sandbox), listener, std::future::pending()));
        Self { sandbox, endpoint }
    }

    fn data_source(&self, world: &World, more: &Value) -> DataSource {
        let mut json_data = json!({"authType": "keys", "defaultRegion": "us-east-1", "endpoint": self.endpoint});
        json_data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        DataSource { uid: self.endpoint.clone(), json_data, ..world.data_source.clone() }
    }

    /// How often GetFindings was asked so far.
    fn asked(&self) -> u64 {
        let counts = self.sandbox.counts();
        let requests = counts.requests.iter().filter(|count| count.operation == Some("GetFindings"));
        requests.map(|count| count.received).sum()
    }
}

fn always(fault: FaultKind) -> FaultRule {
    FaultRule::new(GET_FINDINGS, fault)
}

fn asked() -> [Asked; 2] {
    [("A", FINDINGS), ("B", BUDGETS)].map(|(ref_id, sql)| Asked {
        ref_id: ref_id.to_owned(),
        json: json!({"schemaVersion": 1, "mode": "sql", "sql": sql}).to_string(),
    })
}

fn read(mut answers: HashMap<String, DataResponse>) -> (Answer, Answer) {
    let mut take = |ref_id: &str| Answer::read(answers.remove(ref_id).unwrap());
    (take("A"), take("B"))
}

/// Both queries in one request, as a panel within a time.
async fn panel(world: &World, source: &DataSource, timeout: Option<Duration>) -> (Answer, Answer) {
    read(world.plugin.query(source, range(), &asked(), timeout).await.unwrap())
}

/// Both queries in one request, as an alert rule.
async fn alert(world: &World, source: &DataSource) -> (Answer, Answer) {
    read(world.plugin.query_for_alert(source, range(), &asked()).await.unwrap())
}

/// Any plugin will do: each data source has an endpoint of its own.
async fn world() -> World {
    World::at("http://127.0.0.1:1").await
}

async fn budgets(world: &World) -> Vec<String> {
    let aws = FaultyAws::start(Vec::new()).await;
    let (findings, budgets) = panel(world, &aws.data_source(world, &json!({})), None).await;
    assert_eq!(findings.rows(), ["150"]);
    assert!(!budgets.rows().is_empty());
    budgets.rows()
}

/// Whether a message is as expected; `…` stands for what differs from run to run.
fn is_like(message: &str, expected: &str) -> bool {
    let mut rest = message;
    let mut pieces = expected.split('…').peekable();
    let begins = pieces.next().is_some_and(|first| rest.strip_prefix(first).map(|after| rest = after).is_some());
    begins
        && pieces.all(|piece| rest.find(piece).map(|at| rest = &rest[at + piece.len()..]).is_some())
        && (rest.is_empty() || expected.ends_with('…'))
}

#[tokio::test]
async fn a_fault_that_stays_is_an_error_of_its_query_alone() {
    let check = "Check the endpoint of this data source and any proxy on the way.";
    let throttled = "AWS limits the rate (TooManyRequestsException), also after retries. Ask for less: filter more, widen the \
                     refresh interval, or spread the panels.";
    let failed = |what: &str| format!("AWS failed with status {what}, also after retries. Try again later.");
    let not_aws = |what: &str| format!("the answer is not AWS's ({what} bytes). {check}");
    let other = FaultRule { json: Some(WrongJson::Other), ..always(FaultKind::WrongJson) };
    let page = FaultRule { status: Some(200), ..always(FaultKind::Html) };
    // What is injected, the status, how often AWS is asked, the message.
    let rows = [
        (always(FaultKind::Throttle), 429, 4, throttled.to_owned()),
        (always(FaultKind::Internal), 502, 4, failed("500 (InternalException)")),
        (always(FaultKind::Unavailable), 502, 4, failed("503 (ServiceUnavailable)")),
        (always(FaultKind::Reset), 502, 4, "the answer broke off (…). Try again; check any proxy on the way.".to_owned()),
        (always(FaultKind::Html), 502, 4, not_aws("status 502, text/html, …")),
        (page, 502, 1, not_aws("status 200, text/html, …")),
        (always(FaultKind::WrongJson), 502, 1, not_aws("status 200, application/json, …")),
        (other, 502, 1, not_aws("status 200, application/json, …")),
        (
            always(FaultKind::ExpiredToken),
            401,
            1,
            "the credentials have expired (ExpiredTokenException). Enter new ones in this data source; where they come from a \
             profile or from the server, sign in there again."
                .to_owned(),
        ),
        (
            always(FaultKind::AccessDenied),
            403,
            1,
            "access denied. Grant securityhub:GetFindings to arn:aws:….".to_owned(),
        ),
        (
            always(FaultKind::TokenLoop),
            502,
            2,
            "AWS repeats a page: the listing would not end. Try again in some minutes; filter otherwise if it stays so.".to_owned(),
        ),
    ];
    let world = world().await;
    let whole = budgets(&world).await;
    let each = rows.into_iter().map(|(rule, status, requests, text)| {
        let (world, whole) = (&world, &whole);
        async move {
            let aws = FaultyAws::start(vec![rule.clone()]).await;
            let source = aws.data_source(world, &json!({}));
            let expected = format!("Security Hub GetFindings in us-east-1: {text}");
            for is_alert in [false, true] {
                let before = aws.asked();
                let (findings, budgets) =
                    if is_alert { alert(world, &source).await } else { panel(world, &source, None).await };
                let (seen, from, message) = findings.failure();
                assert_eq!((seen, from), (status, "downstream"), "{:?}: {message}", rule.fault);
                assert!(is_like(message, &expected), "{:?}: {message}", rule.fault);
                let asked = aws.asked() - before;
                // The pages of a loop can be read, so that they are kept.
                let is_loop = rule.fault == FaultKind::TokenLoop;
                let requests = if is_alert && is_loop { 0 } else { requests };
                // On a busy machine pages are slow, so that several cursors go on, of which each may run into the loop.
                let is_expected = asked == requests || is_loop && (requests..=4 * requests).contains(&asked);
                assert!(is_expected, "{:?}: {asked} requests", rule.fault);
                assert_eq!(&budgets.rows(), whole, "{:?}", rule.fault);
            }
        }
    });
    join_all(each).await;
}

#[tokio::test]
async fn a_fault_that_passes_is_not_seen() {
    let twice = |fault| FaultRule { times: Some(2), ..always(fault) };
    let rows = [
        twice(FaultKind::Throttle),
        twice(FaultKind::Internal),
        twice(FaultKind::Unavailable),
        twice(FaultKind::Reset),
        twice(FaultKind::Html),
        always(FaultKind::EmptyPages),
    ];
    let world = world().await;
    let whole = budgets(&world).await;
    let each = rows.into_iter().map(|rule| {
        let (world, whole) = (&world, &whole);
        async move {
            for is_alert in [false, true] {
                // One of its own for each, since answers are kept.
                let aws = FaultyAws::start(vec![rule.clone()]).await;
                let source = aws.data_source(world, &json!({}));
                let (findings, budgets) =
                    if is_alert { alert(world, &source).await } else { panel(world, &source, None).await };
                assert_eq!(findings.rows(), ["150"], "{:?}", rule.fault);
                assert_eq!(&budgets.rows(), whole, "{:?}", rule.fault);
                let applied = aws.sandbox.faults().iter().map(|hits| hits.applied).sum::<u64>();
                assert!(applied >= 2, "{:?}: happened {applied} times", rule.fault);
            }
        }
    });
    join_all(each).await;
}

#[tokio::test]
async fn what_does_not_end_in_time_is_given_up() {
    let slow = FaultRule { milliseconds: Some(600_000), ..always(FaultKind::Slow) };
    let late = FaultRule { late: Some(sandbox::LatePart::Body), ..slow.clone() };
    let world = world().await;
    let whole = budgets(&world).await;
    let each = [slow, late, always(FaultKind::LongListing), always(FaultKind::Throttle)].map(|rule| {
        let (world, whole) = (&world, &whole);
        async move {
            let aws = FaultyAws::start(vec![rule.clone()]).await;
            let source = aws.data_source(world, &json!({}));
            // The budgets are asked for before: under load, what is simulated for the first time takes long.
            let [_, other] = asked();
            world.plugin.query(&source, range(), &[other], None).await.unwrap();
            let (findings, budgets) = panel(world, &source, Some(Duration::from_secs(5))).await;
            let (status, source, message) = findings.failure();
            // A throttle may also have used up its attempts: how long the SDK waits between them is left to chance.
            let is_throttle = rule.fault == FaultKind::Throttle && status == 429;
            assert!(is_throttle || status == 504, "{:?}: {status} {message}", rule.fault);
            let expected = "The query did not end within … s; it made … AWS requests. AWS allows a few requests a second: \
                            filter more, so that fewer pages are read.";
            assert!(source == "downstream" && (is_throttle || is_like(message, expected)), "{:?}: {message}", rule.fault);
            assert!(aws.asked() < 40, "{:?}: asked {} times", rule.fault, aws.asked());
            assert_eq!(&budgets.rows(), whole, "{:?}", rule.fault);
        }
    });
    join_all(each).await;
}

#[tokio::test]
async fn a_denial_in_one_account_is_beside_a_panels_rows_and_an_alert_rules_error() {
    let world = world().await;
    let plain = FaultyAws::start(Vec::new()).await;
    let ids = "SELECT DISTINCT account_id FROM securityhub_findings ORDER BY 1";
    let one = World::at(&plain.endpoint).await;
    let ids: Vec<String> = one.sql(ids).await.rows().into_iter().take(3).collect();
    let counted = format!("{FINDINGS} WHERE account_id IN ('{}', '{}')", ids[0], ids[2]);
    let denied = FaultRule { accounts: vec![ids[1].clone()], ..always(FaultKind::AccessDenied) };
    let aws = FaultyAws::start(vec![denied]).await;
    let list: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    let accounts = json!({"accounts": {"mode": "list", "roleName": "Posture", "list": list}});
    let source = aws.data_source(&world, &accounts);
    let error = format!(
        "Security Hub GetFindings in {0}/us-east-1: access denied. Grant securityhub:GetFindings to arn:aws:sts::{0}:assumed-role/Posture/GrafanaAwsPosture.",
        ids[1]
    );
    let (findings, _) = panel(&world, &source, None).await;
    let of_two = {
        let mut two = plain.data_source(&world, &accounts);
        two.uid.push_str("/two");
        let query = [Asked {
            ref_id: "A".to_owned(),
            json: json!({"schemaVersion": 1, "mode": "sql", "sql": counted}).to_string(),
        }];
        let mut answers = world.plugin.query(&two, range(), &query, None).await.unwrap();
        Answer::read(answers.remove("A").unwrap()).rows()
    };
    assert_eq!(findings.rows(), of_two);
    assert_eq!(
        findings.frames[0].meta()["notices"][0]["text"],
        format!("{error} What it would have shown is missing here.")
    );
    let (findings, _) = alert(&world, &source).await;
    assert_eq!(findings.failure(), (403, "downstream", error.as_str()));
}
