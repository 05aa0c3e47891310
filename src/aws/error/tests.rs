use super::*;

const CALL: Call = Call { service: "Security Hub", operation: "GetFindings", action: "securityhub:GetFindings" };
const INSPECTOR: Call = Call { service: "Inspector", operation: "ListFindings", action: "inspector2:ListFindings" };
const CONFIG: Call =
    Call { service: "Config", operation: "GetResourceConfigHistory", action: "config:GetResourceConfigHistory" };
const COST: Call = Call { service: "Cost Explorer", operation: "GetCostAndUsage", action: "ce:GetCostAndUsage" };

const JSON: &str = "application/json";

fn answer(status: u16, content_type: &str, code: &str, message: &str) -> Answer {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Answer { status, content_type: content_type.to_owned(), length: 42, code: given(code), message: given(message) }
}

fn place(region: &str) -> Place {
    Place { account: Some("111122223333".to_owned()), region: region.to_owned() }
}

/// The kind and the whole message.
fn said(call: Call, region: &str, answer: &Answer) -> (ErrorKind, String) {
    let error = AwsError::answered(call, &place(region), answer);
    (error.kind(), error.to_string())
}

#[test]
fn a_denial_names_action_principal_account_and_region() {
    let user = "User: arn:aws:iam::111122223333:user/grafana is not authorized to perform: securityhub:GetFindings";
    let rows = [
        (
            user.to_owned(),
            ErrorKind::Denied,
            "access denied. Grant securityhub:GetFindings to arn:aws:iam::111122223333:user/grafana.",
        ),
        (
            "no".to_owned(),
            ErrorKind::Denied,
            "access denied. Grant securityhub:GetFindings to the credentials of this data source.",
        ),
        (
            format!("{user} on resource: x with an explicit deny in a service control policy"),
            ErrorKind::Forbidden,
            "access denied: a service control policy denies securityhub:GetFindings to \
             arn:aws:iam::111122223333:user/grafana. Have the action taken out of that policy.",
        ),
    ];
    for (words, kind, text) in rows {
        let denied = said(CALL, "eu-west-1", &answer(403, JSON, "AccessDeniedException", &words));
        assert_eq!(denied, (kind, format!("Security Hub GetFindings in 111122223333/eu-west-1: {text}")));
    }
}

#[test]
fn a_service_that_is_not_enabled_is_told_from_a_denial() {
    let off = "so there is nothing to show. Enable it there, or leave that account or Region out of this data source.";
    let rows = [
        (
            CALL,
            answer(401, JSON, "InvalidAccessException", "Account 1 is not subscribed to AWS Security Hub"),
            ErrorKind::NotEnabled,
            format!("Security Hub is not enabled in this account and Region, {off}"),
        ),
        (
            INSPECTOR,
            answer(403, JSON, "AccessDeniedException", "Invoking account does not have access to list findings."),
            ErrorKind::NotEnabled,
            format!("Inspector is not activated in this account and Region, {off}"),
        ),
        (
            CONFIG,
            answer(400, JSON, "NoAvailableConfigurationRecorderException", ""),
            ErrorKind::NotEnabled,
            format!("Config has no recorder in this account and Region, {off}"),
        ),
        // Whose account may not do it must not look like one without findings.
        (
            CALL,
            answer(401, JSON, "InvalidAccessException", "Account 1 is not an administrator for this organization"),
            ErrorKind::Denied,
            "access denied. Grant securityhub:GetFindings to the credentials of this data source.".to_owned(),
        ),
        (
            INSPECTOR,
            answer(403, JSON, "AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized to perform"),
            ErrorKind::Denied,
            "access denied. Grant inspector2:ListFindings to arn:aws:iam::1:user/x.".to_owned(),
        ),
        // There are costs, whoever may see them.
        (
            COST,
            answer(400, JSON, "AccessDeniedException", "User not enabled for cost explorer access"),
            ErrorKind::CostsHidden,
            "Cost Explorer is not enabled for who asks. Open Cost Explorer once in the management account, and allow there that \
             IAM users, roles and member accounts see billing; the first costs come within a day."
                .to_owned(),
        ),
        (
            COST,
            answer(400, JSON, "DataUnavailableException", "The requested data is unavailable."),
            ErrorKind::NotReady,
            "AWS does not have these data yet (DataUnavailableException). Ask for another period, or try again tomorrow."
                .to_owned(),
        ),
    ];
    for (call, answer, kind, text) in rows {
        let expected = format!("{} {} in 111122223333/eu-west-1: {text}", call.service, call.operation);
        assert_eq!(said(call, "eu-west-1", &answer), (kind, expected));
    }
}

