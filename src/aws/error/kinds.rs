//! Every kind of error there is on the way to AWS, as one table: status, source, whether trying again helps, AWS's codes,
//! the message, the cause, and what to do.
//!
//! Messages, HTTP statuses, the reading of AWS's codes, retries of broken connections and docs/errors.md all come from here.

/// Whose error it is, as Grafana counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorSource {
    /// AWS, the network, or what the user asked.
    Downstream,
    /// A bug of ours.
    Plugin,
}

impl ErrorSource {
    /// The word Grafana has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Downstream => "downstream",
            Self::Plugin => "plugin",
        }
    }
}

/// What holds for all errors of a kind. Words in braces are filled in for each error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its name, as metrics and details have it.
    pub name: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Whose error it is.
    pub source: ErrorSource,
    /// Whether the same request may succeed later, with nothing changed.
    pub is_retryable: bool,
    /// AWS's error codes that always mean this.
    pub codes: &'static [&'static str],
    /// What the message says happened.
    pub says: &'static str,
    /// What it means, for the docs.
    pub means: &'static str,
    /// What to do, the end of the message.
    pub to_do: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal: $status:literal $source:ident $again:ident [$($code:literal),*]
       $says:literal; $means:literal; $to_do:literal)*) => {
        /// What a caller decides on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorKind {
            $($(#[$doc])* $name,)*
        }

        impl ErrorKind {
            /// All kinds there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns what holds for all errors of this kind.
            pub const fn facts(self) -> Facts {
                match self {
                    $(Self::$name => Facts {
                        name: $word,
                        status: $status,
                        source: ErrorSource::$source,
                        is_retryable: kinds!(@again $again),
                        codes: &[$($code),*],
                        says: $says,
                        means: $means,
                        to_do: $to_do,
                    },)*
                }
            }
        }
    };
    (@again again) => { true };
    (@again never) => { false };
}

