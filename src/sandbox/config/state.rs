//! What people changed in a region since the sandbox was made: rules deleted and attested, recording started or
//! stopped.
//!
//! Rules are numbered as in the region's records, which never change. Deleting takes a while, as at AWS.

use std::collections::BTreeMap;

use super::super::organisation::recorded::evaluations::ComplianceType;

/// How long a deleted rule is still there, being deleted.
pub(super) const DELETING_TAKES: i64 = 30 * 1_000;

/// What a person said of the account with PutExternalEvaluation. Moments are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attestation {
    pub(super) compliance: ComplianceType,
    pub(super) annotation: Option<String>,
    /// When it was so, as the person says.
    pub(super) ordering: i64,
    /// When the person said so.
    pub(super) recorded: i64,
}

/// A start or a stop of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Switch {
    pub(super) is_on: bool,
    pub(super) at: i64,
}

/// All changes in one region.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// When rules were deleted.
    pub(super) deleted: BTreeMap<usize, i64>,
    /// The latest word on rules that a person answers.
    pub(super) attested: BTreeMap<usize, Attestation>,
    /// The last start and the last stop, the later one at the end; none where nobody touched the recorder.
    pub(super) switched: Vec<Switch>,
}

impl State {
    /// Says whether a deleted rule is gone at `now`.
    pub(super) fn is_gone(&self, rule: usize, now: i64) -> bool {
        self.deleted.get(&rule).is_some_and(|deleted| now - deleted >= DELETING_TAKES)
    }

    /// Remembers that recording was started or stopped.
    pub(super) fn switch(&mut self, switch: Switch) {
        self.switched.retain(|before| before.is_on != switch.is_on);
        self.switched.push(switch);
    }
}
