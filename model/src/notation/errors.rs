//! The vendor's tables of error codes.

use std::collections::HashMap;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located, Span};
use crate::notation::suggest::unknown_word;
use crate::notation::{Arena, Reader, status};
use crate::syntax::{Node, slips};
use crate::{CodeMatch, ErrorClass, ErrorEntry};

/// Reads a table. One code may have several causes, but not the same one twice.
pub fn read<'m>(node: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [ErrorEntry<'m>] {
    let mut list = Vec::new();
    let mut seen: HashMap<(CodeMatch<'m>, &'m str), Span> = HashMap::new();
    for row in reader.rows(node, "a table of error codes") {
        let Some(line) = reader.prose(row) else { continue };
        let Some(error) = reader.take(self::row(line, reader.arena)) else { continue };
        if let Some(first) = seen.insert((error.matches, error.cause), line.span) {
            let message = format!("the code `{}` is listed twice with the same cause", print_match(&error.matches));
            let twice = Diagnostic::error(Code::DuplicateFault, line.span, message).label("again here");
            reader.push(twice.related(first, "first here").help("remove one of them; other causes may stay"));
        }
        list.push(error);
    }
    reader.arena.alloc_slice(&list)
}

/// Units of time, in seconds, the longest first.
const UNITS: &[(&str, u32)] = &[("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1)];

/// A row of the vendor's table of codes: `[HTTP 4xx] [code [/ sub code]] [~ message] | cause | remedy | meaning`.
fn row<'m>(row: Located<'_>, arena: impl Arena<'m>) -> Result<ErrorEntry<'m>, Diagnostic> {
    row.no_wide_bar(Code::BadFault)?;
    let columns = row.columns();
    let column = |place: usize| columns.get(place).copied().unwrap_or_else(|| row.part(row.text.len(), row.text.len()));
    if let Some(more) = columns.get(4) {
        return Err(Diagnostic::error(Code::BadFault, more.span, "a row of codes has four columns").help(FORM));
    }
    let (class, wait) = meaning(column(3))?;
    Ok(ErrorEntry {
        matches: matches(column(0), arena)?,
        cause: arena.alloc_str(column(1).text),
        remedy: arena.alloc_str(column(2).text),
        class,
        wait,
    })
}

const FORM: &str = "a row is `[HTTP 4xx] code [/ sub code] [~ message] | cause | remedy | meaning`; all but one of the first parts may be left out";

/// Which refusals a row speaks of. A part that is left out is any.
fn matches<'m>(column: Located<'_>, arena: impl Arena<'m>) -> Result<CodeMatch<'m>, Diagnostic> {
    let (head, message) = split(column, '~');
    let (word, behind) = head.first_word();
    let (status, codes) = match behind.first_word() {
        (digits, codes) if word.text == status::WORD && digits.text.starts_with(|c: char| c.is_ascii_digit()) => {
            (Some(status::parse(digits)?), codes)
        }
        _ => (None, head),
    };
    let (code, sub_code) = split(codes, '/');
    if code.text.is_empty() && status.is_none() && sub_code.is_none() && message.is_none() {
        return Err(Diagnostic::error(Code::BadFault, code.span, "this row has no code")
            .help("where the message alone tells, the code is `*`: `* ~ 签名错误*`"));
    }
    for part in [Some(code), sub_code].into_iter().flatten() {
        let mut characters = part.text.char_indices();
        if let Some((index, wide)) = characters.find(|(_, c)| matches!(slips::twin(*c), Some('|' | '~'))) {
            let place = part.part(index, index + wide.len_utf8());
            let help = slips::write_instead(wide, slips::twin(wide).unwrap_or('|'));
            return Err(Diagnostic::error(Code::BadFault, place.span, format!("`{wide}` separates nothing")).help(help));
        }
    }
    for (part, what) in [(message, "no message behind `~`"), (sub_code, "no second code behind `/`")] {
        if part.is_some_and(|part| part.text.is_empty()) {
            return Err(Diagnostic::error(Code::BadFault, code.span, what).help(FORM));
        }
    }
    let text = |part: Option<Located<'_>>| arena.alloc_str(part.map_or("", |part| part.text));
    let code = if code.text.is_empty() { CodeMatch::ANY } else { arena.alloc_str(code.text) };
    Ok(CodeMatch { status, code, sub_code: text(sub_code), message: text(message) })
}

/// `throttled`, or with how long: `throttled 60`, `throttled 24 hours`.
fn meaning(column: Located<'_>) -> Result<(ErrorClass, Option<u32>), Diagnostic> {
    let (word, wait) = column.first_word();
    let class = match word.text {
        "" => ErrorClass::Refused,
        _ => match ErrorClass::WORDS.iter().find(|(spelled, _)| *spelled == word.text) {
            Some((_, class)) => *class,
            None => return Err(unknown_word(word, &words(ErrorClass::WORDS))),
        },
    };
    if wait.text.is_empty() {
        return Ok((class, None));
    }
    if class != ErrorClass::Throttled {
        let message = format!("only `throttled` says how long, and not `{}`", word.text);
        return Err(Diagnostic::error(Code::BadFault, wait.span, message).help("remove it"));
    }
    let (number, unit) = wait.first_word();
    let seconds = match unit.text {
        "" => 1,
        unit_word => {
            match UNITS.iter().find(|(plural, _)| *plural == unit_word || plural.strip_suffix('s') == Some(unit_word)) {
                Some((_, seconds)) => *seconds,
                None => return Err(unknown_word(unit, &words(UNITS))),
            }
        }
    };
    let is_number = number.text.bytes().all(|digit| digit.is_ascii_digit());
    let product = number.text.parse().ok().filter(|_| is_number).and_then(|number: u32| number.checked_mul(seconds));
    let Some(wait) = product.filter(|wait| *wait > 0) else {
        let message = format!("`{}` is no time to wait", wait.text);
        return Err(Diagnostic::error(Code::BadFault, wait.span, message)
            .help("write `throttled 60` (seconds) or `throttled 24 hours`"));
    };
    Ok((class, Some(wait)))
}

fn words<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(word, _)| *word).collect()
}

