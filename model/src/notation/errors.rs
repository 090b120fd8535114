//! The vendor's tables of error codes.

use std::collections::HashMap;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located, Span};
use crate::notation::suggest::unknown_word;
use crate::notation::{Arena, Reader, spelling};
use crate::syntax::{Node, slips};
use crate::{CodeMatch, ErrorClass, ErrorEntry};

/// Reads a table. One code may have several causes, but not the same one twice.
pub fn read<'m>(node: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [ErrorEntry<'m>] {
    let mut list = Vec::new();
    let mut seen: HashMap<[&'m str; 3], Span> = HashMap::new();
    for row in reader.rows(node, "a table of error codes") {
        let Some(line) = reader.prose(row) else { continue };
        let Some(error) = reader.take(self::row(line, reader.arena)) else { continue };
        if let Some(first) = seen.insert([error.matches.code, error.matches.message, error.cause], line.span) {
            let message = format!("the code `{}` is listed twice with the same cause", error.matches.code);
            let twice = Diagnostic::error(Code::DuplicateFault, line.span, message).label("again here");
            reader.push(twice.related(first, "first here").help("remove one of them; other causes may stay"));
        }
        list.push(error);
    }
    reader.arena.alloc_slice(&list)
}

/// What an error code can mean, by the words of the notation.
const CLASSES: &[(&str, ErrorClass)] = &[
    ("refused", ErrorClass::Refused),
    ("success", ErrorClass::Success),
    ("empty", ErrorClass::Empty),
    ("throttled", ErrorClass::Throttled),
    ("clock", ErrorClass::Clock),
    ("unknown", ErrorClass::Unknown),
];

/// A row of the vendor's table of codes: `code [~ message] | cause | remedy | meaning`.
fn row<'m>(row: Located<'_>, arena: impl Arena<'m>) -> Result<ErrorEntry<'m>, Diagnostic> {
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
    if let Some((index, wide)) = code.text.char_indices().find(|(_, c)| matches!(slips::twin(*c), Some('|' | '~'))) {
        let place = code.part(index, index + wide.len_utf8());
        let help = slips::write_instead(wide, slips::twin(wide).unwrap_or('|'));
        return Err(Diagnostic::error(Code::BadFault, place.span, format!("`{wide}` separates nothing")).help(help));
    }
    if message.is_some_and(|message| message.text.is_empty()) {
        return Err(Diagnostic::error(Code::BadFault, code.span, "no message behind `~`").help(FORM));
    }
    let class = match column(3) {
        Located { text: "", .. } => ErrorClass::Refused,
        word => match CLASSES.iter().find(|(spelled, _)| *spelled == word.text) {
            Some((_, class)) => *class,
            None => return Err(unknown_word(word, &CLASSES.iter().map(|(word, _)| *word).collect::<Vec<_>>())),
        },
    };
    Ok(ErrorEntry {
        matches: CodeMatch {
            code: arena.alloc_str(code.text),
            message: arena.alloc_str(message.map_or("", |message| message.text)),
        },
        cause: arena.alloc_str(column(1).text),
        remedy: arena.alloc_str(column(2).text),
        class,
    })
}

/// The texts before and behind a `~` that stands between blanks.
fn split_tilde(text: Located<'_>) -> (Located<'_>, Option<Located<'_>>) {
    let separates = |index: &usize| {
        let before = text.text.get(..*index).and_then(|text| text.chars().next_back());
        let after = text.text.get(index + 1..).and_then(|text| text.chars().next());
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    };
    match text.text.match_indices('~').map(|(index, _)| index).find(separates) {
        Some(index) => (text.part(0, index).trim(), Some(text.part(index + 1, text.text.len()).trim())),
        None => (text, None),
    }
}

/// The way back.
pub fn print(errors: &[ErrorEntry<'_>]) -> Node {
    Node::of_list(errors.iter().map(|error| Node::of_text(print_row(error))))
}

fn print_row(error: &ErrorEntry<'_>) -> String {
    let ErrorEntry { matches: CodeMatch { code, message }, cause, remedy, class } = *error;
    let code = if message.is_empty() { code.to_owned() } else { format!("{code} ~ {message}") };
    let class = if class == ErrorClass::Refused { "" } else { spelling(&class, CLASSES) };
    let mut columns = vec![code.as_str(), cause, remedy, class];
    while columns.len() > 1 && columns.last().is_some_and(|column| column.is_empty()) {
        columns.pop();
    }
    columns.join(" | ")
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
        assert_eq!(read.matches, CodeMatch { code: "100", message: "超过每分钟*限制?" });
        assert_eq!((read.cause, read.remedy, read.class), ("调用过快", "稍后重试", ErrorClass::Throttled));
        let read = row(at_start("sys.check:*-x~y | 字段|为空"), Forever).expect("a row");
        assert_eq!((read.matches.code, read.cause, read.remedy), ("sys.check:*-x~y", "字段|为空", ""));
        assert_eq!(read.class, ErrorClass::Refused);
        for text in [text, "sys.check:*-x~y | 字段|为空", "1 |  | 重试 🙂", "2 |  |  | clock", "3", "* ~ 签名错误*"]
        {
            assert_eq!(print_row(&row(at_start(text), Forever).expect(text)), text);
        }
    }

    #[test]
    fn every_mistake_is_marked_where_it_is() {
        for (text, code, place, help) in [
            (" | 系统异常", Code::BadFault, "", "`*"),
            ("100 ~ | 系统异常", Code::BadFault, "100", "a row is"),
            ("100 | 错 | 无 | throtled", Code::UnknownWord, "throtled", "did you mean `throttled`?"),
            ("100 | 错 | 无 | clock | 🙂", Code::BadFault, "🙂", "a row is"),
        ] {
            let mistake = row(at_start(text), Forever).expect_err(text);
            assert_eq!((mistake.code, marked(text, mistake.span)), (code, place), "{text}");
            assert!(mistake.help.contains(help), "{text}: {}", mistake.help);
        }
    }
}
