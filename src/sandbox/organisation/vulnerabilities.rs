//! The software vulnerabilities Inspector finds in the organisation: packages, scores, fixes and exploits.
//!
//! The packages are ones that really appear in scans; the CVE numbers, scores and versions come from the seed
//! and describe nothing real. Severities, exploits and EPSS are spread as Inspector's are.

use super::super::random::{SplitMix64, mix};
use super::labels::{Fix, Severity};

const COUNT: usize = 300;

/// What Inspector reports about one CVE.
#[derive(Debug, Clone)]
pub(crate) struct Vulnerability {
    pub(crate) id: String,
    pub(crate) severity: Severity,
    /// The CVSS base score, 0 to 10.
    pub(crate) score: f64,
    /// The probability of exploitation within 30 days, 0 to 1.
    pub(crate) epss: f64,
    pub(crate) exploit: bool,
    pub(crate) fix: Fix,
    pub(crate) packages: Vec<Package>,
}

/// A package a CVE affects.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) manager: &'static str,
    pub(crate) version: String,
    /// The version that repairs it; none while there is no fix.
    pub(crate) fixed: Option<String>,
}

const PACKAGES: &[(&str, &str)] = &[
    ("openssl", "OS"),
    ("curl", "OS"),
    ("glibc", "OS"),
    ("kernel", "OS"),
    ("libxml2", "OS"),
    ("zlib", "OS"),
    ("expat", "OS"),
    ("systemd", "OS"),
    ("sudo", "OS"),
    ("vim-minimal", "OS"),
    ("python3", "OS"),
    ("perl", "OS"),
    ("bind-libs", "OS"),
    ("krb5-libs", "OS"),
    ("sqlite", "OS"),
    ("org.apache.logging.log4j:log4j-core", "MAVEN"),
    ("org.springframework:spring-web", "MAVEN"),
    ("com.fasterxml.jackson.core:jackson-databind", "MAVEN"),
    ("org.yaml:snakeyaml", "MAVEN"),
    ("io.netty:netty-handler", "MAVEN"),
    ("requests", "PIP"),
    ("urllib3", "PIP"),
    ("django", "PIP"),
    ("cryptography", "PIP"),
    ("jinja2", "PIP"),
    ("lodash", "NODEPKG"),
    ("axios", "NODEPKG"),
    ("semver", "NODEPKG"),
    ("express", "NODEPKG"),
    ("golang.org/x/crypto", "GOBINARY"),
    ("golang.org/x/net", "GOBINARY"),
    ("stdlib", "GOBINARY"),
    ("nokogiri", "BUNDLER"),
];

/// Returns the organisation's vulnerabilities.
pub(crate) fn vulnerabilities(seed: u64) -> Vec<Vulnerability> {
    let mut random = SplitMix64::new(mix(seed ^ 0xC0DE));
    (0..COUNT).map(|index| vulnerability(index, &mut random)).collect()
}

fn vulnerability(index: usize, random: &mut SplitMix64) -> Vulnerability {
    let severity = severity(index);
    let (least, most) = match severity {
        Severity::Critical => (90, 100),
        Severity::High => (70, 89),
        Severity::Medium => (40, 69),
        Severity::Low => (10, 39),
        Severity::Informational => (0, 0),
    };
    let exploit = random.chance(0.05);
    let boost = if exploit { 4.0 } else { 0.0 };
    let epss = 0.0006 * (1.2 * random.normal() + boost).exp();
    let fix = random.weighted(&[(Fix::Yes, 80), (Fix::No, 15), (Fix::Partial, 5)]);
    Vulnerability {
        // The index keeps the numbers apart, whatever is drawn.
        id: format!("CVE-{}-{}", 2021 + random.below(5), 10_000 + index * 97 + random.below(97)),
        severity,
        score: (least + random.below(most - least + 1)) as f64 / 10.0,
        epss: (epss.min(0.97) * 100_000.0).round() / 100_000.0,
        exploit,
        fix,
        packages: packages(fix, random),
    }
}

/// Returns a severity as often as Inspector does. It is dealt out, not drawn: 300 draws would stray too far.
fn severity(index: usize) -> Severity {
    match index * 37 % 100 {
        0..4 => Severity::Critical,
        4..32 => Severity::High,
        32..79 => Severity::Medium,
        79..97 => Severity::Low,
        _ => Severity::Informational,
    }
}

/// Returns the affected packages: a partial fix needs one that is fixed and one that is not.
fn packages(fix: Fix, random: &mut SplitMix64) -> Vec<Package> {
    let first = random.below(PACKAGES.len());
    let count = if fix == Fix::Partial || random.chance(0.2) { 2 } else { 1 };
    let package = |place: usize, random: &mut SplitMix64| {
        let (name, manager) = PACKAGES[(first + place) % PACKAGES.len()];
        let (major, minor) = (1 + random.below(5), random.below(20));
        let is_fixed = fix == Fix::Yes || (fix == Fix::Partial && place == 0);
        Package {
            name,
            manager,
            version: format!("{major}.{minor}.{}", random.below(10)),
            fixed: is_fixed.then(|| format!("{major}.{}.0", minor + 1)),
        }
    };
    (0..count).map(|place| package(place, random)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(all: &[Vulnerability], which: impl Fn(&Vulnerability) -> bool) -> f64 {
        all.iter().filter(|v| which(v)).count() as f64 / all.len() as f64
    }

    #[test]
    fn severities_are_spread_as_inspectors_are() {
        let all = vulnerabilities(1);
        assert!((0.02..0.07).contains(&share(&all, |v| v.severity == Severity::Critical)));
        assert!((0.22..0.34).contains(&share(&all, |v| v.severity == Severity::High)));
        assert!((0.40..0.55).contains(&share(&all, |v| v.severity == Severity::Medium)));
        assert!((0.02..0.09).contains(&share(&all, |v| v.exploit)));
    }

    #[test]
    fn most_vulnerabilities_are_unlikely_to_be_exploited() {
        let mut epss: Vec<f64> = vulnerabilities(1).iter().map(|v| v.epss).collect();
        epss.sort_by(f64::total_cmp);
        assert!((0.0003..0.001).contains(&epss[epss.len() / 2]));
        assert!(epss.iter().all(|score| (0.0..=1.0).contains(score)));
    }

    #[test]
    fn a_partial_fix_repairs_only_some_packages() {
        for vulnerability in vulnerabilities(1) {
            let fixed = vulnerability.packages.iter().filter(|p| p.fixed.is_some()).count();
            let expected = match vulnerability.fix {
                Fix::Yes => vulnerability.packages.len(),
                Fix::No => 0,
                Fix::Partial => 1,
            };
            assert_eq!(fixed, expected, "{}", vulnerability.id);
        }
    }
}
