//! The role of another account. That it cannot be assumed is remembered for a moment: each service asks for it in each
//! Region, and STS would be asked as often, for each panel of a dashboard.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, Result as Provided, future};

use super::super::error::{ErrorKind, cause};
use super::{Assumed, SignInError};

/// How long a refusal holds: shorter than anybody takes to mend a trust policy and to look again.
const HOLDS_FOR: Duration = Duration::from_secs(30);

/// The role of another account.
#[derive(Debug)]
pub struct MemberRole {
    assumed: Assumed,
    /// Guards what AWS last said, where it was no.
    refused: Mutex<Option<(Instant, SignInError)>>,
}

impl MemberRole {
    pub(super) fn new(assumed: Assumed) -> Self {
        Self { assumed, refused: Mutex::default() }
    }

    /// Has AWS asked again at once.
    pub fn forget(&self) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    async fn credentials(&self) -> Provided {
        if let Some(refused) = self.refused() {
            return Err(CredentialsError::provider_error(refused));
        }
        let answer = self.assumed.credentials().await;
        if let Err(error) = &answer
            && let Some(refused @ SignInError::Role { kind: ErrorKind::Denied, .. }) = cause::<SignInError>(error)
        {
            let refused = Some((Instant::now(), refused.clone()));
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
        }
        answer
    }

    fn refused(&self) -> Option<SignInError> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.as_ref().filter(|(at, _)| at.elapsed() < HOLDS_FOR).map(|(_, refused)| refused.clone())
    }
}

impl ProvideCredentials for MemberRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}
