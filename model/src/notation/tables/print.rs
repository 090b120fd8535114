//! Writing the text. Where the columns of a row begin depends on no other row, so that a change of one is a change of one
//! line.

use std::fmt::{self, Write as _};

use super::{DEFAULT, ERRORS, FACTS, MARKS, PARTIAL, PATTERN, POSITIONAL, RULES, SHARED, WARN, WIRE};
use crate::notation::address::{self, Address};
use crate::notation::row::plain;
use crate::notation::{condition, errors, facts, repeat, reply, rule, wire};
use crate::syntax::{Node, coat};
use crate::{
    Bounds, Choice, CodeTable, CodeWire, Digits, Endpoint, Field, Level, Missing, PartialFailure, Presence, Record,
    RecordId, Repeat, Repetition, Shape, TextUnit, Type, is_invisible,
};

/// How wide the columns are; what is longer pushes the next one away.
const NAME: usize = 24;
const TYPE: usize = 28;
const CODE: usize = 10;

/// The endpoint and its tables, an empty line between them. Of those that the endpoints of a platform share there is the
/// name alone.
pub fn print<'m>(
    endpoint: &Endpoint<'m>,
    codes: impl Iterator<Item = &'m CodeTable<'m>>,
    is_shared: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut lines = vec!["endpoint".to_owned()];
    lines.extend(head(endpoint));
    if let Some(own) = wire::print_own(&endpoint.travel) {
        lines.extend(below(WIRE, &own));
    }
    if let Some(facts) = self::facts(endpoint) {
        lines.extend(below(FACTS, &facts));
    }
    if !endpoint.errors.is_empty() {
        lines.extend(below(ERRORS, &errors::print(endpoint.errors)));
    }
    lines.extend(tables(endpoint.records, codes, is_shared));
    lines
}

/// The tables that the endpoints of a platform share, an empty line between them.
pub fn print_shared<'m>(records: &[Record<'m>], codes: impl Iterator<Item = &'m CodeTable<'m>>) -> Vec<String> {
    tables(records, codes, |_| false).into_iter().skip(1).collect()
}

/// The tables, an empty line before each.
fn tables<'m>(
    records: &[Record<'m>],
    codes: impl Iterator<Item = &'m CodeTable<'m>>,
    is_shared: impl Fn(&str) -> bool,
) -> Vec<String> {
    let shared = |name: &str| format!("{} {SHARED}", word(name));
    let mut lines = Vec::new();
    for (record, id) in records.iter().zip((0..).map(RecordId)) {
        lines.push(String::new());
        if is_shared(record.name) {
            lines.push(shared(record.name));
            continue;
        }
        let positional = if record.is_positional { [" ", POSITIONAL].concat() } else { String::new() };
        lines.push(word(record.name) + &positional);
        lines.extend(record.fields.iter().map(|field| row(field, records)));
        lines.extend(rules(Shape { records, id }));
    }
    for table in codes {
        lines.push(String::new());
        if is_shared(table.name) {
            lines.push(shared(table.name));
            continue;
        }
        let mut head = word(table.name) + " ";
        wire(&mut head, table.wire);
        if table.level == Level::Warn {
            head.extend([" ", WARN]);
        }
        lines.push(head);
        lines.extend(table.codes.iter().map(|code| {
            let mut line = String::with_capacity(64);
            line.push_str(MARGIN);
            column(&mut line, CODE, |line| push_word(line, code.code));
            column(&mut line, NAME, |line| push_word(line, code.name));
            push_title(&mut line, code.title);
            line.truncate(line.trim_end().len());
            line
        }));
    }
    lines
}

/// What names rows of the tables, and is read when these are; `None` where nothing does.
fn facts(endpoint: &Endpoint<'_>) -> Option<Node> {
    let repeat = match endpoint.repeat {
        Choice::Always(Repetition::Does(_)) => None,
        repeat => Some(("repeat", repeat::print(&repeat, endpoint.request()))),
    };
    let facts = facts::print(endpoint).into_iter().filter_map(|(key, value)| Some((key, value?)));
    let facts: Vec<_> = repeat.into_iter().chain(facts).collect();
    (!facts.is_empty()).then(|| Node::of_map(facts))
}

