//! A simulated AWS organisation that speaks the services' own wire protocols.
//!
//! A request comes in as any AWS SDK signs it, an answer goes out as AWS would write it: in process through
//! [`Sandbox::handle`], or over plain HTTP through [`serve`]. Nothing here knows who asks; the module imports
//! nothing of the rest of the crate. The same [`Parameters`] always give the same organisation.
//!
//! # Layout
//! - `parameters`: what an organisation looks like and how unkind it is
//! - `organisation`: accounts, resources, their configuration, controls, vulnerabilities, the findings about them, and
//!   what it all costs
//! - `securityhub`: the Security Hub operations over that organisation
//! - `inspector2`: Inspector's operations over the same resources
//! - `costexplorer`, `budgets`: what the organisation is charged, and what it planned
//! - `config`: AWS Config, of each account's own resources
//! - `organizations`, `account`: which accounts there are, and which Regions they can use
//! - `sts`: roles that can be assumed, and who asks in AWS's own words
//! - `caller`, `session`: who asks, and with which keys; `protocol`, `fault`, `throttle`: in which protocol, how AWS
//!   refuses, how much is allowed
//! - `body`, `members`, `written`: how members are read and written; `pages`, `sealed`: listings and their tokens
//! - `operation`: what is asked, by name; `injection`: faults on demand; `traffic`: counts of what was asked
//! - `door`, `control`: HTTP, for AWS's clients and for who runs the sandbox; `delivery`: how answers arrive
//! - `random`: the one source of chance

mod account;
mod body;
mod budgets;
mod caller;
mod config;
mod control;
mod costexplorer;
mod delivery;
mod door;
mod fault;
mod injection;
mod inspector2;
mod members;
mod operation;
mod organisation;
mod organizations;
mod pages;
mod parameters;
mod protocol;
mod random;
mod sealed;
mod securityhub;
mod session;
mod sts;
mod throttle;
mod traffic;
mod written;

#[cfg(test)]
mod tests;

pub use delivery::{BrokenOff, Delivery};
pub use door::serve;
pub use injection::{FaultHits, FaultKind, FaultPlan, FaultPlanError, FaultRule, LatePart, RuleError, WrongJson};
pub use parameters::{Aggregation, Clock, Off, OffError, Parameters, ParametersError, Service, Throttle};
pub use traffic::{Counts, RequestCount};

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Request, Response};

use account::AccountManagement;
use budgets::Budgets;
use caller::{Caller, Directory};
use config::Config;
use costexplorer::CostExplorer;
use fault::Fault;
use injection::{Injected, Injector};
use inspector2::Inspector;
use operation::Asked;
use organisation::accounts;
use organisation::bill::Bill;
use organizations::Organizations;
use protocol::Protocol;
use securityhub::SecurityHub;
use traffic::Traffic;

/// A simulated organisation. Creating one is instant: its findings are made when first asked for.
#[derive(Debug)]
pub struct Sandbox {
    parameters: Parameters,
    directory: Directory,
    /// The moment the data is anchored at: no timestamp in it is later.
    created: DateTime<Utc>,
    securityhub: OnceLock<SecurityHub>,
    inspector: OnceLock<Inspector>,
    bill: OnceLock<Bill>,
    costexplorer: OnceLock<CostExplorer>,
    budgets: OnceLock<Budgets>,
    config: OnceLock<Config>,
    organizations: OnceLock<Organizations>,
    account: OnceLock<AccountManagement>,
    requests: AtomicU64,
    traffic: Traffic,
    injector: Injector,
    latency_ms: AtomicU64,
}

impl Sandbox {
    /// Returns a sandbox of `parameters`.
    ///
    /// # Errors
    /// [`ParametersError`] names the parameter that cannot be simulated.
    pub fn new(parameters: Parameters) -> Result<Self, ParametersError> {
        parameters.check()?;
        Ok(Self {
            created: parameters.clock.now(),
            directory: Directory {
                seed: parameters.seed,
                accounts: accounts::accounts(parameters.seed, parameters.accounts),
            },
            securityhub: OnceLock::new(),
            inspector: OnceLock::new(),
            bill: OnceLock::new(),
            costexplorer: OnceLock::new(),
            budgets: OnceLock::new(),
            config: OnceLock::new(),
            organizations: OnceLock::new(),
            account: OnceLock::new(),
            requests: AtomicU64::new(0),
            traffic: Traffic::default(),
            injector: Injector::default(),
            latency_ms: AtomicU64::new(parameters.latency.as_millis() as u64),
            parameters,
        })
    }

