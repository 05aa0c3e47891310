//! StopConfigurationRecorder: recording ends, whether or not it had already. What was recorded stays.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::asked::Asked;
use super::recorders;

/// Answers a StopConfigurationRecorder request, with nothing.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    recorders::switch(asked, body, false)
}
