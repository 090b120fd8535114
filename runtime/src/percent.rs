//! Percent-encoding. A table gives each byte's form, so that a long JSON parameter costs no branch per byte.

use std::borrow::Cow;

use crate::model::Percent;

/// Three bytes and, in the highest, how many of them count.
type Row = u32;

/// How many bytes are encoded into one block: three times as many, and the rest of a row, find room in it.
const AT_ONCE: usize = 84;
const MASK: usize = 255;
const BLOCK: usize = MASK + 4;

type Table = [Row; 256];

static URI: Table = table(b"-._~", b"", false, false);
static FORM: Table = table(b"*-._", b"", true, false);

const fn table(kept: &[u8], more: &[u8], plus: bool, lower: bool) -> Table {
    let digits: &[u8; 16] = if lower { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
    let mut rows = [0; 256];
    let mut byte = 0u8;
    loop {
        let stays = byte.is_ascii_alphanumeric() || contains(kept, byte) || contains(more, byte);
        rows[byte as usize] = u32::from_le_bytes(if stays {
            [byte, 0, 0, 1]
        } else if plus && byte == b' ' {
            [b'+', 0, 0, 1]
        } else {
            [b'%', digits[(byte >> 4) as usize], digits[(byte & 15) as usize], 3]
        });
        if byte == u8::MAX {
            return rows;
        }
        byte += 1;
    }
}

const fn contains(bytes: &[u8], wanted: u8) -> bool {
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == wanted && wanted.is_ascii() {
            return true;
        }
        index += 1;
    }
    false
}

/// Appends the encoded bytes, which are ASCII.
pub fn encode(how: Percent<'_>, from: &[u8], to: &mut Vec<u8>) {
    let own_table;
    let rows = match how {
        Percent { form: false, keep: "", lower: false } => &URI,
        Percent { form: true, keep: "", lower: false } => &FORM,
        Percent { form, keep, lower } => {
            own_table = table(if form { b"*-._" } else { b"-._~" }, keep.as_bytes(), form, lower);
            &own_table
        }
    };
    // Most texts are half escapes at most; what is more grows once.
    to.reserve(from.len() * 2);
    let mut block = [0; BLOCK];
    for bytes in from.chunks(AT_ONCE) {
        let (fours, behind) = bytes.as_chunks::<4>();
        let mut end = 0;
        for four in fours {
            for byte in four {
                end = put(rows, *byte, &mut block, end);
            }
        }
        for byte in behind {
            end = put(rows, *byte, &mut block, end);
        }
        to.extend_from_slice(block.get(..end).unwrap_or_default());
    }
}

/// Writes all four bytes of a row, and gives the place behind those that count, where the next row begins: no branch for each
/// byte, and by the mask no check of a bound.
#[inline]
fn put(rows: &Table, byte: u8, block: &mut [u8; BLOCK], end: usize) -> usize {
    let row = rows[usize::from(byte)];
    block[end & MASK..][..4].copy_from_slice(&row.to_le_bytes());
    end + (row >> 24) as usize
}

/// The encoded bytes as text.
pub fn encoded(how: Percent<'_>, from: &[u8]) -> String {
    let mut to = Vec::new();
    encode(how, from, &mut to);
    String::from_utf8(to).unwrap_or_default()
}

/// A path or a query as it is sent: what libraries would encode or cut off unasked is encoded here, and what is encoded
/// already stays. A space or a control character stays as well, and is refused where the request becomes HTTP.
pub fn as_sent(text: &str) -> Cow<'_, str> {
    let stands = |character: char| character.is_ascii() && character != '#';
    if text.chars().all(stands) {
        return Cow::Borrowed(text);
    }
    let mut sent = String::with_capacity(text.len() * 3);
    for character in text.chars() {
        if stands(character) {
            sent.push(character);
        } else {
            sent.push_str(&encoded(Percent::URI, character.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
    Cow::Owned(sent)
}

/// The bytes behind percent-encoding; a `%` without two hex digits stays.
pub fn decoded(from: &[u8]) -> Vec<u8> {
    let mut to = Vec::with_capacity(from.len());
    let mut undecoded = from;
    while let [first, behind @ ..] = undecoded {
        let byte = if *first == b'%' { escaped(behind) } else { None };
        to.push(byte.unwrap_or(*first));
        undecoded = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    to
}

/// The byte of the two hex digits behind a `%`.
pub(crate) fn escaped(behind: &[u8]) -> Option<u8> {
    let digit = |place: usize| behind.get(place).and_then(|byte| char::from(*byte).to_digit(16));
    digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(high << 4 | low).ok())
}

/// `name=value` pairs joined by `&`.
pub fn pairs<N: AsRef<str>, V: AsRef<str>>(how: Percent<'_>, pairs: impl Iterator<Item = (N, V)>) -> Vec<u8> {
    let mut to = Vec::with_capacity(512);
    for (place, (name, value)) in pairs.enumerate() {
        if place > 0 {
            to.push(b'&');
        }
        encode(how, name.as_ref().as_bytes(), &mut to);
        to.push(b'=');
        encode(how, value.as_ref().as_bytes(), &mut to);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_keeps_its_own_characters() {
        let text = "aZ09-._~* +/&=%订😀";
        assert_eq!(encoded(Percent::URI, text.as_bytes()), "aZ09-._~%2A%20%2B%2F%26%3D%25%E8%AE%A2%F0%9F%98%80");
        assert_eq!(encoded(Percent::FORM, text.as_bytes()), "aZ09-._%7E*+%2B%2F%26%3D%25%E8%AE%A2%F0%9F%98%80");
        let kept = Percent { form: true, keep: "!()/", lower: true };
        assert_eq!(encoded(kept, "a/(b)! ~订".as_bytes()), "a/(b)!+%7e%e8%ae%a2");
    }

    #[test]
    fn an_address_keeps_what_can_stand_in_it() {
        assert_eq!(as_sent("/订/a%20b/[x]|~?😀#\""), "/%E8%AE%A2/a%20b/[x]|~?%F0%9F%98%80%23\"");
        assert!(matches!(as_sent("/a/%E8%AE%A2?b=1&c"), Cow::Borrowed(_)));
    }

    #[test]
    fn decoding_undoes_encoding_and_leaves_what_is_not_encoded() {
        let text = "aZ09-._~* +/&=%订😀";
        assert_eq!(decoded(encoded(Percent::URI, text.as_bytes()).as_bytes()), text.as_bytes());
        assert_eq!(decoded(b"100% %zz %e8%AE%a2%"), "100% %zz 订%".as_bytes());
    }
}
