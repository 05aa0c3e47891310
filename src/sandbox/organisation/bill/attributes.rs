//! What charges are grouped and filtered by: dimensions, cost allocation tags and cost categories.

use std::borrow::Cow;

use super::super::super::random::{hash, mix};
use super::super::labels::{Label, labels};
use super::charges::{Charge, Record};
use super::{Bill, PAYER, meters::COMPUTE};

labels! {
    /// A dimension that charges have.
    Dimension {
        Az = "AZ", BillingEntity = "BILLING_ENTITY", DatabaseEngine = "DATABASE_ENGINE",
        InstanceFamily = "INSTANCE_TYPE_FAMILY", InstanceType = "INSTANCE_TYPE", Invoicing = "INVOICING_ENTITY",
        LegalEntity = "LEGAL_ENTITY_NAME", LinkedAccount = "LINKED_ACCOUNT", OperatingSystem = "OPERATING_SYSTEM",
        Operation = "OPERATION", Payer = "PAYER_ACCOUNT", Platform = "PLATFORM", Purchase = "PURCHASE_TYPE",
        Record = "RECORD_TYPE", Region = "REGION", Service = "SERVICE", Tenancy = "TENANCY",
        UsageType = "USAGE_TYPE", UsageGroup = "USAGE_TYPE_GROUP",
    }
}

/// The cost allocation tags that are activated.
pub(crate) const TAGS: [&str; 2] = ["env", "team"];
/// The cost categories that are defined.
pub(crate) const CATEGORIES: [&str; 2] = ["CostCenter", "Stage"];

impl Dimension {
    /// Returns how AWS writes that a charge has no value.
    fn absent(self) -> &'static str {
        match self {
            Self::Az => "NoAZ",
            Self::DatabaseEngine => "NoDatabaseEngine",
            Self::InstanceFamily => "NoInstanceTypeFamily",
            Self::InstanceType => "NoInstanceType",
            Self::OperatingSystem => "NoOperatingSystem",
            Self::Operation => "NoOperation",
            Self::Platform => "NoPlatform",
            Self::Purchase => "NoPurchaseType",
            Self::Region => "NoRegion",
            Self::Tenancy => "NoTenancy",
            Self::UsageType => "NoUsageType",
            Self::UsageGroup => "NoUsageTypeGroup",
            _ => "",
        }
    }
}