#[test]
fn credentials_clock_and_region_are_told_apart() {
    let rows = [
        (
            answer(403, JSON, "UnrecognizedClientException", "The security token included in the request is invalid."),
            "eu-west-1",
            ErrorKind::BadCredentials,
            "AWS does not accept the credentials (UnrecognizedClientException). Check the access key of this data source, and \
             that a temporary one has its session token.",
        ),
        (
            answer(403, JSON, "ExpiredTokenException", ""),
            "eu-south-1",
            ErrorKind::ExpiredCredentials,
            "the credentials have expired (ExpiredTokenException). Enter new ones in this data source; where they come from a \
             profile or from the server, sign in there again.",
        ),
        (
            answer(403, JSON, "UnrecognizedClientException", ""),
            "eu-south-1",
            ErrorKind::RegionOff,
            "AWS does not accept the credentials in eu-south-1 (UnrecognizedClientException), a Region that accounts have to \
             enable. Enable it (AWS console: Account, AWS Regions) or leave it out of this data source; where it is enabled, \
             check the access key.",
        ),
        // The key is known there, and what it signed is wrong.
        (
            answer(403, JSON, "InvalidSignatureException", "The request signature we calculated does not match"),
            "eu-south-1",
            ErrorKind::BadCredentials,
            "AWS does not accept the credentials (InvalidSignatureException). Check the access key of this data source, and \
             that a temporary one has its session token.",
        ),
        (
            answer(403, JSON, "InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than 2"),
            "eu-west-1",
            ErrorKind::ClockSkew,
            "AWS refuses the time of the request (InvalidSignatureException): the clock of the Grafana server is off. Set the \
             server's clock, and keep it set with NTP.",
        ),
        (
            answer(403, JSON, "RequestTimeTooSkewed", ""),
            "eu-west-1",
            ErrorKind::ClockSkew,
            "AWS refuses the time of the request (RequestTimeTooSkewed): the clock of the Grafana server is off. Set the \
             server's clock, and keep it set with NTP.",
        ),
    ];
    for (answer, region, kind, text) in rows {
        let expected = format!("Security Hub GetFindings in 111122223333/{region}: {text}");
        assert_eq!(said(CALL, region, &answer), (kind, expected));
    }
}

