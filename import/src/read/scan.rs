//! Pages of lines: Markdown, and tables that are parted by pipes alone. Finds tables, fences, samples that stand
//! as they are, and lines. What a table block holds is left to `block`.

use super::super::page::{DoubtKind, Lines, Reason, Text};
use super::super::profile::Profile;
use super::marks::{self, Marks};
use super::piece::{Code, Piece, Pieces, Weight, number};
use super::{block, html, html_elements, names, pipes, sample};

/// How many lines the keys before a page may take.
const FRONT: usize = 40;
/// How many lines a table of HTML may take.
const HTML: usize = 5000;
/// How many lines a sample that stands as it is may take.
const SAMPLE: usize = 5000;

pub(super) fn read(text: &str, marks: Marks, profile: &Profile<'_>) -> Pieces {
    let lines: Vec<&str> = text.lines().collect();
    let mut scanner =
        Scanner { lines, index: 0, marks, profile, pieces: Pieces::default(), titled: false, endless: Vec::new() };
    scanner.front();
    while scanner.index < scanner.lines.len() {
        scanner.step();
    }
    scanner.pieces
}

struct Scanner<'t, 'p> {
    lines: Vec<&'t str>,
    index: usize,
    marks: Marks,
    profile: &'p Profile<'p>,
    pieces: Pieces,
    titled: bool,
    /// Marks of fences that have no end behind this line.
    endless: Vec<String>,
}

impl<'t> Scanner<'t, '_> {
    fn get(&self, index: usize) -> &'t str {
        self.lines.get(index).copied().unwrap_or_default()
    }

    /// Keys before the page: `url: "…"` between two lines of dashes.
    fn front(&mut self) {
        let start = self.lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
        if self.get(start).trim() != "---" {
            return;
        }
        let Some(end) = (start + 1..self.lines.len().min(start + FRONT)).find(|&index| self.get(index).trim() == "---")
        else {
            return;
        };
        for index in start + 1..end {
            let line = self.get(index);
            match line.split_once(':') {
                Some((key, value)) => {
                    let value = value.trim().trim_matches(['"', '\'']);
                    self.pieces.list.push(Piece::Front(key.trim().to_owned(), Text::new(value, number(index))));
                }
                None if line.trim().is_empty() => {}
                None => self.pieces.leave(Lines::single(number(index)), line, Reason::Unknown),
            }
        }
        self.index = end + 1;
    }

    fn step(&mut self) {
        let line = self.get(self.index);
        let text = line.trim();
        if text.is_empty() || pipes::is_separator(line) || pipes::is_blank_row(line) && !self.begins_table() {
            self.index += 1;
        } else if text.starts_with("```") || text.starts_with("~~~") {
            self.fence(text);
        } else if begins_html(text) && self.html() {
        } else if sample::numbered_code(text).is_some() {
            self.numbered_code(text);
        } else if self.begins_table() {
            self.table();
        } else if sample::begins(text) {
            self.sample();
        } else {
            self.line(text);
            self.index += 1;
        }
    }

    fn begins_table(&self) -> bool {
        let line = self.get(self.index);
        pipes::is_led(line)
            || (line.contains('|') && pipes::is_separator(self.get(self.index + 1)))
            || (self.marks == Marks::None && line.contains('|'))
    }

    fn table(&mut self) {
        let rows = block::collect(&self.lines, self.index);
        self.index += rows.iter().map(|row| row.count).sum::<usize>().max(1);
        block::pieces(&rows, self.marks, self.profile, &mut self.pieces);
    }

    /// A table of HTML among the lines; `false` where it has no end.
    fn html(&mut self) -> bool {
        // Rows may have lost the element around them.
        let is_row = begins(self.get(self.index), "<tr");
        let name = if is_row { "tr" } else { "table" };
        let (opening, closing) = (format!("<{name}"), format!("</{name}"));
        let (mut depth, mut end) = (0_usize, self.index);
        while depth > 0 || end == self.index || is_row && begins(self.get(end), "<tr") {
            if is_row && self.get(end).trim().is_empty() {
                // A row may lack its end.
                break;
            }
            let Some(line) = self.lines.get(end).filter(|_| end - self.index < HTML) else { return false };
            let line = line.to_ascii_lowercase();
            depth = (depth + line.matches(&opening).count()).saturating_sub(line.matches(&closing).count());
            end += 1;
        }
        let text = self.lines.get(self.index..end).unwrap_or_default().join("\n");
        let text = if is_row { format!("<table>{text}</table>") } else { text };
        if html_elements::depth(&text) > html_elements::DEPTH {
            return false;
        }
        // Lines with nothing but marks are its own as well.
        let lines = Lines { first: number(self.index), last: number(end - 1) };
        self.pieces.leave(lines, "", Reason::Marks);
        self.pieces.append(html::read(&text, self.profile), number(self.index) - 1);
        self.index = end;
        true
    }

    fn fence(&mut self, text: &str) {
        let mark: String = text.chars().take_while(|&c| c == '`' || c == '~').collect();
        let label = text.get(mark.len()..).unwrap_or_default().trim();
        let same_line = label.contains(&mark);
        let end = if self.endless.contains(&mark) { None } else { self.fence_end(&mark) };
        if end.is_none() && !self.endless.contains(&mark) {
            self.endless.push(mark.clone());
        }
        let (Some(end), false) = (end, same_line) else {
            // A fence without an end would swallow the rest of the page.
            let text = marks::code(text);
            if text.is_empty() {
                self.pieces.leave(Lines::single(number(self.index)), "```", Reason::Marks);
            } else {
                self.pieces.line(text, Lines::single(number(self.index)), Weight::Plain);
            }
            self.index += 1;
            return;
        };
        let lines = Lines { first: number(self.index), last: number(end) };
        let body = self.lines.get(self.index + 1..end).unwrap_or_default().join("\n");
        let (text, mended) = sample::without_escapes(&body);
        if mended {
            self.pieces.doubt(
                lines,
                DoubtKind::Sample,
                "a backslash at the end of each line of the sample was left out",
            );
        }
        let label = (!label.is_empty()).then(|| Text::new(label, number(self.index)));
        self.pieces.list.push(Piece::Code(Code { label, text, lines }));
        self.index = end + 1;
    }

    fn fence_end(&self, mark: &str) -> Option<usize> {
        (self.index + 1..self.lines.len()).find(|&index| self.get(index).trim() == mark)
    }

    /// `1 2 3 | code |`: the numbers of a sample's lines before its text.
    fn numbered_code(&mut self, text: &str) {
        if let Some(code) = sample::numbered_code(text) {
            let lines = Lines::single(number(self.index));
            self.pieces.list.push(Piece::Code(Code { label: None, text: marks::code(code), lines }));
        }
        self.index += 1;
    }

    /// A sample that stands on the page as it is, until its brackets are closed or a line is empty.
    fn sample(&mut self) {
        let start = self.index;
        let mut balance = sample::Balance::default();
        while self.index < self.lines.len() && self.index - start < SAMPLE {
            let line = self.get(self.index);
            // The next table begins behind a sample that was never closed.
            if line.trim().is_empty() || pipes::is_separator(self.get(self.index + 1)) && self.index > start {
                break;
            }
            self.index += 1;
            if balance.closes(line) {
                break;
            }
        }
        self.index = self.index.max(start + 1);
        let text = self.lines.get(start..self.index).unwrap_or_default().join("\n");
        let lines = Lines { first: number(start), last: number(self.index - 1) };
        self.pieces.list.push(Piece::Code(Code { label: None, text, lines }));
    }

    fn line(&mut self, raw_line: &str) {
        let lines = Lines::single(number(self.index));
        if self.marks == Marks::None {
            self.pieces.line(raw_line, lines, Weight::Plain);
            return;
        }
        let (raw, weight) = weighed(raw_line);
        let text = marks::plain(raw, lines.first, &mut self.pieces.links);
        let first_title = raw_line.starts_with("# ") && !self.titled && names::endpoint(&text).is_none();
        if text.is_empty() {
            self.pieces.leave(lines, raw, Reason::Marks);
        } else if first_title {
            self.titled = true;
            self.pieces.list.push(Piece::Front("heading".to_owned(), Text { text, lines }));
        } else {
            self.pieces.line(text, lines, weight);
        }
    }
}

