//! The type words of a vendor's table, read into a small tree: `varchar(40)`, `Order[1..50]`,
//! `String<datetime>`. Names of the file are only read here; `types` looks them up.

use crate::{Bounds, Digits, TextUnit, Type};

use super::plain::PLAIN;
use super::ranges::{self, number};
use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Span};
use crate::notation::cursor::{Cursor, is_word, quoted};
use crate::notation::suggest;
use crate::syntax::slips;

/// A type as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeExpr<'t> {
    /// The words, such as `tinyint(4)`.
    pub words: Located<'t>,
    /// What they say.
    pub kind: TypeKind<'t>,
}

/// What type words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind<'t> {
    /// Text. Without a unit the platform's counts.
    Text {
        /// The most of its units.
        max: Option<u32>,
        /// What it counts.
        unit: Option<TextUnit>,
    },
    /// A whole number.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// An exact decimal.
    Decimal {
        /// How many digits it has, where that is said.
        digits: Option<Digits>,
    },
    /// A type that is one word alone.
    Plain(Type<'static>),
    /// A code that comes as text or as a number.
    TextOrInt,
    /// Anything.
    Any,
    /// A name of the file, or a slip.
    Named {
        /// The name.
        name: Located<'t>,
        /// The place of a length that was given to it.
        length: Option<Span>,
    },
    /// Text that holds a value of another type.
    AsText(Box<TypeExpr<'t>>),
    /// A map of texts to values of one type.
    Map(Box<TypeExpr<'t>>),
    /// A list.
    List(Box<TypeExpr<'t>>, Bounds),
}

/// The words of types that take a length or say more than one thing, in lower case.
const WORDS: &[&str] =
    &["varchar", "string", "text", "tinyint", "byte", "smallint", "int", "long", "bigint", "decimal", "map", "object"];

/// The type words that every file knows, in lower case.
pub fn type_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().copied().chain(PLAIN.iter().map(|plain| plain.word))
}

/// What other notations call a list. Where a type stands, they get a message of their own.
const LIST_WORDS: &[&str] = &["list", "array"];

/// Whether a name is a type word in any case, so that no record can have it.
pub fn is_type_word(name: &str) -> bool {
    type_words().chain(LIST_WORDS.iter().copied()).any(|word| word.eq_ignore_ascii_case(name))
}

/// Lists of lists deeper than this are a slip, not a table.
const LISTS: usize = 4;

/// Digits that an exact decimal can carry.
const DIGITS: u8 = 28;

/// Reads a type at the cursor and stops behind it.
pub(in crate::notation) fn parse<'t>(cursor: &mut Cursor<'t>) -> Result<TypeExpr<'t>, Diagnostic> {
    let start = cursor.at();
    let mut kind = single(cursor, true)?;
    // A bar with a blank behind it begins the description, so `int|text` is written close together.
    if cursor.peek() == Some('|') && !cursor.rest().text.starts_with("| ") {
        cursor.bump();
        let second = single(cursor, false)?;
        kind = match (kind, second) {
            (TypeKind::Int { .. }, TypeKind::Text { .. }) | (TypeKind::Text { .. }, TypeKind::Int { .. }) => {
                TypeKind::TextOrInt
            }
            _ => {
                let words = cursor.since(start);
                return Err(bad(words.span, format!("{} is no pair of types", quoted(words.text)))
                    .help("only a whole number and text may stand together: `int|text`"));
            }
        };
    }
    let mut lists = 0;
    // Brackets are taken from the left: `Order[1..5][]` is a list of short lists.
    while cursor.peek() == Some('[') {
        let of = TypeExpr { words: cursor.since(start), kind };
        let bounds = ranges::bounds(brackets(cursor, '[', ']')?)?;
        lists += 1;
        if lists > LISTS {
            return Err(bad(cursor.since(start).span, format!("lists nest deeper than {LISTS}")));
        }
        kind = TypeKind::List(Box::new(of), bounds);
    }
    Ok(TypeExpr { words: cursor.since(start), kind })
}

