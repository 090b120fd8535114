//! The model of an open platform: plain borrowed data, the one intermediate representation.
//!
//! Generated code holds it in statics, the rows of the tables as text; the loader of the generator builds the same
//! tables in an arena. Everything else (validation, encoding, signing, the sandbox, the command) runs over it.
//! Nothing here computes, but that the text of the tables is read: see the engine's modules for that.

mod endpoint;
mod field;
pub mod notation;
mod platform;
mod reply;
mod rule;
mod sandbox;
mod scan;
mod signing;
mod tables;
mod template;
mod types;

pub use endpoint::{Endpoint, Record, RecordId, Records, Repeat, Shape, record};
pub use field::{Field, Missing, Presence, Travels, optional, required};
pub use platform::{
    Api, Body, Clock, Common, CommonField, Credential, CredentialPart, DocumentFormat, Environment, Escape, Offset,
    Place, Platform, Wire,
};
pub use reply::{CodeMatch, Fault, Meaning, Reply, fault};
pub use rule::{
    Condition, Expr, Join, Level, Rule, RuleKind, Test, any_of, at_most, days, equals, exactly_one, forbidden_unless,
    hours, minutes, ordered, required_when, requires, together, unique, window,
};
pub use sandbox::{Behaviour, EndpointSandbox, Out, Paging, Refusal, Refusals, Situation, TestCredential};
pub use signing::{Check, Items, Over, Placed, Signing, SortBy, Step, StepBody, Var, When};
pub use tables::{Tables, tables};
pub use template::{Asymmetric, Base64, Filter, Hash, Input, Part, Percent, Template, TextUnit};
pub use types::{
    Bounds, Code, CodeTable, CodeWire, Digits, Type, any, boolean, codes, datetime, decimal, int, int32, list, long,
    map, smallint, text, text_of, text_or_int, tinyint, varchar, wire,
};
