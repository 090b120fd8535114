//! The type words of a vendor's table, read into a small tree: `varchar(40)`, `Order[1..50]`,
//! `String<datetime>`. Names of the file are only read here; `types` looks them up.

use crate::{Bounds, Digits, ListStyle, Missing, TextUnit, Type};

use super::plain::{PLAIN, PlainType};
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
        /// The least of its units.
        min: u32,
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
        /// The least.
        min: Option<&'t str>,
        /// The greatest.
        max: Option<&'t str>,
    },
    /// A type that is one word, and names nothing of the file.
    Plain(Type<'t>),
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
    /// A list, record or map that travels in this way.
    Spread(ListStyle, Box<TypeExpr<'t>>),
    /// A map of texts to values of one type.
    Map(Box<TypeExpr<'t>>, Bounds<'t>),
    /// A list.
    List(Box<TypeExpr<'t>>, Bounds<'t>),
    /// A type beside which a stated none may stand.
    Nullable(Box<TypeExpr<'t>>, Missing),
}

/// The words of types that take a length or say more than one thing, in lower case.
const WORDS: &[&str] = &[
    "varchar", "string", "text", "tinyint", "byte", "smallint", "int", "uint", "int32", "uint32", "long", "bigint",
    "int64", "ulong", "uint64", "minor", "decimal", "float", "double", "number", "bool", "map", "object",
];

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
    if is_bar(cursor) && stated_none(cursor).is_none() {
        cursor.bump();
        let second = single(cursor, false)?;
        let is_whole =
            |kind: &TypeKind<'_>| matches!(kind, TypeKind::Int { .. } | TypeKind::Plain(Type::Unsigned { .. }));
        kind = match (kind, second) {
            (whole, TypeKind::Text { .. }) | (TypeKind::Text { .. }, whole) if is_whole(&whole) => TypeKind::TextOrInt,
            _ => {
                let words = cursor.since(start);
                return Err(bad(words.span, format!("{} is no pair of types", quoted(words.text))).help(
                    "only a whole number and text may stand together, `int|text`, or a type and its none: `T|null`, \
                           `T|empty`",
                ));
            }
        };
    }
    if let (TypeKind::Spread(..), Some('[')) = (&kind, cursor.peek()) {
        return Err(bad(cursor.here(), "the rows of a list travel as the list does")
            .help("write the whole list within the brackets: `comma<String[1..50]>`"));
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
    if let Some((none, word)) = stated_none(cursor) {
        let of = TypeExpr { words: cursor.since(start), kind };
        cursor.eat(word);
        kind = TypeKind::Nullable(Box::new(of), none);
    }
    Ok(TypeExpr { words: cursor.since(start), kind })
}

/// Whether a bar stands here that does not begin the description.
fn is_bar(cursor: &Cursor<'_>) -> bool {
    cursor.peek() == Some('|') && !cursor.rest().text.starts_with("| ")
}

/// The none that may stand beside a type: how it travels, and its word with the bar before it.
fn stated_none(cursor: &Cursor<'_>) -> Option<(Missing, &'static str)> {
    let behind = cursor.rest().text;
    let nones = [(Missing::Null, "|null"), (Missing::Empty, "|empty")];
    let is_word = |word: &str| behind.strip_prefix(word).is_some_and(|behind| !behind.starts_with(is_word));
    nones.into_iter().find(|(_, word)| is_word(word))
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
        whole(cursor, word, length, min.into(), max.into())
    };
    let kind = match lower.as_str() {
        "tinyint" | "byte" => whole(cursor, i8::MIN.into(), i8::MAX.into(), u8::MAX.into())?,
        "smallint" => whole(cursor, i16::MIN.into(), i16::MAX.into(), u16::MAX.into())?,
        "int" | "int32" => whole(cursor, i32::MIN.into(), i32::MAX.into(), u32::MAX.into())?,
        "uint" | "uint32" => whole(cursor, 0, u32::MAX.into(), u32::MAX.into())?,
        // MySQL's unsigned long keeps the upper half of its range to itself, so that it is an `i64`.
        "long" | "bigint" | "int64" => whole(cursor, i64::MIN, i64::MAX, i64::MAX)?,
        "ulong" | "uint64" => self::whole(cursor, word, length, 0, u64::MAX.into())?,
        "minor" => minor(no_length(word, length, whole(cursor, i64::MIN, i64::MAX, i64::MAX)?)?),
        "json" | "comma" | "repeated" | "indexed" | "brackets" if outer && cursor.peek() == Some('<') => {
            spread(cursor, word, length)?
        }
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
        "decimal" | "float" | "double" | "number" => decimal(cursor, length)?,
        "object" => no_length(word, length, TypeKind::Any)?,
        "map" => {
            // Without `<>` a map says nothing of its values, which is what `Object` says.
            no_length(word, length, TypeKind::Any)?;
            let kind = brackets(cursor, '<', '>')?.map_or(Ok(TypeKind::Any), map)?;
            match (kind, brackets(cursor, '{', '}')?) {
                (TypeKind::Map(of, _), Some(entries)) => TypeKind::Map(of, ranges::bounds(Some(entries))?),
                (_, Some(entries)) => return Err(takes_no(entries.span, word, "range")),
                (kind, None) => kind,
            }
        }
        "list" | "array" => {
            return Err(Diagnostic::error(Code::UnknownType, word.span, format!("unknown type {}", quoted(word.text)))
                .help("a list is the type of a row and brackets: `Order[]`, `varchar(40)[1..50]`"));
        }
        lower => match PLAIN.iter().find(|plain| plain.word == if lower == "bool" { "boolean" } else { lower }) {
            Some(plain) => TypeKind::Plain(in_form(plain, word, length)?),
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

/// A type that is one word, in the form that stands behind it.
fn in_form<'t>(plain: &PlainType, word: Located<'_>, form: Option<Located<'t>>) -> Result<Type<'t>, Diagnostic> {
    let help = || format!("write {}", plain.forms);
    let Some(form) = form else {
        if !plain.needs_form {
            return Ok(plain.ty);
        }
        let message = format!("{} does not say how it is written", quoted(word.text));
        return Err(Diagnostic::error(Code::UnknownType, word.span, message).help(help()));
    };
    // A width that only shows, as `boolean(1)` in SQL, is read and dropped.
    if plain.has_width && form.text.bytes().all(|byte| byte.is_ascii_digit()) {
        return display_width(word, Some(form)).map(|()| plain.ty);
    }
    (plain.in_form)(form.text).ok_or_else(|| {
        let is_length = form.text.bytes().all(|byte| byte.is_ascii_digit());
        let what = if is_length { "length".to_owned() } else { format!("form {}", quoted(form.text)) };
        let message = format!("{} takes no {what}", quoted(word.text));
        Diagnostic::error(Code::UnexpectedLength, form.span, message).help(help())
    })
}

/// An amount in the smallest unit.
fn minor(kind: TypeKind<'_>) -> TypeKind<'_> {
    match kind {
        TypeKind::Int { min, max } => TypeKind::Plain(Type::Minor { min, max }),
        kind => kind,
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
    if cursor.peek() != Some(open) {
        return Ok(None);
    }
    let opening = cursor.here();
    cursor.bump();
    let start = cursor.at();
    // Brackets of the same kind are counted, for `Map<String,Map<String,int>>` closes twice.
    let mut depth = 1_usize;
    let mut wide = None;
    while let Some(next) = cursor.peek() {
        // A pattern of the clock stands in quotes, and may hold brackets of its own.
        if open == '(' && next == '\'' {
            cursor.bump();
            cursor.take_while(|inside| inside != '\'');
            cursor.bump();
            continue;
        }
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
    let Some(length) = length else { return Ok(TypeKind::Text { min: 0, max: None, unit: None }) };
    let (bounds, unit) = length.first_word();
    let is_range = bounds.text.contains("..");
    let (min, most) = if is_range { ranges::ends(bounds, "`6..32`")? } else { (bounds.part(0, 0), bounds) };
    let min = ranges::optional::<u32>(min)?.unwrap_or(0);
    let max = match most.text {
        "*" => Some(Type::UNLIMITED),
        "" if min > 0 => None,
        _ => Some(number::<u32>(most, "a length")?),
    };
    if max == Some(0) {
        return Err(bad(length.span, "a length of 0 lets nothing through"));
    }
    ranges::ordered(bounds, min, max.unwrap_or(u32::MAX))?;
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
    Ok(TypeKind::Text { min, max, unit })
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
    Ok(if of.kind == TypeKind::Any { TypeKind::Any } else { TypeKind::Map(Box::new(of), Bounds::ANY) })
}

/// `comma<String[1..50]>`: how what is inside travels.
fn spread<'t>(
    cursor: &mut Cursor<'t>,
    word: Located<'t>,
    length: Option<Located<'t>>,
) -> Result<TypeKind<'t>, Diagnostic> {
    let spelled = length.map_or_else(|| word.text.to_owned(), |length| format!("{}({})", word.text, length.text));
    let style = ListStyle::WORDS.iter().find(|(known, _)| *known == spelled).map(|(_, style)| *style);
    let style = style.ok_or_else(|| {
        let place = length.map_or(word.span, |length| length.span);
        Diagnostic::error(Code::UnknownWord, place, format!("unknown style {} of a list", quoted(&spelled)))
            .help(suggest::help(&spelled, ListStyle::WORDS.iter().map(|(known, _)| *known)))
    })?;
    let Some(inner) = brackets(cursor, '<', '>')? else { return Err(cursor.expected(Code::BadField, "`<`")) };
    // Told before it is read, for they could lie in each other without end.
    let is_spread = |(style, _): &(&str, ListStyle)| {
        let (word, behind) = inner.text.split_at_checked(style.len()).unwrap_or_default();
        word.eq_ignore_ascii_case(style) && behind.starts_with('<')
    };
    if ListStyle::WORDS.iter().any(is_spread) {
        return Err(bad(inner.span, "a list travels in one way").help("leave one of the two words out"));
    }
    let mut inside = Cursor::new(inner);
    let of = parse(&mut inside)?;
    if !inside.is_at_end() {
        return Err(inside.expected(Code::BadField, "`>`"));
    }
    Ok(TypeKind::Spread(style, Box::new(of)))
}

fn as_text(inner: Located<'_>) -> Result<TypeKind<'_>, Diagnostic> {
    let mut cursor = Cursor::new(inner);
    let start = cursor.at();
    let kind = single(&mut cursor, false)?;
    if !cursor.is_at_end() {
        return Err(cursor.expected(Code::BadField, "`>`"));
    }
    if matches!(kind, TypeKind::Text { .. } | TypeKind::Any | TypeKind::Map(..)) {
        return Err(bad(inner.span, format!("a `String` needs no {} inside", quoted(inner.text)))
            .help("name the number, date or code that the text holds: `String<int>`, `String<datetime>`"));
    }
    Ok(TypeKind::AsText(Box::new(TypeExpr { words: cursor.since(start), kind })))
}

fn whole<'t>(
    cursor: &mut Cursor<'t>,
    word: Located<'t>,
    length: Option<Located<'t>>,
    min: i128,
    max: i128,
) -> Result<TypeKind<'t>, Diagnostic> {
    display_width(word, length)?;
    let (from, to) = match brackets(cursor, '{', '}')? {
        Some(range) => within(range, word, min, max)?,
        None => (min, max),
    };
    match (i64::try_from(from), i64::try_from(to)) {
        (Ok(min), Ok(max)) => Ok(TypeKind::Int { min, max }),
        // What no `i64` holds is a `u64`; the ranges of the words end where these do.
        _ => Ok(TypeKind::Plain(Type::Unsigned {
            min: u64::try_from(from).unwrap_or(0),
            max: u64::try_from(to).unwrap_or(u64::MAX),
        })),
    }
}

/// A range that lies inside that of its word. A `long` may go on to what 64 bits without a sign hold.
fn within(range: Located<'_>, word: Located<'_>, min: i128, max: i128) -> Result<(i128, i128), Diagnostic> {
    let (from, to) = ranges::ends(range, "`{1..50}`")?;
    let from = ranges::optional(from)?.unwrap_or(min);
    let to = ranges::optional(to)?.unwrap_or(max);
    ranges::ordered(range, from, to)?;
    let most = if max == i64::MAX.into() && from >= 0 { u64::MAX.into() } else { max };
    if from < min || to > most {
        return Err(bad(range.span, format!("{} holds {min} to {max}", quoted(word.text)))
            .help("a narrower range lies inside that of its type"));
    }
    Ok((from, to))
}

/// `decimal`, `decimal(9,2)`, `decimal(9,2){0.01..}`
fn decimal<'t>(cursor: &mut Cursor<'t>, length: Option<Located<'t>>) -> Result<TypeKind<'t>, Diagnostic> {
    let digits = length.map(digits).transpose()?;
    let Some(range) = brackets(cursor, '{', '}')? else {
        return Ok(TypeKind::Decimal { digits, min: None, max: None });
    };
    let (from, to) = ranges::ends(range, "`{0.01..}`")?;
    let (min, max) = (ranges::amount(from)?, ranges::amount(to)?);
    ranges::ordered_amounts(range, min, max)?;
    Ok(TypeKind::Decimal { digits, min, max })
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
