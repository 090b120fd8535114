//! Lines that no generated code holds: coded values, and the breaks that a sample is known for.

use signwright_model::notation::rule;

use super::cursor::{is_word, quoted};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::specs::{Break, Located};
use crate::suggest::unknown_word;

/// A coded value's line: `name meaning`.
pub(crate) fn code(line: Located<'_>) -> Result<(Located<'_>, Located<'_>), Diagnostic> {
    let (name, title) = line.first_word();
    if name.text.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.text.chars().all(is_word) {
        return Ok((name, title));
    }
    let found = if name.text.is_empty() { "nothing".to_owned() } else { quoted(name.text) };
    Err(bad(name, format!("expected a name for the code, found {found}"))
        .help("a coded value is `code: name  meaning`; the name is letters, digits and `_`: `0: lenient  非严格模式`"))
}

/// The name of a code that is a word, such as `WAIT_BUYER-PAY`; `None` where it is none.
pub(crate) fn name_of(code: &str) -> Option<String> {
    let is_separator = |c: char| matches!(c, '-' | '.' | ' ' | '/');
    let is_named = code.starts_with(char::is_alphabetic) && code.chars().all(|c| is_word(c) || is_separator(c));
    let name = |c: char| if is_separator(c) { '_' } else { c };
    is_named.then(|| code.chars().map(name).flat_map(char::to_lowercase).collect())
}

/// What the engine checks of a table of fields, by the names under which it reports.
const OF_TABLES: &[&str] = &[
    "syntax",
    "unknown",
    "required",
    "empty",
    "type",
    "length",
    "range",
    "precision",
    "scale",
    "code",
    "format",
    "count",
];

/// The rules that a sample can break, by the names under which the engine reports them; `syntax` is the document itself.
pub fn breakable() -> Vec<&'static str> {
    let rules = rule::KINDS.iter().map(|word| word.name).filter(|name| !OF_TABLES.contains(name));
    OF_TABLES.iter().copied().chain(rules).collect()
}

/// A break that a sample is known for: `path rule | reason`. A rule of the whole document has no path.
pub(crate) fn sample_break<'m>(row: Located<'_>, arena: &'m Arena) -> Result<Break<'m>, Diagnostic> {
    const FORM: &str = "a break is `path rule | reason`: `order_rows[*].num type | numbers are sent as text`";
    let mistake = |at: Located<'_>, message: &str| Diagnostic::error(Code::BadSample, at.span, message).help(FORM);
    row.no_wide_bar(Code::BadSample)?;
    let (what, reason) = row.split_bar();
    let reason = reason.filter(|reason| !reason.text.is_empty());
    let Some(reason) = reason else { return Err(mistake(what, "a break needs its reason")) };
    let (path, rule) = match what.first_word() {
        (alone, Located { text: "", .. }) => (None, alone),
        (path, rule) => (Some(path), rule),
    };
    if let Some(path) = path
        && !is_path(path.text)
    {
        return Err(mistake(path, &format!("{} is no path", quoted(path.text))));
    }
    let breakable = breakable();
    if !breakable.contains(&rule.text) {
        return Err(unknown_word(rule, &breakable));
    }
    Ok(Break {
        path: arena.alloc_str(path.map_or("", |path| path.text)),
        rule: arena.alloc_str(rule.text),
        reason: arena.alloc_str(reason.text),
        span: row.trim().span,
    })
}

/// `list[0].field`, `list[*].field`, `field`.
fn is_path(path: &str) -> bool {
    path.split('.').all(|segment| {
        let mut parts = segment.split('[');
        let name = parts.next().unwrap_or("");
        let named = !name.is_empty() && !name.contains([']', '*']);
        named
            && parts.all(|index| {
                let index = index.strip_suffix(']').unwrap_or("");
                index == "*" || (!index.is_empty() && index.bytes().all(|digit| digit.is_ascii_digit()))
            })
    })
}

fn bad(at: Located<'_>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadLine, at.span, message)
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
