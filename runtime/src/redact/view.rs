//! A text as it reads once its encodings are undone. What is only spelled differently is made equal: letters are
//! small, runs of blanks (and `+`, which is one in a form) are one blank.

use std::ops::Range;

/// How many encodings lie in each other at most, and how many ways of undoing them are tried.
const DEPTH: usize = 4;
const VIEWS: usize = 40;

/// The bytes of a reading, each with the stretch of the text that it comes from.
pub(super) struct View {
    bytes: Vec<u8>,
    sources: Vec<(u32, u32)>,
}

#[derive(Clone, Copy)]
enum Encoding {
    /// `%E8`, of a URL or a form.
    Percent,
    /// `\u8ba2` and `\n`, of JSON and of most programming languages.
    Backslash,
    /// `&#35746;` and `&amp;`, of HTML and XML.
    Entity,
}

impl View {
    pub(super) fn of(text: &str) -> Self {
        let mut view = Self { bytes: Vec::with_capacity(text.len()), sources: Vec::with_capacity(text.len()) };
        for (index, byte) in (0..).zip(text.bytes()) {
            view.push(byte, (index, index + 1));
        }
        view
    }

    /// The text as it stands, and as it reads with its encodings undone, in every order that changes anything.
    pub(super) fn all(text: &str) -> Vec<Self> {
        let mut views = vec![(Self::of(text), 0)];
        let mut next = 0;
        while let Some((view, depth)) = views.get(next) {
            let depth = *depth;
            // A server that encodes its echo twice, and a browser once more, come to three.
            if depth < DEPTH {
                let undone: Vec<_> = [Encoding::Percent, Encoding::Backslash, Encoding::Entity]
                    .into_iter()
                    .filter_map(|encoding| view.undone(encoding))
                    .collect();
                for view in undone {
                    // The order of undoing seldom matters, and equal readings need no second search.
                    let is_new = views.iter().all(|(earlier, _)| earlier.bytes != view.bytes);
                    if is_new && views.len() < VIEWS {
                        views.push((view, depth + 1));
                    }
                }
            }
            next += 1;
        }
        views.into_iter().map(|(view, _)| view).collect()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The stretch of the text that some bytes come from.
    pub(super) fn source(&self, of: Range<usize>) -> Range<usize> {
        let sources = self.sources.get(of).unwrap_or_default();
        let begin = sources.first().map_or(0, |source| source.0);
        let end = sources.last().map_or(begin, |source| source.1);
        begin as usize..end as usize
    }

    fn push(&mut self, byte: u8, (begin, end): (u32, u32)) {
        let byte = match byte {
            b'+' | b'\t' | b'\n' | b'\r' => b' ',
            byte => byte.to_ascii_lowercase(),
        };
        if let (b' ', Some(b' '), Some(last)) = (byte, self.bytes.last(), self.sources.last_mut()) {
            last.1 = end;
            return;
        }
        self.bytes.push(byte);
        self.sources.push((begin, end));
    }

    /// With an encoding undone; `None` where there is nothing to undo.
    fn undone(&self, encoding: Encoding) -> Option<Self> {
        let mut view = Self { bytes: Vec::with_capacity(self.bytes.len()), sources: Vec::new() };
        let (mut index, mut is_changed) = (0, false);
        while let Some(unread) = self.bytes.get(index..).filter(|unread| !unread.is_empty()) {
            let mut buffer = [0; 4];
            let (bytes, length) = match character(encoding, unread, &mut buffer) {
                Some((count, length)) => {
                    is_changed = true;
                    (buffer.get(..count).unwrap_or_default(), length)
                }
                None => (unread.get(..1).unwrap_or_default(), 1),
            };
            let source = self.source(index..index + length);
            let source = (u32::try_from(source.start).ok()?, u32::try_from(source.end).ok()?);
            for byte in bytes {
                view.push(*byte, source);
            }
            index += length;
        }
        is_changed.then_some(view)
    }
}

/// The character that is encoded at the beginning of some bytes: how many bytes it has, which are written to the
/// buffer, and how many it was encoded as.
fn character(encoding: Encoding, bytes: &[u8], buffer: &mut [u8; 4]) -> Option<(usize, usize)> {
    let mut put = |character: char| character.encode_utf8(buffer).len();
    Some(match (encoding, bytes) {
        (Encoding::Percent, [b'%', b'u', digits @ ..]) => (put(char::from_u32(hex(digits, 4)?)?), 6),
        (Encoding::Percent, [b'%', digits @ ..]) => {
            // A byte, which need not be a character.
            let byte = u8::try_from(hex(digits, 2)?).ok()?;
            *buffer = [byte, 0, 0, 0];
            (1, 3)
        }
        // As Rust and JavaScript write it.
        (Encoding::Backslash, [b'\\', b'u', b'{', digits @ ..]) => {
            let length = digits.iter().take(7).position(|byte| *byte == b'}')?;
            (put(char::from_u32(hex(digits, length)?)?), length + 4)
        }
        (Encoding::Backslash, [b'\\', b'u', digits @ ..]) => {
            let unit = hex(digits, 4)?;
            match (unit, digits.get(4..)) {
                (0xD800..=0xDBFF, Some([b'\\', b'u', low @ ..])) => {
                    let low = hex(low, 4).filter(|low| (0xDC00..=0xDFFF).contains(low))?;
                    (put(char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00))?), 12)
                }
                _ => (put(char::from_u32(unit)?), 6),
            }
        }
        (Encoding::Backslash, [b'\\', b'x', digits @ ..]) => (put(char::from_u32(hex(digits, 2)?)?), 4),
        (Encoding::Backslash, [b'\\', b'n' | b'r' | b't', ..]) => (put(' '), 2),
        (Encoding::Backslash, [b'\\', b'b', ..]) => (put('\u{8}'), 2),
        (Encoding::Backslash, [b'\\', b'f', ..]) => (put('\u{c}'), 2),
        (Encoding::Backslash, [b'\\', escaped @ (b'"' | b'\'' | b'\\' | b'/'), ..]) => (put(char::from(*escaped)), 2),
        (Encoding::Entity, [b'&', name @ ..]) => {
            let length = name.iter().take(10).position(|byte| *byte == b';')?;
            let character = match name.get(..length)? {
                b"amp" => '&',
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                b"apos" => '\'',
                b"nbsp" => ' ',
                [b'#', b'x', digits @ ..] => char::from_u32(hex(digits, digits.len())?)?,
                [b'#', digits @ ..] => char::from_u32(str::from_utf8(digits).ok()?.parse().ok()?)?,
                _ => return None,
            };
            (put(character), length + 2)
        }
        _ => return None,
    })
}

/// The number that some hexadecimal digits write.
fn hex(bytes: &[u8], digits: usize) -> Option<u32> {
    let digits = bytes.get(..digits).filter(|digits| (1..=8).contains(&digits.len()))?;
    digits.iter().try_fold(0, |number, digit| Some((number << 4) | char::from(*digit).to_digit(16)?))
}
