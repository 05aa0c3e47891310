//! Which operation a request asks for, by the names IAM has for service and operation, and how its listing is paged.
//!
//! The services tell their operations apart themselves; here are the names under which people speak of them. Lists and
//! tokens are those of the services' models.

use std::borrow::Cow;

use bytes::Bytes;
use http::Request;

use super::caller::{Caller, Directory};
use super::{account, budgets, config, costexplorer, inspector2, organizations, protocol, securityhub, sts};

/// An operation that is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operation {
    /// The service's name in a credential scope, which is its prefix in IAM too.
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    /// How its listing is paged, if it has pages.
    pub(super) pages: Option<Pages>,
}

/// How a listing is paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pages {
    /// The member with the token, of the request and of the answer.
    pub(super) token: &'static str,
    /// JSON pointers to the lists of an answer that a page has a piece of.
    pub(super) lists: &'static [&'static str],
}

const fn whole(service: &'static str, name: &'static str) -> Operation {
    Operation { service, name, pages: None }
}

const fn paged(
    service: &'static str,
    name: &'static str,
    token: &'static str,
    lists: &'static [&'static str],
) -> Operation {
    Operation { service, name, pages: Some(Pages { token, lists }) }
}

const HUB: &str = securityhub::SIGNING_NAME;
const INSPECTOR: &str = inspector2::SIGNING_NAME;
const COST: &str = costexplorer::SIGNING_NAME;
const BUDGETS: &str = budgets::SIGNING_NAME;
const CONFIG: &str = config::SIGNING_NAME;
const ORGANIZATIONS: &str = organizations::SIGNING_NAME;
const TOKEN: &str = "NextToken";
const SMALL_TOKEN: &str = "nextToken";
const PAGE_TOKEN: &str = "NextPageToken";

/// Every operation that is simulated.
pub(super) static OPERATIONS: [Operation; 67] = [
    paged(account::SIGNING_NAME, "ListRegions", TOKEN, &["/Regions"]),
    whole(BUDGETS, "DescribeBudget"),
    paged(BUDGETS, "DescribeBudgetNotificationsForAccount", TOKEN, &["/BudgetNotificationsForAccount"]),
    paged(
        BUDGETS,
        "DescribeBudgetPerformanceHistory",
        TOKEN,
        &["/BudgetPerformanceHistory/BudgetedAndActualAmountsList"],
    ),
    paged(BUDGETS, "DescribeBudgets", TOKEN, &["/Budgets"]),
    paged(BUDGETS, "DescribeNotificationsForBudget", TOKEN, &["/Notifications"]),
    whole(BUDGETS, "UpdateBudget"),
    paged(COST, "GetAnomalies", PAGE_TOKEN, &["/Anomalies"]),
    paged(COST, "GetCostAndUsage", PAGE_TOKEN, &["/ResultsByTime"]),
    paged(COST, "GetCostCategories", PAGE_TOKEN, &["/CostCategoryNames", "/CostCategoryValues"]),
    whole(COST, "GetCostForecast"),
    paged(COST, "GetDimensionValues", PAGE_TOKEN, &["/DimensionValues"]),
    paged(COST, "GetTags", PAGE_TOKEN, &["/Tags"]),
    whole(CONFIG, "DeleteConfigRule"),
    paged(CONFIG, "DescribeComplianceByConfigRule", TOKEN, &["/ComplianceByConfigRules"]),
    paged(CONFIG, "DescribeComplianceByResource", TOKEN, &["/ComplianceByResources"]),
    paged(CONFIG, "DescribeConfigRuleEvaluationStatus", TOKEN, &["/ConfigRulesEvaluationStatus"]),
    paged(CONFIG, "DescribeConfigRules", TOKEN, &["/ConfigRules"]),
    whole(CONFIG, "DescribeConfigurationRecorderStatus"),
    whole(CONFIG, "DescribeConfigurationRecorders"),
    paged(CONFIG, "DescribeConformancePackCompliance", TOKEN, &["/ConformancePackRuleComplianceList"]),
    paged(CONFIG, "DescribeConformancePackStatus", TOKEN, &["/ConformancePackStatusDetails"]),
    paged(CONFIG, "DescribeConformancePacks", TOKEN, &["/ConformancePackDetails"]),
    whole(CONFIG, "DescribeDeliveryChannelStatus"),
    whole(CONFIG, "DescribeDeliveryChannels"),
    paged(CONFIG, "GetComplianceDetailsByConfigRule", TOKEN, &["/EvaluationResults"]),
    paged(CONFIG, "GetComplianceDetailsByResource", TOKEN, &["/EvaluationResults"]),
    whole(CONFIG, "GetComplianceSummaryByConfigRule"),
    whole(CONFIG, "GetComplianceSummaryByResourceType"),
    paged(CONFIG, "GetConformancePackComplianceSummary", TOKEN, &["/ConformancePackComplianceSummaryList"]),
    paged(CONFIG, "GetDiscoveredResourceCounts", SMALL_TOKEN, &["/resourceCounts"]),
    paged(CONFIG, "GetResourceConfigHistory", SMALL_TOKEN, &["/configurationItems"]),
    paged(CONFIG, "ListConformancePackComplianceScores", TOKEN, &["/ConformancePackComplianceScores"]),
    paged(CONFIG, "ListDiscoveredResources", SMALL_TOKEN, &["/resourceIdentifiers"]),
    whole(CONFIG, "PutExternalEvaluation"),
    whole(CONFIG, "StartConfigurationRecorder"),
    whole(CONFIG, "StopConfigurationRecorder"),
    whole(INSPECTOR, "BatchGetAccountStatus"),
    whole(INSPECTOR, "GetDelegatedAdminAccount"),
    paged(INSPECTOR, "ListCoverage", SMALL_TOKEN, &["/coveredResources"]),
    paged(INSPECTOR, "ListCoverageStatistics", SMALL_TOKEN, &["/countsByGroup"]),
    paged(INSPECTOR, "ListFindingAggregations", SMALL_TOKEN, &["/responses"]),
    paged(INSPECTOR, "ListFindings", SMALL_TOKEN, &["/findings"]),
    paged(INSPECTOR, "ListMembers", SMALL_TOKEN, &["/members"]),
    whole(ORGANIZATIONS, "DescribeOrganization"),
    paged(ORGANIZATIONS, "ListAccounts", TOKEN, &["/Accounts"]),
    paged(ORGANIZATIONS, "ListAccountsForParent", TOKEN, &["/Accounts"]),
    paged(ORGANIZATIONS, "ListOrganizationalUnitsForParent", TOKEN, &["/OrganizationalUnits"]),
    paged(ORGANIZATIONS, "ListParents", TOKEN, &["/Parents"]),
    paged(ORGANIZATIONS, "ListRoots", TOKEN, &["/Roots"]),
    whole(HUB, "BatchGetSecurityControls"),
    whole(HUB, "BatchUpdateFindings"),
    whole(HUB, "DescribeHub"),
    paged(HUB, "DescribeStandards", TOKEN, &["/Standards"]),
    paged(HUB, "DescribeStandardsControls", TOKEN, &["/Controls"]),
    whole(HUB, "GetAdministratorAccount"),
    paged(HUB, "GetEnabledStandards", TOKEN, &["/StandardsSubscriptions"]),
    whole(HUB, "GetFindingAggregator"),
    paged(HUB, "GetFindings", TOKEN, &["/Findings"]),
    whole(HUB, "GetInsightResults"),
    paged(HUB, "GetInsights", TOKEN, &["/Insights"]),
    paged(HUB, "ListFindingAggregators", TOKEN, &["/FindingAggregators"]),
    paged(HUB, "ListMembers", TOKEN, &["/Members"]),
    paged(HUB, "ListSecurityControlDefinitions", TOKEN, &["/SecurityControlDefinitions"]),
    paged(HUB, "ListStandardsControlAssociations", TOKEN, &["/StandardsControlAssociationSummaries"]),
    whole(sts::SIGNING_NAME, "AssumeRole"),
    whole(sts::SIGNING_NAME, "GetCallerIdentity"),
];

