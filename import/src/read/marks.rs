//! Marks inside a text of Markdown: escapes, emphasis, code, links, images, line breaks, entities.
//! What remains is the text a reader of the page sees. Every scan is linear in the text.

use super::super::page::Link;
use super::indent;

const ADDRESS: usize = 2048;
/// Tags that only mark text; others, such as `Map<String,Object>`, are text.
const TAGS: [&str; 19] = [
    "a", "b", "code", "del", "div", "em", "font", "i", "kbd", "li", "ol", "p", "s", "small", "span", "strong", "sub",
    "sup", "ul",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    Markdown,
    None,
}

/// The text without its marks. Links go to `links`.
pub(super) fn plain(raw: &str, line: u32, links: &mut Vec<Link>) -> String {
    let mut reader = Reader { raw, offset: 0, out: String::with_capacity(raw.len()), line, links, stars: Vec::new() };
    if raw.bytes().any(|byte| matches!(byte, b'\\' | b'*' | b'`' | b'[' | b'<' | b'&')) {
        reader.run();
        let stars = std::mem::take(&mut reader.stars);
        let out = std::mem::take(&mut reader.out);
        let text = trimmed(&without_stars(&out, &stars));
        if text.trim_matches(indent::MARK).is_empty() { String::new() } else { text }
    } else {
        trimmed(raw)
    }
}

/// The lines of a code cell: line breaks as such, code marks gone, everything else as it stands.
pub(super) fn code(raw: &str) -> String {
    let text = line_breaks(raw).replace('`', "");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |index| index + 1);
    lines.get(first..last).unwrap_or_default().join("\n")
}

/// Each `<br>` as a line break.
pub(super) fn line_breaks(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut remaining = raw;
    while let Some(offset) = remaining.find('<') {
        let (head, tail) = remaining.split_at(offset);
        out.push_str(head);
        if let Some(len) = line_break(tail) {
            out.push('\n');
            remaining = &tail[len..];
        } else {
            out.push('<');
            remaining = &tail[1..];
        }
    }
    out + remaining
}

/// The length of a `<br>` that a text begins with.
fn line_break(text: &str) -> Option<usize> {
    let head = text.get(..3)?;
    if !head.eq_ignore_ascii_case("<br") {
        return None;
    }
    // A bracket in running text is not searched to the end of the page.
    let end = text.as_bytes().iter().take(12).position(|&byte| byte == b'>')?;
    text.get(3..end)?.bytes().all(|byte| matches!(byte, b' ' | b'/')).then_some(end + 1)
}

fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.join("\n")
}

struct Reader<'t, 'l> {
    raw: &'t str,
    offset: usize,
    out: String,
    line: u32,
    links: &'l mut Vec<Link>,
    /// Runs of asterisks that may be emphasis: their place in `out` and their length.
    stars: Vec<(usize, usize)>,
}

impl Reader<'_, '_> {
    fn run(&mut self) {
        let closers = brackets(self.raw);
        // Where the words of open links end, and where reading goes on behind their addresses.
        let mut open: Vec<(usize, usize, usize, String)> = Vec::new();
        while let Some(c) = self.raw.get(self.offset..).and_then(|remaining| remaining.chars().next()) {
            if let Some((_, next, start, address)) = open.pop_if(|link| link.0 == self.offset) {
                let words = self.out.get(start..).unwrap_or_default().replace('*', "").trim().to_owned();
                self.links.push(Link { words, address, line: self.line });
                self.offset = next;
                continue;
            }
            let remaining = self.raw.get(self.offset..).unwrap_or_default();
            let taken = match c {
                '\\' => self.escape(remaining),
                '*' => self.star(remaining),
                '`' => remaining.bytes().take_while(|&byte| byte == b'`').count(),
                '!' if remaining.starts_with("![") && self.link_at(&closers, self.offset + 1).is_some() => 1,
                '[' => match self.link_at(&closers, self.offset) {
                    Some((end, next, address)) => {
                        open.push((end, next, self.out.len(), address));
                        1
                    }
                    None => self.keep(c),
                },
                '<' => self.tag(remaining),
                '&' => self.entity(remaining),
                _ => self.keep(c),
            };
            self.offset += taken.max(1);
        }
    }

    fn keep(&mut self, c: char) -> usize {
        self.out.push(c);
        c.len_utf8()
    }

    fn escape(&mut self, text: &str) -> usize {
        match text.as_bytes().get(1) {
            Some(byte) if byte.is_ascii_punctuation() => {
                self.out.push(char::from(*byte));
                2
            }
            _ => self.keep('\\'),
        }
    }

