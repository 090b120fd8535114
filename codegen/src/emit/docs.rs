//! The one place where a vendor's text becomes a doc comment. Such text is hostile until it went
//! through here: whatever it holds, it is shown as it stands. It opens no heading, list, link, tag or
//! code block, so rustdoc neither resolves nor runs anything of it, and marks that turn the direction
//! of writing never reach a reader of the source.

use proc_macro2::TokenStream;
use quote::quote;

use crate::syntax::slips::is_invisible;

/// The lines of a doc comment. Text goes in through [`Docs::text`] and [`Docs::item`] only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    /// Adds a paragraph of the vendor's text, line by line.
    pub(crate) fn text(mut self, text: &str) -> Self {
        let lines: Vec<_> = lines(text).collect();
        self.gap(!lines.is_empty());
        self.lines.extend(lines);
        self
    }

    /// Adds a paragraph: the vendor's title, then sentences of our own.
    pub(crate) fn title(mut self, title: &str, sentences: &[String]) -> Self {
        let title = lines(title).collect::<Vec<_>>().join(" ");
        // A title that ends in a stop of its own, Chinese ones among them, gets no second.
        let stop = if title.is_empty() || title.ends_with(STOPS) || sentences.is_empty() { "" } else { "." };
        let sentences = sentences.iter().map(String::as_str);
        let head = format!("{title}{stop}");
        let line = std::iter::once(head.as_str()).chain(sentences).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        self.gap(!line.is_empty());
        self.lines.extend((!line.is_empty()).then(|| line.join(" ")));
        self
    }

    /// Adds a paragraph of our own.
    pub(crate) fn own(mut self, sentence: &str) -> Self {
        self.gap(true);
        self.lines.push(sentence.to_owned());
        self
    }

    /// Adds a list of sentences that are safe already, such as those of [`one_line`].
    pub(crate) fn items(mut self, items: impl Iterator<Item = String>) -> Self {
        let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
        self.gap(!items.is_empty());
        self.lines.extend(items.iter().map(|item| format!("- {item}")));
        self
    }

    /// As attributes of an item: `///`.
    pub(crate) fn outer(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| padded(line));
        quote!(#(#[doc = #lines])*)
    }

    /// As comments of this kind: `//!` or `///`.
    pub(crate) fn comment(&self, mark: &str) -> String {
        let mut text = String::new();
        self.write(&mut text, "", mark);
        text
    }

    /// Writes comments of this kind behind a margin.
    pub(crate) fn write(&self, text: &mut String, margin: &str, mark: &str) {
        for line in &self.lines {
            // Never beginning with a slash, which would make it a plain comment.
            let gap = if line.is_empty() { "" } else { " " };
            text.extend([margin, mark, gap, line.trim_end_matches(' '), "\n"]);
        }
    }

    fn gap(&mut self, more: bool) {
        if more && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }
}

const STOPS: [char; 8] = ['.', '。', '!', '！', '?', '？', ':', '：'];

/// A line as it stands behind `///`. Never beginning with a slash, which would make it a plain comment.
fn padded(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// `title`, or where nothing of it can be shown, `name`: an item without docs would be a warning.
pub(crate) fn titled<'t>(title: &'t str, name: &'t str) -> &'t str {
    let shows = |c: char| !c.is_control() && !c.is_whitespace() && !is_invisible(c);
    if title.contains(shows) { title } else { name }
}

/// The vendor's text in one line, safe within a doc comment.
pub fn one_line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(line)
        .filter(|line| !line.is_empty())
}

/// One line, safe. White space is a single space and never at the ends, so that nothing is indented
/// into a code block; then every character that would mean something to Markdown is escaped.
fn line(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { escaped(text) }
}

fn escaped(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let text = visible.collect::<String>();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(address) = address(rest) {
            line.extend(["<", address, ">"]);
            rest = rest.get(address.len()..).unwrap_or_default();
            continue;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if means_something(c, &line, after) {
            line.push('\\');
        }
        line.push(c);
        rest = after;
    }
    line
}

/// Whether a line is safe as it stands, which most are; not all that are, are told.
fn is_plain(text: &str) -> bool {
    // What would mean something at the beginning alone, a number before a stop among it.
    let begins = |first: char| first.is_alphabetic() && !is_invisible(first);
    if !text.starts_with(begins) || text.ends_with(' ') || text.contains("://") {
        return false;
    }
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_safe = match c {
            ' ' => before != ' ',
            '_' => is_word(Some(before)) && is_word(chars.peek().copied()),
            '`' | '~' | '[' | '\\' | '*' | '<' | '&' => false,
            // Ideographs, and the punctuation between and around them.
            '!'..='}' | '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}' => true,
            _ => false,
        };
        if !is_safe {
            return false;
        }
        before = c;
    }
    true
}

/// Whether Markdown reads `c` as more than itself, between what is written and what follows.
fn means_something(c: char, before: &str, after: &str) -> bool {
    let next = after.chars().next();
    let next_is = |set: &str| next.is_some_and(|next| set.contains(next));
    let ends_word = next.is_none_or(|next| next == ' ');
    if before.is_empty() {
        match c {
            '#' | '>' | '=' | '|' => return true,
            '-' | '+' | ':' => return ends_word || next_is("-|:"),
            _ => {}
        }
    }
    match c {
        '`' | '~' | '[' => true,
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        '*' => before.is_empty() || !(ends_word && before.ends_with(' ')),
        '_' => !(is_word(before.chars().next_back()) && is_word(next)),
        '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
        '&' => next.is_some_and(|next| next.is_ascii_alphabetic() || next == '#'),
        // `12. ` at the beginning of a line is a list.
        '.' | ')' => ends_word && !before.is_empty() && before.chars().all(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// The address at the beginning of `text`: a plain `http` or `https` one, ending before anything that
/// an address does not hold or that rather belongs to the sentence.
pub(crate) fn address(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let in_address = |c: char| c.is_ascii_graphic() && !"<>\"'`\\{}|^()[]*".contains(c);
    let end = text.find(|c| !in_address(c)).unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '~']);
    (address.len() > scheme.len()).then_some(address)
}

#[cfg(test)]
#[path = "docs_tests.rs"]
mod tests;
