//! A server for any spec: it verifies signature, clock, fields and rules, and answers as the vendor does.
//!
//! It runs over the model of a platform, so a platform that it serves is YAML and nothing else. [`Sandbox`] is one in
//! a thread of its own, for tests and examples; [`Service`] is what answers, with or without a socket:
//!
//! ```no_run
//! # use signwright_sandbox::{Options, Sandbox};
//! # static APIS: signwright_runtime::model::ApisText = signwright_runtime::model::apis(&[]);
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(APIS.apis()?, Options::default())?;
//! println!("call {} with the sandbox's own credentials", sandbox.environment("acme"));
//! # Ok(()) }
//! ```
//!
//! A request goes through `server` (HTTP), `service` and `route` (which platform and endpoint), `receive` (its fields),
//! `check` and `verify` (is it right), `partial` (which of its rows fail), `behave` and `store` (what it does), and comes back
//! through `answer` or `refuse`, and `compose`.

mod answer;
mod behave;
mod check;
mod clock;
mod compose;
mod container;
mod exchange;
mod failures;
mod fill;
mod fold;
mod fulfil;
mod log;
mod mock_platform;
mod options;
mod partial;
mod placeholders;
mod receive;
mod refuse;
mod request;
mod route;
mod running;
mod server;
mod service;
mod store;
mod verify;

pub use exchange::{Answer, HttpRequest};
pub use log::{Entry, Verdict};
pub use options::{FailingRow, Options, Sink, Time};
pub use running::{Sandbox, Stage};
pub use service::{Served, Service};
