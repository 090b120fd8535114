//! The cells of type and length: some forty spellings of a dozen types. What the notation can say keeps the
//! vendor's word; another spelling is normalised with a note; what nobody knows becomes text, and says so.

use super::lengths::Length;
use super::notation;
use super::note::{Confidence, Note};
use super::shape::{Shape, Spelled, is_ascii_name};
use super::spelling::meant;
use crate::profile::{Profile, TypeWord};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) kind: Kind,
    /// In the notation, without the brackets of a list: `String(40)`. Empty for a node.
    pub(crate) words: String,
    pub(crate) list: bool,
    /// Of a map: the type of its values, where it is one of the notation.
    pub(crate) values: Option<String>,
    pub(crate) notes: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Decimal,
    Boolean,
    Moment,
    /// Something with fields of its own: `Map<String,Object>`, `data[]`. With its name, where the type gives one.
    Object(Option<String>),
    Pager,
}

/// Words of the notation that may keep the vendor's case.
const KEPT: &[&str] = &[
    "string", "varchar", "text", "tinyint", "byte", "smallint", "int", "long", "bigint", "decimal", "boolean",
    "datetime",
];
/// Words of more than a letter or two, among which a slip is looked for.
const SPELLED: &[&str] = &[
    "string", "varchar", "decimal", "boolean", "datetime", "integer", "tinyint", "smallint", "bigint", "long", "byte",
];

/// Reads a type with the length that stands beside it. `pager` are the platform's words for its pager.
pub(crate) fn read(cell: &str, length: &str, profile: &Profile<'_>, pager: &[String]) -> Typed {
    let mut notes = Vec::new();
    let shape = Shape::of(cell, profile);
    let list = shape.list;
    // The platform's words go first: the classes of banks are single letters, and would claim some of them.
    if pager.iter().any(|word| word.eq_ignore_ascii_case(&shape.inner)) {
        return Typed { kind: Kind::Pager, words: String::new(), list, values: None, notes };
    }
    let beside = Length::of(length);
    if let Some((words, why)) = notation::read(&shape.inner) {
        notes
            .push(Note::new(Confidence::Normalised, format!("the type `{}` is {why}: written `{words}`", cell.trim())));
        let kind = if words.starts_with("decimal") { Kind::Decimal } else { Kind::Text };
        return Typed { kind, words, list, values: None, notes };
    }
    if is_number_or_text(&shape.inner, profile) {
        let message = format!("the type `{}` is written `int|text`", cell.trim());
        notes.push(Note::new(Confidence::Normalised, message));
        return Typed { kind: Kind::Whole, words: "int|text".to_owned(), list, values: None, notes };
    }
    let spelled = Spelled::of(&shape.inner, profile);
    let mut lower = spelled.word.to_ascii_lowercase();
    if profile.type_word(&lower).is_none()
        && let Some(meant_word) = meant(&lower, SPELLED)
    {
        notes.push(Note::new(Confidence::Normalised, format!("the type `{}` is read as `{meant_word}`", cell.trim())));
        meant_word.clone_into(&mut lower);
    }
    if profile.type_word(&lower).is_none()
        && let Some(word) = only_word(cell, profile)
    {
        notes.push(Note::new(Confidence::Normalised, format!("the type `{}` is read as `{word}`", cell.trim())));
        lower = word.to_ascii_lowercase();
    }
    let kind = kind(&lower, &spelled, &shape, profile, &mut notes);
    let words = match &kind {
        Kind::Object(_) | Kind::Pager => {
            if !matches!(beside, Length::None) {
                let message = format!("a length `{}` beside a node is left out", length.trim());
                notes.push(Note::new(Confidence::Uncertain, message));
            }
            String::new()
        }
        Kind::Decimal => decimal(&lower, &spelled, &beside, &mut notes, cell),
        Kind::Moment => {
            if lower != "datetime" {
                let message = format!("the type `{}` is read as a date and time", cell.trim());
                notes.push(Note::new(Confidence::Uncertain, message));
            }
            "datetime".to_owned()
        }
        Kind::Text | Kind::Whole | Kind::Boolean => {
            let meant_word = match profile.type_word(&lower) {
                Some(TypeWord::Whole(meant_word)) => meant_word,
                Some(TypeWord::Boolean) => "boolean",
                _ => "String",
            };
            sized(meant_word, &lower, &spelled, &beside, profile, &mut notes, cell)
        }
    };
    if let Length::Unclear = beside {
        notes.push(Note::new(Confidence::Uncertain, format!("the length `{}` is no number", length.trim())));
    }
    let values = if matches!(kind, Kind::Object(_)) { values(&shape.inner, profile) } else { None };
    Typed { kind, words, list, values, notes }
}

/// The values of `Map<String,V>`, where V is a type of the notation; nothing of one that can be anything.
fn values(text: &str, profile: &Profile<'_>) -> Option<String> {
    let (word, args) = text.split_once('<')?;
    profile.type_word(word).filter(|word| *word == TypeWord::Node)?;
    let (_, value) = args.split_once(',')?;
    let value = value.strip_suffix('>').unwrap_or(value);
    let typed = read(value, "", profile, &[]);
    let is_scalar = !matches!(typed.kind, Kind::Object(_) | Kind::Pager);
    (is_scalar && profile.is_type(value)).then(|| format!("{}{}", typed.words, if typed.list { "[]" } else { "" }))
}

