//! The model of a vendor's API, and the engine over it.
//!
//! Without features this crate is [`model`] alone: plain data without a dependency. The feature `engine`
//! adds everything that runs over it: values, validation, formats, signing, replies and a client over a
//! [`Transport`](transport::Transport). The engine does no I/O itself; clock and nonce are arguments.

pub mod model;

#[cfg(feature = "engine")]
pub mod client;
#[cfg(feature = "engine")]
pub mod credentials;
#[cfg(feature = "engine")]
pub mod decode;
#[cfg(feature = "engine")]
pub mod encode;
#[cfg(feature = "engine")]
pub mod form;
#[cfg(feature = "engine")]
pub mod json;
#[cfg(feature = "engine")]
pub mod moment;
#[cfg(feature = "engine")]
pub mod reply;
#[cfg(feature = "engine")]
pub mod sign;
#[cfg(feature = "engine")]
pub mod transport;
#[cfg(feature = "engine")]
pub mod xml;

#[cfg(feature = "engine")]
mod any;
#[cfg(feature = "engine")]
mod coded;
#[cfg(feature = "engine")]
mod conform;
#[cfg(feature = "engine")]
mod datetime;
#[cfg(feature = "engine")]
mod decimal;
#[cfg(feature = "engine")]
mod error;
#[cfg(feature = "engine")]
mod fields;
#[cfg(feature = "engine")]
mod fill;
#[cfg(feature = "engine")]
mod limits;
#[cfg(feature = "engine")]
mod macros;
#[cfg(feature = "engine")]
mod node;
#[cfg(feature = "engine")]
mod place;
#[cfg(feature = "engine")]
mod read;
#[cfg(feature = "engine")]
mod redact;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "engine")]
mod validate;

#[cfg(feature = "engine")]
pub use self::{
    any::{Any, TextOrInt},
    client::{CallOptions, Client, Prepared, Reply, interpret, interpret_node, prepare, prepare_node},
    coded::{Code, CodeList, Coded, CodedError, Listing, OtherCode},
    conform::{Leniency, conform, conform_form, conform_positional, conform_xml},
    credentials::Credentials,
    datetime::{DateTime, DateTimeError},
    decimal::{Decimal, DecimalError, MAX_DIGITS},
    error::{Error, NotSent, Repeatable, Undecoded},
    fields::{Endpoint, Fields, Value, Visitor},
    fill::{Fill, FillFields, Filler, fill_answer, fill_request},
    limits::{DecodeError, Limits, Position},
    moment::Moment,
    node::{MAX_DEPTH, Node},
    redact::Redaction,
    validate::{Violation, Violations, holds, holds_for, validate, validate_strict},
};

/// What the macros expand to. Not for use by hand.
#[cfg(feature = "engine")]
#[doc(hidden)]
pub mod __private {
    pub use crate::coded::debug_listed;
    pub use crate::fields::{debug, same};
    pub use crate::fill::Blank;
    #[cfg(feature = "serde")]
    pub use crate::serde::{deserialize_answer, deserialize_request, serialize};
    #[cfg(feature = "serde")]
    pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
}
