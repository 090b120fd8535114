//! The engine over the [`model`] of a vendor's API: values, validation, formats, signing, replies and a client over a
//! [`Transport`](transport::Transport). The engine does no I/O itself; clock and nonce are arguments.
//!
//! The modules in the order of their imports; none imports one behind it:
//! - values: `digits`, `decimal`, `date`, `datetime`, `time`, `many`, `node`, `limits`, `lines`, `texts`, `any`, `nullable`, `fields`
//! - formats: `percent`, `binary`, `address`, `number`, `timestamp`, `scalar`, `tape`, `json`, `spread`, `xml`, `form`, `read`
//! - validation: `place`, `validate`, `conform`; the typed way back: `fill`, `coded`
//! - signing: `credentials`, `sign`; then what it is signed for: `encode`, `decode`
//! - `transport`, whose errors say how far a request came; `redact`, `reply`, `serde`, `error`, `client`, `pages`, `batch`; `macros`

pub mod binary;
pub mod client;
pub mod credentials;
pub mod decode;
pub mod encode;
pub mod form;
pub mod json;
pub mod percent;
pub mod reply;
pub mod sign;
pub mod timestamp;
pub mod transport;
pub mod xml;

mod address;
mod any;
mod batch;
mod coded;
mod conform;
mod date;
mod datetime;
mod decimal;
mod digits;
mod error;
mod fields;
mod fill;
mod limits;
mod lines;
mod macros;
mod many;
mod node;
mod nullable;
mod number;
mod pages;
mod place;
mod read;
mod redact;
mod scalar;
#[cfg(feature = "serde")]
mod serde;
mod spread;
mod tape;
mod texts;
mod time;
mod validate;

pub use signwright_model as model;

pub use self::{
    any::{Any, TextOrInt},
    batch::{
        Batch, BatchCall, BatchCounts, BatchReport, Doubt, FileJournal, Journal, JournalEntry, JournalOutcome,
        JournalRow, LocalJournal, Rejection, RowDigest, RowOutcome, Skipped,
    },
    client::{
        CallOptions, Client, Clock, Demand, Event, Lanes, Limiter, LocalLanes, LocalLimiter, LocalTokens, Observer,
        PlatformTokens, Prepared, ReceivedAnswer, Reply, Reserved, RetryBudget, SentRequest, Step, Token, TokenCalls,
        TokenRequest, TokenSource, TokenStore, Turn, WaitFor, interpret, interpret_node, prepare, prepare_node,
    },
    coded::{Code, CodeList, Coded, CodedError, Listing, OtherCode},
    conform::{Leniency, conform, conform_form, conform_located, conform_positional, conform_xml},
    credentials::Credentials,
    date::{Date, DateError},
    datetime::{DateTime, DateTimeError},
    decimal::{Decimal, DecimalError, MAX_DIGITS},
    error::{Error, NotSent, Repeatable, StoreError, TokenError, Undecoded},
    fields::{Fields, TreePlace, Value, Visitor},
    fill::{Endpoint, Fill, FillFields, Filler, fill_answer, fill_request},
    limits::{DecodeError, Limits, Position},
    many::Many,
    node::{Entry, MAX_DEPTH, Node},
    nullable::Nullable,
    pages::{Incomplete, Job, JobError, Moment, Page, PageError, PageStream, Pages, Progress},
    redact::Redaction,
    tape::NodeRef,
    time::{Time, TimeError},
    timestamp::SigningTime,
    validate::{Violation, Violations, holds, holds_for, validate, validate_strict},
};

/// What the macros expand to. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use crate::coded::debug_listed;
    pub use crate::fields::{debug, same};
    pub use crate::fill::Blank;
    #[cfg(feature = "serde")]
    pub use crate::serde::*;
}
