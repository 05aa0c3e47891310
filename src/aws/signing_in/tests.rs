use super::*;

async fn profiles(text: &str, selected: &'static str) -> ProfileSet {
    let files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, text).build();
    aws_config::profile::load(&Fs::real(), &Env::real(), &files, Some(selected.into())).await.unwrap()
}

#[tokio::test]
async fn a_program_is_found_behind_source_profiles_and_loops_end() {
    let text = "[profile a]\nsource_profile = b\n[profile b]\ncredential_process = x\n\
                [profile c]\nsource_profile = d\n[profile d]\nsource_profile = c\n[profile e]\nrole_arn = y\n";
    let rows = [("a", Some("b")), ("b", Some("b")), ("c", None), ("e", None), ("nobody", None)];
    for (selected, expected) in rows {
        assert_eq!(runs_program(&profiles(text, selected).await).as_deref(), expected, "{selected}");
    }
}

#[test]
fn sts_is_asked_elsewhere_where_an_account_opts_into_a_region() {
    assert_eq!(sts_region("eu-south-1"), Some(Region::from_static("us-east-1")));
    for region in ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"] {
        assert_eq!(sts_region(region), None, "{region}");
    }
}