fn kind(lower: &str, spelled: &Spelled<'_>, shape: &Shape<'_>, profile: &Profile<'_>, notes: &mut Vec<Note>) -> Kind {
    let cell = shape.cell;
    match profile.type_word(lower) {
        Some(TypeWord::Text) => Kind::Text,
        Some(TypeWord::Whole(_)) => Kind::Whole,
        Some(TypeWord::Decimal) => Kind::Decimal,
        Some(TypeWord::Boolean) => Kind::Boolean,
        Some(TypeWord::Moment) => Kind::Moment,
        // `object (Money)`
        Some(TypeWord::Node) => Kind::Object(spelled.args.strip_prefix('(').and_then(|args| class_of(args, profile))),
        Some(TypeWord::List) => Kind::Object(None),
        // A class of the vendor's: `List<ErrorInfo>`, `server object`, `goods[]`. Whether the page has a table of
        // that name is seen later.
        None if lower == "data" && shape.list => Kind::Object(None),
        None if is_class(spelled.word) || shape.list && is_ascii_name(spelled.word) || shape.object => {
            Kind::Object(Some(spelled.word.to_owned()))
        }
        None => {
            let message = match cell.trim() {
                "" => "no type is given: read as text".to_owned(),
                cell => format!("the type `{cell}` is not known: read as text"),
            };
            notes.push(Note::new(Confidence::Uncertain, message));
            Kind::Text
        }
    }
}

fn class_of(args: &str, profile: &Profile<'_>) -> Option<String> {
    let name = args.trim_end_matches(')');
    (is_class(name) && profile.type_word(name).is_none()).then(|| name.to_owned())
}

/// `String/Int`, `int或String`: a code that comes as either.
fn is_number_or_text(text: &str, profile: &Profile<'_>) -> bool {
    let Some((first, second)) = text.split_once(['/', '|', '或']) else { return false };
    let is = |word: &str, text: bool| match profile.type_word(word) {
        Some(TypeWord::Text) => text,
        Some(TypeWord::Whole(_)) => !text,
        _ => false,
    };
    is(first, true) && is(second, false) || is(first, false) && is(second, true)
}

/// The only word for a type among several: `ISO8601 datetime`, `unsigned int`.
fn only_word<'c>(cell: &'c str, profile: &Profile<'_>) -> Option<&'c str> {
    let words = || cell.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_scalar = |word: TypeWord| !matches!(word, TypeWord::Node | TypeWord::List);
    let mut type_words = words().filter(|word| profile.type_word(word).is_some_and(is_scalar));
    type_words.next().filter(|_| type_words.next().is_none() && words().nth(1).is_some() && !cell.contains('<'))
}

fn is_class(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && is_ascii_name(word)
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// A text, whole number or boolean with its length; `known` is the notation's word for it.
fn sized(
    notation_word: &str,
    lower: &str,
    spelled: &Spelled<'_>,
    beside: &Length,
    profile: &Profile<'_>,
    notes: &mut Vec<Note>,
    cell: &str,
) -> String {
    let word = if KEPT.contains(&lower) && spelled.word.eq_ignore_ascii_case(lower) {
        spelled.word
    } else {
        if profile.type_word(lower).is_some() && notes.is_empty() {
            notes.push(Note::new(
                Confidence::Normalised,
                format!("the type `{}` is written `{notation_word}`", cell.trim()),
            ));
        }
        notation_word
    };
    let is_text = notation_word == "String";
    let in_brackets = Length::of(spelled.args);
    let length = match (&in_brackets, beside) {
        (Length::One(in_brackets, _), Length::One(beside, _)) if in_brackets != beside => {
            let message = format!("the type says {in_brackets}, the column of lengths {beside}: the type's is taken");
            notes.push(Note::new(Confidence::Uncertain, message));
            Some(*in_brackets)
        }
        (Length::One(length, _), _) | (_, Length::One(length, _)) => Some(*length),
        // The notation has no least length; the description keeps both.
        (Length::Span(most), _) | (_, Length::Span(most)) => Some(*most),
        (Length::Two(first, _), _) | (_, Length::Two(first, _)) => {
            notes.push(Note::new(Confidence::Uncertain, format!("two numbers as the length of `{}`", cell.trim())));
            Some(*first)
        }
        _ => None,
    };
    let unit = if is_text && (in_brackets.is_bytes() || beside.is_bytes()) { " bytes" } else { "" };
    match length {
        // Vendors write 0 where there is no length.
        Some(0) | None => word.to_owned(),
        Some(length) => format!("{word}({length}{unit})"),
    }
}

/// A decimal: its digits stand in brackets or in the column of lengths.
fn decimal(lower: &str, spelled: &Spelled<'_>, beside: &Length, notes: &mut Vec<Note>, cell: &str) -> String {
    let word = if lower == "decimal" && spelled.word.eq_ignore_ascii_case(lower) { spelled.word } else { "decimal" };
    let in_brackets = Length::of(spelled.args);
    // The brackets belong to this very field; the column is often filled in by habit.
    if let Some((digits, scale)) = [&in_brackets, beside].into_iter().find_map(Length::digits) {
        let usual = format!("{}({digits},{scale})", spelled.word);
        let usual = word == spelled.word && cell.split_whitespace().collect::<String>() == usual;
        if !usual && notes.is_empty() && !spelled.args.is_empty() {
            let message = format!("the type `{}` is written `{word}({digits},{scale})`", cell.trim());
            notes.push(Note::new(Confidence::Normalised, message));
        }
        return format!("{word}({digits},{scale})");
    }
    notes.push(Note::new(Confidence::Normalised, format!("`{}` is a decimal without digits", cell.trim())));
    word.to_owned()
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