/// Returns the services of which operations are simulated.
pub(super) fn services() -> Vec<&'static str> {
    let mut services: Vec<_> = OPERATIONS.iter().map(|operation| operation.service).collect();
    services.dedup();
    services
}

/// Who asks for what, in the names people use.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The ARN of who asks.
    pub(super) principal: String,
    pub(super) account: String,
    pub(super) region: String,
    pub(super) service: String,
    /// The operation, if it is simulated.
    pub(super) operation: Option<&'static Operation>,
}

impl Asked {
    /// Returns what `caller` asks for.
    pub(super) fn of(caller: &Caller, directory: &Directory, request: &Request<Bytes>) -> Self {
        Self {
            principal: caller.arn(directory),
            account: directory.accounts[caller.account].id.clone(),
            region: caller.region.clone(),
            service: caller.service.clone(),
            operation: operation(&caller.service, request),
        }
    }
}

fn operation(service: &str, request: &Request<Bytes>) -> Option<&'static Operation> {
    let place = (request.method(), request.uri().path());
    let name: Cow<'_, str> = match service {
        securityhub::SIGNING_NAME => securityhub::operation(place.0, place.1)?.into(),
        inspector2::SIGNING_NAME => inspector2::operation(place.0, place.1)?.into(),
        account::SIGNING_NAME => account::operation(place.0, place.1)?.into(),
        sts::SIGNING_NAME => sts::member(request, "Action")?.into(),
        _ => protocol::named(request)?.into(),
    };
    OPERATIONS.iter().find(|operation| operation.service == service && operation.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_operation_is_listed_once_and_services_stand_together() {
        let names: HashSet<_> = OPERATIONS.iter().map(|operation| (operation.service, operation.name)).collect();
        assert_eq!(names.len(), OPERATIONS.len());
        assert_eq!(
            services(),
            ["account", "budgets", "ce", "config", "inspector2", "organizations", "securityhub", "sts"]
        );
    }

    #[test]
    fn an_operation_is_named_as_iam_names_it_whatever_the_protocol() {
        let request = |method: &str, path: &str, target: &str, body: &'static str| {
            let built = Request::builder().method(method).uri(path).header("x-amz-target", target);
            built.body(Bytes::from_static(body.as_bytes())).unwrap()
        };
        let config = "StarlingDoveService.DescribeConfigRules";
        for (service, request, name) in [
            ("securityhub", request("POST", "/findings", "", ""), Some("GetFindings")),
            ("securityhub", request("GET", "/standards/controls/arn:aws:x", "", ""), Some("DescribeStandardsControls")),
            ("inspector2", request("POST", "/findings/list", "", ""), Some("ListFindings")),
            ("config", request("POST", "/", config, ""), Some("DescribeConfigRules")),
            ("sts", request("POST", "/", "", "Action=GetCallerIdentity&Version=2011-06-15"), Some("GetCallerIdentity")),
            ("securityhub", request("GET", "/nowhere", "", ""), None),
            ("config", request("POST", "/", "StarlingDoveService.PutConfigRule", ""), None),
            ("s3", request("GET", "/", config, ""), None),
        ] {
            assert_eq!(operation(service, &request).map(|operation| operation.name), name);
        }
    }
}