fn single<'t>(cursor: &mut Cursor<'t>, outer: bool) -> Result<TypeKind<'t>, Diagnostic> {
    let mut word = cursor.take_while(is_word);
    if word.text.is_empty() {
        return Err(cursor.expected(Code::BadField, "a type"));
    }
    // MySQL's word stands behind the type, C's before it.
    let mut is_unsigned = false;
    if word.text.eq_ignore_ascii_case(UNSIGNED) {
        is_unsigned = true;
        cursor.skip_blanks();
        word = cursor.take_while(is_word);
    }
    let lower = word.text.to_ascii_lowercase();
    let length = brackets(cursor, '(', ')')?;
    let behind = if is_unsigned { None } else { eat_word(cursor, UNSIGNED) };
    let whole = |cursor: &mut Cursor<'t>, least: i64, most: i64, most_unsigned: i64| {
        let (min, max) = if is_unsigned || behind.is_some() { (0, most_unsigned) } else { (least, most) };
        whole(cursor, word, length, min, max)
    };
    let kind = match lower.as_str() {
        "tinyint" | "byte" => whole(cursor, i8::MIN.into(), i8::MAX.into(), u8::MAX.into())?,
        "smallint" => whole(cursor, i16::MIN.into(), i16::MAX.into(), u16::MAX.into())?,
        "int" => whole(cursor, i32::MIN.into(), i32::MAX.into(), u32::MAX.into())?,
        // Nothing that travels is read as `u64`, so an unsigned long keeps the upper half of its range to itself.
        "long" | "bigint" => whole(cursor, i64::MIN, i64::MAX, i64::MAX)?,
        _ if is_unsigned => return Err(only_whole(word)),
        _ if behind.is_some() => return Err(only_whole(behind.unwrap_or(word))),
        "varchar" | "string" | "text" => {
            let kind = text(length)?;
            // One level alone: a text in a text has no vendor, and no end.
            match brackets(cursor, '<', '>')? {
                Some(inner) if outer => as_text(inner)?,
                Some(inner) => return Err(takes_no(inner.span, word, "type in `<>`")),
                None => kind,
            }
        }
        "decimal" => TypeKind::Decimal { digits: length.map(digits).transpose()? },
        "object" => no_length(word, length, TypeKind::Any)?,
        "map" => {
            // Without `<>` a map says nothing of its values, which is what `Object` says.
            no_length(word, length, TypeKind::Any)?;
            brackets(cursor, '<', '>')?.map_or(Ok(TypeKind::Any), map)?
        }
        "list" | "array" => {
            return Err(Diagnostic::error(Code::UnknownType, word.span, format!("unknown type {}", quoted(word.text)))
                .help("a list is the type of a row and brackets: `Order[]`, `varchar(40)[1..50]`"));
        }
        lower => match PLAIN.iter().find(|plain| plain.word == lower) {
            // A width that only shows, as `datetime(6)` in SQL, is read and dropped; a type without one refuses it.
            Some(plain) if plain.has_width => {
                display_width(word, length)?;
                TypeKind::Plain(plain.ty)
            }
            Some(plain) => no_length(word, length, TypeKind::Plain(plain.ty))?,
            None => TypeKind::Named { name: word, length: length.map(|length| length.span) },
        },
    };
    // What is left here would be read as the beginning of the title.
    match cursor.peek() {
        Some('<') => Err(takes_no(cursor.here(), word, "type in `<>`")),
        Some('{') => Err(takes_no(cursor.here(), word, "range")),
        _ => Ok(kind),
    }
}

/// The word that takes the negative half of an integer's range and doubles the other.
const UNSIGNED: &str = "unsigned";