/// Whether a line begins a table of HTML, perhaps inside another element, or a row of one.
fn begins_html(text: &str) -> bool {
    let is_inside = || {
        text.starts_with('<')
            && text.match_indices('<').any(|(offset, _)| begins(text.get(offset..).unwrap_or_default(), "<table"))
    };
    begins(text, "<tr") || is_inside()
}

fn begins(line: &str, element: &str) -> bool {
    let (head, behind) = line.trim_start().split_at_checked(element.len()).unwrap_or_default();
    head.eq_ignore_ascii_case(element) && behind.starts_with(|next: char| next == '>' || next.is_whitespace())
}

/// A line without the marks that it begins with, and what they say.
fn weighed(raw: &str) -> (&str, Weight) {
    let hashes = raw.bytes().take_while(|&byte| byte == b'#').count();
    if let Some(words) = raw.get(hashes..)
        && (1..=6).contains(&hashes)
        && words.starts_with(' ')
    {
        return (words.trim().trim_end_matches('#').trim_end(), Weight::Heading(u8::try_from(hashes).unwrap_or(6)));
    }
    if let Some(words) = raw.strip_prefix("- ").or_else(|| raw.strip_prefix("* ")).or_else(|| raw.strip_prefix("+ ")) {
        return (words.trim(), Weight::Item);
    }
    if let Some(words) = raw.strip_prefix("> ") {
        return (words.trim(), Weight::Plain);
    }
    let bold = raw.starts_with("**") || raw.starts_with("__");
    (raw, if bold { Weight::Bold } else { Weight::Plain })
}
