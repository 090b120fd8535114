//! The ground under the little languages: a piece of a scalar that knows its place in the file, and a
//! cursor that walks over it by characters. Neither knows any grammar.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, FileId, Span};
use crate::syntax::slips;

/// How deep brackets may nest in one line of any little language.
pub const DEPTH: usize = 64;

impl<'t> Located<'t> {
    /// All of a file's text.
    pub fn of_file(text: &'t str, file: FileId) -> Self {
        Self { text, span: Span { file, start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) } }
    }

    /// A text and its place.
    pub const fn new(text: &'t str, span: Span) -> Self {
        Self { text, span }
    }

    /// The bytes `start..end` of it. Where the file spells the text in another way (escapes, folded
    /// lines), bytes do not line up, and the place stays that of the whole.
    #[must_use]
    pub fn part(self, start: usize, end: usize) -> Self {
        let text = self.text.get(start..end).unwrap_or("");
        // A span is as wide as its text only where the file spells the text as it is: an escape or a folded line
        // makes it wider.
        let width = self.span.end.saturating_sub(self.span.start) as usize;
        let span = if width == self.text.len() { self.span.slice(start, end) } else { self.span };
        Self { text, span }
    }

    /// Without white space at the ends.
    #[must_use]
    pub fn trim(self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start, start + self.text.trim().len())
    }

    /// The first word and the trimmed rest.
    pub fn first_word(self) -> (Self, Self) {
        let line = self.trim();
        let end = line.text.find(char::is_whitespace).unwrap_or(line.text.len());
        (line.part(0, end), line.part(end, line.text.len()).trim())
    }

    /// `LIST`, or `LIST by KEY`; `None` where it is neither.
    pub fn list_by_key(self) -> Option<(Self, Option<Self>)> {
        let (list, behind) = self.first_word();
        let (by, key) = behind.first_word();
        match (by.text, key.text) {
            ("", _) => Some((list, None)),
            ("by", "") => None,
            ("by", _) => Some((list, Some(key))),
            _ => None,
        }
    }

    /// The texts before and behind the first separating `|`, trimmed. A `|` between two characters that are
    /// not white space separates nothing: `A|B` is one text.
    pub fn split_bar(self) -> (Self, Option<Self>) {
        let separates = |index: &usize| {
            let before = self.text.get(..*index).and_then(|text| text.chars().next_back());
            let after = self.text.get(index + 1..).and_then(|text| text.chars().next());
            // A bar at the end of the line or beside a blank separates, so that `A|B` of a vendor's prose needs no
            // escape.
            before.is_none_or(char::is_whitespace) || after.is_none_or(char::is_whitespace)
        };
        match self.text.match_indices('|').map(|(index, _)| index).find(separates) {
            Some(index) => (self.part(0, index).trim(), Some(self.part(index + 1, self.text.len()).trim())),
            None => (self.trim(), None),
        }
    }

    /// Refuses a bar that only looks like `|` where one would separate: beside a blank.
    pub fn no_wide_bar(self, code: Code) -> Result<(), Diagnostic> {
        let beside = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let looks = |(index, c): &(usize, char)| {
            // Looked for by characters, since the wide forms take two or three bytes.
            let before = self.text.get(..*index).and_then(|text| text.chars().next_back());
            let after = self.text.get(index + c.len_utf8()..).and_then(|text| text.chars().next());
            beside(before) || beside(after)
        };
        let looks = |place: &(usize, char)| slips::twin(place.1) == Some('|') && looks(place);
        let Some((index, bar)) = self.text.char_indices().find(looks) else { return Ok(()) };
        let place = self.part(index, index + bar.len_utf8());
        let help = slips::write_instead(bar, '|') + "; between two letters, without blanks, it is text";
        Err(Diagnostic::error(code, place.span, format!("`{bar}` separates nothing")).help(help))
    }

    /// All columns of a row.
    pub fn columns(self) -> Vec<Self> {
        let mut columns = Vec::new();
        // The loop ends, as each turn takes one bar away from what is left.
        let mut unread = Some(self);
        while let Some(row) = unread {
            let (column, behind) = row.split_bar();
            columns.push(column);
            unread = behind;
        }
        columns
    }
}

