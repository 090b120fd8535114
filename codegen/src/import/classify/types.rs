//! The cells of type and length: some forty spellings of a dozen types. What the notation can say keeps the
//! vendor's word; another spelling is normalised with a note; what nobody knows becomes text, and says so.

use super::spelling::{meant, plain};
use super::{Grade, Note};

/// What a type cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// What it is, or what the rows of a list are.
    pub(crate) kind: Kind,
    /// In the notation, without the brackets of a list: `String(40)`. Empty for a node.
    pub(crate) words: String,
    /// A list.
    pub(crate) list: bool,
    /// What was made of it.
    pub(crate) notes: Vec<Note>,
}

/// Kinds of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// An exact decimal.
    Decimal,
    /// True or false.
    Boolean,
    /// A date and time.
    Moment,
    /// Something with fields of its own: `Map<String,Object>`, `data[]`. With its name, where the type gives one.
    Node(Option<String>),
    /// The platform's pager.
    Pager,
}

const TEXTS: &[&str] = &["string", "varchar", "text", "char", "nvarchar", "varchar2", "longtext", "mediumtext", "str"];
const DECIMALS: &[&str] = &["decimal", "bigdecimal", "numeric", "double", "float", "money", "number"];
const BOOLEANS: &[&str] = &["boolean", "bool"];
const MOMENTS: &[&str] = &["datetime", "date", "timestamp"];
const NODES: &[&str] = &["map", "hashmap", "object", "data", "json", "jsonobject", "struct", "record", "dict"];
const LISTS: &[&str] = &["list", "array", "arraylist", "set", "jsonarray"];
/// A spelling of a whole number, and the notation's word for it.
const WHOLES: &[(&str, &str)] = &[
    ("int", "int"),
    ("tinyint", "tinyint"),
    ("byte", "byte"),
    ("smallint", "smallint"),
    ("long", "long"),
    ("bigint", "bigint"),
    ("integer", "int"),
    ("int32", "int"),
    ("mediumint", "int"),
    ("short", "smallint"),
    ("int64", "long"),
];
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
pub(crate) fn read(cell: &str, length: &str, pager: &[String]) -> Typed {
    let mut notes = Vec::new();
    let text = plain(cell);
    let (inner, list) = unlisted(balanced(&text));
    if pager.iter().any(|word| word.eq_ignore_ascii_case(inner)) {
        return Typed { kind: Kind::Pager, words: String::new(), list, notes };
    }
    let spelled = Spelled::of(inner);
    let mut lower = spelled.word.to_ascii_lowercase();
    if !is_known(&lower)
        && let Some(known) = meant(&lower, SPELLED)
    {
        notes.push(Note::new(Grade::Normalised, format!("the type `{}` is read as `{known}`", cell.trim())));
        known.clone_into(&mut lower);
    }
    let beside = Length::of(length);
    let kind = kind(&lower, &spelled, &mut notes, cell);
    let words = match &kind {
        Kind::Node(_) | Kind::Pager => {
            if !matches!(beside, Length::None) {
                notes.push(Note::new(
                    Grade::Uncertain,
                    format!("a length `{}` beside a node is left out", length.trim()),
                ));
            }
            String::new()
        }
        Kind::Decimal => decimal(&lower, &spelled, &beside, &mut notes, cell),
        Kind::Moment => {
            if lower != "datetime" {
                let message = format!("the type `{}` is read as a date and time", cell.trim());
                notes.push(Note::new(Grade::Uncertain, message));
            }
            "datetime".to_owned()
        }
        Kind::Text | Kind::Whole | Kind::Boolean => sized(&kind, &lower, &spelled, &beside, &mut notes, cell),
    };
    if let Length::Unclear = beside {
        notes.push(Note::new(Grade::Uncertain, format!("the length `{}` is no number", length.trim())));
    }
    Typed { kind, words, list, notes }
}

fn is_known(lower: &str) -> bool {
    [TEXTS, DECIMALS, BOOLEANS, MOMENTS, NODES].iter().any(|words| words.contains(&lower)) || whole(lower).is_some()
}

fn whole(lower: &str) -> Option<&'static str> {
    WHOLES.iter().find(|(word, _)| *word == lower).map(|(_, known)| *known)
}

fn kind(lower: &str, spelled: &Spelled<'_>, notes: &mut Vec<Note>, cell: &str) -> Kind {
    if TEXTS.contains(&lower) {
        Kind::Text
    } else if whole(lower).is_some() {
        Kind::Whole
    } else if DECIMALS.contains(&lower) {
        Kind::Decimal
    } else if BOOLEANS.contains(&lower) {
        Kind::Boolean
    } else if MOMENTS.contains(&lower) {
        Kind::Moment
    } else if NODES.contains(&lower) {
        Kind::Node(None)
    } else if spelled.word.starts_with(|first: char| first.is_ascii_uppercase()) && spelled.word.len() > 1 {
        // A class of the vendor's: `List<ErrorInfo>`. Whether the page has a table of that name is seen later.
        Kind::Node(Some(spelled.word.to_owned()))
    } else {
        let message = match cell.trim() {
            "" => "no type is given: read as text".to_owned(),
            cell => format!("the type `{cell}` is not known: read as text"),
        };
        notes.push(Note::new(Grade::Uncertain, message));
        Kind::Text
    }
}

