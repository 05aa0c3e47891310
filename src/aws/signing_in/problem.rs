//! What goes wrong while signing in, in words that say what to do. Neither secrets nor foreign answers are repeated.

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::result::SdkError;
use thiserror::Error as ThisError;

use super::super::bulk::printable;
use super::super::error::{ErrorKind, cause, lost, principal};

/// What goes wrong while signing in.
#[derive(Debug, Clone, ThisError)]
pub enum SignInError {
    /// A profile that runs a program where that is not allowed.
    #[error(
        "the profile \"{0}\" runs a program (credential_process), which this Grafana server does not allow. Choose another profile, or let the administrator set allow_credential_process = true under [plugin.bulwark-awsposture-datasource] in grafana.ini."
    )]
    Process(String),
    /// A role that cannot be assumed.
    #[error("cannot assume the role {arn}: {problem}")]
    Role {
        /// The role.
        arn: String,
        /// What a caller decides on.
        kind: ErrorKind,
        /// Why, and what to do.
        problem: String,
    },
}

impl SignInError {
    /// A role that cannot be assumed.
    pub(super) fn role<R: fmt::Debug + 'static>(arn: &str, error: &SdkError<AssumeRoleError, R>) -> Self {
        let (kind, problem) = match error.as_service_error() {
            Some(refused) => refusal(refused),
            None => problem(error).unwrap_or_else(|| {
                let (kind, problem) = lost(error);
                (kind, format!("asking STS failed: {problem}"))
            }),
        };
        Self::Role { arn: arn.to_owned(), kind, problem }
    }
}

fn refusal(refused: &AssumeRoleError) -> (ErrorKind, String) {
    let code = printable(refused.code().unwrap_or("no error code"), 80);
    let said = refused.message().map(|text| printable(text, 300)).unwrap_or_default();
    let kind = ErrorKind::of_code(&code);
    let problem = match kind {
        Some(ErrorKind::Denied) => {
            let who = principal(&said).unwrap_or("the credentials it is assumed with");
            format!(
                "AWS denies it to {who}. Name that in the role's trust policy, with the same external id if one is set, and allow it sts:AssumeRole on the role."
            )
        }
        Some(ErrorKind::BadCredentials) => format!(
            "AWS does not accept the credentials it is assumed with ({code}). Check the access key or profile of this data source, and that a temporary key is not expired."
        ),
        Some(kind) => kind.message(&[("code", &code), ("said", said.trim_end_matches('.'))]),
        None => format!("AWS refuses ({code}): {said}"),
    };
    (kind.unwrap_or(ErrorKind::Invalid), problem)
}

/// What to say of an error that happened while signing in; `None` when it happened elsewhere.
pub fn problem(error: &(dyn Error + 'static)) -> Option<(ErrorKind, String)> {
    if let Some(own) = cause::<SignInError>(error) {
        let kind = match own {
            SignInError::Process(_) => ErrorKind::NoCredentials,
            SignInError::Role { kind, .. } => *kind,
        };
        return Some((kind, own.to_string()));
    }
    let failed = cause::<CredentialsError>(error)?;
    // What a program writes to its standard error is the program's.
    let why = failed.source().map(ToString::to_string).unwrap_or_default();
    let why = printable(why.split("Stderr").next().unwrap_or_default().trim(), 200);
    Some(match failed {
        CredentialsError::CredentialsNotLoaded(_) => {
            (ErrorKind::NoCredentials, ErrorKind::NoCredentials.message(&[("cause", &why)]))
        }
        CredentialsError::ProviderTimedOut(_) => (
            ErrorKind::TimedOut,
            "the credentials did not come in time. Check the way of signing in of this data source, and the network to where they come from.".to_owned(),
        ),
        _ => (
            ErrorKind::NoCredentials,
            format!("the credentials could not be loaded ({why}). Check the way of signing in of this data source."),
        ),
    })
}
