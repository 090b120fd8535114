//! A field: a row of the vendor's table.

use super::{Body, ListStyle, Type};

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
    /// How its list, record or map travels, if that is not how the platform's do. [`ListStyle::Json`] and
    /// [`ListStyle::Comma`] are text that holds it wherever it travels, in an answer too.
    pub lists: Option<ListStyle>,
    /// Personal data: never printed.
    pub sensitive: bool,
    /// A required text that may be empty.
    pub may_be_empty: bool,
    /// How "none" travels.
    pub missing: Missing,
    /// What a stated none travels as, where it is another thing than to leave the field out; [`Missing::LeftOut`] where
    /// it is not.
    pub stated_none: Missing,
    /// What the whole text must match: a pattern of letters, classes and repetitions, as crate `regex-lite` has it.
    pub pattern: Option<&'m str>,
    /// Where it travels.
    pub travels: Travels,
}

/// A field that must be there.
pub const fn required(name: &'static str, ty: Type<'static>, title: &'static str) -> Field<'static> {
    Field::new(name, ty, title, Presence::Required)
}

/// A field that may be left out.
pub const fn optional(name: &'static str, ty: Type<'static>, title: &'static str) -> Field<'static> {
    Field::new(name, ty, title, Presence::Optional)
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
            lists: None,
            sensitive: false,
            may_be_empty: false,
            missing: Missing::LeftOut,
            stated_none: Missing::LeftOut,
            pattern: None,
            travels: Travels::InBody,
        }
    }

    /// Whether it travels in the query beside the positional arguments.
    pub const fn is_in_query(&self) -> bool {
        matches!(self.travels, Travels::InQuery)
    }

    /// Whether a stated none is a value of its own.
    pub const fn is_nullable(&self) -> bool {
        !matches!(self.stated_none, Missing::LeftOut)
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

    /// Travels elsewhere than in the body.
    #[must_use]
    pub const fn travels(mut self, travels: Travels) -> Self {
        self.travels = travels;
        self
    }

    /// A stated none is a value of its own, and travels as this.
    #[must_use]
    pub const fn nullable(mut self, none: Missing) -> Self {
        self.stated_none = none;
        self
    }

    /// The whole text must match this.
    #[must_use]
    pub const fn matching(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
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

impl Presence {
    /// Of a field that is required or not, as the vendor's table says or as the spec concluded.
    pub const fn of(required: bool, inferred: bool) -> Self {
        match (required, inferred) {
            (true, false) => Self::Required,
            (true, true) => Self::RequiredInferred,
            (false, false) => Self::Optional,
            (false, true) => Self::OptionalInferred,
        }
    }
}

/// Where a field of a request or of a response travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travels {
    /// In the body.
    InBody,
    /// Only of a request whose body is positional: not an argument, but parameters of the query, each field of its
    /// record under its own name.
    InQuery,
    /// As a part of the address.
    Path,
    /// As a parameter of the query.
    Query,
    /// As a header.
    Header,
    /// As a form field beside the body's document.
    Form,
    /// As the whole document of the body.
    Document,
}

impl Travels {
    /// The words of the specs, which stand before a row's type.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("body", Self::InBody),
        ("path", Self::Path),
        ("query", Self::Query),
        ("header", Self::Header),
        ("form", Self::Form),
        ("document", Self::Document),
    ];

    /// Where it travels under a body: a row of the body of a form or a query is a field of it.
    #[must_use]
    pub const fn under(self, body: Body<'_>) -> Self {
        match (self, body) {
            (Self::InBody, Body::Form) => Self::Form,
            (Self::InBody, Body::Query) => Self::Query,
            _ => self,
        }
    }

    /// Its word; none where the row says nothing of it.
    pub fn word(self) -> Option<&'static str> {
        let words = Self::WORDS.iter().filter(|(_, travels)| *travels != Self::InBody);
        words.into_iter().find(|(_, travels)| *travels == self).map(|(word, _)| *word)
    }
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