impl Bill {
    /// Returns the value of a dimension; a charge that has none has the name AWS gives that.
    pub(crate) fn dimension(&self, charge: &Charge, dimension: Dimension) -> Cow<'_, str> {
        let value = self.dimension_value(charge, dimension);
        value.filter(|value| !value.is_empty()).unwrap_or(Cow::Borrowed(dimension.absent()))
    }

    fn dimension_value(&self, charge: &Charge, dimension: Dimension) -> Option<Cow<'_, str>> {
        let meter = charge.meter;
        let is_instance = meter.service == COMPUTE && charge.record != Record::Refund;
        let region = charge.region.map(|region| self.ledger.regions[region].as_str());
        let borrowed = |text: &'static str| Some(Cow::Borrowed(text));
        match dimension {
            Dimension::LinkedAccount => Some(Cow::Borrowed(self.ledger.accounts[charge.account].id.as_str())),
            Dimension::Payer => Some(Cow::Borrowed(self.ledger.accounts[PAYER].id.as_str())),
            Dimension::Service => borrowed(meter.service),
            Dimension::Operation => borrowed(meter.operation),
            Dimension::Record => borrowed(charge.record.name()),
            Dimension::UsageGroup => borrowed(meter.group),
            Dimension::Region => match region {
                // Global services have a region of their own; taxes and fees have none.
                None if charge.record == Record::Usage => borrowed("global"),
                None => None,
                Some(region) => Some(Cow::Borrowed(region)),
            },
            Dimension::UsageType => Some(match region {
                Some(region) if !meter.usage_type.is_empty() => prefixed(region, meter.usage_type),
                _ => Cow::Borrowed(meter.usage_type),
            }),
            Dimension::InstanceType => meter.instance.map(Cow::Borrowed),
            Dimension::InstanceFamily => meter.instance.map(family),
            Dimension::DatabaseEngine => meter.engine.map(Cow::Borrowed),
            Dimension::Az => {
                let zone = char::from(b'a' + (mix(charge.hash) % 3) as u8);
                region.filter(|_| meter.instance.is_some()).map(|region| Cow::Owned(format!("{region}{zone}")))
            }
            Dimension::Platform => is_instance.then_some(Cow::Borrowed("Linux/UNIX")),
            Dimension::OperatingSystem => is_instance.then_some(Cow::Borrowed("Linux")),
            Dimension::Tenancy => is_instance.then_some(Cow::Borrowed("Shared")),
            Dimension::Purchase => match charge.record {
                Record::Usage if meter.instance.is_some() => borrowed("On Demand Instances"),
                Record::Covered | Record::Negation | Record::Fee => borrowed("Savings Plans"),
                _ => None,
            },
            Dimension::LegalEntity | Dimension::Invoicing => borrowed("Amazon Web Services, Inc."),
            Dimension::BillingEntity => borrowed("AWS"),
        }
    }

    /// Returns the value of a cost allocation tag, unless the charge does not carry it.
    pub(crate) fn tag(&self, charge: &Charge, key: &str) -> Option<&str> {
        let is_tagged = matches!(charge.record, Record::Usage | Record::Covered | Record::Negation)
            && mix(charge.hash ^ hash(key)) % 100 < 86;
        let (team, stage) = self.owner(charge);
        match key {
            _ if !is_tagged => None,
            "team" => Some(team),
            "env" => Some(stage),
            _ => None,
        }
    }

    /// Returns the value of a cost category, unless none of its rules meets the charge.
    pub(crate) fn category(&self, charge: &Charge, name: &str) -> Option<&'static str> {
        let (team, stage) = self.owner(charge);
        match name {
            "CostCenter" => match team {
                "payments" | "checkout" | "risk" => Some("Commerce"),
                "search" | "mobile" | "marketing" => Some("Customer"),
                "platform" | "identity" | "data" => Some("Shared services"),
                _ => None,
            },
            "Stage" => Some(if stage == "prod" { "Production" } else { "Non-production" }),
            _ => None,
        }
    }

    /// Returns the team and the stage an account belongs to: its name says so.
    fn owner(&self, charge: &Charge) -> (&str, &str) {
        let mut parts = self.ledger.accounts[charge.account].name.split('-');
        match (parts.next(), parts.next()) {
            (Some(team), Some(stage)) if charge.account > 0 => (team, stage),
            _ => ("platform", "prod"),
        }
    }
}

/// Returns a usage type with the prefix of its region, such as `USW2-`; us-east-1 has none.
fn prefixed(region: &str, usage_type: &'static str) -> Cow<'static, str> {
    let mut parts = region.split('-');
    let (area, side, number) = (parts.next(), parts.next(), parts.next());
    let prefix = match region {
        "us-east-1" => return Cow::Borrowed(usage_type),
        "eu-west-1" => "EU".to_owned(),
        "ca-central-1" => "CAN1".to_owned(),
        "ap-south-1" => "APS3".to_owned(),
        _ => {
            let side: String = side.unwrap_or_default().chars().take(1).collect();
            format!("{}{side}{}", area.unwrap_or_default(), number.unwrap_or_default()).to_uppercase()
        }
    };
    Cow::Owned(format!("{prefix}-{usage_type}"))
}

/// Returns the family of an instance type: `m5` of `m5.large`, `r5` of `db.r5.xlarge`.
fn family(instance: &'static str) -> Cow<'static, str> {
    let mut parts = instance.rsplit('.');
    parts.next();
    Cow::Borrowed(parts.next().unwrap_or(instance))
}
