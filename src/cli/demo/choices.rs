//! What the variables of a dashboard stand for, put into queries as the front end puts them.
//!
//! The counterpart is frontend/query/interpolation: in SQL a variable of several values is a list of quoted literals
//! and one of a single value is escaped only; in the builder a filter on a variable whose selection is All is dropped.

use std::collections::HashMap;

use serde_json::Value;

use super::bundle::Variable;

const ALL: &str = "$__all";

/// The selection of every variable, by name.
#[derive(Debug, Clone, Default)]
pub struct Choices(HashMap<String, Choice>);

/// The selection of one variable.
#[derive(Debug, Clone)]
struct Choice {
    values: Vec<String>,
    all: bool,
    /// What All stands for, where it is not every value.
    all_value: Option<String>,
    /// Whether it could have been several.
    several: bool,
}

impl Choices {
    /// Selects what the dashboard opens with, given all values the variable has.
    pub fn select_default(&mut self, variable: &Variable, options: &[String]) {
        let current = match variable.current.get("value") {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(value)) => vec![value.clone()],
            _ => Vec::new(),
        };
        let all = current.iter().any(|value| value == ALL);
        let values = match current {
            _ if all => options.to_vec(),
            current if current.is_empty() => options.iter().take(1).cloned().collect(),
            current => current,
        };
        self.select(variable, values, all);
    }

    /// Selects one value.
    pub fn select_one(&mut self, variable: &Variable, value: String) {
        self.select(variable, vec![value], false);
    }

    fn select(&mut self, variable: &Variable, values: Vec<String>, all: bool) {
        let several = variable.multi || variable.include_all;
        let all_value = variable.all_value.clone().filter(|text| all && !text.is_empty());
        self.0.insert(variable.name.clone(), Choice { values, all, all_value, several });
    }

    /// Puts the selections into a query's model.
    pub fn put_into(&self, model: &Value) -> Value {
        let mut model = model.clone();
        if let Some(sql) = model.get_mut("sql") {
            *sql = Value::String(self.in_text(sql.as_str().unwrap_or_default()));
        }
        if let Some(filters) = model.get_mut("filters").and_then(Value::as_array_mut) {
            filters.retain_mut(|filter| self.keep_filter(filter));
        }
        model
    }

    /// Whether a query asks for a variable.
    pub fn mentions(model: &Value, name: &str) -> bool {
        let mut found = false;
        replace(&model.to_string(), &mut |reference, _| {
            found |= reference == name;
            None
        });
        found
    }

    fn in_text(&self, text: &str) -> String {
        replace(text, &mut |name, format| Some(self.0.get(name)?.written(format)))
    }

    /// Expands the values of a filter; false where one of them is All.
    fn keep_filter(&self, filter: &mut Value) -> bool {
        let Some(values) = filter.get_mut("values").and_then(Value::as_array_mut) else { return true };
        let mut expanded = Vec::new();
        for value in values.iter() {
            match value.as_str().and_then(|text| self.0.get(reference(text)?)) {
                Some(choice) if choice.all => return false,
                Some(choice) => expanded.extend(choice.values.iter().cloned().map(Value::String)),
                None => expanded.push(value.clone()),
            }
        }
        *values = expanded;
        true
    }
}

impl Choice {
    fn written(&self, format: Option<&str>) -> String {
        if let Some(all) = &self.all_value {
            return all.clone();
        }
        let quoted = |quote: char| {
            let doubled = format!("{quote}{quote}");
            let literal = |value: &String| format!("{quote}{}{quote}", value.replace(quote, &doubled));
            self.values.iter().map(literal).collect::<Vec<_>>().join(",")
        };
        match format {
            Some("raw" | "csv" | "text") => self.values.join(","),
            Some("pipe") => self.values.join("|"),
            Some("doublequote") => quoted('"'),
            Some(_) => quoted('\''),
            None if self.values.is_empty() => "NULL".to_owned(),
            None if self.several => quoted('\''),
            None => self.values.join(",").replace('\'', "''"),
        }
    }
}

