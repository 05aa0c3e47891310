//! Reading a request's JSON members strictly, with the refusals Security Hub gives.
//!
//! [`Members`] knows where it is within the request, so that every refusal names the member as
//! `Filters.Title[0].Comparison`. A body that is not a JSON object is the parser's fault
//! (SerializationException); a member that is wrong is the service's (InvalidInputException).

use serde_json::{Map, Value};

use super::fault::Fault;

/// Returns the object a request's body holds; an empty body stands for an empty object.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Fault::serialization("Start of structure expected.")),
        Err(_) => Err(Fault::serialization("Unable to parse the request body.")),
    }
}

/// The members of one structure of a request.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    path: String,
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// Returns the request's own members, all of which must be among `known`.
    pub(crate) fn root(members: &'a Map<String, Value>, known: &[&str]) -> Result<Self, Fault> {
        let root = Self { path: String::new(), members };
        root.only(known)?;
        Ok(root)
    }

    /// Returns the request's own members, of which those no operation has are ignored.
    pub(crate) fn any(members: &'a Map<String, Value>) -> Self {
        Self { path: String::new(), members }
    }

    /// Returns the members of `value`, a structure found at `path`.
    pub(crate) fn of(value: &'a Value, path: String) -> Result<Self, Fault> {
        let members = value.as_object().ok_or_else(|| wrong(&path, "should be object"))?;
        Ok(Self { path, members })
    }

    /// Refuses any member that is not among `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        match self.names().find(|name| !known.contains(name)) {
            Some(name) => Err(wrong(&self.at(name), "is not a known parameter")),
            None => Ok(()),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.members.keys().map(String::as_str)
    }

    /// Returns a member's value; null counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Returns where `name` is within the request.
    pub(crate) fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Returns a refusal of the member `name`.
    pub(crate) fn refuse(&self, name: &str, reason: &str) -> Fault {
        wrong(&self.at(name), reason)
    }

    /// Returns a text that is not blank, if there is one.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or_else(|| self.refuse(name, "should be string"))?;
        if text.trim().is_empty() {
            return Err(self.refuse(name, r"should match pattern '.*\S.*'"));
        }
        Ok(Some(text))
    }

    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, Fault> {
        self.text(name)?.ok_or_else(|| self.refuse(name, "is required"))
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<f64>, Fault> {
        let number = |value: &Value| value.as_f64().ok_or_else(|| self.refuse(name, "should be number"));
        self.get(name).map(number).transpose()
    }

    /// Returns a whole number between `least` and `most`, if there is one.
    pub(crate) fn whole(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.as_i64().ok_or_else(|| self.refuse(name, "should be integer"))?;
        if number < least || number > most {
            let reason = format!("should be between {least} and {most}");
            return Err(self.refuse(name, &reason));
        }
        Ok(Some(number))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        let flag = |value: &Value| value.as_bool().ok_or_else(|| self.refuse(name, "should be boolean"));
        self.get(name).map(flag).transpose()
    }

    /// Returns the structure `name`, if there is one, whose members must be among `known`.
    pub(crate) fn structure(&self, name: &str, known: &[&str]) -> Result<Option<Self>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let structure = Self::of(value, self.at(name))?;
        structure.only(known)?;
        Ok(Some(structure))
    }

    /// Returns the items of the list `name` with where each is; an absent list is empty.
    pub(crate) fn list(&self, name: &str, most: usize) -> Result<Vec<(String, &'a Value)>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        let items = value.as_array().ok_or_else(|| self.refuse(name, "should be array"))?;
        if items.len() > most {
            let reason = format!("should NOT have more than {most} items");
            return Err(self.refuse(name, &reason));
        }
        let path = self.at(name);
        let placed = |(index, item)| (format!("{path}[{index}]"), item);
        Ok(items.iter().enumerate().map(placed).collect())
    }

    /// Returns the items of the list of texts `name`, none of which may be blank; an absent list is empty.
    pub(crate) fn texts(&self, name: &str, most: usize) -> Result<Vec<&'a str>, Fault> {
        let one = |(path, value): (String, &'a Value)| match value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(wrong(&path, r"should match pattern '.*\S.*'")),
            None => Err(wrong(&path, "should be string")),
        };
        self.list(name, most)?.into_iter().map(one).collect()
    }
}

fn wrong(path: &str, reason: &str) -> Fault {
    let parameter = path.split(['.', '[']).next().unwrap_or(path);
    Fault::invalid_input(format!("Invalid parameter '{parameter}'. {path} {reason}"))
}
