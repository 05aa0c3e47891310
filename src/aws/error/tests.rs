use super::*;

const CALL: Call = Call { service: "Security Hub", operation: "GetFindings", action: "securityhub:GetFindings" };

fn answer(status: u16, content_type: &str, code: Option<&str>, message: Option<&str>) -> Answer {
    let (code, message) = (code.map(str::to_owned), message.map(str::to_owned));
    Answer { status, content_type: content_type.to_owned(), length: 42, code, message }
}

#[test]
fn each_answer_has_its_kind_and_says_what_to_do() {
    let json = "application/json";
    let rows = [
        (
            answer(403, json, Some("AccessDeniedException"), Some("User x is not authorized")),
            ErrorKind::Denied,
            "access denied. Grant securityhub:GetFindings to the credentials of this data source.",
        ),
        (
            answer(403, "text/html", None, None),
            ErrorKind::Denied,
            "access denied by something that is not AWS (status 403, text/html, 42 bytes). Check the endpoint of this data source and any proxy on the way.",
        ),
        (
            answer(403, json, Some("ExpiredTokenException"), None),
            ErrorKind::BadCredentials,
            "AWS does not accept the credentials (ExpiredTokenException). Check the access key of this data source, and that a temporary one has its session token and is not expired.",
        ),
        (
            answer(429, json, Some("TooManyRequestsException"), None),
            ErrorKind::Throttled,
            "AWS limits the rate (TooManyRequestsException), also after retries. Ask for less: filter more, widen the refresh interval, or spread the panels.",
        ),
        (
            answer(429, "text/plain", None, None),
            ErrorKind::Throttled,
            "AWS limits the rate (no error code), also after retries. Ask for less: filter more, widen the refresh interval, or spread the panels.",
        ),
        (
            answer(400, json, Some("InvalidInputException"), Some("Invalid parameter")),
            ErrorKind::Invalid,
            "AWS calls the request invalid: Invalid parameter",
        ),
        (
            answer(401, json, Some("InvalidAccessException"), Some("not subscribed")),
            ErrorKind::NotEnabled,
            "Security Hub is not enabled in this account and Region, so there is nothing to show.",
        ),
        (
            answer(400, json, Some("NoSuchConfigRuleException"), Some("The ConfigRule 'x' provided is invalid.")),
            ErrorKind::NotFound,
            "AWS does not know what was named: The ConfigRule 'x' provided is invalid.",
        ),
        (
            answer(400, json, Some("NoAvailableConfigurationRecorderException"), None),
            ErrorKind::NotEnabled,
            "Security Hub is not enabled in this account and Region, so there is nothing to show.",
        ),
        (
            answer(500, json, Some("InternalException"), None),
            ErrorKind::ServiceFailed,
            "AWS failed with status 500 (InternalException), also after retries. Try again later.",
        ),
        (
            answer(502, "text/html", None, None),
            ErrorKind::NotAws,
            "the answer is not AWS's (status 502, text/html, 42 bytes). Check the endpoint of this data source and any proxy on the way.",
        ),
        (
            answer(200, "text/html", None, None),
            ErrorKind::NotAws,
            "the answer is not AWS's (status 200, text/html, 42 bytes). Check the endpoint of this data source and any proxy on the way.",
        ),
        (
            answer(404, json, None, None),
            ErrorKind::NotAws,
            "the answer is not AWS's (status 404, application/json, 42 bytes). Check the endpoint of this data source and any proxy on the way.",
        ),
    ];
    for (answer, kind, text) in rows {
        let error = AwsError::answered(CALL, "eu-west-1", &answer);
        assert_eq!(error.kind(), kind, "{answer:?}");
        assert_eq!(error.to_string(), format!("Security Hub GetFindings in eu-west-1: {text}"));
    }
}
