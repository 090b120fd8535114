//! The tables of an endpoint as one text in the words of the specs; the runtime's `model::tables` reads it. A row is a
//! line, and where its columns begin depends on no other row, so that a change of one is a change of one line.

use proc_macro2::Literal;
use signwright_runtime::model::{
    Bounds, CodeTable, CodeWire, Digits, Endpoint, Field, Level, Missing, Presence, TextUnit, Type,
};

/// How wide the columns are; what is longer pushes the next one away.
const NAME: usize = 24;
const TYPE: usize = 28;
const CODE: usize = 10;

/// The tables, an empty line between them.
pub(crate) fn lines<'m>(endpoint: &Endpoint<'m>, codes: impl Iterator<Item = &'m CodeTable<'m>>) -> Vec<String> {
    let mut lines = Vec::new();
    for record in endpoint.records.all() {
        lines.extend((!lines.is_empty()).then(String::new));
        lines.push(word(record.name));
        lines.extend(record.fields.iter().map(|field| row(field, endpoint)));
    }
    for table in codes {
        lines.push(String::new());
        lines.push(format!("{} {}", word(table.name), wire(table.wire)));
        lines.extend(table.codes.iter().map(|code| {
            let name = padded(word(code.name), NAME);
            format!("  {}{name}{}", padded(word(code.code), CODE), title(code.title)).trim_end().to_owned()
        }));
    }
    lines
}

