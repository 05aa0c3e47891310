//! Grafana's side of the plugin protocol: starts the plugin process and asks it, as Grafana does.
//!
//! In come a plugin executable and queries, out come frames. The demo uses it, and so do tests and benches.

mod frames;
mod process;

pub use frames::{Frame, FrameError};
pub use process::{Asked, DataSource, Plugin, PluginError, Range};
