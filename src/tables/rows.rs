//! Reads AWS's answers straight into Arrow columns.
//!
//! In come the bytes of one page and the columns wanted, out go a record batch and the page's token. Only members that
//! a column names are looked at; all else is skipped without being built, on a stack that does not grow with the
//! depth of the answer. A member of another type than expected is null: it costs that value, never the page.

mod builders;
mod paths;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use datafusion::arrow::array::RecordBatch;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use builders::Builders;
pub use builders::parse_money;
use paths::{Leaf, Node};

use super::column::Column;
use super::listing::Paging;

/// One page of an AWS answer.
#[derive(Debug)]
pub struct Page {
    /// The rows.
    pub batch: RecordBatch,
    /// Token of the next page; `None` on the last.
    pub next_token: Option<String>,
    /// How many of the rows that were asked for AWS names as left out.
    pub left_out: usize,
}

/// Reads pages whose rows are the elements of one list.
#[derive(Debug)]
pub struct PageReader {
    paging: Paging,
    columns: Vec<Column>,
    /// Columns that show what was asked, with their values.
    asked: Vec<(usize, String)>,
    root: Node,
}

impl PageReader {
    /// `paging` names the answer's members, `asked` is what was asked, by the names of [`Column::asked`].
    pub fn new(paging: Paging, columns: &[Column], asked: &[(&str, String)]) -> Self {
        let value = |name| asked.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let asked = columns.iter().enumerate();
        let asked = asked.filter_map(|(index, column)| Some((index, value(column.asked()?)?))).collect();
        Self { paging, columns: columns.to_vec(), asked, root: Node::of(columns) }
    }

    /// The columns, in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Makes a page of rows that are no elements of one list: `fill` gives each row its values and ends it, by the columns'
    /// places.
    ///
    /// # Errors
    /// When an amount of money is none.
    pub fn page(&self, next_token: Option<String>, fill: impl FnOnce(&mut Sheet)) -> Result<Page, serde_json::Error> {
        let mut sheet = Sheet { builders: Builders::new(&self.columns), asked: &self.asked };
        fill(&mut sheet);
        let batch = sheet.builders.finish().map_err(serde_json::Error::custom)?;
        Ok(Page { batch, next_token: next_token.filter(|token| !token.is_empty()), left_out: 0 })
    }

    /// Reads one page.
    ///
    /// # Errors
    /// When the bytes are no JSON object with the list of rows, or without it where it may be left out.
    pub fn read(&self, bytes: &[u8]) -> Result<Page, serde_json::Error> {
        let mut builders = Builders::new(&self.columns);
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let mut found = Found::default();
        let visitor = PageVisitor { reader: self, list: self.paging.list, builders: &mut builders, found: &mut found };
        deserializer.deserialize_map(visitor)?;
        deserializer.end()?;
        if !found.list {
            return Err(serde_json::Error::missing_field(self.paging.list));
        }
        let batch = builders.finish().map_err(serde_json::Error::custom)?;
        Ok(Page { batch, next_token: found.token, left_out: found.left_out })
    }
}

/// A page that is being filled. A column that is given no value in a row is null there.
#[derive(Debug)]
pub struct Sheet<'a> {
    builders: Builders,
    asked: &'a [(usize, String)],
}

impl Sheet<'_> {
    /// Gives text to a column; times and amounts of money are parsed.
    pub fn text(&mut self, column: usize, text: &str) {
        self.builders.text(column, text);
    }

    /// Gives a number to a column; for a time it is seconds since the epoch.
    pub fn number(&mut self, column: usize, number: f64) {
        self.builders.number(column, number);
    }

    /// Gives a truth to a column.
    pub fn boolean(&mut self, column: usize, value: bool) {
        self.builders.boolean(column, value);
    }

    /// Ends the row, after what was asked has been put into its columns.
    pub fn end_row(&mut self) {
        self.builders.end_row(self.asked);
    }
}

/// What an answer had beside its rows.
#[derive(Default)]
struct Found {
    /// Whether the list is there, or the answer says that it has none.
    list: bool,
    token: Option<String>,
    left_out: usize,
}

