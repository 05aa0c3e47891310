//! Reading a request's JSON members with the refusals Inspector gives.
//!
//! A member of the wrong JSON type is the parser's fault (SerializationException); one whose value the model does
//! not allow is the service's (ValidationException), which names it as `filterCriteria.title.1.member.comparison`.
//! Members the model does not have are refused too, so that a client's misspelling is found.

use serde_json::{Map, Value};

use super::super::fault::Fault;

const MISSING: &str = "Member must not be null";

/// The members of one structure of a request.
#[derive(Debug)]
pub(super) struct Members<'a> {
    path: String,
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// Returns the request's own members, all of which must be among `known`.
    pub(super) fn root(members: &'a Map<String, Value>, known: &[&str]) -> Result<Self, Fault> {
        let root = Self { path: String::new(), members };
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

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Returns a refusal of the member `name`.
    pub(super) fn refuse(&self, name: &str, reason: &str) -> Fault {
        Fault::validation(self.at(name), reason.to_owned())
    }

    /// Returns a refusal of a member that is required and absent.
    pub(super) fn missing(&self, name: &str) -> Fault {
        self.refuse(name, MISSING)
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

    /// Returns one of the texts `allowed`, if there is one.
    pub(super) fn one_of(&self, name: &str, allowed: &[&'static str]) -> Result<Option<&'static str>, Fault> {
        let Some(text) = self.text(name, 0, usize::MAX)? else {
            return Ok(None);
        };
        let found = allowed.iter().copied().find(|known| *known == text);
        let reason = || format!("Member must satisfy enum value set: [{}]", allowed.join(", "));
        found.map(Some).ok_or_else(|| self.refuse(name, &reason()))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Fault> {
        let number = |value: &Value| value.as_f64().ok_or_else(|| wrong_type(value, "Double"));
        self.get(name).map(number).transpose()
    }

    /// Returns a moment, given in seconds since 1970, in milliseconds.
    pub(super) fn moment(&self, name: &str) -> Result<Option<f64>, Fault> {
        let moment = |value: &Value| value.as_f64().ok_or_else(|| wrong_type(value, "Timestamp"));
        Ok(self.get(name).map(moment).transpose()?.map(|seconds| (seconds * 1_000.0).round()))
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

    /// Returns the structure `name`, if there is one.
    pub(super) fn structure(&self, name: &str) -> Result<Option<Self>, Fault> {
        self.get(name).map(|value| Self::of(value, self.at(name))).transpose()
    }

    /// Returns the structures in the list `name`; a list that is there has 1 to `most` of them.
    pub(super) fn structures(&self, name: &str, most: usize) -> Result<Vec<Self>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        let items = value.as_array().ok_or_else(|| wrong_type(value, "List"))?;
        if items.is_empty() {
            return Err(self.refuse(name, "Member must have length greater than or equal to 1"));
        }
        if items.len() > most {
            return Err(self.refuse(name, &format!("Member must have length less than or equal to {most}")));
        }
        let path = self.at(name);
        let structure = |(index, item)| Self::of(item, format!("{path}.{}.member", index + 1));
        items.iter().enumerate().map(structure).collect()
    }

    fn of(value: &'a Value, path: String) -> Result<Self, Fault> {
        let members = value.as_object().ok_or_else(|| wrong_type(value, "Structure"))?;
        Ok(Self { path, members })
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
