//! JSON strings: escapes read, and written as a platform wants them.

use crate::DecodeError;
use crate::model::Escape;

/// The two digits of each byte.
static HEX: [[u8; 2]; 256] = {
    let (mut table, mut byte) = ([[0; 2]; 256], 0);
    while byte < 256 {
        let digits = b"0123456789abcdef";
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
};

/// What stands for an ASCII byte in a string: `0` itself, `u` its `\u` form, otherwise the letter after the backslash.
static ESCAPES: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0A] = b'n';
    table[0x0C] = b'f';
    table[0x0D] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Writes a string with its quotes. What needs no escape is copied in runs.
pub(super) fn write(text: &str, escape: Escape, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut unwritten = text;
    while let Some(stop) = first_escape(unwritten.as_bytes(), escape) {
        let (run, special) = unwritten.split_at(stop);
        out.extend_from_slice(run.as_bytes());
        unwritten = match special.as_bytes().first().and_then(|byte| ESCAPES.get(usize::from(*byte))) {
            Some(&form) => {
                write_escaped(form, special.as_bytes().first().copied().unwrap_or_default(), out);
                special.get(1..).unwrap_or_default()
            }
            // Characters outside ASCII are escaped where the platform wants ASCII, and mostly stand together.
            None => write_units(special, out),
        };
    }
    out.extend_from_slice(unwritten.as_bytes());
    out.push(b'"');
}

/// Where the first byte stands that needs an escape.
fn first_escape(text: &[u8], escape: Escape) -> Option<usize> {
    // Bytes from 0x80 on are parts of characters, and are escaped only where the platform wants ASCII.
    let place = match escape {
        Escape::Minimal => scan::<true, false>(text, 0),
        Escape::Ascii => scan::<true, true>(text, 0),
    };
    (place < text.len()).then_some(place)
}

/// The place of the next quote or backslash from here on, or, where they matter, the next control character; the end where
/// there is none.
#[inline]
pub(super) fn special<const CONTROL: bool>(text: &[u8], from: usize) -> usize {
    scan::<CONTROL, false>(text, from)
}

/// The same, or the next byte outside ASCII. Eight bytes are looked at at once: a text of ten Chinese characters takes four steps
/// instead of thirty.
#[inline]
fn scan<const CONTROL: bool, const BEYOND: bool>(text: &[u8], from: usize) -> usize {
    const BLANKS: u64 = 0x20 * 0x0101_0101_0101_0101;
    let (words, behind) = text.get(from..).unwrap_or_default().as_chunks::<8>();
    let mut place = from;
    for word in words {
        let marks = marks::<CONTROL, BEYOND>(u64::from_le_bytes(*word));
        if marks != 0 {
            return place + marks.trailing_zeros() as usize / 8;
        }
        place += 8;
    }
    // The last bytes make a word with blanks, of which none is looked for.
    let word = behind.iter().rev().fold(BLANKS, |word, byte| word << 8 | u64::from(*byte));
    match marks::<CONTROL, BEYOND>(word) {
        0 => text.len().max(from),
        marks => place + marks.trailing_zeros() as usize / 8,
    }
}

/// The highest bit of each byte that is looked for: of the lowest one for certain, for a borrow may mark others above it.
#[inline]
fn marks<const CONTROL: bool, const BEYOND: bool>(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // A byte minus one borrows into its highest bit where it was zero.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut marks = zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')));
    if CONTROL {
        marks |= word.wrapping_sub(ONES * 0x20) & !word;
    }
    if BEYOND {
        marks |= word;
    }
    marks & (0x80 * ONES)
}

fn write_escaped(form: u8, byte: u8, out: &mut Vec<u8>) {
    match form {
        b'u' => out.extend_from_slice(&unit(byte.into())),
        form => out.extend_from_slice(&[b'\\', form]),
    }
}

/// Writes the characters up to the first of ASCII, and gives what follows them.
fn write_units<'t>(text: &'t str, out: &mut Vec<u8>) -> &'t str {
    let mut chars = text.chars();
    loop {
        let unwritten = chars.as_str();
        match chars.next() {
            Some(character) if !character.is_ascii() => match u16::try_from(u32::from(character)) {
                Ok(short) => out.extend_from_slice(&unit(short)),
                // Characters beyond the first plane are two units, as JavaScript reads them.
                Err(_) => {
                    for half in character.encode_utf16(&mut [0; 2]) {
                        out.extend_from_slice(&unit(*half));
                    }
                }
            },
            _ => return unwritten,
        }
    }
}

fn unit(unit: u16) -> [u8; 6] {
    let [high, low] = unit.to_be_bytes().map(|byte| HEX[usize::from(byte)]);
    [b'\\', b'u', high[0], high[1], low[0], low[1]]
}

/// What becomes of half a surrogate pair, which is no character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HalfPairs {
    /// It reads as U+FFFD.
    Replaced,
    /// It is an error.
    Refused,
}

