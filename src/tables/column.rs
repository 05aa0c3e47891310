//! What a column is: its name, type, description and the member of AWS's answer it shows.
//!
//! A table lists its columns once, as values of [`Column`]; the Arrow schema, the query editor's lists and the
//! reader of AWS's answers all follow from that list. Units, known values, looks and links travel as Arrow field metadata,
//! so that the layers above need no knowledge of tables.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde::Serialize;

use super::looks::Looks;

/// Field metadata key: a JSON list with the values a column can have, in the order people expect.
pub const VALUES_KEY: &str = "awsposture.values";
/// Field metadata key: the column's unit, in Grafana's words.
pub const UNIT_KEY: &str = "awsposture.unit";
/// Field metadata key: the column's name, where dashboards and Explore can be filtered by its values as they are shown.
pub const FILTERABLE_KEY: &str = "awsposture.filterable";
/// Field metadata key: how many decimals a number is shown with.
pub const DECIMALS_KEY: &str = "awsposture.decimals";
/// Field metadata key: name of the [`Looks`] of its values.
pub const LOOKS_KEY: &str = "awsposture.looks";
/// Field metadata key: the page of the AWS console about a row, as [`Column::console`] says it.
pub const CONSOLE_KEY: &str = "awsposture.console";
/// Field metadata key: there where values are addresses of pages.
pub const ADDRESS_KEY: &str = "awsposture.address";

/// The unit of money whose currency only the rows know.
pub const CURRENCY: &str = "currency";
/// Digits of an amount of money, and those of them after the point: AWS writes up to ten.
pub const MONEY: (u8, i8) = (38, 12);

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Text; Arrow `Utf8`.
    Text,
    /// A whole number or a number with a fraction; Arrow `Float64`.
    Number,
    /// An amount of money from AWS's text, exact; Arrow `Decimal128(38, 12)`. To the editors it is a number.
    #[serde(rename = "number")]
    Money,
    /// True or false; Arrow `Boolean`.
    Boolean,
    /// A moment in UTC; Arrow `Timestamp(Nanosecond, "UTC")`.
    Time,
    /// Several texts; Arrow `List<Utf8>`.
    List,
    /// A nested AWS structure as JSON text; Arrow `Utf8`.
    Json,
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in SQL, snake_case.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnType,
    /// Member of one row in AWS's answer: `Severity.Label`; `Resources[0].Type` is the first of many,
    /// `Vulnerabilities[].Id` collects all, `*.accountId` is below a member of any name, an empty path is the row
    /// itself, and `@region` is what was asked: here the Region.
    pub member: &'static str,
    /// What it means, with unit and what null means.
    pub description: &'static str,
    /// Unit in Grafana's words, where a number has one.
    pub unit: Option<&'static str>,
    /// The values it can have, in the order people expect, where AWS has a fixed list.
    pub values: Option<&'static [&'static str]>,
    /// How many decimals a number is shown with; Grafana decides where it is not said.
    pub decimals: Option<u8>,
    /// How its values look, where they have a colour of their own.
    pub looks: Option<&'static Looks>,
    /// Path and query of the page of the AWS console about a row: `{region}` is the Region that was asked, another name in
    /// braces the row's value of that column. Without that column in a result there is no link.
    pub console: Option<&'static str>,
    /// Whether its values are addresses of pages.
    pub is_address: bool,
    /// Whether the member is an ARN of which the column shows the account.
    pub is_arn_account: bool,
    /// Members with tags, for a column of one tag, whose key is the name without `tag:`. The first that has it counts.
    pub tags: &'static [&'static str],
    /// The label of the row's account that it shows. AWS's rows do not have it; the data source's accounts do.
    pub label: Option<&'static str>,
}

impl Column {
    const fn new(kind: ColumnType, name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self {
            name,
            kind,
            member,
            description,
            unit: None,
            values: None,
            decimals: None,
            looks: None,
            console: None,
            is_address: false,
            is_arn_account: false,
            tags: &[],
            label: None,
        }
    }

