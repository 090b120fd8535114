//! The model of a vendor's API, and the engine over it.
//!
//! Without features this crate is [`model`] alone: plain data without a dependency. The feature `engine`
//! adds everything that runs over it: values, validation, formats, signing, replies and a client over a
//! [`Transport`](transport::Transport). The engine does no I/O itself; clock and nonce are arguments.

#[cfg(feature = "engine")]
pub mod credentials;
pub mod model;
#[cfg(feature = "engine")]
pub mod moment;
#[cfg(feature = "engine")]
pub mod sign;
