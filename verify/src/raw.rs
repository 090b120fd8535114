//! Where in a spec's file a place of a value stands: between the two are the escapes and the line ends of YAML.

use signwright_codegen::diagnostic::Span;
use signwright_codegen::source::Sources;
use signwright_codegen::specs::Located;

/// From a place in the text, in bytes, to the end of the value in the file. All of the value where it is written in a way
/// that is not followed, such as a folded block.
pub(super) fn from(value: Located<'_>, place: usize, sources: &Sources) -> Span {
    let file = sources.get(value.span.file).map_or("", |source| source.text.as_str());
    let (start, end) = (value.span.start as usize, value.span.end as usize);
    let Some(raw) = file.get(start..end) else { return value.span };
    let quote = file.get(..start).and_then(|before| before.chars().next_back());
    let offset = match quote {
        _ if raw == value.text => Some(place),
        Some(quote @ ('"' | '\'')) => in_quotes(raw, quote, value.text, place),
        _ if raw.contains('\n') => in_block(raw, value.text, place),
        _ => None,
    };
    offset.map_or(value.span, |offset| value.span.slice(offset, raw.len()))
}

/// The same within quotes: escapes stand for a character each, and a line end with what is around it for blanks.
fn in_quotes(raw: &str, quote: char, text: &str, place: usize) -> Option<usize> {
    let mut passed = 0;
    let mut unread = raw;
    while passed < place {
        let blank = unread.len() - unread.trim_start().len();
        let (length, meant) = if unread.get(..blank).is_some_and(|blank| blank.contains('\n')) {
            let remaining = text.get(passed..)?;
            (blank, remaining.len() - remaining.trim_start().len())
        } else if quote == '"' && unread.starts_with('\\') {
            escape(unread, text.get(passed..)?)?
        } else {
            let width = unread.chars().next()?.len_utf8();
            (if unread.starts_with("''") && quote == '\'' { 2 } else { width }, width)
        };
        unread = unread.get(length..)?;
        passed += meant;
    }
    Some(raw.len() - unread.len())
}

/// How long an escape is, and the character that it stands for.
fn escape(raw: &str, text: &str) -> Option<(usize, usize)> {
    let digits = match raw.chars().nth(1)? {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' | '\r' => {
            // A line end that stands for nothing, with the blanks of the next line.
            let behind = raw.get(1..)?;
            return Some((1 + behind.len() - behind.trim_start().len(), 0));
        }
        character => character.len_utf8() - 1,
    };
    Some((2 + digits, text.chars().next()?.len_utf8()))
}

/// The same in a block, each line of which is indented; its header may come first.
fn in_block(raw: &str, text: &str, place: usize) -> Option<usize> {
    let before = text.get(..place)?;
    let (line, column) = (before.matches('\n').count(), place - before.rfind('\n').map_or(0, |newline| newline + 1));
    let mut start = 0;
    for _ in 0..line + usize::from(raw.starts_with('|')) {
        start += raw.get(start..)?.find('\n')? + 1;
    }
    let shown = text.split('\n').nth(line)?;
    let indentation = raw.get(start..)?.split('\n').next()?.find(shown)?;
    Some(start + indentation + column)
}

#[cfg(test)]
mod tests {
    use super::{in_block, in_quotes};

    #[test]
    fn a_place_is_found_behind_escapes() {
        let raw = r#"a\n订\u5355\"x\x41😀b"#;
        let text = "a\n订单\"xA😀b";
        for (at, one) in text.char_indices() {
            let found = in_quotes(raw, '"', text, at).and_then(|offset| raw.get(offset..));
            let expected = match one {
                '\n' => r"\n",
                '单' => r"\u5355",
                '"' => "\\\"",
                'A' => r"\x41",
                _ => text.get(at..at + one.len_utf8()).unwrap_or_default(),
            };
            assert!(found.is_some_and(|found| found.starts_with(expected)), "{one}: {found:?}");
        }
        assert_eq!(in_quotes("it''s 订", '\'', "it's 订", 5), Some(6));
        assert_eq!(in_quotes("a\n    b订", '"', "a b订", 3), Some(7));
        assert_eq!(in_quotes("a\\\n    b", '"', "ab", 2), Some(8));
        assert_eq!(in_quotes("a", '"', "a", 9), None);
        assert_eq!(in_block("|-\n    a订\n    b单", "a订\nb单", 6), Some(17));
        assert_eq!(in_block("a订\n    b单", "a订\nb单\n", 6), Some(10));
        assert_eq!(in_block("a订\n    b单", "a订 b单", 5), None);
    }
}