    /// A column of text.
    pub const fn text(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Text, name, member, description)
    }

    /// A column of numbers.
    pub const fn number(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Number, name, member, description)
    }

    /// A column of amounts of money, in the currency the row names.
    pub const fn money(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Money, name, member, description).with_unit(CURRENCY)
    }

    /// A column of what is true or false.
    pub const fn boolean(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Boolean, name, member, description)
    }

    /// A column of moments.
    pub const fn time(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Time, name, member, description)
    }

    /// A column of lists of texts; its member ends in or contains `[]`.
    pub const fn list(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::List, name, member, description)
    }

    /// A column with a nested structure as JSON text.
    pub const fn json(name: &'static str, member: &'static str, description: &'static str) -> Self {
        Self::new(ColumnType::Json, name, member, description)
    }

    /// A column named by a prefix and a key, such as a tag's; `members` hold tags as objects, none are for tables that fill
    /// such columns themselves.
    pub const fn keyed(name: &'static str, description: &'static str, members: &'static [&'static str]) -> Self {
        Self { tags: members, ..Self::new(ColumnType::Text, name, "@key", description) }
    }

    /// A column with what the data source knows of the account in `account_id`.
    pub const fn of_account(name: &'static str, label: &'static str, description: &'static str) -> Self {
        Self { label: Some(label), ..Self::new(ColumnType::Text, name, "@label", description) }
    }

    /// The key it is named by.
    pub fn key(&self) -> Option<&'static str> {
        super::tags::is_keyed(self.name).then(|| self.name.split_once(':')).flatten().map(|(_, key)| key)
    }

    /// Says which values AWS can put into this column.
    pub const fn with_values(mut self, values: &'static [&'static str]) -> Self {
        self.values = Some(values);
        self
    }

    /// Shows the account of an ARN, for rows that have no member for it.
    pub const fn with_account_of_arn(mut self) -> Self {
        self.is_arn_account = true;
        self
    }

    /// Says the unit, in Grafana's words.
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Says how many decimals a number is shown with.
    pub const fn with_decimals(mut self, decimals: u8) -> Self {
        self.decimals = Some(decimals);
        self
    }

    /// Says how its values look.
    pub const fn with_looks(mut self, looks: &'static Looks) -> Self {
        self.looks = Some(looks);
        self
    }

    /// Links values to their row's page of the AWS console.
    pub const fn with_console(mut self, page: &'static str) -> Self {
        self.console = Some(page);
        self
    }

    /// Links values to the pages they are the addresses of.
    pub const fn with_address(mut self) -> Self {
        self.is_address = true;
        self
    }

    /// What was asked and AWS's rows do not repeat, such as `region`; `None` for a member of the row.
    pub fn asked(&self) -> Option<&'static str> {
        self.member.strip_prefix('@')
    }

    /// Whether the member is one of several of which only the first is shown.
    pub fn shows_first_of_many(&self) -> bool {
        self.member.contains("[0]")
    }

    /// Returns the Arrow field, nullable, with what is said of its values as metadata.
    pub fn field(&self) -> Field {
        let data_type = match self.kind {
            ColumnType::Text | ColumnType::Json => DataType::Utf8,
            ColumnType::Number => DataType::Float64,
            ColumnType::Money => DataType::Decimal128(MONEY.0, MONEY.1),
            ColumnType::Boolean => DataType::Boolean,
            ColumnType::Time => DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())),
            ColumnType::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        };
        let mut metadata = HashMap::new();
        if matches!(self.kind, ColumnType::Text | ColumnType::Number | ColumnType::Boolean) {
            metadata.insert(FILTERABLE_KEY.to_owned(), self.name.to_owned());
        }
        if let Some(unit) = self.unit {
            metadata.insert(UNIT_KEY.to_owned(), unit.to_owned());
        }
        if let Some(values) = self.values {
            metadata.insert(VALUES_KEY.to_owned(), serde_json::json!(values).to_string());
        }
        if let Some(decimals) = self.decimals {
            metadata.insert(DECIMALS_KEY.to_owned(), decimals.to_string());
        }
        if let Some(looks) = self.looks {
            metadata.insert(LOOKS_KEY.to_owned(), looks.name.to_owned());
        }
        if let Some(page) = self.console {
            metadata.insert(CONSOLE_KEY.to_owned(), page.to_owned());
        }
        if self.is_address {
            metadata.insert(ADDRESS_KEY.to_owned(), String::new());
        }
        Field::new(self.name, data_type, true).with_metadata(metadata)
    }
}

/// Returns the Arrow schema of the columns, in their order.
pub fn schema<'a>(columns: impl IntoIterator<Item = &'a Column>) -> SchemaRef {
    Arc::new(Schema::new(columns.into_iter().map(Column::field).collect::<Vec<_>>()))
}

/// Returns the values a field's column can have, where AWS has a fixed list.
pub fn known_values(field: &Field) -> Option<Vec<String>> {
    serde_json::from_str(field.metadata().get(VALUES_KEY)?).ok()
}
