//! Which instances of an alert rule would fire: thresholds, and reductions of a series, as Grafana evaluates them.
//!
//! Other expressions (math, resample, SQL) are not evaluated here; the rule's numbers are shown above all the same.

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use serde_json::Value;

use super::bundle::Rule;
use super::show;
use crate::cli::grafana::Frame;

/// Makes one number of an instance's.
type Step = Box<dyn Fn(&[f64]) -> Option<f64>>;

/// A number with what it is of; a series has several.
#[derive(Debug, Clone, PartialEq)]
struct Instance {
    labels: String,
    values: Vec<f64>,
}

/// Says which instances of a rule fire.
pub fn described(rule: &Rule, answers: &[(&str, Vec<Frame>)]) -> String {
    let Some(judged) = evaluate(rule, answers, &rule.condition, 0) else {
        return "not evaluated: its condition is more than a threshold over a query or a reduce".to_owned();
    };
    let fires = |instance: &&Instance| instance.values.last().is_some_and(|value| *value != 0.0);
    let firing: Vec<String> = judged.iter().filter(fires).map(|instance| show::whole(&instance.labels)).collect();
    format!("{} of {} instances fire: {}", firing.len(), judged.len(), firing.join("; "))
}

fn evaluate(rule: &Rule, answers: &[(&str, Vec<Frame>)], ref_id: &str, depth: usize) -> Option<Vec<Instance>> {
    if let Some((_, frames)) = answers.iter().find(|(name, _)| *name == ref_id) {
        return Some(frames.iter().flat_map(instances).collect());
    }
    let model = &rule.expressions.iter().find(|expression| expression.ref_id == ref_id)?.model;
    // An expression cannot follow itself; Grafana refuses such a rule.
    let of = model["expression"].as_str().filter(|_| depth < rule.expressions.len())?;
    let inputs = evaluate(rule, answers, of, depth + 1)?;
    let one: Step = match model["type"].as_str()? {
        "threshold" => {
            let condition = threshold(&model["conditions"][0]["evaluator"])?;
            Box::new(move |values| values.last().map(|value| f64::from(u8::from(condition(*value)))))
        }
        "reduce" => reduction(model["reducer"].as_str()?)?,
        _ => return None,
    };
    let evaluated =
        |Instance { labels, values }: Instance| Instance { labels, values: one(&values).into_iter().collect() };
    Some(inputs.into_iter().map(evaluated).collect())
}

fn threshold(evaluator: &Value) -> Option<Box<dyn Fn(f64) -> bool>> {
    let parameter = |at: usize| evaluator["params"][at].as_f64();
    let least = parameter(0)?;
    let most = parameter(1).unwrap_or(least);
    Some(match evaluator["type"].as_str()? {
        "gt" => Box::new(move |value| value > least),
        "gte" => Box::new(move |value| value >= least),
        "lt" => Box::new(move |value| value < least),
        "lte" => Box::new(move |value| value <= least),
        "within_range" => Box::new(move |value| value > least && value < most),
        "outside_range" => Box::new(move |value| value < least || value > most),
        _ => return None,
    })
}

fn reduction(name: &str) -> Option<Step> {
    Some(match name {
        "last" => Box::new(|values| values.last().copied()),
        "max" => Box::new(|values| values.iter().copied().reduce(f64::max)),
        "min" => Box::new(|values| values.iter().copied().reduce(f64::min)),
        "sum" => Box::new(|values| Some(values.iter().sum())),
        _ => return None,
    })
}

/// A series is one instance with the labels of its number; of other frames every row is one, with its texts.
fn instances(frame: &Frame) -> Vec<Instance> {
    let fields = frame.schema.fields();
    let series = fields.iter().any(|field| matches!(field.data_type(), DataType::Timestamp(..)));
    let numbers = (0..fields.len()).filter(|at| fields[*at].data_type().is_numeric());
    let mut found = Vec::new();
    for number in numbers {
        let Ok(column) = cast(frame.rows.column(number), &DataType::Float64) else { continue };
        let column = column.as_primitive::<Float64Type>();
        if series {
            found.push(Instance { labels: frame.labels(number).to_owned(), values: column.iter().flatten().collect() });
            continue;
        }
        let value = |row: usize| column.is_valid(row).then(|| column.value(row));
        found.extend(
            (0..column.len())
                .map(|row| Instance { labels: texts(frame, row), values: value(row).into_iter().collect() }),
        );
    }
    found
}

fn texts(frame: &Frame, row: usize) -> String {
    let cells = frame.cells(row).unwrap_or_default();
    let named = frame.schema.fields().iter().zip(cells);
    named.map(|(field, cell)| format!("{}={cell}", field.name())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_threshold_is_met_as_grafana_says() {
        let met =
            |kind: &str, params: Value, value| threshold(&json!({"type": kind, "params": params})).unwrap()(value);
        assert!(met("gt", json!([0]), 1.0) && !met("gt", json!([0]), 0.0));
        assert!(met("lt", json!([1]), 0.0) && met("within_range", json!([0, 2]), 1.0));
        assert!(met("outside_range", json!([0, 2]), 3.0));
        assert!(threshold(&json!({"type": "no_value", "params": []})).is_none());
    }

    #[test]
    fn a_series_is_reduced_to_one_number() {
        let reduced = |name| reduction(name).unwrap()(&[1.0, 4.0, 2.0]);
        let results = ["last", "max", "min", "sum"].map(reduced);
        assert_eq!(results, [Some(2.0), Some(4.0), Some(1.0), Some(7.0)]);
        assert!(reduction("percentile").is_none());
    }
}
