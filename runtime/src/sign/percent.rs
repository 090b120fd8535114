//! Percent-encoding. A table gives each byte's form, so that a long JSON parameter costs no branch per byte.

/// Which bytes stay, and what a space becomes.
#[derive(Clone, Copy)]
pub(crate) enum Encoding {
    /// RFC 3986: letters, digits and `-._~` stay.
    Uri,
    /// `application/x-www-form-urlencoded`: letters, digits and `*-._` stay, a space is `+`.
    Form,
}

/// Three bytes and how many of them count.
type Row = [u8; 4];

static URI: [Row; 256] = table(b"-._~", false);
static FORM: [Row; 256] = table(b"*-._", true);

const fn table(kept: &[u8], plus: bool) -> [Row; 256] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rows = [[0; 4]; 256];
    let mut byte = 0u8;
    loop {
        let mut stays = byte.is_ascii_alphanumeric();
        let mut at = 0;
        while at < kept.len() {
            stays |= kept[at] == byte;
            at += 1;
        }
        rows[byte as usize] = if stays {
            [byte, 0, 0, 1]
        } else if plus && byte == b' ' {
            [b'+', 0, 0, 1]
        } else {
            [b'%', DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize], 3]
        };
        if byte == u8::MAX {
            return rows;
        }
        byte += 1;
    }
}

/// Appends the encoded bytes, which are ASCII.
pub(crate) fn encode(encoding: Encoding, from: &[u8], to: &mut Vec<u8>) {
    let rows = match encoding {
        Encoding::Uri => &URI,
        Encoding::Form => &FORM,
    };
    let mut end = to.len();
    to.resize(end + from.len() * 3, 0);
    for byte in from {
        let [first, second, third, count] = rows[usize::from(*byte)];
        if let Some(place) = to.get_mut(end..end + 3) {
            place.copy_from_slice(&[first, second, third]);
        }
        end += usize::from(count);
    }
    to.truncate(end);
}

/// The encoded bytes as text.
pub(crate) fn encoded(encoding: Encoding, from: &[u8]) -> String {
    let mut to = Vec::new();
    encode(encoding, from, &mut to);
    String::from_utf8(to).unwrap_or_default()
}

/// `name=value` pairs joined by `&`.
pub(crate) fn pairs<N: AsRef<str>, V: AsRef<str>>(encoding: Encoding, pairs: impl Iterator<Item = (N, V)>) -> Vec<u8> {
    let mut to = Vec::new();
    for (place, (name, value)) in pairs.enumerate() {
        if place > 0 {
            to.push(b'&');
        }
        encode(encoding, name.as_ref().as_bytes(), &mut to);
        to.push(b'=');
        encode(encoding, value.as_ref().as_bytes(), &mut to);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_keeps_its_own_characters() {
        let text = "aZ09-._~* +/&=%订😀";
        assert_eq!(encoded(Encoding::Uri, text.as_bytes()), "aZ09-._~%2A%20%2B%2F%26%3D%25%E8%AE%A2%F0%9F%98%80");
        assert_eq!(encoded(Encoding::Form, text.as_bytes()), "aZ09-._%7E*+%2B%2F%26%3D%25%E8%AE%A2%F0%9F%98%80");
    }
}