/// What is said of the endpoint itself; what is not has no line.
fn head(endpoint: &Endpoint<'_>) -> impl Iterator<Item = String> {
    // All by name, so that what is added to the model is not lost here.
    let Endpoint {
        name,
        travel,
        class,
        title: called,
        docs,
        vars,
        repeat,
        facts: _,
        message,
        records: _,
        request: _,
        response: _,
        root,
        data,
        success,
        partial,
        errors: _,
        sandbox: _,
        kept: _,
    } = *endpoint;
    let repeat = match repeat {
        Choice::Always(Repetition::Does(repeat)) if repeat != Repeat::Ask => repeat.word(),
        _ => "",
    };
    let success = success.map(|success| condition::print(&success)).unwrap_or_default();
    // An address that is the name says it already; a path alone is a name like any other.
    let http = address::print(Address { verb: travel.verb, path: travel.path });
    let http = if http == name && address::is_address(name) { "" } else { http.as_str() };
    let own = [
        ("name", name),
        ("http", http),
        ("class", class),
        ("title", called),
        ("docs", docs),
        ("repeat", repeat),
        ("message", message),
    ];
    let own = own.into_iter().chain([("success", success.as_str())]);
    let own = own.filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key.to_owned(), value));
    let answers = [("root", root.map(reply::print_root)), ("data", data.map(str::to_owned))];
    let answers = answers.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let own = own.map(|(key, value)| (key, value.to_owned())).chain(answers).chain(failures(partial.as_ref()));
    let vars = vars.iter().map(|(name, value)| (word(&format!("var.{name}")), (*value).to_owned()));
    let line = |(key, value): (String, String)| {
        let mut line = MARGIN.to_owned();
        column(&mut line, CODE, |line| line.push_str(&key));
        push_title(&mut line, &value);
        line.truncate(line.trim_end().len());
        line
    };
    own.chain(vars).map(line).collect::<Vec<_>>().into_iter()
}

/// Where a success lists the rows that failed, a line for each thing that is said.
fn failures(partial: Option<&PartialFailure<'_>>) -> Vec<(String, String)> {
    let Some(PartialFailure { rows, key, code, message, when, of, by }) = partial else { return Vec::new() };
    let when = when.as_ref().map(condition::print).unwrap_or_default();
    let lines =
        [("rows", *rows), ("key", key), ("code", code), ("message", message), ("when", &when), ("of", of), ("by", by)];
    let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
    lines.map(|(key, value)| (format!("{PARTIAL}{key}"), value.to_owned())).collect()
}

/// The rules of a record, below its rows.
fn rules(record: Shape<'_>) -> Vec<String> {
    let rules = record.record().rules;
    if rules.is_empty() {
        return Vec::new();
    }
    below(RULES, &Node::of_list(rules.iter().map(|rule| rule::print(rule, record)))).collect()
}

/// A list below the line that names it.
fn below(head: &str, list: &Node) -> impl Iterator<Item = String> {
    let written = coat::write(list);
    let rows: Vec<_> = written.lines().map(|line| format!("    {line}")).collect();
    std::iter::once(format!("  {head}")).chain(rows)
}

fn row(field: &Field<'_>, records: &[Record<'_>]) -> String {
    // A row is written into one text: with a text for each of its parts, printing the tables was a fifth of a run.
    let mut line = String::with_capacity(128);
    line.push_str(MARGIN);
    column(&mut line, NAME, |line| push_word(line, field.name));
    column(&mut line, TYPE, |line| {
        if let Some(word) = field.travels.word() {
            line.extend([word, " "]);
        }
        match field.lists {
            Some(style) => {
                line.extend([wire::lists_word(style), "<"]);
                push_type(line, &field.ty, records);
                line.push('>');
            }
            None => push_type(line, &field.ty, records),
        }
        line.push_str(match field.stated_none {
            Missing::LeftOut => "",
            Missing::Null => "|null",
            Missing::Empty => "|empty",
        });
        line.push_str(match field.presence {
            Presence::Required => "!",
            Presence::RequiredInferred => "!?",
            Presence::Optional => "",
            Presence::OptionalInferred => "?",
        });
        line.push_str(if field.may_be_empty { "\"\"" } else { "" });
        if let Some(value) = field.default {
            line.extend([" ", DEFAULT, " "]);
            push_word(line, value);
        }
        if let Some(pattern) = field.pattern {
            // In quotes always, for a pattern may end in what would be a word of its own.
            line.extend([" ", PATTERN, " ", &quoted(pattern)]);
        }
        for mark in MARKS.iter().filter(|mark| (mark.holds)(field)) {
            line.extend([" ", mark.word]);
        }
    });
    push_title(&mut line, field.title);
    line.truncate(line.trim_end().len());
    line
}

fn push_type(line: &mut String, ty: &Type<'_>, records: &[Record<'_>]) {
    // Writing to a text cannot fail.
    let _ = match ty {
        Type::Text { min, max, unit } => text(line, *min, *max, *unit),
        Type::Int { min, max } => int(line, *min, *max),
        Type::Unsigned { min: 0, max: u64::MAX } => line.write_str("ulong"),
        Type::Unsigned { min, max } => write!(line, "ulong{{{min}..{max}}}"),
        Type::Minor { min: i64::MIN, max: i64::MAX } => line.write_str("minor"),
        Type::Minor { min, max } => write!(line, "minor{{{min}..{max}}}"),
        Type::Decimal { digits, min, max } => decimal(line, *digits, *min, *max),
        Type::TextOrInt => line.write_str("int|text"),
        Type::Any => line.write_str("Object"),
        Type::Code(table) => line.write_str(table.name),
        Type::Record(id) => line.write_str(records.get(usize::from(id.0)).map_or("", |record| record.name)),
        Type::Map(of, bounds) => {
            line.push_str("Map<String,");
            push_type(line, of, records);
            line.push('>');
            if *bounds == Bounds::ANY { Ok(()) } else { write!(line, "{{{}}}", range(*bounds)) }
        }
        Type::List(of, bounds) => {
            push_type(line, of, records);
            line.write_str(&rows(*bounds))
        }
        plain => line.write_str(&plain::print(plain)),
    };
}