/// The answer itself: `{list: [rows], token: "…"}` in any order, with any other members, the list possibly further down.
struct PageVisitor<'a> {
    reader: &'a PageReader,
    /// The list's member from here on.
    list: &'static str,
    builders: &'a mut Builders,
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for PageVisitor<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "an object with the list {}", self.list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Paging { token, left_out, always, .. } = self.reader.paging;
        let (step, below) = self.list.split_once('.').map_or((self.list, None), |(step, below)| (step, Some(below)));
        while let Some(key) = map.next_key::<String>()? {
            let (reader, builders) = (self.reader, &mut *self.builders);
            match below {
                _ if Some(key.as_str()) == token => {
                    self.found.token = map.next_value::<Option<String>>()?.filter(|token| !token.is_empty());
                }
                _ if Some(key.as_str()) == left_out => {
                    self.found.left_out = map.next_value::<Option<Vec<IgnoredAny>>>()?.map_or(0, |all| all.len());
                }
                Some(list) if key == step => {
                    map.next_value_seed(PageVisitor { reader, list, builders, found: &mut *self.found })?;
                }
                _ if Some(key.as_str()) == always => {
                    self.found.list = true;
                    map.next_value::<IgnoredAny>()?;
                }
                None if key == step => {
                    self.found.list = true;
                    map.next_value_seed(RowsSeed { reader, builders })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of rows.
struct RowsSeed<'a> {
    reader: &'a PageReader,
    builders: &'a mut Builders,
}

impl<'de> DeserializeSeed<'de> for RowsSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "a list of rows in {}", self.reader.paging.list)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(()) =
            rows.next_element_seed(ValueSeed { node: &self.reader.root, first: true, builders: self.builders })?
        {
            self.builders.end_row(&self.reader.asked);
        }
        Ok(())
    }
}

/// The JSON document in a member: AWS also writes it as a text, escaped. `None` where there is none.
fn document(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.starts_with('"') {
        return (raw != "null").then_some(Cow::Borrowed(raw));
    }
    match serde_json::from_str::<String>(raw) {
        Ok(text) if text.is_empty() || text == "null" => None,
        Ok(text) if serde_json::from_str::<&RawValue>(&text).is_ok() => Some(Cow::Owned(text)),
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// One value somewhere in a row, under the part of the path tree that leads to it.
struct ValueSeed<'a> {
    node: &'a Node,
    /// Whether every list on the way here was entered at its first element.
    first: bool,
    builders: &'a mut Builders,
}

impl ValueSeed<'_> {
    fn wanted<'a>(leaves: &'a [Leaf], first: bool) -> impl Iterator<Item = usize> + 'a {
        leaves.iter().filter(move |leaf| first || !leaf.first_only).map(|leaf| leaf.column)
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.node.is_empty() {
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(());
        }
        if self.node.raw.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?;
        if let Some(document) = document(raw.get()) {
            for column in Self::wanted(&self.node.raw, self.first) {
                self.builders.text(column, &document);
            }
        }
        if self.node.has_members() {
            serde_json::Deserializer::from_str(raw.get()).deserialize_any(self).map_err(D::Error::custom)?;
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(child) = map.next_key_seed(MemberSeed { node: self.node, lifetime: PhantomData })? {
            match child {
                Some(node) => {
                    map.next_value_seed(ValueSeed { node, first: self.first, builders: self.builders })?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some(node) = self.node.elements.as_deref() else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let mut first = self.first;
        while list.next_element_seed(ValueSeed { node, first, builders: self.builders })?.is_some() {
            first = false;
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        for column in Self::wanted(&self.node.leaves, self.first) {
            self.builders.text(column, text);
        }
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        for column in Self::wanted(&self.node.leaves, self.first) {
            self.builders.number(column, number);
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        for column in Self::wanted(&self.node.leaves, self.first) {
            self.builders.boolean(column, value);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The name of a member: gives the part of the path tree below it, without copying the name.
struct MemberSeed<'a, 'de> {
    node: &'a Node,
    lifetime: PhantomData<&'de ()>,
}

impl<'a, 'de> DeserializeSeed<'de> for MemberSeed<'a, 'de> {
    type Value = Option<&'a Node>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a, 'de> Visitor<'de> for MemberSeed<'a, 'de> {
    type Value = Option<&'a Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.node.member(name))
    }
}

#[cfg(test)]
mod tests;