/// Reads the escape after a backslash into `out`, and gives the place after it. `at` is the place after the backslash.
pub(super) fn read_escape(
    text: &[u8],
    index: usize,
    half_pairs: HalfPairs,
    out: &mut String,
) -> Result<usize, DecodeError> {
    let character = match text.get(index) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return read_unicode(text, index + 1, half_pairs, out),
        _ => return Err(DecodeError::at(index, "this is no escape that JSON has")),
    };
    out.push(character);
    Ok(index + 1)
}

/// Reads the four digits after `\u`, and those of the other half of a surrogate pair.
fn read_unicode(text: &[u8], index: usize, half_pairs: HalfPairs, out: &mut String) -> Result<usize, DecodeError> {
    let first = read_unit(text, index)?;
    let mut end = index + 4;
    if let Some(character) = char::from_u32(first.into()) {
        out.push(character);
        return Ok(end);
    }
    let mut units = [first, 0];
    let mut count = 1;
    // The second half belongs to the pair only if it is one; else it is a character of its own.
    if (0xD800..0xDC00).contains(&first) && text.get(end..end + 2) == Some(b"\\u") {
        let second = read_unit(text, end + 2)?;
        if (0xDC00..0xE000).contains(&second) {
            units = [first, second];
            count = 2;
            end += 6;
        }
    }
    if count == 1 && half_pairs == HalfPairs::Refused {
        // The backslash and the `u` stand before the digits.
        return Err(DecodeError::at(index - 2, "this escape is half of a surrogate pair, which is no character"));
    }
    out.extend(char::decode_utf16(units.into_iter().take(count)).map(|unit| unit.unwrap_or('\u{FFFD}')));
    Ok(end)
}

fn read_unit(text: &[u8], index: usize) -> Result<u16, DecodeError> {
    let mut unit = 0;
    for place in index..index + 4 {
        let digit = text.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        let digit = digit.and_then(|digit| u16::try_from(digit).ok());
        let digit = digit.ok_or_else(|| DecodeError::at(place, "`\\u` must be followed by four hexadecimal digits"))?;
        unit = unit << 4 | digit;
    }
    Ok(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, escape: Escape) -> String {
        let mut out = Vec::new();
        write(text, escape, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_what_json_demands_is_escaped() {
        assert_eq!(written("订单「甲」\u{7f}/", Escape::Minimal), "\"订单「甲」\u{7f}/\"");
        assert_eq!(written("a\"b\\c\n\r\t\u{8}\u{c}\u{1}", Escape::Minimal), r#""a\"b\\c\n\r\t\b\f\u0001""#);
    }

    #[test]
    fn escapes_are_found_wherever_they_stand_in_a_word() {
        for text in ["订单号abc", "😀、全角，标点。0123456789", "\u{7f}~!#[]"] {
            for special in ["\"", "\\", "\u{1f}", "\u{0}", "\n"] {
                for (at, _) in text.char_indices() {
                    let text = [&text[..at], special, &text[at..], special].concat();
                    for escape in [Escape::Minimal, Escape::Ascii] {
                        let quoted: String = serde_json::from_str(&written(&text, escape)).unwrap();
                        assert_eq!(quoted, text);
                        assert!(escape == Escape::Minimal || written(&text, escape).is_ascii());
                    }
                }
            }
        }
    }

    #[test]
    fn ascii_writes_surrogate_pairs_in_lower_case() {
        assert_eq!(written("订a，😀\u{80}", Escape::Ascii), r#""\u8ba2a\uff0c\ud83d\ude00\u0080""#);
    }

    #[test]
    fn the_next_special_byte_is_found_wherever_it_stands() {
        let text = "!#[]\u{7f}订单，😀".as_bytes();
        for marked in [b'"', b'\\', 0, 0x1F] {
            let is_control = marked < 0x20;
            for length in 0..20 {
                for place in 0..=length {
                    let mut text: Vec<_> = text.iter().copied().cycle().take(length).collect();
                    assert_eq!(special::<true>(&text, place), length, "nothing special");
                    text.insert(place, marked);
                    text.push(marked);
                    for from in 0..=place {
                        assert_eq!(special::<true>(&text, from), place, "{marked} at {place} of {length}");
                    }
                    assert_eq!(special::<true>(&text, place + 1), length + 1, "only from there on");
                    assert_eq!(special::<false>(&text, 0), if is_control { length + 2 } else { place }, "{marked}");
                }
            }
        }
    }

    #[test]
    fn escapes_read_back() {
        let read = |text: &str| {
            let mut out = String::new();
            read_escape(text.as_bytes(), 0, HalfPairs::Replaced, &mut out).map(|end| (out, end))
        };
        assert_eq!(read("u8BA2x"), Ok(("订".to_owned(), 5)));
        assert_eq!(read("ud83d\\ude00"), Ok(("😀".to_owned(), 11)));
        assert_eq!(read("ud83d"), Ok(("\u{FFFD}".to_owned(), 5)));
        assert_eq!(read("ud83d\\u0041"), Ok(("\u{FFFD}".to_owned(), 5)), "the second escape is read on its own");
        assert_eq!(read("ude00"), Ok(("\u{FFFD}".to_owned(), 5)));
        assert!(read("u12").is_err());
        assert!(read("u+123").is_err());
        assert!(read("ud83d\\u12").is_err());
        assert!(read("x").is_err());
        assert!(read("").is_err());
    }
}