/// A line as it stands within a string literal.
pub(crate) fn literal(line: &str) -> String {
    let quoted = Literal::string(line).to_string();
    quoted.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn row(field: &Field<'_>, endpoint: &Endpoint<'_>) -> String {
    let mut ty = self::ty(&field.ty, endpoint);
    ty.push_str(match field.presence {
        Presence::Required => "!",
        Presence::RequiredInferred => "!?",
        Presence::Optional => "",
        Presence::OptionalInferred => "?",
    });
    ty.push_str(if field.may_be_empty { "\"\"" } else { "" });
    let default = field.default.map(|value| format!("= {}", word(value)));
    let missing = match field.missing {
        Missing::LeftOut => None,
        Missing::Empty => Some("missing-empty"),
        Missing::Null => Some("missing-null"),
    };
    let marks = [
        default.as_deref(),
        field.as_text.then_some("as-text"),
        field.sensitive.then_some("sensitive"),
        missing,
        field.is_in_query().then_some("in-query"),
    ];
    for mark in marks.into_iter().flatten() {
        ty.extend([" ", mark]);
    }
    format!("  {}{}{}", padded(word(field.name), NAME), padded(ty, TYPE), title(field.title)).trim_end().to_owned()
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
        Type::Record(id) => named(endpoint.records.all().get(usize::from(id.0)).map_or("", |record| record.name)),
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

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use signwright_runtime::model::{Code, Record, RecordId, Records, Travels, tables, text_of, varchar};

    /// What the runtime reads of what is written here.
    fn read(records: &[Record<'_>], codes: &[CodeTable<'_>]) -> (Vec<Record<'static>>, Vec<CodeTable<'static>>) {
        let endpoint = Endpoint { records: Records::Given(records), ..Endpoint::PLAIN };
        let text = lines(&endpoint, codes.iter()).join("\n");
        let read = Box::leak(Box::new(tables(text.leak())));
        (read.records().to_vec(), (0..).map(|at| *read.codes(at)).take(codes.len()).collect())
    }

    fn texts() -> impl Strategy<Value = String> {
        const HOSTILE: &[&str] = &[
            "",
            " ",
            "\"",
            "\\",
            "a\\n",
            "= 1",
            "sensitive",
            "Object",
            "datetime",
            "long",
            "Map",
            "varchar",
            "int|text",
            "as-text",
            "!?\"\"",
            "[1..~2]",
            "a\\",
            "\0",
            "\u{2028}",
            "\u{3000}x",
            "\u{85}",
            "订单 编号",
            "  前后  ",
            "a\nb\r\n",
            "\u{202e}x",
            "😀！",
        ];
        prop_oneof![any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]
    }

    fn types(codes: &'static CodeTable<'static>) -> impl Strategy<Value = Type<'static>> {
        let unit = || prop_oneof![Just(TextUnit::Chars), Just(TextUnit::Bytes), Just(TextUnit::Utf16)];
        let level = prop_oneof![Just(Level::Deny), Just(Level::Warn)];
        let plain = prop_oneof![
            (any::<Option<u32>>(), unit()).prop_map(|(max, unit)| Type::Text { max, unit }),
            unit().prop_map(|unit| text_of(Type::UNLIMITED, unit)),
            any::<(i64, i64)>().prop_map(|(min, max)| Type::Int { min, max }),
            any::<Option<(u8, u8)>>().prop_map(|digits| Type::Decimal {
                digits: digits.map(|(precision, scale)| Digits { precision, scale })
            }),
            Just(Type::Bool),
            Just(Type::DateTime),
            Just(Type::TextOrInt),
            Just(Type::Any),
            Just(Type::Code(codes)),
            (0..2_u16).prop_map(|id| Type::Record(RecordId(id))),
        ];
        plain.prop_recursive(3, 8, 1, move |inner| {
            let bounds = (any::<u32>(), any::<Option<u32>>(), level.clone()).prop_map(|(min, max, level)| Bounds {
                min,
                max,
                level,
            });
            let kept = |ty| -> &'static Type<'static> { Box::leak(Box::new(ty)) };
            prop_oneof![
                inner.clone().prop_map(move |ty| Type::Map(kept(ty))),
                (inner, bounds).prop_map(move |(ty, bounds)| Type::List(kept(ty), bounds)),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_runtime_reads_what_is_written(
            record in texts(), name in texts(), title in texts(), default in proptest::option::of(texts()),
            flags in any::<[bool; 4]>(), codes in proptest::collection::vec((texts(), texts(), texts()), 0..3),
            seed in any::<proptest::sample::Index>(), ty in types(&CODES),
        ) {
            let presence = [
                Presence::Required, Presence::RequiredInferred, Presence::Optional, Presence::OptionalInferred,
            ];
            let missing = [Missing::LeftOut, Missing::Empty, Missing::Null];
            let field = Field {
                default: default.as_deref(),
                as_text: flags[0],
                sensitive: flags[1],
                may_be_empty: flags[2],
                travels: if flags[3] { Travels::InQuery } else { Travels::InBody },
                missing: missing[seed.index(missing.len())],
                ..Field::new(&name, ty, &title, presence[seed.index(presence.len())])
            };
            let fields = [field, Field { ty: varchar(9), ..field }];
            let first = format!("{record}1");
            let records = [
                Record { name: &first, fields: &fields, rules: &[] },
                Record { name: &record, fields: &[], rules: &[] },
            ];
            let rows: Vec<_> = codes.iter().map(|(code, name, title)| Code { code, name, title }).collect();
            let tables = [CODES, CodeTable { name: "第二", wire: CodeWire::Int { min: -1, max: 9 }, codes: &rows }];
            let (read_records, read_tables) = read(&records, &tables);
            prop_assert_eq!(&read_records[..], &records[..]);
            prop_assert_eq!(&read_tables[..], &tables[..]);
        }

        #[test]
        fn a_line_of_any_text_stays_one_line_of_a_literal(text in texts()) {
            let printed = format!("\"{}\"", literal(&word(&text)));
            let parsed: syn::LitStr = syn::parse_str(&printed).expect("a literal");
            prop_assert_eq!(parsed.value(), word(&text));
            prop_assert!(!printed.contains('\n'));
        }
    }

    static CODES: CodeTable<'static> = CodeTable {
        name: "int",
        wire: CodeWire::Text { max: Some(4) },
        codes: &[Code { code: "01", name: "web", title: "网页" }],
    };
}
