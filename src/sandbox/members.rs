//! Reading a request's JSON members with the refusals of the services whose model is checked before they see it.
//!
//! A member of the wrong JSON type is the parser's fault (SerializationException); one whose value the model does
//! not allow is the service's, which names it as `filter.and.1.member.dimensions.key`. Members the model does not
//! have are refused too, so that a client's misspelling is found. Security Hub refuses in other words: see `body`.

use serde_json::{Map, Value};

use super::fault::Fault;

/// How a service refuses what its model does not allow.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refusal {
    /// With this error code, and the value within the message.
    Coded(&'static str),
    /// As a ValidationException that has the field and the reason as members of their own: Inspector's way.
    Fields,
}

impl From<&'static str> for Refusal {
    fn from(code: &'static str) -> Self {
        Self::Coded(code)
    }
}

/// The members of one structure of a request.
#[derive(Debug)]
pub(super) struct Members<'a> {
    path: String,
    members: &'a Map<String, Value>,
    refusal: Refusal,
}

impl<'a> Members<'a> {
    /// Returns the request's own members, all of which must be among `known`.
    pub(super) fn root(
        members: &'a Map<String, Value>,
        known: &[&str],
        refusal: impl Into<Refusal>,
    ) -> Result<Self, Fault> {
        let root = Self { path: String::new(), members, refusal: refusal.into() };
        root.only(known)?;
        Ok(root)
    }

    /// Refuses any member that is not among `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        match self.names().find(|name| !known.contains(name)) {
            Some(name) => Err(self.refuse(name, "Member is not part of the model")),
            None => Ok(()),
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.members.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str())
    }

    /// Returns the value `name` as it is, if there is one.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn at(&self, name: &str) -> String {
        let mut path = self.path.clone();
        if !path.is_empty() {
            path.push('.');
        }
        let mut letters = name.chars();
        path.extend(letters.next().into_iter().flat_map(char::to_lowercase));
        path.push_str(letters.as_str());
        path
    }

    /// Returns a refusal of the member `name`.
    pub(super) fn refuse(&self, name: &str, constraint: &str) -> Fault {
        match self.refusal {
            Refusal::Coded(code) => self.refuse_as(code, name, constraint),
            Refusal::Fields => Fault::validation(self.at(name), constraint.to_owned()),
        }
    }

    /// Returns a refusal of the member `name` with an error code of its own.
    pub(super) fn refuse_as(&self, code: &'static str, name: &str, constraint: &str) -> Fault {
        let value = match self.get(name) {
            Some(Value::String(text)) => format!("Value '{text}'"),
            Some(Value::Number(number)) => format!("Value '{number}'"),
            _ => "Value".to_owned(),
        };
        let at = self.at(name);
        let message =
            format!("1 validation error detected: {value} at '{at}' failed to satisfy constraint: {constraint}");
        Fault::json(code, message)
    }

    /// Returns a refusal with the service's own words.
    pub(super) fn invalid(&self, message: impl Into<String>) -> Fault {
        match self.refusal {
            Refusal::Coded(code) => Fault::json(code, message),
            Refusal::Fields => Fault::validation(self.path.clone(), message.into()),
        }
    }

    /// Returns a text of `least` to `most` characters, if there is one.
    pub(super) fn text(&self, name: &str, least: usize, most: usize) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or_else(|| wrong_type(value, "String"))?;
        let length = text.chars().count();
        if length < least {
            return Err(self.refuse(name, &format!("Member must have length greater than or equal to {least}")));
        }
        if length > most {
            return Err(self.refuse(name, &format!("Member must have length less than or equal to {most}")));
        }
        Ok(Some(text))
    }

    pub(super) fn required_text(&self, name: &str, least: usize, most: usize) -> Result<&'a str, Fault> {
        self.text(name, least, most)?.ok_or_else(|| self.missing(name))
    }

    pub(super) fn missing(&self, name: &str) -> Fault {
        self.refuse(name, "Member must not be null")
    }

    /// Returns one of the texts `allowed`, if there is one.
    pub(super) fn one_of(&self, name: &str, allowed: &[&'static str]) -> Result<Option<&'static str>, Fault> {
        let Some(text) = self.text(name, 0, usize::MAX)? else {
            return Ok(None);
        };
        let found = allowed.iter().copied().find(|known| *known == text);
        let reason = || format!("Member must satisfy enum value set: [{}]", allowed.join(", "));
        found.map(Some).ok_or_else(|| self.refuse(name, &reason()))
    }

    /// Returns a whole number between `least` and `most`, if there is one.
    pub(super) fn whole(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.as_i64().ok_or_else(|| wrong_type(value, "Integer"))?;
        if number < least {
            return Err(self.refuse(name, &format!("Member must have value greater than or equal to {least}")));
        }
        if number > most {
            return Err(self.refuse(name, &format!("Member must have value less than or equal to {most}")));
        }
        Ok(Some(number))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Fault> {
        let number = |value: &Value| value.as_f64().ok_or_else(|| wrong_type(value, "Double"));
        self.get(name).map(number).transpose()
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        let flag = |value: &Value| value.as_bool().ok_or_else(|| wrong_type(value, "Boolean"));
        self.get(name).map(flag).transpose()
    }

    /// Returns a moment, given in seconds since 1970, in milliseconds.
    pub(super) fn moment(&self, name: &str) -> Result<Option<f64>, Fault> {
        let moment = |value: &Value| value.as_f64().ok_or_else(|| wrong_type(value, "Timestamp"));
        Ok(self.get(name).map(moment).transpose()?.map(|seconds| (seconds * 1_000.0).round()))
    }

    /// Returns the structure `name`, if there is one.
    pub(super) fn structure(&self, name: &str) -> Result<Option<Self>, Fault> {
        self.get(name).map(|value| self.of(value, self.at(name))).transpose()
    }

    /// Returns the structures in the list `name`; an absent list is empty.
    pub(super) fn structures(&self, name: &str) -> Result<Vec<Self>, Fault> {
        let path = self.at(name);
        let structure = |(index, item)| self.of(item, format!("{path}.{}.member", index + 1));
        self.items(name)?.iter().enumerate().map(structure).collect()
    }

    /// Refuses the list `name` unless it has `least` to `most` items; an absent one has passed.
    pub(super) fn sized(&self, name: &str, least: usize, most: usize) -> Result<(), Fault> {
        let count = self.items(name)?.len();
        if self.has(name) && count < least {
            return Err(self.refuse(name, &format!("Member must have length greater than or equal to {least}")));
        }
        if count > most {
            return Err(self.refuse(name, &format!("Member must have length less than or equal to {most}")));
        }
        Ok(())
    }

    /// Returns the texts in the list `name`; an absent list is empty.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'a str>, Fault> {
        self.items(name)?.iter().map(|item| item.as_str().ok_or_else(|| wrong_type(item, "String"))).collect()
    }

    fn items(&self, name: &str) -> Result<&'a [Value], Fault> {
        match self.get(name) {
            Some(value) => value.as_array().map(Vec::as_slice).ok_or_else(|| wrong_type(value, "List")),
            None => Ok(&[]),
        }
    }

    fn of(&self, value: &'a Value, path: String) -> Result<Self, Fault> {
        let members = value.as_object().ok_or_else(|| wrong_type(value, "Structure"))?;
        Ok(Self { path, members, refusal: self.refusal })
    }
}

fn wrong_type(value: &Value, wanted: &str) -> Fault {
    let given = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(_) => "BOOLEAN_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    Fault::serialization(&format!("{given} cannot be converted to {wanted}"))
}