/// Passes a word behind blanks, if it stands there.
fn eat_word<'t>(cursor: &mut Cursor<'t>, wanted: &str) -> Option<Located<'t>> {
    // The cursor moves only when the word stands there: otherwise the blanks belong to the title.
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let word = ahead.take_while(is_word);
    let is_it = word.text.eq_ignore_ascii_case(wanted) && ahead.at() > cursor.at();
    is_it.then(|| {
        *cursor = ahead;
        word
    })
}

fn only_whole(word: Located<'_>) -> Diagnostic {
    Diagnostic::error(Code::BadField, word.span, "only a whole number is unsigned")
        .help("leave `unsigned` out: of anything else the sign is not checked")
}

/// What stands between a pair of brackets, if they stand here.
fn brackets<'t>(cursor: &mut Cursor<'t>, open: char, close: char) -> Result<Option<Located<'t>>, Diagnostic> {
    let opening = cursor.here();
    if cursor.peek() != Some(open) {
        return Ok(None);
    }
    cursor.bump();
    let start = cursor.at();
    // Brackets of the same kind are counted, for `Map<String,Map<String,int>>` closes twice.
    let mut depth = 1_usize;
    let mut wide = None;
    while let Some(next) = cursor.peek() {
        if slips::twin(next) == Some(close) {
            wide.get_or_insert((cursor.here(), next));
        }
        if next == close {
            depth -= 1;
        } else if next == open {
            depth += 1;
        }
        if depth == 0 {
            let inside = cursor.since(start).trim();
            cursor.bump();
            return Ok(Some(inside));
        }
        cursor.bump();
    }
    Err(match wide {
        Some((span, wide)) => {
            bad(span, format!("`{wide}` does not close the `{open}` before it")).help(slips::write_instead(wide, close))
        }
        None => bad(opening, format!("this `{open}` is never closed")).help(format!("write `{close}` behind it")),
    })
}

