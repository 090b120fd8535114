//! Bytes to text: UTF-8 or a clear refusal, one kind of line end, and no character that does not show.

use super::super::page::{Doubt, DoubtKind, Lines};
use super::error::{MAX_BYTES, ReadError};
use super::indent;

pub(super) struct Decoded {
    /// The text, with `\n` at the ends of its lines.
    pub(super) text: String,
    pub(super) doubts: Vec<Doubt>,
}

const BINARIES: [(&[u8], &str); 5] = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
];

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    if let Some(&(_, guess)) = BINARIES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(ReadError::NotText { guess });
    }
    // As UTF-8 it would only be called broken; told apart, it can be converted.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(ReadError::Encoding { guess: "UTF-16", line: 1 });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (good, undecoded) = bytes.split_at(error.valid_up_to());
        let line = u32::try_from(good.split(|&byte| byte == b'\n').count()).unwrap_or(u32::MAX);
        if bytes.contains(&0) {
            return ReadError::NotText { guess: "a binary file" };
        }
        ReadError::Encoding { guess: if looks_like_gbk(undecoded) { "GBK" } else { "unknown" }, line }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(ReadError::NotText { guess: "a binary file" });
    }
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(shown(text))
}

/// Whether most bytes that are not ASCII come in the pairs of GBK (GB 2312 and the first plane of GB 18030).
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let (mut pairs, mut others) = (0_usize, 0_usize);
    let mut remaining = bytes.iter().take(64 << 10);
    while let Some(&byte) = remaining.next() {
        match byte {
            0..=0x7f => {}
            0x81..=0xfe => match remaining.next() {
                Some(0x40..=0x7e | 0x80..=0xfe) => pairs += 1,
                _ => others += 1,
            },
            _ => others += 1,
        }
    }
    // A stray byte, or a pair cut in two, does not make it another encoding.
    pairs > 0 && others * 20 <= pairs
}

/// The text without what does not show: control characters, marks of writing direction, spaces of no width.
/// A joiner stays, for emoji are joined by it; so does the tab.
fn shown(text: &str) -> Decoded {
    let mut decoded = Decoded { text: String::with_capacity(text.len()), doubts: Vec::new() };
    let mut line: u32 = 1;
    let mut hidden: Vec<char> = Vec::new();
    let mut chars = text.chars().peekable();
    let mut begins_cell = false;
    while let Some(c) = chars.next() {
        let at_start = begins_cell;
        begins_cell = c == '|' || at_start && (c == ' ' || indent::is_blank(c));
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    continue;
                }
                decoded.end_line(&mut line, &mut hidden);
            }
            '\n' => decoded.end_line(&mut line, &mut hidden),
            _ if at_start && indent::is_blank(c) && sets_in(chars.clone()) => decoded.text.push(indent::MARK),
            // Browsers copy each second blank of a run so.
            '\u{a0}' => decoded.text.push(' '),
            _ if is_hidden(c) => hidden.push(c),
            _ => decoded.text.push(c),
        }
    }
    decoded.report(line, &mut hidden);
    decoded
}

/// Whether blanks at the start of a cell set a name in.
fn sets_in(remaining: impl Iterator<Item = char>) -> bool {
    let mut remaining = remaining.take(200).skip_while(|&c| c == ' ' || indent::is_blank(c));
    remaining.next().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || indent::is_branch(c))
}

/// Whether a character does not show and means nothing for a page.
pub(super) fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
        || c == indent::MARK
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
}

impl Decoded {
    fn end_line(&mut self, line: &mut u32, hidden: &mut Vec<char>) {
        self.report(*line, hidden);
        self.text.push('\n');
        *line = line.saturating_add(1);
    }

    fn report(&mut self, line: u32, hidden: &mut Vec<char>) {
        if hidden.is_empty() {
            return;
        }
        let count = hidden.len();
        hidden.sort_unstable();
        hidden.dedup();
        let names: Vec<String> = hidden.drain(..).take(8).map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let message = format!("{count} characters that do not show were left out: {}", names.join(", "));
        self.doubts.push(Doubt { lines: Lines::single(line), kind: DoubtKind::Invisible, message });
    }
}
