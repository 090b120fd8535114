//! How an answer is read: where it begins, what success is, and what the codes mean.
//!
//! Paths and conditions here are over the answer's document below [`ReplyShape::root`], not over a record.

use super::{Condition, DocumentFormat, Template};

/// How an answer is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reply<'m> {
    /// The format; `None` is that of the request.
    pub format: Option<DocumentFormat>,
    /// The shapes that an answer can have. The first whose root is there is read.
    pub shapes: &'m [ReplyShape<'m>],
}

/// A shape of a platform's answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplyShape<'m> {
    /// The names that lead to it, each a template over the endpoint; empty when it is the whole document.
    pub root: &'m [Template<'m>],
    /// When a call succeeded. A code is compared as text: what equals the constant only by value leaves it unknown.
    /// `None`: an answer of this shape is a refusal.
    pub success: Option<Condition<'m>>,
    /// The path to where the response's table begins; empty when that is the shape itself.
    pub data: &'m str,
    /// Where a refusal's code stands; nowhere in a shape that is a refusal by its root alone.
    pub code: &'m [ReplyPlace<'m>],
    /// Where a second code stands, which tells apart what the first does not.
    pub sub_code: &'m [ReplyPlace<'m>],
    /// Where a refusal's message stands.
    pub message: &'m [ReplyPlace<'m>],
    /// Where the number stands by which the vendor finds the call again.
    pub request_id: &'m [ReplyPlace<'m>],
    /// Where the seconds, or the time, stand after which a refused call may be repeated.
    pub retry_after: &'m [ReplyPlace<'m>],
}

/// Where something stands in an answer. Of several the first that is there counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyPlace<'m> {
    /// At a path (`a.b`); a number is a row of a list, and `-1` its last.
    Path(&'m str),
    /// In the header of this name.
    Header(&'m str),
}

impl<'m> Reply<'m> {
    /// The shape in which the platform says that a call succeeded.
    pub fn of_success(&self) -> ReplyShape<'m> {
        let mut shapes = self.shapes.iter();
        shapes.find(|shape| shape.success.is_some()).copied().unwrap_or(ReplyShape::PLAIN)
    }

    /// The shape in which the platform refuses.
    pub fn of_refusal(&self) -> ReplyShape<'m> {
        let mut shapes = self.shapes.iter();
        shapes.find(|shape| shape.success.is_none()).copied().unwrap_or_else(|| self.of_success())
    }
}

impl<'m> ReplyShape<'m> {
    /// A shape of which nothing is said.
    pub const PLAIN: Self = Self {
        root: &[],
        success: None,
        data: "",
        code: &[],
        sub_code: &[],
        message: &[],
        request_id: &[],
        retry_after: &[],
    };

    /// The path of the code, if it stands at one.
    pub fn code_path(&self) -> &'m str {
        ReplyPlace::first_path(self.code)
    }
}

impl<'m> ReplyPlace<'m> {
    /// The first path among places; empty where there is none.
    pub fn first_path(places: &[Self]) -> &'m str {
        places.iter().find_map(Self::path).unwrap_or_default()
    }

    /// The path, where it is one.
    pub const fn path(&self) -> Option<&'m str> {
        match *self {
            Self::Path(path) => Some(path),
            Self::Header(_) => None,
        }
    }
}

/// HTTP statuses that are spoken of together: one alone (`404`), or all of a hundred (`4xx`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Statuses {
    /// The first of them.
    pub first: u16,
    /// The last of them.
    pub last: u16,
}

impl Statuses {
    /// One alone.
    pub const fn one(status: u16) -> Self {
        Self { first: status, last: status }
    }

    /// All of a hundred: `2` is those from 200 to 299.
    pub const fn hundred(hundred: u16) -> Self {
        Self { first: hundred.saturating_mul(100), last: hundred.saturating_mul(100).saturating_add(99) }
    }

