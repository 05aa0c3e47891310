//! What the listings share: names that are asked for, limits, tokens.
//!
//! A limit of 0 means none was given. Where the model lists a refusal of limits or of tokens for an operation that
//! refusal is used; an answer's token is bound to the operation, the account, the region and all that was asked but limit
//! and token.

use serde_json::{Map, Value};

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::pages::{Fill, Page};
use super::INVALID;
use super::asked::Asked;

/// How an operation is paged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// The names of the members `Limit` and `NextToken`, which some operations begin with a small letter; an empty
    /// name is a limit that cannot be given.
    pub(super) limit: &'static str,
    pub(super) token: &'static str,
    pub(super) default: usize,
    pub(super) most: i64,
    /// The error code for a limit out of bounds.
    pub(super) refusal: &'static str,
    pub(super) fill: Fill,
}

impl Size {
    /// Returns pages of `count` items whatever is asked.
    pub(super) const fn fixed(count: usize) -> Self {
        Self { limit: "", token: "NextToken", default: count, most: 0, refusal: INVALID, fill: Fill::Full }
    }

    /// Returns pages of `default` items, or of as many as asked up to `most`.
    pub(super) const fn up_to(default: usize, most: i64) -> Self {
        Self { limit: "Limit", default, most, ..Self::fixed(default) }
    }

    /// Returns the same where the model lists InvalidLimitException.
    pub(super) const fn limited(self) -> Self {
        Self { refusal: "InvalidLimitException", ..self }
    }

    /// Returns the same for the operations whose members begin with a small letter.
    pub(super) const fn small(self) -> Self {
        Self { limit: "limit", token: "nextToken", ..self }
    }
}

/// Which page of a listing was asked for, and when.
#[derive(Debug)]
pub(super) struct Listing {
    page: Page,
    token: &'static str,
    now: i64,
}

impl Listing {
    /// Reads limit and token of a request whose members are `body`.
    pub(super) fn parse(
        asked: &Asked<'_>,
        request: &Members<'_>,
        body: &Map<String, Value>,
        size: Size,
    ) -> Result<Self, Fault> {
        let most = match size.limit {
            "" => 0,
            name => limit(request, name, size)?,
        };
        let most = if most == 0 { size.default } else { most };
        let is_question = |name: &&String| *name != size.limit && *name != size.token;
        let question: Map<_, _> = body
            .iter()
            .filter(|(name, _)| is_question(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let place = (asked.account > 0).then_some(asked.account);
        let place =
            format!("{:?}{}", asked.place.region, place.map(|account| format!("/{account}")).unwrap_or_default());
        let canonical = format!("{}|{place}|{}", asked.operation, Value::Object(question));
        let token = request.text(size.token, 0, usize::MAX)?;
        let seed = asked.records().organisation.seed;
        let page = Page::first(most, size.fill, seed, &canonical).at(token, asked.now).map_err(|_| {
            Fault::json(
                "InvalidNextTokenException",
                "The specified next token is not valid. Specify the nextToken string that was returned in the previous \
                 response to get the next page of results.",
            )
        })?;
        Ok(Self { page, token: size.token, now: asked.now })
    }

    /// Returns an answer with one page of `items`, written by `write`, under `member`, and the token of the next.
    pub(super) fn answer<T>(&self, member: &str, items: &[T], write: impl Fn(&T) -> Value) -> Map<String, Value> {
        let cut = self.page.cut(items.len());
        let written: Vec<Value> = items[cut.clone()].iter().map(write).collect();
        let mut answer = Map::new();
        answer.insert(member.to_owned(), written.into());
        if let Some(token) = self.page.next(&cut, items.len(), self.now) {
            answer.insert(self.token.to_owned(), token.into());
        }
        answer
    }
}

fn limit(request: &Members<'_>, name: &str, size: Size) -> Result<usize, Fault> {
    let given = request.whole(name, i64::MIN, i64::MAX)?.unwrap_or(0);
    if given < 0 {
        return Err(request.refuse_as(size.refusal, name, "Member must have value greater than or equal to 0"));
    }
    if given > size.most {
        let reason = format!("Member must have value less than or equal to {}", size.most);
        return Err(request.refuse_as(size.refusal, name, &reason));
    }
    Ok(given as usize)
}

/// Reads a list of at most `most` names of 1 to `longest` characters, of which each must meet `pattern`.
pub(super) fn names<'a>(
    request: &Members<'a>,
    name: &str,
    most: usize,
    longest: usize,
    pattern: Pattern,
) -> Result<Vec<&'a str>, Fault> {
    request.sized(name, 0, most)?;
    let names = request.texts(name)?;
    let is_name = |text: &str| (1..=longest).contains(&text.chars().count()) && pattern.is_met(text);
    if !names.iter().all(|text| is_name(text)) {
        let reason = format!(
            "Member must satisfy constraint: [Member must have length less than or equal to {longest}, Member must \
             have length greater than or equal to 1, Member must satisfy regular expression pattern: {}]",
            pattern.text()
        );
        return Err(request.refuse(name, &reason));
    }
    Ok(names)
}

/// Reads a name that must be there.
pub(super) fn required_name<'a>(
    request: &Members<'a>,
    name: &str,
    longest: usize,
    pattern: Pattern,
) -> Result<&'a str, Fault> {
    let text = request.required_text(name, 1, longest)?;
    if pattern.is_met(text) {
        return Ok(text);
    }
    Err(request.refuse(name, &format!("Member must satisfy regular expression pattern: {}", pattern.text())))
}

/// What a name must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    Any,
    /// Not only blanks.
    Rule,
    /// A letter, then letters, digits and hyphens.
    Pack,
}

impl Pattern {
    fn text(self) -> &'static str {
        match self {
            Self::Any => ".*",
            Self::Rule => r".*\S.*",
            Self::Pack => "[a-zA-Z][-a-zA-Z0-9]*",
        }
    }

    fn is_met(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Rule => !text.trim().is_empty(),
            Self::Pack => {
                text.starts_with(|c: char| c.is_ascii_alphabetic())
                    && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            }
        }
    }
}
