//! The model of a vendor's API, and the engine over it.
//!
//! Without features this crate is [`model`] alone: plain data without a dependency. The feature `engine`
//! adds everything that runs over it: values, validation, formats, signing, replies and a client over a
//! [`Transport`](transport::Transport). The engine does no I/O itself; clock and nonce are arguments.

pub mod model;

#[cfg(feature = "engine")]
pub mod encode;
#[cfg(feature = "engine")]
pub mod form;
#[cfg(feature = "engine")]
pub mod json;
#[cfg(feature = "engine")]
mod limits;
#[cfg(feature = "engine")]
pub mod xml;

#[cfg(feature = "engine")]
mod any;
#[cfg(feature = "engine")]
mod datetime;
#[cfg(feature = "engine")]
mod decimal;
#[cfg(feature = "engine")]
mod node;

#[cfg(feature = "engine")]
pub use self::{
    any::{Any, TextOrInt},
    datetime::{DateTime, DateTimeError},
    decimal::{Decimal, DecimalError, MAX_DIGITS},
    limits::{DecodeError, Limits, Place},
    node::{MAX_DEPTH, Node},
};
