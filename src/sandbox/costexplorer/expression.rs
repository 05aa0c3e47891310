//! `Filter`: an expression over dimensions, tags and cost categories, and what it is made of.

use std::borrow::Cow;

use super::super::fault::Fault;
use super::super::members::Members;
use super::super::organisation::bill::attributes::Dimension;
use super::super::organisation::bill::{Bill, Charge};
use super::super::organisation::labels::Label;

const OPERATORS: [&str; 7] = ["And", "Or", "Not", "Dimensions", "Tags", "CostCategories", "ProductAttributes"];
const LONGEST_VALUE: usize = 1_024;
/// The dimensions that the model has and that charges have none of, but that can be asked for.
const NEVER: [&str; 8] = [
    "CACHE_ENGINE",
    "DEPLOYMENT_OPTION",
    "RESERVATION_ID",
    "SAVINGS_PLANS_TYPE",
    "SAVINGS_PLAN_ARN",
    "SCOPE",
    "SUBSCRIPTION_ID",
    "PAYMENT_OPTION",
];

/// What charges are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Attribute {
    Dimension(Dimension),
    /// A dimension no charge has a value of.
    Nothing,
    Tag(String),
    Category(String),
}

impl Attribute {
    /// Returns the value a charge has; an absent one is empty, or has the name AWS gives it.
    pub(in super::super) fn value<'a>(&self, bill: &'a Bill, charge: &Charge) -> Cow<'a, str> {
        match self {
            Self::Dimension(dimension) => bill.dimension(charge, *dimension),
            Self::Nothing => Cow::Borrowed(""),
            Self::Tag(key) => Cow::Borrowed(bill.tag(charge, key).unwrap_or_default()),
            Self::Category(name) => Cow::Borrowed(bill.category(charge, name).unwrap_or_default()),
        }
    }

    /// Returns the value as a group's key.
    pub(super) fn key(&self, bill: &Bill, charge: &Charge) -> String {
        let value = self.value(bill, charge);
        match self {
            Self::Dimension(_) | Self::Nothing => value.into_owned(),
            Self::Tag(name) | Self::Category(name) => format!("{name}${value}"),
        }
    }
}

/// Which charges are asked for.
#[derive(Debug)]
pub(in super::super) enum Expression {
    All,
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    OneOf(Attribute, Vec<String>),
}

impl Expression {
    /// Reads the member `Filter` of a request; without one all charges are asked for.
    pub(super) fn parse(request: &Members<'_>) -> Result<Self, Fault> {
        request.structure("Filter")?.map_or(Ok(Self::All), |filter| Self::read(&filter))
    }

    fn read(members: &Members<'_>) -> Result<Self, Fault> {
        members.only(&OPERATORS)?;
        let roots = OPERATORS.iter().filter(|name| members.has(name)).count();
        if roots > 1 {
            return Err(members.invalid(
                "Expression has more than one roots. Only one root operator is allowed for each expression: And, Or, \
                 Not, Dimensions, Tags, CostCategories",
            ));
        }
        for (name, make) in [("And", Self::And as fn(Vec<Self>) -> Self), ("Or", Self::Or)] {
            if members.has(name) {
                let parts = members.structures(name)?;
                if parts.len() < 2 {
                    return Err(members.invalid(format!("{name} expression must have at least 2 operands")));
                }
                return Ok(make(parts.iter().map(Self::read).collect::<Result<_, _>>()?));
            }
        }
        if let Some(part) = members.structure("Not")? {
            return Ok(Self::Not(Box::new(Self::read(&part)?)));
        }
        if let Some(leaf) = members.structure("Dimensions")? {
            let attribute = dimension(&leaf)?;
            return Self::leaf(&leaf, attribute, false);
        }
        if let Some(leaf) = members.structure("Tags")? {
            let key = leaf.required_text("Key", 0, LONGEST_VALUE)?.to_owned();
            return Self::leaf(&leaf, Attribute::Tag(key), true);
        }
        if let Some(leaf) = members.structure("CostCategories")? {
            let name = leaf.required_text("Key", 1, 50)?.to_owned();
            return Self::leaf(&leaf, Attribute::Category(name), true);
        }
        if members.has("ProductAttributes") {
            return Err(members.invalid("ProductAttributes are not supported"));
        }
        Err(members.invalid("Expression has no root operator"))
    }

    fn leaf(leaf: &Members<'_>, attribute: Attribute, can_be_absent: bool) -> Result<Self, Fault> {
        leaf.only(&["Key", "Values", "MatchOptions"])?;
        let options = leaf.texts("MatchOptions")?;
        let allowed =
            |option: &&&str| matches!(**option, "EQUALS" | "CASE_SENSITIVE") || (can_be_absent && **option == "ABSENT");
        if let Some(option) = options.iter().find(|option| !allowed(option)) {
            return Err(leaf.invalid(format!("Match option {option} is not supported for this operation")));
        }
        let values: Vec<String> = leaf.texts("Values")?.into_iter().map(str::to_owned).collect();
        if values.iter().any(|value| value.chars().count() > LONGEST_VALUE) {
            let reason = format!("Member must have length less than or equal to {LONGEST_VALUE}");
            return Err(leaf.refuse("Values", &reason));
        }
        match (options.contains(&"ABSENT"), values.is_empty()) {
            (true, true) => Ok(Self::OneOf(attribute, vec![String::new()])),
            (true, false) => Err(leaf.invalid("Values must not be given with the match option ABSENT")),
            (false, true) => Err(leaf.invalid("Filter values must not be empty")),
            (false, false) => Ok(Self::OneOf(attribute, values)),
        }
    }

    /// Returns a dimension of the expression that is among `these`.
    pub(super) fn names_one_of(&self, these: &[Dimension]) -> Option<Dimension> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().find_map(|part| part.names_one_of(these)),
            Self::Not(part) => part.names_one_of(these),
            Self::OneOf(Attribute::Dimension(dimension), _) => these.contains(dimension).then_some(*dimension),
            Self::All | Self::OneOf(..) => None,
        }
    }

    /// Returns whether `charge` is asked for.
    pub(in super::super) fn met_by(&self, bill: &Bill, charge: &Charge) -> bool {
        match self {
            Self::All => true,
            Self::And(parts) => parts.iter().all(|part| part.met_by(bill, charge)),
            Self::Or(parts) => parts.iter().any(|part| part.met_by(bill, charge)),
            Self::Not(part) => !part.met_by(bill, charge),
            Self::OneOf(attribute, values) => {
                let value = attribute.value(bill, charge);
                values.iter().any(|wanted| *wanted == value)
            }
        }
    }
}

/// Reads the dimension a filter names.
fn dimension(leaf: &Members<'_>) -> Result<Attribute, Fault> {
    let key = leaf.required_text("Key", 0, LONGEST_VALUE)?;
    match Dimension::parse(key) {
        Some(dimension) => Ok(Attribute::Dimension(dimension)),
        None if NEVER.contains(&key) => Ok(Attribute::Nothing),
        None => Err(leaf.refuse("Key", "Member must be a dimension this operation can filter by")),
    }
}
