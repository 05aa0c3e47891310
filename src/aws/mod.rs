//! How AWS is reached: credentials, quotas, retries, errors, and the sandbox in AWS's place.
//!
//! A [`Connection`] belongs to one configured data source and holds clients and quotas; a [`Request`] belongs to one
//! query and counts what it costs. Tables send through [`Request::send`], which is the only way out. Knows nothing
//! of tables.

mod bulk;
mod connection;
mod error;
mod request;
mod sandbox_door;
mod settings;

pub use bulk::{BulkInterceptor, BulkReader};
pub use connection::{Connection, Quota};
pub use error::{AwsError, Call, ErrorKind};
pub use request::{Caller, Request};
pub use settings::{Credentials, Settings};
