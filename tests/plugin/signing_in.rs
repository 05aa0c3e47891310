//! Who the plugin is to AWS: each way of signing in, and roles that are assumed.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::credentials_host::{CredentialsHost, Seen};
use crate::world::{Answer, World};

const SQL: &str = "SELECT title FROM securityhub_findings";
const ROLE: &str = "arn:aws:iam::111122223333:role/Posture";
/// What a server allows that allows everything.
const ALL: (&str, &str) =
    ("AWS_AUTH_AllowedAuthProviders", "default,keys,credentials,ec2_iam_role,grafana_assume_role");
/// A machine on which nobody answers for instance metadata.
const NO_MACHINE: (&str, &str) = ("AWS_EC2_METADATA_DISABLED", "true");

/// A file of this test's own.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("awsposture-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

/// Asks once, with settings beside the endpoint.
async fn ask(host: &CredentialsHost, environment: &[(&str, &str)], settings: Value, has_key: bool) -> Answer {
    let mut json_data = json!({"endpoint": host.endpoint, "defaultRegion": "eu-west-1"});
    json_data.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    let mut world = World::on_host(environment, json_data).await;
    if !has_key {
        world.data_source.secrets.clear();
    }
    world.sql(SQL).await
}

async fn seen_by(host: &CredentialsHost, environment: &[(&str, &str)], settings: Value) -> (String, String) {
    ask(host, environment, settings, false).await.rows();
    let [Seen { access_key, session_token, .. }] = &host.seen()[..] else { panic!("{:?}", host.seen()) };
    (access_key.clone(), session_token.clone())
}

fn pair(key: &str, token: &str) -> (String, String) {
    (key.to_owned(), token.to_owned())
}

#[tokio::test]
async fn a_key_signs_and_requests_say_who_sends_them() {
    let host = CredentialsHost::start().await;
    ask(&host, &[("GF_VERSION", "12.4.0")], json!({"authType": "keys"}), true).await.rows();
    let [Seen { access_key, user_agent, .. }] = &host.seen()[..] else { panic!("{:?}", host.seen()) };
    assert_eq!(access_key, "AKIAEXAMPLE");
    let plugin = concat!("lib/awsposture/", env!("CARGO_PKG_VERSION"));
    assert!(user_agent.contains(plugin) && user_agent.contains("lib/grafana/12.4.0"), "{user_agent}");
}

#[tokio::test]
async fn a_profile_comes_from_the_files_the_administrator_named() {
    let host = CredentialsHost::start().await;
    let file = File::new(
        "credentials",
        "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = hush\n\
         [audit]\naws_access_key_id = AKIAAUDIT\naws_secret_access_key = hush\naws_session_token = token\n",
    );
    let environment = [("GF_PLUGIN_AWS_CREDENTIALS_FILE", file.path()), ("HOME", "/nonexistent")];
    let audit = json!({"authType": "credentials", "profile": "audit"});
    assert_eq!(seen_by(&host, &environment, audit).await, pair("AKIAAUDIT", "token"));
    for settings in [json!({"authType": "sharedCreds"}), json!({"authType": "default"})] {
        let host = CredentialsHost::start().await;
        assert_eq!(seen_by(&host, &environment, settings).await, pair("AKIADEFAULT", ""));
    }
    let answer = ask(&host, &environment, json!({"authType": "credentials", "profile": "nobody"}), false).await;
    let (status, source, message) = answer.failure();
    assert_eq!((status, source), (401, "downstream"));
    assert!(message.contains("there are no credentials") && message.contains("nobody"), "{message}");
}

