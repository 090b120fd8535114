//! The other lines of the notation: coded values, credentials, environments, the vendor's table of error
//! codes, the sandbox's refusals, and the breaks that a sample is known for.

use signwright_model::notation::rule;
use signwright_model::{CodeMatch, Fault, Meaning};

use super::cursor::{is_word, quoted};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::specs::{Break, Located};
use crate::suggest::unknown_word;
use crate::syntax::slips;

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

/// A credential's line, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CredentialLine<'t> {
    /// Never printed.
    pub(crate) secret: bool,
    /// May be left out.
    pub(crate) optional: bool,
    /// The title; may be empty.
    pub(crate) title: Located<'t>,
}

/// A credential's line, `public|secret[?]  title`; also its first word alone.
pub(crate) fn credential(line: Located<'_>) -> Result<CredentialLine<'_>, Diagnostic> {
    let (word, title) = line.first_word();
    let secret = match word.text.strip_suffix('?').unwrap_or(word.text) {
        "public" => false,
        "secret" => true,
        _ => return Err(unknown_word(word, &["public", "secret", "public?", "secret?"])),
    };
    Ok(CredentialLine { secret, optional: word.text.ends_with('?'), title })
}

/// An environment's line: `address  title`.
pub(crate) fn environment(line: Located<'_>) -> Result<(Located<'_>, Located<'_>), Diagnostic> {
    let (address, title) = line.first_word();
    let host = ["https://", "http://"].iter().find_map(|scheme| address.text.strip_prefix(scheme));
    if host.is_some_and(|host| host.starts_with(char::is_alphanumeric) || host.starts_with('[')) {
        return Ok((address, title));
    }
    Err(bad(address, format!("expected an address, found {}", quoted(address.text)))
        .help("an environment is `name: https://…  title`"))
}

/// What an error code can mean, by the words of the notation.
const MEANINGS: &[(&str, Meaning)] = &[
    ("refused", Meaning::Refused),
    ("success", Meaning::Success),
    ("empty", Meaning::Empty),
    ("throttled", Meaning::Throttled),
    ("clock", Meaning::Clock),
    ("unknown", Meaning::Unknown),
];

/// A row of the vendor's table of codes: `code [~ message] | cause | remedy | meaning`.
pub(crate) fn fault<'m>(row: Located<'_>, arena: &'m Arena) -> Result<Fault<'m>, Diagnostic> {
    const FORM: &str = "a row is `code [~ message] | cause | remedy | meaning`; all but the code may be left out";
    row.no_wide_bar(Code::BadFault)?;
    let columns = row.columns();
    let column = |place: usize| columns.get(place).copied().unwrap_or_else(|| row.part(row.text.len(), row.text.len()));
    if let Some(more) = columns.get(4) {
        return Err(Diagnostic::error(Code::BadFault, more.span, "a row of codes has four columns").help(FORM));
    }
    let (code, message) = split_tilde(column(0));
    if code.text.is_empty() {
        return Err(Diagnostic::error(Code::BadFault, code.span, "this row has no code")
            .help("where the message alone tells, the code is `*`: `* ~ 签名错误*`"));
    }
    if let Some((at, wide)) = code.text.char_indices().find(|(_, c)| matches!(slips::twin(*c), Some('|' | '~'))) {
        let place = code.part(at, at + wide.len_utf8());
        let help = slips::write_instead(wide, slips::twin(wide).unwrap_or('|'));
        return Err(Diagnostic::error(Code::BadFault, place.span, format!("`{wide}` separates nothing")).help(help));
    }
    if message.is_some_and(|message| message.text.is_empty()) {
        return Err(Diagnostic::error(Code::BadFault, code.span, "no message behind `~`").help(FORM));
    }
    let meaning = match column(3) {
        Located { text: "", .. } => Meaning::Refused,
        word => match MEANINGS.iter().find(|(known, _)| *known == word.text) {
            Some((_, meaning)) => *meaning,
            None => return Err(unknown_word(word, &MEANINGS.iter().map(|(word, _)| *word).collect::<Vec<_>>())),
        },
    };
    Ok(Fault {
        matches: CodeMatch {
            code: arena.alloc_str(code.text),
            message: arena.alloc_str(message.map_or("", |message| message.text)),
        },
        cause: arena.alloc_str(column(1).text),
        remedy: arena.alloc_str(column(2).text),
        meaning,
    })
}

/// The texts before and behind a `~` that stands between blanks.
fn split_tilde(text: Located<'_>) -> (Located<'_>, Option<Located<'_>>) {
    let separates = |at: &usize| {
        let before = text.text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.text.get(at + 1..).and_then(|text| text.chars().next());
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    };
    match text.text.match_indices('~').map(|(at, _)| at).find(separates) {
        Some(at) => (text.part(0, at).trim(), Some(text.part(at + 1, text.text.len()).trim())),
        None => (text, None),
    }
}

/// A refusal's line, taken apart; code and message are templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefusalLine<'t> {
    /// The code.
    pub(crate) code: Located<'t>,
    /// The message; may be empty.
    pub(crate) message: Located<'t>,
    /// No source states it.
    pub(crate) assumed: bool,
}

/// A sandbox's refusal: `code | message | assumed`.
pub(crate) fn refusal(row: Located<'_>) -> Result<RefusalLine<'_>, Diagnostic> {
    const FORM: &str = "a refusal is `code | message`, and `| assumed` where no source states it";
    row.no_wide_bar(Code::BadLine)?;
    let columns = row.columns();
    let (code, message, assumed) = match columns.as_slice() {
        [code] => (*code, row.part(row.text.len(), row.text.len()), false),
        [code, message] => (*code, *message, false),
        [code, message, Located { text: "assumed", .. }] => (*code, *message, true),
        [_, _, word] => return Err(unknown_word(*word, &["assumed"])),
        [_, _, _, more, ..] => return Err(bad(*more, "a refusal has three columns").help(FORM)),
        [] => return Err(bad(row, "this refusal is empty").help(FORM)),
    };
    if code.text.is_empty() {
        return Err(bad(code, "this refusal has no code").help(FORM));
    }
    Ok(RefusalLine { code, message, assumed })
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