/// The values of a custom variable: `a, b : label, c`.
pub fn custom_values(text: &str) -> Vec<String> {
    let value = |part: &str| part.split_once(" : ").map_or(part, |(_, value)| value).trim().to_owned();
    text.split(',').map(value).filter(|value| !value.is_empty()).collect()
}

/// The variable's name, if a text is one reference and nothing else.
fn reference(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${").map_or_else(
        || text.strip_prefix('$'),
        |inner| inner.strip_suffix('}').map(|inner| inner.split(':').next().unwrap_or(inner)),
    )?;
    name.chars().all(is_name).then_some(name)
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Replaces `$name` and `${name:format}`; macros and what `with` does not know stay.
fn replace(text: &str, with: &mut impl FnMut(&str, Option<&str>) -> Option<String>) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        done.push_str(&rest[..at]);
        rest = &rest[at..];
        let braced = rest.strip_prefix("${").and_then(|inner| inner.split_once('}'));
        let (inner, length) = braced.map_or_else(
            || {
                let length = rest[1..].find(|character| !is_name(character)).unwrap_or(rest.len() - 1);
                (&rest[1..=length], length + 1)
            },
            |(inner, _)| (inner, inner.len() + 3),
        );
        let (name, format) = inner.split_once(':').map_or((inner, None), |(name, format)| (name, Some(format)));
        match (!name.starts_with("__")).then(|| with(name, format)).flatten() {
            Some(value) => done.push_str(&value),
            None => done.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    done.push_str(rest);
    done
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variable(name: &str, multi: bool, current: &Value) -> Variable {
        let saved = json!({"name": name, "type": "custom", "multi": multi, "current": {"value": current}});
        serde_json::from_value(saved).unwrap()
    }

    fn sql(choices: &Choices, text: &str) -> String {
        choices.put_into(&json!({"sql": text}))["sql"].as_str().unwrap().to_owned()
    }

    fn all_accounts() -> Choices {
        let mut choices = Choices::default();
        choices.select_default(&variable("account", true, &json!(["$__all"])), &["1".to_owned(), "o'2".to_owned()]);
        choices.select_default(&variable("severity", false, &json!("HI'GH")), &[]);
        choices
    }

    #[test]
    fn several_values_are_quoted_literals_and_a_single_one_is_escaped() {
        let choices = all_accounts();
        assert_eq!(sql(&choices, "a IN ($account)"), "a IN ('1','o''2')");
        assert_eq!(sql(&choices, "a IN (${account:sqlstring})"), "a IN ('1','o''2')");
        assert_eq!(sql(&choices, "s = '$severity'"), "s = 'HI''GH'");
        assert_eq!(sql(&choices, "${account:csv}"), "1,o'2");
    }

    #[test]
    fn macros_and_unknown_variables_stay() {
        let text = "$__timeFilter(t) AND $nobody AND $__interval";
        assert_eq!(sql(&all_accounts(), text), text);
    }

    #[test]
    fn a_builder_filter_on_all_is_dropped_and_one_on_a_value_is_expanded() {
        let model = json!({"filters": [
            {"column": "account_id", "operator": "in", "values": ["$account"]},
            {"column": "severity", "operator": "in", "values": ["${severity}", "LOW"]},
        ]});
        let mut choices = all_accounts();
        let severity = json!({"column": "severity", "operator": "in", "values": ["HI'GH", "LOW"]});
        assert_eq!(choices.put_into(&model)["filters"], json!([severity]));
        choices.select_one(&variable("account", true, &json!(null)), "1".to_owned());
        assert_eq!(choices.put_into(&model)["filters"][0]["values"], json!(["1"]));
    }

    #[test]
    fn custom_values_may_have_labels() {
        assert_eq!(custom_values("a, The b : b,c"), ["a", "b", "c"]);
    }
}
