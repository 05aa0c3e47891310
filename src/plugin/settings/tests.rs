use secrecy::ExposeSecret;

use super::*;

fn secrets(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn message(json: &str) -> String {
    let keys = secrets(&[("accessKey", "AKIA"), ("secretKey", "hush")]);
    read(json.as_bytes(), &keys).unwrap_err().to_string()
}

#[test]
fn an_access_key_is_read_and_never_shown() {
    let keys = secrets(&[("accessKey", "AKIA"), ("secretKey", "hush"), ("sessionToken", "hush-too")]);
    let settings =
        read(br#"{"authType":"keys","defaultRegion":" eu-west-1 ","endpoint":"http://127.0.0.1:5000"}"#, &keys)
            .unwrap();
    assert_eq!((settings.region.as_str(), settings.endpoint.as_deref()), ("eu-west-1", Some("http://127.0.0.1:5000")));
    assert!(!format!("{settings:?}").contains("hush"));
    let Credentials::Keys { secret_access_key, .. } = settings.credentials else { panic!("keys") };
    assert_eq!(secret_access_key.expose_secret(), "hush");
}

#[test]
fn the_sandbox_needs_no_key() {
    let settings =
        read(br#"{"sandbox":{"enabled":true,"seed":7,"findings":10,"throttle":"off"}}"#, &HashMap::new()).unwrap();
    let parameters = settings.sandbox.unwrap();
    assert_eq!((parameters.seed, parameters.findings, parameters.throttle), (7, 10, sandbox::Throttle::Off));
}

#[test]
fn without_a_region_the_first_one_is_asked() {
    assert_eq!(read(br#"{"authType":"default"}"#, &HashMap::new()).unwrap().region, "us-east-1");
}

#[test]
fn a_missing_key_says_where_to_enter_it() {
    let error = read(b"{}", &HashMap::new()).unwrap_err().to_string();
    assert_eq!(
        error,
        "the data source has no access key id. Open its settings page, enter the access key, or switch the sandbox on."
    );
    let error = read(b"", &secrets(&[("accessKey", "AKIA"), ("secretKey", " ")])).unwrap_err().to_string();
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
        (r#"{"authType":"grafana_assume_role"}"#, "authentication \"grafana_assume_role\" is not there yet"),
        (r#"{"assumeRoleArn":"arn:aws:iam::1:role/x"}"#, "setting assumeRoleArn is not there yet"),
        (r#"{"accounts":{"mode":"organization"}}"#, "setting accounts is not there yet"),
        (r#"{"regions":["eu-west-1"]}"#, "setting regions is not there yet"),
        (r#"{"defaultRegion":"eu west"}"#, "\"eu west\" is not a Region"),
        (r#"{"sandbox":{"enabled":true,"findings":200001}}"#, "at most 200000 findings here, not 200001"),
        (r#"{"sandbox":{"enabled":true,"throttle":"slow"}}"#, "throttle \"slow\" is neither aws nor off"),
        (r#"{"sandbox":7}"#, "settings cannot be read"),
    ];
    for (json, expected) in rows {
        assert!(message(json).contains(expected), "{json}: {}", message(json));
    }
}
