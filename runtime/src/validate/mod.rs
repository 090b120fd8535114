//! Validation.

mod violation;

pub use violation::{Violation, Violations};
