//! The operations about standards and controls: what AWS offers, what is enabled, and what was decided against.
//!
//! They answer from the catalogues the findings are made from, so that a control's standards, severity, title and
//! parameters are the same here and in GetFindings. Every region has the same standards enabled.

pub(super) mod batch_get_security_controls;
pub(super) mod describe_standards;
pub(super) mod describe_standards_controls;
pub(super) mod get_enabled_standards;
pub(super) mod list_security_control_definitions;
pub(super) mod list_standards_control_associations;
mod parameters;

use super::super::body::Members;
use super::super::fault::Fault;
use super::super::organisation::controls::{self, Association, Control};
use super::super::organisation::standards::Standard;
use super::super::organisation::unreported::GLOBAL;
use super::super::random::{hash, mix};
use super::SecurityHub;
use super::arns::Arns;
use super::timestamps::Style;

/// The cloud provider of everything in this organisation.
const PROVIDER: &str = "AWS";

/// Reads `Providers` and says whether AWS is among those asked for, as it is when none is named.
fn asks_for_aws(request: &Members<'_>) -> Result<bool, Fault> {
    const ALLOWED: [&str; 3] = [PROVIDER, "Azure", "GCP"];
    let providers = request.texts("Providers", usize::MAX)?;
    if providers.iter().any(|provider| !ALLOWED.contains(provider)) {
        let reason = format!("should have items equal to one of the allowed values: {}", ALLOWED.join(", "));
        return Err(request.refuse("Providers", &reason));
    }
    Ok(providers.is_empty() || providers.contains(&PROVIDER))
}

/// Returns the control that a `SecurityControlId`, which may be an ARN, names.
fn control(id: &str, arns: Arns<'_>) -> Option<&'static Control> {
    controls::all().into_iter().find(|control| control.id == id || arns.control(control) == id)
}

/// Says whether Security Hub has the control in the region that is asked.
fn is_available(control: &Control, arns: Arns<'_>) -> bool {
    let (id, region) = GLOBAL;
    control.id != id || arns.region() == region
}

/// Returns how a control stands in a standard; none if the standard has no such control in this region.
fn association(control: &Control, standard: &Standard, arns: Arns<'_>) -> Option<Association> {
    control.association(standard.letter).filter(|_| is_available(control, arns))
}

/// Returns when the control was last enabled or disabled in the standard: at some time in the last 400 days.
fn decided(hub: &SecurityHub, control: &Control, standard: &Standard) -> String {
    const DAYS: u64 = 400 * 24 * 60 * 60 * 1_000;
    let earlier = mix(hub.organisation.seed ^ hash(control.id) ^ hash(standard.id)) % DAYS;
    Style::Milliseconds.write(hub.organisation.present - earlier as i64)
}