fn decimal(line: &mut String, digits: Option<Digits>, min: Option<&str>, max: Option<&str>) -> fmt::Result {
    line.push_str("decimal");
    if let Some(Digits { precision, scale }) = digits {
        write!(line, "({precision},{scale})")?;
    }
    match (min, max) {
        (None, None) => Ok(()),
        _ => write!(line, "{{{}..{}}}", min.unwrap_or(""), max.unwrap_or("")),
    }
}

fn text(line: &mut String, min: u32, max: Option<u32>, unit: TextUnit) -> fmt::Result {
    line.push_str("varchar");
    if (min, max, unit) == (0, None, TextUnit::Chars) {
        return Ok(());
    }
    line.push('(');
    if min != 0 {
        write!(line, "{min}..")?;
    }
    match max {
        Some(Type::UNLIMITED) => line.push('*'),
        Some(max) => write!(line, "{max}")?,
        None => {}
    }
    line.push_str(match unit {
        TextUnit::Chars => "",
        TextUnit::Bytes => " bytes",
        TextUnit::Utf16 => " utf16",
    });
    line.write_char(')')
}

/// A whole number, by its word where its range is that of a word.
fn int(line: &mut String, min: i64, max: i64) -> fmt::Result {
    let fits = i32::try_from(min).is_ok() && i32::try_from(max).is_ok();
    let word = if fits { "int" } else { "long" };
    match int_word(min, max) {
        Some(word) => line.write_str(word),
        None => write!(line, "{word}{{{min}..{max}}}"),
    }
}

/// The word for whole numbers of this range, where there is one.
pub fn int_word(min: i64, max: i64) -> Option<&'static str> {
    let words = [
        (i64::from(i8::MIN), i64::from(i8::MAX), "tinyint"),
        (i64::from(i16::MIN), i64::from(i16::MAX), "smallint"),
        (i64::from(i32::MIN), i64::from(i32::MAX), "int"),
        (i64::MIN, i64::MAX, "long"),
    ];
    words.into_iter().find(|(from, to, _)| (*from, *to) == (min, max)).map(|(.., word)| word)
}

fn rows(bounds: Bounds<'_>) -> String {
    let within = bounds.within.map(|name| format!("in {name}")).unwrap_or_default();
    let range = if (Bounds { within: None, ..bounds }) == Bounds::ANY { String::new() } else { range(bounds) };
    let between = if range.is_empty() || within.is_empty() { "" } else { " " };
    format!("[{range}{between}{within}]")
}

fn range(bounds: Bounds<'_>) -> String {
    let min = if bounds.min == 0 { String::new() } else { bounds.min.to_string() };
    let max = bounds.max.map(|max| max.to_string()).unwrap_or_default();
    let advised = if bounds.level == Level::Warn { "~" } else { "" };
    format!("{min}..{advised}{max}")
}

fn wire(line: &mut String, wire: CodeWire) {
    // Writing to a text cannot fail.
    let _ = match wire {
        CodeWire::Int { min, max } => int(line, min, max),
        CodeWire::Text { max } => text(line, 0, max, TextUnit::Chars),
    };
}

/// Writes a column, with at least two blanks behind it.
fn column(line: &mut String, width: usize, write: impl FnOnce(&mut String)) {
    const BLANKS: &str = "                                ";
    let start = line.len();
    write(line);
    let written = line.get(start..).map_or(0, |column| column.chars().count());
    line.push_str(BLANKS.get(..width.saturating_sub(written).max(2)).unwrap_or(BLANKS));
}

/// What stands before each row.
const MARGIN: &str = "  ";

fn word(word: &str) -> String {
    let mut line = String::new();
    push_word(&mut line, word);
    line
}

fn push_word(line: &mut String, word: &str) {
    let stands_alone = !word.is_empty()
        && !word.starts_with('$')
        && !word.contains(|c: char| c == '"' || c.is_whitespace() || c.is_control());
    if stands_alone {
        line.push_str(word);
    } else {
        line.push_str(&quoted(word));
    }
}

fn push_title(line: &mut String, title: &str) {
    let stands_alone = !title.starts_with('"') && title.trim() == title && !title.contains(char::is_control);
    if stands_alone {
        line.push_str(title);
    } else {
        line.push_str(&quoted(title));
    }
}

/// A text in quotes, on one line whatever stands in it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(quoted, "\\{{{:x}}}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