#[test]
fn each_other_answer_has_its_kind_and_says_what_to_do() {
    let ask_less = "Ask for less: filter more, widen the refresh interval, or spread the panels.";
    let check = "Check the endpoint of this data source and any proxy on the way.";
    let not_aws = |seen: &str| (ErrorKind::NotAws, format!("the answer is not AWS's ({seen}, 42 bytes). {check}"));
    let throttled =
        |code: &str| (ErrorKind::Throttled, format!("AWS limits the rate ({code}), also after retries. {ask_less}"));
    let rows = [
        (answer(429, JSON, "TooManyRequestsException", ""), throttled("TooManyRequestsException")),
        (answer(429, "text/plain", "", ""), throttled("no error code")),
        (answer(400, JSON, "LimitExceededException", ""), throttled("LimitExceededException")),
        (
            answer(400, JSON, "InvalidInputException", "Invalid parameter."),
            (
                ErrorKind::Invalid,
                "AWS calls the request invalid: Invalid parameter. Change what it names.".to_owned(),
            ),
        ),
        (
            answer(400, JSON, "SerializationException", "x"),
            (
                ErrorKind::Malformed,
                "AWS cannot read the request (SerializationException). This is a bug in the AWS Posture plugin; please \
                 report it with this text."
                    .to_owned(),
            ),
        ),
        (
            answer(400, JSON, "NoSuchConfigRuleException", "The ConfigRule 'x' provided is invalid."),
            (
                ErrorKind::NotFound,
                "AWS does not know what was named: The ConfigRule 'x' provided is invalid. Check the names in the query."
                    .to_owned(),
            ),
        ),
        (
            answer(500, JSON, "InternalException", ""),
            (
                ErrorKind::ServiceFailed,
                "AWS failed with status 500 (InternalException), also after retries. Try again later.".to_owned(),
            ),
        ),
        (
            answer(407, "text/html", "", ""),
            (
                ErrorKind::ProxyFailed,
                "the proxy does not let the request through (it wants a user and password). Check the address, user and \
                 password of the proxy of this data source or server, and that it allows AWS's hosts."
                    .to_owned(),
            ),
        ),
        (answer(502, "text/html", "", ""), not_aws("status 502, text/html")),
        (answer(200, "text/html", "", ""), not_aws("status 200, text/html")),
        (answer(403, "text/html", "", ""), not_aws("status 403, text/html")),
        (answer(404, JSON, "", ""), not_aws("status 404, application/json")),
    ];
    for (answer, (kind, text)) in rows {
        let expected = format!("Security Hub GetFindings in 111122223333/eu-west-1: {text}");
        assert_eq!(said(CALL, "eu-west-1", &answer), (kind, expected));
    }
}

#[test]
fn what_never_reached_aws_says_what_to_do() {
    let timeout = SdkError::<std::fmt::Error, ()>::timeout_error("late");
    let unsent = SdkError::<std::fmt::Error, ()>::construction_failure("no endpoint");
    let rows = [
        (
            AwsError::unanswered(CALL, &place("eu-west-1"), &timeout),
            "no answer in time. Check the endpoint, the proxy and the network.",
        ),
        (
            AwsError::unanswered(CALL, &place("eu-west-1"), &unsent),
            "the request could not be signed or built. Check the endpoint, the Region and the way of signing in of this data source.",
        ),
        (
            AwsError::incomplete(CALL, &place("eu-west-1"), "2 rows are left out"),
            "2 rows are left out. An alert rule needs all of them: filter otherwise, or set allowPartial in its query.",
        ),
        (
            AwsError::endless(CALL, &place("eu-west-1"), "AWS repeats a page"),
            "AWS repeats a page: the listing would not end. Try again in some minutes; filter otherwise if it stays so.",
        ),
        (AwsError::interrupted(CALL, &place("eu-west-1")), "the request was stopped before it ended. Try again."),
    ];
    for (error, text) in rows {
        assert_eq!(error.to_string(), format!("Security Hub GetFindings in 111122223333/eu-west-1: {text}"));
    }
}

#[test]
fn a_code_means_one_thing() {
    let mut codes: Vec<_> = ErrorKind::ALL.iter().flat_map(|kind| kind.facts().codes).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
    assert_eq!(ErrorKind::of_code("NoSuchCode"), None);
}

#[test]
fn every_kind_says_what_happened_and_what_to_do() {
    for kind in ErrorKind::ALL {
        let Facts { status, says, means, to_do, .. } = kind.facts();
        assert!((400..600).contains(&status) && !says.ends_with('.') && !means.ends_with('.'), "{kind:?}");
        assert!(to_do.ends_with('.') && to_do.starts_with(|first: char| first.is_uppercase()), "{kind:?}");
    }
}

#[test]
fn words_that_bring_braces_are_not_filled_again() {
    assert_eq!(filled("a {x} b {y}.", &[("x", "{y}")]), "a {y} b ….");
}
