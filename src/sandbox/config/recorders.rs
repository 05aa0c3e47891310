//! The account's configuration recorder and delivery channel in a region, both named `default`.
//!
//! In one region recording stopped because nothing could be delivered any more. A recorder that is started again there
//! records, and its deliveries go on to fail.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::recorded::RECORDED_FOR;
use super::super::organisation::resource::partition;
use super::super::organisation::uuid;
use super::super::random::{hash, mix};
use super::INVALID;
use super::asked::Asked;
use super::listing::{self, Pattern};
use super::state::Switch;

/// The name of both.
pub(super) const NAME: &str = "default";
/// The longest name of either.
pub(super) const MOST_NAME: usize = 256;
/// How long a recorder that was just started has not recorded anything yet.
const PENDING_FOR: i64 = 10 * 1_000;

/// How recording is going. Moments are milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recorder {
    pub(super) is_recording: bool,
    pub(super) started: i64,
    pub(super) stopped: Option<i64>,
    /// `lastStatus`, in capitals as AWS answers it, not as the model spells it.
    pub(super) status: &'static str,
    /// When the status became what it is.
    pub(super) changed: i64,
}

impl Recorder {
    /// Returns the recorder of the region that was asked, if it has one.
    pub(super) fn of(asked: &Asked<'_>) -> Option<Self> {
        asked.place.region?;
        let began = asked.records().organisation.present - RECORDED_FOR;
        let mut recorder = match has_failed(asked) {
            true => Self {
                is_recording: false,
                started: began,
                stopped: Some(asked.place.until),
                status: "FAILURE",
                changed: asked.place.until,
            },
            false => {
                let changed = asked.place.until - 4 * 60 * 1_000;
                Self { is_recording: true, started: began, stopped: None, status: "SUCCESS", changed }
            }
        };
        asked.state.switched.iter().for_each(|switch| recorder.switch(*switch, asked.now));
        Some(recorder)
    }

    fn switch(&mut self, Switch { is_on, at }: Switch, now: i64) {
        self.is_recording = is_on;
        if is_on {
            self.started = at;
            (self.status, self.changed) =
                if now - at < PENDING_FOR { ("PENDING", at) } else { ("SUCCESS", at + PENDING_FOR) };
        } else {
            self.stopped = Some(at);
        }
    }
}

/// Says whether deliveries fail in the region that was asked.
pub(super) fn has_failed(asked: &Asked<'_>) -> bool {
    asked.place.region.is_some_and(|region| asked.records().is_stopped(asked.account, region))
}

/// Returns the ARN of the recorder.
pub(super) fn arn(asked: &Asked<'_>) -> String {
    let region = asked.region_name();
    let place = hash(region) ^ (asked.account as u64) << 32;
    let id = uuid(mix(asked.records().organisation.seed ^ place)).replace('-', "");
    let account = asked.account_id();
    format!("arn:{}:config:{region}:{account}:configuration-recorder/{NAME}/{}", partition(region), &id[..16])
}

/// Returns the bucket that histories and snapshots are delivered to: one for all regions of an account.
pub(super) fn bucket(asked: &Asked<'_>) -> String {
    format!("config-bucket-{}", asked.account_id())
}

/// Reads which recorder is described and says whether the account's is.
pub(super) fn describes_recorder(asked: &Asked<'_>, request: &Members<'_>) -> Result<bool, Fault> {
    let names = listing::names(request, "ConfigurationRecorderNames", usize::MAX, MOST_NAME, Pattern::Any)?;
    let principal = request.text("ServicePrincipal", 1, 128)?;
    let wanted = request.text("Arn", 1, 1_000)?;
    if [!names.is_empty(), principal.is_some(), wanted.is_some()].iter().filter(|is_given| **is_given).count() > 1 {
        let message = "Specify only one of ConfigurationRecorderNames, ServicePrincipal and Arn";
        return Err(Fault::json(INVALID, message));
    }
    let has_recorder = asked.place.region.is_some();
    if let Some(unknown) = names.iter().find(|name| !has_recorder || **name != NAME) {
        return Err(no_such_recorder(unknown));
    }
    if let Some(unknown) = wanted.filter(|wanted| !has_recorder || *wanted != arn(asked)) {
        return Err(no_such_recorder(unknown));
    }
    // No service has a recorder of its own here.
    Ok(has_recorder && principal.is_none())
}

/// Starts or stops the recorder that a request names; the answer is nothing.
pub(super) fn switch(asked: &Asked<'_>, body: &Map<String, Value>, is_on: bool) -> Result<Value, Fault> {
    const NAME_OF: &str = "ConfigurationRecorderName";
    let request = Members::root(body, &[NAME_OF], INVALID)?;
    let name = request.required_text(NAME_OF, 1, MOST_NAME)?;
    if asked.place.region.is_none() || name != NAME {
        return Err(no_such_recorder(name));
    }
    let at = asked.now;
    asked.change(|state| state.switch(Switch { is_on, at }));
    Ok(Value::Null)
}

/// Reads which delivery channel is described and says whether the account's is.
pub(super) fn describes_channel(asked: &Asked<'_>, request: &Members<'_>) -> Result<bool, Fault> {
    let names = listing::names(request, "DeliveryChannelNames", usize::MAX, MOST_NAME, Pattern::Any)?;
    let has_channel = asked.place.region.is_some();
    if let Some(unknown) = names.iter().find(|name| !has_channel || **name != NAME) {
        let message = format!("Cannot find delivery channel with specified name '{unknown}'.");
        return Err(Fault::json("NoSuchDeliveryChannelException", message));
    }
    Ok(has_channel)
}

fn no_such_recorder(name: &str) -> Fault {
    let message = format!("Cannot find configuration recorder with the specified name '{name}'.");
    Fault::json("NoSuchConfigurationRecorderException", message)
}
