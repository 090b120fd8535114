//! An endpoint: its records, their fields, and what repeating a call means.

use super::{Condition, EndpointSandbox, Fault, Rule, Type};

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
    pub errors: &'m [Fault<'m>],
    /// How the sandbox plays it.
    pub sandbox: Option<EndpointSandbox<'m>>,
}

impl<'m> Endpoint<'m> {
    /// An endpoint of which nothing is said: a table names the rest. Written out, each empty list is a body to compile.
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
}

/// A record.
pub const fn record<'m>(name: &'m str, fields: &'m [Field<'m>], rules: &'m [Rule<'m>]) -> Record<'m> {
    Record { name, fields, rules }
}

/// A record without rules.
pub const fn plain(name: &'static str, fields: &'static [Field<'static>]) -> Record<'static> {
    Record { name, fields, rules: &[] }
}

/// A row of the vendor's table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field<'m> {
    /// The name on the wire.
    pub name: &'m str,
    /// The type.
    pub ty: Type<'m>,
    /// The vendor's title.
    pub title: &'m str,
    /// Whether it must be there.
    pub presence: Presence,
    /// What the server assumes when it is absent. Never sent; conditions read it.
    pub default: Option<&'m str>,
    /// A number, date or code that travels as text.
    pub as_text: bool,
    /// Personal data: never printed.
    pub sensitive: bool,
    /// A required text that may be empty.
    pub may_be_empty: bool,
    /// How "none" travels.
    pub missing: Missing,
    /// Where it travels.
    pub travels: Travels,
}

// A row of a generated table is checked faster where no lifetime has to be found, and evaluated faster where one call
// makes it: `required` and `optional` do not call each other or `new`.

/// A field that must be there.
pub const fn required(name: &'static str, ty: Type<'static>, title: &'static str) -> Field<'static> {
    Field {
        name,
        ty,
        title,
        presence: Presence::Required,
        default: None,
        as_text: false,
        sensitive: false,
        may_be_empty: false,
        missing: Missing::LeftOut,
        travels: Travels::InBody,
    }
}

/// A field that may be left out.
pub const fn optional(name: &'static str, ty: Type<'static>, title: &'static str) -> Field<'static> {
    Field {
        name,
        ty,
        title,
        presence: Presence::Optional,
        default: None,
        as_text: false,
        sensitive: false,
        may_be_empty: false,
        missing: Missing::LeftOut,
        travels: Travels::InBody,
    }
}

impl<'m> Field<'m> {
    /// A field without marks.
    pub const fn new(name: &'m str, ty: Type<'m>, title: &'m str, presence: Presence) -> Self {
        Self {
            name,
            ty,
            title,
            presence,
            default: None,
            as_text: false,
            sensitive: false,
            may_be_empty: false,
            missing: Missing::LeftOut,
            travels: Travels::InBody,
        }
    }

    /// Whether it travels in the query beside the positional arguments.
    pub const fn is_in_query(&self) -> bool {
        matches!(self.travels, Travels::InQuery)
    }

    /// Whether the field must be there.
    pub const fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::RequiredInferred)
    }
}

impl Field<'static> {
    /// What the server assumes when the field is absent.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// The vendor did not state the required flag; the spec concluded it.
    #[must_use]
    pub const fn inferred(mut self) -> Self {
        self.presence = match self.presence {
            Presence::Required | Presence::RequiredInferred => Presence::RequiredInferred,
            Presence::Optional | Presence::OptionalInferred => Presence::OptionalInferred,
        };
        self
    }

    /// Travels as text, though it is a number, a date or a code.
    #[must_use]
    pub const fn as_text(mut self) -> Self {
        self.as_text = true;
        self
    }

    /// Personal data.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// May be empty although it is required.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    /// "None" travels as this.
    #[must_use]
    pub const fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Travels in the query beside the positional arguments.
    #[must_use]
    pub const fn in_query(mut self) -> Self {
        self.travels = Travels::InQuery;
        self
    }
}

/// Whether a field must be there, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The vendor's table says it is required.
    Required,
    /// The table does not say; its text, samples or sister endpoints do.
    RequiredInferred,
    /// The vendor's table says it is optional.
    Optional,
    /// The table does not say; it was concluded.
    OptionalInferred,
}

/// Where a field of a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travels {
    /// Where the others do.
    InBody,
    /// Only of a request whose body is positional: not an argument, but parameters of the query, each field of its
    /// record under its own name.
    InQuery,
}

/// How "none" travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The field is left out.
    LeftOut,
    /// As empty text.
    Empty,
    /// As `null`.
    Null,
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