/// A text, whole number or boolean with its length.
fn sized(
    kind: &Kind,
    lower: &str,
    spelled: &Spelled<'_>,
    beside: &Length,
    notes: &mut Vec<Note>,
    cell: &str,
) -> String {
    let word = if KEPT.contains(&lower) && spelled.word.eq_ignore_ascii_case(lower) {
        spelled.word.to_owned()
    } else {
        let known = match kind {
            Kind::Whole => whole(lower).unwrap_or("int"),
            Kind::Boolean => "boolean",
            _ => "String",
        };
        if is_known(lower) && notes.is_empty() {
            notes.push(Note::new(Grade::Normalised, format!("the type `{}` is written `{known}`", cell.trim())));
        }
        known.to_owned()
    };
    let own = Length::of(spelled.args);
    let length = match (&own, beside) {
        (Length::One(own), Length::One(beside)) if own != beside => {
            let message = format!("the type says {own}, the column of lengths {beside}: the type's is taken");
            notes.push(Note::new(Grade::Uncertain, message));
            Some(*own)
        }
        (Length::One(length), _) | (_, Length::One(length)) => Some(*length),
        (Length::Two(first, _), _) | (_, Length::Two(first, _)) => {
            notes.push(Note::new(Grade::Uncertain, format!("two numbers as the length of `{}`", cell.trim())));
            Some(*first)
        }
        _ => None,
    };
    match length {
        Some(0) | None => word,
        Some(length) => format!("{word}({length})"),
    }
}

/// A decimal: its digits stand in brackets or in the column of lengths.
fn decimal(lower: &str, spelled: &Spelled<'_>, beside: &Length, notes: &mut Vec<Note>, cell: &str) -> String {
    let word = if lower == "decimal" && spelled.word.eq_ignore_ascii_case(lower) { spelled.word } else { "decimal" };
    let own = Length::of(spelled.args);
    if let Some((digits, scale)) = [&own, beside].into_iter().find_map(Length::digits) {
        let usual = format!("{}({digits},{scale})", spelled.word);
        let usual = word == spelled.word && cell.split_whitespace().collect::<String>() == usual;
        if !usual && notes.is_empty() && !spelled.args.is_empty() {
            let message = format!("the type `{}` is written `{word}({digits},{scale})`", cell.trim());
            notes.push(Note::new(Grade::Normalised, message));
        }
        return format!("{word}({digits},{scale})");
    }
    notes.push(Note::new(Grade::Normalised, format!("`{}` is a decimal without digits", cell.trim())));
    word.to_owned()
}

/// A length as it is written.
enum Length {
    None,
    One(u32),
    Two(u32, u32),
    Unclear,
}

impl Length {
    fn of(cell: &str) -> Self {
        let text = plain(cell);
        let text = text.trim_matches(|one| "()[]<>-".contains(one));
        if text.is_empty() {
            return Self::None;
        }
        let digits = text.trim_end_matches(|one: char| !one.is_ascii_digit());
        let mut numbers = digits.split([',', '.', ';', '/']).map(str::parse::<u32>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(one)), None, _) => Self::One(one),
            (Some(Ok(one)), Some(Ok(two)), None) => Self::Two(one, two),
            _ => Self::Unclear,
        }
    }

    /// As the digits of a decimal that can be.
    fn digits(&self) -> Option<(u32, u32)> {
        match self {
            Self::Two(digits, scale) if (1..=28).contains(digits) && scale <= digits => Some((*digits, *scale)),
            _ => None,
        }
    }
}

/// A type's word and what stands in its brackets.
struct Spelled<'t> {
    word: &'t str,
    args: &'t str,
}

impl<'t> Spelled<'t> {
    fn of(text: &'t str) -> Self {
        let end = text.find(['(', '<', '[', '{']).unwrap_or(text.len());
        let (word, args) = text.split_at(end);
        if !args.is_empty() {
            return Self { word, args };
        }
        // `Int 40`, `varchar40`: but `int32` is a word of its own.
        let stem = word.trim_end_matches(|one: char| one.is_ascii_digit());
        if stem.is_empty() || is_known(&word.to_ascii_lowercase()) {
            return Self { word, args: "" };
        }
        let (word, args) = text.split_at(stem.len());
        Self { word, args }
    }
}

/// Without brackets that were never opened or closed at the ends: `<Map<String,Object>>`.
fn balanced(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text.strip_prefix('<') {
        text = inner.strip_suffix('>').unwrap_or(inner);
    }
    text
}

/// What the rows of a list are, and whether it is one. Lists of lists are read as lists.
fn unlisted(text: &str) -> (&str, bool) {
    let mut inner = text;
    let mut list = false;
    loop {
        let rows = match inner.strip_suffix("[]") {
            Some(rows) => rows,
            None => match inner.split_once(['<', '(']) {
                Some((word, rest)) if is_list(word) => rest.strip_suffix(['>', ')']).unwrap_or(rest),
                None if is_list(inner) => "",
                _ => return (inner, list),
            },
        };
        list = true;
        inner = if rows.is_empty() { "Map" } else { rows };
    }
}

fn is_list(word: &str) -> bool {
    LISTS.iter().any(|list| list.eq_ignore_ascii_case(word))
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