    fn star(&mut self, text: &str) -> usize {
        let run = text.bytes().take_while(|&byte| byte == b'*').count();
        // `138****1234` hides digits; it is no emphasis.
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let hides = digit(self.out.chars().next_back()) && digit(text.get(run..).and_then(|tail| tail.chars().next()));
        if (2..=6).contains(&run) && !(hides && run > 2) {
            self.stars.push((self.out.len(), run));
        }
        self.out.push_str(&text[..run]);
        run
    }

    fn tag(&mut self, text: &str) -> usize {
        if let Some(len) = line_break(text) {
            self.out.push('\n');
            return len;
        }
        // A tag is short, and each bracket of a hostile text would be searched to its end.
        let end = text.bytes().take(256).position(|byte| byte == b'>');
        let inner = end.and_then(|end| text.get(1..end));
        if let (Some(end), Some(inner)) = (end, inner) {
            if inner.starts_with("http://") || inner.starts_with("https://") {
                self.links.push(Link { words: inner.to_owned(), address: inner.to_owned(), line: self.line });
                self.out.push_str(inner);
                return end + 1;
            }
            let name = inner.trim_start_matches('/');
            let name = name.split([' ', '/']).next().unwrap_or_default();
            if TAGS.contains(&name) {
                return end + 1;
            }
        }
        self.keep('<')
    }

    fn entity(&mut self, text: &str) -> usize {
        let Some(end) = text.bytes().take(10).position(|byte| byte == b';') else { return self.keep('&') };
        let c = match text.get(1..end).unwrap_or_default() {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" | "ensp" | "emsp" | "#160" | "#8194" | "#8195" | "#12288" => {
                // Before the text it sets a name in.
                let begins = self.out.len() < 400 && self.out.chars().all(|c| c == indent::MARK);
                self.out.push(if begins { indent::MARK } else { ' ' });
                return end + 1;
            }
            number => number.strip_prefix('#').and_then(|digits| {
                let hex = digits.strip_prefix(['x', 'X']).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                hex.or_else(|| digits.parse().ok()).and_then(char::from_u32)
            }),
        };
        match c.filter(|&c| !super::decode::is_hidden(c)) {
            Some(c) => {
                self.out.push(c);
                end + 1
            }
            None => self.keep('&'),
        }
    }

    /// The link whose words begin behind the bracket at `at`: the place of its closing bracket, the place behind
    /// its address, and the address.
    fn link_at(&self, closers: &[(usize, usize)], offset: usize) -> Option<(usize, usize, String)> {
        let index = closers.binary_search_by_key(&offset, |&(open, _)| open).ok()?;
        let &(_, close) = closers.get(index)?;
        let tail = self.raw.get(close + 1..)?.strip_prefix('(')?;
        let mut depth = 0_usize;
        let end = tail.bytes().take(ADDRESS).position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => return true,
                b')' => depth -= 1,
                _ => {}
            }
            false
        })?;
        let inner = tail.get(..end)?.trim();
        let address = inner.split_whitespace().next().unwrap_or_default();
        Some((close, close + 2 + end + 1, address.trim_matches(['<', '>']).to_owned()))
    }
}

/// The pairs of square brackets, ordered by the opening one.
fn brackets(raw: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    let mut escaped = false;
    for (offset, byte) in raw.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => open.push(offset),
            b']' => pairs.extend(open.pop().map(|start| (start, offset))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The text without the runs of asterisks that pair up as emphasis, and without the blanks that emphasis cut
/// into a Chinese word (`**接** **口**`).
fn without_stars(text: &str, stars: &[(usize, usize)]) -> String {
    let total: usize = stars.iter().map(|&(_, run)| run).sum();
    // With an odd number one of them multiplies, and which one is not known.
    if stars.len() < 2 || total % 2 == 1 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut offset = 0;
    for (index, &(start, run)) in stars.iter().enumerate() {
        let part = text.get(offset..start).unwrap_or_default();
        let between = index > 0 && !part.is_empty() && part.chars().all(|c| c == ' ');
        let after = text.get(start + run..).and_then(|tail| tail.chars().next());
        if !(between && out.chars().next_back().is_some_and(is_wide) && after.is_some_and(is_wide)) {
            out.push_str(part);
        }
        offset = start + run;
    }
    out + text.get(offset..).unwrap_or_default()
}

/// Whether a character is Chinese, or punctuation of Chinese text.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
