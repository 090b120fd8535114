//! The model of an open platform: plain borrowed data, the one intermediate representation.
//!
//! Generated code holds it as text, which is cheap to compile, and is read once, when it is first asked for. The loader of the generator builds the same model in an arena. Everything else (validation, encoding,
//! signing, the sandbox, the command) runs over it, and is left to the engine's modules.

pub mod calendar;
pub mod catalogue;
pub mod clock_pattern;
pub mod diagnostic;
mod endpoint;
mod facts;
mod field;
mod invisible;
pub mod notation;
mod platform;
mod platform_text;
mod reply;
mod rule;
mod sandbox;
mod signing;
pub mod syntax;
mod tables;
mod template;
mod text;
mod types;

pub use endpoint::{Endpoint, FieldOrder, Kept, PathPart, Record, RecordId, Shape, Travel, record};
pub use facts::{Choice, Facts, NextPage, Paging, Poll, Rate, RateHeader, Repeat, Repetition, Token};
pub use field::{Field, Missing, Presence, Travels, optional, required};
pub use invisible::is_invisible;
pub use platform::{
    Api, Body, Class, Clock, Common, CommonField, Credential, CredentialPart, DocumentFormat, Environment, Escape,
    ListStyle, Location, Offset, Platform, Wire,
};
pub use platform_text::{
    ApiResult, ApiText, ApisResult, ApisText, OfPlatform, PlatformResult, PlatformText, api, apis,
};
pub use reply::{CodeMatch, ErrorClass, ErrorEntry, PartialFailure, Reply, ReplyPlace, ReplyShape, Statuses};
pub use rule::{Condition, Expr, Join, Level, Rule, RuleKind, Test};
pub use sandbox::{
    AnswerTemplate, Behaviour, EndpointSandbox, Refusal, RefusalReason, Refusals, SandboxPaging, TestCredential,
};
pub use signing::{Check, Items, PairSource, SentParameter, Signing, SortBy, Step, StepBody, Var, When, name_fits};
pub use tables::{EndpointResult, Tables};
pub use template::{Asymmetric, Base64, Filter, Hash, Input, Part, Percent, Template, TextUnit};
pub use text::{NotationError, Text};
pub use types::{
    BoolWords, Bounds, Code, CodeTable, CodeWire, Digits, TimeForm, Type, any, boolean, codes, date, datetime, decimal,
    int, int32, list, long, map, smallint, text, text_of, text_or_int, time, tinyint, varchar, wire,
};

/// Reads the texts of generated code, in the first version of the notation. The version rises where a text of before would be
/// read differently; code that was generated for another version then does not compile:
///
/// ```compile_fail,E0432
/// use signwright_model::v2::tables;
/// ```
pub mod v1 {
    pub use super::platform_text::platform;
    pub use super::tables::tables;
    pub use super::text::sandbox;
}
