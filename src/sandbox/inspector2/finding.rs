//! A finding as Inspector shows it: one row together with the organisation it belongs to.
//!
//! Both the filters (`attributes`) and the answer (`written`) read findings through [`Finding`], so that a filter
//! cannot see anything else than a client does.

use std::borrow::Cow;

use super::super::organisation::inspected::{Level, Row, Weakness};
use super::super::organisation::kinds::Kind;
use super::super::organisation::labels::Fix;
use super::super::organisation::vulnerabilities::{self, Vulnerability};
use super::super::organisation::weaknesses::{DETECTORS, Detector, PORTS, Port};
use super::super::organisation::{Organisation, hex};
use super::super::random::{hash, mix};
use super::conditions::Package;
use super::resources::Resource;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// One finding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) row: &'a Row,
}

impl<'a> Finding<'a> {
    pub(super) fn resource(self) -> Resource<'a> {
        Resource { organisation: self.organisation, scanned: self.row.scanned }
    }

    pub(super) fn account(self) -> &'a str {
        &self.organisation.accounts[usize::from(self.row.scanned.resource.account)].id
    }

    pub(super) fn arn(self) -> String {
        let resource = self.resource();
        let (partition, region) = (resource.partition(), resource.region());
        format!("arn:{partition}:inspector2:{region}:{}:finding/{}", self.account(), hex(self.row.key))
    }

    pub(super) fn vulnerability(self) -> Option<&'a Vulnerability> {
        vulnerability(self.organisation, self.row.weakness)
    }

    pub(super) fn port(self) -> Option<&'static Port> {
        port(self.row.weakness)
    }

    pub(super) fn detector(self) -> Option<&'static Detector> {
        detector(self.row.weakness)
    }

    /// Returns `type`.
    pub(super) fn type_name(self) -> &'static str {
        match self.row.weakness {
            Weakness::Vulnerability(_) => "PACKAGE_VULNERABILITY",
            Weakness::Port(_) => "NETWORK_REACHABILITY",
            Weakness::Code(_) => "CODE_VULNERABILITY",
        }
    }

    pub(super) fn title(self) -> String {
        title(self.organisation, self.row.weakness)
    }

    pub(super) fn description(self) -> String {
        if let Some(port) = self.port() {
            let [gateway, _, _, interface, instance] = self.network_path().map(|(id, _)| id);
            return format!(
                "On the instance {instance}, the port range {}-{} is reachable from the InternetGateway {gateway} \
                 from an attached ENI {interface}.",
                port.begin, port.end
            );
        }
        match self.detector() {
            Some(detector) => format!("{} found in `{}`.", detector.name, detector.file),
            // Inspector passes on what vendors write, markup included.
            None => {
                format!("{}: crafted input, such as <img src=x>, can lead to a denial of service.", self.title())
            }
        }
    }

    /// Returns the text and the address of `remediation.recommendation`.
    pub(super) fn recommendation(self) -> (&'static str, Option<&'static str>) {
        match self.row.weakness {
            Weakness::Vulnerability(_) => ("None Provided", None),
            Weakness::Port(_) => (
                "You can restrict access to your instance by modifying the Security Groups or ACLs in the network path.",
                None,
            ),
            Weakness::Code(_) => (
                "Review the highlighted lines of code.",
                Some("https://docs.aws.amazon.com/codeguru/detector-library/"),
            ),
        }
    }

    /// Returns `inspectorScore`: an instance that cannot be reached scores a little less than the vendor says, but
    /// never so much less that its severity would be another.
    pub(super) fn score(self) -> Option<f64> {
        let score = self.vendor_score()?;
        if !self.is_adjusted() {
            return Some(score);
        }
        let least: f64 = match self.row.level {
            Level::Critical => 9.0,
            Level::High => 7.0,
            Level::Medium => 4.0,
            _ => 0.0,
        };
        Some((((score - 0.6) * 10.0).round() / 10.0).max(least))
    }

    /// Returns the CVSS base score; an untriaged vulnerability has none yet.
    pub(super) fn vendor_score(self) -> Option<f64> {
        self.vulnerability().filter(|_| self.row.level != Level::Untriaged).map(|found| found.score)
    }

    /// Says whether Inspector lowered the score for what it knows of the instance's network.
    pub(super) fn is_adjusted(self) -> bool {
        self.row.scanned.resource.kind == Kind::Ec2Instance && self.row.key.is_multiple_of(5)
    }

    pub(super) fn epss(self) -> Option<f64> {
        self.vulnerability().filter(|_| self.row.level != Level::Untriaged).map(|found| found.epss)
    }

    pub(super) fn exploit(self) -> Option<&'static str> {
        self.vulnerability().map(|found| if found.exploit { "YES" } else { "NO" })
    }

    pub(super) fn fix(self) -> Option<Fix> {
        self.vulnerability().map(|found| found.fix)
    }

    /// Returns when an exploit was last seen.
    pub(super) fn exploited(self) -> Option<i64> {
        let found = self.vulnerability().filter(|found| found.exploit)?;
        Some(self.organisation.present - (hash(&found.id) >> 8) as i64 % 60 * DAY)
    }

    /// Returns when the vendor made the vulnerability known: in the year its id names, before anything was found.
    pub(super) fn known_since(self) -> Option<i64> {
        let id = &self.vulnerability()?.id;
        let year: i64 = id.split('-').nth(1)?.parse().ok()?;
        let days = (year - 1970) * 1_461 / 4 + (hash(id) >> 8) as i64 % 360;
        Some((days * DAY).min(self.organisation.present - 200 * DAY))
    }

    /// Returns when the vendor last changed what it says of the vulnerability.
    pub(super) fn vendor_updated(self) -> Option<i64> {
        let since = self.known_since()?;
        Some(since + (hash(&self.vulnerability()?.id) >> 16) as i64 % 190 * DAY)
    }

    /// Returns `packageVulnerabilityDetails.source`: the platform's vendor for its packages, else GitHub or NVD.
    pub(super) fn source(self) -> Option<&'static str> {
        let first = self.vulnerability()?.packages.first()?;
        let resource = self.resource();
        let platform = match (first.manager, resource.instance_details(), resource.image_details()) {
            ("OS", Some(instance), _) => instance.platform,
            ("OS", _, Some(image)) => image.platform,
            _ => "",
        };
        Some(match platform {
            "UBUNTU_22_04" => "UBUNTU_CVE",
            "DEBIAN_12" => "DEBIAN_CVE",
            "" if first.manager != "OS" => "GITHUB",
            "" => "NVD",
            _ => "AMAZON_CVE",
        })
    }

    /// Returns `vendorSeverity`, which every vendor spells in its own way.
    pub(super) fn vendor_severity(self) -> Option<&'static str> {
        let spellings = match self.source()? {
            "UBUNTU_CVE" => ["low", "low", "medium", "high", "critical"],
            "AMAZON_CVE" => ["Low", "Low", "Medium", "Important", "Critical"],
            _ => ["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"],
        };
        let rank = match self.row.level {
            Level::Untriaged => return None,
            Level::Informational => 0,
            Level::Low => 1,
            Level::Medium => 2,
            Level::High => 3,
            Level::Critical => 4,
        };
        Some(spellings[rank])
    }

    /// Returns the advisory that belongs to the vulnerability, if the vendor publishes any.
    pub(super) fn related(self) -> Option<Cow<'static, str>> {
        let number = hash(&self.vulnerability()?.id) >> 20;
        match self.source()? {
            "UBUNTU_CVE" => Some(Cow::Owned(format!("USN-{}-1", 5_000 + number % 2_000))),
            "AMAZON_CVE" => Some(Cow::Owned(format!("ALAS2023-2025-{}", number % 1_000))),
            _ => None,
        }
    }

    /// Passes on the affected packages.
    pub(super) fn packages(self, mut visit: impl FnMut(&Package<'_>)) {
        let Some(vulnerability) = self.vulnerability() else {
            return;
        };
        let architecture = self.resource().architecture();
        let use_seen = self.use_seen();
        for package in &vulnerability.packages {
            let is_of_system = package.manager == "OS";
            visit(&Package {
                name: package.name,
                version: &package.version,
                epoch: 0,
                release: is_of_system.then_some("2.amzn2023"),
                architecture: if is_of_system { architecture } else { "NOARCH" },
                manager: if package.manager == "MAVEN" { "JAR" } else { package.manager },
                file_path: (!is_of_system).then(|| format!("opt/app/lib/{}", package.name.replace(':', "/"))),
                fixed: package.fixed.as_deref(),
                layer: self.layer(package.name),
                url: package_url(package),
                use_seen,
            });
        }
    }

    /// Says whether the packages were seen in use, and why: functions are not watched.
    fn use_seen(self) -> Option<(&'static str, &'static str)> {
        let is_used = self.row.key & 3 == 0;
        match (self.row.scanned.resource.kind, is_used) {
            (Kind::Ec2Instance, true) => Some(("REACHABLE", "PROCESS_OBSERVED_IN_EC2_RUNTIME")),
            (Kind::Ec2Instance, false) => Some(("NOT_REACHABLE", "PROCESS_NOT_OBSERVED_IN_EC2_RUNTIME")),
            (Kind::EcrImage, true) => Some(("REACHABLE", "PACKAGE_IN_DOCKERFILE_WORKLOAD_PATH")),
            (Kind::EcrImage, false) => Some(("NOT_REACHABLE", "PACKAGE_NOT_IN_DOCKERFILE_WORKLOAD_PATH")),
            _ => None,
        }
    }

    /// Returns the image's layer that a package is in.
    fn layer(self, package: &str) -> Option<String> {
        let own = self.resource().image_details().map(|_| hash(package) ^ self.resource().describe().hash)?;
        let digits: String = (0..4).map(|part| format!("{:016x}", mix(own ^ part))).collect();
        Some(format!("sha256:{digits}"))
    }

    /// Returns the ids and types of what lies between the internet and the instance.
    pub(super) fn network_path(self) -> [(String, &'static str); 5] {
        let resource = self.resource();
        let own = resource.describe().hash;
        let id = |prefix: &str, salt: u64| format!("{prefix}-0{:016x}", mix(own >> 24 & 0xFF ^ salt));
        [
            (id("igw", 1), "AWS::EC2::InternetGateway"),
            (id("acl", 2), "AWS::EC2::NetworkAcl"),
            (id("sg", own), "AWS::EC2::SecurityGroup"),
            (id("eni", own ^ 3), "AWS::EC2::NetworkInterface"),
            (resource.id(), "AWS::EC2::Instance"),
        ]
    }
}

/// Returns the package URL of a package.
fn package_url(package: &vulnerabilities::Package) -> String {
    let kind = match package.manager {
        "MAVEN" => "maven",
        "PIP" => "pypi",
        "NODEPKG" => "npm",
        "GOBINARY" => "golang",
        "BUNDLER" => "gem",
        _ => "rpm/amzn",
    };
    format!("pkg:{kind}/{}@{}", package.name.replace(':', "/"), package.version)
}

/// Returns the title of findings of a weakness.
pub(super) fn title(organisation: &Organisation, weakness: Weakness) -> String {
    if let Some(vulnerability) = vulnerability(organisation, weakness) {
        let package = vulnerability.packages.first().map_or("", |package| package.name);
        return format!("{} - {package}", vulnerability.id);
    }
    if let Some(detector) = detector(weakness) {
        return format!("{} - {}", detector.weakness, detector.name);
    }
    port(weakness).map_or_else(String::new, |Port { begin, end, protocol, .. }| match begin == end {
        true => format!("Port {begin} is reachable from an Internet Gateway - {protocol}"),
        false => format!("Port range {begin}-{end} is reachable from an Internet Gateway - {protocol}"),
    })
}

/// Returns the vulnerability that a weakness is, if it is one.
pub(super) fn vulnerability(organisation: &Organisation, weakness: Weakness) -> Option<&Vulnerability> {
    match weakness {
        Weakness::Vulnerability(index) => organisation.vulnerabilities.get(usize::from(index)),
        _ => None,
    }
}

fn port(weakness: Weakness) -> Option<&'static Port> {
    match weakness {
        Weakness::Port(index) => PORTS.get(usize::from(index)),
        _ => None,
    }
}

fn detector(weakness: Weakness) -> Option<&'static Detector> {
    match weakness {
        Weakness::Code(index) => DETECTORS.get(usize::from(index)),
        _ => None,
    }
}
