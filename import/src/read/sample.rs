//! Samples: where one begins and ends among the lines, its language, and what it shows.

use super::super::page::{Language, SampleKind, SectionKind};
use super::super::profile::Profile;

/// The code behind the numbers of its lines: `1 2 3 | … |`.
pub(super) fn numbered_code(line: &str) -> Option<&str> {
    let (numbers, code) = line.split_once('|')?;
    if !is_line_numbers(numbers) {
        return None;
    }
    let code = code.trim();
    let code = code.strip_suffix('|').unwrap_or(code).trim();
    let several = numbers.split_whitespace().nth(1).is_some();
    (several || begins(code)).then_some(code)
}

/// Whether a cell holds the numbers of a sample's lines: `1<br>2<br>3`, `1 2 3`.
pub(super) fn is_line_numbers(cell: &str) -> bool {
    let mut expected = 1_u32;
    let mut any = false;
    for part in cell.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
        if part.parse() != Ok(expected) {
            return false;
        }
        expected = expected.saturating_add(1);
        any = true;
    }
    any && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "<br/>".contains(c))
}

/// Whether a text begins as JSON, XML or a program.
pub(super) fn begins(text: &str) -> bool {
    let text = text.trim_start();
    let mut chars = text.chars();
    let first = chars.next();
    let next = chars.find(|c| !c.is_whitespace());
    match first {
        Some('{') => matches!(next, None | Some('"' | '\'' | '{' | '}' | '\\')),
        // A link of Markdown begins so too.
        Some('[') => matches!(next, None | Some('{' | '[' | '"' | '\'')) && !text.contains("]("),
        Some('<') => text.starts_with("<?") || is_element(text),
        _ => false,
    }
}

/// Whether a text begins with an element that is not a mark of Markdown's own HTML.
fn is_element(text: &str) -> bool {
    let name: String =
        text.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':')).collect();
    let html = ["a", "b", "p", "br", "i", "img", "font", "span", "div", "table", "strong", "em", "u", "hr", "ul", "li"];
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !html.contains(&name.as_str())
        && text.contains('>')
}

/// The brackets of a sample that stands on the page as it is, counted from line to line.
#[derive(Debug, Default)]
pub(super) struct Balance {
    depth: i64,
    element: bool,
    begun: bool,
}

impl Balance {
    /// Adds a line; whether the sample ends with it.
    pub(super) fn closes(&mut self, line: &str) -> bool {
        if !self.begun {
            self.begun = true;
            self.element = line.trim_start().starts_with('<');
        }
        let mut quoted = false;
        let mut escaped = false;
        let bytes = line.as_bytes();
        for (index, &byte) in bytes.iter().enumerate() {
            let next = bytes.get(index + 1);
            if self.element {
                match byte {
                    b'<' if next == Some(&b'/') => self.depth -= 1,
                    b'<' if next.is_some_and(u8::is_ascii_alphabetic) => self.depth += 1,
                    b'/' if next == Some(&b'>') => self.depth -= 1,
                    _ => {}
                }
                continue;
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => self.depth += 1,
                b'}' | b']' if !quoted => self.depth -= 1,
                _ => {}
            }
        }
        self.depth <= 0 && !line.trim_start().starts_with("<?")
    }
}

/// A sample without the backslash that a converter left at the end of its lines; whether there was one.
pub(super) fn without_escapes(text: &str) -> (String, bool) {
    let begins_as_json = text.trim_start().starts_with(['{', '[']);
    let mended = begins_as_json && text.lines().any(|line| line.ends_with('\\'));
    let lines = text.lines().map(|line| if mended { line.strip_suffix('\\').unwrap_or(line) } else { line }.trim_end());
    let text = lines.collect::<Vec<_>>().join("\n");
    (text.trim_matches('\n').to_owned(), mended)
}

/// The language of a sample. Its text tells JSON and XML, its label the rest.
pub(super) fn language(text: &str, label: Option<&str>, profile: &Profile<'_>) -> Language {
    let start = text.trim_start();
    let named = label.and_then(|label| profile.language(label));
    if named == Some(Language::Code) {
        return Language::Code;
    }
    if start.starts_with("<?php") || start.starts_with("<php") || start.starts_with("< php") {
        return Language::Code;
    }
    if start.starts_with(['{', '[']) {
        return Language::Json;
    }
    if start.starts_with('<') {
        return Language::Xml;
    }
    let code = ["import ", "using ", "package ", "require", "#include", "def ", "public ", "var ", "const ", "curl "];
    let programs = code.iter().any(|word| start.starts_with(word)) || (text.contains(';') && text.contains('('));
    named.unwrap_or(if programs { Language::Code } else { Language::Other })
}

/// What a sample shows, by the section it stands in or else by its own outermost name.
pub(super) fn kind(text: &str, language: Language, section: SectionKind) -> SampleKind {
    match section {
        SectionKind::RequestSample | SectionKind::Request => return SampleKind::Request,
        SectionKind::ResponseSample | SectionKind::Response => return SampleKind::Response,
        SectionKind::RefusalSample => return SampleKind::Refusal,
        _ => {}
    }
    if language == Language::Code {
        return SampleKind::Request;
    }
    let outer: String = text
        .chars()
        .skip_while(|c| !c.is_alphabetic())
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.'))
        .take(80)
        .collect::<String>()
        .to_ascii_lowercase();
    if outer.contains("response") {
        if outer.contains("error") { SampleKind::Refusal } else { SampleKind::Response }
    } else if outer.contains("request") {
        SampleKind::Request
    } else {
        SampleKind::Unknown
    }
}
