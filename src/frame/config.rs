//! How a field is shown: unit, decimals, colours and links, in Grafana's `config` of a field.
//!
//! In comes what the column says of itself as Arrow field metadata, out goes JSON, or nothing where there is nothing to say.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::common::cast::as_string_array;
use serde_json::{Value, json};

use crate::tables::column::{ADDRESS_KEY, CONSOLE_KEY, CURRENCY, DECIMALS_KEY, FILTERABLE_KEY, LOOKS_KEY, UNIT_KEY};
use crate::tables::looks::Looks;

/// The console that links of values lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// Its host.
    pub host: String,
    /// The Region it is to show.
    pub region: String,
}

/// Returns how a field of a frame is shown; `color` is that of a whole series.
pub fn of(
    field: &Field,
    values: &ArrayRef,
    schema: &Schema,
    console: Option<&Console>,
    color: Option<&str>,
) -> Option<String> {
    let said = |key: &str| field.metadata().get(key);
    let mut config = serde_json::Map::new();
    // Under another name it is no column that a filter could name.
    if said(FILTERABLE_KEY) == Some(field.name()) {
        config.insert("filterable".to_owned(), json!(true));
    }
    if let Some(unit) = said(UNIT_KEY) {
        config.insert("unit".to_owned(), json!(unit));
    }
    if let Some(decimals) = said(DECIMALS_KEY).and_then(|decimals| decimals.parse::<u8>().ok()) {
        config.insert("decimals".to_owned(), json!(decimals));
    }
    if let Some(color) = color {
        config.insert("color".to_owned(), json!({"mode": "fixed", "fixedColor": color}));
    }
    if let Some(looks) = looks_of(field) {
        config.insert("mappings".to_owned(), mappings(looks));
        // Tables show a mapping's colour where they are told to.
        config.insert("custom".to_owned(), json!({"cellOptions": {"type": "color-text"}}));
    }
    let page = said(CONSOLE_KEY).zip(console).and_then(|(page, console)| console.url(page, schema));
    let page = page.map(|url| link("Open in the AWS console", url));
    // One address that is no page's, and no value is a link: they come from whoever reports findings.
    let address = said(ADDRESS_KEY).filter(|_| all_are_https(values));
    let address = address.map(|_| link("Open the page", "${__value.raw}".to_owned()));
    if let Some(link) = page.or(address) {
        config.insert("links".to_owned(), json!([link]));
    }
    (!config.is_empty()).then(|| Value::Object(config).to_string())
}

impl Console {
    /// Writes the address of a row's page, in which Grafana puts the row's values; `None` where the frame has them not.
    fn url(&self, page: &str, schema: &Schema) -> Option<String> {
        let mut url = format!("https://{}/", self.host);
        let mut rest = page;
        while let Some((before, (name, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?)))
        {
            url.push_str(before);
            match name {
                "region" => url.push_str(&self.region),
                column => {
                    schema.column_with_name(column)?;
                    url.push_str(&format!("${{__data.fields.{column}:percentencode}}"));
                }
            }
            rest = after;
        }
        Some(url + rest)
    }
}

/// Currencies that Grafana has a unit for, which also says where the sign stands.
const WITH_UNIT: [&str; 27] = [
    "USD", "GBP", "EUR", "JPY", "RUB", "UAH", "BRL", "DKK", "ISK", "NOK", "SEK", "CZK", "CHF", "PLN", "ZAR", "INR",
    "KRW", "IDR", "PHP", "VND", "TRY", "MYR", "BTC", "CNY", "CAD", "AUD", "ILS",
];

/// Gives money the unit of its currency; in several currencies it has none.
pub fn with_currency(batch: RecordBatch, currencies: &BTreeSet<String>) -> Result<RecordBatch, ArrowError> {
    let unit = match currencies.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Some("currencyUSD".to_owned()),
        [one] if WITH_UNIT.contains(one) => Some(format!("currency{one}")),
        [one] => Some(format!("currency:{one} ")),
        _ => None,
    };
    let schema = batch.schema();
    let fields = schema.fields().iter().map(|field| {
        let mut metadata = field.metadata().clone();
        if metadata.get(UNIT_KEY).is_some_and(|unit| unit == CURRENCY) {
            match &unit {
                Some(unit) => metadata.insert(UNIT_KEY.to_owned(), unit.clone()),
                None => metadata.remove(UNIT_KEY),
            };
        }
        field.as_ref().clone().with_metadata(metadata)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, batch.columns().to_vec(), &options)
}

fn link(title: &str, url: String) -> Value {
    json!({"title": title, "url": url, "targetBlank": true})
}

fn all_are_https(values: &ArrayRef) -> bool {
    as_string_array(values).is_ok_and(|texts| texts.iter().flatten().all(|text| text.starts_with("https://")))
}

/// Colours of values as Grafana's value mappings.
fn mappings(looks: &Looks) -> Value {
    let options = looks.values.iter().enumerate();
    let options = options.map(|(index, look)| (look.value.to_owned(), json!({"color": look.color, "index": index})));
    json!([{"type": "value", "options": options.collect::<serde_json::Map<_, _>>()}])
}

/// How the values of a field look; `None` when it does not say.
pub fn looks_of(field: &Field) -> Option<&'static Looks> {
    Looks::find(field.metadata().get(LOOKS_KEY)?)
}