/// A walk over a piece of text.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'t> {
    whole: Located<'t>,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// At the beginning of the text.
    pub const fn new(whole: Located<'t>) -> Self {
        Self { whole, at: 0 }
    }

    /// The byte it stands at.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// What is left.
    pub fn rest(&self) -> Located<'t> {
        self.whole.part(self.at, self.whole.text.len())
    }

    /// What was passed since `start`.
    pub fn since(&self, start: usize) -> Located<'t> {
        self.whole.part(start, self.at)
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.whole.text.get(self.at..)?.chars().next()
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Passes one character.
    pub fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Passes `token` if it stands here.
    pub fn eat(&mut self, token: &str) -> bool {
        let stands = self.whole.text.get(self.at..).is_some_and(|unread| unread.starts_with(token));
        if stands {
            self.at += token.len();
        }
        stands
    }

    /// Passes the characters that fit.
    pub fn take_while(&mut self, fits: impl Fn(char) -> bool) -> Located<'t> {
        let start = self.at;
        let unread = self.whole.text.get(start..).unwrap_or("");
        self.at += unread.find(|next| !fits(next)).unwrap_or(unread.len());
        self.since(start)
    }

    /// Passes white space.
    pub fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Passes text in single or double quotes, if it stands here; gives what is inside.
    pub fn quoted(&mut self, code: Code) -> Result<Option<Located<'t>>, Diagnostic> {
        let Some(quote @ ('"' | '\'')) = self.peek() else { return Ok(None) };
        let opening = self.here();
        self.bump();
        // No escapes in here: a text is quoted with the mark that it does not hold.
        let inside = self.take_while(|next| next != quote);
        if self.bump().is_none() {
            return Err(Diagnostic::error(code, opening, format!("this `{quote}` is never closed")));
        }
        Ok(Some(inside))
    }

    /// The place of the next character; at the end, the empty place behind the text.
    pub fn here(&self) -> Span {
        let width = self.peek().map_or(0, char::len_utf8);
        self.whole.part(self.at, self.at + width).span
    }

    /// "Expected this, found that", with a word about full-width punctuation where that is the slip.
    pub fn expected(&self, code: Code, what: &str) -> Diagnostic {
        let stands = match self.peek() {
            Some(stands) => format!("`{}`", stands.escape_debug()),
            None => "the end".to_owned(),
        };
        let mistake = Diagnostic::error(code, self.here(), format!("expected {what}, found {stands}"));
        // A wide mark is named only where the grammar expected something else; within a text it is the vendor's own.
        match self.peek().and_then(|stands| Some((stands, slips::twin(stands)?))) {
            Some((stands, meant)) => mistake.help(slips::write_instead(stands, meant)),
            None => mistake,
        }
    }
}

/// A word of the little languages: letters, digits and `_` of any script.
pub fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// A text in the quotes of the little languages, which know no escapes: a text with both signs cannot stand there.
pub fn quoted_text(text: &str) -> String {
    let quote = if text.contains('"') { '\'' } else { '"' };
    format!("{quote}{text}{quote}")
}

/// Text of a spec as a message quotes it: short, and without anything that would disturb a terminal.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).flat_map(escape).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn escape(c: char) -> impl Iterator<Item = char> {
    // Marks that turn the reading direction would let a spec rewrite the message around them.
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let escaped = if turns || c.is_control() { c.escape_unicode().collect() } else { String::from(c) };
    escaped.chars().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A text as it would stand at the beginning of a file.
    pub(crate) fn at_start(text: &str) -> Located<'_> {
        Located::of_file(text, FileId(0))
    }

    /// The piece of `text` that a span marks.
    pub(crate) fn marked(text: &str, span: Span) -> &str {
        text.get(span.start as usize..span.end as usize).expect("a span ends on a character's border")
    }

    #[test]
    fn places_are_right_after_chinese_text_and_emoji() {
        let text = "店铺 | 编号🙂 |说明";
        let columns = at_start(text).columns();
        let shown: Vec<_> = columns.iter().map(|column| column.text).collect();
        assert_eq!(shown, ["店铺", "编号🙂", "说明"]);
        for column in columns {
            assert_eq!(marked(text, column.span), column.text);
        }
    }

    #[test]
    fn a_bar_between_letters_is_text() {
        assert_eq!(at_start("A|B").columns().len(), 1);
        assert_eq!(at_start("| a |").columns().len(), 3);
        assert_eq!(at_start("").columns().len(), 1);
    }

    #[test]
    fn a_bar_that_only_looks_like_one_is_refused_beside_a_blank() {
        for (text, bar) in [("外部单号 ｜ 商家", "｜"), ("a￨ b", "￨"), ("a |b │c", "│")] {
            let refused = at_start(text).no_wide_bar(Code::BadField).expect_err(text);
            assert_eq!(marked(text, refused.span), bar);
            assert!(refused.help.contains("write `|`"), "{}", refused.help);
        }
        assert_eq!(at_start("甲｜乙 | 丙").no_wide_bar(Code::BadField), Ok(()));
    }

    #[test]
    fn text_that_the_file_spells_otherwise_keeps_its_whole_place() {
        let span = Span { file: FileId(0), start: 10, end: 30 };
        assert_eq!(Located::new("a\tb", span).part(2, 3).span, span);
    }

    #[test]
    fn full_width_punctuation_is_named() {
        let mistake = Cursor::new(at_start("（40）")).expected(Code::BadField, "`(`");
        assert_eq!(mistake.message, "expected `(`, found `（`");
        assert_eq!(mistake.help, "`（` is the full-width form; write `(`");
    }

    #[test]
    fn quoted_text_is_short_and_harmless() {
        assert_eq!(quoted("编号"), "`编号`");
        assert_eq!(quoted("a\u{202E}b\n"), "`a\\u{202e}b\\u{a}`");
        assert!(quoted(&"长".repeat(10_000)).chars().count() < 70);
    }
}
