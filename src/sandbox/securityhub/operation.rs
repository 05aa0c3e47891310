//! The operations of Security Hub: told apart by method and path, and where each has its members.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::super::body;
use super::super::fault::Fault;
use super::super::throttle::RateClass;
use super::query;

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    GetFindings,
    BatchUpdateFindings,
    GetEnabledStandards,
    DescribeStandards,
    DescribeStandardsControls,
    ListSecurityControlDefinitions,
    ListStandardsControlAssociations,
    BatchGetSecurityControls,
    GetInsights,
    GetInsightResults,
    DescribeHub,
    GetAdministratorAccount,
    ListMembers,
    ListFindingAggregators,
    GetFindingAggregator,
}

impl Operation {
    /// How many operations there are.
    pub(super) const COUNT: usize = Self::GetFindingAggregator as usize + 1;

    /// Returns the operation that method and path name.
    pub(super) fn of(method: &Method, path: &str) -> Option<Self> {
        match (method.as_str(), path) {
            ("POST", "/findings") => Some(Self::GetFindings),
            ("PATCH", "/findings/batchupdate") => Some(Self::BatchUpdateFindings),
            ("POST", "/standards/get") => Some(Self::GetEnabledStandards),
            ("GET", "/standards") => Some(Self::DescribeStandards),
            ("GET", "/securityControls/definitions") => Some(Self::ListSecurityControlDefinitions),
            ("GET", "/associations") => Some(Self::ListStandardsControlAssociations),
            ("POST", "/securityControls/batchGet") => Some(Self::BatchGetSecurityControls),
            ("POST", "/insights/get") => Some(Self::GetInsights),
            ("GET", "/accounts") => Some(Self::DescribeHub),
            ("GET", "/administrator") => Some(Self::GetAdministratorAccount),
            ("GET", "/members") => Some(Self::ListMembers),
            ("GET", "/findingAggregator/list") => Some(Self::ListFindingAggregators),
            ("GET", path) => {
                let labelled = [Self::DescribeStandardsControls, Self::GetInsightResults, Self::GetFindingAggregator];
                labelled.into_iter().find(|operation| operation.label(path).is_some())
            }
            _ => None,
        }
    }

    /// Returns the operation's name in the service's model.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GetFindings => "GetFindings",
            Self::BatchUpdateFindings => "BatchUpdateFindings",
            Self::GetEnabledStandards => "GetEnabledStandards",
            Self::DescribeStandards => "DescribeStandards",
            Self::DescribeStandardsControls => "DescribeStandardsControls",
            Self::ListSecurityControlDefinitions => "ListSecurityControlDefinitions",
            Self::ListStandardsControlAssociations => "ListStandardsControlAssociations",
            Self::BatchGetSecurityControls => "BatchGetSecurityControls",
            Self::GetInsights => "GetInsights",
            Self::GetInsightResults => "GetInsightResults",
            Self::DescribeHub => "DescribeHub",
            Self::GetAdministratorAccount => "GetAdministratorAccount",
            Self::ListMembers => "ListMembers",
            Self::ListFindingAggregators => "ListFindingAggregators",
            Self::GetFindingAggregator => "GetFindingAggregator",
        }
    }

    /// Returns the member whose value is the end of `path`, and the value, which may contain slashes.
    fn label(self, path: &str) -> Option<(&'static str, String)> {
        let (name, start) = match self {
            Self::DescribeStandardsControls => ("StandardsSubscriptionArn", "/standards/controls/"),
            Self::GetInsightResults => ("InsightArn", "/insights/results/"),
            Self::GetFindingAggregator => ("FindingAggregatorArn", "/findingAggregator/get/"),
            _ => return None,
        };
        let value = path.strip_prefix(start).filter(|value| !value.is_empty())?;
        Some((name, query::decode(value)))
    }

    /// Returns the members of a request wherever they are: in the body, the query or the path.
    pub(super) fn members(self, request: &Request<Bytes>) -> Result<Map<String, Value>, Fault> {
        if request.method() != Method::GET {
            return body::object(request.body());
        }
        let mut members = query::object(request.uri().query().unwrap_or_default());
        if let Some((name, value)) = self.label(request.uri().path()) {
            members.insert(name.to_owned(), Value::String(value));
        }
        Ok(members)
    }

    /// Returns how often it may be asked.
    pub(super) fn rate_class(self) -> RateClass {
        match self {
            Self::GetFindings => RateClass::GetFindings,
            _ => RateClass::Other,
        }
    }
}