    /// Answers one signed request as AWS would. It never fails: a refusal is an answer too. A plan of faults may have the
    /// answer break off on its way: see [`Delivery`].
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Delivery> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.parameters.clock.now().timestamp_millis();
        let caller = Caller::of(request.headers(), &self.directory, now);
        let asked = caller.as_ref().ok().map(|caller| Asked::of(caller, &self.directory, &request));
        self.traffic.received(asked.as_ref());
        let (request, injected) = match &asked {
            Some(asked) => self.injector.meet(asked, request),
            None => (request, Injected::nothing()),
        };
        let wait = self.latency() + injected.wait;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        if let Some(page) = injected.foreign() {
            return injected.deliver(page);
        }
        let protocol = Protocol::of(&request);
        let serve = || self.answer(caller, &request, number);
        let answer = match &asked {
            Some(asked) => injected.answer(asked, &request, serve),
            None => serve(),
        };
        if let Err(fault) = &answer {
            tracing::debug!(code = fault.code, number, "sandbox refused a request");
            if fault.is_throttle() {
                self.traffic.throttled(asked.as_ref());
            }
        }
        injected.deliver(fault::response(answer, protocol, self.parameters.seed, number))
    }

    /// Returns how many requests were received so far, refused ones included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns what AWS would have charged for the requests so far: Cost Explorer's cost 0.01 USD each.
    pub fn charged_usd(&self) -> f64 {
        self.costexplorer.get().map_or(0.0, |costexplorer| costexplorer.charged() as f64 / 100.0)
    }

    fn answer(&self, caller: Result<Caller, Fault>, request: &Request<Bytes>, number: u64) -> Result<Bytes, Fault> {
        let caller = caller?;
        let now = self.parameters.clock.now();
        match caller.service.as_str() {
            securityhub::SIGNING_NAME => self.securityhub().answer(&caller, request, now),
            inspector2::SIGNING_NAME => self.inspector().answer(&caller, request, now),
            costexplorer::SIGNING_NAME => self.costexplorer().answer(&caller, request, now),
            budgets::SIGNING_NAME => self.budgets().answer(&caller, request, now),
            config::SIGNING_NAME => self.config().answer(&caller, request, now),
            organizations::SIGNING_NAME => self.organizations().answer(&caller, request, now),
            account::SIGNING_NAME => self.account().answer(&caller, &self.directory, request, now),
            sts::SIGNING_NAME => {
                let id = fault::request_id(self.parameters.seed, number);
                sts::answer(&caller, &self.directory, request, now, &id)
            }
            _ => Err(Fault::wrong_service(securityhub::SIGNING_NAME)),
        }
    }

    fn securityhub(&self) -> &SecurityHub {
        self.securityhub.get_or_init(|| SecurityHub::new(&self.parameters, self.created))
    }

    fn costexplorer(&self) -> &CostExplorer {
        self.costexplorer.get_or_init(|| CostExplorer::new(self.bill(), self.parameters.throttle))
    }

    fn budgets(&self) -> &Budgets {
        self.budgets.get_or_init(|| Budgets::new(self.bill(), self.created, self.parameters.throttle))
    }

    fn config(&self) -> &Config {
        self.config.get_or_init(|| Config::new(&self.parameters, self.created))
    }

    fn organizations(&self) -> &Organizations {
        self.organizations.get_or_init(|| Organizations::new(&self.parameters, self.created))
    }

    fn account(&self) -> &AccountManagement {
        self.account.get_or_init(|| AccountManagement::new(&self.parameters))
    }

    fn bill(&self) -> Bill {
        self.bill.get_or_init(|| Bill::new(&self.parameters)).clone()
    }

    fn inspector(&self) -> &Inspector {
        self.inspector.get_or_init(|| Inspector::new(&self.parameters, self.created))
    }
}
