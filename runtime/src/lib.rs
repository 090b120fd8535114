//! The engine over the [`model`] of a vendor's API: values, validation, formats, signing, replies and a client over a
//! [`Transport`](transport::Transport). The engine does no I/O itself; clock and nonce are arguments.

pub mod client;
pub mod credentials;
pub mod decode;
pub mod encode;
pub mod form;
pub mod json;
pub mod moment;
pub mod reply;
pub mod sign;
pub mod transport;
pub mod xml;

mod any;
mod coded;
mod conform;
mod datetime;
mod decimal;
mod error;
mod fields;
mod fill;
mod limits;
mod macros;
mod node;
mod place;
mod read;
mod redact;
#[cfg(feature = "serde")]
mod serde;
mod validate;

pub use signwright_model as model;

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
