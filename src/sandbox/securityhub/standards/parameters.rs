//! The parameters of controls: what can be set, and what the organisation has set.
//!
//! A control has at most one parameter here, the one its findings show. Its value counts as custom where it is
//! not Security Hub's default.

use serde_json::{Map, Value, json};

use super::super::super::organisation::controls::Control;

/// What Security Hub says about a parameter.
struct Parameter {
    name: &'static str,
    description: &'static str,
    defaults: &'static [i64],
    least: i64,
    most: i64,
    /// How many values a list may have; none for a single number.
    most_items: Option<i64>,
}

const PARAMETERS: [Parameter; 4] = [
    Parameter {
        name: "maxAccessKeyAge",
        description: "Number of days after which a credential has to be rotated",
        defaults: &[90],
        least: 1,
        most: 365,
        most_items: None,
    },
    Parameter {
        name: "MinimumPasswordLength",
        description: "Minimum number of characters in a password",
        defaults: &[8],
        least: 8,
        most: 128,
        most_items: None,
    },
    Parameter {
        name: "backupRetentionMinimum",
        description: "Minimum backup retention period in days",
        defaults: &[7],
        least: 7,
        most: 35,
        most_items: None,
    },
    Parameter {
        name: "restrictedPorts",
        description: "Ports that should not be open to everyone",
        defaults: &[20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 5432, 5601, 8080, 8888],
        least: 1,
        most: 65_535,
        most_items: Some(32),
    },
];

impl Parameter {
    /// Returns the control's parameter and the values it has.
    fn of(control: &Control) -> Option<(&'static Self, Vec<i64>)> {
        let (name, value) = control.parameter()?;
        let parameter = PARAMETERS.iter().find(|parameter| parameter.name == name)?;
        let values = value.split(',').filter_map(|number| number.parse().ok()).collect();
        Some((parameter, values))
    }

    /// Returns the name of the member that holds values of the parameter's type, and `values` as such.
    fn typed(&self, values: &[i64]) -> (&'static str, Value) {
        match self.most_items {
            Some(_) => ("IntegerList", json!(values)),
            None => ("Integer", json!(values.first())),
        }
    }
}

/// Returns `ParameterDefinitions`; none for a control that cannot be configured.
pub(super) fn definitions(control: &Control) -> Option<Value> {
    let (parameter, _) = Parameter::of(control)?;
    let (kind, default) = parameter.typed(parameter.defaults);
    let mut options = json!({"DefaultValue": default, "Min": parameter.least, "Max": parameter.most});
    if let Some(most_items) = parameter.most_items {
        options["MaxItems"] = most_items.into();
    }
    Some(json!({parameter.name: {"Description": parameter.description, "ConfigurationOptions": {kind: options}}}))
}

/// Returns `Parameters`: the values in force.
pub(super) fn configured(control: &Control) -> Value {
    let Some((parameter, values)) = Parameter::of(control) else {
        return Value::Object(Map::new());
    };
    let (kind, value) = parameter.typed(&values);
    let value_type = if is_custom(control) { "CUSTOM" } else { "DEFAULT" };
    json!({parameter.name: {"ValueType": value_type, "Value": {kind: value}}})
}

/// Says whether the organisation has set the parameter to something else than the default.
pub(super) fn is_custom(control: &Control) -> bool {
    Parameter::of(control).is_some_and(|(parameter, values)| values != parameter.defaults)
}

#[cfg(test)]
mod tests {
    use super::super::super::super::organisation::controls::all;
    use super::*;

    #[test]
    fn every_parameter_of_a_control_is_known_and_allowed() {
        for control in all().into_iter().filter(|control| control.parameter().is_some()) {
            let (parameter, values) = Parameter::of(control).unwrap();
            let is_allowed = |value: &i64| (parameter.least..=parameter.most).contains(value);
            assert!(!values.is_empty() && values.iter().all(is_allowed), "{}", control.id);
        }
    }
}