/// The texts before and behind a mark that stands between blanks.
fn split(text: Located<'_>, mark: char) -> (Located<'_>, Option<Located<'_>>) {
    let separates = |index: &usize| {
        let before = text.text.get(..*index).and_then(|text| text.chars().next_back());
        let after = text.text.get(index + 1..).and_then(|text| text.chars().next());
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    };
    match text.text.match_indices(mark).map(|(index, _)| index).find(separates) {
        Some(index) => (text.part(0, index).trim(), Some(text.part(index + 1, text.text.len()).trim())),
        None => (text, None),
    }
}

/// The way back.
pub fn print(errors: &[ErrorEntry<'_>]) -> Node {
    Node::of_list(errors.iter().map(|error| Node::of_text(print_row(error))))
}

fn print_row(error: &ErrorEntry<'_>) -> String {
    let ErrorEntry { matches, cause, remedy, class, wait } = *error;
    let (matches, class) = (print_match(&matches), print_meaning(class, wait));
    let mut columns = vec![matches.as_str(), cause, remedy, &class];
    while columns.len() > 1 && columns.last().is_some_and(|column| column.is_empty()) {
        columns.pop();
    }
    columns.join(" | ")
}

/// Which refusals a row speaks of, as its first column says it.
pub fn print_match(matches: &CodeMatch<'_>) -> String {
    let CodeMatch { status, code, sub_code, message } = *matches;
    let mut parts: Vec<String> = status.map(status::print).into_iter().collect();
    // A code that is any is left out where something else is stated.
    if code != CodeMatch::ANY || *matches == CodeMatch::of_code(code) {
        parts.push(code.to_owned());
    }
    if !sub_code.is_empty() {
        parts.push(format!("/ {sub_code}"));
    }
    if !message.is_empty() {
        parts.push(format!("~ {message}"));
    }
    parts.join(" ")
}

/// What a row means, as its last column says it; empty for a plain refusal.
pub fn print_meaning(class: ErrorClass, wait: Option<u32>) -> String {
    let word = if class == ErrorClass::Refused { "" } else { class.word() };
    let Some(wait) = wait else { return word.to_owned() };
    match UNITS.iter().find(|(unit, seconds)| *unit != "seconds" && wait > *seconds && wait % seconds == 0) {
        Some((unit, seconds)) => format!("{word} {} {unit}", wait / seconds),
        None => format!("{word} {wait}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::Forever;
    use crate::notation::cursor::tests::{at_start, marked};

    #[test]
    fn a_row_is_read_and_printed_back() {
        let text = "100 ~ 超过每分钟*限制? | 调用过快 | 稍后重试 | throttled";
        let read = row(at_start(text), Forever).expect("a row");
        assert_eq!(read.matches, CodeMatch { message: "超过每分钟*限制?", ..CodeMatch::of_code("100") });
        assert_eq!((read.cause, read.remedy, read.class), ("调用过快", "稍后重试", ErrorClass::Throttled));
        let read = row(at_start("sys.check:*-x~y | 字段|为空"), Forever).expect("a row");
        assert_eq!((read.matches.code, read.cause, read.remedy), ("sys.check:*-x~y", "字段|为空", ""));
        assert_eq!(read.class, ErrorClass::Refused);
        for text in [
            text,
            "sys.check:*-x~y | 字段|为空",
            "1 |  | 重试 🙂",
            "2 |  |  | clock",
            "3",
            "* ~ 签名错误*",
            "HTTP 429 | 太频繁 | 等待 | throttled 60",
            "HTTP 4xx",
            "HTTP 403 NOT_ENOUGH | 余额不足",
            "15 / isp.* | 服务方 |  | unknown",
            "/ isv.token:? |  |  | token",
            "~ 令牌*过期",
            "HTTP 500 c / s ~ 系统*🙂 | x | y | throttled 24 hours",
            "?",
            "HTTP / x",
            "HTTP | 自己的码",
            "a/b/c",
            "202 |  |  | accepted",
            "-2021 |  |  | partial",
            "404 |  |  | not_found",
            "9 |  |  | throttled 90 minutes",
            "9 |  |  | throttled 2 days",
        ] {
            assert_eq!(print_row(&row(at_start(text), Forever).expect(text)), text);
        }
    }

    #[test]
    fn every_mistake_is_marked_where_it_is() {
        for (text, code, place, help) in [
            (" | 系统异常", Code::BadFault, "", "`*"),
            ("100 ~ | 系统异常", Code::BadFault, "100", "a row is"),
            ("100 | 错 | 无 | throtled", Code::UnknownWord, "throtled", "did you mean `throttled`?"),
            ("HTTP 4x | 错", Code::BadStatus, "4x", "from 100 to 599"),
            ("15 / | 错", Code::BadFault, "15", "a row is"),
            ("1 | 错 | 无 | clock 60", Code::BadFault, "60", "remove it"),
            ("1 | 错 | 无 | throttled 0", Code::BadFault, "0", "throttled 60"),
            ("1 | 错 | 无 | throttled 一", Code::BadFault, "一", "throttled 60"),
            ("1 | 错 | 无 | throttled 5000000 days", Code::BadFault, "5000000 days", "throttled 60"),
            ("1 | 错 | 无 | throttled 5 ours", Code::UnknownWord, "ours", "did you mean `hours`?"),
            ("100 | 错 | 无 | clock | 🙂", Code::BadFault, "🙂", "a row is"),
        ] {
            let mistake = row(at_start(text), Forever).expect_err(text);
            assert_eq!((mistake.code, marked(text, mistake.span)), (code, place), "{text}");
            assert!(mistake.help.contains(help), "{text}: {}", mistake.help);
        }
    }
}
