use std::collections::BTreeMap;

use secrecy::ExposeSecret;

use super::*;
use crate::aws::{Account, Accounts, Credentials, Endpoints, Members, Proxy, Regions, Role, Scope, Selector};

fn secrets(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(json: &str, secrets: &HashMap<String, String>) -> Result<Settings, SettingsError> {
    super::read(json.as_bytes(), secrets, &Arc::default())
}

/// Reads what a server allows that allows everything.
fn read_freely(json: &str, pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let allowed = ["default", "keys", "credentials", "ec2_iam_role", "grafana_assume_role"];
    let host = Host {
        allowed_providers: allowed.map(str::to_owned).to_vec(),
        allows_proxies: true,
        external_id: Some("stack-1".to_owned()),
        ..Host::default()
    };
    let key = [("accessKey", "AKIA"), ("secretKey", "hush")];
    super::read(json.as_bytes(), &secrets(&[&key, pairs].concat()), &Arc::new(host))
}

fn message(json: &str) -> String {
    let keys = secrets(&[("accessKey", "AKIA"), ("secretKey", "hush")]);
    read(json, &keys).unwrap_err().to_string()
}

#[test]
fn an_access_key_is_read_and_never_shown() {
    let keys = secrets(&[("accessKey", "AKIA"), ("secretKey", "hush"), ("sessionToken", "hush-too")]);
    let settings =
        read(r#"{"authType":"keys","defaultRegion":" eu-west-1 ","endpoint":"http://127.0.0.1:5000"}"#, &keys).unwrap();
    let endpoint = settings.endpoints.all.as_deref();
    assert_eq!((settings.region.as_str(), endpoint), ("eu-west-1", Some("http://127.0.0.1:5000")));
    assert!(!format!("{settings:?}").contains("hush"));
    let Credentials::Keys { secret_access_key, .. } = settings.credentials else { panic!("keys") };
    assert_eq!(secret_access_key.expose_secret(), "hush");
}

#[test]
fn the_sandbox_needs_no_key() {
    let settings =
        read(r#"{"sandbox":{"enabled":true,"seed":7,"findings":10,"throttle":"off"}}"#, &HashMap::new()).unwrap();
    let parameters = settings.sandbox.unwrap();
    assert_eq!((parameters.seed, parameters.findings, parameters.throttle), (7, 10, sandbox::Throttle::Off));
}

#[test]
fn without_a_region_the_first_one_is_asked() {
    assert_eq!(read(r#"{"authType":"default"}"#, &HashMap::new()).unwrap().region, "us-east-1");
}

#[test]
fn a_missing_key_says_where_to_enter_it() {
    let error = read("{}", &HashMap::new()).unwrap_err().to_string();
    assert_eq!(
        error,
        "the data source has no access key id. Open its settings page, enter the access key, or switch the sandbox on."
    );
    let error = read("", &secrets(&[("accessKey", "AKIA"), ("secretKey", " ")])).unwrap_err().to_string();
    assert!(error.starts_with("the data source has no secret access key."), "{error}");
}

#[test]
fn an_endpoint_must_be_http_and_not_link_local() {
    let rows = [
        ("ftp://x", "must begin with http:// or https://."),
        ("localhost:4566", "must begin with http:// or https://."),
        ("http://169.254.169.254/latest", "is a link-local address, which is refused."),
        ("http://[fe80::1]:80", "is a link-local address, which is refused."),
        ("not an address", "is not an address."),
        ("ftp://user:hush@host", "must not contain a user or password."),
        ("http://2852039166/", "has a host of numbers only."),
        ("http://0xa9fea9fe/", "has a host of numbers only."),
        ("http://[::ffff:169.254.169.254]/", "is a link-local address, which is refused."),
        ("http://[fd00:ec2::254]/", "is a link-local address, which is refused."),
        ("http://user:hush@host", "must not contain a user or password."),
    ];
    for (endpoint, expected) in rows {
        let message = message(&format!(r#"{{"endpoint":"{endpoint}"}}"#));
        assert!(message.contains(expected), "{endpoint}: {message}");
        assert!(!message.contains("hush"), "{message}");
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let rows = [
        (r#"{"authType":"magic"}"#, "authentication \"magic\" is none. Choose one of keys, default"),
        (
            r#"{"authType":"ec2_iam_role"}"#,
            "does not allow the authentication \"ec2_iam_role\", only default, keys, credentials.",
        ),
        (r#"{"assumeRoleArn":"arn:aws:iam::1:role/x"}"#, "\"arn:aws:iam::1:role/x\" is not the ARN of a role"),
        (r#"{"proxyType":"none"}"#, "does not allow data sources a proxy of their own"),
        (r#"{"proxyType":"socks"}"#, "proxy type \"socks\" is none of env, none and url"),
        (r#"{"proxyType":"url","proxyUrl":"http://user:hush@proxy"}"#, "without user and password"),
        (r#"{"accounts":{"mode":"all"}}"#, "mode \"all\" is none of current, list and organization"),
        (r#"{"accounts":{"mode":"list"}}"#, "the list is empty"),
        (
            r#"{"accounts":{"mode":"list","list":[{"id":"12"}]}}"#,
            "\"12\" is not an account id, or is in the list twice",
        ),
        (
            r#"{"accounts":{"mode":"list","list":[{"id":111122223333},{"id":"1111-2222-3333"}]}}"#,
            "\"111122223333\" is not an account id, or is in the list twice",
        ),
        (
            r#"{"accounts":{"mode":"list","list":[{"id":"111122223333","roleArn":"arn:aws:iam::444455556666:role/x"}]}}"#,
            "the role arn:aws:iam::444455556666:role/x is not one of the account 111122223333",
        ),
        (r#"{"regions":["eu west"]}"#, "\"eu west\" is not a Region"),
        (r#"{"aggregation":"sometimes"}"#, "aggregation \"sometimes\" is none of auto, always and never"),
        (r#"{"useFips":true,"endpoint":"http://127.0.0.1:5000"}"#, "stands alone: AWS's FIPS and dual-stack endpoints"),
        (r#"{"defaultRegion":"eu west"}"#, "\"eu west\" is not a Region"),
        (r#"{"sandbox":{"enabled":true,"findings":200001}}"#, "at most 200000 findings here, not 200001"),
        (r#"{"sandbox":{"enabled":true,"throttle":"slow"}}"#, "throttle \"slow\" is neither aws nor off"),
        (r#"{"sandbox":7}"#, "settings cannot be read"),
    ];
    for (json, expected) in rows {
        assert!(message(json).contains(expected), "{json}: {}", message(json));
    }
}

#[test]
fn every_way_of_signing_in_of_grafanas_own_data_sources_is_read() {
    let rows = [
        (r#"{"authType":"default","profile":"audit"}"#, "DefaultChain { profile: Some(\"audit\") }"),
        (r#"{"authType":"arn"}"#, "DefaultChain { profile: None }"),
        (r#"{"authType":"credentials","profile":"audit"}"#, "Profile { name: Some(\"audit\") }"),
        (r#"{"authType":"sharedCreds"}"#, "Profile { name: None }"),
        (r#"{"authType":"ec2_iam_role"}"#, "Machine"),
    ];
    for (json, expected) in rows {
        let settings = read_freely(json, &[]).unwrap();
        assert_eq!((format!("{:?}", settings.credentials).as_str(), settings.role), (expected, None), "{json}");
    }
    let settings = read_freely("{}", &[]).unwrap();
    assert!(matches!(settings.credentials, Credentials::Keys { .. }));
}

#[test]
fn a_role_is_assumed_with_its_external_id() {
    let arn = "arn:aws-us-gov:iam::111122223333:role/audit/Posture";
    let role = |external_id: &str| Some(Role { arn: arn.to_owned(), external_id: Some(external_id.to_owned()) });
    for name in ["assumeRoleArn", "assumeRoleARN"] {
        let json = format!(r#"{{"authType":"default","{name}":" {arn} ","externalId":"ours"}}"#);
        assert_eq!(read_freely(&json, &[]).unwrap().role, role("ours"), "{name}");
    }
    // Grafana Cloud's external id is Grafana Cloud's to say.
    let cloud = format!(r#"{{"authType":"grafana_assume_role","assumeRoleArn":"{arn}","externalId":"ours"}}"#);
    assert_eq!(read_freely(&cloud, &[]).unwrap().role, role("stack-1"));
    let own = cloud.replace('}', r#","grafanaExternalId":"source-1","usePerDatasourceExternalId":true}"#);
    assert_eq!(read_freely(&own, &[]).unwrap().role, role("source-1"));
    let error = read_freely(r#"{"authType":"grafana_assume_role"}"#, &[]).unwrap_err();
    assert!(matches!(error, SettingsError::NeedsRole));
    let host = Arc::new(Host { allows_roles: false, ..Host::default() });
    let error =
        super::read(format!(r#"{{"authType":"default","assumeRoleArn":"{arn}"}}"#).as_bytes(), &HashMap::new(), &host)
            .unwrap_err();
    assert!(matches!(error, SettingsError::NoRoles));
}

#[test]
fn endpoints_mean_what_they_mean_to_grafanas_own_data_sources() {
    let read = |json: &str| read_freely(json, &[]).unwrap().endpoints;
    assert_eq!(
        read(r#"{"endpoint":"default","useDualStack":true}"#),
        Endpoints { dual_stack: true, ..Default::default() }
    );
    let fips = Endpoints { fips: true, ..Default::default() };
    assert_eq!(read(r#"{"endpoint":"https://monitoring-fips.us-east-1.amazonaws.com"}"#), fips);
    assert_eq!(read(r#"{"useFips":true}"#), fips);
    let sts = Endpoints { sts: Some("https://sts.eu-west-1.amazonaws.com".to_owned()), ..Default::default() };
    assert_eq!(read(r#"{"endpoint":"sts.eu-west-1.amazonaws.com"}"#), sts);
}

#[test]
fn a_region_may_have_either_name() {
    let rows = [
        (r#"{"region":"eu-west-1","defaultRegion":"us-west-2"}"#, "eu-west-1"),
        (r#"{"region":"default","defaultRegion":"us-west-2"}"#, "us-west-2"),
        (r#"{"defaultRegion":"default"}"#, "us-east-1"),
    ];
    for (json, expected) in rows {
        assert_eq!(read_freely(json, &[]).unwrap().region, expected, "{json}");
    }
}

#[test]
fn a_proxy_keeps_its_password() {
    let json = r#"{"proxyType":"url","proxyUrl":"http://proxy:3128","proxyUsername":"me"}"#;
    let settings = read_freely(json, &[("proxyPassword", "hush")]).unwrap();
    assert!(!format!("{settings:?}").contains("hush"));
    let Proxy::Url { url, user: Some((name, password)) } = settings.proxy else { panic!("{:?}", settings.proxy) };
    assert_eq!((url.as_str(), name.as_str(), password.expose_secret()), ("http://proxy:3128", "me", "hush"));
    for json in [r#"{"proxyType":"url"}"#, r#"{"proxyType":"url","proxyUrl":"proxy:3128"}"#] {
        assert!(matches!(read_freely(json, &[]).unwrap_err(), SettingsError::ProxyAddress), "{json}");
    }
}

#[test]
fn accounts_and_regions_are_read_once_each() {
    let json = r#"{"regions":["us-east-1"," eu-west-1 ","us-east-1",""],"aggregation":"always","externalId":"ours",
                  "accounts":{"mode":"list","roleName":"audit/Posture","list":[{"id":111122223333,"name":"tools","labels":{"team":"a","floor":3,"none":null}},
                  {"id":"4444-5555-6666","roleArn":"arn:aws:iam::444455556666:role/Own","externalId":"theirs"},{"id":12345678}]}}"#;
    let role = |arn: &str, id: &str| Some(Role { arn: arn.to_owned(), external_id: Some(id.to_owned()) });
    let account = |id: &str, role| Account { id: id.to_owned(), role, labels: BTreeMap::new() };
    let labels = [("name", "tools"), ("team", "a"), ("floor", "3")];
    let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let expected = Scope {
        accounts: Accounts::Listed(vec![
            Account { labels, ..account("111122223333", role("arn:aws:iam::111122223333:role/audit/Posture", "ours")) },
            account("444455556666", role("arn:aws:iam::444455556666:role/Own", "theirs")),
            account("000012345678", role("arn:aws:iam::000012345678:role/audit/Posture", "ours")),
        ]),
        regions: Regions::Listed(vec!["eu-west-1".to_owned(), "us-east-1".to_owned()]),
        is_aggregated: true,
    };
    assert_eq!(read_freely(json, &[]).unwrap().scope, expected);
    assert_eq!(read_freely("{}", &[]).unwrap().scope, Scope::default());
    let plain = r#"{"sandbox":{"enabled":true},"accounts":{"mode":"list","list":[{"id":"111122223333"}]}}"#;
    assert_eq!(read_freely(plain, &[]).unwrap().scope.accounts, Accounts::Listed(vec![account("111122223333", None)]));
}

#[test]
fn an_organisations_accounts_need_a_role_and_may_be_chosen() {
    let json = r#"{"defaultRegion":"us-gov-west-1","regions":[],"externalId":"ours","accounts":{"mode":"organization",
                  "roleName":"audit/Posture","include":["ou-ab12-shop1234","1111-2222-3333"," "],"exclude":["Old shop",12345678]}}"#;
    let members = Members {
        arn_prefix: "arn:aws-us-gov:iam::".to_owned(),
        role_name: "audit/Posture".to_owned(),
        external_id: Some("ours".to_owned()),
        include: vec![Selector::Unit("ou-ab12-shop1234".to_owned()), Selector::Id("111122223333".to_owned())],
        exclude: vec![Selector::Name("Old shop".to_owned()), Selector::Id("000012345678".to_owned())],
    };
    let expected = Scope { accounts: Accounts::Organization(members), regions: Regions::Enabled, is_aggregated: false };
    assert_eq!(read_freely(json, &[]).unwrap().scope, expected);
    let nameless = r#"{"accounts":{"mode":"organization"}}"#;
    assert!(matches!(read_freely(nameless, &[]).unwrap_err(), SettingsError::NoRoleName));
}
