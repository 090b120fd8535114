//! What a field may hold: the types of the vendors' tables, and constructors for models that are made by hand.

use super::{Level, RecordId, TextUnit};

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type<'m> {
    /// Text of at most `max` units; `None` where the vendor states no length. That it has no limit is another
    /// thing, and said with [`Type::UNLIMITED`].
    Text {
        /// The shortest value that is not empty, in `unit`s.
        min: u32,
        /// The longest value, in `unit`s.
        max: Option<u32>,
        /// What the vendor counts.
        unit: TextUnit,
    },
    /// A whole number in `min..=max`. A vendor's display width is no limit and is not kept here.
    Int {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// A whole number that goes beyond what an `i64` holds.
    Unsigned {
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
    },
    /// An amount of money as a whole number of the currency's smallest unit.
    Minor {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// An exact decimal; `None` where the vendor states no digits.
    Decimal {
        /// How many digits it may have.
        digits: Option<Digits>,
        /// The smallest value, as it is written.
        min: Option<&'m str>,
        /// The largest value, as it is written.
        max: Option<&'m str>,
    },
    /// True or false, in JSON's own words or in the vendor's.
    Bool(Option<BoolWords<'m>>),
    /// `yyyy-MM-dd HH:mm:ss` on the platform's wall clock, or `0000-00-00 00:00:00`; or the same in the clock's pattern
    /// that stands here, which has no zero.
    DateTime(Option<&'m str>),
    /// `yyyy-MM-dd`, or `0000-00-00`: a day alone, without a zone; or the same in the clock's pattern that stands here,
    /// which has no zero.
    Date(Option<&'m str>),
    /// An instant, in one of the forms that tell it without a wall clock.
    Time(TimeForm<'m>),
    /// A coded value.
    Code(&'m CodeTable<'m>),
    /// A code that some answers give as a number and others as text.
    TextOrInt,
    /// Anything: a map or value whose fields the vendor does not list.
    Any,
    /// A nested record, by its place in [`super::Endpoint::records`].
    Record(RecordId),
    /// Values of one type under names that the caller chooses.
    Map(&'m Type<'m>, Bounds<'m>),
    /// A list.
    List(&'m Type<'m>, Bounds<'m>),
}

/// How an instant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeForm<'m> {
    /// As a number of seconds since 1970-01-01 UTC.
    Unix,
    /// As a number of milliseconds since then.
    UnixMs,
    /// As a number of microseconds since then.
    UnixUs,
    /// As ISO 8601 has it, with the distance from UTC.
    Iso,
    /// As mail and HTTP have it, with the distance from UTC.
    Rfc2822,
    /// In a pattern of the clock that shows the distance from UTC, or ends with `Z`.
    Pattern(&'m str),
}

impl TimeForm<'_> {
    /// Whether it is a number and no text.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Unix | Self::UnixMs | Self::UnixUs)
    }
}

/// What stands for true, and what for false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoolWords<'m> {
    /// For true.
    pub yes: &'m str,
    /// For false.
    pub no: &'m str,
}

impl BoolWords<'_> {
    /// Whether both are whole numbers, and so travel as numbers.
    pub fn are_numbers(self) -> bool {
        [self.yes, self.no].iter().all(|word| word.parse::<i64>().is_ok_and(|number| number.to_string() == *word))
    }
}

impl Type<'_> {
    /// The length of a text that the vendor states to be without limit.
    pub const UNLIMITED: u32 = u32::MAX;
}

/// The digits of a decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// All of them, at most.
    pub precision: u8,
    /// Those after the point, at most.
    pub scale: u8,
}

/// How many rows a list may have, or a map entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds<'m> {
    /// The fewest rows.
    pub min: u32,
    /// The most rows; `None` is no limit.
    pub max: Option<u32>,
    /// Whether more rows than `max` are forbidden or only discouraged.
    pub level: Level,
    /// The name under which the list stands alone in an object: `{"trade": [...]}`.
    pub within: Option<&'m str>,
}

impl<'m> Bounds<'m> {
    /// Any number of rows.
    pub const ANY: Self = Self { min: 0, max: None, level: Level::Deny, within: None };

    /// `min..=max` rows, demanded by the vendor.
    pub const fn demanded(min: u32, max: u32) -> Self {
        Self { min, max: Some(max), level: Level::Deny, within: None }
    }

