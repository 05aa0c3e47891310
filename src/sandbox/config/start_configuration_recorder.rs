//! StartConfigurationRecorder: recording goes on, whether or not it did already.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::asked::Asked;
use super::recorders;

/// Answers a StartConfigurationRecorder request, with nothing.
pub(super) fn answer(asked: &Asked<'_>, body: &Map<String, Value>) -> Result<Value, Fault> {
    recorders::switch(asked, body, true)
}
