//! What decides between two: `verb = POST and header.content-type in [a, b]`. A value of a template, compared as text.

use crate::{Check, Part, When};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::notation::Arena;
use crate::notation::template::inputs::NameTable;
use crate::notation::template::{self, Kind, Uses, plain};

const HELP: &str =
    "write `verb = POST`, `param.x != a`, `header.x in [a, b]`, `body is empty`, `body is there`, joined by `and`";

/// Reads it; `None` when a mistake was found.
pub fn read<'m>(
    text: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<(When<'m>, Uses)> {
    let mut checks = Vec::new();
    let mut uses = Uses::default();
    let mut is_whole = true;
    let mut remaining = Some(text);
    while let Some(all) = remaining {
        let (clause, behind) = match find(all, " and ") {
            Some(index) => (all.part(0, index), Some(all.part(index + " and ".len(), all.text.len()))),
            None => (all, None),
        };
        match check(clause.trim(), names, arena, diagnostics) {
            Some((check, takes)) => {
                checks.push(check);
                uses = uses.and(takes);
            }
            None => is_whole = false,
        }
        remaining = behind;
    }
    is_whole.then(|| (When(arena.alloc_slice(&checks)), uses))
}

fn check<'m>(
    clause: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<(Check<'m>, Uses)> {
    let Some((value, holds, texts)) = split(clause) else {
        diagnostics.push(Diagnostic::error(Code::BadTemplate, clause.span, "this compares nothing").help(HELP));
        return None;
    };
    let read = template::read_bare(value.trim(), names, arena, diagnostics)?;
    if matches!(read.kind, Kind::Bytes | Kind::Decoded) {
        let bytes =
            Diagnostic::error(Code::TextAndBytes, value.span, "these are bytes, and they are compared with text");
        diagnostics.push(bytes.help("add `| hex` or `| base64`"));
        return None;
    }
    let mistakes = diagnostics.errors();
    for text in &texts {
        let text = text.trim();
        // What stands in quotes is meant as it stands, unless it names an input.
        let check = if unquoted(text.text) == text.text { plain::check } else { plain::check_value };
        check(text, "a text", diagnostics);
    }
    if diagnostics.errors() > mistakes {
        return None;
    }
    let texts: Vec<_> = texts.into_iter().map(|text| arena.alloc_str(unquoted(text.trim().text))).collect();
    let check = Check { value: read.template, holds, texts: arena.alloc_slice(&texts) };
    Some((check, read.uses))
}

/// The way back.
pub fn print(when: When<'_>) -> String {
    when.0.iter().map(clause).collect::<Vec<_>>().join(" and ")
}

fn clause(check: &Check<'_>) -> String {
    let values = check.value.0.iter().map(|part| match *part {
        Part::Value(input, filters) => template::value(input, filters),
        Part::Text(text) => template::quoted(text),
    });
    let value: String = values.collect();
    match (check.texts, check.holds) {
        ([""], true) => format!("{value} is empty"),
        ([""], false) => format!("{value} is there"),
        ([text], true) => format!("{value} = {}", constant(text)),
        ([text], false) => format!("{value} != {}", constant(text)),
        (texts, _) => {
            format!("{value} in [{}]", texts.iter().map(|text| constant(text)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text as it stands where it is one word, else in quotes.
fn constant(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || "_.:/;-+".contains(c);
    if !text.is_empty() && text.chars().all(is_word) { text.to_owned() } else { template::quoted(text) }
}

/// The value, whether it must be one of the texts or none of them, and the texts.
fn split(clause: Located<'_>) -> Option<(Located<'_>, bool, Vec<Located<'_>>)> {
    let nothing = || vec![clause.part(clause.text.len(), clause.text.len())];
    let before = |end: &str| clause.text.strip_suffix(end).map(|value| clause.part(0, value.len()));
    if let Some(value) = before(" is empty") {
        return Some((value, true, nothing()));
    }
    if let Some(value) = before(" is there") {
        return Some((value, false, nothing()));
    }
    let parts =
        |index: usize, length: usize| (clause.part(0, index), clause.part(index + length, clause.text.len()).trim());
    if let Some(index) = find(clause, " in ") {
        let (value, list) = parts(index, " in ".len());
        let inside = list.text.strip_prefix('[')?.strip_suffix(']')?;
        let list = list.part(1, 1 + inside.len());
        let mut texts = Vec::new();
        let mut start = 0;
        for text in inside.split(',') {
            texts.push(list.part(start, start + text.len()));
            start += text.len() + 1;
        }
        return Some((value, true, texts));
    }
    for (sign, holds) in [(" != ", false), (" = ", true)] {
        if let Some(index) = find(clause, sign) {
            let (value, text) = parts(index, sign.len());
            return Some((value, holds, vec![text]));
        }
    }
    None
}

/// The first place of `wanted` outside quotes.
fn find(text: Located<'_>, wanted: &str) -> Option<usize> {
    let mut quote = None;
    for (index, character) in text.text.char_indices() {
        quote = match quote {
            Some(open) if character == open => None,
            None if text.text.get(index..).is_some_and(|rest| rest.starts_with(wanted)) => return Some(index),
            None if character == '\'' || character == '"' => Some(character),
            same => same,
        };
    }
    None
}

fn unquoted(text: &str) -> &str {
    let inside = |quote| text.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote));
    inside('\'').or_else(|| inside('"')).unwrap_or(text)
}