#[tokio::test]
async fn a_profile_runs_a_program_only_where_that_is_allowed() {
    let host = CredentialsHost::start().await;
    let key = json!({"Version": 1, "AccessKeyId": "AKIAPROGRAM", "SecretAccessKey": "hush"}).to_string();
    let key = File::new("program.json", &key);
    let profiles = format!(
        "[default]\nrole_arn = {ROLE}\nsource_profile = program\n[profile program]\ncredential_process = cat {}\n",
        key.path()
    );
    let file = File::new("program", &profiles);
    let program = json!({"authType": "credentials", "profile": "program"});
    let allowed = [("GF_PLUGIN_AWS_CONFIG_FILE", file.path()), ("GF_PLUGIN_ALLOW_CREDENTIAL_PROCESS", "true")];
    assert_eq!(seen_by(&host, &allowed, program.clone()).await, pair("AKIAPROGRAM", ""));
    // Also not when another profile's role is assumed with what the program says.
    for settings in [program, json!({"authType": "credentials"}), json!({"authType": "default"})] {
        let answer = ask(&host, &allowed[..1], settings, false).await;
        let (status, _, message) = answer.failure();
        assert_eq!(status, 401, "{message}");
        let expected =
            "the profile \"program\" runs a program (credential_process), which this Grafana server does not allow.";
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test]
async fn the_machines_role_is_asked_of_instance_metadata() {
    let host = CredentialsHost::start().await;
    let environment = [ALL, ("AWS_EC2_METADATA_SERVICE_ENDPOINT", host.endpoint.as_str())];
    let machine = json!({"authType": "ec2_iam_role"});
    assert_eq!(seen_by(&host, &environment, machine).await, pair("ASIAMACHINE", "token-MACHINE"));
    let host = CredentialsHost::start().await;
    let environment = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", host.endpoint.as_str())];
    assert_eq!(
        seen_by(&host, &environment, json!({"authType": "default"})).await,
        pair("ASIAMACHINE", "token-MACHINE")
    );
}

#[tokio::test]
async fn a_containers_role_is_asked_of_its_endpoint() {
    let host = CredentialsHost::start().await;
    let uri = format!("{}/container", host.endpoint);
    let environment = [ALL, NO_MACHINE, ("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri.as_str())];
    for settings in [json!({"authType": "ec2_iam_role"}), json!({"authType": "default"})] {
        assert_eq!(seen_by(&host, &environment, settings).await, pair("ASIACONTAINER", "token-CONTAINER"));
    }
}

#[tokio::test]
async fn a_web_identity_is_exchanged_at_sts_and_not_at_the_endpoint() {
    let (host, sts) = (CredentialsHost::start().await, CredentialsHost::start().await);
    let token = File::new("identity", "a-web-identity");
    let environment = [
        NO_MACHINE,
        ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/Cluster"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", token.path()),
        ("AWS_ENDPOINT_URL_STS", sts.endpoint.as_str()),
    ];
    let seen = seen_by(&host, &environment, json!({"authType": "default"})).await;
    assert_eq!(seen, pair("ASIACluster", "token-Cluster"));
    assert_eq!((host.forms().len(), sts.forms().len()), (0, 1));
    assert_eq!(sts.forms()[0]["WebIdentityToken"], "a-web-identity");
}

#[tokio::test]
async fn a_role_is_assumed_once_with_its_external_id_and_length() {
    let host = CredentialsHost::start().await;
    let environment = [("AWS_AUTH_SESSION_DURATION", "30m")];
    let json_data = json!({"authType": "keys", "endpoint": host.endpoint, "defaultRegion": "eu-west-1",
                           "assumeRoleArn": ROLE, "externalId": "ours", "cache": {"enabled": false}});
    let world = World::on_host(&environment, json_data).await;
    let questions = [SQL, "SELECT id FROM securityhub_findings", "SELECT count(*) FROM securityhub_findings"];
    for answer in futures::future::join_all(questions.map(|sql| world.sql(sql))).await {
        assert_eq!((answer.status, answer.error.as_str()), (200, ""));
    }
    let [form] = &host.forms()[..] else { panic!("assumed once: {:?}", host.forms()) };
    let expected =
        [("RoleArn", ROLE), ("ExternalId", "ours"), ("DurationSeconds", "1800"), ("signed with", "AKIAEXAMPLE")];
    for (name, value) in expected {
        assert_eq!(form[name], value, "{name}");
    }
    assert!(host.seen().iter().all(|seen| seen.access_key == "ASIAPosture" && seen.session_token == "token-Posture"));
}

#[tokio::test]
async fn grafana_clouds_own_account_assumes_the_role_with_its_external_id() {
    let host = CredentialsHost::start().await;
    let file =
        File::new("cloud", "[assume_role_credentials]\naws_access_key_id = AKIACLOUD\naws_secret_access_key = hush\n");
    let environment = [ALL, ("GF_PLUGIN_AWS_CREDENTIALS_FILE", file.path()), ("AWS_AUTH_EXTERNAL_ID", "stack-1")];
    let settings = json!({"authType": "grafana_assume_role", "assumeRoleArn": ROLE, "externalId": "somebody's"});
    assert_eq!(seen_by(&host, &environment, settings).await, pair("ASIAPosture", "token-Posture"));
    let form = &host.forms()[0];
    assert_eq!((form["ExternalId"].as_str(), form["signed with"].as_str()), ("stack-1", "AKIACLOUD"));
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_named_with_who_tried() {
    let host = CredentialsHost::start().await;
    let closed = "arn:aws:iam::111122223333:role/Closed";
    let answer = ask(&host, &[], json!({"authType": "keys", "assumeRoleArn": closed}), true).await;
    assert_eq!(
        answer.failure(),
        (
            403,
            "downstream",
            "Security Hub GetFindings in eu-west-1: cannot assume the role arn:aws:iam::111122223333:role/Closed: AWS denies it to \
             arn:aws:iam::111122223333:user/AKIAEXAMPLE. Name that in the role's trust policy, with the same external id if one is set, \
             and allow it sts:AssumeRole on the role."
        )
    );
    assert_eq!(host.seen(), []);
}

#[tokio::test]
async fn a_listed_accounts_role_that_is_denied_is_asked_for_once_for_all_regions_and_panels() {
    let host = CredentialsHost::start().await;
    let role = |id: &str, name: &str| json!({"id": id, "roleArn": format!("arn:aws:iam::{id}:role/{name}")});
    let json_data = json!({"authType": "keys", "endpoint": host.endpoint, "cache": {"enabled": false},
        "regions": ["eu-west-1", "eu-central-1", "us-east-1"],
        "accounts": {"mode": "list", "list": [role("111122223333", "Posture"), role("444455556666", "Closed")]}});
    let world = World::on_host(&[], json_data).await;
    for _ in 0..2 {
        let answer = world.sql(SQL).await;
        let notices = answer.frames[0].meta()["notices"].to_string();
        assert!(notices.contains("cannot assume the role arn:aws:iam::444455556666:role/Closed"), "{notices}");
    }
    let asked_for = |name: &str| host.forms().iter().filter(|form| form["RoleArn"].ends_with(name)).count();
    assert_eq!([asked_for("Posture"), asked_for("Closed")], [1, 1]);
    // "Save & test" takes nothing for granted.
    world.plugin.health(&world.data_source).await.unwrap();
    assert_eq!(asked_for("Closed"), 2);
}

#[tokio::test]
async fn what_the_server_forbids_is_refused_before_anything_is_asked() {
    let host = CredentialsHost::start().await;
    let rows = [
        (json!({"authType": "ec2_iam_role"}), "does not allow the authentication \"ec2_iam_role\", only keys."),
        (json!({"authType": "keys", "assumeRoleArn": ROLE}), "does not allow data sources to assume roles."),
        (json!({"authType": "keys", "proxyType": "none"}), "does not allow data sources a proxy of their own."),
    ];
    let environment = [("AWS_AUTH_AllowedAuthProviders", "keys"), ("AWS_AUTH_AssumeRoleEnabled", "false")];
    for (settings, expected) in rows {
        let answer = ask(&host, &environment, settings, true).await;
        let (status, source, message) = answer.failure();
        assert_eq!((status, source), (400, "downstream"));
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!((host.seen(), host.forms().len()), (vec![], 0));
}

#[tokio::test]
async fn a_data_source_of_cloudwatch_is_taken_over_as_it_is() {
    let host = CredentialsHost::start().await;
    let settings = include_str!("../fixtures/settings/cloudwatch.json");
    let settings: Value = serde_json::from_str(settings).unwrap();
    let answer = ask(&host, &[], settings, true).await;
    assert_eq!(answer.rows(), [] as [&str; 0]);
    let form = &host.forms()[0];
    assert_eq!((form["RoleArn"].as_str(), form["ExternalId"].as_str()), (ROLE, "from-cloudwatch"));
}
