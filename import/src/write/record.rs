//! A record: its rows aligned, a line where a line is enough, then its rules.

use std::fmt::Write as _;

use super::scalar::{block, flow, inline, key};
use crate::classify::required::Required;
use crate::draft::{Draft, FieldDraft, Holds, REQUEST, RESPONSE, RecordDraft, RuleDraft};
use crate::infer::none::Nothing;
use signwright_codegen::diagnostic::{FileId, Span};
use signwright_codegen::specs::Located;
use signwright_codegen::vocabulary::line;

/// Names and types longer than this are not waited for by the others.
const WIDEST: usize = 24;
/// A description of several lines that is longer than this, joined, is a block.
const LONGEST: usize = 240;
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

pub(super) fn write(record: &RecordDraft, index: usize, draft: &Draft, out: &mut String) {
    if record.fields.is_empty() {
        // Nothing is of a record without fields but the two of the endpoint.
        if index == REQUEST || index == RESPONSE {
            let _ = writeln!(out, "\n{}: {{}}", record.key);
        }
        return;
    }
    let _ = writeln!(out, "\n{}:", record.key);
    if draft.pager == Some(index) && draft.pager_in_query {
        out.push_str("  $in: query\n");
    }
    let lines: Vec<(String, String, String)> =
        record.fields.iter().map(|field| (key(&field.name), ty(field, draft), words(field))).collect();
    let fits = |text: &String| text.chars().count() <= WIDEST;
    let widest = |pick: fn(&(String, String, String)) -> &String| {
        let short = record
            .fields
            .iter()
            .zip(&lines)
            .filter(|(field, line)| !needs_mapping(field, line))
            .map(|(_, line)| pick(line));
        short.filter(|text| fits(text)).map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let (names, types) = (widest(|line| &line.0), widest(|line| &line.1));
    for (field, line) in record.fields.iter().zip(&lines) {
        row(field, line, (names, types), out);
    }
    if !record.sensitive.is_empty() {
        let names: Vec<String> = record.sensitive.iter().map(|name| flow(name)).collect();
        let _ = writeln!(out, "  $sensitive: [{}]", names.join(", "));
    }
    if !record.rules.is_empty() {
        out.push_str("  $rules:\n");
        for rule in &record.rules {
            self::rule(rule, out);
        }
    }
}

/// A field as the record's table has it, on its own.
pub(crate) fn field(field: &FieldDraft, draft: &Draft) -> String {
    let mut out = String::new();
    row(field, &(key(&field.name), ty(field, draft), words(field)), (0, 0), &mut out);
    out
}

/// A row of the table, aligned to the widths of the names and the types where it is a line.
fn row(field: &FieldDraft, line: &(String, String, String), (names, types): (usize, usize), out: &mut String) {
    let (name, ty, words) = line;
    if needs_mapping(field, line) {
        mapping(field, name, ty, out);
        return;
    }
    let pad = names.saturating_sub(name.chars().count()) + 1;
    let text = format!("{ty}{:gap$}{words}", "", gap = types.saturating_sub(ty.chars().count()) + 2);
    let _ = writeln!(out, "  {name}:{:pad$}{}", "", inline(text.trim_end()));
}

/// A row of `$rules`.
pub(crate) fn rule(rule: &RuleDraft, out: &mut String) {
    let _ = writeln!(out, "    - {}", rule.holds);
    if let Some((name, condition)) = &rule.condition {
        let _ = writeln!(out, "      {name}: {}", inline(condition));
    }
    let (says, source) = (inline(&rule.says), inline(&rule.source));
    let _ = writeln!(out, "      level: warn\n      says: {says}\n      source: {source}");
}

fn ty(field: &FieldDraft, draft: &Draft) -> String {
    let mut out = match &field.holds {
        Holds::Type(words) => words.clone(),
        Holds::Codes(index) => draft.codes.get(*index).map_or_else(|| "String".to_owned(), |codes| codes.key.clone()),
        Holds::Record(index) => draft.record(*index).map_or_else(|| "Object".to_owned(), |record| record.key.clone()),
        Holds::Open(_) => "Object".to_owned(),
    };
    if let Some(place) = field.place {
        out = format!("{} {out}", place.word().unwrap_or("body"));
    }
    if let Some(bounds) = &field.list {
        let _ = write!(out, "[{bounds}]");
    }
    match field.required {
        Required::Yes => out.push('!'),
        Required::No => {}
        Required::Unsaid | Required::Unclear => out.push('?'),
    }
    let is_text = matches!(&field.holds, Holds::Type(words) if is_plain_text(words)) && field.list.is_none();
    if field.required == Required::Yes && field.none == Some(Nothing::Empty) && is_text {
        out.push_str("\"\"");
    }
    if let Some(default) = &field.default {
        let _ = write!(out, " = {default}");
    }
    out
}

pub(super) fn is_plain_text(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    ["string", "varchar", "text"].iter().any(|word| lower.starts_with(word))
        && !words.contains('<')
        && !words.contains('|')
}

fn words(field: &FieldDraft) -> String {
    let text = field.text.replace('\n', " ");
    match (field.title.as_str(), text.as_str()) {
        (title, "") => title.to_owned(),
        (title, text) => format!("{title} | {text}"),
    }
}

/// Whether a line cannot hold it. `line` is its name, its type, and its title and description.
fn needs_mapping(field: &FieldDraft, line: &(String, String, String)) -> bool {
    let long = field.text.contains('\n') && field.text.chars().count() > LONGEST;
    long || field.none.is_some()
        || !field.source.is_empty()
        || !field.example.is_empty()
        || !reads_back(field, &format!("{}  {}", line.1, line.2))
}

/// Whether the loader reads a line as it is meant: a title may begin with what looks like a part of the type, or hold
/// what parts it from the description.
fn reads_back(field: &FieldDraft, line: &str) -> bool {
    let same = |read: Located<'_>, meant: &str| read.text.split_whitespace().eq(meant.split_whitespace());
    let line = Located { text: line, span: NOWHERE };
    line::field(line).is_ok_and(|read| same(read.title, &field.title) && same(read.text, &field.text))
}

fn mapping(field: &FieldDraft, name: &str, ty: &str, out: &mut String) {
    let _ = writeln!(out, "  {name}:\n    type: {}", inline(ty));
    if !field.title.is_empty() {
        let _ = writeln!(out, "    title: {}", inline(&field.title));
    }
    if field.text.contains('\n') && field.text.chars().count() > LONGEST {
        let _ = writeln!(out, "    text: {}", block(&field.text, 6));
    } else if !field.text.is_empty() {
        let _ = writeln!(out, "    text: {}", inline(&field.text.replace('\n', " ")));
    }
    if !field.example.is_empty() {
        let _ = writeln!(out, "    example: {}", inline(&field.example));
    }
    match field.none {
        Some(Nothing::Empty) => out.push_str("    missing: empty\n"),
        Some(Nothing::Null) => out.push_str("    missing: null\n"),
        None => {}
    }
    if !field.source.is_empty() {
        let _ = writeln!(out, "    source: {}", source(&field.source));
    }
}

/// One text where it speaks of the whole field, else a mapping of its parts.
fn source(source: &[(&'static str, String)]) -> String {
    let said = |text: &str| text.replace('\n', " ");
    if source.iter().any(|(part, _)| part.is_empty()) {
        return inline(&source.iter().map(|(_, why)| said(why)).collect::<Vec<_>>().join("; "));
    }
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (part, why) in source {
        match parts.iter_mut().find(|(earlier, _)| earlier == part) {
            Some((_, all)) => *all = format!("{all}; {}", said(why)),
            None => parts.push((part, said(why))),
        }
    }
    let parts: Vec<String> = parts.iter().map(|(part, why)| format!("{part}: {}", flow(why))).collect();
    format!("{{ {} }}", parts.join(", "))
}
