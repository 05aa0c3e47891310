//! How AWS refuses for reasons that the sandbox has none of by itself: a failure of its own, a session that is over, a
//! policy that says no. Each is written as the service that was asked writes it.

use bytes::Bytes;
use http::{Request, StatusCode};

use super::super::fault::Fault;
use super::super::operation::Asked;
use super::super::{account, budgets, costexplorer, inspector2, organizations, securityhub, sts};

/// Returns the error that the service's model has for a failure of its own.
pub(super) fn internal(service: &str) -> Fault {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let message = "The request processing has failed because of an unknown error, exception or failure.";
    match service {
        securityhub::SIGNING_NAME => Fault::service(status, "InternalException", message),
        inspector2::SIGNING_NAME | account::SIGNING_NAME => {
            Fault::machinery(status, "InternalServerException", message)
        }
        organizations::SIGNING_NAME => Fault::machinery(status, "ServiceException", message),
        budgets::SIGNING_NAME => Fault::machinery(status, "InternalErrorException", message),
        _ => Fault::machinery(status, "InternalFailure", message),
    }
}

/// Returns the error that all services have for a time without service.
pub(super) fn unavailable() -> Fault {
    let message = "The request has failed due to a temporary failure of the server.";
    Fault::machinery(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
}

/// Returns the refusal of what no policy allows.
pub(super) fn access_denied(asked: &Asked, request: &Request<Bytes>) -> Fault {
    let action = action(asked);
    let message = format!(
        "User: {} is not authorized to perform: {action} on resource: {} because no identity-based policy allows the \
         {action} action",
        asked.principal,
        resource(asked, request)
    );
    match asked.service.as_str() {
        securityhub::SIGNING_NAME => Fault::service(StatusCode::FORBIDDEN, "AccessDeniedException", &message),
        sts::SIGNING_NAME => Fault::access_denied("AccessDenied", message),
        _ => Fault::access_denied("AccessDeniedException", message),
    }
}

/// Returns the IAM action; Budgets is the one service whose actions are not its operations.
fn action(asked: &Asked) -> String {
    let operation = asked.operation.map_or("*", |operation| operation.name);
    match (asked.service.as_str(), operation) {
        (budgets::SIGNING_NAME, "UpdateBudget") => "budgets:ModifyBudget".to_owned(),
        (budgets::SIGNING_NAME, _) => "budgets:ViewBudget".to_owned(),
        (service, operation) => format!("{service}:{operation}"),
    }
}

/// Returns the resource as each service names it in a refusal.
fn resource(asked: &Asked, request: &Request<Bytes>) -> String {
    let Asked { region, account, .. } = asked;
    let operation = asked.operation.map_or("*", |operation| operation.name);
    match asked.service.as_str() {
        securityhub::SIGNING_NAME => format!("arn:aws:securityhub:{region}:{account}:hub/default"),
        inspector2::SIGNING_NAME => format!("arn:aws:inspector2:{region}:{account}:{}", request.uri().path()),
        costexplorer::SIGNING_NAME => format!("arn:aws:ce:{region}:{account}:/{operation}"),
        budgets::SIGNING_NAME => format!("arn:aws:budgets::{account}:budget/*"),
        sts::SIGNING_NAME => sts::member(request, "RoleArn").unwrap_or_else(|| "*".to_owned()),
        _ => "*".to_owned(),
    }
}
