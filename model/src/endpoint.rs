//! An endpoint: its records, and what repeating a call means.

use super::{Condition, EndpointSandbox, ErrorEntry, Field, Rule};

/// One call of a platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Endpoint<'m> {
    /// The name on the wire, such as `order_push.php`.
    pub name: &'m str,
    /// The vendor's title.
    pub title: &'m str,
    /// The vendor's page.
    pub docs: &'m str,
    /// Values that the platform's templates take from the endpoint (`{var.node}`).
    pub vars: &'m [(&'m str, &'m str)],
    /// What repeating the same request does.
    pub repeat: Repeat,
    /// All records of the request and the response; [`RecordId`] is a place in it.
    pub records: &'m [Record<'m>],
    /// The record of the request.
    pub request: RecordId,
    /// The record of the response.
    pub response: RecordId,
    /// Narrows the platform's success: both must hold.
    pub success: Option<Condition<'m>>,
    /// Where the message of a refusal stands when `success` failed but the platform's holds.
    pub message: &'m str,
    /// Codes of this endpoint; they come before the platform's.
    pub errors: &'m [ErrorEntry<'m>],
    /// How the sandbox plays it.
    pub sandbox: Option<EndpointSandbox<'m>>,
}

impl<'m> Endpoint<'m> {
    /// An endpoint of which nothing is said.
    pub const PLAIN: Self = Self {
        name: "",
        title: "",
        docs: "",
        vars: &[],
        repeat: Repeat::Ask,
        records: &[],
        request: RecordId(0),
        response: RecordId(0),
        success: None,
        message: "",
        errors: &[],
        sandbox: None,
    };

    /// The fields of all records, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'m Field<'m>> + use<'m> {
        self.records.iter().flat_map(|record| record.fields)
    }

    /// The shape of the request.
    pub const fn request(&self) -> Shape<'m> {
        Shape { records: self.records, id: self.request }
    }

    /// The shape of the response.
    pub const fn response(&self) -> Shape<'m> {
        Shape { records: self.records, id: self.response }
    }
}

/// A record's place in [`Endpoint::records`]. By number, because records may refer to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u16);

/// A record together with the table that its nested records are found in.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'m> {
    /// All records of the endpoint.
    pub records: &'m [Record<'m>],
    /// This one.
    pub id: RecordId,
}

/// What an out-of-range [`RecordId`] resolves to, so that a wrong table cannot panic.
static NOTHING: Record<'static> = record("", &[], &[]);

impl<'m> Shape<'m> {
    /// The record itself. A place outside the table gives a record without fields.
    pub fn record(&self) -> &'m Record<'m> {
        self.records.get(usize::from(self.id.0)).unwrap_or(&NOTHING)
    }

    /// Another record of the same table.
    #[must_use]
    pub const fn at(&self, id: RecordId) -> Self {
        Self { records: self.records, id }
    }
}

/// A row of fields, as one of the vendor's tables lists them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record<'m> {
    /// The name in the spec, such as `Trade`.
    pub name: &'m str,
    /// The fields in the order of the vendor's table.
    pub fields: &'m [Field<'m>],
    /// Rules over the fields.
    pub rules: &'m [Rule<'m>],
    /// Whether its fields travel as a list, in their order and without their names.
    pub is_positional: bool,
}

/// A record.
pub const fn record<'m>(name: &'m str, fields: &'m [Field<'m>], rules: &'m [Rule<'m>]) -> Record<'m> {
    Record { name, fields, rules, is_positional: false }
}

/// What repeating the same request does on the vendor's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Read,
    /// The same end state, perhaps another answer.
    Upsert,
    /// The second one is refused: a refusal after an unknown outcome means "maybe applied".
    Once,
    /// Not known to be safe: only when the caller asks.
    Ask,
}

impl Repeat {
    /// The words of the specs for it.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("read", Self::Read), ("upsert", Self::Upsert), ("once", Self::Once), ("ask", Self::Ask)];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, repeat)| *repeat == self).map_or("", |(word, _)| word)
    }
}