fn text(length: Option<Located<'_>>) -> Result<TypeKind<'_>, Diagnostic> {
    let Some(length) = length else { return Ok(TypeKind::Text { max: None, unit: None }) };
    let (max, unit) = length.first_word();
    let max = if length.text == "*" { Type::UNLIMITED } else { number::<u32>(max, "a length")? };
    if max == 0 {
        return Err(bad(length.span, "a length of 0 lets nothing through"));
    }
    let unit = match unit.text {
        "" => None,
        "characters" => Some(TextUnit::Chars),
        "bytes" => Some(TextUnit::Bytes),
        "utf16" => Some(TextUnit::Utf16),
        other => {
            let message = format!("unknown unit {} of a length", quoted(other));
            return Err(Diagnostic::error(Code::UnknownWord, unit.span, message)
                .help(suggest::help(other, ["characters", "bytes", "utf16"])));
        }
    };
    Ok(TypeKind::Text { max: Some(max), unit })
}

/// `String,Order`: what stands under the names of a map. Of anything, a map is anything itself.
fn map(inner: Located<'_>) -> Result<TypeKind<'_>, Diagnostic> {
    const FORM: &str = "a map is `Map<String,Object>`, or `Map<String,Order>` where all its values are of one type";
    // Counted before anything is read: each map calls the reader again, and the stack is not to be the limit.
    if inner.text.matches('<').count() > LISTS {
        return Err(bad(inner.span, format!("maps nest deeper than {LISTS}")));
    }
    let Some(comma) = inner.text.find(',') else {
        return Err(bad(inner.span, format!("{} is no pair of types", quoted(inner.text))).help(FORM));
    };
    let (key, value) = (inner.part(0, comma).trim(), inner.part(comma + 1, inner.text.len()).trim());
    if !["string", "varchar", "text"].iter().any(|word| key.text.eq_ignore_ascii_case(word)) {
        return Err(bad(key.span, format!("the names of a map are text, not {}", quoted(key.text))).help(FORM));
    }
    let mut cursor = Cursor::new(value);
    let of = parse(&mut cursor)?;
    if !cursor.is_at_end() {
        return Err(cursor.expected(Code::BadField, "`>`"));
    }
    Ok(if of.kind == TypeKind::Any { TypeKind::Any } else { TypeKind::Map(Box::new(of)) })
}

fn as_text(inner: Located<'_>) -> Result<TypeKind<'_>, Diagnostic> {
    let mut cursor = Cursor::new(inner);
    let start = cursor.at();
    let kind = single(&mut cursor, false)?;
    if !cursor.is_at_end() {
        return Err(cursor.expected(Code::BadField, "`>`"));
    }
    if matches!(kind, TypeKind::Text { .. } | TypeKind::Any | TypeKind::Map(_)) {
        return Err(bad(inner.span, format!("a `String` needs no {} inside", quoted(inner.text)))
            .help("name the number, date or code that the text holds: `String<int>`, `String<datetime>`"));
    }
    Ok(TypeKind::AsText(Box::new(TypeExpr { words: cursor.since(start), kind })))
}

fn whole<'t>(
    cursor: &mut Cursor<'t>,
    word: Located<'t>,
    length: Option<Located<'t>>,
    min: i64,
    max: i64,
) -> Result<TypeKind<'t>, Diagnostic> {
    display_width(word, length)?;
    let Some(range) = brackets(cursor, '{', '}')? else { return Ok(TypeKind::Int { min, max }) };
    let (from, to) = ranges::ends(range, "`{1..50}`")?;
    let from = ranges::optional(from)?.unwrap_or(min);
    let to = ranges::optional(to)?.unwrap_or(max);
    ranges::ordered(range, from, to)?;
    if from < min || to > max {
        return Err(bad(range.span, format!("{} holds {min} to {max}", quoted(word.text)))
            .help("a narrower range lies inside that of its type"));
    }
    Ok(TypeKind::Int { min: from, max: to })
}

fn display_width(word: Located<'_>, length: Option<Located<'_>>) -> Result<(), Diagnostic> {
    let Some(width) = length else { return Ok(()) };
    // `int(11)` is how wide a console shows it and bounds nothing, so the number is checked and forgotten.
    number::<u32>(width, "a display width").map(drop).map_err(|mistake| {
        if width.text.contains("..") {
            mistake.help(format!("a range stands in braces: `{}{{1..50}}`", word.text))
        } else {
            mistake
        }
    })
}

fn digits(length: Located<'_>) -> Result<Digits, Diagnostic> {
    let (precision, scale) = match length.text.find(',') {
        Some(comma) => (length.part(0, comma), Some(length.part(comma + 1, length.text.len()))),
        None => (length, None),
    };
    // MySQL's `decimal(10)` has no digits behind the point.
    let precision = number::<u8>(precision.trim(), "a number of digits")?;
    let scale = scale.map_or(Ok(0), |scale| number::<u8>(scale.trim(), "a number of digits"))?;
    if precision == 0 || precision > DIGITS {
        return Err(bad(length.span, format!("a decimal has 1 to {DIGITS} digits, not {precision}")));
    }
    if scale > precision {
        let message = format!("{scale} digits after the point of a number with {precision} digits");
        return Err(Diagnostic::error(Code::ScaleOverPrecision, length.span, message)
            .help("the first number counts all digits, the second those after the point: `decimal(19,4)`"));
    }
    Ok(Digits { precision, scale })
}

fn no_length<'t>(
    word: Located<'t>,
    length: Option<Located<'t>>,
    kind: TypeKind<'t>,
) -> Result<TypeKind<'t>, Diagnostic> {
    match length {
        Some(length) => Err(takes_no(length.span, word, "length")),
        None => Ok(kind),
    }
}

/// A length, range or inner type on a type that has none.
pub fn takes_no(span: Span, word: Located<'_>, what: &str) -> Diagnostic {
    Diagnostic::error(Code::UnexpectedLength, span, format!("{} takes no {what}", quoted(word.text)))
        .help(format!("write {} alone", quoted(word.text)))
}

fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadField, span, message)
}
