//! What a simulated organisation looks like: its size, its regions, its clock and how unkind it is.
//!
//! [`Parameters`] is what a user typed; [`Parameters::check`] is the only judge of it, so that the rest of the
//! module can rely on at least one account and one region. Equal parameters give equal answers.

mod off;

use std::collections::HashSet;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::organisation::accounts;
pub use off::{Off, OffError, Service};

const MOST_ACCOUNTS: u32 = 5_000;
const MOST_REGIONS: usize = 64;
const MOST_FINDINGS: u32 = 1_000_000;

/// Everything an organisation is made from.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// Where all chance comes from: equal seeds give equal organisations.
    pub seed: u64,
    /// How many accounts the organisation has, the administrator included.
    pub accounts: u32,
    /// The regions in which the services are enabled; in the first one global resources are recorded.
    pub regions: Vec<String>,
    /// In which region Security Hub gathers the findings of all.
    pub aggregation: Aggregation,
    /// How many findings all accounts and regions have together, were all services on everywhere.
    pub findings: u32,
    /// Where services are off; everywhere else they are on.
    pub off: Vec<Off>,
    /// What the sandbox takes for the present.
    pub clock: Clock,
    /// Whether request rates are limited as AWS limits them.
    pub throttle: Throttle,
    /// How long every answer is held back.
    pub latency: Duration,
}

impl Default for Parameters {
    /// Returns the demonstration organisation: 12 accounts in 6 regions with 5,000 findings, throttled as AWS does.
    fn default() -> Self {
        let regions = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", "ca-central-1"];
        Self {
            seed: 1,
            accounts: 12,
            regions: regions.map(str::to_owned).to_vec(),
            aggregation: Aggregation::FirstRegion,
            findings: 5_000,
            off: Vec::new(),
            clock: Clock::System,
            throttle: Throttle::Aws,
            latency: Duration::ZERO,
        }
    }
}

impl Parameters {
    /// Checks that an organisation of these parameters can be simulated.
    pub(super) fn check(&self) -> Result<(), ParametersError> {
        if self.accounts == 0 || self.accounts > MOST_ACCOUNTS {
            return Err(ParametersError::Accounts(self.accounts));
        }
        if self.findings > MOST_FINDINGS {
            return Err(ParametersError::Findings(self.findings));
        }
        if self.regions.is_empty() || self.regions.len() > MOST_REGIONS {
            return Err(ParametersError::Regions(self.regions.len()));
        }
        let mut seen = HashSet::new();
        for region in &self.regions {
            if !is_region(region) {
                return Err(ParametersError::RegionName(region.clone()));
            }
            if !seen.insert(region) {
                return Err(ParametersError::RegionTwice(region.clone()));
            }
        }
        if let Aggregation::Region(region) = &self.aggregation
            && !seen.contains(region)
        {
            return Err(ParametersError::Aggregation(region.clone()));
        }
        let accounts = accounts::accounts(self.seed, if self.off.is_empty() { 0 } else { self.accounts });
        let is_nowhere =
            |off: &&Off| !seen.contains(&off.region) || !accounts.iter().any(|account| account.id == off.account);
        match self.off.iter().find(is_nowhere) {
            Some(off) => Err(ParametersError::Nowhere(off.account.clone(), off.region.clone())),
            None => Ok(()),
        }
    }

    /// Returns which region is the aggregation (home) region, if one is.
    pub(super) fn home(&self) -> Option<usize> {
        match &self.aggregation {
            Aggregation::FirstRegion => Some(0),
            Aggregation::Region(home) => self.regions.iter().position(|region| region == home),
            Aggregation::Off => None,
        }
    }
}

/// Says whether `name` could be a region's.
pub(super) fn is_region(name: &str) -> bool {
    let of_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.contains('-') && name.len() <= 32 && name.chars().all(of_region)
}

/// In which region Security Hub gathers the findings of all, as its cross-Region aggregation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aggregation {
    /// The first region, whichever that is.
    FirstRegion,
    /// The region of this name.
    Region(String),
    /// None: each region has its own findings only.
    Off,
}

impl FromStr for Aggregation {
    type Err = std::convert::Infallible;

    /// Reads a region's name, or `none`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "none" { Self::Off } else { Self::Region(text.to_owned()) })
    }
}

/// What the sandbox takes for the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock; the data is anchored at the moment the sandbox is created.
    System,
    /// Always this moment, so that a test sees the same data on every day.
    Fixed(DateTime<Utc>),
}

impl Clock {
    pub(super) fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(moment) => moment,
        }
    }
}

/// Whether request rates are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// As AWS: GetFindings 3 a second with a burst of 6, Security Hub's other operations 10 with a burst of 30,
    /// Inspector's, Config's and those about accounts 10 with a burst of 20, Cost Explorer's and Budgets' 5 with a
    /// burst of 20.
    Aws,
    /// Never.
    Off,
}

/// Why an organisation cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParametersError {
    /// No account, or more than can be simulated.
    #[error("sandbox accounts must be between 1 and {MOST_ACCOUNTS}, not {0}")]
    Accounts(u32),
    /// No region, or more than can be simulated.
    #[error("sandbox regions must be between 1 and {MOST_REGIONS}, not {0}")]
    Regions(usize),
    /// A region's name is not one AWS would give.
    #[error("sandbox region '{0}' is not a region name such as us-east-1")]
    RegionName(String),
    /// A region is listed more than once.
    #[error("sandbox region '{0}' is listed twice")]
    RegionTwice(String),
    /// The aggregation region is none of the regions.
    #[error("sandbox aggregation region '{0}' is not one of its regions")]
    Aggregation(String),
    /// A service is off where the organisation is not.
    #[error(
        "a sandbox service cannot be off in account {0} and region '{1}': the organisation has no such account or region"
    )]
    Nowhere(String, String),
    /// More findings than can be simulated.
    #[error("sandbox findings must be at most {MOST_FINDINGS}, not {0}")]
    Findings(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut Parameters)) -> String {
        let mut parameters = Parameters::default();
        change(&mut parameters);
        parameters.check().map_err(|e| e.to_string()).expect_err("these parameters must be refused")
    }

    #[test]
    fn the_defaults_can_be_simulated() {
        assert_eq!(Parameters::default().check(), Ok(()));
    }

    #[test]
    fn a_refusal_names_the_parameter_and_its_limit() {
        assert_eq!(refused(|p| p.accounts = 0), "sandbox accounts must be between 1 and 5000, not 0");
        assert_eq!(refused(|p| p.regions.clear()), "sandbox regions must be between 1 and 64, not 0");
        assert_eq!(
            refused(|p| p.regions[1] = "Mars".into()),
            "sandbox region 'Mars' is not a region name such as us-east-1"
        );
        assert_eq!(refused(|p| p.regions[1] = "us-east-1".into()), "sandbox region 'us-east-1' is listed twice");
        assert_eq!(
            refused(|p| p.aggregation = Aggregation::Region("sa-east-1".into())),
            "sandbox aggregation region 'sa-east-1' is not one of its regions"
        );
        for (off, place) in [
            ("config/111122223333/sa-east-1", "account 111122223333 and region 'sa-east-1'"),
            ("config/999999999999/us-east-1", "account 999999999999 and region 'us-east-1'"),
        ] {
            assert!(refused(|p| p.off = vec![off.parse().unwrap()]).contains(place));
        }
        assert_eq!(refused(|p| p.findings = 1_000_001), "sandbox findings must be at most 1000000, not 1000001");
    }
}
