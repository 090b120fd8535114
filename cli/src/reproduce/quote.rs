//! Literals of other languages. Characters that cannot be seen, or look like others, are written as escapes.

use std::fmt::Write as _;

use signwright_model::is_invisible;
pub(super) use signwright_runtime::binary::hex;

pub(super) fn python(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        // Writing to a text cannot fail.
        let _ = match character {
            '"' | '\\' => write!(quoted, "\\{character}"),
            '\n' => write!(quoted, "\\n"),
            '\r' => write!(quoted, "\\r"),
            '\t' => write!(quoted, "\\t"),
            _ if is_hidden(character) && u32::from(character) < 0x1_0000 => {
                write!(quoted, "\\u{:04x}", u32::from(character))
            }
            _ if is_hidden(character) => write!(quoted, "\\U{:08x}", u32::from(character)),
            _ => write!(quoted, "{character}"),
        };
    }
    quoted.push('"');
    quoted
}

/// Bytes in Python, as text where they are some.
pub(super) fn python_bytes(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => format!("{}.encode()", python(text)),
        Err(_) => format!("bytes.fromhex({})", python(&hex(bytes))),
    }
}

pub(super) fn shell(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut quoted = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_hidden(character) => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\x{byte:02x}");
                }
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('\'');
    quoted
}

/// Whether a character cannot be told by looking at it.
fn is_hidden(character: char) -> bool {
    character.is_control() || (character.is_whitespace() && character != ' ') || is_invisible(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(python("订\"\\\n\u{3000}\u{feff}😀"), "\"订\\\"\\\\\\n\\u3000\\ufeff😀\"");
        assert_eq!(shell("it's 订"), "'it'\\''s 订'");
        assert_eq!(shell("a'\n\u{a0}"), "$'a\\'\\n\\xc2\\xa0'");
        assert_eq!(python_bytes(&[0xff, 0]), "bytes.fromhex(\"ff00\")");
        assert_eq!(python_bytes("好".as_bytes()), "\"好\".encode()");
    }
}