kinds! {
    /// The credentials do not allow it.
    Denied "denied": 403 Downstream never
        ["AccessDeniedException", "AccessDenied", "NotAuthorized", "OrganizationAccessDeniedException"]
        "access denied";
        "no policy of the one who asks allows the IAM action; see the [policy](configure.md#iam-policy)";
        "Grant {action} to {principal}."
    /// A policy denies it, whatever others allow.
    Forbidden "forbidden": 403 Downstream never []
        "access denied: {policy} policy denies {action} to {principal}";
        "a policy denies the IAM action, such as a service control policy of the organisation; granting it elsewhere does not help";
        "Have the action taken out of that policy."
    /// AWS does not know the credentials.
    BadCredentials "bad_credentials": 401 Downstream never
        ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
         "MissingAuthenticationTokenException", "MissingAuthenticationToken", "IncompleteSignature",
         "IncompleteSignatureException"]
        "AWS does not accept the credentials ({code})";
        "a wrong access key or secret key, or a temporary key without its session token";
        "Check the access key of this data source, and that a temporary one has its session token."
    /// The credentials were right until they expired.
    ExpiredCredentials "expired_credentials": 401 Downstream never ["ExpiredTokenException", "ExpiredToken"]
        "the credentials have expired ({code})";
        "a temporary key or a session is over; keys that the plugin can renew it renews itself";
        "Enter new ones in this data source; where they come from a profile or from the server, sign in there again."
    /// There are no credentials, or none that can be used.
    NoCredentials "no_credentials": 401 Downstream never []
        "there are no credentials ({cause})";
        "the way of signing in found none: Grafana hands a plugin no environment variables, and the server may have no role; see [settings](configure.md#settings)";
        "Give this data source an access key or another way of signing in, or the Grafana server credentials of its own."
    /// The clock of this machine is off.
    ClockSkew "clock_skew": 401 Downstream never ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
        "AWS refuses the time of the request ({code}): the clock of the Grafana server is off";
        "requests are signed with the time, and AWS allows it to be off by 5 minutes";
        "Set the server's clock, and keep it set with NTP."
    /// A Region that AWS does not have.
    NoSuchRegion "no_such_region": 400 Downstream never []
        "there is no Region {region}: the name {host} is not known";
        "the Region is misspelt, or the server's DNS does not know AWS";
        "Check the Regions of this data source; where they are right, check the DNS of the Grafana server."
    /// A service that a partition does not have.
    NotInPartition "not_in_partition": 502 Downstream never []
        "the name {host} is not known: the service may not be offered in the partition {partition}";
        "AWS's partitions for China and GovCloud lack some services; or the server's DNS does not know AWS";
        "Leave the tables of this service out for {region}; where AWS lists it there, check the DNS of the Grafana server."
    /// A Region that the account has not enabled.
    RegionOff "region_off": 400 Downstream never []
        "AWS does not accept the credentials in {region} ({code}), a Region that accounts have to enable";
        "the account has not enabled this Region, which then knows none of its keys";
        "Enable it (AWS console: Account, AWS Regions) or leave it out of this data source; where it is enabled, check the access key."
    /// AWS limits the rate, and went on doing so through the retries.
    Throttled "throttled": 429 Downstream again
        ["TooManyRequestsException", "ThrottlingException", "Throttling", "ThrottledException", "LimitExceededException",
         "RequestLimitExceeded", "RequestThrottled", "SlowDown"]
        "AWS limits the rate ({code}), also after retries";
        "the account makes more requests than AWS allows, all its users together: 3 a second for findings of Security Hub";
        "Ask for less: filter more, widen the refresh interval, or spread the panels."
    /// AWS calls the request invalid.
    Invalid "invalid": 400 Downstream never ["InvalidInputException", "ValidationException"]
        "AWS calls the request invalid: {said}";
        "AWS does not take a value of the query";
        "Change what it names."
    /// AWS cannot read the request.
    Malformed "malformed": 500 Plugin never ["SerializationException"]
        "AWS cannot read the request ({code})";
        "a bug";
        "This is a bug in the AWS Posture plugin; please report it with this text."
    /// The request cannot be made.
    Unsent "unsent": 400 Downstream never []
        "the request could not be signed or built";
        "no address can be made of the settings, for example for a Region without FIPS endpoints";
        "Check the endpoint, the Region and the way of signing in of this data source."
    /// The service is not enabled in this account and Region, and has nothing there.
    NotEnabled "not_enabled": 502 Downstream never ["NoAvailableConfigurationRecorderException"]
        "{service} in this account and Region, so there is nothing to show";
        "a panel and an alert rule take it for no rows, beside a notice; it is an error where rows were read before";
        "Enable it there, or leave that account or Region out of this data source."
    /// The organisation cannot be seen by who asks, or there is none.
    NoOrganization "no_organization": 403 Downstream never ["AWSOrganizationsNotInUseException"]
        "the account that signs in does not see an organisation";
        "only the management account and delegated administrators may list an organisation's accounts";
        "Sign in to the management account or to a delegated administrator of any service, or list the accounts in this data source (accounts.mode list)."
    /// The settings name an organizational unit that is not there.
    NoSuchUnit "no_such_unit": 400 Downstream never ["ParentNotFoundException"]
        "the organisation does not have an organizational unit that is named";
        "include or exclude names a unit that was deleted, or one of another organisation";
        "Check include and exclude in this data source's settings."
    /// The organisation has no account that the settings choose.
    NoAccounts "no_accounts": 400 Plugin never []
        "no active account of the organisation is left to ask";
        "include and exclude, together, leave no account of the organisation";
        "Check include and exclude in this data source's settings."
    /// Cost Explorer does not answer this account or user, who has costs all the same.
    CostsHidden "costs_hidden": 403 Downstream never []
        "Cost Explorer is not enabled for who asks";
        "Cost Explorer was never opened, IAM users and roles have no access to billing, or the management account hides costs from its members";
        "Open Cost Explorer once in the management account, and allow there that IAM users, roles and member accounts see billing; the first costs come within a day."
    /// AWS has not gathered the data yet.
    NotReady "not_ready": 503 Downstream again ["DataUnavailableException"]
        "AWS does not have these data yet ({code})";
        "the period has no data, or Cost Explorer was enabled less than a day ago";
        "Ask for another period, or try again tomorrow."
    /// AWS does not know what the request names.
    NotFound "not_found": 404 Downstream never
        ["NoSuchConfigRuleException", "NoSuchConfigurationRecorderException", "NoSuchConformancePackException",
         "NoSuchDeliveryChannelException", "ResourceNotDiscoveredException"]
        "AWS does not know what was named: {said}";
        "a name in the query is misspelt, or of another account or Region";
        "Check the names in the query."
    /// Nobody answered.
    Unreachable "unreachable": 502 Downstream again []
        "cannot be reached ({cause})";
        "the connection is refused or the name of the host is not known";
        "Check the endpoint, the Region, the proxy and the network."
    /// The answer broke off.
    BrokenOff "broken_off": 502 Downstream again []
        "the answer broke off ({cause})";
        "the connection was closed before the answer was whole";
        "Try again; check any proxy on the way."
    /// The proxy does not let the request through.
    ProxyFailed "proxy_failed": 502 Downstream never []
        "the proxy does not let the request through ({cause})";
        "the proxy cannot be reached, wants a user and password, or does not allow AWS's hosts";
        "Check the address, user and password of the proxy of this data source or server, and that it allows AWS's hosts."
    /// No TLS connection.
    TlsFailed "tls_failed": 502 Downstream never []
        "no TLS connection ({cause})";
        "the other side has a certificate that the server does not trust, or speaks no TLS";
        "Check the endpoint; where a proxy inspects the traffic, add its certificate authority to those the Grafana server trusts."
    /// No answer in time.
    TimedOut "timed_out": 504 Downstream again []
        "no answer in time";
        "a firewall drops the connection, or who answers is overloaded";
        "Check the endpoint, the proxy and the network."
    /// An answer that is not AWS's.
    NotAws "not_aws": 502 Downstream never []
        "the answer is not AWS's (status {status}, {type}, {length} bytes)";
        "a web page of a proxy or of another program, or an answer that was cut short";
        "Check the endpoint of this data source and any proxy on the way."
    /// AWS failed.
    ServiceFailed "service_failed": 502 Downstream again []
        "AWS failed with status {status} ({code}), also after retries";
        "AWS has a problem of its own";
        "Try again later."
    /// A listing that would not end.
    EndlessListing "endless_listing": 502 Downstream again []
        "{cause}: the listing would not end";
        "AWS, or what stands in its place, does not come to a last page";
        "Try again in some minutes; filter otherwise if it stays so."
    /// The request was stopped.
    Interrupted "interrupted": 503 Downstream again []
        "the request was stopped before it ended";
        "the plugin was shut down meanwhile";
        "Try again."
    /// The cap on requests that cost money is reached.
    CapReached "cap_reached": 429 Downstream never []
        "not sent: {cause}";
        "the day's requests that cost money are used up";
        "Let panels share one query, or raise the cap in the data source's settings (Spending)."
    /// A part of the rows is missing, for a caller that needs all of them.
    Incomplete "incomplete": 502 Downstream never []
        "{missing}";
        "AWS left rows out, and an alert rule must not be resolved by that; see [alerting](alerting.md)";
        "An alert rule needs all of them: filter otherwise, or set allowPartial in its query."
}

impl ErrorKind {
    /// Its name, as metrics and details have it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What one of AWS's error codes means, whichever service's.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.facts().codes.contains(&code))
    }

    /// The message of an error of this kind.
    pub fn message(self, words: &[(&str, &str)]) -> String {
        let Facts { says, to_do, .. } = self.facts();
        format!("{}. {}", filled(says, words), filled(to_do, words))
    }
}

/// A text with words in place of their names in braces; those that are not given are left out.
pub fn filled(text: &str, words: &[(&str, &str)]) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        filled += words.iter().find(|(known, _)| *known == name).map_or("…", |(_, word)| word);
        filled += rest;
    }
    filled
}
