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
//! [`InProcess`] is a transport instead of a socket, for a consumer's own tests. In all three a test can plan what goes wrong:
//! [`Script`] and [`Fault`], or [`Faults`] by a seed.
//!
//! A request goes through `server` (HTTP) or `in_process`, `service` and `route` (which platform and endpoint), `script` (what
//! goes wrong with it), `receive` (its fields), `check` and `verify` (is it right), `partial` (which of its rows fail), `behave`,
//! `page`, `query` and `store` (what it does), and comes back through `answer` or `refuse`, `compose`, and `delivery` (how it comes).
//!
//! What they share with faults knows nothing of them: `fault` and `seeded` say what can go wrong, `options` and `manner` what is
//! set up, `recorded` what was done.

mod abilities;
mod answer;
mod behave;
mod check;
mod clock;
mod compose;
mod container;
mod delivery;
mod exchange;
mod failing_row;
mod failures;
mod fault;
mod fill;
mod fold;
mod fulfil;
mod in_process;
mod log;
mod manner;
mod mock_platform;
mod options;
mod paced;
mod page;
mod partial;
mod placeholders;
mod query;
mod receive;
mod recorded;
mod refuse;
mod request;
mod route;
mod running;
mod script;
mod seeded;
mod server;
mod service;
mod store;
mod verify;
mod virtual_time;
mod wrong_types;

pub use exchange::{Answer, HttpRequest};
pub use failing_row::FailingRow;
pub use fault::{Answered, Executed, Fault, FaultError, PageShift};
pub use in_process::{InProcess, SentCall};
pub use log::{Entry, Verdict};
pub use options::{Options, Sink, Time, Window};
pub use recorded::AppliedRow;
pub use running::{Sandbox, Stage};
pub use script::{Injection, PlanError, Script};
pub use seeded::{Faults, Rates};
pub use service::{Served, Service};
pub use virtual_time::VirtualClock;
