//! What the sandbox keeps, counts and answers. Stated in the spec, because it is the platform's behaviour.
//!
//! Compiled clients carry it too, though a call never reads it: a consumer's own tests start a sandbox from the tables
//! that the client was built with, without a YAML file at hand, and cannot drift from them. As text it costs nothing to
//! compile.

use super::{Condition, Template};

/// How the sandbox plays an endpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndpointSandbox<'m> {
    /// What it keeps or looks up.
    pub behaviour: Behaviour<'m>,
    /// The answer on success, below [`super::ReplyShape::root`].
    pub answer: AnswerTemplate<'m>,
    /// Refusals of this endpoint; they come before the platform's.
    pub refusals: Refusals<'m>,
}

/// What an endpoint does with a request. In [`AnswerTemplate`], `{count.created}` and `{count.updated}` count rows of
/// [`Behaviour::Upsert`]; `{count.pages}` and `{count.total}` those of [`Behaviour::Query`]; `{count.done}` and `{count.failed}` those
/// of [`PartialFailure::of`](super::PartialFailure::of); `{param.x}` is a request field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Behaviour<'m> {
    /// Nothing is kept.
    Echo,
    /// Each row of a list (or the request itself, when `list` is empty) is created or updated by its key.
    Upsert {
        /// The list of the request.
        list: &'m str,
        /// The field that identifies a row.
        key: &'m str,
    },
    /// Works once for each value of the field; then `again` is the answer.
    Once {
        /// The field of the request.
        key: &'m str,
        /// The answer to a repetition, below the reply's root.
        again: AnswerTemplate<'m>,
    },
    /// Answers rows of a table, filtered and paged.
    Query {
        /// The rows, as the JSON text of a list of records.
        rows: &'m str,
        /// The filter: a request field (when there) equals a row's field.
        filter: &'m [(&'m str, &'m str)],
        /// How it is paged.
        page: Option<SandboxPaging<'m>>,
    },
}

/// How a query is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxPaging<'m> {
    /// The request field with the page's number.
    pub number: &'m str,
    /// The request field with the page's size.
    pub size: &'m str,
    /// The number of the first page.
    pub first: u32,
}

/// An answer to be filled in. Scalars are conformed to the response table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnswerTemplate<'m> {
    /// A map.
    Map(&'m [(&'m str, AnswerTemplate<'m>)]),
    /// A list.
    List(&'m [AnswerTemplate<'m>]),
    /// A scalar.
    Value(Template<'m>),
    /// The rows of the query.
    Rows,
    /// A row for each row of this list of the request that was done; `{param.x}` is first a field of that row.
    Each(&'m str, &'m AnswerTemplate<'m>),
}

/// How a refusal is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusals<'m> {
    /// The shape of a refusal, below the reply's root; `{var.code}`, `{var.message}` are filled in. `None` at an endpoint: the platform's.
    pub answer: Option<AnswerTemplate<'m>>,
    /// One entry for each reason.
    pub list: &'m [Refusal<'m>],
}

/// The answer to one reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal<'m> {
    /// When it is given.
    pub reason: RefusalReason,
    /// Only then; always when `None`. Besides the request's fields it may read `var.field` and `var.rule`.
    pub when: Option<Condition<'m>>,
    /// The HTTP status; `None`: 400 where `success` names a status, else 200.
    pub status: Option<u16>,
    /// The code; `{var.field}` is the field's wire name, `{var.field_lower}` the same in lower case.
    pub code: Template<'m>,
    /// The second code; may be empty.
    pub sub_code: Template<'m>,
    /// The message; `{var.path}` is where the field stands (`rows[17].name`), `{var.detail}` the sandbox's own reason.
    pub message: Template<'m>,
    /// No seed states it: the spec assumed it.
    pub assumed: bool,
}

/// Why the sandbox refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalReason {
    /// The request cannot be read at all.
    Malformed,
    /// The HTTP verb is not the platform's. Without an entry the answer is a plain 405.
    Verb,
    /// No endpoint of this name.
    Method,
    /// A common parameter is missing.
    MissingCommon,
    /// The caller is not known.
    Credential,
    /// The time is outside the window.
    Clock,
    /// There is no signature.
    MissingSignature,
    /// The signature is wrong.
    Signature,
    /// A required field is missing.
    MissingField,
    /// A field's value is wrong.
    Field,
    /// A rule between fields is broken.
    Rule,
    /// A field the table does not have (strict only).
    UnknownField,
    /// A query that finds no row. Without an entry an empty list is answered.
    Empty,
    /// A row of [`PartialFailure::of`](super::PartialFailure::of) that fails while others are done: those of which
    /// `when` holds, which reads the row's fields too. Without `when` an entry words those that a test lets fail.
    Row,
}

/// A credential the sandbox accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestCredential<'m> {
    /// The vendor's own name.
    pub name: &'m str,
    /// Its value.
    pub value: &'m str,
}
