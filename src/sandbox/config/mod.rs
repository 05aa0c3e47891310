//! AWS Config of the simulated organisation: JSON 1.1, each region for itself.
//!
//! Without an aggregator Config tells of the account that asks, administrator or not, and of the region asked. A region
//! outside the organisation has no recorder and no rules: that is what an account sees where it never set up
//! Config, and where Config is off. Each operation has a file.
//!
//! - `asked`: what a request sees; `state`: what people changed since the sandbox was made
//! - `listing`: names, limits and tokens; `compliance`: how compliance is counted and capped
//! - `recorders`, `packs`: what the operations on those share
//!
//! What was recorded is in `organisation::recorded`.

mod asked;
mod compliance;
mod delete_config_rule;
mod describe_compliance_by_config_rule;
mod describe_compliance_by_resource;
mod describe_config_rule_evaluation_status;
mod describe_config_rules;
mod describe_configuration_recorder_status;
mod describe_configuration_recorders;
mod describe_conformance_pack_compliance;
mod describe_conformance_pack_status;
mod describe_conformance_packs;
mod describe_delivery_channel_status;
mod describe_delivery_channels;
mod get_compliance_details_by_config_rule;
mod get_compliance_details_by_resource;
mod get_compliance_summary_by_config_rule;
mod get_compliance_summary_by_resource_type;
mod get_conformance_pack_compliance_summary;
mod get_discovered_resource_counts;
mod get_resource_config_history;
mod list_conformance_pack_compliance_scores;
mod list_discovered_resources;
mod listing;
mod packs;
mod put_external_evaluation;
mod recorders;
mod start_configuration_recorder;
mod state;
mod stop_configuration_recorder;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::{Map, Value};

use super::body;
use super::caller::Caller;
use super::fault::Fault;
use super::organisation::recorded::Records;
use super::parameters::{Parameters, Service};
use super::protocol;
use super::throttle::{Buckets, RateClass};
use asked::Asked;
use state::State;

/// The service's name in a credential scope.
pub(super) const SIGNING_NAME: &str = "config";

const TARGET_PREFIX: &str = "StarlingDoveService";
/// The error code for what the model's constraints do not allow; every operation can give it, whether or not the
/// model lists it.
const INVALID: &str = "ValidationException";
/// The error code for what the constraints allow and the operation does not.
const WRONG_VALUE: &str = "InvalidParameterValueException";
/// The most rules that can be named, and the longest name of one.
const MOST_NAMES: usize = 25;
const MOST_RULE_NAME: usize = 128;
/// The region without Config to which buckets of foreign regions belong.
const NO_REGION: usize = usize::MAX;

/// Config in all regions of one organisation.
#[derive(Debug)]
pub(super) struct Config {
    records: Records,
    buckets: Buckets,
    /// Guards what people changed, by account and region; held only to copy or to change it.
    states: Mutex<HashMap<(usize, usize), State>>,
}

/// An operation: what is asked and the request's members in, the answer's members out. Some answer nothing: null.
type Operation = fn(&Asked<'_>, &Map<String, Value>) -> Result<Value, Fault>;

fn operation(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "DeleteConfigRule" => delete_config_rule::answer,
        "DescribeComplianceByConfigRule" => describe_compliance_by_config_rule::answer,
        "DescribeComplianceByResource" => describe_compliance_by_resource::answer,
        "DescribeConfigRuleEvaluationStatus" => describe_config_rule_evaluation_status::answer,
        "DescribeConfigRules" => describe_config_rules::answer,
        "DescribeConfigurationRecorderStatus" => describe_configuration_recorder_status::answer,
        "DescribeConfigurationRecorders" => describe_configuration_recorders::answer,
        "DescribeConformancePackCompliance" => describe_conformance_pack_compliance::answer,
        "DescribeConformancePackStatus" => describe_conformance_pack_status::answer,
        "DescribeConformancePacks" => describe_conformance_packs::answer,
        "DescribeDeliveryChannelStatus" => describe_delivery_channel_status::answer,
        "DescribeDeliveryChannels" => describe_delivery_channels::answer,
        "GetComplianceDetailsByConfigRule" => get_compliance_details_by_config_rule::answer,
        "GetComplianceDetailsByResource" => get_compliance_details_by_resource::answer,
        "GetComplianceSummaryByConfigRule" => get_compliance_summary_by_config_rule::answer,
        "GetComplianceSummaryByResourceType" => get_compliance_summary_by_resource_type::answer,
        "GetConformancePackComplianceSummary" => get_conformance_pack_compliance_summary::answer,
        "GetDiscoveredResourceCounts" => get_discovered_resource_counts::answer,
        "GetResourceConfigHistory" => get_resource_config_history::answer,
        "ListConformancePackComplianceScores" => list_conformance_pack_compliance_scores::answer,
        "ListDiscoveredResources" => list_discovered_resources::answer,
        "PutExternalEvaluation" => put_external_evaluation::answer,
        "StartConfigurationRecorder" => start_configuration_recorder::answer,
        "StopConfigurationRecorder" => stop_configuration_recorder::answer,
        _ => return None,
    };
    Some(operation)
}

impl Config {
    /// Makes Config of an organisation of which nothing is later than `present`.
    pub(super) fn new(parameters: &Parameters, present: DateTime<Utc>) -> Self {
        let records = Records::new(parameters, present);
        Self { records, buckets: Buckets::new(parameters.throttle), states: Mutex::default() }
    }

    /// Answers one request in the order AWS does: operation, rate, then the input.
    pub(super) fn answer(&self, caller: &Caller, request: &Request<Bytes>, now: DateTime<Utc>) -> Result<Bytes, Fault> {
        let name = protocol::target(request, TARGET_PREFIX)?;
        let answer = operation(name).ok_or_else(|| Fault::json("UnknownOperationException", ""))?;
        let region = self.records.organisation.region(&caller.region);
        if !self.buckets.take(caller.account, region.unwrap_or(NO_REGION), RateClass::Config, Instant::now()) {
            return Err(Fault::throttled(SIGNING_NAME));
        }
        let members = body::object(request.body())?;
        let is_set_up = |region: &usize| self.records.organisation.is_on(Service::Config, caller.account, *region);
        let region = region.filter(is_set_up);
        let asked = Asked::new(self, name, caller.account, region, now.timestamp_millis());
        let answer = answer(&asked, &members)?;
        Ok(if answer.is_null() { Bytes::new() } else { Bytes::from(answer.to_string()) })
    }

    /// Returns what people changed in an account and region so far.
    fn state(&self, account: usize, region: Option<usize>) -> State {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        region.and_then(|region| states.get(&(account, region)).cloned()).unwrap_or_default()
    }

    /// Changes what people changed; where Config was never set up there is nothing to change.
    fn change(&self, account: usize, region: Option<usize>, change: impl FnOnce(&mut State)) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(region) = region {
            change(states.entry((account, region)).or_default());
        }
    }
}
