//! An endpoint with its tables as one text in the words of the specs; the runtime's `model::tables` reads it. A row is a
//! line, and where its columns begin depends on no other row, so that a change of one is a change of one line.

use proc_macro2::Literal;
use signwright_model::{
    Bounds, CodeTable, CodeWire, Digits, Endpoint, Field, Level, Missing, Presence, Repeat, TextUnit, Travels, Type,
};

use super::tell::quoted;

/// How wide the columns are; what is longer pushes the next one away.
const NAME: usize = 24;
const TYPE: usize = 28;
const CODE: usize = 10;

/// The endpoint and its tables, an empty line between them.
pub(crate) fn lines<'m>(endpoint: &Endpoint<'m>, codes: impl Iterator<Item = &'m CodeTable<'m>>) -> Vec<String> {
    let mut lines = vec!["endpoint".to_owned()];
    lines.extend(head(endpoint));
    for record in endpoint.records {
        lines.push(String::new());
        lines.push(word(record.name));
        lines.extend(record.fields.iter().map(|field| row(field, endpoint)));
    }
    for table in codes {
        lines.push(String::new());
        let level = if table.level == Level::Warn { " warn" } else { "" };
        lines.push(format!("{} {}{level}", word(table.name), wire(table.wire)));
        lines.extend(table.codes.iter().map(|code| {
            let name = padded(word(code.name), NAME);
            format!("  {}{name}{}", padded(word(code.code), CODE), title(code.title)).trim_end().to_owned()
        }));
    }
    lines
}

/// What is said of the endpoint itself; what is not has no line.
fn head(endpoint: &Endpoint<'_>) -> impl Iterator<Item = String> {
    // All by name, so that what is added to the model is not lost here.
    let Endpoint {
        name,
        title: called,
        docs,
        vars,
        repeat,
        message,
        records: _,
        request: _,
        response: _,
        success: _,
        errors: _,
        sandbox: _,
    } = *endpoint;
    let repeat = if repeat == Repeat::Ask { "" } else { repeat.word() };
    let own = [("name", name), ("title", called), ("docs", docs), ("repeat", repeat), ("message", message)];
    let own = own.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key.to_owned(), value));
    let vars = vars.iter().map(|(name, value)| (word(&format!("var.{name}")), *value));
    own.chain(vars).map(|(key, value)| format!("  {}{}", padded(key, CODE), title(value)).trim_end().to_owned())
}

/// A line as it stands within a string literal.
pub(crate) fn literal(line: &str) -> String {
    let quoted = Literal::string(line).to_string();
    quoted.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn row(field: &Field<'_>, endpoint: &Endpoint<'_>) -> String {
    let Field { name, ty, title: called, presence, default, as_text, sensitive, may_be_empty, missing, travels } =
        field;
    let mut ty = self::ty(ty, endpoint);
    ty.push_str(match presence {
        Presence::Required => "!",
        Presence::RequiredInferred => "!?",
        Presence::Optional => "",
        Presence::OptionalInferred => "?",
    });
    ty.push_str(if *may_be_empty { "\"\"" } else { "" });
    let default = default.map(|value| format!("= {}", word(value)));
    let missing = match missing {
        Missing::LeftOut => None,
        Missing::Empty => Some("missing-empty"),
        Missing::Null => Some("missing-null"),
    };
    let marks = [
        default.as_deref(),
        as_text.then_some("as-text"),
        sensitive.then_some("sensitive"),
        missing,
        (*travels == Travels::InQuery).then_some("in-query"),
    ];
    for mark in marks.into_iter().flatten() {
        ty.extend([" ", mark]);
    }
    format!("  {}{}{}", padded(word(name), NAME), padded(ty, TYPE), title(called)).trim_end().to_owned()
}

fn ty(ty: &Type<'_>, endpoint: &Endpoint<'_>) -> String {
    match ty {
        Type::Text { max, unit } => text(*max, *unit),
        Type::Int { min, max } => int(*min, *max),
        Type::Decimal { digits: None } => "decimal".to_owned(),
        Type::Decimal { digits: Some(Digits { precision, scale }) } => format!("decimal({precision},{scale})"),
        Type::Bool => "boolean".to_owned(),
        Type::DateTime => "datetime".to_owned(),
        Type::TextOrInt => "int|text".to_owned(),
        Type::Any => "Object".to_owned(),
        Type::Code(table) => named(table.name),
        Type::Record(id) => named(endpoint.records.get(usize::from(id.0)).map_or("", |record| record.name)),
        Type::Map(of) => format!("Map<String,{}>", self::ty(of, endpoint)),
        Type::List(of, bounds) => format!("{}{}", self::ty(of, endpoint), rows(*bounds)),
    }
}

fn text(max: Option<u32>, unit: TextUnit) -> String {
    let max = match max {
        Some(Type::UNLIMITED) => "*".to_owned(),
        Some(max) => max.to_string(),
        None => String::new(),
    };
    let unit = match unit {
        TextUnit::Chars => "",
        TextUnit::Bytes => " bytes",
        TextUnit::Utf16 => " utf16",
    };
    if max.is_empty() && unit.is_empty() { "varchar".to_owned() } else { format!("varchar({max}{unit})") }
}

/// A whole number, by its word where its range is that of a word.
fn int(min: i64, max: i64) -> String {
    int_word(min, max).map_or_else(|| format!("int{{{min}..{max}}}"), str::to_owned)
}

/// The word for whole numbers of this range, where there is one.
pub(crate) fn int_word(min: i64, max: i64) -> Option<&'static str> {
    let words = [
        (i64::from(i8::MIN), i64::from(i8::MAX), "tinyint"),
        (i64::from(i16::MIN), i64::from(i16::MAX), "smallint"),
        (i64::from(i32::MIN), i64::from(i32::MAX), "int"),
        (i64::MIN, i64::MAX, "long"),
    ];
    words.into_iter().find(|(from, to, _)| (*from, *to) == (min, max)).map(|(.., word)| word)
}

fn rows(bounds: Bounds) -> String {
    let min = if bounds.min == 0 { String::new() } else { bounds.min.to_string() };
    let max = bounds.max.map(|max| max.to_string()).unwrap_or_default();
    let advised = if bounds.level == Level::Warn { "~" } else { "" };
    if bounds == Bounds::ANY { "[]".to_owned() } else { format!("[{min}..{advised}{max}]") }
}

fn wire(wire: CodeWire) -> String {
    match wire {
        CodeWire::Int { min, max } => int(min, max),
        CodeWire::Text { max } => text(max, TextUnit::Chars),
    }
}

/// A column, with at least two blanks behind it.
fn padded(text: String, width: usize) -> String {
    let blanks = width.saturating_sub(text.chars().count()).max(2);
    text + &" ".repeat(blanks)
}

/// The name of a record or of coded values as a type. In quotes no name is a type of the notation.
fn named(name: &str) -> String {
    const TYPES: &[&str] =
        &["varchar", "tinyint", "smallint", "int", "long", "decimal", "boolean", "datetime", "Object", "Map"];
    let stands_alone = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !TYPES.contains(&name);
    if stands_alone && !name.is_empty() { name.to_owned() } else { quoted(name) }
}

fn word(word: &str) -> String {
    let stands_alone = !word.is_empty() && !word.contains(|c: char| c == '"' || c.is_whitespace() || c.is_control());
    if stands_alone { word.to_owned() } else { quoted(word) }
}

fn title(title: &str) -> String {
    let stands_alone = !title.starts_with('"') && title.trim() == title && !title.contains(char::is_control);
    if stands_alone { title.to_owned() } else { quoted(title) }
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