    /// At least `min` rows; more than `max` is against the vendor's advice but allowed.
    pub const fn recommended(min: u32, max: u32) -> Self {
        Self { min, max: Some(max), level: Level::Warn, within: None }
    }

    /// At least `min` rows.
    pub const fn at_least(min: u32) -> Self {
        Self { min, max: None, level: Level::Deny, within: None }
    }

    /// The same, in an object under this name.
    #[must_use]
    pub const fn within(mut self, name: &'m str) -> Self {
        self.within = Some(name);
        self
    }
}

/// The values of a coded field, as the vendor lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeTable<'m> {
    /// The name in the spec, such as `PayStatus`.
    pub name: &'m str,
    /// How a code travels.
    pub wire: CodeWire,
    /// Whether another code is refused or only warned of, as where the list was concluded from prose.
    pub level: Level,
    /// The vendor's list.
    pub codes: &'m [Code<'m>],
}

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWire {
    /// As a JSON number in this range.
    Int {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// As text of at most this many characters.
    Text {
        /// The longest value in characters.
        max: Option<u32>,
    },
}

/// One code of a [`CodeTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code<'m> {
    /// The code as it travels, such as `10` or `01`.
    pub code: &'m str,
    /// The name in the spec, such as `unconfirmed`.
    pub name: &'m str,
    /// The vendor's word for it.
    pub title: &'m str,
}

/// Text of at most `max` characters.
pub const fn varchar(max: u32) -> Type<'static> {
    Type::Text { min: 0, max: Some(max), unit: TextUnit::Chars }
}

/// Text of at most `max` of the vendor's units.
pub const fn text_of(max: u32, unit: TextUnit) -> Type<'static> {
    Type::Text { min: 0, max: Some(max), unit }
}

/// Text without a stated length.
pub const fn text() -> Type<'static> {
    Type::Text { min: 0, max: None, unit: TextUnit::Chars }
}

/// A whole number in `min..=max`.
pub const fn int(min: i64, max: i64) -> Type<'static> {
    Type::Int { min, max }
}

/// A whole number of one signed byte.
pub const fn tinyint() -> Type<'static> {
    int(i8::MIN as i64, i8::MAX as i64)
}

/// A whole number of two signed bytes.
pub const fn smallint() -> Type<'static> {
    int(i16::MIN as i64, i16::MAX as i64)
}

/// A whole number of four signed bytes.
pub const fn int32() -> Type<'static> {
    int(i32::MIN as i64, i32::MAX as i64)
}

/// A whole number of eight signed bytes.
pub const fn long() -> Type<'static> {
    int(i64::MIN, i64::MAX)
}

/// An exact decimal of `precision` digits, `scale` of them after the point.
pub const fn decimal(precision: u8, scale: u8) -> Type<'static> {
    Type::Decimal { digits: Some(Digits { precision, scale }), min: None, max: None }
}

/// True or false.
pub const fn boolean() -> Type<'static> {
    Type::Bool(None)
}

/// A date and time on the platform's wall clock.
pub const fn datetime() -> Type<'static> {
    Type::DateTime(None)
}

/// A day alone.
pub const fn date() -> Type<'static> {
    Type::Date(None)
}

/// An instant in this form.
pub const fn time(form: TimeForm<'static>) -> Type<'static> {
    Type::Time(form)
}

/// A coded value.
pub const fn codes(table: &'static CodeTable<'static>) -> Type<'static> {
    Type::Code(table)
}

/// How codes of this type travel.
pub const fn wire(ty: Type<'_>) -> CodeWire {
    match ty {
        Type::Int { min, max } => CodeWire::Int { min, max },
        Type::Text { max, .. } => CodeWire::Text { max },
        _ => CodeWire::Text { max: None },
    }
}

/// A code that is text or a number.
pub const fn text_or_int() -> Type<'static> {
    Type::TextOrInt
}

/// Anything.
pub const fn any() -> Type<'static> {
    Type::Any
}

/// A list of `of`.
pub const fn list(of: &'static Type<'static>, bounds: Bounds<'static>) -> Type<'static> {
    Type::List(of, bounds)
}

/// A map of names to values of `of`.
pub const fn map(of: &'static Type<'static>) -> Type<'static> {
    Type::Map(of, Bounds::ANY)
}
