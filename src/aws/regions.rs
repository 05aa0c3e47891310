//! Which Regions there are, as far as this plugin knows: to say what is wrong where one does not answer.
//!
//! Nothing is refused for a Region that is missing here; AWS adds some every year.

/// Regions that every account can use, of all partitions whose Regions are public.
const OPEN: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Regions that an account has to enable first.
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// The partition of all other public Regions.
pub const COMMERCIAL: &str = "aws";

/// What the names of AWS's own hosts end with.
const DOMAINS: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"];

/// Whether accounts have to enable a Region before they can use it.
pub fn is_opt_in(region: &str) -> bool {
    OPT_IN.contains(&region)
}

/// Whether a Region is one of those known here.
pub fn is_known(region: &str) -> bool {
    OPEN.contains(&region) || is_opt_in(region)
}

/// The partition a Region lies in, as ARNs name it.
pub fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => COMMERCIAL,
    }
}

/// The Region in the name of one of AWS's own hosts, such as `securityhub.eu-west-1.amazonaws.com`.
pub fn of_host(host: &str) -> Option<&str> {
    let name = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain))?;
    Some(name.split_once('.')?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_read_from_aws_own_hosts_only() {
        let rows = [
            ("securityhub.eu-west-1.amazonaws.com", Some("eu-west-1")),
            ("securityhub-fips.us-gov-west-1.amazonaws.com", Some("us-gov-west-1")),
            ("inspector2.eu-west-1.api.aws", Some("eu-west-1")),
            ("config.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("budgets.amazonaws.com", None),
            ("moto.example.com", None),
            ("localhost", None),
        ];
        for (host, region) in rows {
            assert_eq!(of_host(host), region, "{host}");
        }
    }

    #[test]
    fn a_region_is_open_or_to_be_enabled() {
        assert!(is_known("eu-west-1") && !is_opt_in("eu-west-1"));
        assert!(is_known("eu-south-1") && is_opt_in("eu-south-1"));
        assert!(!is_known("eu-west-9"));
    }
}
