//! How AWS is reached: credentials, quotas, retries, errors, and the sandbox in AWS's place.
//!
//! A [`Connection`] belongs to one configured data source and holds its clients; a [`Request`] belongs to one query and
//! counts what it costs. Tables send through [`Request::send`], which is the only way out; below the SDK, `kept`
//! answers what was asked before, waits for `quotas` and keeps to the `spend`ing cap, and counts the `traffic`. Knows
//! nothing of tables.

mod bulk;
mod connection;
mod error;
mod host;
mod identity;
mod kept;
mod network;
mod quotas;
mod regions;
mod request;
mod sandbox_door;
mod settings;
mod signing_in;
mod spend;
mod terms;
mod traffic;
mod turns;

pub use bulk::{BulkInterceptor, BulkReader};
pub use connection::{Connection, OpenError, Part, Places, Sees, Spread};
pub use error::{AwsError, Call, ErrorKind, ErrorSource, Facts, filled};
pub use host::Host;
pub use identity::Identity;
pub use kept::{Clock, Course, Memory};
pub use network::{Proxy, is_link_local};
pub use quotas::Quota;
pub use regions::partition;
pub use request::{Caller, KeptUse, Request};
pub use settings::{Account, Accounts, Credentials, Endpoints, Members, Regions, Role, Scope, Selector, Settings};
pub use spend::{Cap, Purse, Spent};
pub use terms::{LONGEST_KEPT, Terms};
pub use traffic::Traffic;
pub use turns::Turns;