    /// Whether this is one of them.
    pub const fn has(self, status: u16) -> bool {
        self.first <= status && status <= self.last
    }

    /// Whether it is one alone.
    pub const fn is_one(self) -> bool {
        self.first == self.last
    }
}

/// A row of a vendor's table of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorEntry<'m> {
    /// Which refusals it speaks of.
    pub matches: CodeMatch<'m>,
    /// The vendor's description.
    pub cause: &'m str,
    /// The vendor's remedy; may be empty.
    pub remedy: &'m str,
    /// What it means for the caller.
    pub class: ErrorClass,
    /// Seconds to wait before the call may be repeated, where the vendor says so.
    pub wait: Option<u32>,
}

/// Which refusals a row speaks of. `*` and `?` stand for any text; what `*` caught is the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeMatch<'m> {
    /// The statuses; `None` is any.
    pub status: Option<Statuses>,
    /// The code, with wildcards.
    pub code: &'m str,
    /// The second code, with wildcards; empty is any.
    pub sub_code: &'m str,
    /// The message, with wildcards, where the code alone does not tell; empty is any.
    pub message: &'m str,
}

impl<'m> CodeMatch<'m> {
    /// The code of a row that states none. It fits any, and names no field.
    pub const ANY: &'static str = "?";

    /// Refusals of a code.
    pub const fn of_code(code: &'m str) -> Self {
        Self { status: None, code, sub_code: "", message: "" }
    }

    /// Whether a status is all that it states.
    pub fn is_status_alone(&self) -> bool {
        self.status.is_some() && self.code == Self::ANY && self.sub_code.is_empty() && self.message.is_empty()
    }
}

/// What a code means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// A refusal: repeating the same request gives the same answer.
    Refused,
    /// No error at all.
    Success,
    /// An empty result.
    Empty,
    /// Taken, and not done yet.
    Accepted,
    /// Half done: a part of it was done, and another was not.
    Partial,
    /// Too many calls: not executed, may be repeated later.
    Throttled,
    /// The time was off: not executed, may be repeated with a new time and signature.
    Clock,
    /// The token is not valid, or no longer: not executed, may be repeated with a new one.
    Token,
    /// What the request names does not exist: not executed.
    NotFound,
    /// The vendor's side failed: it is unknown whether it was executed.
    Unknown,
}

impl ErrorClass {
    /// The words of the specs for them.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("refused", Self::Refused),
        ("success", Self::Success),
        ("empty", Self::Empty),
        ("accepted", Self::Accepted),
        ("partial", Self::Partial),
        ("throttled", Self::Throttled),
        ("clock", Self::Clock),
        ("token", Self::Token),
        ("not_found", Self::NotFound),
        ("unknown", Self::Unknown),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, class)| *class == self).map_or("", |(word, _)| word)
    }

    /// Whether such an answer says that nothing was done.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Refused | Self::Throttled | Self::Clock | Self::Token | Self::NotFound)
    }
}

/// Where a success lists the rows of its request that failed. Paths and conditions are over the response's table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PartialFailure<'m> {
    /// The list of the response.
    pub rows: &'m str,
    /// What identifies a row of it; empty where it is the row itself.
    pub key: &'m str,
    /// Where a row's code stands; may be empty.
    pub code: &'m str,
    /// Where a row's message stands; may be empty.
    pub message: &'m str,
    /// Which rows failed; all of the list when `None`.
    pub when: Option<Condition<'m>>,
    /// The list of the request that the rows are of; may be empty. A row has its place there by its key, or, where the
    /// response lists a row for each, by its own place.
    pub of: &'m str,
    /// What identifies a row of that list, where it has another name there than `key`; else empty. A row that is a value
    /// identifies itself.
    pub by: &'m str,
}

impl<'m> PartialFailure<'m> {
    /// What identifies a row of the request's list that has fields.
    pub const fn key_in_request(&self) -> &'m str {
        if self.by.is_empty() { self.key } else { self.by }
    }
}
